"""``explain``: why a figure of a report is what it is."""

from collections.abc import Iterator
from itertools import chain
from typing import Annotated, NamedTuple

from qzinvest.cli.context import (
    emit,
    look_of,
    row_limit,
    surroundings,
    talk,
)
from qzinvest.cli.declare import Db, Lang, Looking, Opt, Wan
from qzinvest.cli.options import Case, Options, answering
from qzinvest.cli.rows import figure_named, figures_of
from qzinvest.errors import Conflict, ExitCode, MissingValues, UnknownName
from qzinvest.ledger.passages import passages
from qzinvest.ledger.uncounted import names_of, uncounted
from qzinvest.model.document import Said
from qzinvest.model.explanation import Explanation
from qzinvest.model.passage import Passage
from qzinvest.model.plan import RATES
from qzinvest.render.views import explanation as explanation_view
from qzinvest.render.wording import worded
from qzinvest.reports.explain import TOTAL, Holder, candidates, explain, explain_rate, holder_of
from qzinvest.reports.explaining.score import SCORE, explain_score
from qzinvest.reports.subjects import count_kind

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
    wan: Wan = False,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print a figure's formula, the rules that it rests on, and its projects."""
    here = surroundings(db, lang, looking.output)
    look = look_of(looking, frozen=options.edition is not None, wan=wan)
    rows = row_limit(limit, _SCREENFUL if look.form == "table" else 0)
    with answering(here, options._replace(indicator=None), sums=True) as case:
        w = case.w
        of = figure_named(case.plan, options.indicator, w)
        if options.indicator is None and look.form == "table" and not case.empty:
            talk(w("talk.other_figures", codes=w("list.separator").join(figures_of(case.plan)[1:])))
        row = _row(case)
        # A row is explained by what it is among: all rows.
        case = case._replace(selection=case.selection.all_rows)  # noqa: PLW2901 - the same question
        found = _explained(case, row, of, signed)
        names = names_of(case.connection, _shown(found, rows), case.positions)
    found = found._replace(names=names)
    said = Said(
        lambda: explanation_view.document(found, w, look.unit, rows),
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


def _explained(case: Case, row: Line, of: str, signed: Signed) -> Explanation:
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
    mine = _passages(case, count_kind(row.by), holder)
    projects = candidates(mine, uncounted(case.connection, case.scope))
    if own:
        counts = case.counts(count_kind(row.by))
        return explain(case.plan, case.adopted.shares, counts, projects, holder, question)
    cohort = case.signed(signed.since, signed.until)
    return explain_rate(case.plan, cohort, of, projects, holder, question)


def _passages(case: Case, kind: str, holder: Holder) -> Iterator[Passage]:
    """The projects of which something may be the holder's."""
    scope = case.scope
    if holder.besides or kind in scope.chosen:
        return case.passages()
    own = scope._replace(chosen={**scope.chosen, kind: tuple(sorted(holder.codes))})
    if not case.assessed:
        return passages(case.connection, own)
    # What credit shares is looked at wherever it lies.
    shared = passages(case.connection, scope._replace(credited=True))
    return chain(passages(case.connection, own._replace(credited=False)), shared)


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
    for items in (found.counted, *(group.items for group in found.left)):
        yield from (item.id for item in (items[:rows] if rows else items))
