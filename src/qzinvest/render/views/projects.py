"""Projects: their list, and one in full."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, tzinfo
from functools import partial

from qzinvest.locale import Wording
from qzinvest.model.credit import credit_parts, credit_text, shown
from qzinvest.model.document import Block, Data, Document, MoneyUnit
from qzinvest.model.history import Entry
from qzinvest.model.passage import spells_of
from qzinvest.model.plain_layout import DETAILS
from qzinvest.model.plan import UNIT_KINDS, Plan
from qzinvest.model.precision import written
from qzinvest.model.project import Milestone, Project, unit_turns
from qzinvest.model.ruling import Timeline, latest
from qzinvest.render.messages import held_text
from qzinvest.render.views import history, listing
from qzinvest.render.views.listing import Cells, Field
from qzinvest.render.wording import CodeNames, visible
from qzinvest.tuples import NamedTuple

_FIRST = (
    Field("id", whole=True),
    Field("code", spare=3, whole=True),
    Field("name"),
    Field("investor", spare=6),
    Field("district"),
    Field("department", spare=4),
    Field("group", spare=5),
    Field("tier", "count", spare=1),
    Field("amount", "money"),
    Field("stage"),
    Field("signing", spare=2),
)
"""What lists and cards of projects begin with."""
_FIELDS = (
    *_FIRST,
    Field("milestones", "nested"),
    Field("dropped_on", "date"),
    Field("same_as"),
    Field("excluded"),
)
_FACTS = (
    *_FIRST,
    *map(Field, DETAILS),
    Field("dropped_on", "date"),
    Field("drop_reason"),
    Field("stated"),
    Field("same_as"),
    Field("also"),
    Field("excluded"),
    Field("spared"),
    Field("credit"),
    Field("milestones", "nested"),
    Field("payments", "nested"),
    Field("spells", "nested"),
    Field("rulings", "nested"),
    Field("formerly", "nested"),
)
_MILESTONES = (
    Field("stage"),
    Field("on", "date"),
    Field("days", "count"),
    Field("counted_on", "date"),
    Field("own_amount", "money"),
    Field("evidence"),
)
_PAYMENTS = (
    Field("on", "date"),
    Field("counted_on", "date"),
    Field("own_amount", "money"),
    Field("evidence"),
)


class Known(NamedTuple):
    """A project, the later reports that are counted with it, and its last events of ``total``."""

    project: Project
    also: Sequence[Project]
    events: Sequence[Entry]
    total: int


def document(
    projects: Iterable[Project], total: int, plan: Plan, w: Wording, unit: MoneyUnit
) -> Document:
    """One row a project, and a note where ``total`` says that there are more."""
    found = listing.table(
        "list", _FIELDS, _rows(projects, plan), w, unit=unit, names=CodeNames(plan, w)
    )
    notes = listing.more(len(found.rows), total, w)
    return listing.document(w("title.list"), found, unit, notes)


def data(projects: Iterable[Project], plan: Plan, *, labels: bool) -> Data:
    """One row a project, with units and groups by code."""
    return listing.data(_FIELDS, _rows(projects, plan), labels=labels)


def card(known: Known, plan: Plan, w: Wording, zone: tzinfo, unit: MoneyUnit) -> Document:
    """One project in full: what is recorded of it, its milestones, and its last events."""
    project, names = known.project, CodeNames(plan, w)
    earlier = [(each, w("section.spell", ended=each[1])) for each in _earlier(project)]
    lasting = (project.course, project.dropped_on, project.drop_reason)
    spells = (
        listing.table("milestones", _MILESTONES, _milestones(spell), w, unit=unit, title=title)
        for spell, title in (*earlier, (lasting, w("column.milestones")))
    )
    paid = (_PAYMENTS, _payments(project), w)
    payments = listing.table("payments", *paid, unit=unit, title=w("column.payments"))
    blocks: tuple[Block, ...] = (
        listing.facts(_FACTS, _facts(known, plan, names), w, unit, names),
        *spells,
        *((payments,) if len(project.payments) > 1 else ()),
        history.table(known.events, plan, w, zone, w("section.log")),
    )
    notes: tuple[str, ...] = ()
    if len(known.events) < known.total:
        count = {"shown": f"{len(known.events):,}", "total": f"{known.total:,}"}
        notes = (w("list.more_events", **count, project=project.id),)
    title = f"{project.id} {visible(project.name)}"
    return Document("", title, blocks, notes, unit, titled=False, listed=True)


def line(known: Known, plan: Plan, w: Wording, unit: MoneyUnit) -> Document:
    """One project as the only row of a list, with all that is recorded of it."""
    names = CodeNames(plan, w)
    rows = [_facts(known, plan, names)]
    found = listing.table("project", _FACTS, rows, w, unit=unit, names=names)
    return listing.document(w("title.project", project=known.project.id), found, unit)


def card_data(known: Known, plan: Plan, w: Wording, *, labels: bool) -> Data:
    """One project as a list of one, with units and terms by code; with ``labels`` by name."""
    names = CodeNames(plan, w) if labels else None
    return listing.data(_FACTS, [_facts(known, plan, names)], labels=labels)


def _rows(projects: Iterable[Project], plan: Plan) -> Iterator[Cells]:
    tiers = _tiers(plan)
    for project in projects:
        yield (
            *_first(project, tiers),
            _milestones_cell(project.course),
            project.dropped_on,
            project.same_as,
            project.excluded,
        )


def _tiers(plan: Plan) -> Mapping[str | None, int]:
    return {code: unit.tier for code, unit in plan.homes("district").items()}


def _first(
    project: Project,
    tiers: Mapping[str | None, int],
    unit: Callable[[str], str | None] | None = None,
) -> Cells:
    """The cells under ``_FIRST``; ``unit`` says a kind's unit, as it holds last by default."""
    unit = unit or partial(getattr, project)
    return (
        project.id,
        project.code,
        project.name,
        project.investor,
        unit("district"),
        unit("department"),
        project.group,
        tiers.get(project.district),
        project.amount or None,
        project.stage.code,
        project.signing,
    )


