"""Invented marks for the fictional year: what people would give each unit, quarter by quarter."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from qzinvest.model.evaluation import Evaluation, highest_mark
from qzinvest.model.plan import Plan
from qzinvest.model.project import INVENTED

_LEAST, _STEP = 70_00, 50
"""No unit is marked lower; marks are halves."""


def fictional_marks(plan: Plan, seed: int = 2022) -> Iterator[Evaluation]:
    """A mark for every unit and evaluated item at each quarter's end of the plan's period.

    Units differ, and change little from quarter to quarter.
    """
    draw = Random(seed).random  # noqa: S311 - a fictional year holds no secret
    level = {(unit.kind, unit.code): draw() for unit in plan.units}
    note = f"{INVENTED}{seed}"
    items = [line for line in plan.scorecard if line.source == "evaluation"]
    for on in _quarters(plan.start, plan.end):
        for line in items:
            room = highest_mark(line) - _LEAST
            for unit in plan.units:
                share = 0.8 * level[unit.kind, unit.code] + 0.2 * draw()
                mark = _LEAST + int(share * max(room, 0)) // _STEP * _STEP
                given = min(mark, highest_mark(line))
                yield Evaluation(unit.kind, unit.code, line.code, on, given, note)


def _quarters(start: date, end: date) -> Iterator[date]:
    """The last days of the quarters that end from ``start`` to ``end``."""
    for year in range(start.year, end.year + 1):
        for month in (4, 7, 10, 13):
            first = date(year + month // 13, month % 12, 1)
            if start < first <= end + timedelta(days=1):
                yield first - timedelta(days=1)
