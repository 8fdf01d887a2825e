"""The file of payments that ``export`` writes, ``entries.csv``: rows to payments of known projects.

Each row is read as the plain file's row of a project of which nothing is said but that payment, so
that both files obey the same rules.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from qzinvest.errors import BadAmount, BadDate, BadHeader, BadRow, Fault, UnknownName
from qzinvest.intake.files.text_table import read_records
from qzinvest.intake.plain_csv.rows import PlainRow, PlainSheet
from qzinvest.intake.words.names import Resolver
from qzinvest.model.entry import PAID, Payment
from qzinvest.model.plain_layout import BASE_COLUMNS, ENTRY_COLUMNS
from qzinvest.model.project import Milestone, Project, payment_of

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


def read_entries(
    path: Path, resolver: Resolver, today: date, name: str
) -> Iterator[PlainRow | Fault]:
    """Every project of the file with all its payments, under the row of its first, and all faults.

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
    sheet = PlainSheet(name, _HEADER, resolver, today, None)
    found: dict[str, PlainRow] = {}
    for row, cells in records:
        for read in _read(sheet, name, row, cells, columns):
            if isinstance(read, Fault):
                yield read
            else:
                code = read.project.code or ""
                known = found.setdefault(code, read)
                if known is not read:
                    found[code] = known._replace(project=_with(known.project, read.project))
    yield from found.values()


def _read(
    sheet: PlainSheet,
    file: str,
    row: int,
    cells: list[str] | Fault,
    columns: Sequence[str],
) -> Iterator[PlainRow | Fault]:
    """A row's project with its one payment, or the row's faults."""
    if isinstance(cells, Fault):
        yield cells
        return
    if not any(cells):
        return
    if len(cells) != len(columns):
        error = BadRow(reason="cells", detail=f"{len(cells)} ≠ {len(columns)}")
        yield Fault(file, row, "", ",".join(cells)[:_EXCERPT], error)
        return
    told = dict(zip(columns, cells, strict=True))
    if told["topic"] != PAID:
        unknown = UnknownName(what="topic", text=told["topic"], near=(PAID,))
        yield Fault(file, row, "topic", told["topic"], unknown)
        return
    plain = {_PLAIN[column]: cell for column, cell in told.items() if column in _PLAIN}
    if plain["funded_precision"].strip() == "day":
        plain["funded_precision"] = ""
    for read in sheet.read(row, [plain.get(column, "") for column in _HEADER]):
        if isinstance(read, Fault):
            yield read._replace(column=_OURS.get(read.column, read.column))
            continue
        funded = next(iter(read.project.milestones), None)
        lacking = _lacking(file, row, funded)
        yield lacking or read._replace(project=_of(read.project, funded))


def _lacking(file: str, row: int, funded: Milestone | None) -> Fault | None:
    if funded is None:
        return Fault(file, row, "on", "", BadDate(text=""))
    if not funded.amount:
        return Fault(file, row, "amount", "", BadAmount(text="", reason="digits"))
    return None


def _of(project: Project, funded: Milestone | None) -> Project:
    """The project of which only a payment is said."""
    return project._replace(milestones=(), payments=() if funded is None else (payment_of(funded),))


def _with(known: Project, more: Project) -> Project:
    """A project with the payments of one more row, told apart from those of the same day."""
    new: Payment = more.payments[0]
    place = sum(1 for p in known.payments if p.on == new.on) + 1
    return known._replace(payments=(*known.payments, new._replace(place=place)))
