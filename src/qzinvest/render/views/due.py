"""What is due: the projects to be chased, one line each, and by which rules."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from qzinvest.locale import Wording
from qzinvest.model.changes import Known
from qzinvest.model.document import (
    Column,
    Data,
    Document,
    Light,
    MoneyUnit,
    Row,
    Table,
    Tone,
    Value,
)
from qzinvest.model.due import LEVELS, RED, REMOVE, YELLOW, Due, DueList, Waiting
from qzinvest.model.heading import heading_of
from qzinvest.model.plan import Assumption, Plan
from qzinvest.render.figures import points_number
from qzinvest.render.views.plan import days_of
from qzinvest.render.wording import (
    CodeNames,
    amount_said,
    assumed_json,
    selection_json,
    selection_words,
    sources,
    visible,
    with_unit,
)

UNASSIGNED = "unassigned"
_KEYS = (
    *("level", "id", "name", "district", "department", "stage", "since", "waited", "next"),
    *("amount", "indicator", "gain", "owner", "phone"),
)


def document(found: DueList, w: Wording, unit: MoneyUnit) -> Document:
    """The list by whom to chase, those that would bring most first; whom to call stands last.

    A narrow screen goes without the columns that say the least of what to do.
    """
    other = _OTHER[_kind(found)]
    found = found._replace(rows=tuple(found.rows))
    called = any(each.owner or each.phone for _, each in found.rows)
    columns = (
        *columns_of(w, unit, spare=4 if called else 0),
        Column(w("column.owner"), whole=True),
        Column(w("column.phone"), whole=True),
        Column(w(f"column.{other}"), spare=2, least=10, lines=1),
        Column(w("column.since"), "date", spare=3),
        Column(w("column.indicator"), spare=1, least=12, lines=1),
    )
    found_rows = tuple(_rows(found, w, unit))
    listed = Table("", columns, found_rows, w("empty.due"), records=True)
    as_of, asked = found.as_of.isoformat(), selection_words(found.selection, w)
    return Document(
        found.plan.titles.get(w.lang),
        w("due.subtitle", by=w(f"by.{found.by}"), as_of=as_of) + asked,
        (listed,),
        tuple(_notes(found, w)),
        unit,
        listed=True,
        brief=(w("due.brief") + asked, w("brief.day", as_of=as_of)),
        hints=tuple(_hints(found, w)),
    )


def columns_of(w: Wording, unit: MoneyUnit, *, spare: int = 0) -> tuple[Column, ...]:
    """What a line on a terminal says of a project to be chased; ``spare`` is that of its gain."""
    return (
        Column("", "light", lines=1, whole=True),
        Column(w("column.id"), whole=True),
        Column(w("column.name"), least=12, lines=1),
        Column(w("column.todo"), whole=True),
        Column(w("column.waited"), "count"),
        Column(w(f"unit.{unit}"), "money"),
        Column(w("column.gain"), "points", spare=spare),
    )


def _kind(found: DueList) -> str:
    """The kind of unit that is to be chased."""
    return "department" if found.by == "department" else "district"


_OTHER = {"district": "department", "department": "district"}
_SIGNS: Mapping[str, tuple[str, Tone]] = {
    YELLOW: ("◆", "fair"),
    RED: ("■", "bad"),
    REMOVE: ("×", "bad"),
}


def _rows(found: DueList, w: Wording, unit: MoneyUnit) -> Iterator[Row]:
    """The projects under the units, in the order of their first ones."""
    kind, names = _kind(found), CodeNames(found.plan, w)
    homes = found.plan.homes(kind)
    groups: dict[str | None, list[Row]] = {}
    for each, called in found.rows:
        home = homes.get(getattr(each.passage, kind) or "")
        chased = Row(_chased(each, called, names, _OTHER[kind]))
        groups.setdefault(home and home.code, []).append(chased)
    for code, rows in groups.items():
        name = names.said(kind, code) if code else w("row.unassigned")
        yield Row((_heading(name, found.units.get(code), len(rows), w, unit),), "heading")
        yield from rows


def _heading(name: str, of: Waiting | None, shown: int, w: Wording, unit: MoneyUnit) -> str:
    """Whom to chase, for how many projects, with how much."""
    if of is None:
        return name
    parts = [w(f"due.unit.{level}", n=n) for level, n in reversed(tuple(of.levels.items())) if n]
    if of.amount:  # else none of them has one yet
        parts.append(w("due.unit.amount", amount=amount_said(of.amount, w, unit)))
    if shown < sum(of.levels.values()):
        parts.append(w("due.unit.shown", n=shown))
    return w("due.unit", name=name, parts=w("due.unit.join").join(parts))


def _hints(found: DueList, w: Wording) -> Iterator[str]:
    """The signs with how many there are, and what else may be asked."""
    for level in reversed(LEVELS):
        if n := found.levels[level]:
            yield f"{_SIGNS[level][0]} {w(f'due.unit.{level}', n=f'{n:,}')}"
    if found.listed < found.wanted:
        yield w("foot.more", shown=f"{found.listed:,}", total=f"{found.wanted:,}")
    yield w("foot.split")


def table(rows: Iterable[tuple[Due, str]], plan: Plan, w: Wording, unit: MoneyUnit) -> Table:
    """A row a project, with its name and nobody to call: as a bulletin lists them."""
    columns = (
        Column(w("column.level"), "light", whole=True),
        Column(w("column.id"), whole=True),
        Column(w("column.name"), least=12),
        Column(w("column.district"), spare=5, least=10),
        Column(w("column.department"), spare=2, least=10),
        Column(w("column.stage"), spare=4, whole=True),
        Column(w("column.since"), "date", spare=3),
        Column(w("column.waited"), "count"),
        Column(w("column.next"), whole=True),
        Column(with_unit(w("column.amount"), w, unit), "money"),
        Column(w("column.indicator"), spare=1, least=12),
        Column(w("column.gain"), "points"),
    )
    names = CodeNames(plan, w)
    lines = [Row(_cells(each, name, names)) for each, name in rows]
    return Table("", columns, lines, w("empty.due"), records=True)


def data(found: DueList, w: Wording) -> Data:
    """Codes, money in whole yuan, gains in percentage points; how many are due at each level.

    Of ``rows`` that come one by one either JSON or CSV is made.
    """
    rows = (
        fields(each, called.name, found.plan)
        | {"owner": called.owner or None, "phone": called.phone or None}
        for each, called in found.rows
    )
    body = {
        "report": "due",
        "plan": found.plan.code,
        "kind": found.by,
        "as_of": found.as_of.isoformat(),
        **selection_json(found.selection),
        "assumed": assumed_json(_assumed(found), w),
        "levels": dict(found.levels),
        "units": {
            code or UNASSIGNED: {**of.levels, "amount": of.amount}
            for code, of in found.units.items()
        },
        **({"spared": found.spared} if found.spared else {}),
        "rows": rows,
        "more": {"projects": found.wanted - found.listed},
    }
    return Data(body, _KEYS, rows, [heading_of(i) for i in found.plan.indicators])


def _notes(found: DueList, w: Wording) -> Iterator[str]:
    """How many there are, and which rules say so."""
    if found.listed < found.wanted:
        yield w("list.more", shown=f"{found.listed:,}", total=f"{found.wanted:,}")
    yield w("due.levels", **{level: f"{n:,}" for level, n in found.levels.items()})
    if found.spared:
        yield w("due.spared", n=f"{found.spared:,}")
    for rule in found.plan.due:
        key = "due.rule_remove" if rule.remove else "due.rule"
        yield w(key, rule=rule.names.get(w.lang), **days_of(rule))
    yield from sources(_assumed(found), w)
    yield w("due.intent")
    yield w("due.gain")
    if any(indicator.is_paid_in for indicator in found.plan.indicators):
        yield w("due.paid_in")


def _assumed(found: DueList) -> tuple[Assumption, ...]:
    return tuple(each for each in found.plan.assumptions if each.path == "due")


def waits_at(each: Due) -> str | None:
    """The last stage; the kind of signing of what waits for another one."""
    return each.stage.code if each.stage < each.rule.until else each.passage.signing


def _cells(each: Due, name: str, names: CodeNames) -> tuple[Value, ...]:
    passage, gain = each.passage, each.gain
    return (
        names.said("level", each.level),
        passage.id,
        visible(name),
        names.said("district", passage.district or ""),
        names.said("department", passage.department or ""),
        names.said("stage", waits_at(each) or ""),
        date.fromordinal(each.since),
        each.days,
        names.said("stage", each.rule.until.code),
        passage.amount or None,
        "" if gain is None else names.said("indicator", gain.indicator),
        "" if gain is None else gain.points,
    )


def cells_of(each: Due, name: str, names: CodeNames) -> tuple[Value, ...]:
    """The cells of such a line."""
    passage, gain = each.passage, each.gain
    mark, tone = _SIGNS[each.level]
    steps = (waits_at(each) or "", each.rule.until.code)
    return (
        Light(mark, names.said("level", each.level), tone),
        passage.id,
        visible(name),
        "→".join(names.said("stage", step) for step in steps),
        each.days,
        passage.amount or None,
        "" if gain is None else gain.points,
    )


def _chased(each: Due, called: Known, names: CodeNames, other: str) -> tuple[Value, ...]:
    passage, gain = each.passage, each.gain
    return (
        *cells_of(each, called.name, names),
        visible(called.owner),
        visible(called.phone),
        names.said(other, getattr(passage, other) or ""),
        date.fromordinal(each.since),
        "" if gain is None else names.said("indicator", gain.indicator),
    )


def fields(each: Due, name: str, plan: Plan) -> dict[str, object]:
    """One project by stable keys, in the order in which every machine format has them."""
    passage, gain = each.passage, each.gain
    return {
        "level": each.level,
        "id": passage.id,
        "name": name or None,
        "district": plan.holder("district", passage.district),
        "department": plan.holder("department", passage.department),
        "stage": waits_at(each),
        "since": date.fromordinal(each.since).isoformat(),
        "waited": each.days,
        "next": each.rule.until.code,
        "amount": passage.amount or None,
        "indicator": None if gain is None else gain.indicator,
        "gain": None if gain is None else points_number(gain.points),
    }
