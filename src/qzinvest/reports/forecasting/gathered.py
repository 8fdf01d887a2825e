"""What the projects tell of one stage and minimum, gathered by the cells of a view."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping

from qzinvest.model.counting import Measure
from qzinvest.model.forecast_facts import Sums, Told, Went
from qzinvest.model.stage import Stage
from qzinvest.reports.forecasting.course import RECENT, Hazards, Stays, Watched, Ways
from qzinvest.tuples import NamedTuple

Code = str | None


class Gathered(NamedTuple):
    """All that the indicators of one stage and minimum share.

    Args:
        measure: of the first of them.
        told: what the projects tell.
        home: the cell of a code.
        came: arrivals by cell and day.
        exact: the days of arrivals that were recorded with their day.
        brought: what arrivals bring, by cell.
        ways: how they went on; ``None`` where all projects tell that.
        gone: the hazards of the end for those that came to the stage, however far they went on.
    """

    measure: Measure
    told: Told
    home: Callable[[str], Code]
    came: Mapping[Code, Counter[int]]
    exact: Counter[int]
    brought: Mapping[Code, Sums]
    ways: Callable[[Ways], Ways]
    gone: Hazards

    @property
    def goal(self) -> Stage:
        """The stage."""
        return self.measure.indicator.stage

    @property
    def base(self) -> Stage:
        """The stage that new projects begin with; arrivals came to it."""
        return min(self.goal, Stage.SIGNED)


def gathered(measure: Measure, told: Told, home: Callable[[str], Code], number: int) -> Gathered:
    """What the projects tell, of which there are ``number`` of any size and channel."""
    came = defaultdict[Code, Counter[int]](Counter)
    exact = Counter[int]()
    for (code, day), (some, sure) in told.came.items():
        came[home(code)][day] += some
        if sure:
            exact[day] += sure
    brought = defaultdict[Code, Sums](Sums)
    for code, sums in told.brought.items():
        brought[home(code)] = brought[home(code)].more(sums)
    narrows, stays = told.number != number, Stays(measure.as_of)
    for days, dropped in told.courses:
        at = days[measure.indicator.stage - 1]
        if at is not None and at >= measure.as_of - RECENT:
            stays.take(at, None, dropped)
    ways = watched(told.courses, measure.as_of).ways if narrows else _as_all
    return Gathered(measure, told, home, came, exact, brought, ways, stays.gone())


def _as_all(everyone: Ways) -> Ways:
    """All projects tell how these went on."""
    return everyone


def watched(courses: Iterable[Went], as_of: int) -> Watched:
    """How projects went on."""
    found = Watched(as_of)
    for days, dropped in courses:
        found.take(days, dropped)
    return found
