"""What an import understood and did: row by row, by stable keys, and in sentences."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from qzinvest.errors import Fault
from qzinvest.locale import Wording
from qzinvest.model.document import Data, Document
from qzinvest.model.fact_json import project_to_json
from qzinvest.model.imported import (
    Disagreement,
    Implausible,
    Imported,
    Leap,
    LeftOut,
    Line,
    MarkLine,
    Remark,
    Rounded,
    Suspect,
    UsedColumn,
    UsedTable,
    place_of,
)
from qzinvest.model.learned import Answer, Recalled
from qzinvest.model.normal import PER_MILLE
from qzinvest.model.plan import Plan
from qzinvest.model.project import Project
from qzinvest.render.figures import percent
from qzinvest.render.messages import (
    candidate_text,
    differences,
    evaluation_text,
    field_text,
    milestone_text,
    named,
)
from qzinvest.render.refusals import fault_parts
from qzinvest.render.views import listing
from qzinvest.render.views.listing import Cells, Field
from qzinvest.render.wording import CodeNames, amount_said, visible

_UNITS = {1: "yuan", 10**4: "wan", 10**6: "million", 10**8: "yi", 10**9: "billion"}
_DELIMITERS = {",": "comma", "\t": "tab", ";": "semicolon", "|": "bar"}
_NAMED, _SHORT = 4, 16
"""Rows that are named one by one, and how much of their text is shown."""
_ROWS = 12
"""Rows whose numbers are shown."""
_HUNDREDTHS = 100
_UNREAD = ("serial", "ignored")
_LABELS = {
    "on": "column.stage_on",
    "funded_amount": "field.funded_amount",
    "paid_amount": "field.paid_amount",
    "paid_on": "field.paid_on",
}
"""Fields of an office's table that share a code with something else."""

_FIELDS = (
    Field("file"),
    Field("sheet"),
    Field("row", "count"),
    Field("outcome"),
    Field("id", whole=True),
    Field("name"),
    Field("detail"),
)
_FAULT_KEYS = ("file", "sheet", "row", "column", "cell", "value", "error", "message", "remedy")


def document(imported: Imported, plan: Plan, w: Wording) -> Document:
    """One row for each row of the files: what becomes of it, or what is wrong with it.

    The file stands there if there are several.
    """
    rows = _rows(imported, plan, w)
    if len({row[0] for row in rows}) <= 1:
        rows = [(None, *row[1:]) for row in rows]
    return listing.document(w("title.import"), listing.table("import", _FIELDS, rows, w))


def data(imported: Imported, plan: Plan, w: Wording, *, labels: bool) -> Data:
    """The import by stable keys, and the document's rows; sentences in the reader's language."""
    found = listing.data(_FIELDS, _rows(imported, plan, w), labels=labels)
    return found._replace(body=_body(imported, plan, w))


def faults_data(faults: Sequence[Fault], w: Wording) -> Data:
    """Each fault by stable keys, for whoever is to mend the file."""
    return Data(
        (_fault_fields(fault, w) for fault in faults),
        _FAULT_KEYS,
        (_fault_fields(fault, w) for fault in faults),
    )


def table_text(used: UsedTable, plan: Plan, w: Wording) -> str:
    """How a table was read: the file, the header's rows, and what each column was taken for."""
    place = visible(place_of(used.file, used.sheet))
    facts = [used.kind.upper(), used.encoding.upper()]
    if used.delimiter:
        facts.append(w(f"delimiter.{_DELIMITERS[used.delimiter]}"))
    first, last = used.header
    rows = f"{first}" if first == last else f"{first}-{last}"
    head = w("talk.table_read", place=place, facts=" · ".join(filter(None, facts)), rows=rows)
    lines = [head, *(f"  {_column_text(column, w)}" for column in used.columns)]
    if used.district is not None:
        named = plan.unit("district", used.district)
        unit = used.district if named is None else named.names.get(w.lang)
        lines.append("  " + w("talk.district_by", text=visible(used.district_by), unit=unit))
    return "\n".join(lines)


