"""A second simulator: cities whose projects come in rushes, and a few amounts decide the sum.

What ``simulated_years`` has not: a surge before each quarter's end, conferences that bring 10 to
45 % of a year on single days, districts of the third tier that hardly ever sign anything, and
amounts of a Pareto distribution with an exponent of 1.2. Each seed is a city of its own; its
conferences come back about the same time every year, and bring another part of it each time.
"""

import math
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from qzinvest.model.money import WAN, YI
from qzinvest.model.plan import Plan
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import Stage
from tools.simulated_years import Simulated, as_recorded, held_against

ALPHA = 1.2
ONWARD = (Stage.REGISTERED, Stage.FUNDED, Stage.STARTED, Stage.PRODUCING)
SURGE_DAYS = 10
QUIET_TIER = 3


class Town(NamedTuple):
    """What stays the same over the years of one city.

    ``conferences`` are days of the year; ``surge`` is by how much the last days of a quarter are
    busier; ``goes_on`` holds the chance and the median days of each step after a signing.
    """

    yearly: float
    abilities: dict[str, float]
    moods: float
    surge: float
    winter: float
    conferences: tuple[int, ...]
    least: float
    noted: float
    signs: float
    intents: float
    goes_on: tuple[tuple[float, float], ...]
    dropped: float


def rushed_year(plan: Plan, seed: int) -> Simulated:
    """The year of ``plan`` in a city of rushes, after 0 to 3 recorded years.

    Args:
        plan: whose period, districts, weights and indicators are used; its targets are drawn anew.
        seed: another one gives another city.
    """
    dice = Random(f"rushed {seed}")  # noqa: S311 - a simulated year holds no secret
    town = _town(plan, dice)
    earlier = dice.choice((0, 0, 0, 0, 1, 1, 2, 2, 3, 3))
    projects: list[Project] = []
    level = 1.0
    for back in range(earlier, -1, -1):
        level *= math.exp(dice.gauss(0.05, 0.15))
        projects += _year(town, plan.start.replace(year=plan.start.year - back), level, dice)
    past = [p for each in projects if (p := as_recorded(each, plan.end)) is not None]
    return held_against(plan, past, dice)


def _town(plan: Plan, dice: Random) -> Town:
    abilities = {}
    spread, quiet = dice.uniform(0.15, 0.5), dice.uniform(0.2, 0.7)
    for unit in plan.units_of("district"):
        ability = plan.weights["district"][unit.tier] * math.exp(dice.gauss(0, spread))
        hardly = unit.tier == QUIET_TIER and dice.random() < quiet
        abilities[unit.code] = ability * (dice.uniform(0, 0.08) if hardly else 1)
    return Town(
        yearly=math.exp(dice.uniform(math.log(200), math.log(2000))),
        abilities=abilities,
        moods=dice.uniform(0.05, 0.3),
        surge=dice.uniform(2, 6),
        winter=dice.uniform(0.4, 1),
        conferences=tuple(dice.randrange(60, 340) for _ in range(dice.choice((1, 1, 2)))),
        least=dice.uniform(0.1, 1.0),
        noted=dice.choice((0.0, dice.uniform(0.2, 0.8))),
        signs=dice.uniform(0.4, 0.9),
        intents=dice.uniform(0, 0.1),
        goes_on=tuple(
            (dice.uniform(0.6, 0.97), dice.uniform(*days))
            for days in ((10, 70), (20, 90), (20, 120), (80, 250))
        ),
        dropped=dice.uniform(0.01, 0.12),
    )


def _year(town: Town, first: date, level: float, dice: Random) -> Iterator[Project]:
    """The projects signed in the year from ``first`` on, and leads that come to nothing."""
    days = (first.replace(year=first.year + 1) - first).days
    weights = [_bustle(town, first + timedelta(days=n)) for n in range(days)]
    month = 0.0
    for n in range(days):
        if (first + timedelta(days=n)).day == 1:
            month = dice.gauss(0, town.moods)
        weights[n] *= math.exp(month)
    part = dice.uniform(0.10, 0.45)
    usual = town.yearly * level
    scale = usual * (1 - part) / sum(weights)
    for n, weight in enumerate(weights):
        for _ in range(_poisson(weight * scale, dice)):
            yield _project(town, town.abilities, first + timedelta(days=n), dice)
    for about in town.conferences:
        day = first + timedelta(days=min(max(about + dice.randrange(-7, 8), 0), days - 1))
        guests = {u: a * dice.gammavariate(3, 1 / 3) for u, a in town.abilities.items()}
        for _ in range(_poisson(usual * part / len(town.conferences), dice)):
            yield _project(town, guests, day, dice)


def _bustle(town: Town, day: date) -> float:
    """How busy a day is: never at weekends, less in winter, more before a quarter's end."""
    if day.isoweekday() > 5:  # noqa: PLR2004 - Saturday and Sunday
        return 0.05
    following = day + timedelta(days=SURGE_DAYS)
    if day.month % 3 == 0 and following.month != day.month:
        return town.surge
    return town.winter if day.month <= 2 else 1.0  # noqa: PLR2004 - January and February


def _poisson(mean: float, dice: Random) -> int:
    """Arrivals of rate 1 before ``mean``."""
    count, clock = 0, dice.expovariate(1)
    while clock < mean:
        count += 1
        clock += dice.expovariate(1)
    return count


def _project(town: Town, weights: dict[str, float], day: date, dice: Random) -> Project:
    """One project that is signed on ``day``; some more leads are noted than ever sign."""
    unit = dice.choices(list(weights), list(weights.values()))[0]
    steps: list[tuple[Stage, date]] = []
    if dice.random() < town.noted:
        steps.append((Stage.LEAD, day - timedelta(days=1 + int(dice.expovariate(1 / 50)))))
    signs = not steps or dice.random() < town.signs
    ended = None
    if signs:
        on = day
        steps.append((Stage.SIGNED, on))
        for stage, (chance, median) in zip(ONWARD, town.goes_on, strict=True):
            if dice.random() > chance:
                break
            on += timedelta(days=int(median * math.exp(dice.gauss(0, 0.8))))
            steps.append((stage, on))
        if dice.random() < town.dropped:
            ended = day + timedelta(days=5 + int(dice.expovariate(1 / 100)))
            steps = [step for step in steps if step[1] <= ended]
    amount = int(min(town.least * dice.paretovariate(ALPHA), 2000) * YI) // (100 * WAN) * 100 * WAN
    milestones = tuple(
        Milestone(stage, on, on, amount // 5 if stage == Stage.FUNDED else None)
        for stage, on in steps
    )
    intent = dice.random() < town.intents
    return Project(
        org="SIM",
        number=0,
        name="",
        amount=amount,
        milestones=milestones,
        district=unit,
        signing=None if not signs else "intent" if intent else "contract",
        dropped_on=ended,
        drop_reason=None if ended is None else "simulated",
    )
