"""Why a figure is what it is: every project of the unit, counted or not, and the reason.

A project that does not count stands under its first reason. It would bring what it is worth only
if that is its only one: what stands there is what lifting this one reason would add to the figure.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from qzinvest.model.counting import (
    COUNTED,
    DROPPED,
    Count,
    Figure,
    Measure,
    by_holder,
    figure,
    measure_of,
)
from qzinvest.model.credit import WHOLE
from qzinvest.model.explanation import EXCLUDED, LINKED, Explanation, Group, Item, Pile, pile_of
from qzinvest.model.heading import Heading
from qzinvest.model.note import Name, Note, tier_name
from qzinvest.model.passage import ALWAYS, Passage, passage_on
from qzinvest.model.plan import RATES, Names, Plan, Shares
from qzinvest.model.progress import Progress
from qzinvest.model.project import Project
from qzinvest.model.ruling import on_day
from qzinvest.model.selection import ASSESSMENT
from qzinvest.model.stage import STAGES, Stage
from qzinvest.reports.explaining.formula import (
    line_of,
    rate_rules,
    rate_steps,
    rivals_of,
    rules_of,
    steps_of,
)
from qzinvest.reports.progress import progress
from qzinvest.reports.subjects import UNASSIGNED, Question, claimed, count_kind, subjects_of
from qzinvest.tuples import NamedTuple

TOTAL = "total"
ORDER = (
    "signing",
    "size",
    "expansion",
    EXCLUDED,
    LINKED,
    DROPPED,
    "later",
    "after",
    "before",
    "unreached",
)
"""The reasons for not counting, in the order in which they are listed."""
_REACHED = (Stage.REGISTERED, Stage.FUNDED, Stage.FUNDED, Stage.STARTED, Stage.PRODUCING)
STAGE_OF = dict(zip(RATES, _REACHED, strict=True))
"""The stage that a rate holds against the signed ones."""


class Candidate(NamedTuple):
    """A project that may count; ``barred`` says why no report counts it, ``remark`` says more.

    A second report may have been left out besides. ``summed`` is set where piles have it already.
    """

    passage: Passage
    barred: tuple[str, ...] = ()
    remark: str | None = None
    summed: bool = False


class Holder(NamedTuple):
    """A row of a view: its code and name, and the recorded codes that it gathers.

    With ``besides`` it gathers all others, also ``""``.
    """

    code: str
    name: Name
    codes: frozenset[str] = frozenset()
    besides: bool = False

    def gathers(self, code: str) -> bool:
        """Whether what names ``code``, or ``""``, is the row's."""
        return (code in self.codes) != self.besides


def candidates(
    passages: Iterable[Passage],
    uncounted: Iterable[Project] = (),
    summed: Iterable[Passage] = (),
    day: date = date.max,
) -> Iterator[Candidate]:
    """The projects that are looked at: those that a report counts, and those that none counts.

    Args:
        uncounted: second reports, and what was left out.
        summed: projects that it counts and that piles have already.
        day: of the report.
    """
    for passage in passages:
        yield Candidate(passage, (), passage.drop_reason)
    for passage in summed:
        yield Candidate(passage, (), passage.drop_reason, summed=True)
    for project in uncounted:
        decided = ((LINKED, project.rulings.same_as), (EXCLUDED, project.rulings.excluded))
        reasons = {why: on_day(turns, day.toordinal()) for why, turns in decided}
        barred = tuple(why for why, said in reasons.items() if said is not None)
        remark = next(filter(None, reasons.values()), None)
        yield Candidate(passage_on(project, day), barred, remark)


def holder_of(plan: Plan, unit: str, question: Question) -> Holder:
    """The row of this code: a unit's, a subtotal's (``tier-1``), or the total's."""
    if unit == TOTAL:
        name = Note("row.sum" if question.selection.is_part else "row.total")
        return Holder(unit, name, besides=True)
    subjects = subjects_of(plan, question.by)
    if unit == UNASSIGNED:
        return Holder(unit, subjects[-1].name, claimed(subjects), besides=True)
    for subject in subjects:
        if subject.code == unit:
            return Holder(unit, subject.name, subject.units or frozenset())
    tier = int(unit.removeprefix("tier-"))
    members = frozenset().union(*(s.units or () for s in subjects if s.tier == tier))
    return Holder(unit, tier_name(tier), members)


