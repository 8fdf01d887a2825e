"""Simulated years to hold the forecast against: a world that the forecast does not know.

Nothing here is shared with ``reports.forecast`` but what a project and a plan are. Every simulated
year draws its own city: how many projects, which units do well, the rhythm of the year and how far
single years depart from it, growth, drift and shocks within the year, signing ceremonies that bring
many projects at once, log-normal sizes with Pareto tails, how often and how slowly leads become
contracts and contracts become companies, money and works, how many projects are dropped, and how
much of all that the office has recorded of earlier years.
"""

import math
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from qzinvest.model.money import WAN, YI
from qzinvest.model.plan import Indicator, Plan, shares_of
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import Stage

YEAR_DAYS = 365
MONTHS = 12


class Simulated(NamedTuple):
    """One simulated year: the plan with its targets and shares, and all that will have happened."""

    plan: Plan
    shares: dict[tuple[str, str, str], int]
    projects: tuple[Project, ...]


class Life(NamedTuple):
    """How projects of one city go on: the chance of each step, and its days.

    ``pulled`` says whether the year's rhythm is that of the signings, with leads so many days
    before them, or that of the leads, with signings so many days after.
    """

    sizes: tuple[float, float, float, float]
    noted: float
    talks: float
    signs: float
    pulled: bool
    contract: float
    waits: dict[Stage, tuple[float, float]]
    goes_on: dict[Stage, float]
    dropped: float
    closes: float


class City(NamedTuple):
    """What stays the same over the years of one simulated city."""

    yearly: float
    abilities: dict[str, float]
    appetites: dict[str, float]
    rhythm: tuple[float, ...]
    unrest: float
    drift: float
    whims: float
    ceremonies: float
    life: Life


def simulated_year(plan: Plan, seed: int) -> Simulated:
    """The year of ``plan`` in a city of its own, after 0 to 3 recorded years.

    Args:
        plan: whose period, districts, weights and indicators are used; its targets are drawn anew.
        seed: another one gives another city.
    """
    dice = Random(seed)  # noqa: S311 - a simulated year holds no secret
    city = _city(plan, dice)
    earlier = dice.choice((0, 0, 0, 1, 1, 1, 2, 2, 3, 3))
    burn_in = earlier + 1
    projects: list[Project] = []
    level = 1.0
    for back in range(burn_in, -2, -1):
        level *= math.exp(dice.gauss(0.03, 0.18))
        first = plan.start.replace(year=plan.start.year - back)
        projects += _year(city, first, level, dice)
    projects = [past for p in projects if (past := as_recorded(p, plan.end)) is not None]
    recorded = plan.start.replace(year=plan.start.year - earlier)
    keeps_open = _happens(dice, 0.6)
    seen = [_recorded(project, recorded, keeps_open=keeps_open) for project in projects]
    return held_against(plan, [project for project in seen if project is not None], dice)


def held_against(plan: Plan, projects: Iterable[Project], dice: Random) -> Simulated:
    """The year of ``projects``, numbered, with targets and shares that lie around its end."""
    numbered = tuple(p._replace(number=n + 1) for n, p in enumerate(projects))
    aimed = _aimed(plan, numbered, dice)
    shares = {
        ("district", unit, indicator.code): share
        for indicator in aimed.indicators
        for unit, share in shares_of(aimed, "district", indicator).items()
    }
    return Simulated(aimed, shares, numbered)


def as_recorded(project: Project, day: date) -> Project | None:
    """What is known of a project on ``day``; nothing of one that comes later."""
    past = tuple(m for m in project.milestones if m.counted_on <= day)
    if not past:
        return None
    ended = project.dropped_on is not None and project.dropped_on <= day
    return project._replace(
        milestones=past,
        signing=project.signing if past[-1].stage >= Stage.SIGNED else None,
        dropped_on=project.dropped_on if ended else None,
        drop_reason=project.drop_reason if ended else None,
    )


def _happens(dice: Random, chance: float) -> bool:
    return dice.random() < chance


