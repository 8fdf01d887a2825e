"""The trend of an indicator: new and in all, against the pace line and the year before.

Formulas: due = target × pace at the period's end; ahead = (total ÷ target − pace) × 100 percentage
points, as in the report. What was dropped by the report's date is in no period, so that the last
total is the report's actual. The year before is seen as it stood a year before the report: with the
same days, and only what was dropped by then left out.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from qzinvest.model.asked import ASSESSMENT, Asked
from qzinvest.model.calendar import Period, a_year_before, periods
from qzinvest.model.counting import Figure, Measure, settled
from qzinvest.model.pace import pace
from qzinvest.model.plan import UNIT_KINDS, Indicator, Plan
from qzinvest.model.progress import Heading
from qzinvest.model.table import Note
from qzinvest.model.trend import Line, Point, Trend
from qzinvest.reports.subjects import UNTARGETED, Subject, count_kind, subjects_of

DaySums = Mapping[tuple[str, int], Figure]
"""What counts by unit and by the day from which it counts, an ordinal."""
Shares = Mapping[tuple[str, str, str], int]


class View(NamedTuple):
    """How a trend is asked for; ``by`` of ``None`` for the total alone.

    ``effective`` is the day from which the plan is in force; ``asked`` says of which projects the
    sums are.
    """

    by: str | None
    every: str
    as_of: date
    indicator: Indicator
    lang: str = "en"
    tier: int | None = None
    effective: date | None = None
    asked: Asked = Asked()


def year_before(measure: Measure) -> Measure:
    """The same measure of a year before: period, end and drops."""
    days = (measure.start, measure.until, measure.end, measure.as_of)
    start, until, end, as_of = (a_year_before(date.fromordinal(day)).toordinal() for day in days)
    return measure._replace(start=start, until=until, end=end, as_of=as_of)


def trend(  # noqa: PLR0913, PLR0917 - a plan, what it set, what happened, what is asked
    plan: Plan,
    shares: Shares,
    now: DaySums,
    before: DaySums,
    view: View,
    say: Callable[..., str],
) -> Trend:
    """The report.

    Args:
        plan: the plan in force.
        shares: the shares that it set, by ``(kind, unit, indicator)``.
        now: by ``count_kind(view.by)``, of the plan's period up to the view's date.
        before: the same of the year before (``year_before``).
        view: what is asked.
        say: gives the wording of lines that are no unit of the plan.
    """
    sheet = _Sheet(plan, shares, now, before, view, _cut(plan, view))
    lines = tuple(sheet.lines(say)) if view.by is not None else ()
    return Trend(
        plan=plan.code,
        title=plan.titles.get(view.lang),
        by=view.by,
        tier=view.tier,
        every=view.every,
        as_of=view.as_of,
        heading=Heading(
            view.indicator.code, view.indicator.names.get(view.lang), view.indicator.measure
        ),
        periods=sheet.periods,
        lines=lines,
        total=sheet.total(lines, say),
        has_before=bool(before),
        assumed=tuple(a for a in plan.assumptions if _rests_on(a.path, view)),
        source=plan.source,
        notes=tuple(_notes(plan, view, has_before=bool(before))),
        asked=view.asked,
    )


def _cut(plan: Plan, view: View) -> tuple[Period, ...]:
    return periods(plan.start, min(plan.end, view.as_of), view.every)


def _rests_on(path: str, view: View) -> bool:
    room, _, rest = path.partition(".")
    if room == "weights":
        return view.by not in {None, *UNTARGETED} and rest == count_kind(view.by or "district")
    if room == "indicator":
        return rest.partition(".")[0] == view.indicator.code
    return room == "rules"


def _notes(plan: Plan, view: View, *, has_before: bool) -> Iterator[Note]:
    yield Note("trend.new", {})
    yield Note("trend.before" if has_before else "trend.no_before", {})
    if view.effective is not None and view.effective > plan.start:
        yield Note("progress.revision", {"effective": view.effective})


class _Sheet(NamedTuple):
    """The sums of one trend, and the lines that they give."""

    plan: Plan
    shares: Shares
    now: DaySums
    before: DaySums
    view: View
    periods: tuple[Period, ...]

    def lines(self, say: Callable[..., str]) -> Iterator[Line]:
        """A line for each subject that is asked for; what no unit claims only if there is any."""
        by, lang = self.view.by or "district", self.view.lang
        subjects = subjects_of(self.plan, by, lang, say)
        known = frozenset().union(*(s.units for s in subjects if s.units is not None))
        keys = {unit for unit, _ in (*self.now, *self.before)}
        for subject in subjects:
            if self.view.tier not in {None, subject.tier}:
                continue
            units = keys - known if subject.units is None else subject.units
            line = self.line(subject, units, self._target(subject))
            shown = subject.units is not None and not self.view.asked.is_part
            if shown or any(point.new or point.new_before for point in line.points):
                yield line

    def total(self, lines: Iterable[Line], say: Callable[..., str]) -> Line:
        """All that is asked for: of one tier the sum of its lines, else everything."""
        view = self.view
        if view.tier is not None and view.by is not None:
            subject = Subject("total", say("row.tier", tier=view.tier), view.tier, None)
            targets = [line.target for line in lines if line.target is not None]
            units = frozenset[str]().union(
                *(s.units for s in self._of_tier(say) if s.units is not None)
            )
            return self.line(subject, units, sum(targets) if targets else None)
        name = say("row.sum") if view.asked.is_part else say("row.total")
        keys = {unit for unit, _ in (*self.now, *self.before)}
        return self.line(Subject("total", name, None, None), keys, self._whole_target())

    def _of_tier(self, say: Callable[..., str]) -> list[Subject]:
        subjects = subjects_of(self.plan, self.view.by or "district", self.view.lang, say)
        return [subject for subject in subjects if subject.tier == self.view.tier]

    def _target(self, subject: Subject) -> int | None:
        """The sum of the shares of the subject's units, for all of their projects."""
        view = self.view
        if not subject.targeted or view.asked.is_part or view.by in UNTARGETED:
            return None
        kind = count_kind(view.by or "district")
        units = subject.units or frozenset()
        return sum(self.shares.get((kind, unit, view.indicator.code), 0) for unit in units)

    def _whole_target(self) -> int | None:
        """The city's target, the share of the one unit that is asked for, or none."""
        asked = self.view.asked
        if not asked.is_part:
            return self.view.indicator.target
        ((kind, units), *more) = asked.chosen.items()
        if more or kind not in UNIT_KINDS or asked.view == ASSESSMENT:
            return None
        keys = ((kind, unit, self.view.indicator.code) for unit in units)
        shares = [self.shares[key] for key in keys if key in self.shares]
        return sum(shares) if shares else None

    def line(self, subject: Subject, units: Iterable[str], target: int | None) -> Line:
        """One line: the units' sums, period by period."""
        units = frozenset(units)
        ends = [period.last for period in self.periods]
        new = _by_period(self.now, units, [day.toordinal() for day in ends])
        before = _by_period(self.before, units, [a_year_before(d).toordinal() for d in ends])
        points: list[Point] = []
        total: Figure = 0
        total_before: Figure = 0
        for end, more, more_before in zip(ends, new, before, strict=True):
            total = settled(total + more)
            total_before = settled(total_before + more_before)
            elapsed = pace(self.plan.start, self.plan.end, end)
            due = None if target is None else target * elapsed
            ahead = (Fraction(total) / target - elapsed) * 100 if target else None
            points.append(Point(more, total, due, ahead, more_before, total_before))
        return Line(subject.code, subject.name, subject.tier, target, tuple(points))


def _by_period(sums: DaySums, units: frozenset[str], ends: list[int]) -> list[Figure]:
    """What of the sums falls into each period; ``ends`` are the periods' last days."""
    found: list[Figure] = [0] * len(ends)
    for (unit, day), figure in sums.items():
        if unit in units:
            place = bisect_left(ends, day)
            found[place] = settled(found[place] + figure)
    return found
