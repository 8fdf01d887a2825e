"""What every JSON and CSV says of itself, and how people read a CSV: one place for all of them.

Keys are added and never renamed (docs/formats.md). The object of a report gets ``fictional`` and
``title`` after its ``report``, and ``indicators`` as its last key; the objects of a list get
``fictional`` as their last key. CSV ends with the columns ``measured_in`` (where its figures are
those of indicators), ``fictional`` and, in reports, ``title``.

With ``--labels`` a CSV is for people: headers in the language, with the unit where the whole column
has one, and names instead of codes. Money stays in whole yuan.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from qzinvest.locale import Wording
from qzinvest.model.document import Data
from qzinvest.model.plain_layout import guard
from qzinvest.model.plan import Plan
from qzinvest.model.progress import Heading
from qzinvest.model.table import Column
from qzinvest.render.csv_text import csv_pieces
from qzinvest.render.names import Names
from qzinvest.render.wording import coded, is_coded

UNITS = {"count": "projects", "sum": "yuan", "ratio": "ratio", "score": "points"}
"""What figures are in, by measure; money is in yuan in every machine format."""
_QUANTITIES = {
    *("actual", "target", "before", "after", "change", "target_before", "target_after"),
    *("new", "total", "due", "new_before", "total_before", "dropped_in_period"),
    *("brings", "base", "would_bring"),
    *("low", "median", "high", "gap", "weekly_so_far", "weekly_needed"),
    *("open_brings", "lever_brings"),
}
"""Columns of figures that are projects or yuan, as the row's indicator measures."""
_PROJECTS = {
    *("leads", "talks", "intents", "signed", "registered", "funded", "started", "producing"),
    *("dropped", "known", "arrived", "waiting", "open"),
}
_POINTS = {"ahead_pp", "gain"}
_NAMED_BY = {"unit": ("name", "unit_name"), "row": ("row_name",), "column": ("column_name",)}
"""Columns of codes, and those beside them that name what no unit of the plan is."""


def report_json(body: Mapping[str, object], plan: Plan, w: Wording, of: Iterable[Heading]) -> str:
    """A report as one JSON object.

    Args:
        body: what it says; its first key is ``report``.
        plan: the plan in force.
        w: the language of the title.
        of: its indicators, and whatever else its figures are called.
    """
    head = head_of(plan, w, of)
    # What scripts and people look for first, the plan and the day, stays near the beginning.
    indicators = {"indicators": head.pop("indicators")}
    return _written({"report": body["report"], **head, **body, **indicators})


def head_of(plan: Plan, w: Wording, of: Iterable[Heading]) -> dict[str, object]:
    """What an object of machine data says of itself; the arguments are those of ``report_json``."""
    indicators = {
        each.code: {"name": each.name, "measure": each.measure, "unit": UNITS[each.measure]}
        for each in of
    }
    title = plan.titles.get(w.lang)
    return {"fictional": plan.is_fictional, "title": title, "indicators": indicators}


def json_of(data: Data, plan: Plan, w: Wording) -> str:
    """A report as one JSON object, a list as an array of one object a row; as ``report_json``."""
    if isinstance(data.body, Mapping):
        return report_json(data.body, plan, w, data.of)
    return _written([{**record, "fictional": plan.is_fictional} for record in data.body])


def csv_of(data: Data, plan: Plan, w: Wording, *, labels: bool) -> str:
    """An answer's rows as CSV; with ``labels`` for people."""
    return "".join(csv_pieces_of(data, plan, w, labels=labels))


def csv_pieces_of(data: Data, plan: Plan, w: Wording, *, labels: bool) -> Iterator[str]:
    """The same piece by piece; a list for programs takes no more memory for more rows."""
    if isinstance(data.body, Mapping):
        yield report_csv(data.keys, data.rows, plan, w, data.of, labels=labels, heads=data.heads)
        return
    columns = [Column(key, _kind(key)) for key in (*data.keys, "fictional")]
    fictional = plan.is_fictional
    rows = ([*(record[key] for key in data.keys), fictional] for record in data.rows)
    yield from _pieces(columns, rows, Names(plan, w), labels=labels, heads=data.heads)


def list_json(columns: Sequence[Column], rows: Iterable[Sequence[object]], plan: Plan) -> str:
    """A list as a JSON array with one object a row."""
    columns, rows = _marked(columns, rows, plan)
    keys = [column.key for column in columns]
    return _written([dict(zip(keys, row, strict=True)) for row in rows])


