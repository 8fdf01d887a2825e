"""Progress: each unit's actuals against its share of the targets, and against pace.

Formulas: completion = actual ÷ share; ahead = (completion − pace) × 100 percentage points; rank by
completion inside the tier, ties share a rank (1, 2, 2, 4). Published practice is the same: on
2024-03-31 a completion of 30.1 % was published as 5.1 points ahead of a pace of 3/12.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from qzinvest.model.counting import Count, Figure, settled
from qzinvest.model.heading import heading_of
from qzinvest.model.note import Note, tier_name
from qzinvest.model.pace import ahead_of, completed, pace
from qzinvest.model.plan import Indicator, Plan, Shares
from qzinvest.model.progress import Line, Progress, light_at
from qzinvest.reports.subjects import (
    PLAN,
    RANK,
    UNIT_VIEWS,
    Question,
    Subject,
    claimed,
    count_kind,
    plan_notes,
    subjects_of,
)
from qzinvest.tuples import NamedTuple

Counts = Mapping[str, Mapping[str | None, tuple[Figure, Figure]]]
"""By indicator and unit, what is counted before drops and how much was dropped."""
Figures = tuple[Figure, Figure | None]
"""What was achieved by the day, and by the same day a year before where anything is known."""


def progress(
    plan: Plan,
    shares: Shares,
    counts: Iterable[Count],
    question: Question,
    year_before: Iterable[Count] | None = None,
) -> Progress:
    """The report.

    Args:
        shares: the shares that it set, by ``(kind, unit, indicator)``.
        counts: for ``count_kind(question.by)``, of all units and all indicators of the plan.
        year_before: the same counts by the same day a year before, ``None`` where nothing is known.
    """
    chosen = plan.chosen(question.indicator)
    elapsed = pace(plan.start, plan.end, question.as_of)
    before = None if year_before is None else _by_unit(year_before, chosen)
    sheet = _Sheet(plan, shares, _by_unit(counts, chosen), question, elapsed, before)
    subjects = subjects_of(plan, question.by)
    lines = {i.code: sheet.lines(subjects, i) for i in chosen}
    shown = sheet.shown(subjects, list(lines.values()))
    return Progress(
        plan=plan.code,
        title=plan.titles,
        by=question.by,
        tier=question.tier,
        as_of=question.as_of,
        pace=sheet.pace,
        assumed=question.assumed(plan),
        headings=tuple(heading_of(i) for i in chosen),
        lines=tuple(lines[i.code][n] for n in shown for i in chosen),
        subtotals=tuple(_subtotals(sheet, subjects, shown, chosen)),
        totals=tuple(sheet.total(i) for i in chosen),
        gross={i.code: sheet.gross(i) for i in chosen},
        source=plan.source,
        notes=tuple(_notes(plan, question, chosen)),
        has_targets=question.has_targets,
        selection=question.selection,
        outside=question.outside,
        order=_order([subjects[n] for n in shown], lines, question),
        lights=plan.lights,
    )


def alone(report: Progress, plan: Plan, question: Question) -> Progress:
    """The report of the one indicator that ``question`` names, from that of all of them."""
    chosen = plan.chosen(question.indicator)
    codes = [each.code for each in chosen]
    return report._replace(
        assumed=question.assumed(plan),
        headings=tuple(each for each in report.headings if each.code in codes),
        lines=tuple(each for each in report.lines if each.indicator in codes),
        subtotals=tuple(each for each in report.subtotals if each.indicator in codes),
        totals=tuple(each for each in report.totals if each.indicator in codes),
        gross={code: report.gross[code] for code in codes},
        notes=tuple(_notes(plan, question, chosen)),
    )


def _order(
    shown: Sequence[Subject], lines: Mapping[str, Sequence[Line]], question: Question
) -> tuple[str, ...]:
    """The codes of the lines as people read them: inside each tier by rank or figure.

    The rank is that by the first indicator; equals stay in plan order, what has no tier is last.
    """
    codes = tuple(subject.code for subject in shown)
    is_ranked = question.by in UNIT_VIEWS
    if question.sort == PLAN or (question.sort == RANK and not is_ranked):
        return codes
    of = next(iter(lines)) if question.sort == RANK else question.sort
    by_code = {line.unit: line for line in lines[of]}

    def place(code: str) -> tuple[bool, int, Fraction]:
        line = by_code[code]
        figure = line.actual if line.completion is None else line.completion
        return line.tier is None, (line.tier or 0) if is_ranked else 0, -Fraction(figure)

    return tuple(sorted(codes, key=place))


def _by_unit(counts: Iterable[Count], chosen: Iterable[Indicator]) -> Counts:
    by_unit: dict[str, dict[str | None, tuple[Figure, Figure]]] = {i.code: {} for i in chosen}
    for count in counts:
        if count.indicator in by_unit:
            of = by_unit[count.indicator]
            gross, dropped = of.get(count.unit, (0, 0))
            of[count.unit] = gross + count.gross, dropped + count.dropped
    return by_unit


def _notes(plan: Plan, question: Question, chosen: Sequence[Indicator]) -> Iterator[Note]:
    """What a reader must know of the plan besides its assumptions."""
    yield from plan_notes(plan, question)
    codes = {indicator.code for indicator in chosen}
    own = [u for u in plan.units_of(count_kind(question.by)) if codes & u.shares.keys()]
    if own and question.has_targets:
        yield Note("progress.own_shares", {"units": [u.short for u in own]})


class _Sheet(NamedTuple):
    """The counts of one report, and the lines that they give; ``before`` are of a year before."""

    plan: Plan
    shares: Shares
    counts: Counts
    question: Question
    pace: Fraction
    before: Counts | None

    def lines(self, subjects: Sequence[Subject], indicator: Indicator) -> list[Line]:
        """One ranked line for each subject."""
        known = claimed(subjects)
        lines = [self._line(subject, indicator, known) for subject in subjects]
        ranks = ranked(lines) if self.question.by in UNIT_VIEWS else {}
        return [line._replace(rank=ranks.get(line.unit)) for line in lines]

    def _line(self, subject: Subject, indicator: Indicator, known: frozenset[str]) -> Line:
        figures = self.figures(indicator, subject.units)
        if subject.units is None:
            (actual, last), (claimed, then) = figures, self.figures(indicator, known)
            rest = None if last is None or then is None else settled(last - then)
            figures = settled(actual - claimed), rest
        target = self.target(subject, indicator) if subject.targeted else None
        return self.part(subject, indicator, figures, target)

    def part(
        self, subject: Subject, indicator: Indicator, figures: Figures, target: int | None
    ) -> Line:
        """One line of a part of the whole: held against its target, or else against the whole."""
        if self.question.has_targets:
            return self.line(subject, indicator, figures, target)
        whole, line = self.actual(indicator, None), self.line(subject, indicator, figures, None)
        return line._replace(share_of_whole=Fraction(line.actual, whole) if whole else None)

    def line(
        self, subject: Subject, indicator: Indicator, figures: Figures, target: int | None
    ) -> Line:
        """One line without a rank; no completion where there is no target or a target of 0."""
        actual, last = figures
        completion = completed(actual, target)
        ahead = ahead_of(self.pace, completion)
        code, name, tier = subject[:3]
        found = Line(code, name, tier, indicator.code, actual, target, completion, ahead, None)
        begun = self.actual(indicator, None)
        light = light_at(self.plan.lights, ahead) if begun else None
        return found._replace(light=light, last_year=last)

    def figures(self, indicator: Indicator, units: frozenset[str] | None) -> Figures:
        """What the units achieved, dropped projects left out; all of it for ``None``."""
        last = None if self.before is None else _sum(self.before[indicator.code], units)
        return self.actual(indicator, units), last

    def actual(self, indicator: Indicator, units: frozenset[str] | None) -> Figure:
        """The same of this year alone."""
        return _sum(self.counts[indicator.code], units)

    def gross(self, indicator: Indicator) -> Figure:
        """The total before drops."""
        return settled(sum(gross for gross, _ in self.counts[indicator.code].values()))

    def target(self, subject: Subject, indicator: Indicator) -> int:
        """The sum of the shares of the subject's units."""
        kind = count_kind(self.question.by)
        units = subject.units or frozenset()
        return sum(self.shares.get((kind, unit, indicator.code), 0) for unit in units)

    def total(self, indicator: Indicator) -> Line:
        """The line that compares everything with the city's target, a part with none."""
        figures = self.figures(indicator, None)
        if self.question.selection.is_part:
            rows = Subject("total", Note("row.sum"), None, None)
            return self.line(rows, indicator, figures, None)
        city = Subject("total", Note("row.total"), None, None)
        return self.line(city, indicator, figures, indicator.target)

    def shown(self, subjects: Sequence[Subject], of: Sequence[Sequence[Line]]) -> list[int]:
        """The places of the subjects that are asked for, with their lines of each indicator."""
        return [
            n
            for n, subject in enumerate(subjects)
            if self.is_shown(subject, [lines[n] for lines in of])
        ]

    def is_shown(self, subject: Subject, lines: Sequence[Line]) -> bool:
        """Whether a subject is asked for.

        What no unit claims is shown only when there is any, or was by the same day a year before,
        as is every row of a part: so rows sum to the total of either year.
        """
        selection = self.question.selection
        if selection.rows:
            return selection.shows(self.question.by, subject.code)
        if subject.units is None or selection.is_part:
            empty = not any(line.actual or line.last_year for line in lines)
            return not empty and self.question.tier in (None, subject.tier)
        return self.question.tier in (None, subject.tier)


