"""The workbook that goes back to the sender, its bad cells marked."""

from collections.abc import Iterator, Sequence
from itertools import chain, count
from pathlib import Path

from qzinvest.errors import Fault
from qzinvest.intake.files.tables import open_tables
from qzinvest.locale import Wording
from qzinvest.model.cell_names import column_of
from qzinvest.render.files.marked.book import marked_workbook, named
from qzinvest.render.files.rebuilt import Page, return_workbook
from qzinvest.render.files.remarks import Spot
from qzinvest.render.refusals import mending_text
from qzinvest.tasks.importing import Importer
from qzinvest.tuples import NamedTuple


class Returned(NamedTuple):
    """The workbook's bytes, and whether looks that the sender's file has were lost."""

    data: bytes
    is_plainer: bool = False


def returned(
    importer: Importer, faults: Sequence[Fault], w: Wording, target: Path
) -> Iterator[tuple[Path, Returned]]:
    """For each bad file the sender's own workbook with marks, else its cells in a new one.

    A new one is made of text files, and of XLS, XLSB and ODS. Each sender gets one of its own:
    where several files are bad, their names stand behind the target's.

    Args:
        importer: has read the files, which are there still.
        faults: all that is wrong with them, at least one.
        target: the file to be written, ``.xlsx`` or ``.xlsm``.
    """
    bad = list(dict.fromkeys(fault.file for fault in faults))
    taken = {Path(opened.path).resolve() for opened, _ in importer.tables}
    for file in bad:
        path = target if len(bad) == 1 else _beside(target, Path(file).stem, taken)
        own = [fault for fault in faults if fault.file == file]
        yield path, _returned(importer, file, own, w, target.suffix.lower())


def _beside(target: Path, name: str, taken: set[Path]) -> Path:
    """A path of its own beside the target, named after a file too; none that is read."""
    names = chain([name], (f"{name}-{number}" for number in count(2)))
    paths = (target.with_stem(f"{target.stem}-{each}") for each in names)
    path = next(path for path in paths if path.resolve() not in taken)
    taken.add(path.resolve())
    return path


def _returned(
    importer: Importer, file: str, faults: Sequence[Fault], w: Wording, suffix: str
) -> Returned:
    workbook = next(
        (o.path for o, _ in importer.tables if (o.file, o.kind) == (file, "xlsx")), None
    )
    if workbook is not None and (
        data := marked_workbook(workbook, _spots(faults, (), w), w, suffix)
    ):
        return Returned(data)
    data = _rebuilt(importer, file, faults, w)
    # XlsxWriter's own workbooks call themselves XLSX.
    data = data if suffix == ".xlsx" else named(data, suffix)
    return Returned(data, is_plainer=workbook is not None)


def _rebuilt(importer: Importer, file: str, faults: Sequence[Fault], w: Wording) -> bytes:
    """A new workbook of all tables of a file."""
    own = [(opened, table.sheet) for opened, table in importer.tables if opened.file == file]
    sheets = list({sheet.name: sheet for _, sheet in own}.values())
    header: Sequence[str] = ()
    for plain in importer.plain:
        if plain.name == file:
            sheets = list(open_tables(plain.path, file, encoding="utf-8", delimiter=",").sheets)
            header = [str(value) for value in next(sheets[0].rows()).values]
    pages = [Page(sheet.name, sheet.rows(), sheet.merges) for sheet in sheets]
    epoch = next((opened.epoch or 1900 for opened, _ in own), 1900)
    return return_workbook(pages, _spots(faults, header, w), w, epoch=epoch)


def _spots(faults: Sequence[Fault], header: Sequence[str], w: Wording) -> list[Spot]:
    return [
        Spot(fault.sheet, fault.row, _column(fault, header), mending_text(fault, w))
        for fault in faults
    ]


def _column(fault: Fault, header: Sequence[str]) -> int:
    """The column of a fault, from 0; -1 for one of a whole row."""
    if not fault.cell:
        return header.index(fault.column) if fault.column in header else -1
    return column_of(fault.cell.rstrip("0123456789").encode())
