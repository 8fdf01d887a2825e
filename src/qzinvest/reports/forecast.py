"""Forecast: each unit's figure at the end of the plan's period, and what would close the gap.

Possible year ends are drawn (``forecasting``: ``draws``) from what is recorded on a day: the rates
of new projects (``rates``), the rhythm of the year (``season``), and how open projects go on
(``course``). docs/forecast.md says how, and how well it holds.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from heapq import nsmallest

from qzinvest.model.forecast import LEVERS, Forecast, Outlook
from qzinvest.model.forecast_facts import Facts
from qzinvest.model.heading import heading_of
from qzinvest.model.note import Note
from qzinvest.model.pace import pace
from qzinvest.model.plan import Indicator, Plan, Shares
from qzinvest.reports.forecasting.cells import Open, Opened, Outcome, outcomes
from qzinvest.reports.forecasting.draws import between
from qzinvest.reports.forecasting.world import World, world_of
from qzinvest.reports.subjects import Question, Subject, count_kind, revision_note, subjects_of
from qzinvest.tuples import NamedTuple

SEED = 2022
ROUND_YUAN = 1_000_000
"""Forecast sums are given in whole 100万元: more digits would promise too much."""
EARLY_DAYS, EARLY_PROJECTS = 60, 30
"""A first year of fewer days or projects tells so little that the forecast says so."""


def forecast(  # noqa: PLR0913 - a report's facts, plan and question
    plan: Plan,
    shares: Shares,
    facts: Facts,
    question: Question,
    seed: int = SEED,
    *,
    by_line: bool = True,
) -> Forecast:
    """The forecast.

    Args:
        shares: the shares that it set, by ``(kind, unit, indicator)``.
        facts: what all projects that are asked for tell on that day: ``ledger.forecast``.
        seed: the same one gives the same figures.
        by_line: whether there are lines; without them the totals are the same, and sooner there.
    """
    chosen = plan.chosen(question.indicator)
    kind, day = count_kind(question.by), question.as_of
    only = question.selection
    world = world_of(plan, kind, facts, day, seed, only, chosen, by_cell=by_line)
    found = outcomes(world, chosen)
    sheet = _Sheet(world, shares, question, tuple(subjects_of(plan, question.by)))
    city = Subject("total", Note("row.sum" if only.is_part else "row.total"), None, None)
    return Forecast(
        plan=plan.code,
        title=plan.titles,
        by=question.by,
        tier=question.tier,
        as_of=question.as_of,
        end=plan.end,
        pace=pace(plan.start, plan.end, question.as_of),
        over=question.as_of >= plan.end,
        seed=seed,
        years=len(world.years),
        assumed=question.assumed(plan),
        headings=tuple(heading_of(i) for i in chosen),
        lines=tuple(sheet.lines(chosen, found)) if by_line else (),
        totals=tuple(sheet.line(city, world.cells, i, found[i.code]) for i in chosen),
        source=plan.source,
        notes=tuple(_notes(world, question, chosen, found)),
        selection=only,
    )


def _notes(
    world: World, question: Question, chosen: Sequence[Indicator], found: Mapping[str, Outcome]
) -> Iterator[Note]:
    """What a reader must know of how the figures came about."""
    plan = world.plan
    if question.as_of >= plan.end:
        yield Note("forecast.over", {"end": plan.end})
        return
    told = [i for i in chosen if found[i.code].ends is not None]
    if not told:
        yield Note("forecast.nothing")
        return
    if _is_early(world, question):
        yield Note("forecast.early")
    for indicator in chosen:
        if indicator not in told:
            yield Note("forecast.nothing_of", {"name": indicator.names})
    yield Note("forecast.interval")
    yield Note("forecast.rhythm" if world.years else "forecast.even", {"years": len(world.years)})
    if any(i.measure == "sum" for i in told):
        yield Note("forecast.big_deals")
    yield from revision_note(plan, question)


def _is_early(world: World, question: Question) -> bool:
    """Whether so little is known of a first year that hardly anything can be said of its end."""
    days = question.as_of.toordinal() - world.start
    first = days < EARLY_DAYS or world.so_far < EARLY_PROJECTS
    return first and not world.years


class _Sheet(NamedTuple):
    """What all lines rest on."""

    world: World
    shares: Shares
    question: Question
    subjects: Sequence[Subject]

    def lines(self, chosen: Sequence[Indicator], found: Mapping[str, Outcome]) -> Iterator[Outlook]:
        """The lines of each subject that is asked for."""
        for subject in self.subjects:
            cells = self.cells(subject)
            lines = [self.line(subject, cells, i, found[i.code]) for i in chosen]
            if self.is_shown(subject, lines):
                yield from lines

    def cells(self, subject: Subject) -> list[str | None]:
        """The cells that a subject gathers; what no other one names for ``units`` of ``None``."""
        if subject.units is None:
            units = (each.units for each in self.subjects if each.units is not None)
            named = frozenset[str | None]().union(*units)
            return [cell for cell in self.world.cells if cell not in named]
        return [cell for cell in self.world.cells if cell in subject.units]

    def line(
        self,
        subject: Subject,
        cells: Sequence[str | None],
        indicator: Indicator,
        found: Outcome,
    ) -> Outlook:
        """One line: the figures of the subject's cells, draw by draw."""
        target = self._target(subject, indicator)
        actual = sum(found.actual[cell] for cell in cells)
        opened = [found.open[cell] for cell in cells]
        line = Outlook(
            *subject[:3], indicator.code, actual, target, *(None,) * 7, 0, 0, None, (), 0
        )
        line = _drawn(line, indicator, self._ends(found, cells, actual))
        return _with_levers(self._with_weeks(line), opened, indicator)

    def _ends(
        self, found: Outcome, cells: Sequence[str | None], actual: int
    ) -> Sequence[int] | None:
        """The subject's possible year ends, the actual figure once the period is over."""
        if self.question.as_of >= self.world.plan.end:
            return (actual,)
        if found.ends is None:
            return None
        return [sum(each) for each in zip(*(found.ends[cell] for cell in cells), strict=True)]

    def _target(self, subject: Subject, indicator: Indicator) -> int | None:
        """The sum of the shares of the subject's units; the city's target for the total."""
        if subject.code == "total":
            return None if self.question.selection.is_part else indicator.target
        if not subject.targeted or not self.question.has_targets:
            return None
        kind = count_kind(self.question.by)
        units = subject.units or frozenset()
        return sum(self.shares.get((kind, unit, indicator.code), 0) for unit in units)

    def _with_weeks(self, line: Outlook) -> Outlook:
        """What a week has brought, and what each week left must bring."""
        plan, as_of = self.world.plan, self.question.as_of
        gap = None if line.target is None else max(line.target - line.actual, 0)
        over, begun = as_of >= plan.end, as_of >= plan.start
        return line._replace(
            gap=gap,
            weekly_so_far=_weekly(line.actual, plan.start, as_of) if begun and not over else None,
            weekly_needed=None
            if gap is None or over
            else _weekly(gap, max(date.fromordinal(as_of.toordinal() + 1), plan.start), plan.end),
        )

    def is_shown(self, subject: Subject, lines: Sequence[Outlook]) -> bool:
        """Whether a subject is asked for; what no unit claims is shown only when there is any.

        A filter that leaves nothing of a subject leaves no line of it either.
        """
        if self.question.selection.rows:
            return self.question.selection.shows(self.question.by, subject.code)
        if self.question.selection.is_part and not any(
            cell in self.world.possible for cell in self.cells(subject)
        ):
            return False
        if subject.units is None:
            return self.question.tier is None and any(line.actual or line.high for line in lines)
        return self.question.tier in (None, subject.tier)


