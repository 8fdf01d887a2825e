"""The bulletin: what an edition has to say, chosen and ordered from the reports.

What is chosen from many is never cut between equals. Units are compared before anything is rounded;
whether one is level with pace is said of what is shown.
"""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

from qzinvest.model.bulletin import (
    INTENT,
    Board,
    Bulletin,
    Group,
    Issue,
    Item,
    Large,
    Levers,
    Overall,
    Overdue,
    RateRange,
    Reports,
    Since,
    Tier,
    numbered,
)
from qzinvest.model.counting import COUNTED, measure_of, settled
from qzinvest.model.due import RED, Due, from_level
from qzinvest.model.funnel import Funnel
from qzinvest.model.heading import Heading
from qzinvest.model.passage import Passage
from qzinvest.model.plan import Indicator, Plan
from qzinvest.model.ranking import Place, Ranking
from qzinvest.model.stage import STAGES, Stage
from qzinvest.reports.due import place
from qzinvest.reports.subjects import UNASSIGNED

if TYPE_CHECKING:
    from qzinvest.model.changes import Changes

NAMED, FEW = 5, 3
"""Projects that are named of many; units and reasons that are, and more where some are equal."""
CHASED = 10
"""Projects to be chased first, and more where some are equal."""
ENOUGH = 5
"""Signed projects of a unit whose rates are compared: of fewer they say little."""
PART = 10
"""Of what ended, only projects that are at least this part of it are named: a tenth."""
NEWLY = ("new", "reached", "time")
"""Reasons for which something counts newly; all that is neither this nor dropped is corrected."""
T = TypeVar("T")


def bulletin(reports: Reports, issue: Issue) -> Bulletin:
    """Compose the bulletin; ``proofs``, ``course``, ``names`` and ``heads`` are the caller's."""
    plan = reports.plan
    boards = {kind: tuple(map(_board, each)) for kind, each in reports.rankings.items()}
    changes = reports.changes
    return Bulletin(
        plan=plan,
        as_of=reports.as_of,
        since=None if changes is None else changes.before.as_of,
        issue=issue,
        overall=tuple(_overall(reports, boards["district"])),
        districts=reports.districts,
        departments=reports.departments,
        boards=boards,
        rankings=reports.rankings,
        funnel=reports.funnel,
        rates=tuple(_rates(reports.funnel)),
        dropped=None if changes is None else _dropped(reports, changes),
        large=tuple(_large(reports, each) for each in plan.indicators if each.minimum),
        overdue=None if reports.due is None else _overdue(reports, overdue(reports.due)),
        levers=_levers(reports),
        effective=reports.effective,
        chase=tuple(_chase(reports.due or ())),
    )


def _overall(reports: Reports, boards: Sequence[Board]) -> Iterable[Overall]:
    outlooks = {line.indicator: line for line in reports.forecast.totals}
    for board, line in zip(boards, reports.districts.totals, strict=True):
        code = line.indicator
        yield Overall(
            heading=board.heading,
            actual=line.actual,
            target=line.target,
            completion=line.completion,
            ahead_pp=line.ahead_pp,
            last_year=line.last_year,
            since=None if reports.changes is None else _since(reports.changes, code),
            reached=len(board.reached),
            outlook=outlooks[code],
            light=line.light,
        )


def _since(changes: "Changes", code: str) -> Since | None:
    """Both ends from ``changes``: what ended later has left no earlier edition."""
    total = changes.total(code)
    if total is None:
        return None
    sums = {each.reason: each.change for each in changes.sums if each.indicator == code}
    new = settled(sum((sums.get(reason, 0) for reason in NEWLY), Fraction(0)))
    dropped = settled(-Fraction(sums.get("dropped", 0)))
    rest = settled(Fraction(total.change) - new + dropped)
    return Since(total.change, new, dropped, rest, total.target_before, total.target_after)