def _sum(of: Mapping[str | None, tuple[Figure, Figure]], units: frozenset[str] | None) -> Figure:
    selection = of.values() if units is None else (of[unit] for unit in units if unit in of)
    return settled(sum(gross - dropped for gross, dropped in selection))


def ranked(lines: Iterable[Line]) -> dict[str, int]:
    """Ranks by completion inside each tier, by unit code; equal completions share a rank.

    A tier in which nothing counts yet has none; in any other, a unit of which nothing counts is
    last.
    """
    tiers: dict[int | None, list[tuple[Fraction, str]]] = {}
    for line in lines:
        if line.completion is not None:
            tiers.setdefault(line.tier, []).append((line.completion, line.unit))
    ranks: dict[str, int] = {}
    for rivals in tiers.values():
        if any(completion for completion, _ in rivals):
            best: dict[Fraction, int] = {}
            for place, completion in enumerate(sorted((c for c, _ in rivals), reverse=True), 1):
                best.setdefault(completion, place)
            ranks |= {unit: best[completion] for completion, unit in rivals}
    return ranks


def _subtotals(
    sheet: _Sheet,
    subjects: Sequence[Subject],
    shown: Iterable[int],
    chosen: Sequence[Indicator],
) -> Iterable[Line]:
    """A line for each tier of the ``shown`` and each indicator, in the views by unit."""
    if sheet.question.by not in UNIT_VIEWS:
        return
    for tier in sorted({tier for n in shown if (tier := subjects[n].tier) is not None}):
        units = frozenset().union(*(s.units or () for s in subjects if s.tier == tier))
        subject = Subject(f"tier-{tier}", tier_name(tier), tier, units)
        for indicator in chosen:
            figures = sheet.figures(indicator, units)
            yield sheet.part(subject, indicator, figures, sheet.target(subject, indicator))