def _city(plan: Plan, dice: Random) -> City:
    units = plan.units_of("district")
    spread, taste = dice.uniform(0.1, 0.55), dice.uniform(0, 0.35)
    swing = dice.uniform(0, 0.5)
    rush, lull = dice.uniform(0.8, 2.2), dice.uniform(0.3, 1)
    rhythm = [math.exp(dice.gauss(0, swing * 0.6)) for _ in range(MONTHS)]
    rhythm[dice.choice((0, 1))] *= lull
    rhythm[11] *= rush
    if _happens(dice, 0.5):
        rhythm[dice.randrange(3, 10)] *= dice.uniform(1, 2.5)  # a conference
    return City(
        yearly=min(max(math.exp(dice.gauss(math.log(750), 0.6)), 150), 2200),
        abilities={
            u.code: plan.weights["district"][u.tier] * math.exp(dice.gauss(0, spread))
            for u in units
        },
        appetites={u.code: math.exp(dice.gauss(0, taste)) for u in units},
        rhythm=tuple(rhythm),
        unrest=dice.uniform(0.02, 0.22),
        drift=dice.uniform(0, 0.07),
        whims=dice.uniform(0, 0.25),
        ceremonies=dice.uniform(0, 0.3),
        life=_life(dice),
    )


def _life(dice: Random) -> Life:
    return Life(
        sizes=(
            math.log(dice.uniform(0.5, 2.5)),
            dice.uniform(1.0, 1.7),
            dice.uniform(0, 0.05),
            dice.uniform(1.1, 2.2),
        ),
        noted=dice.choice((0.0, dice.uniform(0.3, 1), dice.uniform(0.3, 1))),
        talks=dice.uniform(0.3, 1),
        signs=dice.uniform(0.35, 0.9),
        pulled=_happens(dice, 0.5),
        contract=dice.uniform(0.85, 1),
        waits={
            Stage.TALKS: (dice.uniform(15, 60), dice.uniform(0.5, 1.1)),
            Stage.SIGNED: (dice.uniform(20, 90), dice.uniform(0.5, 1.1)),
            Stage.REGISTERED: (dice.uniform(8, 80), dice.uniform(0.5, 1.2)),
            Stage.FUNDED: (dice.uniform(20, 90), dice.uniform(0.5, 1.2)),
            Stage.STARTED: (dice.uniform(20, 120), dice.uniform(0.5, 1.1)),
            Stage.PRODUCING: (dice.uniform(80, 300), dice.uniform(0.4, 0.9)),
        },
        goes_on={
            Stage.REGISTERED: dice.uniform(0.65, 0.98),
            Stage.FUNDED: dice.uniform(0.5, 0.95),
            Stage.STARTED: dice.uniform(0.6, 0.95),
            Stage.PRODUCING: dice.uniform(0.5, 0.9),
        },
        dropped=dice.uniform(0, 0.14),
        closes=dice.choice((0.0, 0.5, 1.0)),
    )


def _year(city: City, first: date, level: float, dice: Random) -> Iterator[Project]:
    """The projects whose first day lies in the year from ``first`` on."""
    months = [share * math.exp(dice.gauss(0, city.unrest)) for share in city.rhythm]
    whole = sum(city.rhythm)
    tide = 0.0
    whims = {unit: dice.gauss(0, city.whims) for unit in city.abilities}
    able = sum(city.abilities.values())
    for month, weight in enumerate(months):
        tide += dice.gauss(0, city.drift)
        if _happens(dice, 0.02):
            tide += dice.gauss(0, 0.25)  # a change of policy, a lockdown
        for unit, ability in city.abilities.items():
            whims[unit] = 0.85 * whims[unit] + dice.gauss(0, city.whims * 0.5)
            mean = city.yearly * level * weight / whole * ability / able
            yield from _month(city, first, month, unit, mean * math.exp(tide + whims[unit]), dice)