def _column_text(column: UsedColumn, w: Wording) -> str:
    header = visible(column.header)
    if column.hidden:
        header = w("talk.column_hidden", header=header)
    if column.field is None:
        return w("talk.column_unknown", column=column.column, header=header)
    if column.field in _UNREAD:
        return w("talk.column_unread", column=column.column, header=header)
    field = w(_LABELS.get(column.field, f"column.{column.field}"))
    if column.factor:
        unit = unit_text(column.factor, column.currency, w)
        field = w("head.with_unit", name=field, unit=unit)
    elif column.field.endswith("amount"):
        field = w("head.with_unit", name=field, unit=w("unit.none"))
    return w("talk.column_read", column=column.column, header=header, field=field)


def unit_text(factor: int, currency: str, w: Wording) -> str:
    """A unit such as 亿元; of foreign money with its code."""
    if currency == "CNY" and factor in _UNITS:
        return w(f"unit.{_UNITS[factor]}")
    return f"{factor:,} {currency}"


def suspect_text(suspect: Suspect, plan: Plan, w: Wording) -> str:
    """A suspected pair in one line: both projects and the evidence."""
    reasons = w("list.separator").join(w(f"reason.{r}") for r in suspect.pair.reasons)
    return w(
        "talk.suspect",
        second=candidate_text(suspect.second, plan, w),
        first=candidate_text(suspect.first, plan, w),
        reasons=reasons,
        similarity=percent(Fraction(suspect.pair.similarity, PER_MILLE), 0),
    )


def recalled_text(one: Recalled, plan: Plan, w: Wording, key: str = "recalled") -> str:
    """An answer that was used for a file, whose it is, or (``taught``) remembered from now on."""
    place = visible(place_of(one.file, one.sheet))
    whose = sender_text(one.sender, plan, w)
    return w(f"talk.{key}", place=place, sender=whose, what=answer_text(one.answer, plan, w))


def sender_text(sender: str, plan: Plan, w: Wording) -> str:
    """Whose files they are: a unit by its name, else the name that a person gave."""
    names = CodeNames(plan, w)
    return visible(names.of("unit", sender) or sender)


def answer_text(answer: Answer, plan: Plan, w: Wording) -> str:
    """What was answered, in words."""
    kind, field, text, value = answer
    if kind == "column":
        key = "unread" if value in _UNREAD else "column"
        return w(f"answer.{key}", header=visible(text), field=field_label(value, w))
    if kind == "unit":
        return w("answer.unit", unit=value)
    said = CodeNames(plan, w).said(field, value)
    return w("answer.word", word=visible(text), field=w(f"column.{field}"), name=said)


def field_label(field: str, w: Wording) -> str:
    """What people call a field of an office's table."""
    if field in _UNREAD:
        return w("field.unread")
    return w(_LABELS.get(field, f"column.{field}"))


def disagreement_text(found: Disagreement, w: Wording) -> str:
    """A sum that is not what its rows give, with both figures."""
    place = visible(place_of(found.file, found.sheet))
    figures = (found.stated, found.found)
    stated, rows = (amount_said(yuan, w) for yuan in figures)
    if stated == rows:
        stated, rows = (w("money.yuan", amount=f"{yuan:,}") for yuan in figures)
    return w("warning.total", place=place, cell=found.cell, stated=stated, found=rows)


def leap_text(leap: Leap, w: Wording) -> str:
    """A correction that more often is a slip than meant."""
    place = visible(f"{place_of(leap.file, leap.sheet)}:{leap.row}")
    figures = {"before": leap.before, "after": leap.after, "factor": leap.factor}
    shown = {name: f"{figure:,}" for name, figure in figures.items()}
    return w("warning.leap", place=place, id=leap.id, name=leap.name, **shown)


