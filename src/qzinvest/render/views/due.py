"""What is due: the projects to be chased, one line each, and by which rules."""

from collections.abc import Iterable, Iterator
from datetime import date

from qzinvest.locale import Wording
from qzinvest.model.document import Column, Data, Document, MoneyUnit, Row, Table, Value
from qzinvest.model.due import Due, DueList
from qzinvest.model.heading import heading_of
from qzinvest.model.plan import Assumption, Plan
from qzinvest.render.figures import points_number
from qzinvest.render.views.plan import days_of
from qzinvest.render.wording import (
    CodeNames,
    assumed_json,
    selection_json,
    selection_words,
    sources,
    visible,
    with_unit,
)

_KEYS = (
    *("level", "id", "name", "district", "department", "stage", "since", "waited", "next"),
    *("amount", "indicator", "gain"),
)


def document(found: DueList, w: Wording, unit: MoneyUnit) -> Document:
    """The list; a narrow screen goes without the columns that say the least of what to do."""
    said = w("due.subtitle", by=w(f"by.{found.by}"), as_of=found.as_of.isoformat())
    return Document(
        found.plan.titles.get(w.lang),
        said + selection_words(found.selection, w),
        (table(found.rows, found.plan, w, unit),),
        tuple(_notes(found, w)),
        unit,
    )


def table(rows: Iterable[tuple[Due, str]], plan: Plan, w: Wording, unit: MoneyUnit) -> Table:
    """A row a project, with its name."""
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
    rows = (fields(each, name, found.plan) for each, name in found.rows)
    body = {
        "report": "due",
        "plan": found.plan.code,
        "kind": found.by,
        "as_of": found.as_of.isoformat(),
        **selection_json(found.selection),
        "assumed": assumed_json(_assumed(found), w),
        "levels": dict(found.levels),
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
        passage.amount,
        "" if gain is None else names.said("indicator", gain.indicator),
        "" if gain is None else gain.points,
    )


def fields(each: Due, name: str, plan: Plan) -> dict[str, object]:
    """One project by stable keys, in the order in which every machine format has them."""
    passage, gain = each.passage, each.gain
    return {
        "level": each.level,
        "id": passage.id,
        "name": name,
        "district": plan.holder("district", passage.district),
        "department": plan.holder("department", passage.department),
        "stage": waits_at(each),
        "since": date.fromordinal(each.since).isoformat(),
        "waited": each.days,
        "next": each.rule.until.code,
        "amount": passage.amount,
        "indicator": None if gain is None else gain.indicator,
        "gain": None if gain is None else points_number(gain.points),
    }