def _month(  # noqa: PLR0913, PLR0917 - a month of one unit of one city
    city: City, first: date, month: int, unit: str, mean: float, dice: Random
) -> Iterator[Project]:
    begin = date(first.year, month + 1, 1)
    days = (date(first.year + month // 11, (month + 1) % MONTHS + 1, 1) - begin).days
    left = _poisson(mean, dice)
    while left > 0:
        batch = min(left, dice.randrange(2, 9)) if _happens(dice, city.ceremonies) else 1
        day = begin + timedelta(days=dice.randrange(days))
        for _ in range(batch):
            yield _project(city, unit, day, dice)
        left -= batch


def _poisson(mean: float, dice: Random) -> int:
    """Arrivals of rate 1 before ``mean``."""
    count, clock = 0, dice.expovariate(1)
    while clock < mean:
        count += 1
        clock += dice.expovariate(1)
    return count


def _project(city: City, unit: str, day: date, dice: Random) -> Project:
    """One project; ``day`` is that of its first note, or of its signing where the city pulls."""
    life = city.life
    steps: list[tuple[Stage, timedelta]] = []
    signs = True
    if _happens(dice, life.noted):
        signs = _happens(dice, life.signs)
        steps.append((Stage.LEAD, timedelta(0)))
        if _happens(dice, life.talks):
            steps.append((Stage.TALKS, _wait(life.waits[Stage.TALKS], dice)))
        steps.append((Stage.SIGNED, _wait(life.waits[Stage.SIGNED], dice)))
    else:
        steps.append((Stage.SIGNED, timedelta(0)))
    begun = sum((wait for _, wait in steps), timedelta(0))
    for stage, chance in life.goes_on.items():
        if not _happens(dice, chance):
            break
        steps.append((stage, _wait(life.waits[stage], dice)))
    on = day - begun if life.pulled else day
    course = [(stage, on := on + wait) for stage, wait in steps]
    if not signs:
        course = [step for step in course if step[0] < Stage.SIGNED]
    return _built(city, unit, course, signs=signs, dice=dice)


def _built(
    city: City, unit: str, course: list[tuple[Stage, date]], *, signs: bool, dice: Random
) -> Project:
    life = city.life
    amount = _amount(life, city.appetites[unit], dice)
    dropped = None
    if signs and _happens(dice, life.dropped):
        dropped = dict(course)[Stage.SIGNED] + timedelta(days=int(dice.expovariate(1 / 120)) + 5)
    elif not signs and _happens(dice, life.closes):
        dropped = course[-1][1] + timedelta(days=int(dice.expovariate(1 / 90)) + 10)
    if dropped is not None:
        course = [step for step in course if step[1] <= dropped]
    intent = not _happens(dice, life.contract)
    milestones = tuple(
        Milestone(stage, on, on, _paid(amount, dice) if stage == Stage.FUNDED else None)
        for stage, on in course
    )
    return Project(
        org="SIM",
        number=0,
        name="",
        amount=amount,
        milestones=milestones,
        district=unit,
        signing=None if not signs else "intent" if intent else "contract",
        dropped_on=dropped,
        drop_reason=None if dropped is None else "simulated",
    )


def _wait(days: tuple[float, float], dice: Random) -> timedelta:
    """Log-normal days of a median."""
    median, spread = days
    return timedelta(days=int(median * math.exp(dice.gauss(0, spread))))


def _amount(life: Life, appetite: float, dice: Random) -> int:
    median, spread, tailed, alpha = life.sizes
    yi = math.exp(dice.gauss(median, spread)) * appetite
    if _happens(dice, tailed):
        yi = 10 * appetite * dice.paretovariate(alpha)
    return int(min(max(yi, 0.05), 500) * YI) // (100 * WAN) * (100 * WAN)


def _paid(amount: int, dice: Random) -> int:
    return int(amount * dice.betavariate(1.2, 4)) // WAN * WAN


def _recorded(project: Project, since: date, *, keeps_open: bool) -> Project | None:
    """What an office that began on ``since`` has of a project.

    It knows nothing that was over; what was signed before it leaves out, and leads of before only
    where it took over its notes of them.
    """
    signed = [m.counted_on for m in project.milestones if m.stage == Stage.SIGNED]
    if signed and signed[0] < since:
        return None
    if project.dropped_on is not None and project.dropped_on < since:
        return None
    if keeps_open:
        return project
    later = tuple(m for m in project.milestones if m.counted_on >= since)
    return project._replace(milestones=later) if later else None


def _aimed(plan: Plan, projects: tuple[Project, ...], dice: Random) -> Plan:
    """The plan with targets that lie around what the city will come to."""
    ambition = math.exp(dice.gauss(0.02, 0.12))
    aimed = []
    for indicator in plan.indicators:
        came = (_brought(plan, indicator, project) for project in projects)
        scaled = int(sum(came) * ambition * math.exp(dice.gauss(0, 0.08)))
        aimed.append(indicator._replace(target=max(scaled, 1)))
    return plan._replace(indicators=tuple(aimed))


def _brought(plan: Plan, indicator: Indicator, project: Project) -> int:
    """What a project brings to an indicator in the plan's year, about."""
    reached = next((m for m in project.milestones if m.stage >= indicator.stage), None)
    if reached is None or not plan.start <= reached.counted_on <= plan.end:
        return 0
    if project.dropped_on is not None or project.signing == "intent":
        return 0
    if project.amount < indicator.minimum:
        return 0
    if indicator.measure == "count":
        return 1
    return reached.amount or 0 if indicator.stage == Stage.FUNDED else project.amount
