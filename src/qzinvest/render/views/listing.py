"""Lists: things in rows under keys, which people see as a table and programs as they are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Literal

from qzinvest.locale import Wording
from qzinvest.model.document import (
    Column,
    Data,
    Document,
    Facts,
    Kind,
    MoneyUnit,
    Row,
    Table,
    Value,
)
from qzinvest.model.stage import STAGES
from qzinvest.render.wording import CodeNames, coded, with_unit
from qzinvest.tuples import NamedTuple

Nested = Mapping[str, object] | list[Mapping[str, object]] | tuple[str, ...]
Cell = str | int | date | Fraction | Nested | None
Cells = tuple[Cell, ...]
"""A thing as its fields say: codes as codes, ``None`` where nothing is recorded."""
LINES = {"name": 2, "investor": 2}
"""On a terminal; what else a list says it says in full."""
_DAYS = tuple(f"{stage.code}_on" for stage in STAGES)


class Field(NamedTuple):
    """What the rows of a list have under a key; what is ``nested`` is for programs alone.

    ``spare``, ``whole`` and ``least`` are those of a ``Column``.
    """

    key: str
    kind: Kind | Literal["nested"] = "text"
    spare: int = 0
    whole: bool = False
    least: int = 0


def document(
    name: str, table: Table, unit: MoneyUnit = "yi", notes: Iterable[str] = ()
) -> Document:
    """A list that stands alone; it has no title, and files call it ``name``."""
    return Document("", "", (table,), tuple(notes), unit, titled=False, listed=True, name=name)


def table(  # noqa: PLR0913 - what a table is made of
    name: str,
    fields: Sequence[Field],
    rows: Iterable[Cells],
    w: Wording,
    *,
    unit: MoneyUnit = "yi",
    names: CodeNames | None = None,
    title: str = "",
) -> Table:
    """The rows as people read them.

    Args:
        name: what it is a list of; the sentence ``empty.<name>`` stands for no rows.
        names: what the plan calls its codes, where the rows have any.
        title: stands above the table.
    """
    shown = [(place, field) for place, field in enumerate(fields) if field.kind != "nested"]
    columns = tuple(_column(field, w, unit) for _, field in shown)
    cells = (
        Row(tuple(_value(row[place], field.key, w, names) for place, field in shown))
        for row in rows
    )
    key = f"empty.{name}"
    empty = w(key) if w(key) != key else w("empty.table")
    return Table(title, columns, tuple(cells), empty, records=True)


def facts(
    fields: Sequence[Field], row: Cells, w: Wording, unit: MoneyUnit, names: CodeNames | None = None
) -> Facts:
    """One thing in full; the arguments are those of ``table``."""
    return Facts(
        "",
        tuple(
            (_column(field, w, unit), _value(cell, field.key, w, names))
            for field, cell in zip(fields, row, strict=True)
            if field.kind != "nested"
        ),
    )


def more(shown: int, total: int, w: Wording) -> list[str]:
    """The note that a list is only a part of what there is."""
    return [w("list.more", shown=f"{shown:,}", total=f"{total:,}")] if shown < total else []


def data(fields: Sequence[Field], rows: Iterable[Cells], *, labels: bool = False) -> Data:
    """The rows as programs read them; of ``rows`` that come one by one either JSON or CSV is made.

    CSV has the day of each stage in place of ``milestones``; what else is nested people, who get
    ``labels``, are spared.
    """
    keys = [field.key for field in fields]

    def records() -> Iterator[dict[str, object]]:
        for row in rows:
            yield dict(zip(keys, map(_plain, row), strict=True))

    told: list[str] = []
    for field in fields:
        if field.key == "milestones":
            told += _DAYS
        elif field.kind != "nested" or not labels:
            told.append(field.key)
    by_day = (record | _days(record["milestones"]) for record in records())
    return Data(records(), told, by_day if "milestones" in keys else records())


def _column(field: Field, w: Wording, unit: MoneyUnit) -> Column:
    assert field.kind != "nested"  # noqa: S101 - people get none of these
    head = w(f"column.{field.key}")
    head = with_unit(head, w, unit) if field.kind == "money" else head
    lines = LINES.get(field.key, 0)
    return Column(
        head, field.kind, spare=field.spare, whole=field.whole, least=field.least, lines=lines
    )


def _value(cell: Cell, key: str, w: Wording, names: CodeNames | None) -> Value:
    """A cell as people read it: codes by their names, nothing where nothing is recorded."""
    if isinstance(cell, str):
        return names.said(key, cell) if names else coded(key, cell, w)
    assert not isinstance(cell, Mapping | list)  # noqa: S101 - people get none of these
    return "" if cell is None else cell


def _plain(cell: Cell) -> object:
    # Texts first: there are most of them, and the types of figures and mappings tell slowly.
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, Fraction):
        return float(cell)
    if isinstance(cell, Mapping):
        return dict(cell)
    return cell.isoformat() if isinstance(cell, date) else cell


def _days(milestones: object) -> dict[str, object]:
    assert isinstance(milestones, Mapping)  # noqa: S101 - as ``views.projects`` makes them
    days = (milestones.get(stage.code) for stage in STAGES)
    return {key: day and day["on"] for key, day in zip(_DAYS, days, strict=True)}
