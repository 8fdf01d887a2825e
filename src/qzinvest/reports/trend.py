"""The trend of an indicator: new and in all, against the pace line and the year before.

What a period has in all is the report of its last day: by the plan in force then, without what was
dropped by then. So a drop is a minus in its own period. Restated, what was dropped by the report's
date left the periods before its drop too. Formulas: due = target × pace at the period's end; ahead
= (total ÷ target − pace) × 100 percentage points, as in the report. The year before is the same
days by the plan of then, by the same rules where there was none, with the drops of then.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate, pairwise

from qzinvest.model.counting import Figure, Measure, measure_of, settled
from qzinvest.model.heading import heading_of
from qzinvest.model.note import Note, tier_name
from qzinvest.model.pace import ahead_of, completed, pace
from qzinvest.model.plan import UNIT_KINDS, Indicator, Plan
from qzinvest.model.precision import a_year_before
from qzinvest.model.selection import ASSESSMENT
from qzinvest.model.trend import (
    Facts,
    Flows,
    Line,
    Period,
    Point,
    Trend,
    TrendQuestion,
    Version,
    periods,
)
from qzinvest.reports.subjects import (
    UNASSIGNED,
    UNTARGETED,
    Subject,
    assumed,
    count_kind,
    subjects_of,
)
from qzinvest.tuples import NamedTuple


def cut(plan: Plan, every: str, as_of: date) -> tuple[Period, ...]:
    """The periods of the trend: those of the plan up to the report's date."""
    return periods(plan.start, min(plan.end, as_of), every)


def versions(
    current: Version, found: Sequence[Version | None], indicator: Indicator
) -> list[Version]:
    """What each period is held against, of the plan ``found`` in force at its end.

    A period without one, or whose plan has not got the indicator or measures it otherwise, takes
    the rules of the next one that has, and no target; ``current`` is the plan of the report's date.
    """
    held: list[Version] = []
    following = current
    for version in reversed(found):
        mine = None if version is None else version.plan.indicator(indicator.code)
        if version is not None and mine is not None and mine.measure == indicator.measure:
            following = version
            held.append(version)
        else:
            held.append(following._replace(has_targets=False))
    return held[::-1]


def measure_by(version: Version, code: str, as_of: date) -> Measure:
    """What a version counts of an indicator up to the report's date."""
    indicator = version.plan.indicator(code) or version.plan.indicators[0]
    return measure_of(version.plan, indicator, as_of)


def measures(version: Version, before: Iterable[Plan], code: str, as_of: date) -> list[Measure]:
    """The same, and what counts in the year ``before`` by the plans of then."""
    then = next((plan, found) for plan in before if (found := plan.indicator(code)) is not None)
    return [measure_by(version, code, as_of), measure_of(*then, a_year_before(as_of))]


def rules_of(measure: Measure) -> object:
    """What is the same where two versions count alike; another target counts nothing otherwise."""
    return measure.indicator.stage, measure.indicator.measure, measure[1:]


def trend(
    current: Version, held: Sequence[tuple[Version, Facts]], question: TrendQuestion
) -> Trend:
    """The report.

    Args:
        current: the plan in force on the report's date.
        held: for each period of ``cut``, what it is held against (``versions``) and what counts by
            that (``measures``), by ``count_kind(question.by)``.
    """
    plan, indicator = current.plan, question.indicator
    spans = cut(plan, question.every, question.as_of)
    columns = tuple(_columns(spans, held, question))
    sheet = _Sheet(_lens(current, question), columns, question)
    lines = tuple(sheet.lines()) if question.by is not None else ()
    total = sheet.total()
    retargeted = frozenset(_retargeted((*lines, total)))
    has_before = any(facts.before for _, facts in held)
    return Trend(
        plan=plan.code,
        title=plan.titles,
        by=question.by,
        tier=question.tier,
        every=question.every,
        as_of=question.as_of,
        heading=heading_of(indicator),
        periods=spans,
        lines=lines,
        total=total,
        restated=question.restated,
        retargeted=retargeted,
        has_before=has_before,
        assumed=assumed(plan, indicator.code, _kind(question)),
        source=plan.source,
        notes=(
            Note("trend.restated" if question.restated else "trend.net", {"as_of": question.as_of}),
            *_dropped_since(sheet, held),
            Note("trend.before" if has_before else "trend.no_before", {}),
            *_versions_said(sheet, total, retargeted),
        ),
        selection=question.selection,
    )


def _kind(question: TrendQuestion) -> str | None:
    """The kind of unit whose targets are shown."""
    return None if question.by is None or question.by in UNTARGETED else count_kind(question.by)


def _retargeted(lines: Iterable[Line]) -> Iterator[int]:
    """The periods whose target is another than that of the period before."""
    for line in lines:
        targets = [point.target for point in line.points]
        yield from (n for n, (was, now) in enumerate(pairwise(targets), 1) if was != now)


class _Sums(NamedTuple):
    """What counts of one unit at each period's end, and what was dropped in each."""

    totals: list[Figure]
    dropped: list[Figure]


