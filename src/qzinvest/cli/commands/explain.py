"""``explain``: why a figure of a report is what it is."""

from collections.abc import Iterator
from typing import Annotated

from qzinvest.cli.context import emit, look_of, remark, row_limit, surroundings
from qzinvest.cli.declare import Amounts, Db, Lang, Looking, Opt
from qzinvest.cli.options import Case, Options, answering
from qzinvest.cli.rows import figure_named, figures_of
from qzinvest.errors import Conflict, ExitCode, MissingValues, UnknownName
from qzinvest.ledger.judged import Asked, judged
from qzinvest.ledger.passages import passages
from qzinvest.ledger.uncounted import names_of, uncounted
from qzinvest.model.counting import measure_of
from qzinvest.model.document import Said
from qzinvest.model.explanation import Explanation, Pile
from qzinvest.model.plan import RATES, UNIT_KINDS
from qzinvest.render.views import explanation as explanation_view
from qzinvest.render.wording import worded
from qzinvest.reports.explain import (
    STAGE_OF,
    TOTAL,
    Candidate,
    candidates,
    explain,
    explain_rate,
    holder_of,
)
from qzinvest.reports.explaining.score import SCORE, explain_score
from qzinvest.reports.subjects import count_kind
from qzinvest.tuples import NamedTuple

_SCREENFUL = 12
"""Projects of each list on a screen without ``--limit``; machine formats give all."""


class Line(NamedTuple):
    """A row of a view: the code of a unit or term, ``total``, or a tier's ``tier-1``."""

    by: str
    code: str


class Signed(NamedTuple):
    """The period of a rate's base."""

    since: Annotated[str | None, Opt("--since", "option.signed_since", "DATE")] = None
    until: Annotated[str | None, Opt("--until", "option.signed_until", "DATE")] = None


def run(
    *,
    options: Options,
    signed: Signed,
    limit: Annotated[int | None, Opt("--limit", "option.limit_list", "N")] = None,
    looking: Looking,
    amounts: Amounts,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print a figure's formula, the rules that it rests on, and its projects."""
    here = surroundings(db, lang, looking.output)
    look = look_of(looking, here, frozen=options.edition is not None, amounts=amounts)
    rows = row_limit(limit, look, _SCREENFUL)
    with answering(here, options._replace(indicator=None), sums=True) as case:
        w = case.w
        of = figure_named(case.plan, options.indicator, w)
        row = _row(case)
        # A row is explained by what it is among: all rows.
        case = case._replace(selection=case.selection.all_rows)  # noqa: PLW2901 - the same question
        found = _explained(case, row, of, signed, rows)
        names = names_of(case.connection, _shown(found, rows), case.positions)
        others = w("list.separator").join(figures_of(case.plan)[1:])
    if options.indicator is None and look.form == "table" and not case.empty:
        remark(w("talk.other_figures", codes=others))
    found = found._replace(names=names)
    said = Said(
        lambda: explanation_view.document(found, w, look.money(w), rows),
        lambda: explanation_view.data(found, w, rows),
    )
    emit(case.written(said, look), looking.output, w)
    return ExitCode.OK


def _row(case: Case) -> Line:
    """The row that is asked for: the total where none is, a tier's subtotal by its number.

    Raises:
        Conflict: several are.
    """
    options, rows = case.options, case.selection.rows
    if rows[1:]:
        first, second = (f"--unit {worded(row.name, case.w)}" for row in rows[:2])
        raise Conflict(option=first, other=second)
    if rows:
        return Line(rows[0].view, rows[0].code)
    return Line(options.by, TOTAL if options.tier is None else f"tier-{options.tier}")


def _explained(case: Case, row: Line, of: str, signed: Signed, rows: int) -> Explanation:
    own = any(indicator.code == of for indicator in case.plan.indicators)
    if own or of not in RATES:
        for option, value in signed._asdict().items():
            if value is not None:
                raise Conflict(option=f"--{option}", other=f"--indicator {of}")
    if of == SCORE and not own:
        return _explained_score(case, row)
    day = case.as_of
    question = case.question._replace(by=row.by, as_of=day, tier=None, indicator=of)
    holder = holder_of(case.plan, row.code, question)
    kind = count_kind(row.by)
    if own:
        measure = measure_of(case.plan, case.plan.chosen(of)[0], day)
        asked = Asked(case.scope, measure, kind, holder.codes, holder.besides)
        projects, found = _looked_at(case, asked, rows)
        counts, shares = case.counts(kind), case.adopted.shares
        return explain(case.plan, shares, counts, projects, holder, question, found)
    cohort = case.signed(signed.since, signed.until)
    asked = Asked(
        case.scope, cohort, kind, holder.codes, holder.besides, STAGE_OF[of], of == "paid_in"
    )
    projects, found = _looked_at(case, asked, rows)
    return explain_rate(case.plan, cohort, of, projects, holder, question, found)


def _looked_at(case: Case, asked: Asked, rows: int) -> tuple[Iterator[Candidate], list[Pile]]:
    """The projects to be looked at, and the sums of all that are the holder's as a whole."""
    scope, parted = asked.scope, case.assessed and asked.kind in UNIT_KINDS
    # What credit shares is looked at wherever it lies.
    shared = passages(case.connection, scope._replace(credited=True)) if parted else ()
    if parted:
        asked = asked._replace(scope=scope._replace(credited=False))
    found, first = judged(case.connection, asked, rows)
    return candidates(shared, uncounted(case.connection, scope), first, case.as_of), found


def _explained_score(case: Case, row: Line) -> Explanation:
    # Imported here: scores are asked for less often than figures.
    from qzinvest.cli.judging import basis_of, refuse_score
    from qzinvest.reports.rank import rank

    if row.code == TOTAL:
        raise MissingValues(flags=("--unit",))
    refuse_score(case, row.by, f"--indicator {SCORE}")
    basis = basis_of(case, row.by, scorecard=True)
    ranking = rank(basis, None, case.question._replace(by=row.by, tier=None, indicator=None))
    places = {place.unit: place for place in ranking.places}
    if row.code not in places:
        near = [worded(place.name, case.w) for place in ranking.places]
        raise UnknownName(what=row.by, text=row.code, near=near)
    return explain_score(case.plan, ranking, places[row.code])


def _shown(found: Explanation, rows: int) -> Iterator[str]:
    """The ids of the projects that the lists show, so many of each, all for 0."""
    for group in (found.counted, *found.left):
        yield from (item.id for item in group.shown(rows))