def _board(ranking: Ranking) -> Board:
    places = [place for place in ranking.places if place.target is not None]
    tiers = (Tier(tier, _tied(found)) for tier, found in groupby(places, lambda each: each.tier))
    reached = [place for place in places if _lead(place) >= 0]
    worst = ranking.lights[-1] if len(ranking.lights) > 1 else None
    behind = [place for place in places if worst is not None and place.light == worst]
    moved = [place for place in places if place.moved]
    by_moves = sorted(moved, key=lambda each: -(each.moved or 0))
    return Board(
        heading=ranking.ranked_by,
        tiers=tuple(tiers),
        reached=tuple(sorted(reached, key=lambda each: -_lead(each))),
        behind=tuple(sorted(behind, key=_lead)),
        zero=tuple(place for place in places if place.target and not place.actual),
        moves=None
        if ranking.since is None
        else tuple(
            (moves, tuple(found))
            for moves, found in groupby(by_moves, lambda each: each.moved or 0)
        ),
        units=len(places),
        moved=len(moved),
    )


def _lead(place: Place) -> Fraction:
    return Fraction(-1) if place.ahead_pp is None else place.ahead_pp


def _tied(places: Iterable[Place]) -> tuple[tuple[Place, ...], ...]:
    """Units by completion, the largest first, those of one completion together."""
    found = sorted(places, key=lambda each: -(each.completion or 0))
    return tuple(tuple(each) for _, each in groupby(found, lambda each: each.completion or 0))