def implausible_text(doubt: Implausible, w: Wording) -> str:
    """An amount whose unit is in doubt, with the unit in which it would be like the others."""
    place = visible(f"{place_of(doubt.file, doubt.sheet)}:{doubt.cell}")
    yuan, median = (w("money.yuan", amount=f"{y:,}") for y in (doubt.yuan, doubt.median))
    said = {"place": place, "text": visible(doubt.text), "amount": yuan, "median": median}
    unit = unit_text(doubt.factor, "CNY", w)
    if not doubt.likely:
        return w("warning.implausible", unit=unit, **said)
    likely = unit_text(doubt.likely, "CNY", w)
    return w("warning.implausible_unit", unit=unit, likely=likely, **said)


def remark_text(remark: Remark, w: Wording) -> str:
    """Rows that were read otherwise than they say: how many, and which."""
    which = w("list.separator").join(map(str, remark.rows[:_ROWS]))
    which += "…" if len(remark.rows) > _ROWS else ""
    text = w(f"stage.{remark.text}") if remark.kind == "undated" else visible(remark.text)
    place = visible(place_of(remark.file, remark.sheet))
    count = f"{len(remark.rows):,}"
    return w(f"talk.remark.{remark.kind}", place=place, count=count, which=which, text=text)


def rounded_lines(imported: Imported, w: Wording) -> list[str]:
    """For each table, how many amounts were rounded to whole yuan, and the first of them."""
    tables: dict[str, list[Rounded]] = {}
    for one in imported.rounded:
        place = visible(place_of(one.file, one.sheet))
        tables.setdefault(place, []).append(one)
    lines = []
    for place, found in tables.items():
        which = [f"{r.cell} {visible(r.text)} → {r.yuan:,}" for r in found[:_NAMED]]
        which += ["…"] if len(found) > _NAMED else []
        count, first = f"{len(found):,}", w("list.separator").join(which)
        lines.append(w("talk.rounded", place=place, count=count, which=first))
    return lines


def left_out_text(one: LeftOut, w: Wording) -> str:
    """The rows of one kind that are no projects: how many, and which."""
    rows = [f"{row} “{visible(text[:_SHORT])}”" for row, text in one.rows[:_NAMED]]
    rows += ["…"] if len(one.rows) > _NAMED else []
    which = w("list.separator").join(rows)
    return w(f"talk.left_out.{one.kind}", count=f"{len(one.rows):,}", which=which)


def _rows(imported: Imported, plan: Plan, w: Wording) -> list[Cells]:
    """In the order of the files, the good rows and the bad ones."""
    rows: list[tuple[tuple[str, str, int], Cells]] = []
    for line in imported.lines:
        place = (line.file, line.sheet, line.row)
        told = w("list.clauses").join(_told(line, plan, w))
        rows.append((place, (line.outcome, line.after.id, line.after.name, told)))
    for given in imported.marks:
        unit, told = named(plan, given.mark.kind, given.mark.unit, w), ""
        if given.outcome != "unchanged":
            told = evaluation_text(given.mark, plan, w)
        cells = (given.outcome, _subject(given), unit, told)
        rows.append(((given.file, "", given.row), cells))
    for fault in imported.faults:
        place = (fault.file, fault.sheet, fault.row)
        sentence, _ = fault_parts(fault, w)
        where = f"{fault.cell or fault.column} {visible(fault.value)}".strip()
        rows.append((place, ("refused", None, where, sentence)))
    order = {table: i for i, table in enumerate(dict.fromkeys(place[:2] for place, _ in rows))}
    rows.sort(key=lambda pair: (order[pair[0][:2]], pair[0][2]))
    return [(file, sheet or None, number, *cells) for (file, sheet, number), cells in rows]


