"""What is decided besides what offices report: links, marks, editions, and what is taken back.

A link says that two reports are one project, counted once, where it was reported first. The later
report keeps its own record and its unit, but nothing of it is counted. Which units the set counts
for is resolved where it is counted (``model.passage.passages_of``), so that nothing is copied.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import product

from qzinvest.errors import (
    AlreadyEvaluated,
    AlreadyLinked,
    AlreadyToldApart,
    EditionFrozen,
    NotUndoable,
    PlanLacks,
    QzinvestError,
)
from qzinvest.ledger import editions, facts, log, queries
from qzinvest.ledger.history import Span
from qzinvest.ledger.queries import plan_for, plan_rows
from qzinvest.ledger.record import Recorder
from qzinvest.model.advance import settled
from qzinvest.model.edition import NOTHING, Edition, Printed
from qzinvest.model.evaluation import Evaluation
from qzinvest.model.project import Project
from qzinvest.model.ruling import Timeline, followed, on_day, told_on, united

Change = tuple[Project, Project]
"""A report as it is, and as it is when something was decided of it."""


def linked(
    recorder: Recorder, one: Project, other: Project, since: date | None = None
) -> list[Change]:
    """What changes when two projects are one: the later one last.

    What is counted with either of them on a day is one with both (``united``).

    Raises:
        AlreadyLinked: they are one project already.
    """
    known = _sets_of(recorder, one, other)
    timelines = {each.id: each.rulings.same_as for each in known.values()}
    turns = united(timelines, (one.id, other.id), since)
    day = 0 if since is None else since.toordinal()
    heads = {on_day(timelines[each.id], day) or each.id for each in (one, other)}
    changed = [id_ for id_ in known if turns[id_] != timelines[id_]]
    if not changed:
        first = known[min(heads, key=list(known).index)]
        raise AlreadyLinked(project=one.id if other.id == first.id else other.id, first=first.id)
    second = max(heads & {*changed} or changed, key=list(known).index)
    first = known[told_on(turns[second], since) or second]
    changed.sort(key=second.__eq__)
    return _counted(first, [(known[id_], turns[id_]) for id_ in changed])


def _sets_of(recorder: Recorder, *reports: Project) -> dict[str, Project]:
    """Reports with all that are counted with them, or with which they are, on some day.

    By their ids, the first report first.
    """
    found: dict[str, Project] = {}
    left = [*reports]
    while left:
        each = left.pop()
        if each.id not in found:
            found[each.id] = each
            left += facts.ever_linked(recorder.connection, each.id)
            left += [recorder.project(first) for _, first in each.rulings.same_as if first]
    return {each.id: each for each in sorted(found.values(), key=lambda p: (p.org, p.number))}


def apart(recorder: Recorder, one: Project, other: Project) -> list[Change]:
    """What changes when two projects that look like one are two: the earlier one.

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
    return [(first, first._replace(rulings=first.rulings.told_apart([*others, second.id])))]


def counted_with(
    recorder: Recorder, first: Project, second: Project, turns: Timeline[str]
) -> list[Change]:
    """What changes when ``second`` is a second report of ``first``, on the days of ``turns``.

    What is counted with ``second`` follows it, on the days on which it is.
    """
    followers = facts.ever_linked(recorder.connection, second.id)
    moved = [(each, followed(each.rulings.same_as, second.id, turns)) for each in followers]
    return _counted(first, [*moved, (second, turns)])


def _counted(first: Project, turns: list[tuple[Project, Timeline[str]]]) -> list[Change]:
    """What changes when reports are counted with others.

    That they and ``first`` are two, if it was recorded, holds no more.
    """
    changes = []
    joined = {each.id for each, _ in turns}
    if not joined.isdisjoint(others := first.rulings.others):
        rulings = first.rulings.told_apart(id_ for id_ in others if id_ not in joined)
        changes.append((first, first._replace(rulings=rulings)))
    for each, held in turns:
        after = each._replace(rulings=each.rulings._replace(same_as=held))
        if after != each:
            changes.append((each, after))
    return changes


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
        reason = error.fields.get("reason")
        told = isinstance(error, PlanLacks) or reason in ("foreign", "office")
        if told or (span.first == span.last and reason != "rests"):
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
    linked_again: dict[str, None] = {}
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
        elif facts.is_link(event) and body != log.NULL:
            linked_again[event.key.partition("/")[0]] = None
    for check, subjects in ((_check, moved), (_refuse_chain, linked_again)):
        for subject in subjects:
            try:
                check(recorder, subject)
            except QzinvestError as error:
                yield subject, error


def _check(recorder: Recorder, subject: str) -> None:
    """Refuse that a project contradicts itself now, with what was paid in."""
    if key := facts.project_in_key("project", subject):
        state = log.state_at(recorder.connection, recorder.office, subject)
        if state is not None:
            project = facts.whole(recorder.connection, *key, state.body)
            if settled(project) != project:  # a later step rests on what it would fill in
                raise NotUndoable(event=subject, reason="rests")


def _refuse_chain(recorder: Recorder, subject: str) -> None:
    """Refuse that on some day a report is counted with one that is itself a second report."""
    reports = _sets_of(recorder, recorder.project(subject))
    turns = {each.id: each.rulings.same_as for each in reports.values()}
    days = {0, *(day.toordinal() for each in turns.values() for day, _ in each if day)}
    for second, day in product(turns, sorted(days)):
        first = on_day(turns[second], day)
        if first is not None and on_day(turns[first], day) is not None:
            raise NotUndoable(event=second, reason="rests")
