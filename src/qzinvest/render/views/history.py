"""What was recorded: the log in words, its imports and editions, and what the ledger keeps."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo

from qzinvest.locale import Wording
from qzinvest.model.document import Data, Document, Table
from qzinvest.model.edition import Edition
from qzinvest.model.history import Entry, Import, time_told
from qzinvest.model.learned import Lesson
from qzinvest.model.plan import Plan
from qzinvest.render.figures import money_unit
from qzinvest.render.messages import candidate_text, deed, differences, evaluation_text
from qzinvest.render.views import listing
from qzinvest.render.views.imported import field_label
from qzinvest.render.views.listing import Cells, Field
from qzinvest.render.wording import CodeNames
from qzinvest.tuples import NamedTuple

_LOG = (
    Field("entry", whole=True),
    Field("at", whole=True),
    Field("who"),
    Field("key", whole=True),
    Field("action"),
    Field("detail"),
)
_IMPORTS = (
    Field("import"),
    Field("at", whole=True),
    Field("who"),
    Field("files"),
    Field("added", "count"),
    Field("changed", "count"),
    Field("unchanged", "count"),
    Field("left_out", "count"),
    Field("action"),
)
_EDITIONS = (
    Field("edition", whole=True),
    Field("as_of", "date"),
    Field("plan"),
    Field("effective", "date", spare=1),
    Field("entry", whole=True),
    Field("at", whole=True),
    Field("who"),
    Field("positions", "nested"),
    Field("number", spare=2),
    Field("issued", "date", spare=3),
)
_LEARNED = (
    Field("sender"),
    Field("answer"),
    Field("field"),
    Field("written"),
    Field("taken_as"),
    Field("entry", whole=True),
    Field("at", whole=True),
    Field("who"),
)
_SETTINGS = (Field("setting"), Field("in_force"), Field("set_by"))


class Setting(NamedTuple):
    """A setting, the value in force, and who set it: a code of ``set_by``."""

    setting: str
    in_force: str
    set_by: str


def document(
    entries: Iterable[Entry], total: int, plan: Plan, w: Wording, zone: tzinfo
) -> Document:
    """The log: one row an event, and a note where ``total`` says that there are more."""
    found = table(entries, plan, w, zone)
    return listing.document(w("title.log"), found, notes=listing.more(len(found.rows), total, w))


def table(entries: Iterable[Entry], plan: Plan, w: Wording, zone: tzinfo, title: str = "") -> Table:
    """Events and what each one changed, at times of ``zone``."""
    return listing.table("log", _LOG, _events(entries, plan, w, zone), w, title=title)


def data(entries: Iterable[Entry], plan: Plan, w: Wording) -> Data:
    """The log with times in UTC, event by event: it may be longer than the memory is."""
    return listing.data(_LOG, _events(entries, plan, w, None))


def imports(found: Sequence[Import], total: int, w: Wording, zone: tzinfo) -> Document:
    """One row an import, and a note where ``total`` says that there are more."""
    rows = (_import(one, zone) for one in found)
    listed = listing.table("imports", _IMPORTS, rows, w)
    return listing.document(w("title.imports"), listed, notes=listing.more(len(found), total, w))


def imports_data(found: Iterable[Import]) -> Data:
    """The imports with times in UTC."""
    return listing.data(_IMPORTS, (_import(one, None) for one in found))


def learned(lessons: Iterable[Lesson], plan: Plan, w: Wording, zone: tzinfo) -> Document:
    """One row for each answer that is remembered, by whose files they are about."""
    names = CodeNames(plan, w)
    rows = _answers(lessons, zone, names)
    return listing.document(w("title.learned"), listing.table("learned", _LEARNED, rows, w))


def learned_data(lessons: Iterable[Lesson], plan: Plan, w: Wording, *, labels: bool) -> Data:
    """The same with codes and times in UTC."""
    names = CodeNames(plan, w) if labels else None
    return listing.data(_LEARNED, _answers(lessons, None, names), labels=labels)


def _answers(
    lessons: Iterable[Lesson], zone: tzinfo | None, names: CodeNames | None
) -> Iterator[Cells]:
    for lesson in lessons:
        told = lesson.event, time_told(lesson.at, zone), lesson.who
        sender = (names and names.of("unit", lesson.sender)) or lesson.sender
        for kind, field, text, value in lesson.answers:
            shown = value if names is None else _taken_as(kind, field, value, names)
            label = field and (names.w(f"column.{field}") if names else field)
            what = names.w(f"learned.{kind}") if names else kind
            yield sender, what, label or None, text or None, shown, *told


def _taken_as(kind: str, field: str, value: str, names: CodeNames) -> str:
    if kind == "word":
        return names.said(field, value)
    return field_label(value, names.w) if kind == "column" else value


def editions(found: Iterable[Edition], w: Wording, zone: tzinfo) -> Document:
    """One row an edition: its day, its plan, when and by whom it was frozen."""
    rows = (_edition(each, zone) for each in found)
    return listing.document(w("title.editions"), listing.table("editions", _EDITIONS, rows, w))


def editions_data(found: Iterable[Edition], *, labels: bool) -> Data:
    """The editions with times in UTC, and by office the last event that each one sees."""
    return listing.data(_EDITIONS, (_edition(each, None) for each in found), labels=labels)


def settings(rows: Iterable[Setting], plan: Plan, w: Wording) -> Document:
    """What holds, in words, and who set it."""
    said = (
        (*setting_said(row.setting, row.in_force, w, plan), w(f"set_by.{row.set_by}"))
        for row in rows
    )
    return listing.document(w("title.settings"), listing.table("settings", _SETTINGS, said, w))


def setting_said(setting: str, value: str, w: Wording, plan: Plan | None = None) -> tuple[str, str]:
    """What a setting is called, and its value in words; only a unit's needs the ``plan``."""
    name = CodeNames(plan, w).of("unit", value) if plan and setting == "unit" else None
    if name:
        value = f"{name} ({value})"
    elif setting == "amounts":
        value = w(f"unit.{money_unit(w.lang, 'wan' if value == 'wan' else 'yi')}")
    return w(f"setting.{setting}", name=setting), value


