"""Plans and projects as plain JSON values and back: the bodies of the log's events.

One converter goes by the types' own fields. A named tuple is an object of its fields, and
``Names`` a list in the order of ``LANGUAGES``; dates are ISO, stages their codes; the keys of
objects are text. What is not stated is left out, and so is what older bodies do not have: ``None``
where that is a field's default, and the fields of ``_LATER`` at theirs.

A body is trusted when read: what it says was checked when it was recorded.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from functools import cache, partial
from json import JSONEncoder, loads
from json.encoder import encode_basestring
from operator import attrgetter, getitem, itemgetter
from types import UnionType
from typing import Any, TypeVar, cast, get_args, get_origin

from qzinvest.model.entry import Payment
from qzinvest.model.plan import Names, Plan
from qzinvest.model.project import Former, Milestone, Project, Spell, with_payments
from qzinvest.model.stage import STAGE_BY_CODE, STAGES, Stage
from qzinvest.tuples import NamedTuple

canonical = JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False
).encode
"""The one text of a body: sorted keys, no spaces, no escapes of other scripts."""

_KEPT = 2000
"""Texts of one field that are remembered: what recurs in an import, such as units and days."""
_LATER = frozenset(
    {
        *("scorecard", "lights", "due", "precision", "takes"),
        *("formerly", "spells", "payments", "rulings"),
    }
)
_NEVER = object()

_T = TypeVar("_T")
_Turn = Callable[[Any], object]
_Ordered = tuple[Callable[[tuple[Any, ...]], tuple[Any, ...]], list[Any]]


class _Way(NamedTuple):
    """How values of a type are written and read; ``None`` for as they are."""

    write: _Turn | None = None
    read: _Turn | None = None


_KNOWN = {
    Names: _Way(list, Names._make),
    date: _Way(date.isoformat, date.fromisoformat),
    Stage: _Way(attrgetter("code"), STAGE_BY_CODE.__getitem__),
}


def plan_to_json(plan: Plan) -> dict[str, object]:
    """The plan as values that ``json.dumps`` takes; ``plan_from_json`` gives the plan back."""
    return _write(plan)


def plan_from_json(body: Mapping[str, object]) -> Plan:
    """The plan whose ``plan_to_json`` is ``body``, equal to it in every field."""
    return _read(Plan, body)


def project_to_json(project: Project) -> dict[str, object]:
    """A project's whole state without its id, which the event's key holds.

    A milestone stands under its stage, without the day from which it counts where that is its own.
    """
    body = _write(project.report)
    del body["org"], body["number"]
    milestones = {}
    for milestone in cast("list[dict[str, object]]", body["milestones"]):
        if milestone["counted_on"] == milestone["on"]:
            del milestone["counted_on"]
        milestones[milestone.pop("stage")] = milestone
    return body | {"milestones": milestones}


def project_text(project: Project) -> str:
    """``canonical(project_to_json(project))``, sooner: an import asks for a million of them.

    It is put together from the texts of single fields, for most of their values recur.
    """
    values, texts = _project_texts()
    return _joined(map(getitem, texts, values(project.report)))


def beside_text(project: Project) -> str:
    """What no other cell of a plain file says of a project; empty for most.

    Payments that *funded* alone does not tell, and whether the report has *funded* besides; units
    that it had, earlier spells, what it is not the same as, and rulings that hold from a day on.
    """
    told: dict[str, object] = {}
    stated = with_payments(project._replace(milestones=project.course, payments=()))
    own = [_write(m) for m in project.milestones if m.stage == Stage.FUNDED]
    if project.payments != stated.payments or (own and project.payments):
        told["payments"] = [_write(payment) for payment in project.payments]
        told |= {"funded": own[0]} if own else {}
    for name, found in (("formerly", project.formerly), ("spells", project.spells)):
        if found:
            told[name] = [_write(each) for each in found]
    dated = {
        kind: [[None if day is None else day.isoformat(), value] for day, value in turns]
        for kind, turns in project.rulings._asdict().items()
        if kind in ("spared", "not_same") or any(day is not None for day, _ in turns)
    }
    if decided := {kind: turns for kind, turns in dated.items() if turns}:
        told["rulings"] = decided
    return canonical(told) if told else ""


def with_beside(project: Project, text: str) -> Project:
    """``project`` with what ``beside_text`` wrote of it.

    Raises:
        ValueError, LookupError, TypeError, AttributeError: the text has another form.
    """
    told = loads(text)
    rulings = {
        kind: tuple((None if day is None else date.fromisoformat(day), value) for day, value in of)
        for kind, of in told.get("rulings", {}).items()
    }
    own = project.milestones
    payments = tuple(_read(Payment, each) for each in told.get("payments", ()))
    if payments:
        # The other cells tell *funded* by the payments; the report's own may be another day.
        funded = [_read(Milestone, told["funded"])] if "funded" in told else []
        others = (milestone for milestone in own if milestone.stage != Stage.FUNDED)
        own = tuple(sorted((*others, *funded), key=lambda milestone: milestone.stage))
    return project._replace(
        milestones=own,
        payments=payments or project.payments,
        formerly=tuple(_read(Former, each) for each in told.get("formerly", ())),
        spells=tuple(_read(Spell, each) for each in told.get("spells", ())),
        rulings=project.rulings._replace(**rulings),
    )


def project_from_json(org: str, number: int, body: Mapping[str, object]) -> Project:
    """The project of a mapping that ``project_to_json`` made."""
    found = cast("Mapping[str, Mapping[str, object]]", body["milestones"])
    milestones = [
        {"stage": code, "counted_on": found[code]["on"], **found[code]}
        for code in sorted(found, key=STAGE_BY_CODE.__getitem__)
    ]
    whole = {**body, "org": org, "number": number, "milestones": milestones}
    return with_payments(_read(Project, whole))


def _write(value: tuple[object, ...]) -> dict[str, object]:
    """A named tuple as an object of its fields."""
    body = {}
    for (name, write, spared, is_later), each in zip(_written(type(value)), value, strict=True):
        if each is not spared and not (is_later and each == spared):
            body[name] = each if write is None else write(each)
    return body


def _read(of: type[_T], body: Mapping[str, object]) -> _T:
    """The named tuple of an object; a field that this does not have is as by default."""
    values = []
    for name, read, default in _readable(cast("Hashable", of)):
        value = body[name] if default is _NEVER else body.get(name, _NEVER)
        if value is _NEVER:
            values.append(default)
        else:
            values.append(value if read is None else read(value))
    return of(*values)


@cache
def _written(of: type[tuple[object, ...]]) -> tuple[tuple[str, _Turn | None, object, bool], ...]:
    """A type's fields: name, how it is written, at which value it is left out, if not always."""
    kind = cast("type[NamedTuple]", of)
    fields = []
    for name, each in kind.__annotations__.items():
        default, is_later = kind._field_defaults.get(name, _NEVER), name in _LATER
        spared = default if default is None or is_later else _NEVER
        fields.append((name, _way(each).write, spared, is_later))
    return tuple(fields)


