"""What every JSON and CSV says of itself, and how people read a CSV: one place for all of them.

Keys are added and never renamed (docs/formats.md). The object of a report gets ``fictional`` and
``title`` after its ``report``, and ``indicators`` as its last key; the objects of a list get
``fictional`` as their last key. CSV ends with the columns ``measured_in`` (where its figures are
those of indicators), ``fictional`` and, in reports, ``title``.

With ``--labels`` a CSV is for people: headers in the language, with the unit where the whole column
has one, and names instead of codes. Money stays in whole yuan.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from qzinvest.locale import Wording
from qzinvest.model.document import Data
from qzinvest.model.heading import Heading
from qzinvest.model.plain_layout import guard
from qzinvest.model.plan import Plan
from qzinvest.render.wording import UNITS, CodeNames, coded, is_coded, worded
from qzinvest.tuples import NamedTuple

_QUANTITIES = {
    *("actual", "target", "before", "after", "change", "target_before", "target_after"),
    *("new", "total", "due", "new_before", "total_before", "dropped_in_period"),
    "last_year",
    *("brings", "base", "would_bring", "would_bring_base"),
    *("low", "median", "high", "gap", "weekly_so_far", "weekly_needed"),
    *("open_brings", "lever_brings"),
}
"""Columns of figures that are projects or yuan, as the row's indicator measures."""
_PROJECTS = {
    *("leads", "talks", "intents", "signed", "registered", "funded", "started", "producing"),
    *("dropped", "known", "arrived", "waiting", "open", "unpriced"),
}
_POINTS = {"ahead_pp", "gain"}
_TOGETHER = 1000
_NAMED_BY = {"unit": ("name", "unit_name"), "row": ("row_name",), "column": ("column_name",)}
"""Columns of codes, and those beside them that name what no unit of the plan is."""


class _Column(NamedTuple):
    """A column's key and what it holds.

    That is a ``quantity``, ``money``, ``points``, ``projects``, codes of the column that it names,
    or ``text``, which is all else.
    """

    key: str
    kind: str = "text"


def json_of(data: Data, plan: Plan, w: Wording) -> str:
    """A report as one JSON object whose first key is ``report``, a list as an array of its rows."""
    return "".join(json_pieces_of(data, plan, w))


def json_pieces_of(data: Data, plan: Plan, w: Wording) -> Iterator[str]:
    """The same piece by piece; a list takes no more memory for more rows."""
    if isinstance(data.body, Mapping):
        yield _written(_object(data.body, data, plan, w))
        return
    before = "[\n  "
    for record in data.body:
        text = json.dumps({**record, "fictional": plan.is_fictional}, ensure_ascii=False, indent=2)
        yield before + text.replace("\n", "\n  ")
        before = ",\n  "
    yield "[]\n" if before[0] == "[" else "\n]\n"


def _object(body: Mapping[str, object], data: Data, plan: Plan, w: Wording) -> Mapping[str, object]:
    if not _is_report(data):
        return body
    head = head_of(plan, w, data.of)
    # What scripts and people look for first, the plan and the day, stays near the beginning.
    indicators = {"indicators": head.pop("indicators")}
    return {"report": body["report"], **head, **body, **indicators}


def head_of(plan: Plan, w: Wording, of: Iterable[Heading]) -> dict[str, object]:
    """What an object of machine data says of itself.

    Args:
        of: its indicators, and whatever else its figures are called.
    """
    indicators = {
        each.code: {
            "name": worded(each.name, w),
            "measure": each.measure,
            "unit": UNITS[each.measure],
        }
        for each in of
    }
    title = plan.titles.get(w.lang)
    return {"fictional": plan.is_fictional, "title": title, "indicators": indicators}


def csv_of(data: Data, plan: Plan, w: Wording, *, labels: bool) -> str:
    """An answer's rows as CSV; with ``labels`` for people."""
    return "".join(csv_pieces_of(data, plan, w, labels=labels))