Book = Mapping[str, _Sums]
"""By unit, of one version of the plan."""


class _Lens(NamedTuple):
    """A version of the plan, and the lines that it gives."""

    version: Version
    subjects: Mapping[str, Subject]

    def tier(self, tier: int) -> frozenset[str]:
        """The units of a tier."""
        mine = (s.units or () for s in self.subjects.values() if s.tier == tier)
        return frozenset(unit for units in mine for unit in units)

    def share(self, units: Iterable[str], question: TrendQuestion) -> int:
        """The sum of the units' shares."""
        kind, code = count_kind(question.by or "district"), question.indicator.code
        return sum(self.version.shares.get((kind, unit, code), 0) for unit in units)


class _Column(NamedTuple):
    """One period: its place, what it is held against, and what counts by those rules."""

    place: int
    period: Period
    lens: _Lens
    now: Book
    before: Book

    def units(self, code: str) -> frozenset[str]:
        """The recorded units that a line gathers, by the plan of this period."""
        subject = self.lens.subjects.get(code)
        if subject is None:
            return frozenset()
        if subject.units is not None:
            return subject.units
        known = (s.units for s in self.lens.subjects.values() if s.units is not None)
        return self.all_units().difference(*known)

    def all_units(self) -> frozenset[str]:
        """All that anything is recorded of."""
        return frozenset((*self.now, *self.before))


def _lens(version: Version, question: TrendQuestion) -> _Lens:
    subjects = subjects_of(version.plan, question.by or "district")
    return _Lens(version, {subject.code: subject for subject in subjects})


def _columns(
    spans: Sequence[Period], held: Sequence[tuple[Version, Facts]], question: TrendQuestion
) -> Iterator[_Column]:
    ends = [period.last.toordinal() for period in spans]
    ends_before = [a_year_before(period.last).toordinal() for period in spans]
    lenses: dict[int, _Lens] = {}
    books: dict[int, tuple[Book, Book]] = {}
    for place, (period, (version, facts)) in enumerate(zip(spans, held, strict=True)):
        if id(version) not in lenses:
            lenses[id(version)] = _lens(version, question)
        if id(facts) not in books:
            books[id(facts)] = (
                _book(facts.now, ends, restated=question.restated),
                _book(facts.before, ends_before, restated=question.restated),
            )
        yield _Column(place, period, lenses[id(version)], *books[id(facts)])


def _book(flows: Flows, ends: Sequence[int], *, restated: bool) -> Book:
    """What each unit has at the ends of the periods; ``ends`` are their last days."""
    steps: dict[str, _Sums] = {}
    for (unit, day, left), figure in flows.items():
        came = bisect_left(ends, day)
        if came == len(ends) or (restated and left is not None):
            continue
        if unit not in steps:
            steps[unit] = _Sums([0] * len(ends), [0] * len(ends))
        steps[unit].totals[came] += figure
        gone = len(ends) if left is None else bisect_left(ends, left)
        if gone < len(ends):
            steps[unit].totals[gone] -= figure
            steps[unit].dropped[gone] += figure
    return {
        unit: _Sums(list(map(settled, accumulate(new))), list(map(settled, dropped)))
        for unit, (new, dropped) in steps.items()
    }


class _Sheet(NamedTuple):
    """The periods of one trend, and the lines that they give."""

    current: _Lens
    columns: tuple[_Column, ...]
    question: TrendQuestion

    def lines(self) -> Iterator[Line]:
        """A line for each subject that is asked for; then those that only earlier plans have.

        These, and what no unit claims, only if there is any.
        """
        subjects = dict(self.current.subjects)
        rest = subjects.pop(UNASSIGNED)
        kept = () if self.question.selection.is_part else tuple(subjects)
        for column in self.columns:
            earlier = column.lens.subjects.items()
            subjects |= {c: s for c, s in earlier if c not in subjects and c != UNASSIGNED}
        for subject in (*subjects.values(), rest):
            if self.question.tier not in {None, subject.tier}:
                continue
            if not self.question.selection.shows(self.question.by or "district", subject.code):
                continue
            units = [column.units(subject.code) for column in self.columns]
            line = self.line(subject, units, self._share_of(subject.code))
            shown = subject.code in kept or self.question.selection.rows
            if shown or any(p.new or p.dropped or p.new_before for p in line.points):
                yield line

    def total(self) -> Line:
        """All that is asked for: of one tier its units, else everything."""
        question, tier = self.question, self.question.tier
        if tier is not None and question.by is not None:
            subject = Subject("total", tier_name(tier), tier, None)
            units = [column.lens.tier(tier) for column in self.columns]
            return self.line(subject, units, lambda lens: self._part_target(lens, lens.tier(tier)))
        name = Note("row.sum" if question.selection.is_part else "row.total")
        units = [column.all_units() for column in self.columns]
        return self.line(Subject("total", name, None, None), units, self._whole_target)

    def _share_of(self, code: str) -> Callable[[_Lens], int | None]:
        """The share of a line, where a version has it."""

        def share(lens: _Lens) -> int | None:
            subject = lens.subjects.get(code)
            if subject is None or not subject.targeted:
                return None
            return self._part_target(lens, subject.units or ())

        return share

    def _part_target(self, lens: _Lens, units: Iterable[str]) -> int | None:
        """The sum of the shares of the units, for all of their projects."""
        if self.question.selection.is_part or self.question.by in UNTARGETED:
            return None
        return lens.share(units, self.question)

    def _whole_target(self, lens: _Lens) -> int | None:
        """The city's target, the share of the units that alone are asked for, or none."""
        selection, code = self.question.selection, self.question.indicator.code
        if not selection.is_part:
            indicator = lens.version.plan.indicator(code)
            return None if indicator is None else indicator.target
        ((kind, units), *more) = selection.chosen.items()
        if more or kind not in UNIT_KINDS or selection.view == ASSESSMENT:
            return None
        keys = ((kind, unit, code) for unit in units)
        shares = [lens.version.shares[key] for key in keys if key in lens.version.shares]
        return sum(shares) if shares else None

    def line(
        self,
        subject: Subject,
        units: Sequence[frozenset[str]],
        target: Callable[[_Lens], int | None],
    ) -> Line:
        """One line: its units' sums, period by period, each against the target of then."""
        points: list[Point] = []
        total: Figure = 0
        total_before: Figure = 0
        for column, mine in zip(self.columns, units, strict=True):
            version = column.lens.version
            now, dropped = _added(column.now, mine, column.place)
            before, _ = _added(column.before, mine, column.place)
            elapsed = pace(version.plan.start, version.plan.end, column.period.last)
            goal = target(column.lens) if version.has_targets else None
            due = None if goal is None else goal * elapsed
            ahead = ahead_of(elapsed, completed(now, goal))
            new, new_before = settled(now - total), settled(before - total_before)
            points.append(Point(new, dropped, now, goal, due, ahead, new_before, before))
            total, total_before = now, before
        return Line(*subject[:3], target(self.current), tuple(points))