class _Texts(dict[Any, str]):
    """One field as it stands in a body, by its value, nothing where it is left out.

    The first values are remembered.
    """

    def __init__(self, name: str, write: _Turn | None, spared: object) -> None:
        super().__init__()
        self._head = f'"{name}":'
        self._write = write
        if spared is not _NEVER:
            self[spared] = ""

    def __missing__(self, value: object) -> str:
        written = value if self._write is None else self._write(value)
        said = encode_basestring(written) if isinstance(written, str) else canonical(written)
        text = self._head + said
        if len(self) < _KEPT:
            self[value] = text
        return text


class _MilestoneTexts(dict[Any, str]):
    """A stage's milestone by what follows the stage in it; the first ones are remembered."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._code = stage.code

    def __missing__(self, rest: tuple[Any, ...]) -> str:
        values, texts = _milestone_texts()
        on, counted_on, *others = rest
        counted_on = None if counted_on == on else counted_on
        said = _joined(map(getitem, texts, values((None, on, counted_on, *others))))
        text = f'"{self._code}":{said}'
        if len(self) < _KEPT:
            self[rest] = text
        return text


class _MilestonesText:
    """The field of a project's milestones."""

    def __init__(self) -> None:
        self._of_stage = [_MilestoneTexts(stage) for stage in STAGES]

    def __getitem__(self, milestones: tuple[Milestone, ...]) -> str:
        texts = [self._of_stage[milestone[0] - 1][milestone[1:]] for milestone in milestones]
        return f'"milestones":{_joined(sorted(texts))}'


def _joined(texts: Iterable[str]) -> str:
    return f"{{{','.join(filter(None, texts))}}}"


@cache
def _project_texts() -> _Ordered:
    texts = _field_texts(Project)
    for name in ("org", "number", "payments", "rulings"):
        del texts[name]
    return _ordered(Project, texts | {"milestones": _MilestonesText()})


@cache
def _milestone_texts() -> _Ordered:
    texts = _field_texts(Milestone)
    del texts["stage"]
    texts["counted_on"][None] = ""  # where it is the day itself
    return _ordered(Milestone, texts)


def _field_texts(of: type[tuple[object, ...]]) -> dict[str, Any]:
    return {name: _Texts(name, write, spared) for name, write, spared, _ in _written(of)}


def _ordered(of: type[Project | Milestone], texts: dict[str, Any]) -> _Ordered:
    """The fields of a body in the order of their names: how they are got, and their texts."""
    names = sorted(texts)
    return itemgetter(*map(of._fields.index, names)), [texts[name] for name in names]


@cache
def _readable(of: Hashable) -> tuple[tuple[str, _Turn | None, object], ...]:
    """A type's fields: name, how it is read, and its default."""
    kind = cast("type[NamedTuple]", of)
    return tuple(
        (name, _way(each).read, kind._field_defaults.get(name, _NEVER))
        for name, each in kind.__annotations__.items()
    )


def _way(of: Any) -> _Way:  # noqa: ANN401 - whatever annotates a field
    """How values of a type are written and read."""
    kind, parts = get_origin(of), get_args(of)
    if of in _KNOWN:
        return _KNOWN[of]
    if kind is UnionType:
        return _Way(*(turn and _unless_none(turn) for turn in _way(parts[0])))
    if kind is tuple:
        write, read = _way(parts[0])
        return _Way(_each(list, write), _each(tuple, read))
    if kind is dict:
        write, read = _way(parts[1])
        return _Way(_values(str, write), _values(parts[0], read))
    return _Way(_write, partial(_read, of)) if hasattr(of, "_fields") else _Way()


def _unless_none(turn: _Turn) -> _Turn:
    return lambda value: None if value is None else turn(value)


def _each(into: _Turn, turn: _Turn | None) -> _Turn:
    return into if turn is None else lambda values: into([turn(value) for value in values])


def _values(key: _Turn, turn: _Turn | None) -> _Turn:
    if turn is None:
        return lambda values: {key(name): value for name, value in values.items()}
    return lambda values: {key(name): turn(value) for name, value in values.items()}