def csv_pieces_of(data: Data, plan: Plan, w: Wording, *, labels: bool) -> Iterator[str]:
    """The same piece by piece; a list for programs takes no more memory for more rows."""
    columns = [_Column(key, _kind(key)) for key in data.keys]
    said: tuple[object, ...] = (plan.is_fictional,)
    if _is_report(data):
        said = (plan.is_fictional, plan.titles.get(w.lang))
    rows = ([*(record[key] for key in data.keys), *said] for record in data.rows)
    if _is_report(data) and any(column.kind == "quantity" for column in columns):
        columns.append(_Column("measured_in"))
        rows = ([*row[:-2], _unit(row, data), *row[-2:]] for row in rows)
    columns += [_Column("fictional"), _Column("title")][: len(said)]
    if not labels:
        cells = (list(map(_cell, row, columns)) for row in rows)
        yield from csv_pieces([column.key for column in columns], cells)
        return
    names = CodeNames(plan, w, {each.code: worded(each.name, w) for each in data.of})
    yield from _labelled(columns, rows, names, data.heads)


def bare(data: Data, form: str) -> str:
    """The rows alone as ``json`` or ``csv``, for a file that goes back to its sender."""
    if form == "json":
        return _written(list(data.rows))
    columns = [_Column(key) for key in data.keys]
    rows = (list(map(_cell, record.values(), columns)) for record in data.rows)
    return "".join(csv_pieces(data.keys, rows))


def csv_pieces(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    r"""CSV with commas and ``\n`` line ends, a thousand rows at a time; ``None`` is empty."""
    stream = iter(rows)
    some: list[Sequence[object]] = [header, *islice(stream, _TOGETHER)]
    while some:
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(some)
        yield out.getvalue()
        some = list(islice(stream, _TOGETHER))


def _is_report(data: Data) -> bool:
    return isinstance(data.body, Mapping) and "report" in data.body


def _written(body: object) -> str:
    # Rows may come one by one.
    return json.dumps(body, ensure_ascii=False, indent=2, default=list) + "\n"


def _unit(row: Sequence[object], data: Data) -> str:
    """What the figures of a row are in: its indicator's unit, or that of the only one."""
    if "indicator" not in data.keys:
        return UNITS[data.of[0].measure]
    code = row[data.keys.index("indicator")]
    return next(UNITS[each.measure] for each in data.of if each.code == code)


def _labelled(
    columns: Sequence[_Column],
    rows: Iterable[Sequence[object]],
    names: CodeNames,
    heads: Mapping[str, str],
) -> Iterator[str]:
    """CSV for people: headers in the language, names instead of codes."""
    keys = [column.key for column in columns]
    told = [dict(zip(keys, row, strict=True)) for row in rows]
    units = {str(row["measured_in"]) for row in told} if "measured_in" in keys else set()
    header = [heads.get(column.key) or _head(column, units, names.w) for column in columns]
    cells = ([_cell(_named(column, row, names), column) for column in columns] for row in told)
    return csv_pieces(header, cells)


def _kind(key: str) -> str:
    """What a column holds."""
    if key in _QUANTITIES:
        return "quantity"
    if key == "paid_in" or key.endswith("amount"):
        return "money"
    if key in _POINTS:
        return "points"
    if key == "next":
        return "stage"
    return "projects" if key in _PROJECTS else "text"


def _cell(value: object, column: _Column) -> object:
    """A plain cell: texts guarded, points with two decimals, what is nested as JSON."""
    if value is None or isinstance(value, str):
        return value and guard(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:.2f}" if column.kind == "points" else value
    return json.dumps(value, ensure_ascii=False)


def _head(column: _Column, units: set[str], w: Wording) -> str:
    """A header with its unit; that of an indicator's figures only where all rows share it."""
    unit = {"money": "yuan", "points": "pp", "projects": "projects"}.get(column.kind)
    if column.kind == "quantity" and len(units) == 1:
        (unit,) = units
    name = w(f"column.{column.key}")
    return name if unit is None else w("head.with_unit", name=name, unit=w(f"unit.{unit}"))


def _named(column: _Column, row: Mapping[str, object], names: CodeNames) -> object:
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
