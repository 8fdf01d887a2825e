"""The ranking (亮晒): inside each tier, by completion of an indicator or by the scorecard.

Views without tiers rank all their lines together; views without targets rank by the figure itself.
Ties share a rank (1, 2, 2, 4). A part of the projects ranks nothing, and neither does a tier in
which nothing counts yet; in any other, who has nothing is last. A light goes by the lead over pace:
completion − pace in percentage points; by the scorecard, the mean lead of its weighted completion
lines, weighted by their points. There is none before anything counts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TypeVar

from qzinvest.model.cohort import Cell, together
from qzinvest.model.counting import Count, Figure
from qzinvest.model.evaluation import Marks
from qzinvest.model.note import Note
from qzinvest.model.plan import RATES, Plan, ScoreLine, Shares
from qzinvest.model.progress import Line, Progress, light_at
from qzinvest.model.quality import Records
from qzinvest.model.ranking import Fields, Place, Ranking, earlier
from qzinvest.reports.progress import alone, progress
from qzinvest.reports.scorecard import Values, parts_of, ranks_of, score_of
from qzinvest.reports.subjects import UNASSIGNED, UNIT_VIEWS, Question, Subject, subjects_of
from qzinvest.tuples import NamedTuple


class Basis(NamedTuple):
    """What units are judged by on a day.

    Args:
        plan: the plan in force on the day.
        effective: the day from which it is.
        shares: the shares that it set.
        as_of: the day.
        counts: for the question's kind of unit, of all units and indicators.
        cells: the cohort of the plan's period by unit; needed where the scorecard has rates.
        marks: the evaluations that count; needed where the scorecard has evaluations.
        records: what records are like, by unit; needed where the scorecard has their quality.
        drops: ``counts`` in projects of what the scorecard judges by drops, without spared ones;
            needed where ``counts`` do not give that.
        year_before: ``counts`` of the same day a year before, ``None`` where nothing is known.
    """

    plan: Plan
    effective: date
    shares: Shares
    as_of: date
    counts: tuple[Count, ...]
    cells: Mapping[str, Cell] = {}
    marks: Marks = {}  # noqa: RUF012 - a NamedTuple's default, never changed
    drops: tuple[Count, ...] | None = None
    records: Records = Records()
    year_before: tuple[Count, ...] | None = None


def rank(
    now: Basis, before: Basis | None, question: Question, report: Progress | None = None
) -> Ranking:
    """The ranking.

    Args:
        now: what is judged.
        before: the same on the earlier day that ranks are compared with, if there is one.
        question: what is asked; ``indicator`` of ``None`` ranks by the scorecard.
        report: of all units in all indicators on the day, where it is made already.
    """
    plan = now.plan
    report = _progress(now, question) if report is None else alone(report, plan, question)
    if before is not None and not before.plan.chosen(question.indicator):
        before = None  # the plan of then had no such indicator
    every = list(_moved(now, before, _places(now, report, question), question))
    places = [place for place in every if question.selection.shows(question.by, place.unit)]
    return Ranking(
        plan=plan.code,
        title=report.title,
        by=question.by,
        tier=question.tier,
        as_of=now.as_of,
        since=None if before is None else before.as_of,
        pace=report.pace,
        heading=None if question.indicator is None else report.headings[0],
        targeted=report.has_targets,
        lines=plan.scorecard if question.indicator is None else (),
        indicators={heading.code: heading for heading in report.headings},
        lights=plan.lights if any(place.light for place in places) else (),
        places=tuple(_in_order(places, question.by)),
        assumed=tuple(a for a in plan.assumptions if _rests_on(a.path, plan, report, question)),
        source=plan.source,
        selection=question.selection,
        notes=(*_notes(plan, report, every, question), *report.notes),
        total=_total(plan, report, question),
    )


def _total(plan: Plan, report: Progress, question: Question) -> Place | None:
    """All places together, whichever are shown; nothing where the scorecard judges each."""
    if question.indicator is None:
        return None
    line = report.totals[0]
    lights = plan.lights if _begun(plan, report, question) else ()
    place = _place(Subject(line.unit, line.name, None, None), line)
    return place._replace(light=light_at(lights, place.ahead_pp))


def _moved(
    now: Basis, before: Basis | None, places: Sequence[Place], question: Question
) -> Iterator[Place]:
    """The places of the tier that is asked for, with the ranks that theirs can be compared with."""
    old = [] if before is None else _places(before, _progress(before, question), question)
    then, today = (_ranks(each, question.by) for each in (old, places))
    alike = before is None or _gathered(before.plan, question) == _gathered(now.plan, question)
    for place in places:
        if question.tier not in (None, place.tier):
            continue
        field = _field(place, question.by)
        rank_, apart = earlier(then, today, field, place.unit)
        if not alike:
            # A tier or an area of other units than then has had no rank of its own.
            rank_, apart = None, place.unit in then.get(field, {})
        yield place._replace(before=rank_, apart=apart)


def _gathered(plan: Plan, question: Question) -> dict[str, frozenset[str] | None]:
    """What the lines gather, where they are no single units."""
    if question.by in UNIT_VIEWS:
        return {}
    subjects = subjects_of(plan, question.by)
    return {subject.code: subject.units for subject in subjects}


def _progress(basis: Basis, question: Question) -> Progress:
    # Of all tiers and rows: whatever is shown, ranks are among them.
    of_all = question._replace(
        as_of=basis.as_of,
        tier=None,
        effective=basis.effective,
        selection=question.selection.all_rows,
        outside=0,
    )
    return progress(basis.plan, basis.shares, basis.counts, of_all, basis.year_before)


def _in_order(places: Iterable[Place], by: str) -> Iterator[Place]:
    """Places by rank inside what is compared, those without a rank last, by their figures."""

    def order(place: Place) -> tuple[bool, Figure]:
        return place.rank is None, -(place.actual or 0) if place.rank is None else place.rank

    for field in _fields(places, by):
        yield from sorted(field, key=order)


def _places(basis: Basis, report: Progress, question: Question) -> list[Place]:
    """All places, ranked, in plan order."""
    shown = {line.unit for line in report.lines}
    subjects = [
        subject
        for subject in subjects_of(basis.plan, question.by)
        if subject.units is not None and subject.code in shown
    ]
    if question.indicator is None:
        places = _scored(basis, report, subjects, question.by)
    else:
        lines = {line.unit: line for line in report.lines}
        places = [_place(subject, lines[subject.code]) for subject in subjects]
    ranks: dict[str, int | None] = {}
    for field in _fields(places, question.by):
        values = [_judged(place, report, question) for place in field]
        begun = any(values) or any(part.value for place in field for part in place.parts)
        found = (
            ranks_of(values) if begun and not question.selection.is_part else [None] * len(field)
        )
        ranks |= zip((place.unit for place in field), found, strict=True)
    lights = basis.plan.lights if _begun(basis.plan, report, question) else ()
    return [
        place._replace(rank=ranks[place.unit], light=light_at(lights, place.ahead_pp))
        for place in places
    ]


def _judged(place: Place, report: Progress, question: Question) -> Figure | None:
    """What a place is ranked by."""
    if question.indicator is None:
        return place.score
    return place.completion if report.has_targets else place.actual


def _begun(plan: Plan, report: Progress, question: Question) -> bool:
    """Whether anything counts yet, of any unit, in what the lead that gives a light is of."""
    leading = {line.of for line in _leading(plan)}
    codes = leading if question.indicator is None else {question.indicator}
    return any(total.actual for total in report.totals if total.indicator in codes)


def _leading(plan: Plan) -> list[ScoreLine]:
    """The lines of the scorecard that a lead over pace is of."""
    return [
        line for line in plan.scorecard if line.kind == "weighted" and line.source == "completion"
    ]


def _place(subject: Subject, line: Line) -> Place:
    code, name, tier = subject[:3]
    figures = (line.actual, line.target, line.completion, line.ahead_pp)
    return Place(code, name, tier, None, None, None, *figures, last_year=line.last_year)


Compared = TypeVar("Compared", Place, Subject)


def _field(item: Place | Subject, by: str) -> int | None:
    """What an item is compared in: its tier; where the lines are no units, there is one field."""
    return item.tier if by in UNIT_VIEWS else None


def _ranks(places: Iterable[Place], by: str) -> Fields:
    """The ranks by unit in each field."""
    found: dict[int | None, dict[str, int]] = {}
    for place in places:
        if place.rank is not None:
            found.setdefault(_field(place, by), {})[place.unit] = place.rank
    return found


def _fields(items: Iterable[Compared], by: str) -> list[list[Compared]]:
    """What is compared with each other: the units of a tier; where the lines are no units, all."""
    fields: dict[int | None, list[Compared]] = {}
    for item in items:
        fields.setdefault(_field(item, by), []).append(item)
    return list(fields.values())


def _scored(basis: Basis, report: Progress, subjects: Sequence[Subject], by: str) -> list[Place]:
    lines = {(line.unit, line.indicator): line for line in report.lines}
    found: dict[str, Place] = {}
    for field in _fields(subjects, by):
        values = [_values(basis, lines, subject) for subject in field]
        scored = parts_of(basis.plan.scorecard, values)
        for subject, parts in zip(field, scored, strict=True):
            code, name, tier = subject[:3]
            found[code] = Place(
                code,
                name,
                tier,
                ahead_pp=_mean_lead(basis.plan, lines, code),
                score=score_of(basis.plan.scorecard, parts),
                parts=parts,
            )
    return [found[subject.code] for subject in subjects]


Lines = Mapping[tuple[str, str], Line]


def _values(basis: Basis, lines: Lines, subject: Subject) -> Values:
    """What each line of the scorecard judges a subject by."""
    units = subject.units or frozenset()
    cell = together(basis.cells[unit] for unit in sorted(units) if unit in basis.cells)
    values: dict[str, Figure | None] = {}
    for line in basis.plan.scorecard:
        if line.source == "rate":
            values[line.code] = cell.rates[RATES.index(line.of)].value
        elif line.source == "quality":
            values[line.code] = basis.records.of(units).ratio(line.of)
        elif line.source == "evaluation":
            values[line.code] = _mean_mark(basis.marks, units, line.code)
        elif line.source == "dropped":
            counts = basis.counts if basis.drops is None else basis.drops
            mine = (c for c in counts if c.indicator == line.of and c.unit in units)
            values[line.code] = sum(count.dropped for count in mine)
        else:
            own = lines[subject.code, line.of]
            values[line.code] = own.actual if line.source == "figure" else own.completion
    return values


def _mean_mark(marks: Marks, units: Iterable[str], item: str) -> Fraction | None:
    """The mean mark of those of the units that have one."""
    given = [marks[unit, item] for unit in units if (unit, item) in marks]
    return Fraction(sum(given), 100 * len(given)) if given else None


def _mean_lead(plan: Plan, lines: Lines, code: str) -> Fraction | None:
    """The mean lead of the weighted completion lines, weighted by their points."""
    leads = [
        (line.points, lead)
        for line in _leading(plan)
        if (lead := lines[code, line.of].ahead_pp) is not None
    ]
    weight = sum(points for points, _ in leads)
    return sum((points * lead for points, lead in leads), Fraction(0)) / weight if weight else None


def _rests_on(path: str, plan: Plan, report: Progress, question: Question) -> bool:
    """Whether a ranking rests on the plan's value at ``path``."""
    if path == "score":
        return question.indicator is None
    if path == "light":
        return report.has_targets
    room, _, rest = path.partition(".")
    if room == "indicator" and question.indicator is None:
        return rest.partition(".")[0] in {line.of for line in plan.scorecard}
    return any(path == assumption.path for assumption in report.assumed)


def _notes(
    plan: Plan, report: Progress, places: Sequence[Place], question: Question
) -> Iterator[Note]:
    """What is not ranked, and lines of the scorecard that have nothing to judge."""
    waiting = (place.rank is None and _judged(place, report, question) == 0 for place in places)
    if not question.selection.is_part and any(waiting):
        yield Note("rank.waiting")
    if question.indicator is not None:
        measure = report.headings[0].measure
        for rest in report.lines:
            if rest.unit == UNASSIGNED and question.tier is None:
                yield Note(
                    f"rank.unassigned.{measure}", {"figure": rest.actual, "measure": measure}
                )
        return
    for n, line in enumerate(plan.scorecard):
        without = [place.name for place in places if place.parts[n].value is None]
        if without:
            key = "rank.without_all" if len(without) == len(places) else "rank.without"
            yield Note(key, {"name": line.names, "units": without})
