"""The funnel: signed → registered → funded → started → producing, of what was signed in a period.

Formulas: 注册率 = registered ÷ signed; 进资率 by count = funded ÷ signed, by amount = paid in ÷
contracted; 开工率 = started ÷ signed; 投产率 = producing ÷ signed. Signed is the base of all, as
practice has it, and leaves dropped projects out, as the report does. Days from stage to stage are
by Kaplan–Meier (``day_reached``).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from qzinvest.model.cohort import LEGS, Cell, Ending, Facts, Legs, Pool, Waits, pooled, together
from qzinvest.model.counting import Measure, figure
from qzinvest.model.funnel import Days, Funnel, Line, Reason
from qzinvest.model.note import Note
from qzinvest.model.plan import Plan
from qzinvest.reports.subjects import Question, Subject, claimed, revision_note, subjects_of

REASONS = 8
"""Reasons that are named; there may be as many as dropped projects."""


def funnel(
    plan: Plan, facts: Facts, cohort: Measure, question: Question, *, days: bool = False
) -> Funnel:
    """The report.

    Args:
        facts: the cohort by ``count_kind(question.by)``; its waits and endings may stand under
            ``""`` as long as neither a tier nor days by line are asked for.
        cohort: which projects they are of.
        days: whether every line has its days, besides those of the total.
    """
    lines, shown = _lines(subjects_of(plan, question.by), facts, question, days=days)
    if question.tier is None:
        shown = {*facts.cells, *facts.pools, *facts.waits, *facts.endings}
    whole = Subject("total", _total_name(question), question.tier, None)
    total = _line(whole, facts, shown, days=True)
    return Funnel(
        plan=plan.code,
        title=plan.titles,
        by=question.by,
        tier=question.tier,
        as_of=date.fromordinal(cohort.as_of),
        since=date.fromordinal(cohort.start),
        until=date.fromordinal(max(cohort.until, cohort.start)),
        lines=lines,
        total=total,
        reasons=tuple(_reasons(facts, shown)),
        assumed=tuple(a for a in plan.assumptions if a.path.startswith("rules.")),
        notes=tuple(_notes(cohort, total, plan, question)),
        selection=question.selection,
    )


def _lines(
    subjects: Sequence[Subject], facts: Facts, question: Question, *, days: bool
) -> tuple[tuple[Line, ...], set[str]]:
    """The lines that are asked for and have something to say, and the keys that they gather."""
    known = claimed(subjects)
    lines, shown = [], set[str]()
    for subject in subjects:
        if question.tier not in {None, subject.tier} or not question.selection.shows(
            question.by, subject.code
        ):
            continue
        keys = _keys(subject, facts, known)
        line = _line(subject, facts, keys, days=days)
        named = subject.units is not None and not question.selection.is_part
        if _says_something(line) or named or question.selection.rows:
            lines.append(line)
            shown |= keys
    return tuple(lines), shown


def _total_name(question: Question) -> Note:
    if question.selection.is_part:
        return Note("row.sum")
    return Note("row.total") if question.tier is None else Note("row.tier", {"tier": question.tier})


def _keys(subject: Subject, facts: Facts, known: frozenset[str]) -> set[str]:
    """The keys of the facts that a subject gathers."""
    keys = {*facts.cells, *facts.pools, *facts.waits}
    return keys - known if subject.units is None else keys & subject.units


def _line(subject: Subject, facts: Facts, keys: set[str], *, days: bool) -> Line:
    waits = [facts.waits[key] for key in keys if key in facts.waits] if days else []
    return Line(
        subject.code,
        subject.name,
        subject.tier,
        together(facts.cells.get(key, Cell()) for key in keys),
        pooled(facts.pools.get(key, Pool()) for key in keys),
        tuple(_days(waits, facts.grain)) if days else (),
    )


def _says_something(line: Line) -> bool:
    return line.cell != Cell() or line.pool != Pool()


def _days(waits: Sequence[Legs], grain: int) -> Iterator[Days]:
    """The days of each leg, of all these together."""
    for place, (first, then) in enumerate(LEGS):
        legs = [each[place] for each in waits]
        arrived, unfinished, dropped = (
            merged(leg[part] for leg in legs) for part in range(len(Waits._fields))
        )
        went, ended, waiting = (
            figure(sum(part.values()), grain) for part in (arrived, dropped, unfinished)
        )
        left = merged((unfinished, dropped))
        yield Days(
            first,
            then,
            went + ended + waiting,
            went,
            ended,
            waiting,
            day_reached(arrived, left, HALF),
            day_reached(arrived, left, NINE_TENTHS),
        )


def merged(parts: Iterable[Mapping[int, int]]) -> dict[int, int]:
    """How many waited how many days, of all the parts."""
    total: dict[int, int] = {}
    for part in parts:
        for days, n in part.items():
            total[days] = total.get(days, 0) + n
    return total


def _reasons(facts: Facts, keys: set[str]) -> Iterator[Reason]:
    """The reasons that took away most projects; what is left in one line."""
    sums: dict[str, Ending] = {}
    for key in keys & facts.endings.keys():
        for text, ending in facts.endings[key].items():
            before = sums.get(text, Ending())
            sums[text] = Ending(before.projects + ending.projects, before.amount + ending.amount)
    order = sorted(sums, key=lambda text: (-sums[text].projects, -sums[text].amount, text))
    named = order if len(order) <= REASONS + 1 else order[:REASONS]
    yield from (Reason(text, *sums[text]) for text in named)
    if rest := order[len(named) :]:
        projects = sum(sums[text].projects for text in rest)
        yield Reason(None, projects, sum(sums[text].amount for text in rest), len(rest))


def _notes(cohort: Measure, total: Line, plan: Plan, question: Question) -> Iterator[Note]:
    """What a reader must know of the figures besides the plan's assumptions."""
    yield Note("funnel.base")
    yield Note("funnel.paid_in")
    if total.cell.dropped:
        yield Note(
            "funnel.dropped",
            {
                "dropped": total.cell.dropped,
                "gross": total.cell.projects[0] + total.cell.dropped,
                "gross_amount": total.cell.amounts[0] + total.cell.dropped_amount,
            },
        )
    yield Note("funnel.pool")
    if total.pool.unpriced:
        yield Note("funnel.unpriced", {"count": total.pool.unpriced})
    yield Note("funnel.days")
    if cohort.minimum:
        yield Note("funnel.minimum", {"amount": cohort.minimum})
    yield from revision_note(plan, question)


