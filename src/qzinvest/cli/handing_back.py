"""The workbook that goes back to the sender: the file's own cells, the bad ones marked."""

from collections.abc import Sequence

from qzinvest.errors import Fault
from qzinvest.intake.office_tables import OfficeTable
from qzinvest.intake.tables import Opened
from qzinvest.locale import Wording
from qzinvest.render.return_file import Page, Spot, return_workbook
from qzinvest.render.talk import mending_text


def returned(
    tables: Sequence[tuple[Opened, OfficeTable]], faults: Sequence[Fault], w: Wording
) -> bytes:
    """The workbook of all tables of an import; sheets of several files carry the file's name."""
    several = len({opened.file for opened, _ in tables}) > 1
    pages = [
        Page(
            _name(opened.file, table.sheet.name, several=several),
            table.sheet.rows(),
            table.sheet.merges,
        )
        for opened, table in tables
    ]
    spots = [
        Spot(
            _name(fault.file, fault.sheet, several=several),
            fault.row,
            _column(fault.cell),
            mending_text(fault, w),
        )
        for fault in faults
    ]
    return return_workbook(pages, spots, w)


def _name(file: str, sheet: str, *, several: bool) -> str:
    return f"{file} {sheet}".strip() if several else sheet


def _column(cell: str) -> int:
    """The column of a cell's name, from 0; -1 for a fault of a whole row."""
    column = 0
    for letter in cell.rstrip("0123456789"):
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1
