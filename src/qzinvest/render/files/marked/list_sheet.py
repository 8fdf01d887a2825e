"""The sheet before all others: what is wrong, each with a link to its cell.

A hidden column keeps the style that each cell had before it was marked, for a later return: a style
is what every program keeps when it saves a workbook.
"""

from collections.abc import Sequence
from typing import NamedTuple

from qzinvest.locale import Wording
from qzinvest.render.files.marked.sheet import Cell, name_of, place_of
from qzinvest.render.files.marked.splice import parsed, written
from qzinvest.render.files.marked.styles import ListStyles
from qzinvest.render.files.remarks import LIST_WIDTHS, list_height

_MOST_LINKS = 60_000
"""Excel has room for 65,530 links on a sheet."""
_KEPT = '<col min="3" max="3" width="9" hidden="1"/>'
_SHEET = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{main}">'
    '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
    '<sheetViews><sheetView showGridLines="0"{selected} workbookViewId="0"/></sheetViews>'
    '<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>{rows}</sheetData>'
    '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>{links}'
    '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
)


class Line(NamedTuple):
    """A cell that is bad, what is said about it, and the style that it had."""

    sheet: str
    cell: Cell
    text: str
    style: int


def list_sheet(
    lines: Sequence[Line], w: Wording, main: str, styles: ListStyles, *, opens: bool
) -> bytes:
    """The sheet's XML, in the vocabulary of the workbook; ``opens`` has it shown first."""
    intro = w("return.intro", count=len(lines))
    rows = [_row(1, list_height(intro), (_text("A1", styles.head, intro),))]
    links = []
    for number, line in enumerate(lines, 3):
        target = f"{line.sheet}!{name_of(line.cell)}"
        if number < _MOST_LINKS:
            links.append(_link(f"A{number}", line))
        cells = (
            _text(f"A{number}", styles.link, target),
            _text(f"B{number}", styles.text, line.text),
            f'<c r="C{number}" s="{line.style}"/>',
        )
        rows.append(_row(number, list_height(line.text), cells))
    return _SHEET.format(
        main=main,
        selected=' tabSelected="1"' if opens else "",
        columns="".join([*map(_column, (1, 2), LIST_WIDTHS), _KEPT]),
        rows="".join(rows),
        links=f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else "",
    ).encode()


def styles_before(data: bytes) -> dict[tuple[str, Cell], int]:
    """The styles that an earlier list keeps, by sheet and cell."""
    root = parsed(data)
    kept = {c.attributes.get("r", ""): int(c.attributes.get("s", 0)) for c in root.within("c")}
    found = {}
    for link in root.within("hyperlink"):
        sheet, _, cell = link.attributes.get("location", "").rpartition("!")
        style = kept.get(link.attributes.get("ref", "").replace("A", "C"))
        if style is not None:
            found[sheet.strip("'").replace("''", "'"), place_of(cell)] = style
    return found


def _column(number: int, width: int) -> str:
    return f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'


def _row(number: int, height: float, cells: Sequence[str]) -> str:
    return f'<row r="{number}" ht="{height}" customHeight="1">{"".join(cells)}</row>'


def _text(place: str, style: int, text: str) -> str:
    said = f'<t xml:space="preserve">{written(text)}</t>'
    return f'<c r="{place}" s="{style}" t="inlineStr"><is>{said}</is></c>'


def _link(place: str, line: Line) -> str:
    sheet = line.sheet.replace("'", "''")
    target = written(f"'{sheet}'!{name_of(line.cell)}")
    return f'<hyperlink ref="{place}" location="{target}"/>'
