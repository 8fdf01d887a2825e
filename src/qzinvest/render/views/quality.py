"""How well records are kept, a line a unit; and the projects behind."""

from collections.abc import Iterator
from fractions import Fraction

from qzinvest.locale import Wording
from qzinvest.model.document import Column, Data, Document, Row, Table, Value
from qzinvest.model.plan import UNIT_KINDS
from qzinvest.model.quality import Flawed, FlawList, Line, Quality
from qzinvest.render.wording import (
    CodeNames,
    name_head,
    number,
    numeral,
    rows_notes,
    rows_of,
    selection_json,
    selection_words,
    visible,
    worded,
)

_COUNTED = (
    *("unit", "name", "tier", "projects", "incomplete", "stages_recorded", "recorded_late"),
    *("median_days", "corrected", "alike", "silent_days"),
)
_LISTED = ("id", "name", "unit", "missing", "late_stage", "recorded_on", "days_late")
_KEYS = (*_LISTED, "corrected_after", "alike_with")


def document(found: Quality, w: Wording) -> Document:
    """One table, tiers under their headings where the view has several."""
    columns = (
        Column(name_head(found.by, w), lines=2),
        Column(w("column.signed"), "count"),
        Column(w("column.incomplete"), "count"),
        Column(w("head.of_recorded"), "ratio"),
        Column(w("column.median_days"), "count"),
        Column(w("column.corrected"), "count"),
        Column(w("column.alike"), "count"),
        Column(w("column.silent_days"), "count"),
    )
    table = Table("", columns, tuple(_rows(found, w)))
    said = w("quality.subtitle", by=w(f"by.{found.by}"), as_of=found.as_of.isoformat())
    subtitle = said + selection_words(found.selection, w)
    what = w("quality.brief", by=rows_of(found.by, w)) + selection_words(found.selection, w)
    brief = (what, w("brief.day", as_of=found.as_of.isoformat()))
    notes = tuple(_notes(found, w))
    return Document(found.title.get(w.lang), subtitle, (table,), notes, brief=brief)


def data(found: Quality, w: Wording) -> Data:
    """One row a unit, ``null`` where there is no figure; what is missing has a key a field."""
    fields = tuple(found.total.missing)
    keys = (*_COUNTED, *(f"no_{field}" for field in fields))
    rows = [_fields(line, w) for line in found.lines]
    heads = {f"no_{f}": w("quality.no", field=w(f"column.{f}")) for f in fields}
    body: dict[str, object] = {
        "report": "quality",
        "plan": found.plan,
        "kind": found.by,
        "as_of": found.as_of.isoformat(),
        "late_after": found.limit,
        **selection_json(found.selection),
        "rows": rows,
        "total": _fields(found.total, w),
    }
    return Data(body, keys, rows, heads=heads)


def listed(found: FlawList, w: Wording) -> Document:
    """The projects, each with everything that is wrong with it."""
    names = CodeNames(found.plan, w)
    columns = (
        Column(w("column.id"), whole=True),
        Column(w("column.name"), least=12),
        Column(name_head(found.by, w), least=8),
        Column(w("column.missing"), least=10),
        Column(w("column.late_stage"), least=8),
        Column(w("column.days_late"), "count"),
        Column(w("column.corrected_after"), whole=True),
        Column(w("column.alike_with"), least=8),
    )
    rows = [Row(_cells(each, name, found, names)) for each, name in found.rows]
    said = w("quality.list_subtitle", by=w(f"by.{found.by}"), as_of=found.as_of.isoformat())
    notes = [w("quality.late", limit=found.limit)]
    if len(rows) < found.wanted:
        notes.insert(0, w("list.more", shown=f"{len(rows):,}", total=f"{found.wanted:,}"))
    return Document(
        found.plan.titles.get(w.lang),
        said + selection_words(found.selection, w),
        (Table("", columns, rows, w("empty.quality"), records=True),),
        tuple(notes),
        listed=True,
    )


def listed_data(found: FlawList) -> Data:
    """One row a project; several fields and ids stand in one text, parted by spaces."""
    rows = [
        {
            "id": each.id,
            "name": name,
            "unit": _home(each, found),
            "missing": " ".join(each.missing) or None,
            "late_stage": each.late and each.late.stage.code,
            "recorded_on": each.late and each.late.on.isoformat(),
            "days_late": each.late and each.late.days,
            "corrected_after": each.edition,
            "alike_with": " ".join(each.alike) or None,
        }
        for each, name in found.rows
    ]
    body: dict[str, object] = {
        "report": "quality_list",
        "plan": found.plan.code,
        "kind": found.by,
        "as_of": found.as_of.isoformat(),
        "late_after": found.limit,
        **selection_json(found.selection),
        "rows": rows,
        "more": {"projects": found.wanted - len(rows)},
    }
    return Data(body, _KEYS, rows)


def _home(each: Flawed, found: FlawList) -> str | None:
    """The code of the unit whose a project is."""
    if found.by in UNIT_KINDS:
        return found.plan.holder(found.by, each.unit or None)
    return each.unit or None


def _cells(each: Flawed, name: str, found: FlawList, names: CodeNames) -> tuple[Value, ...]:
    w, late = names.w, each.late
    kind = "district" if found.by in ("tier", "area") else found.by
    return (
        each.id,
        visible(name),
        names.said(kind, each.unit),
        w("list.separator").join(w(f"column.{field}") for field in each.missing),
        "" if late is None else w(f"stage.{late.stage.code}"),
        "" if late is None else late.days,
        each.edition or "",
        w("list.separator").join(each.alike),
    )


def _rows(found: Quality, w: Wording) -> Iterator[Row]:
    tier: int | None = None
    for line in found.lines:
        if line.tier != tier and found.by in UNIT_KINDS and line.tier is not None:
            tier = line.tier
            yield Row((w("row.tier", tier=numeral(tier, w)),), "heading")
        yield Row(_figures(line, w))
    yield Row(_figures(found.total, w), "total")


def _figures(line: Line, w: Wording) -> tuple[Value, ...]:
    return (
        worded(line.name, w),
        line.projects,
        line.incomplete,
        Fraction(line.late, line.stages) if line.stages else None,
        line.median,
        line.corrected,
        line.alike,
        line.silent,
    )


def _notes(found: Quality, w: Wording) -> Iterator[str]:
    yield from rows_notes(found.selection, w)
    lacking = [
        w("quality.lacking", field=w(f"column.{field}"), count=f"{n:,}")
        for field, n in found.total.missing.items()
        if n
    ]
    if lacking:
        yield w("quality.fields", fields=w("list.separator").join(lacking))
    yield w("quality.rule")
    yield w("quality.late", limit=found.limit)
    yield w("quality.alike")
    yield w("quality.silent")


def _fields(line: Line, w: Wording) -> dict[str, object]:
    return {
        "unit": line.unit,
        "name": worded(line.name, w),
        "tier": line.tier,
        "projects": line.projects,
        "incomplete": line.incomplete,
        "stages_recorded": line.stages,
        "recorded_late": line.late,
        "median_days": number(line.median),
        "corrected": line.corrected,
        "alike": line.alike,
        "silent_days": line.silent,
        **{f"no_{field}": n for field, n in line.missing.items()},
    }