def _milestones_cell(course: Iterable[Milestone]) -> Mapping[str, object]:
    """``{stage: {on, counted_on, amount}}`` of recorded milestones, in stage order.

    ``on`` says no more than is known: ``2022-03`` where no day is. ``amount`` is the milestone's
    own figure, ``None`` where the project's amount holds.
    """
    return {
        m.stage.code: {
            "on": written(m.on, m.precision),
            "counted_on": m.counted_on.isoformat(),
            "amount": m.amount,
        }
        for m in course
    }


def _facts(known: Known, plan: Plan, names: CodeNames | None) -> Cells:
    """All that is recorded; where several codes make one text, by ``names`` if there are."""
    project = known.project
    also = (" ".join([each.id, *units_of(each, names)]) for each in known.also)
    decided = partial(_decided, project, names)
    return (
        *_first(project, _tiers(plan), partial(_unit, project, names)),
        project.channel,
        project.origin,
        project.investor_class,
        project.event,
        project.site,
        project.owner,
        project.phone,
        project.source,
        project.note,
        project.dropped_on,
        project.drop_reason,
        _stated(project),
        decided("same_as"),
        ", ".join(also) or None,
        decided("excluded"),
        decided("spared"),
        _credit(project, names),
        _milestones_cell(project.course),
        _payments_cell(project),
        _spells_cell(project),
        _rulings_cell(project),
        _formerly_cell(project),
    )


def _unit(project: Project, names: CodeNames | None, kind: str) -> str | None:
    """The unit of a kind as it holds last; for people, what it is from which day on."""
    turns = unit_turns(project, kind)
    if names is None or len(turns) < 2:  # noqa: PLR2004 - it never moved
        code: str | None = getattr(project, kind)
        return code
    return held_text(turns, names.w, lambda code: names.of(kind, code) or code)


