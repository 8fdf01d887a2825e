"""``changes``: what moved between two editions, or since one."""

from typing import Annotated, Any

from qzinvest.cli.context import emit, look_of, row_limit, surroundings
from qzinvest.cli.declare import Amounts, Arg, Db, Lang, Looking, Opt
from qzinvest.cli.options import Case, Options, answering
from qzinvest.errors import Conflict, EditionOrder, ExitCode
from qzinvest.ledger.moved import Asked, differing, moved
from qzinvest.ledger.passages import FILTERS
from qzinvest.ledger.uncounted import known_at
from qzinvest.model.changes import Changes, Pile
from qzinvest.model.document import Said
from qzinvest.render.views import changes as changes_view
from qzinvest.reports.changes import Bulletin, Step, changes, measures, paired, steps, unseen
from qzinvest.reports.progress import progress
from qzinvest.reports.subjects import count_kind, looked_at, subjects_of

_SCREENFUL = 10


def run(
    *,
    since: Annotated[str, Arg("FROM", "argument.since")],
    until: Annotated[str | None, Arg("TO", "argument.until")] = None,
    options: Options,
    limit: Annotated[int | None, Opt("--limit", "option.limit_each", "N")] = None,
    looking: Looking,
    units: Annotated[bool, Opt("--units", "option.units")] = False,
    amounts: Amounts,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print what moved from one edition to another, or to what is recorded now."""
    here = surroundings(db, lang, looking.output)
    look = look_of(looking, here, frozen=(until or options.edition) is not None, amounts=amounts)
    rows = row_limit(limit, look, _SCREENFUL)
    if until is not None and options.edition is not None:
        raise Conflict(option="TO", other="--edition")
    later = options._replace(edition=until or options.edition)
    earlier = options._replace(edition=since, as_of=None, plan=None)
    with answering(here, later) as after:
        w = after.w
        # The earlier plan need not have the rows, tier, indicator and filters that are asked for.
        unasked: dict[str, Any] = dict.fromkeys(("unit", "tier", "indicator", *FILTERS))
        earlier = earlier._replace(dimensions=[after.options.by], **unasked)
        with answering(here, earlier) as case:
            before = case._replace(selection=after.selection)
            _refuse_reversed(before, after)
            found = compared(before, after, rows)
    said = Said(
        lambda: changes_view.document(found, w, look.money(w), rows),
        lambda: changes_view.data(found, w, rows, units=units, labels=look.labels),
    )
    emit(after.written(said, look), looking.output, w)
    return ExitCode.OK


def _refuse_reversed(before: Case, after: Case) -> None:
    """Refuse a later edition that had seen less of the log than the earlier one."""
    first, second = before.edition, after.edition
    if first is None or second is None:
        return
    if any(second.positions.get(org, 0) < seq for org, seq in first.positions.items()):
        raise EditionOrder(first=first.code, second=second.code)


def compared(before: Case, after: Case, rows: int = 0, *, named: bool = True) -> Changes:
    """What moved between two bulletins; of what time alone moved so many rows, all for 0.

    Args:
        named: whether projects have their names; a reason asks for what was known of few of them.
    """
    old, new = (_bulletin(case, after.options.tier) for case in (before, after))
    summed, listed = list[Pile](), list[Step]()
    if old.adoption != new.adoption:
        ends = before.passages(), after.passages()
    else:
        both, shared = (before.scope, after.scope), after.assessed
        ends = differing(after.connection, *both, shared=shared)
        by = new.question.by
        held = looked_at(subjects_of(new.plan, by), new.question)
        asked = Asked(*both, measures(old, new), count_kind(by), *held, shared=shared)
        summed, largest = moved(after.connection, asked, rows)
        listed += steps(old, new, ((each, each) for each in largest))
    found = list(steps(old, new, paired(*ends)))
    asked_of = [each for each in (*found, *listed) if named or None in (each.before, each.after)]
    ids = list(dict.fromkeys(step.id for step in asked_of))
    now = known_at(after.connection, ids, after.positions, after.as_of)
    then = known_at(before.connection, unseen(asked_of, now), before.positions, before.as_of)
    return changes(old, new, found, (then, now), summed, listed)


def _bulletin(case: Case, tier: int | None) -> Bulletin:
    adopted, question = case.adopted, case.question._replace(tier=tier)
    counts = case.counts(count_kind(question.by))
    whole = question._replace(selection=case.selection.all_rows)
    report = progress(adopted.plan, adopted.shares, counts, whole)
    edition = None if case.edition is None else case.edition.code
    return Bulletin(edition, adopted.plan, adopted.event, question, report)