def _rates(funnel: Funnel) -> Iterable[RateRange]:
    """Registration and start rates: of the city, and of the units at both ends."""
    for rate in ("registration", "start"):
        whole = getattr(funnel.total.cell.rates, rate).value
        found = [
            (line.unit, value)
            for line in funnel.lines
            if line.unit != UNASSIGNED and line.cell.projects[0] >= ENOUGH
            if (value := getattr(line.cell.rates, rate).value) is not None
        ]
        if whole is None or not found:
            continue
        few = max(1, min(FEW, len(found) // 2))
        best = first(sorted(found, key=lambda each: -each[1]), few, lambda each: each[1])
        worst = first(sorted(found, key=lambda each: each[1]), few, lambda each: each[1])
        if best[0][1] == worst[0][1]:
            best = worst = ()
        yield RateRange(rate, whole, tuple(best), tuple(worst))


def first(ordered: Sequence[T], few: int, figure: Callable[[T], object]) -> Sequence[T]:
    """The first of an order, and more where the last of these is equalled."""
    if len(ordered) <= few:
        return ordered
    last = figure(ordered[few - 1])
    return ordered[
        : next((n for n in range(few, len(ordered)) if figure(ordered[n]) != last), len(ordered))
    ]


def _moved(changes: "Changes", code: str, reasons: Sequence[str]) -> list[str]:
    """The projects that moved an indicator for one of these reasons."""
    moves = (each for each in changes.moves if each.indicator == code and each.reason in reasons)
    return list(dict.fromkeys(each.project for each in moves))


def _signed(plan: Plan) -> Indicator | None:
    """What newly signed projects are counted by."""
    return next((each for each in plan.indicators if each.stage == Stage.SIGNED), None)


def _dropped(reports: Reports, changes: "Changes") -> Group:
    """The projects of the period that ended since the earlier edition, the largest by name."""
    signed = _signed(reports.plan)
    ids = [] if signed is None else _moved(changes, signed.code, ("dropped",))
    found = reports.of(ids)
    whole = sum(each.signed_sum for each in found)
    largest = [each for each in found if each.signed_sum * PART >= whole]
    items = (_item(reports, each) for each in largest)
    return Group(len(ids), whole, _by_amount(items)[:NAMED])


def _large(reports: Reports, indicator: Indicator) -> Large:
    plan, changes = reports.plan, reports.changes
    measure = measure_of(plan, indicator, reports.as_of)
    signed = measure._replace(indicator=indicator._replace(stage=Stage.SIGNED))
    counted = [each for each in reports.passages if measure.verdict(each) == COUNTED]
    waiting = [
        each
        for each in reports.passages
        if signed.verdict(each) == COUNTED and measure.verdict(each) != COUNTED
    ]
    since = None
    if changes is not None and changes.total(indicator.code) is not None:
        first = _signed(plan)
        landed = _moved(changes, indicator.code, NEWLY)
        new = [] if first is None else _moved(changes, first.code, NEWLY)
        big = [each for each in reports.of(new) if each.amount >= indicator.minimum]
        since = _group(reports, reports.of(landed), len(landed)), _group(reports, big, NAMED)
    return Large(
        Heading(indicator.code, indicator.names, indicator.measure),
        indicator.minimum,
        len(counted),
        since,
        Group(
            len(waiting),
            sum(each.signed_sum for each in waiting),
            by_unit=numbered(plan, [each.district for each in waiting]),
        ),
    )


def _group(reports: Reports, found: Sequence[Passage], most: int) -> Group:
    items = _by_amount(_item(reports, each) for each in found)
    return Group(len(found), sum(each.amount for each in found), items[:most])


def _by_amount(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(sorted(items, key=lambda each: -each.amount))


def overdue(due: Sequence[Due]) -> list[Due]:
    """What is more than a reminder."""
    return [each for each in due if each.level in from_level(RED)]


def _chase(due: Sequence[Due]) -> Sequence[Due]:
    """Those whose next step brings most, of equals what has waited longest."""
    gaining = [each for each in overdue(due) if each.gain is not None]
    return first(gaining, CHASED, lambda each: place(each)[:3])


def _overdue(reports: Reports, due: Sequence[Due]) -> Overdue:
    plan = reports.plan
    causes = [INTENT if isinstance(_waits_as(each), str) else each.rule.code for each in due]
    rules = [(code, causes.count(code)) for code in (*(rule.code for rule in plan.due), INTENT)]
    units = numbered(plan, [each.passage.district for each in due])
    shown, names = 0, list[tuple[int, tuple[str, ...]]]()
    for n, codes in units:
        if shown >= FEW:
            break
        names.append((n, codes))
        shown += len(codes)
    minimum = max((each.minimum for each in plan.indicators), default=0)
    large = [each for each in due if minimum and each.passage.amount >= minimum]
    items = (
        Item(
            each.passage.id, each.passage.district, each.passage.amount, _waits_as(each), each.days
        )
        for each in large
    )
    return Overdue(
        len(due),
        tuple((code, n) for code, n in sorted(rules, key=lambda each: -each[1]) if n),
        tuple(names),
        minimum,
        _by_amount(items),
    )


def _waits_as(due: Due) -> Stage | str:
    """What a project waits as: the stage, or the kind of signing that does not count yet."""
    signing = due.passage.signing
    is_signing = due.rule.until == Stage.SIGNED and due.stage >= Stage.SIGNED
    return signing if is_signing and signing is not None else due.rule.after


def _item(reports: Reports, passage: Passage) -> Item:
    day = reports.as_of.toordinal()
    reached = [s for s in STAGES if (on := passage.reached(s)) is not None and on <= day]
    return Item(passage.id, passage.district, passage.amount, max(reached, default=Stage.LEAD))


def _levers(reports: Reports) -> Levers | None:
    """Of the first target by amount, else with a minimum: for a plain count five bring five."""
    plan = reports.plan
    fit = [each for each in plan.indicators if each.measure == "sum"]
    fit += [each for each in plan.indicators if each.minimum]
    lines = {line.indicator: line for line in reports.forecast.totals}
    for indicator in fit:
        line = lines[indicator.code]
        if line.gap and line.lever:
            items = tuple(_item(reports, each) for each in reports.of(line.lever))
            heading = Heading(indicator.code, indicator.names, indicator.measure)
            return Levers(heading, sum(each.amount for each in items), items)
    return None
