"""The demo: a fictional year with invented marks in a ledger that says so in every title."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from random import Random

from qzinvest.ledger.queries import plan_for
from qzinvest.ledger.record import Recorder
from qzinvest.ledger.rulings import evaluate
from qzinvest.locale import wording
from qzinvest.model.evaluation import Evaluation, highest_mark
from qzinvest.model.plan import LANGUAGES, Names, Plan
from qzinvest.model.project import INVENTED

_LEAST, _STEP = 70_00, 50
"""No unit is marked lower; marks are halves."""


def fill(recorder: Recorder, plan: Plan) -> int:
    """Record the fictional year; gives the number of projects."""
    # Imported here: who only asks for the titles needs neither.
    from qzinvest.tasks.bulk import Matcher
    from qzinvest.tasks.demo_year import fictional_projects

    # The plan's title heads every report: none of them can pass for a real one.
    recorder.adopt(plan._replace(titles=demo_titles(plan.titles)), plan.start)
    evaluate(recorder, fictional_marks(plan))
    rows = zip(count(1), fictional_projects(plan), strict=False)
    return sum(len(outcome.added) for outcome in Matcher(recorder).record(rows))


def demo_titles(titles: Names) -> Names:
    """A plan's titles as the demo's ledger carries them, so that no report can pass for real."""
    return Names(*(wording(lang)("demo.title", title=titles.get(lang)) for lang in LANGUAGES))


def label_invented(recorder: Recorder, today: date) -> None:
    """Put the demo's titles on the plan in force, if the ledger holds invented projects."""
    adopted, _ = plan_for(recorder.connection, None, None, today)
    if recorder.is_invented and not adopted.plan.is_fictional:
        titled = adopted.plan._replace(titles=demo_titles(adopted.plan.titles))
        recorder.adopt(titled, adopted.effective)


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