def _written(body: object) -> str:
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def report_csv(  # noqa: PLR0913 - what every report's CSV takes
    keys: Sequence[str],
    records: Iterable[Mapping[str, object]],
    plan: Plan,
    w: Wording,
    of: Sequence[Heading],
    *,
    labels: bool,
    heads: Mapping[str, str] | None = None,
) -> str:
    """A report's rows as CSV.

    Args:
        keys: the columns in order.
        records: the rows by these keys, as JSON has them.
        plan: the plan in force.
        w: the language of the title, and of everything else with ``labels``.
        of: its indicators; where rows do not name theirs, the only one.
        labels: whether it is for people.
        heads: headers in the language of columns that only this report has.
    """
    columns = [Column(key, _kind(key)) for key in keys]
    title = plan.titles.get(w.lang)
    rows = [[record[key] for key in keys] for record in records]
    if any(column.kind == "quantity" for column in columns):
        place = keys.index("indicator") if "indicator" in keys else None
        units = {each.code: UNITS[each.measure] for each in of}
        columns.append(Column("measured_in"))
        for row in rows:
            row.append(units[of[0].code if place is None else str(row[place])])
    for row in rows:
        row += [plan.is_fictional, title]
    columns += [Column("fictional"), Column("title")]
    names = {each.code: each.name for each in of}
    return "".join(_pieces(columns, rows, Names(plan, w, names), labels=labels, heads=heads))


def list_csv(
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    plan: Plan,
    w: Wording,
    *,
    labels: bool,
) -> str:
    """A list's rows as CSV."""
    return "".join(_pieces(*_marked(columns, rows, plan), Names(plan, w), labels=labels))


def list_csv_pieces(
    columns: Sequence[Column], rows: Iterable[Sequence[object]], plan: Plan
) -> Iterator[str]:
    """The same for programs, piece by piece."""
    marked, told = _marked(columns, rows, plan)
    cells = (list(map(_cell, row, marked)) for row in told)
    return csv_pieces([column.key for column in marked], cells)


def _marked(
    columns: Sequence[Column], rows: Iterable[Sequence[object]], plan: Plan
) -> tuple[list[Column], Iterator[Sequence[object]]]:
    """A list with what it says of itself as its last columns."""
    more = [Column("fictional")]
    told: Iterator[Sequence[object]] = ((*row, plan.is_fictional) for row in rows)
    if any(column.kind == "quantity" for column in columns):
        place = [column.key for column in columns].index("measure")
        more.insert(0, Column("measured_in"))
        told = ((*row[:-1], UNITS.get(str(row[place])), row[-1]) for row in told)
    return [*columns, *more], told


def _pieces(
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    names: Names,
    *,
    labels: bool,
    heads: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """CSV of plain cells: numbers as they are, points with two decimals, texts guarded."""
    keys = [column.key for column in columns]
    if not labels:
        yield from csv_pieces(keys, (list(map(_cell, row, columns)) for row in rows))
        return
    told = [dict(zip(keys, row, strict=True)) for row in rows]
    units = {str(row["measured_in"]) for row in told} if "measured_in" in keys else set()
    header = [(heads or {}).get(column.key) or _head(column, units, names.w) for column in columns]
    yield from csv_pieces(
        header, ([_cell(_named(column, row, names), column) for column in columns] for row in told)
    )


def _kind(key: str) -> str:
    """What a report's column holds, as ``model.table.Column`` says it."""
    if key in _QUANTITIES:
        return "quantity"
    if key == "paid_in" or key.endswith("amount"):
        return "money"
    if key in _POINTS:
        return "points"
    if key == "next":
        return "stage"
    return "projects" if key in _PROJECTS else "text"


def _cell(value: object, column: Column) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return guard(value)
    if isinstance(value, Mapping | tuple | list):
        return json.dumps(value, ensure_ascii=False)
    if column.kind == "points" and isinstance(value, int | float):
        return f"{value:.2f}"
    return value


def _head(column: Column, units: set[str], w: Wording) -> str:
    """A header with its unit; that of an indicator's figures only where all rows share it."""
    unit = {"money": "yuan", "points": "pp", "projects": "projects"}.get(column.kind)
    if column.kind == "quantity" and len(units) == 1:
        (unit,) = units
    name = w(f"column.{column.key}")
    return name if unit is None else w("head.with_unit", name=name, unit=w(f"unit.{unit}"))


def _named(column: Column, row: Mapping[str, object], names: Names) -> object:
    """A cell as a person reads it."""
    key, value = column.key, row[column.key]
    if isinstance(value, bool):
        return names.w(f"said.{str(value).lower()}")
    if not isinstance(value, str):
        return value
    if key in _NAMED_BY:
        beside = next((row[name] for name in _NAMED_BY[key] if row.get(name)), value)
        return names.of("unit", value) or beside
    if name := names.of(key, value):
        return name
    branch = key if column.kind == "text" else column.kind
    return coded(branch, value, names.w) if is_coded(branch) else value