def _decided(project: Project, names: CodeNames | None, kind: str) -> str | None:
    """What is decided of a kind as it holds last; for people, what from which day on."""
    turns: Timeline[str] = getattr(project.rulings, kind)
    return latest(turns) if names is None else held_text(turns, names.w)


def units_of(project: Project, names: CodeNames | None) -> list[str]:
    """The units that a project names, district first; their codes without ``names``."""
    codes = ((kind, getattr(project, kind)) for kind in UNIT_KINDS)
    return [(names and names.of(kind, code)) or code for kind, code in codes if code]


def _stated(project: Project) -> str | None:
    """The amount as it was written, with the rate of foreign money."""
    stated = project.stated
    if stated is None:
        return None
    return stated.text if stated.rate is None else f"{stated.text} ({stated.rate})"


def _credit(project: Project, names: CodeNames | None) -> str | None:
    """How an assessment shares a project, ``None`` where its units get all of it."""
    if names is None:
        return credit_text(project.credit) or None

    def say(text: str) -> str:
        parts = (f"{names.of(kind, u) or u} {shown(p)}" for kind, u, p in credit_parts(text))
        return ", ".join(parts)

    return held_text(project.rulings.credit, names.w, say)


_Course = tuple[Sequence[Milestone], date | None, str | None]
"""The milestones of a spell, when it ended and why."""


def _earlier(project: Project) -> list[_Course]:
    """The spells before the one that lasts, each with *funded* as its payments tell it."""
    courses = (spell.milestones for spell in spells_of(project))
    return [(course, *spell[1:]) for course, spell in zip(courses, project.spells, strict=False)]


def _milestones(spell: _Course) -> Iterator[Cells]:
    """One row a milestone, with the days since the one before where both days are known."""
    course, dropped_on, reason = spell
    previous: date | None = None
    for m in course:
        known = m.on if m.precision == "day" else None
        counted_on = None if m.counted_on == m.on else m.counted_on
        on = known or written(m.on, m.precision)
        yield m.stage.code, on, _days(previous, known), counted_on, m.amount, m.evidence
        previous = known
    if dropped_on is not None:
        yield "dropped", dropped_on, _days(previous, dropped_on), None, None, reason


def _spells_cell(project: Project) -> list[Mapping[str, object]]:
    """``[{milestones, dropped_on, drop_reason}]`` of the earlier spells, the oldest first."""
    return [
        {
            "milestones": _milestones_cell(course),
            "dropped_on": None if ended is None else ended.isoformat(),
            "drop_reason": reason,
        }
        for course, ended, reason in _earlier(project)
    ]


def _rulings_cell(project: Project) -> Mapping[str, object]:
    """``{kind: [{from, value}]}`` of what was decided, ``from`` ``None`` where as if always."""
    return {
        kind: [
            {"from": None if since is None else since.isoformat(), "value": value}
            for since, value in turns
        ]
        for kind, turns in project.rulings._asdict().items()
        if turns
    }


def _formerly_cell(project: Project) -> list[Mapping[str, object]]:
    """``[{kind, unit, until}]`` of the units before a move, ``until`` the day of the move."""
    return [
        {"kind": former.kind, "unit": former.unit, "until": former.until.isoformat()}
        for former in project.formerly
    ]


def _payments(project: Project) -> Iterator[Cells]:
    """One row a payment."""
    for p in project.payments:
        counted_on = None if p.counted_on == p.on else p.counted_on
        yield written(p.on, p.precision), counted_on, p.amount, p.evidence


def _payments_cell(project: Project) -> list[Mapping[str, object]]:
    """``[{on, counted_on, amount, evidence}]`` of the payments, by day."""
    return [
        {
            "on": written(p.on, p.precision),
            "counted_on": p.counted_on.isoformat(),
            "amount": p.amount,
            "evidence": p.evidence,
        }
        for p in project.payments
    ]


def _days(since: date | None, on: date | None) -> int | None:
    return None if since is None or on is None else (on - since).days
