"""How well the forecast holds: ``python -m tools.calibrate [--years N] [--fictional N]``.

Every simulated year (``simulated_years``) is forecast at the end of March, June and September, from
what would have been recorded by then, and held against what it came to. Two straight lines from
pace stand beside it: a hard one that is certain (1 if actual ÷ pace reaches the share, else 0), and
a soft one, a logistic curve of (actual ÷ pace) ÷ share, fitted on other years.
"""

import argparse
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from multiprocessing import Pool
from typing import NamedTuple

from qzinvest.intake.demo import fictional_projects, fictional_years
from qzinvest.intake.shipped import shipped_plan
from qzinvest.model.allocation import shares_of
from qzinvest.model.counting import counts_of
from qzinvest.model.pace import pace
from qzinvest.model.passage import Passage, passage_of
from qzinvest.model.plan import Plan
from qzinvest.model.stage import Stage
from qzinvest.reports.forecast import forecast
from qzinvest.reports.progress import View
from tools.simulated_years import Simulated, as_recorded, simulated_year

TUNED = 10_000
"""Seeds from here on were looked at when the forecast was tuned, and the soft line is fitted on
them; the published table uses those below."""
DAYS = ((3, 31), (6, 30), (9, 30))
NOMINAL = 0.8


class Case(NamedTuple):
    """One forecast figure and what became of it."""

    indicator: str
    measure: str
    day: date
    unit: str
    earlier: bool
    low: int
    median: int
    high: int
    probability: float
    pace: float
    actual: int
    target: int
    truth: int

    @property
    def holds(self) -> bool:
        """Whether the interval holds the truth; a sum's bounds are rounded to 100万元."""
        slack = 500_000 if self.measure == "sum" else 0
        return self.low - slack <= self.truth <= self.high + slack

    @property
    def line(self) -> float:
        """What the straight line from pace comes to, as a part of the share."""
        return self.actual / self.pace / self.target

    @property
    def reached(self) -> bool:
        """Whether the share was reached in the end."""
        return self.truth >= self.target


def cases_of(year: Simulated) -> Iterator[Case]:
    """All figures of one year at all days."""
    plan = year.plan
    truth = figures([passage_of(project) for project in year.projects], plan)
    earlier = any(
        m.stage == Stage.SIGNED and m.counted_on < plan.start
        for project in year.projects
        for m in project.milestones
    )
    measures = {indicator.code: indicator.measure for indicator in plan.indicators}
    for month, day in DAYS:
        as_of = date(plan.start.year, month, day)
        known = (as_recorded(project, as_of) for project in year.projects)
        passages = [passage_of(project) for project in known if project is not None]
        report = forecast(plan, year.shares, passages, View("district", as_of), lambda _, **__: "")
        for line in (*report.lines, *report.totals):
            if line.low is None or line.median is None or line.high is None or not line.target:
                continue
            yield Case(
                line.indicator,
                measures[line.indicator],
                as_of,
                line.unit,
                earlier,
                line.low,
                line.median,
                line.high,
                float(line.probability or 0),
                float(pace(plan.start, plan.end, as_of)),
                line.actual,
                line.target,
                truth.get((line.unit, line.indicator), 0),
            )


def figures(passages: Sequence[Passage], plan: Plan) -> dict[tuple[str, str], int]:
    """What every district and the city came to, by unit and indicator."""
    found: dict[tuple[str, str], int] = {}
    for count in counts_of(passages, plan, "district", plan.end):
        net = int(count.gross - count.dropped)
        for unit in (count.unit or "", "total"):
            found[unit, count.indicator] = found.get((unit, count.indicator), 0) + net
    return found


def simulated_cases(seed: int) -> list[Case]:
    """The cases of one simulated year."""
    return list(cases_of(simulated_year(shipped_plan(), seed)))


def fictional_cases(seed: int, years: int) -> list[Case]:
    """The cases of one fictional year of the demo, after so many earlier ones."""
    plan = shipped_plan()
    projects = (
        fictional_projects(plan, seed)
        if not years
        else fictional_years(plan, years + 1, 2430 * (years + 1), seed)
    )
    shares = {
        ("district", unit, indicator.code): share
        for indicator in plan.indicators
        for unit, share in shares_of(plan, "district", indicator).items()
    }
    return list(cases_of(Simulated(plan, shares, tuple(projects))))


def alone_fictional(seed: int) -> list[Case]:
    """A fictional year without earlier ones."""
    return fictional_cases(seed, 0)


def later_fictional(seed: int) -> list[Case]:
    """A fictional year after two others."""
    return fictional_cases(seed, 2)


Line = tuple[float, float]


