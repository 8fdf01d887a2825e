"""What is new since an edition: who fell behind pace, lost a rank, got a worse light; what stalled.

A unit is told once an indicator, by what weighs most: behind pace, then its light, then its rank.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from qzinvest.model.due import Due
from qzinvest.model.news import BEHIND, LIGHT, RANK, News, Stall, Turn
from qzinvest.model.plan import Light, Plan
from qzinvest.model.ranking import Place, Ranking


def news(
    plan: Plan,
    before: Sequence[Ranking],
    after: Sequence[Ranking],
    due: Iterable[tuple[Due, str]],
    since: date,
) -> News:
    """Compare the rankings of two days, and find what has become overdue between them.

    Args:
        plan: the plan in force on the later day.
        before: the rankings of the districts on the day of the edition, one an indicator.
        after: the same today; their ``moved`` compare with that day.
        due: all projects that are overdue today, with their names.
        since: the day of the edition.
    """
    old = {each.heading.code: each for each in before if each.heading is not None}
    turns = (turn for each in after for turn in _turns(old, each, plan.lights))
    as_of = after[0].as_of
    stalls = (stall for each, name in due if (stall := _stall(plan, each, name, since, as_of)))
    return News(plan, since, as_of, tuple(turns), tuple(stalls), plan.lights)


def _turns(old: dict[str, Ranking], now: Ranking, lights: Sequence[Light]) -> Iterator[Turn]:
    heading = now.heading
    if heading is None or heading.code not in old:
        return
    places = {place.unit: place for place in old[heading.code].places}
    for place in now.places:
        was = places.get(place.unit)
        if was is not None and (kind := _kind(was, place, lights)):
            yield Turn(kind, heading, was, place)


def _kind(was: Place, now: Place, lights: Sequence[Light]) -> str | None:
    if was.ahead_pp is None or now.ahead_pp is None:
        return None
    if was.ahead_pp >= 0 > now.ahead_pp:
        return BEHIND
    if was.light and now.light and lights.index(now.light) > lights.index(was.light):
        return LIGHT
    return RANK if now.moved is not None and now.moved < 0 else None


def _stall(plan: Plan, due: Due, name: str, since: date, as_of: date) -> Stall | None:
    """A large project that was not overdue on the edition's day."""
    minimum = max((each.minimum for each in plan.indicators), default=0)
    passage, passed = due.passage, (as_of - since).days
    if not minimum or passage.amount < minimum or due.days - passed >= due.rule.red:
        return None
    return Stall(passage.id, name, passage.district, passage.amount, due.rule.code, due.days)
