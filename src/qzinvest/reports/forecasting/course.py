"""How open projects go on: the chance that one reaches a stage within so many days, and stays.

Hazards by age (piecewise constant) of the step to the next stage and of being dropped, from all
that the ledger shows up to a day; what is still open counts for the days that it has been seen
open. Each age leans on the younger one beside it where little was seen, and projects of a minimum
size lean on those of all sizes.
"""

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from qzinvest.model.forecast_facts import STEP
from qzinvest.model.stage import STAGES, Stage
from qzinvest.tuples import NamedTuple

EDGES = (0, 7, 14, 30, 60, 90, 180, 270, 365)
"""Ages in days from which a new hazard holds."""
LEAN, LEAN_WIDER = 0.5, 2.0
"""Steps that the neighbouring age's hazard is worth, and that of a wider circle."""
FADE = 0.8
"""The hazard of an age of which nothing was seen, as a part of that of the age before it."""
UNKNOWN_DAYS = 150.0
"""Mean days of a step of which nothing at all was seen."""
RARE_DAYS = 4000.0
"""Mean days until a project is dropped, before anything was seen."""
RECENT = 3 * 365
"""Older projects than so many days say nothing any more."""

Hazards = tuple[float, ...]


class Seen(NamedTuple):
    """By age: steps taken, drops, stays that ended, and the days of these at their last age."""

    steps: list[int]
    drops: list[int]
    ends: list[int]
    last: list[int]

    @property
    def days(self) -> list[int]:
        """By age: days under observation."""
        days = []
        for band, (edge, end) in enumerate(pairwise((*EDGES, EDGES[-1]))):
            days.append(self.last[band] + (end - edge) * sum(self.ends[band + 1 :]))
        return days


class Ways(NamedTuple):
    """Daily hazards at each stage, by age there.

    Args:
        onward: to the next stage.
        dropped: of the end.
        at_once: the part of those arriving that go on the same day.
        seen: how many steps all this rests on.
    """

    onward: dict[Stage, Hazards]
    dropped: dict[Stage, Hazards]
    at_once: dict[Stage, float]
    seen: dict[Stage, int]


class Watched:
    """How projects went on, put in one by one as they are known on a day.

    Those signed in a way that does not count are left out.
    """

    def __init__(self, as_of: int) -> None:
        """``as_of`` is the last day that is known."""
        self._as_of = as_of
        self._stays = [Stays(as_of) for _ in STAGES]
        self._at_once = [0] * len(STAGES)

    def take(self, days: Sequence[int | None], dropped: int | None) -> None:
        """Put in a project: its days at the stages, and that of its end."""
        recent = self._as_of - RECENT
        for place, (day, following) in enumerate(pairwise((*days, None))):
            if day is None:
                break
            if day < recent:
                continue
            if following == day:
                # What begins with its signing tells nothing of talks.
                self._at_once[place] += place != Stage.TALKS - 1 or days[0] != day
            else:
                self._stays[place].take(day, following, dropped)

    def ways(self, wider: Ways | None = None) -> Ways:
        """The hazards that they show.

        Args:
            wider: the hazards of a wider circle to lean on.
        """
        seen = {stage: stays.seen() for stage, stays in zip(STAGES, self._stays, strict=True)}
        at_once = dict(zip(STAGES, self._at_once, strict=True))
        return Ways(
            {s: _onward(seen[s], wider and wider.onward[s]) for s in STAGES},
            {s: _dropped(seen[s], wider and wider.dropped[s]) for s in STAGES},
            {s: at_once[s] / (at_once[s] + sum(seen[s].steps) + 1) for s in STAGES},
            {s: sum(seen[s].steps) for s in STAGES},
        )