def soft_line(cases: Sequence[Case]) -> Line:
    """The logistic curve of the straight line that fits best, by Newton's method from nothing."""
    slope = shift = 0.0
    points = [(excess(case), case.reached) for case in cases]
    for _ in range(40):
        g0 = g1 = 0.0
        h00 = h01 = h11 = 1e-6
        for x, y in points:
            p = logistic(slope * x + shift)
            g0, g1 = g0 + y - p, g1 + (y - p) * x
            weight = p * (1 - p)
            h00, h01, h11 = h00 + weight, h01 + weight * x, h11 + weight * x * x
        det = h00 * h11 - h01 * h01
        # No step is longer than 1: far from the best curve a whole one may overshoot.
        shift += min(max((h11 * g0 - h01 * g1) / det, -1), 1)
        slope += min(max((h00 * g1 - h01 * g0) / det, -1), 1)
    return slope, shift


def soft(line: Line, case: Case) -> float:
    """The soft line's chance."""
    slope, shift = line
    return logistic(slope * excess(case) + shift)


def excess(case: Case) -> float:
    """By what part of the share the straight line passes or misses it, at most by all of it."""
    return min(case.line, 2) - 1


def logistic(odds: float) -> float:
    """The chance of log odds."""
    return 1 / (1 + math.exp(-min(max(odds, -30), 30)))


def brier(cases: Iterable[Case], chance: Callable[[Case], float]) -> float:
    """The mean squared error of a chance."""
    errors = [(chance(case) - case.reached) ** 2 for case in cases]
    return sum(errors) / len(errors)


def table(cases: Sequence[Case], lines: dict[tuple[str, date], Line]) -> Iterator[str]:
    """The table that docs/forecast.md publishes."""
    heads = (
        "Figures, Day, Cases, Hold, Below, Above, Width, Brier, Hard line, Gain, Soft line, Gain"
    )
    yield f"| {heads.replace(', ', ' | ')} |"
    yield "|---|---" + "|--:" * 10 + "|"

    def kinds(case: Case) -> list[str]:
        whole = "city" if case.unit == "total" else "units"
        measure = "counts" if case.measure == "count" else "amounts"
        return [f"all {measure}", f"{measure}, {whole}", f"{case.indicator}, {whole}"]

    sorted_cases = sorted(
        ((kind, c.day, c) for c in cases for kind in kinds(c)), key=lambda k: k[:2]
    )
    for (kind, day), group in groupby(sorted_cases, key=lambda k: k[:2]):
        some = [case for *_, case in group]
        hold = sum(case.holds for case in some) / len(some)
        below = sum(case.truth < case.low and not case.holds for case in some) / len(some)
        above = sum(case.truth > case.high and not case.holds for case in some) / len(some)
        width = sorted((c.high - c.low) / max(c.median, 1) for c in some)[len(some) // 2]
        ours = brier(some, lambda c: c.probability)
        hard = brier(some, lambda c: float(c.line >= 1))
        gentle = brier(some, lambda c: soft(lines[c.measure, c.day], c))
        yield (
            f"| {kind} | {day:%m-%d} | {len(some)} | {hold:.1%} | {below:.1%} "
            f"| {above:.1%} | {width:.0%} | {ours:.3f} | {hard:.3f} "
            f"| {1 - ours / hard if hard else 0:.0%} | {gentle:.3f} "
            f"| {1 - ours / gentle if gentle else 0:.0%} |"
        )


def main(argv: Sequence[str]) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, default=500)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--fitted", type=int, default=60)
    parser.add_argument("--fictional", type=int, default=0)
    asked = parser.parse_args(argv)
    seeds = range(asked.first, asked.first + asked.years)
    with Pool(asked.jobs) as pool:
        fitted = [
            c
            for some in pool.map(simulated_cases, range(TUNED, TUNED + asked.fitted))
            for c in some
        ]
        lines = {
            key: soft_line([c for c in fitted if (c.measure, c.day) == key])
            for key in {(c.measure, c.day) for c in fitted}
        }
        runs: dict[str, Callable[[int], list[Case]]] = {"simulated": simulated_cases}
        if asked.fictional:
            runs |= {"fictional": alone_fictional, "fictional, two earlier": later_fictional}
        for name, run in runs.items():
            chosen = seeds if name == "simulated" else range(1, asked.fictional + 1)
            cases = [case for some in pool.imap(run, chosen, 4) for case in some]
            print(f"\n{name}\n", *table(cases, lines), sep="\n", flush=True)
            if name == "simulated":
                for earlier in (False, True):
                    some = [c for c in cases if c.earlier is earlier]
                    print(
                        f"\n{name}, earlier years: {earlier}\n",
                        *table(some, lines),
                        sep="\n",
                        flush=True,
                    )


if __name__ == "__main__":
    main(sys.argv[1:])
