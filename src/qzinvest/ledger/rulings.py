"""What is decided besides what offices report: links, marks, editions, and what is taken back.

A link says that two reports are one project, counted once, where it was reported first. The later
report keeps its own record and its unit, but nothing of it is counted. Which units the set counts
for is resolved where it is counted (``model.passage.passages_of``), so that nothing is copied.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from qzinvest.errors import (
    AlreadyEvaluated,
    AlreadyLinked,
    AlreadyToldApart,
    EditionFrozen,
    NotLinked,
    NotUndoable,
    PlanLacks,
    QzinvestError,
)
from qzinvest.ledger import editions, facts, log, queries
from qzinvest.ledger.queries import plan_for, plan_rows
from qzinvest.ledger.record import Recorder
from qzinvest.ledger.steps import Span
from qzinvest.model.deciding import refuse_later
from qzinvest.model.edition import NOTHING, Edition, Printed
from qzinvest.model.evaluation import Evaluation
from qzinvest.model.project import Project, check_course
from qzinvest.model.ruling import Timeline, followed, on_day, turned

Pair = tuple[Project, Project]


def link(recorder: Recorder, one: Project, other: Project, since: date | None = None) -> Pair:
    """Record that two projects are one; gives the first report and the later one as they are now.

    A report that is linked already stands for the project that it is counted with; reports that
    were linked to the later one follow it. What is linked from a day on may be so from an earlier
    one, or always.

    Raises:
        AlreadyLinked: they are one project already.
    """
    roots = {root(recorder, project) for project in (one, other)}
    if len(roots) == 1:
        first = roots.pop()
        second = one if other.id == first.id else other
        if second.id == first.id or second.rulings == second.rulings.decided(
            "same_as", first.id, since
        ):
            raise AlreadyLinked(project=second.id, first=first.id)
    else:
        first, second = sorted(roots, key=lambda project: (project.org, project.number))
    return counted_with(recorder, first, second, turned(second.rulings.same_as, first.id, since))


def tell_apart(recorder: Recorder, one: Project, other: Project) -> Pair:
    """Record that two projects that look like one are two; gives the earlier one and the other.

    Raises:
        AlreadyLinked: they are counted as one.
        AlreadyToldApart: that is recorded.
    """
    roots = {root(recorder, project) for project in (one, other)}
    if len(roots) == 1:
        raise AlreadyLinked(project=other.id, first=one.id)
    first, second = sorted(roots, key=lambda project: (project.org, project.number))
    others = first.rulings.others
    if second.id in others:
        raise AlreadyToldApart(first=first.id, second=second.id)
    told = first._replace(rulings=first.rulings.told_apart([*others, second.id]))
    recorder.change([(first, told)])
    return told, second


def counted_with(recorder: Recorder, first: Project, second: Project, turns: Timeline[str]) -> Pair:
    """Record that ``second`` is a second report of ``first``, on the days that ``turns`` say.

    What is counted with ``second`` follows it, on the days on which it is. That they are two, if it
    was recorded, holds no more.
    """
    followers = facts.ever_linked(recorder.connection, second.id)
    joined = {second.id, *(follower.id for follower in followers)}
    if not joined.isdisjoint(others := first.rulings.others):
        rulings = first.rulings.told_apart(id_ for id_ in others if id_ not in joined)
        recorder.change([(first, first := first._replace(rulings=rulings))])
    linked = second._replace(rulings=second.rulings._replace(same_as=turns))
    pairs = []
    for each in followers:
        moved = followed(each.rulings.same_as, second.id, turns)
        pairs.append((each, each._replace(rulings=each.rulings._replace(same_as=moved))))
    recorder.change([*(pair for pair in pairs if pair[0] != pair[1]), (second, linked)])
    return first, linked


def unlink(recorder: Recorder, project: Project, since: date | None = None) -> Pair:
    """Record that a linked report is a project of its own again; gives both as they are now.

    Raises:
        HoldsLater: it is linked from a later day on.
        NotLinked: it is not linked to another one.
    """
    known = project.rulings.same_as
    alone = project._replace(rulings=project.rulings.decided("same_as", None, since))
    if alone == project:
        refuse_later(project, "same_as", since)
        raise NotLinked(project=project.id)
    was = None if since is None else on_day(known, since.toordinal())
    first = was or next(value for _, value in reversed(known) if value is not None)
    recorder.change([(project, alone)])
    return queries.project(recorder.connection, first), alone


def root(recorder: Recorder, project: Project) -> Project:
    """The project with which ``project`` is counted: itself, or the first report."""
    if project.same_as is None:
        return project
    return queries.project(recorder.connection, project.same_as)


def evaluate(recorder: Recorder, marks: Iterable[Evaluation]) -> list[str]:
    """Record evaluations, each in place of one of the same unit, item and day; the events' ids.

    Raises:
        AlreadyEvaluated: the same stands already.
    """
    events = []
    for given in marks:
        key = f"{given.kind}:{given.unit}/{given.item}/{given.on.isoformat()}"
        known = facts.standing_entry(recorder.connection, recorder.office, key)
        if known is not None and facts.mark_in(known) == given:
            raise AlreadyEvaluated(unit=given.unit, item=given.item, on=given.on)
        # What an earlier version recorded is corrected where it stands.
        kind, where = (facts.ENTRY, key) if known is None else (known.kind, known.key)
        recorder.note(kind, where, facts.text(facts.mark_fields(given)))
        events.append(f"{recorder.office}:{recorder.last_seq}")
    return events


def freeze(  # noqa: PLR0913 - all that an edition is of
    recorder: Recorder,
    code: str,
    plan: str | None,
    as_of: date | None,
    today: date,
    *,
    lang: str,
    printed: Printed = NOTHING,
) -> Edition:
    """Record an edition of what is recorded now; plan and day are chosen as for a report.

    Args:
        lang: the language in which its reports are read again.
        printed: what its bulletin says besides; without a number it has the plan's.

    Raises:
        EditionFrozen: the office has an edition of this name that was not taken back.
        PlanUnknown: no such plan is in force then.
    """
    connection = recorder.connection
    for edition in editions.editions(connection):
        same = editions.folded(edition.code) == editions.folded(code)
        if same and edition.office == recorder.office:
            raise EditionFrozen(
                edition=edition.code, as_of=edition.as_of, who=edition.who, event=edition.event
            )
    in_force, day = plan_for(connection, plan, as_of, today)
    body: dict[str, object] = {
        "as_of": day.isoformat(),
        "plan": in_force.plan.code,
        "effective": in_force.effective.isoformat(),
        "lang": lang,
        "plan_event": in_force.event,
        "positions": recorder.positions,
        "heads": recorder.heads,
        "plans": plan_rows(connection),
    }
    number = printed.number or editions.number_of(connection, in_force.plan, day)
    body |= _kept(printed._replace(number=number))
    recorder.note(editions.KIND, f"{recorder.office}/{editions.KIND}/{code}", log.canonical(body))
    return editions.edition_of(connection, f"{recorder.office}/{code}")


def _kept(printed: Printed) -> dict[str, object]:
    """What is printed, as an edition keeps it: what is empty is left out, as it was before."""
    issued = printed.issued and printed.issued.isoformat()
    said = {"number": printed.number, "issued": issued, "texts": list(printed.texts)}
    return {key: value for key, value in said.items() if value}


_NAMED = 20
"""Facts that a refusal names."""


def take_back(recorder: Recorder, span: Span, name: str) -> None:
    """Take back what stands of a step, newest first; all of it, or nothing.

    Args:
        name: how people call it.

    Raises:
        NotUndoable: nothing of it stands; or later events rest on facts, which the error names.
        PlanLacks: a project as it was names what the plan has not any more.
        QzinvestError: of a step of one event, as ``Recorder.undo``.
    """
    kept: dict[str, None] = {}
    for key, error in _take_back(recorder, span):
        # No later step rests on what the plan lacks, but the plan is another one now.
        told = isinstance(error, PlanLacks) or error.fields.get("reason") in ("foreign", "office")
        if told or span.first == span.last:
            raise error
        kept[key] = None
    if kept:
        names = ", ".join(list(kept)[:_NAMED])
        raise NotUndoable(event=f"{name} ({names})", reason="rests")
    if not recorder.recorded:
        raise NotUndoable(event=name, reason="undone")


def _take_back(recorder: Recorder, span: Span) -> Iterator[tuple[str, QzinvestError]]:
    """Take back what stands of a step; gives what cannot be, and why."""
    left: dict[str, log.Event | None] = {}
    moved: dict[str, None] = {}
    for event in log.between(recorder.connection, *span):
        last = left.get(event.key) or log.state_at(recorder.connection, event.org, event.key)
        try:
            body = recorder.undo(event, last)
        except QzinvestError as error:
            if error.fields.get("reason") != "undone":
                yield event.key, error
            continue
        # What came last of a fact is gone: the next needs no search among what is taken back.
        before = log.state_at(recorder.connection, event.org, event.key, event.seq - 1)
        left[event.key] = before if last == event else None
        if event.kind == "project" and body == log.NULL:
            moved.pop(event.key, None)
        elif event.kind in ("project", facts.ENTRY):
            moved[event.key.partition("/")[0]] = None
    for subject in moved:
        try:
            _check(recorder, subject)
        except QzinvestError as error:
            yield subject, error


def _check(recorder: Recorder, subject: str) -> None:
    """Refuse that the dates of a project, with what was paid in, contradict each other now."""
    if key := facts.project_in_key("project", subject):
        state = log.state_at(recorder.connection, recorder.office, subject)
        if state is not None:
            check_course(facts.whole(recorder.connection, *key, state.body))