def explain(  # noqa: PLR0913, PLR0917 - what the report itself takes, and what it is of
    plan: Plan,
    shares: Shares,
    counts: Iterable[Count],
    projects: Iterable[Candidate],
    holder: Holder,
    question: Question,
    piles: Iterable[Pile] = (),
) -> Explanation:
    """Explain a figure of the progress report.

    Args:
        counts: what the report is made of.
        projects: all that it is of but what only ``piles`` have, from ``candidates``.
        holder: whose figure, from ``holder_of``.
        question: what is asked; it names one indicator.
        piles: the holder's whole projects, by recorded district.
    """
    report = progress(plan, shares, counts, question._replace(tier=None))
    return explained(plan, shares, report, projects, holder, question, piles)


def explained(  # noqa: PLR0913, PLR0917 - as ``explain``
    plan: Plan,
    shares: Shares,
    report: Progress,
    projects: Iterable[Candidate],
    holder: Holder,
    question: Question,
    piles: Iterable[Pile] = (),
) -> Explanation:
    """The same of a report that is made already, of the question's indicator alone."""
    indicator = plan.chosen(question.indicator)[0]
    measure = measure_of(plan, indicator, question.as_of)
    sheet = _Sheet(plan, measure, holder, _shares(question))
    counted, left = sheet.sorted_out(projects, piles)
    line = line_of(report, holder.code, holder.name)
    return Explanation(
        plan=plan.code,
        title=report.title,
        by=question.by,
        unit=holder.code,
        name=holder.name,
        as_of=question.as_of,
        heading=report.headings[0],
        actual=counted.brings,
        line=line,
        base=None,
        steps=tuple(steps_of(plan, shares, report, line, counted.projects, left)),
        rules=tuple(rules_of(plan, measure, question)),
        rivals=rivals_of(report, line),
        counted=counted,
        left=left,
        selection=question.selection,
        districts=_districts(plan),
    )


def explain_rate(  # noqa: PLR0913, PLR0917 - as ``explain``
    plan: Plan,
    cohort: Measure,
    rate: str,
    projects: Iterable[Candidate],
    holder: Holder,
    question: Question,
    piles: Iterable[Pile] = (),
) -> Explanation:
    """Explain a rate of the funnel, whose base is the cohort signed in a period.

    Args:
        cohort: from ``model.cohort.cohort_of``.
        rate: one of ``RATES``.
        projects: all that the funnel is of but what only ``piles`` have, from ``candidates``.
        holder: whose rate, from ``holder_of``.
        piles: the holder's whole projects, by recorded district.
    """
    money = rate == "paid_in"
    sheet = _Sheet(plan, cohort, holder, _shares(question), rate)
    counted, left = sheet.sorted_out(projects, piles)
    part, whole = counted.brings, counted.base
    return Explanation(
        plan=plan.code,
        title=plan.titles,
        by=question.by,
        unit=holder.code,
        name=holder.name,
        as_of=question.as_of,
        heading=Heading(rate, Note(f"rate.{rate}"), "sum" if money else "count"),
        actual=part,
        line=None,
        base=whole,
        steps=tuple(rate_steps(STAGE_OF[rate], cohort, part, whole, money=money)),
        rules=tuple(rate_rules(plan, cohort)),
        rivals=(),
        counted=counted,
        left=left,
        selection=question.selection,
        districts=_districts(plan),
    )


def _shares(question: Question) -> Callable[[Passage, int], Iterable[tuple[str, int]]]:
    """Whose a project is in the view."""
    return by_holder(count_kind(question.by), assessed=question.selection.view == ASSESSMENT)


def _districts(plan: Plan) -> dict[str, Names]:
    return {code: unit.short for code, unit in plan.homes("district").items()}


