"""The file ``entries.csv`` that ``export`` writes: payments of projects, and marks of units.

A payment's row is read as the plain file's row of a project of which nothing is said but that
payment, so that both files obey the same rules.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import cast

from qzinvest.errors import (
    BadAmount,
    BadDate,
    BadHeader,
    BadRow,
    BadText,
    Fault,
    QzinvestError,
    UnknownName,
)
from qzinvest.intake.files.text_table import read_records
from qzinvest.intake.plain_csv.cells import cells_of
from qzinvest.intake.plain_csv.rows import PlainRow, PlainSheet
from qzinvest.intake.words.names import Resolver
from qzinvest.model.entry import PAID, Payment
from qzinvest.model.plain_layout import BASE_COLUMNS, ENTRY_COLUMNS
from qzinvest.model.plan import UNIT_KINDS
from qzinvest.model.project import Milestone, Project, payment_of
from qzinvest.tuples import NamedTuple

_PLAIN = {
    "subject": "code",
    "on": "funded_on",
    "counted_on": "funded_counted_on",
    "amount": "funded_amount",
    "evidence": "funded_evidence",
    "precision": "funded_precision",
    "fictional": "fictional",
    "name": "name",
}
"""The column of the plain file that says what one of this file's says."""
_OURS = {plain: ours for ours, plain in _PLAIN.items()}
_MORE = [column for column in _PLAIN.values() if column not in BASE_COLUMNS]
_EXCERPT = 60
_HEADER = [*BASE_COLUMNS, *_MORE]
_OF_MARK = {"on": "dropped_on", "evidence": "note", "fictional": "fictional"}
"""The columns of the plain file whose cells are as those of a mark."""


class MarkRow(NamedTuple):
    """A row that gives a mark; unit, item and mark are as written, for the plan of the day to read.

    ``on`` is a day that has come, ``note`` empty for none.
    """

    row: int
    kind: str
    unit: str
    item: str
    on: date
    score: str
    note: str


def read_entries(
    path: Path, resolver: Resolver, today: date, name: str
) -> Iterator[PlainRow | MarkRow | Fault]:
    """Every project of the file with all its payments, under the row of its first; marks; faults.

    Raises:
        BadHeader: the first row is not the header of the file.
        FileUnreadable: the file cannot be opened or read.
    """
    records = read_records(path)
    _, header = next(records, (1, []))
    if isinstance(header, Fault):
        yield header
        return
    columns = ENTRY_COLUMNS[: len(header)]
    if tuple(header) != columns or "fictional" not in columns:
        raise BadHeader(file=name, expected=",".join(ENTRY_COLUMNS), found=",".join(header))
    sheet = _Sheet(name, columns, resolver, today)
    found: dict[str, PlainRow] = {}
    for row, cells in records:
        for read in sheet.read(row, cells):
            if isinstance(read, PlainRow):
                code = read.project.code or ""
                known = found.setdefault(code, read)
                if known is not read:
                    found[code] = known._replace(project=_with(known.project, read.project))
            else:
                yield read
    yield from found.values()


class _Sheet:
    """One file's columns, and what its rows mean."""

    def __init__(self, file: str, columns: Sequence[str], resolver: Resolver, today: date) -> None:
        self._file = file
        self._columns = columns
        self._plain = PlainSheet(file, _HEADER, resolver, today, None)
        self._cells = {ours: cells_of(as_, resolver, today) for ours, as_ in _OF_MARK.items()}

    def read(self, row: int, cells: list[str] | Fault) -> Iterator[PlainRow | MarkRow | Fault]:
        """A row's project with its one payment, its mark, or the row's faults."""
        if isinstance(cells, Fault):
            yield cells
        elif any(cells) and len(cells) != len(self._columns):
            error = BadRow(reason="cells", detail=f"{len(cells)} ≠ {len(self._columns)}")
            yield Fault(self._file, row, "", ",".join(cells)[:_EXCERPT], error)
        elif any(cells):
            told = {c: cell.strip() for c, cell in zip(self._columns, cells, strict=True)}
            if told["precision"] == "day":
                told["precision"] = ""
            yield from (self._mark if ":" in told["subject"] else self._payment)(row, told)

    def _payment(self, row: int, told: dict[str, str]) -> Iterator[PlainRow | Fault]:
        if told["topic"] != PAID:
            unknown = UnknownName(what="topic", text=told["topic"], near=(PAID,))
            yield self._fault(row, "topic", told, unknown)
            return
        if told.get("number"):
            yield self._fault(row, "number", told, _odd("number", told, "of_payment"))
            return
        plain = {_PLAIN[column]: cell for column, cell in told.items() if column in _PLAIN}
        for read in self._plain.read(row, [plain.get(column, "") for column in _HEADER]):
            if isinstance(read, Fault):
                yield read._replace(column=_OURS.get(read.column, read.column), cell="")
                continue
            funded = next(iter(read.project.milestones), None)
            if funded is None:
                yield self._fault(row, "on", told, BadDate(text=""))
            elif not funded.amount:
                yield self._fault(row, "amount", told, BadAmount(text="", reason="digits"))
            else:
                yield read._replace(project=_of(read.project, funded))

    def _mark(self, row: int, told: dict[str, str]) -> Iterator[MarkRow | Fault]:
        kind, _, unit = told["subject"].partition(":")
        faults: dict[str, QzinvestError] = {}
        if kind not in UNIT_KINDS:
            faults["subject"] = UnknownName(what="unit", text=told["subject"], near=UNIT_KINDS)
        read: dict[str, object] = {}
        for column, cells in self._cells.items():
            try:
                read[column] = cells[told[column]]
            except QzinvestError as error:
                faults[column] = error
        if not told["on"]:
            faults["on"] = BadDate(text="")
        day = told["counted_on"] or told["on"]
        for column, is_odd in (
            ("counted_on", day != told["on"]),
            ("amount", told["amount"]),
            ("precision", told["precision"]),
        ):
            if is_odd:
                faults[column] = _odd(column, told, "of_mark")
        if faults:
            yield from (self._fault(row, column, told, error) for column, error in faults.items())
            return
        on, note = cast("date", read["on"]), cast("str | None", read["evidence"])
        yield MarkRow(row, kind, unit, told["topic"], on, told.get("number", ""), note or "")

    def _fault(self, row: int, column: str, told: dict[str, str], error: QzinvestError) -> Fault:
        return Fault(self._file, row, column, told[column], error)


def _odd(column: str, told: dict[str, str], reason: str) -> BadText:
    return BadText(field=column, text=told[column], reason=reason)


def _of(project: Project, funded: Milestone) -> Project:
    """The project of which only a payment is said."""
    return project._replace(milestones=(), payments=(payment_of(funded),))


def _with(known: Project, more: Project) -> Project:
    """A project with the payments of one more row, told apart from those of the same day."""
    new: Payment = more.payments[0]
    place = sum(1 for p in known.payments if p.on == new.on) + 1
    return known._replace(payments=(*known.payments, new._replace(place=place)))