def _weekly(figure: int, first: date, last: date) -> Fraction:
    """What a week of the days ``first`` … ``last`` brings of ``figure``."""
    return Fraction(figure * 7, (last - first).days + 1)


def _drawn(line: Outlook, indicator: Indicator, ends: Sequence[int] | None) -> Outlook:
    """The line with its interval, and its chance where it has a target."""
    if ends is None:
        return line
    low, median, high = between(ends)
    if indicator.measure == "sum" and len(ends) > 1:
        # Outwards, but to nothing that no possible year comes to, nor past what counts today.
        now = line.actual
        least, most = (now if low >= now else min(ends)), (now if high <= now else max(ends))
        low = max(low // ROUND_YUAN * ROUND_YUAN, least)
        high = min(-(-high // ROUND_YUAN) * ROUND_YUAN, most)
        median = min(max(round(median / ROUND_YUAN) * ROUND_YUAN, low), high)
    holds = None if len(ends) == 1 else _part(sum(low <= end <= high for end in ends), len(ends))
    target = line.target
    chance = _part(sum(end >= target for end in ends), len(ends)) if target else None
    return line._replace(low=low, median=median, high=high, holds=holds, probability=chance)


def _part(some: int, whole: int) -> Fraction:
    """In whole hundredths; nothing or all only where it is."""
    rounded = (200 * some + whole) // (2 * whole)
    least, most = min(some, 1), 100 if some == whole else 99
    return Fraction(min(max(rounded, least), most), 100)


def _with_levers(line: Outlook, opened: Sequence[Opened], indicator: Indicator) -> Outlook:
    """The line with the open projects that would close its gap."""

    def brings(each: Open) -> int:
        return 1 if indicator.measure == "count" else each.brings

    number = sum(each.number for each in opened)
    whole = number if indicator.measure == "count" else sum(each.brings for each in opened)
    line = line._replace(open=number, open_brings=whole)
    if not line.gap:
        return line
    ordered = nsmallest(
        LEVERS,
        (one for each in opened for one in each.named if brings(one)),
        key=lambda o: (-brings(o), -o.chance, -o.project.amount, *o.project[:2]),
    )
    taken: list[Open] = []
    while len(taken) < len(ordered) and sum(map(brings, taken)) < line.gap:
        taken.append(ordered[len(taken)])
    return line._replace(
        enough=whole >= line.gap,
        lever=tuple(f"{each.project.org}-{each.project.number}" for each in taken),
        lever_brings=sum(map(brings, taken)),
    )