class Stays:
    """Stays at a stage by how they ended and by the days that they lasted, or have so far."""

    def __init__(self, as_of: int) -> None:
        """``as_of`` is the last day that is known."""
        self._as_of = as_of
        self._steps, self._drops, self._open = (Counter[int]() for _ in range(3))

    def take(self, day: int, following: int | None, dropped: int | None) -> None:
        """Put in the stay of a project since a day."""
        if following is not None:
            self._steps[following - day] += 1
        elif dropped is not None:
            self._drops[dropped - day] += 1
        else:
            self._open[self._as_of - day] += 1

    def seen(self) -> Seen:
        """The same by the bands of age."""
        seen = Seen(*([0] * len(EDGES) for _ in Seen._fields))
        for stays, ends in ((self._steps, seen.steps), (self._drops, seen.drops), (self._open, [])):
            for age, n in stays.items():
                band = bisect_left(EDGES, age, 1) - 1
                seen.ends[band] += n
                seen.last[band] += (age - EDGES[band]) * n
                if ends:
                    ends[band] += n
        return seen

    def gone(self) -> Hazards:
        """The hazards of the end by age."""
        return _dropped(self.seen(), None)


def _onward(seen: Seen, wider: Hazards | None) -> Hazards:
    days = seen.days
    overall = (sum(seen.steps) + 1) / (sum(days) + UNKNOWN_DAYS)
    found: list[float] = []
    for band in range(len(EDGES)):
        # Half the neighbour and half all ages: next to a hazard of none, one must be able to rise.
        beside = (found[-1] * FADE + overall) / 2 if found else overall
        mean, lean = (wider[band], LEAN_WIDER) if wider else (beside, LEAN)
        found.append((seen.steps[band] + lean) / (days[band] + lean / mean))
    return tuple(found)


def _dropped(seen: Seen, wider: Hazards | None) -> Hazards:
    days = seen.days
    overall = (sum(seen.drops) + 1) / (sum(days) + RARE_DAYS)
    means = wider or (overall,) * len(EDGES)
    return tuple(
        (drops + LEAN_WIDER) / (watched + LEAN_WIDER / mean)
        for drops, watched, mean in zip(seen.drops, days, means, strict=True)
    )


class Course(NamedTuple):
    """Chances to have reached ``goal`` and not to have been dropped, in steps of ``days`` days.

    ``gone`` are the hazards of being dropped after it. ``arriving[stage][n]`` is the chance of a
    project that comes to ``stage`` now, ``n`` steps later.
    """

    ways: Ways
    goal: Stage
    gone: Hazards
    days: float
    arriving: dict[Stage, tuple[float, ...]]

    def staying(self, age: float, steps: int) -> float:
        """The chance that a project at the goal is not dropped within ``steps``."""
        ages = (age + (n + 0.5) * self.days for n in range(steps))
        return math.exp(-sum(_at(self.gone, at) for at in ages) * self.days)

    def reaching(self, stage: Stage, age: float, steps: int) -> float:
        """The chance of a project that has been at ``stage`` for ``age`` days."""
        after = self.arriving[Stage(stage + 1)]
        left, chance = 1.0, 0.0
        for n in range(steps):
            at = age + (n + 0.5) * self.days
            onward = _at(self.ways.onward[stage], at)
            both = onward + _at(self.ways.dropped[stage], at)
            stays = math.exp(-both * self.days)
            moved = left * (1 - stays) * onward / both
            chance += moved * (after[steps - n - 1] + after[steps - n]) / 2
            left *= stays
        return chance


def course_of(ways: Ways, goal: Stage, gone: Hazards, horizon: int) -> Course:
    """The chances for ``goal`` within ``horizon`` days, in about weekly steps."""
    steps = steps_of(horizon)
    course = Course(ways, goal, gone, horizon / steps if steps else STEP, {})
    course.arriving[goal] = tuple(course.staying(0, n) for n in range(steps + 1))
    for stage in reversed(STAGES[: goal - 1]):
        later = course.arriving[Stage(stage + 1)]
        once = ways.at_once[stage]
        course.arriving[stage] = tuple(
            once * later[n] + (1 - once) * course.reaching(stage, 0, n) for n in range(steps + 1)
        )
    return course


def age_at(step: int) -> int:
    """The age in days that stands for those of a step."""
    return step * STEP + STEP // 2


def steps_of(horizon: int) -> int:
    """How many steps a horizon of so many days has."""
    return math.ceil(horizon / STEP)


def _at(hazards: Sequence[float], age: float) -> float:
    return hazards[bisect_right(EDGES, age) - 1]
