"""What the program says besides answers: what a write understood, what is wrong, and the remedy."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TypeVar

from qzinvest.locale import Wording
from qzinvest.model.credit import Part, shown
from qzinvest.model.evaluation import Evaluation
from qzinvest.model.money import hundredths_text
from qzinvest.model.plain_layout import DETAILS, FACTS
from qzinvest.model.plan import UNIT_KINDS, VOCABULARIES, Plan
from qzinvest.model.precision import written
from qzinvest.model.project import Milestone, Project, Stated, unit_turns
from qzinvest.model.ruling import Timeline, always, credit_turns, until
from qzinvest.model.stage import Stage
from qzinvest.render.figures import SIZES, printed, unit_said
from qzinvest.render.wording import amount_said

T = TypeVar("T")

SHOWN = (*FACTS, *DETAILS)
"""The fields of a project in the order in which people see them."""


def named(plan: Plan, field: str, code: str, w: Wording) -> str:
    """A code with the name that people know: ``晋江市 (350582)``; the bare code if it's unknown."""
    if field == "signing":
        return w(f"signing.{code}")
    things: Mapping[str, object] = {}
    if field in UNIT_KINDS:
        things = {known: unit.names for known, unit in plan.homes(field).items()}
    elif field == "group":
        things = {group.code: group.names for group in plan.groups}
    elif field in VOCABULARIES:
        things = {term.code: term.names for term in plan.vocabularies[field]}
    names = things.get(code)
    return f"{names.get(w.lang)} ({code})" if names is not None else code  # type: ignore[attr-defined]  # Names


def field_text(project: Project, field: str, plan: Plan, w: Wording) -> str | None:
    """One field as people read it, ``None`` where it is empty."""
    value = getattr(project, field)
    if field == "amount":
        return amount_exact(value, w) if value else None
    if value is None:
        return None
    return named(plan, field, value, w)


def amount_exact(yuan: int, w: Wording) -> str:
    """An amount as people say it, and to the yuan where that rounds it."""
    said, unit = amount_said(yuan, w), unit_said(yuan, w.lang)
    if printed(yuan, unit) * SIZES[unit] == yuan:
        return said
    return w("echo.amount", amount=said, yuan=f"{yuan:,}")


def milestone_text(milestone: Milestone, w: Wording) -> str:
    """One milestone in a line: stage, date, and what differs from the ordinary."""
    on = written(milestone.on, milestone.precision)
    text = w("echo.milestone", stage=w(f"stage.{milestone.stage.code}"), on=on)
    if milestone.counted_on != milestone.on:
        text += " · " + w("echo.counted", on=milestone.counted_on)
    if milestone.amount is not None:
        text += " · " + amount_exact(milestone.amount, w)
    return text if milestone.evidence is None else f"{text} · {milestone.evidence}"


def echo_money(text: str, yuan: int, w: Wording, *, rounded: bool = False) -> str:
    """What was understood of an amount: ``5.6亿 → 560,000,000 yuan``, and whether it was rounded.

    A bare number says no unit, so it is repeated in 亿元 too: a slip by a factor of 10,000 shows.
    """
    if rounded:
        return w("echo.rounded", text=text, yuan=f"{yuan:,}")
    bare = all(c.isdecimal() or c in ",，. " for c in text)
    if bare:
        return w("echo.bare_number", text=text, yuan=f"{yuan:,}", amount=amount_said(yuan, w))
    return w("echo.understood", text=text, yuan=f"{yuan:,}")


def echo_project(project: Project, plan: Plan, w: Wording, amount: str) -> str:
    """Every field of a new project, the amount as written and as understood."""
    lines = []
    for field in SHOWN:
        text = field_text(project, field, plan, w)
        if field == "amount" and text is not None:
            text = echo_money(amount, project.amount, w, rounded=project.stated is not None)
        if text is not None:
            lines.append("  " + w("echo.field", field=w(f"column.{field}"), text=text))
    lines += [f"  {milestone_text(milestone, w)}" for milestone in project.course]
    return "\n".join(lines)


def differences(before: Project, after: Project, plan: Plan, w: Wording) -> list[str]:
    """One line for each field and milestone that differs: what it was, and what it is."""
    lines = []
    for field in SHOWN:
        turns = partial(_told, field, plan, w)
        was, now = turns(before), turns(after)
        if was != now or getattr(before, field) != getattr(after, field):
            lines.append(_change(w(f"column.{field}"), was, now, w))
    lines += _course_lines(before, after, w)
    if before.stated != after.stated:
        was, now = (_stated(state.stated, w) for state in (before, after))
        lines.append(_change(w("column.stated"), was, now, w))
    for field in _DECIDED:
        was, now = (held_text(getattr(state.rulings, field), w) for state in (before, after))
        if was != now:
            lines.append(_change(w(f"column.{field}"), was, now, w))
    for kind in UNIT_KINDS:
        was, now = (credit_words(state, kind, plan, w) for state in (before, after))
        if was != now:
            lines.append(_change(w("echo.credit", kind=w(f"column.{kind}")), was, now, w))
    return lines


