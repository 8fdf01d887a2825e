"""What stands behind the figures of a bulletin: its projects one by one, its year by month."""

from collections.abc import Iterable, Iterator, Mapping

from qzinvest.model.bulletin import Course, Listed, Month, Reports
from qzinvest.model.changes import Known
from qzinvest.model.counting import COUNTED, DROPPED, measure_of
from qzinvest.model.pace import pace
from qzinvest.model.passage import Passage
from qzinvest.model.plan import Plan
from qzinvest.model.stage import STAGES, Stage
from qzinvest.model.trend import Trend, periods


def counted(reports: Reports) -> list[tuple[Passage, tuple[str, ...]]]:
    """What counts in an indicator, or was dropped, with the verdicts; the largest first."""
    measures = [measure_of(reports.plan, each, reports.as_of) for each in reports.plan.indicators]
    found = ((each, tuple(m.verdict(each) for m in measures)) for each in reports.passages)
    kept = [each for each in found if {COUNTED, DROPPED} & {*each[1]}]
    return sorted(kept, key=lambda each: (-each[0].amount, *each[0].key))


def projects(
    reports: Reports,
    kept: Iterable[tuple[Passage, tuple[str, ...]]],
    called: Mapping[str, Known],
) -> Iterator[Listed]:
    """The same as rows of a list: their figures sum to those of every unit.

    Args:
        kept: what ``counted`` gave.
        called: what projects and their investors are called, by id.
    """
    measures = [measure_of(reports.plan, each, reports.as_of) for each in reports.plan.indicators]
    day = reports.as_of.toordinal()
    for passage, verdicts in kept:
        reached = (s for s in STAGES if (on := passage.reached(s)) is not None and on <= day)
        brings = (
            measure.value(passage) if verdict == COUNTED else None
            for measure, verdict in zip(measures, verdicts, strict=True)
        )
        stage, known = max(reached, default=Stage.LEAD), called[passage.id]
        yield Listed(passage, stage, known.name, known.investor, tuple(brings))


def course(trend: Trend, plan: Plan) -> Course:
    """The months of the plan: up to the day as the trend has them, then what will be due."""
    months = [
        Month(period.name, point.new, point.total, point.due)
        for period, point in zip(trend.periods, trend.total.points, strict=True)
    ]
    target = trend.total.target
    for period in periods(plan.start, plan.end, "month")[len(months) :]:
        due = None if target is None else target * pace(plan.start, plan.end, period.last)
        months.append(Month(period.name, None, None, due))
    return Course(trend.heading, tuple(months))