def _told(line: Line, plan: Plan, w: Wording) -> list[str]:
    """What changed of a project; of a new one its amount, district and dates."""
    if line.before is not None:
        return [text.strip() for text in differences(line.before, line.after, plan, w)]
    if line.outcome != "added":
        return []
    project = line.after
    parts = [field_text(project, field, plan, w) for field in ("amount", "district")]
    if project.stated is not None:
        parts.insert(1, project.stated.text)
    return [*filter(None, parts), *(milestone_text(m, w) for m in project.course)]


def _body(imported: Imported, plan: Plan, w: Wording) -> Mapping[str, object]:
    return {
        "import": imported.name,
        "fictional": plan.is_fictional,
        "dry_run": imported.dry_run,
        "saved": imported.saved,
        "added": imported.added,
        "changed": imported.changed,
        "unchanged": imported.unchanged,
        "refused": len({(f.file, f.sheet, f.row) for f in imported.faults}),
        "left_out": [
            {**one._asdict(), "rows": [row for row, _ in one.rows]} for one in imported.left_out
        ],
        "tables": [_table_json(table) for table in imported.tables],
        "rows": [
            *(_line_json(line) for line in imported.lines),
            *(_mark_json(given) for given in imported.marks),
        ],
        "faults": [_fault_fields(fault, w) for fault in imported.faults],
        "sums": [found._asdict() for found in imported.disagreements],
        "implausible": [doubt._asdict() for doubt in imported.implausible],
        "leaps": [leap._asdict() for leap in imported.leaps],
        "remarks": [{**one._asdict(), "rows": list(one.rows)} for one in imported.remarks],
        "rounded": [one._asdict() for one in imported.rounded],
        "duplicates": [
            {
                "first": pair.first,
                "second": pair.second,
                "reasons": list(pair.reasons),
                "similarity": pair.similarity / PER_MILLE,
            }
            for pair in imported.suspects
        ],
        "recalled": [_recalled_json(one) for one in imported.recalled],
        "taught": [_recalled_json(one) for one in imported.taught],
        "linked": [{"first": pair.first, "second": pair.second} for pair in imported.linked],
    }


def _recalled_json(one: Recalled) -> dict[str, object]:
    return {"file": one.file, "sheet": one.sheet, "sender": one.sender, **one.answer._asdict()}


def _table_json(table: UsedTable) -> dict[str, object]:
    return table._asdict() | {
        "header": list(table.header),
        "columns": [column._asdict() for column in table.columns],
    }


def _line_json(line: Line) -> dict[str, object]:
    body: dict[str, object] = {
        "file": line.file,
        "sheet": line.sheet,
        "row": line.row,
        "outcome": line.outcome,
        "id": line.after.id,
        "name": line.after.name,
    }
    if line.before is not None:
        body["changes"] = changes_json(line.before, line.after)
    return body


def _mark_json(given: MarkLine) -> dict[str, object]:
    body = {"file": given.file, "sheet": "", "row": given.row, "outcome": given.outcome}
    return body | {
        "id": _subject(given),
        "topic": given.mark.item,
        "on": given.mark.on.isoformat(),
        "number": given.mark.score / _HUNDREDTHS,
    }


def _subject(given: MarkLine) -> str:
    return f"{given.mark.kind}:{given.mark.unit}"


def changes_json(before: Project, after: Project) -> dict[str, list[object]]:
    """The fields that differ, each with its value before and after; ``null`` for none."""
    old, new = project_to_json(before), project_to_json(after)
    return {
        field: [old.get(field), new.get(field)]
        for field in sorted(old.keys() | new.keys())
        if old.get(field) != new.get(field)
    }


def _fault_fields(fault: Fault, w: Wording) -> dict[str, object]:
    """``error`` is the error's class, the sentence is for people."""
    sentence, remedy = fault_parts(fault, w)
    values = (*(fault.file, fault.sheet, fault.row, fault.column, fault.cell, fault.value),)
    error = fault.error.key.removeprefix("error.")
    return dict(zip(_FAULT_KEYS, (*values, error, sentence, remedy), strict=True))