_DECIDED = ("same_as", "not_same", "excluded", "spared")


def _told(field: str, plan: Plan, w: Wording, project: Project) -> str | None:
    """A field in words; of a unit, what it is from which day on."""
    if field not in UNIT_KINDS:
        return field_text(project, field, plan, w)
    return held_text(unit_turns(project, field), w, lambda code: named(plan, field, code, w))


def held_text(timeline: Timeline[T], w: Wording, say: Callable[[T], str] = str) -> str | None:
    """What holds from which day on: ``a, from 2022-05-01: (none)``; ``None`` for nothing ever."""
    texts = []
    for since, value in timeline:
        text = w("echo.nothing") if value is None else say(value)
        texts.append(text if since is None else w("echo.turn", since=since.isoformat(), what=text))
    return w("list.separator").join(texts) or None


def days_text(timeline: Timeline[T], since: date | None, w: Wording) -> str:
    """On which days holds what was decided from ``since`` on: ``from 2022-05-01 on``.

    A link for all days may be to a set whose first report is another one from some day on: then of
    all days those of the last one are told, as ``told_on`` tells which it is.
    """
    if since is None:
        since = next((day for day, value in reversed(timeline) if value is not None), None)
    if since is None:
        return w("echo.always")
    first, last = since.isoformat(), until(timeline, since)
    if last is None:
        return w("echo.from", since=first)
    return w("echo.between", since=first, until=last.isoformat())


def _course_lines(before: Project, after: Project, w: Wording) -> list[str]:
    """What differs of the spell that lasts: one line a milestone, and its drop.

    A spell that began, or is no more, has milestones of its own; the drop before it stays.
    """
    lines = []
    begun = len(after.spells) - len(before.spells)
    if begun:
        ended, key = (before, "begun") if begun > 0 else (after, "gone")
        lines.append("  " + w(f"echo.spell.{key}", ended=_day(ended)))
    old = {} if begun > 0 else {m.stage: m for m in before.course}
    new = {} if begun < 0 else {m.stage: m for m in after.course}
    for stage in sorted(old.keys() | new.keys()):
        if old.get(stage) != new.get(stage):
            states = (old.get(stage), new.get(stage))
            was, now = (None if m is None else milestone_text(m, w) for m in states)
            lines.append(_change(w("column.milestone"), was, now, w))
    was, now = None if begun > 0 else _day(before), None if begun < 0 else _day(after)
    if was != now:
        lines.append(_change(w("stage.dropped"), was, now, w))
    return lines + _payment_lines(before, after, w)


def _payment_lines(before: Project, after: Project, w: Wording) -> list[str]:
    """The payments of earlier spells that differ, which no milestone of the lasting one tells."""
    old, new = ({(p.on, p.place): p for p in each.payments} for each in (before, after))
    own = {(p.on, p.place) for each in (before, after) for p in each.own_payments}
    lines = []
    for key in sorted((old.keys() | new.keys()) - own):
        if old.get(key) != new.get(key):
            states = (old.get(key), new.get(key))
            was, now = (p and milestone_text(Milestone(Stage.FUNDED, *p[:5]), w) for p in states)
            lines.append(_change(w("column.milestone"), was, now, w))
    return lines


def months_of(days: Iterable[date], w: Wording) -> str:
    """The months of these days, from the earliest on; those that follow each other as a range."""
    ranges: list[list[date]] = []
    for day in days:
        if ranges and 12 * (day.year - ranges[-1][-1].year) + day.month - ranges[-1][-1].month == 1:
            ranges[-1].append(day)
        else:
            ranges.append([day])
    texts = []
    for first, *_, last in ([each[0], *each] for each in ranges):
        names = {"first": f"{first:%Y-%m}", "last": f"{last:%Y-%m}"}
        texts.append(names["first"] if first == last else w("echo.months", **names))
    return w("list.separator").join(texts)


def deed(before: Project, after: Project, plan: Plan, w: Wording) -> str:
    """What a change did, in one line: the milestones that it added, and what else it changed."""
    if before.spells != after.spells:
        return w("list.clauses").join(map(str.strip, differences(before, after, plan, w)))
    known = {milestone.stage for milestone in before.milestones}
    added = [milestone for milestone in after.milestones if milestone.stage not in known]
    course = sorted((*before.milestones, *added), key=lambda milestone: milestone.stage)
    rest = differences(before._replace(milestones=tuple(course)), after, plan, w)
    lines = [milestone_text(milestone, w) for milestone in added]
    return w("list.clauses").join([*lines, *map(str.strip, rest)])