def settings_data(rows: Iterable[Setting]) -> Data:
    """The same by name, values as they are kept."""
    return listing.data(_SETTINGS, rows)


def _events(
    entries: Iterable[Entry], plan: Plan, w: Wording, zone: tzinfo | None
) -> Iterator[Cells]:
    for entry in entries:
        told = detail(entry, plan, w)
        yield entry.event, time_told(entry.at, zone), entry.who, entry.key, entry.action, told


def detail(entry: Entry, plan: Plan, w: Wording) -> str:
    """What the event did: the project that it added, or the fields that it changed."""
    if entry.origin is not None:
        key = "history.put_back" if entry.again else "history.undone"
        return w(key, event=entry.origin.event, what=done(entry.origin, plan, w))
    if entry.before is not None and entry.after is not None:
        return w("list.clauses").join(
            map(str.strip, differences(entry.before, entry.after, plan, w))
        )
    return done(entry, plan, w)


def done(entry: Entry, plan: Plan, w: Wording) -> str:
    """What an event that is no undo did, in one line: as said of it when it is taken back."""
    if entry.before is not None and entry.after is not None:
        return deed(entry.before, entry.after, plan, w)
    project = entry.after or entry.before
    if project is not None:
        return candidate_text(project, plan, w).removeprefix(f"{project.id} · ")
    if entry.evaluation is not None:
        return evaluation_text(entry.evaluation, plan, w)
    return w(f"history.{entry.kind}", key=entry.key, name=entry.key.rpartition("/")[2])


def taken_back(entry: Entry, plan: Plan, w: Wording) -> str:
    """What an undo took back, or put back again, as a line of its answer."""
    origin = entry.origin or entry
    what = done(origin, plan, w)
    if origin.before is not None or origin.after is not None:
        new = [w(f"action.{origin.action}")] if not (origin.existed and origin.exists) else []
        what = " · ".join([origin.key.partition("/")[0], *new, what])
    return w("talk.put_back" if entry.again else "talk.taken_back", what=what)


def _import(one: Import, zone: tzinfo | None) -> Cells:
    """An import; ``action`` is ``undone`` for one that was taken back, else ``added``."""
    return (
        one.id,
        time_told(one.at, zone),
        one.who,
        ", ".join(str(file["name"]) for file in one.files),
        one.added,
        one.changed,
        one.unchanged,
        one.left_out,
        "undone" if one.undone else "added",
    )


def _edition(each: Edition, zone: tzinfo | None) -> Cells:
    return (
        each.code,
        each.as_of,
        each.plan,
        each.effective,
        each.event,
        time_told(each.at, zone),
        each.who,
        each.positions,
        each.printed.number or None,
        each.printed.issued,
    )