HALF = Fraction(1, 2)
NINE_TENTHS = Fraction(9, 10)

Waited = Mapping[int, int]
"""How many waited how many days."""


def day_reached(arrived: Waited, unfinished: Waited, share: Fraction) -> int | None:
    """The first day by which at least ``share`` of all have arrived, as far as can be seen.

    A project that is still waiting, or was dropped while it waited, has waited *at least* so long.
    Leaving such projects out would make every stage look faster than it is. The product-limit
    estimate uses them for as long as they were seen: the share still waiting after day t is
    S(t) = Π (1 − dᵢ ÷ nᵢ) over the days i up to t, with dᵢ arrivals among the nᵢ that had waited
    until then. Source: Kaplan & Meier, Nonparametric estimation from incomplete observations,
    Journal of the American Statistical Association 53 (1958). Who leaves on a day is still waiting
    when those of that day arrive, as is usual.

    Args:
        arrived: those whose end was seen, by their days.
        unfinished: those that were still waiting when they were last seen.
        share: more than 0.

    Returns:
        the day, or ``None`` where so many had not arrived yet when the last ones were seen.
    """
    # Whole numbers without common factors taken out: the quickest exact comparison.
    still, of = 1, 1
    waiting = sum(arrived.values()) + sum(unfinished.values())
    for day in sorted(arrived.keys() | unfinished.keys()):
        if arrivals := arrived.get(day, 0):
            still *= waiting - arrivals
            of *= waiting
            if still * share.denominator <= of * (share.denominator - share.numerator):
                return day
        waiting -= arrivals + unfinished.get(day, 0)
    return None