def told_of_set(
    first: Project, decided: Iterable[str], seconds: Sequence[Project], plan: Plan, w: Wording
) -> list[str]:
    """What becomes of the second reports of a project of which something was decided.

    Args:
        first: the project as it is now.
        decided: which of its fields are another: ``dropped_on``, ``excluded``, ``credit``.
        seconds: the reports that are counted with it.
    """
    lines = []
    for second in seconds:
        names = [named(plan, k, u, w) for k in UNIT_KINDS if (u := getattr(second, k)) is not None]
        units = w("list.separator").join(names) or w("echo.nothing")
        fields = {"id": second.id, "units": units}
        lines += [w(f"talk.set.{what}", **fields) for what in decided if getattr(first, what)]
    return lines


def unmoved(before: Project, after: Project, plan: Plan, w: Wording) -> list[str]:
    """What a change does not move, though it may look so, and what to type to move that too.

    A milestone with an amount of its own brings that one, whatever the project's is; a project that
    counts nowhere brings nothing.
    """
    if (before.amount, before.course) == (after.amount, after.course):
        return []
    if (first := always(after.rulings.same_as)) is not None:
        return [w("echo.counted_elsewhere", id=after.id, first=first)]
    if always(after.rulings.excluded) is not None:
        return [w("echo.counts_nowhere", id=after.id)]
    if after.amount == before.amount:
        return []
    kept = (m for m in after.course if m in before.course)
    own = (m for m in kept if m.amount not in (None, after.amount))
    return [_own_amount(after, milestone, plan, w) for milestone in own]


def _own_amount(project: Project, milestone: Milestone, plan: Plan, w: Wording) -> str:
    amount = milestone.amount or 0
    shown = amount_exact(amount, w)
    if milestone.stage == Stage.FUNDED:
        return w("echo.paid_in_stays", id=project.id, amount=shown)
    code = milestone.stage.code
    fields = {"id": project.id, "code": code, "yuan": str(project.amount), "amount": shown}
    sums = (i for i in plan.indicators if (i.measure, i.stage) == ("sum", milestone.stage))
    names = w("list.separator").join(w("echo.figure", name=i.names.get(w.lang)) for i in sums)
    figures = names or w("echo.sums")
    return w("echo.own_amount", stage=w(f"stage.{code}"), figures=figures, **fields)


def credit_words(project: Project, kind: str, plan: Plan, w: Wording) -> str | None:
    """``Jinjiang City (350582) 50%, Shishi City (350581) 50%``; ``None`` where there is none."""

    def say(parts: Iterable[Part]) -> str:
        texts = (f"{named(plan, kind, unit, w)} {shown(points)}" for _, unit, points in parts)
        return w("list.separator").join(texts)

    return held_text(credit_turns(project.rulings.credit, kind), w, say)


def _stated(value: Stated | None, w: Wording) -> str | None:
    if value is None:
        return None
    bound = None if value.bound == "exact" else w(f"bound.{value.bound}")
    return " · ".join(filter(None, (value.text, bound, value.rate)))


def _day(project: Project) -> str | None:
    return None if project.dropped_on is None else f"{project.dropped_on} {project.drop_reason}"


def _change(label: str, was: str | None, now: str | None, w: Wording) -> str:
    nothing = w("echo.nothing")
    return w("echo.change", field=label, was=was or nothing, now=now or nothing)


def candidate_text(project: Project, plan: Plan, w: Wording) -> str:
    """A look-alike in one line: id, name, investor, district, amount, stage."""
    parts = [
        project.id,
        project.name,
        project.investor,
        field_text(project, "district", plan, w),
        field_text(project, "amount", plan, w),
        w(f"stage.{project.stage.code}"),
    ]
    return " · ".join(part for part in parts if part)


def evaluation_text(given: Evaluation, plan: Plan, w: Wording) -> str:
    """An evaluation in one line: unit, item, mark, day and note."""
    lines = {line.code: line.names.get(w.lang) for line in plan.scorecard}
    text = w(
        "echo.evaluation",
        unit=named(plan, given.kind, given.unit, w),
        item=lines.get(given.item, given.item),
        score=hundredths_text(given.score),
        on=given.on.isoformat(),
    )
    return f"{text} · {given.note}" if given.note else text


def nothing_yet(w: Wording, edition: str | None = None, mark: str = "  ") -> str:
    """That there is no project in the ledger, or was none in the edition, and what to do next.

    Args:
        edition: the edition's name.
        mark: stands before each command.
    """
    if edition is not None:
        said = w("nothing.edition", edition=edition)
        then = [w("nothing.report"), w("nothing.editions"), w("nothing.list")]
    else:
        said = w("nothing.ledger")
        then = [w("nothing.add"), w("nothing.import"), w("nothing.demo")]
    between = [""] if mark.strip() else []
    return "\n".join([said, *between, *(mark + line for line in then)]) + "\n"
