"""How one unit stands, and the campaign at a glance: chosen from the reports of a day."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from qzinvest.model.bulletin import Reports
from qzinvest.model.due import LEVELS, Due
from qzinvest.model.plan import Plan, Unit
from qzinvest.model.ranking import Place, Ranking
from qzinvest.model.unit_page import Overview, Target, UnitPage
from qzinvest.reports.bulletin import overdue

CHASED, GLANCE, SHOWN = 5, 3, 2
"""Projects on a unit's page; units and projects in the overview, which has twenty lines."""
Named = Callable[[Iterable[str]], Mapping[str, str]]
"""What projects are called, by id."""


def unit_page(reports: Reports, unit: Unit, names: Named) -> UnitPage:
    """The page of a unit.

    Args:
        names: what projects are called.
    """
    rankings = reports.rankings[unit.kind]
    mine = [each for each in reports.due or () if _is_of(each, unit)]
    return UnitPage(
        plan=reports.plan,
        unit=unit,
        as_of=reports.as_of,
        pace=reports.districts.pace,
        since=None if reports.changes is None else reports.changes.before.as_of,
        lights=reports.plan.lights,
        targets=tuple(_target(reports, each, unit) for each in rankings),
        peers=tuple(place for place in rankings[0].places if place.tier == unit.tier),
        levels=tuple((level, sum(d.level == level for d in mine)) for level in LEVELS),
        chase=_named(mine[:CHASED], names),
    )


def _is_of(due: Due, unit: Unit) -> bool:
    return getattr(due.passage, unit.kind) in unit.recorded


def _target(reports: Reports, ranking: Ranking, unit: Unit) -> Target:
    place = next(each for each in ranking.places if each.unit == unit.code)
    heading = ranking.ranked_by
    code, change, outlook = heading.code, None, None
    if unit.kind == "district":
        lines = (each for each in reports.forecast.lines if each.unit == unit.code)
        outlook = next((each for each in lines if each.indicator == code), None)
        if reports.changes is not None and reports.changes.total(code) is not None:
            rows = (each for each in reports.changes.standings if each.unit == unit.code)
            change = next((each.change for each in rows if each.indicator == code), 0)
    return Target(heading, place, change, outlook)


def overview(reports: Reports, names: Named) -> Overview:
    """The campaign at a glance."""
    first = reports.rankings["district"][0]
    ranked = [each for each in first.places if each.ahead_pp is not None]
    by_lead = sorted(ranked, key=lambda each: -(each.ahead_pp or 0))
    moved = sorted((p for p in ranked if p.moved), key=lambda each: -abs(each.moved or 0))
    red = overdue(reports.due or ())
    return Overview(
        plan=reports.plan,
        as_of=reports.as_of,
        pace=reports.districts.pace,
        since=None if reports.changes is None else reports.changes.before.as_of,
        lights=reports.plan.lights,
        targets=tuple(_totals(reports)),
        leading=tuple(by_lead[:GLANCE]),
        trailing=tuple(by_lead[: -GLANCE - 1 : -1]),
        moved=tuple(moved[:GLANCE]),
        overdue=_by_rule(reports.plan, red),
        chase=_named(red[:SHOWN], names),
    )


def _totals(reports: Reports) -> Iterable[Target]:
    """The city's own lines, under the light that their distance to pace has."""
    outlooks = {each.indicator: each for each in reports.forecast.totals}
    changes = reports.changes
    for ranking, line in zip(reports.rankings["district"], reports.districts.totals, strict=True):
        figures = (line.actual, line.target, line.completion, line.ahead_pp)
        place = Place(line.unit, line.name, None, None, None, line.light, *figures)
        moved = None if changes is None else changes.total(line.indicator)
        change = None if moved is None else moved.change
        yield Target(ranking.ranked_by, place, change, outlooks[line.indicator])


def _by_rule(plan: Plan, due: Sequence[Due]) -> tuple[tuple[str, int], ...]:
    counted = ((rule.code, sum(d.rule.code == rule.code for d in due)) for rule in plan.due)
    return tuple(each for each in counted if each[1])


def _named(due: Sequence[Due], names: Named) -> tuple[tuple[Due, str], ...]:
    called = names([each.passage.id for each in due])
    return tuple((each, called[each.passage.id]) for each in due)
