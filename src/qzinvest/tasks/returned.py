"""The workbook that goes back to the sender, its bad cells marked."""

from collections.abc import Sequence
from typing import NamedTuple

from qzinvest.errors import Fault
from qzinvest.intake.files.sheets import Sheet
from qzinvest.intake.files.tables import open_tables
from qzinvest.locale import Wording
from qzinvest.render.files.marked.book import marked_workbook, named
from qzinvest.render.files.rebuilt import Page, return_workbook
from qzinvest.render.files.remarks import Spot
from qzinvest.render.refusals import mending_text
from qzinvest.tasks.importing import Importer


class Returned(NamedTuple):
    """The workbook's bytes, and whether looks that the sender's file has were lost."""

    data: bytes
    is_plainer: bool = False


def returned(importer: Importer, faults: Sequence[Fault], w: Wording, suffix: str) -> Returned:
    """The sender's own workbook with marks, else its cells in a new one.

    A new one is made of text files, of XLS, XLSB and ODS, and of several files together.

    Args:
        importer: has read the files, which are there still.
        faults: all that is wrong with them, at least one.
        w: the sender's language.
        suffix: that of the file to be written, ``.xlsx`` or ``.xlsm``.
    """
    bad = {fault.file for fault in faults}
    workbooks = {o.file: o.path for o, _ in importer.tables if o.kind == "xlsx"}
    if len(bad) == 1 and bad <= workbooks.keys():
        spots = _spots(faults, {}, w, several=False)
        if data := marked_workbook(workbooks[bad.pop()], spots, w, suffix):
            return Returned(data)
    data = _rebuilt(importer, faults, w)
    # XlsxWriter's own workbooks call themselves XLSX.
    return Returned(data if suffix == ".xlsx" else named(data, suffix), bool(workbooks))


def _rebuilt(importer: Importer, faults: Sequence[Fault], w: Wording) -> bytes:
    """A new workbook of all tables of an import; sheets of several files carry the file's name."""
    sheets = [(opened.file, table.sheet) for opened, table in importer.tables]
    headers: dict[str, list[str]] = {}
    for file in importer.plain:
        (sheet,) = open_tables(file.path, file.name, encoding="utf-8", delimiter=",").sheets
        sheets.append((file.name, sheet))
        headers[file.name] = [str(value) for value in next(sheet.rows()).values]
    several = len({file for file, _ in sheets}) > 1
    pages = [_page(file, sheet, several=several) for file, sheet in sheets]
    spots = _spots(faults, headers, w, several=several)
    epochs = {opened.epoch or 1900 for opened, _ in importer.tables}
    return return_workbook(pages, spots, w, epoch=epochs.pop() if len(epochs) == 1 else 1900)


def _spots(
    faults: Sequence[Fault], headers: dict[str, list[str]], w: Wording, *, several: bool
) -> list[Spot]:
    return [
        Spot(
            _name(fault.file, fault.sheet, several=several),
            fault.row,
            _column(fault, headers.get(fault.file, ())),
            mending_text(fault, w),
        )
        for fault in faults
    ]


def _page(file: str, sheet: Sheet, *, several: bool) -> Page:
    return Page(_name(file, sheet.name, several=several), sheet.rows(), sheet.merges)


def _name(file: str, sheet: str, *, several: bool) -> str:
    return f"{file} {sheet}".strip() if several else sheet


def _column(fault: Fault, header: Sequence[str]) -> int:
    """The column of a fault, from 0; -1 for one of a whole row."""
    if not fault.cell:
        return header.index(fault.column) if fault.column in header else -1
    column = 0
    for letter in fault.cell.rstrip("0123456789"):
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1
