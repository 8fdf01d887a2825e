"""How well the forecast holds: ``python -m tools.calibrate [--years N] [--first SEED]``.

Every simulated year of both simulators (``simulated_years``, ``rushed_years``) is forecast at five
days from what would have been recorded by then, and held against what it came to: indicator by
indicator, units and the city, with and without earlier years. Two straight lines from pace stand
beside it: a hard one that is certain (1 if actual ÷ pace reaches the share, else 0), and a soft
one, a logistic curve of (actual ÷ pace) ÷ share, fitted on other years.
"""

import argparse
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from multiprocessing import Pool
from typing import NamedTuple

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger.forecast import facts
from qzinvest.ledger.passages import Scope
from qzinvest.model.pace import pace
from qzinvest.model.passage import Passage, passage_of
from qzinvest.model.plan import Plan
from qzinvest.model.stage import Stage
from qzinvest.reports.forecast import forecast
from qzinvest.reports.subjects import Question
from tools.counted import counts_of
from tools.rushed_years import rushed_year
from tools.simulated_years import Simulated, simulated_year
from tools.told import ledger_of

TUNED = 10_000
"""Seeds from here on were looked at when the forecast was tuned, and the soft line is fitted on
them; the published table uses those below."""
DAYS = ((3, 31), (6, 30), (9, 30), (11, 30), (12, 15))
ORDER = ("signed_projects", "signed_investment", "landed_projects")
SIMULATORS: dict[str, Callable[[Plan, int], Simulated]] = {
    "even": simulated_year,
    "rushed": rushed_year,
}
HEADS = (
    "Years of | Earlier | Indicator | Figures | Day | Cases | Says | Holds | Below | Above | Width "
    "| Brier | Line | Better | Than soft"
)


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
    says: float

    @property
    def holds(self) -> bool:
        """Whether the interval holds the truth."""
        return self.low <= self.truth <= self.high

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
    passages = [passage_of(project) for project in year.projects]
    truth, ledger = figures(passages, plan), ledger_of(passages)
    earlier = any(
        m.stage == Stage.SIGNED and m.counted_on < plan.start
        for project in year.projects
        for m in project.milestones
    )
    measures = {indicator.code: indicator.measure for indicator in plan.indicators}
    for month, day in DAYS:
        as_of = date(plan.start.year, month, day)
        known = facts(ledger, Scope(day=as_of), plan, "district", plan.indicators)
        report = forecast(plan, year.shares, known, Question("district", as_of))
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
                float(line.holds or 1),
            )


def figures(passages: Sequence[Passage], plan: Plan) -> dict[tuple[str, str], int]:
    """What every district and the city came to, by unit and indicator."""
    found: dict[tuple[str, str], int] = {}
    for count in counts_of(passages, plan, "district", plan.end):
        net = int(count.gross - count.dropped)
        for unit in (count.unit or "", "total"):
            found[unit, count.indicator] = found.get((unit, count.indicator), 0) + net
    return found


def cases(asked: tuple[str, int]) -> list[Case]:
    """The cases of one year, by its simulator's name and its seed."""
    simulator, seed = asked
    return list(cases_of(SIMULATORS[simulator](shipped_plan(), seed)))


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


def table(
    cases: Sequence[Case], lines: Mapping[tuple[str, date], Line], begin: str
) -> Iterator[str]:
    """The rows that docs/forecast.md publishes of one simulator."""

    def kind(case: Case) -> tuple[bool, str, bool, date]:
        return case.earlier, case.indicator, case.unit == "total", case.day

    ordered = sorted(cases, key=lambda c: (c.earlier, ORDER.index(c.indicator), *kind(c)[2:]))
    for (earlier, indicator, whole, day), group in groupby(ordered, key=kind):
        some = list(group)
        below = sum(case.truth < case.low for case in some) / len(some)
        above = sum(case.truth > case.high for case in some) / len(some)
        width = sorted((c.high - c.low) / max(c.median, 1) for c in some)[len(some) // 2]
        says = sum(case.says for case in some) / len(some)
        ours = brier(some, lambda c: c.probability)
        hard = brier(some, lambda c: float(c.line >= 1))
        gentle = brier(some, lambda c: soft(lines[c.indicator, c.day], c))
        yield (
            f"| {begin} | {'some' if earlier else 'none'} | {indicator} "
            f"| {'city' if whole else 'units'} | {day:%m-%d} | {len(some):,} "
            f"| {says:.0%} | {1 - below - above:.0%} | {below:.0%} | {above:.0%} | {width:.0%} "
            f"| {ours:.3f} | {hard:.3f} | {_better(ours, hard)} | {_better(ours, gentle)} |"
        )


def _better(ours: float, rival: float) -> str:
    return f"{1 - ours / rival:.0%}" if rival else "-"


def main(argv: Sequence[str]) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, default=120)
    parser.add_argument("--first", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--fitted", type=int, default=30)
    asked = parser.parse_args(argv)
    print(f"| {HEADS} |", "|---" * 5 + "|--:" * 10 + "|", sep="\n")
    with Pool(asked.jobs) as pool:
        for name in SIMULATORS:

            def run(first: int, years: int, name: str = name) -> list[Case]:
                seeds = [(name, seed) for seed in range(first, first + years)]
                return [case for some in pool.imap(cases, seeds, 4) for case in some]

            fitted = run(TUNED, asked.fitted)
            lines = {
                key: soft_line([c for c in fitted if (c.indicator, c.day) == key])
                for key in {(c.indicator, c.day) for c in fitted}
            }
            print(*table(run(asked.first, asked.years), lines, name), sep="\n", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