def _added(book: Book, units: Iterable[str], place: int) -> tuple[Figure, Figure]:
    """What the units have together at the end of one period, and what was dropped in it."""
    mine = [book[unit] for unit in units if unit in book]
    totals, dropped = (sum(each[part][place] for each in mine) for part in (0, 1))
    return settled(totals), settled(dropped)


def _dropped_since(sheet: _Sheet, held: Sequence[tuple[Version, Facts]]) -> Iterator[Note]:
    """What was dropped after the last period, where the report's date lies after the plan's end."""
    question = sheet.question
    if question.restated or not held or question.as_of <= sheet.columns[-1].period.last:
        return
    column = sheet.columns[-1]
    end = column.period.last
    units = column.all_units() if question.tier is None else column.lens.tier(question.tier)
    figure = settled(
        sum(
            each
            for (unit, day, left), each in held[-1][1].now.items()
            if unit in units and day <= end.toordinal() < (left or 0)
        )
    )
    if figure:
        fields = {"figure": figure, "measure": question.indicator.measure, "as_of": question.as_of}
        yield Note("trend.dropped_since", fields | {"end": end})


def _versions_said(
    sheet: _Sheet,
    total: Line,
    retargeted: frozenset[int],
) -> Iterator[Note]:
    """What a reader must know of the versions of the plan that were in force."""
    question, columns = sheet.question, sheet.columns
    untargeted = [column for column in columns if not column.lens.version.has_targets]
    if untargeted:
        yield Note("trend.untargeted", {"period": untargeted[-1].period.name})
    for place in range(1, len(columns)):
        column, earlier = columns[place], columns[place - 1]
        effective = column.lens.version.effective
        fields = {"period": column.period.name, "effective": effective}
        was, now = (total.points[n].target for n in (place - 1, place))
        if place in retargeted and was is not None and now is not None and was != now:
            measure = question.indicator.measure
            yield Note("trend.target", {**fields, "was": was, "now": now, "measure": measure})
        elif place in retargeted:
            first = was is None and now is not None
            yield Note("trend.first" if first else "trend.shares", fields)
        now_by, then_by = (
            rules_of(measure_by(each.lens.version, question.indicator.code, question.as_of))
            for each in (column, earlier)
        )
        if now_by != then_by:
            yield Note("trend.rules", fields)
        if _gathers(column.lens, question) != _gathers(earlier.lens, question):
            yield Note("trend.units", fields)
    effective = sheet.current.version.effective
    same = all(column.lens.version.effective == effective for column in columns)
    if same and not untargeted and effective > sheet.current.version.plan.start:
        yield Note("progress.revision", {"effective": effective})


def _gathers(lens: _Lens, question: TrendQuestion) -> object:
    """What the lines that gather several units gather, and of which units the filters are."""
    chosen, plan = question.selection.chosen, lens.version.plan
    kept = [plan.recorded(kind, codes) for kind, codes in chosen.items()]
    if question.by in ("tier", "area"):
        return kept, {code: subject.units for code, subject in lens.subjects.items()}
    taking = {u.code: u.takes for u in plan.units_of(question.by or "") if u.takes}
    return kept, taking, None if question.tier is None else lens.tier(question.tier)