class _Sheet(NamedTuple):
    """What is asked of every project; ``rate`` is set where the figure is one."""

    plan: Plan
    measure: Measure
    holder: Holder
    shares: Callable[[Passage, int], Iterable[tuple[str, int]]]
    rate: str = ""

    def sorted_out(
        self, projects: Iterable[Candidate], piles: Iterable[Pile]
    ) -> tuple[Group, tuple[Group, ...]]:
        """What counts, the weightiest first, and all else by reason."""
        summed: dict[str, list[Pile]] = {}
        for pile in piles:
            district = self.plan.holder("district", pile.district)
            summed.setdefault(pile.verdict, []).append(pile._replace(district=district))
        by_verdict: dict[str, list[Item]] = {}
        for candidate in projects:
            if (item := self._item(candidate)) is not None:
                by_verdict.setdefault(item.verdict, []).append(item)
                if not candidate.summed:
                    summed.setdefault(item.verdict, []).append(pile_of(item))
        groups = {
            verdict: Group(
                verdict, tuple(sorted(by_verdict.get(verdict, ()), key=_place)), tuple(found)
            )
            for verdict, found in summed.items()
        }
        return groups.get(COUNTED, Group(COUNTED)), tuple(groups[v] for v in ORDER if v in groups)

    def _item(self, candidate: Candidate) -> Item | None:
        """The project as the holder sees it; ``None`` where nothing of it is the holder's."""
        passage, barred, remark, _ = candidate
        points = self._mine(passage, WHOLE)
        if not points:
            return None
        obstacles = (*barred, *self.measure.obstacles(passage))
        verdict = obstacles[0] if obstacles else COUNTED
        alone = not obstacles[1:]
        day = passage.reached(self.measure.indicator.stage)
        return Item(
            id=passage.id,
            district=self.plan.holder("district", passage.district),
            verdict=verdict,
            on=None if day is None else date.fromordinal(day),
            stage=_stage_by(passage, self.measure.as_of),
            signing=passage.signing,
            amount=passage.amount,
            points=points,
            brings=self._figure(passage, self._value(passage) if alone else 0),
            base=self._figure(passage, self._base(passage) if alone else 0) if self.rate else None,
            remark=remark if verdict in (EXCLUDED, LINKED, DROPPED) else None,
            alone=alone,
        )

    def _value(self, passage: Passage) -> int:
        """What the whole project brings to the figure: projects or yuan."""
        if not self.rate:
            return self.measure.value(passage)
        stage = STAGE_OF[self.rate]
        day = passage.reached(stage)
        if day is None or day > self.measure.as_of:
            return 0
        return passage.paid_between(ALWAYS, self.measure.as_of) if self.rate == "paid_in" else 1

    def _base(self, passage: Passage) -> int:
        """What the whole project brings to a rate's base."""
        return passage.brings(Stage.SIGNED) if self.rate == "paid_in" else 1

    def _figure(self, passage: Passage, value: int) -> Figure:
        """The holder's part of what the project brings."""
        money = self.rate == "paid_in" or (
            not self.rate and self.measure.indicator.measure == "sum"
        )
        grain = 1 if money else WHOLE
        return figure(self._mine(passage, value * grain), grain)

    def _mine(self, passage: Passage, value: int) -> int:
        """The holder's part of ``value``."""
        return sum(part for code, part in self.shares(passage, value) if self.holder.gathers(code))


def _stage_by(passage: Passage, day: int) -> Stage | None:
    """The last stage that the project had reached by ``day``."""
    reached = [s for s in STAGES if (on := passage.reached(s)) is not None and on <= day]
    return reached[-1] if reached else None


def _place(item: Item) -> tuple[Figure, Figure, int, date, str, int]:
    """What brings most first, then what is largest, then the earliest, by office and number."""
    org, _, number = item.id.rpartition("-")
    day = item.on or date.max
    return (-item.brings, -(item.base or 0), -item.amount, day, org, int(number))
