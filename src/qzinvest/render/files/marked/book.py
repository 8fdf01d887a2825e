"""The sender's own workbook, its bad cells marked and listed on a sheet before all others.

Changed are the workbook's list of sheets, its styles, the sheets with bad cells and their
comments. Every other part keeps its bytes, and in these everything but what is put in.

A hidden column of the list keeps the style that each cell had before it was marked, for a later
return: a style is what every program keeps when it saves a workbook.
"""

import zlib
from collections.abc import Sequence
from html import unescape
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

from qzinvest.locale import Wording, wording
from qzinvest.model.cell_names import cell_name
from qzinvest.model.plan import LANGUAGES
from qzinvest.render.files.marked.notes import Notes
from qzinvest.render.files.marked.package import Package
from qzinvest.render.files.marked.sheet import Area, Cell, SheetPart, is_selected, located, place_of
from qzinvest.render.files.marked.splice import Edits, Element, OddPackage, parsed, written
from qzinvest.render.files.marked.styles import ListStyles, Styles
from qzinvest.render.files.remarks import LIST_WIDTHS, Spot, list_height, remark
from qzinvest.render.workbook import FONTS, sheet_name
from qzinvest.tuples import NamedTuple

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
        target = f"{line.sheet}!{cell_name(*line.cell)}"
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
    target = written(f"'{sheet}'!{cell_name(*line.cell)}")
    return f'<hyperlink ref="{place}" location="{target}"/>'


_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_BOOKS = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
}
"""What a workbook calls itself; Excel opens none whose name says something else."""
_NAME = "_qzinvest.list"
"""The name, shown to nobody, by which a list of an earlier return is known."""
_BEFORE_NAMES = ("sheets", "functionGroups", "externalReferences")
_TROUBLE = (
    OddPackage,
    BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


def marked_workbook(path: Path, spots: Sequence[Spot], w: Wording, suffix: str) -> bytes | None:
    """The workbook with its marks, ``None`` if its package is too odd to be patched.

    Args:
        path: an XLSX or XLSM file that may be read.
        suffix: that of the file to be written; macros go only where they may.
    """
    try:
        with Package(path) as package:
            return _Book(package, w).returned(spots, suffix)
    except _TROUBLE:
        return None


def named(data: bytes, suffix: str) -> bytes:
    """A workbook of our own under a name with this suffix."""
    with Package(BytesIO(data)) as package:
        fit(package, suffix)
        return package.done()


Remarks = dict[Cell, list[str]]


class _Book:
    """One workbook while it is patched."""

    def __init__(self, package: Package, w: Wording) -> None:
        self._package = package
        self._w = w
        self._font = FONTS[w.lang]
        self._data = package.read(package.book)
        self._root = parsed(self._data)
        self._edits = Edits(self._data)
        sheets = self._root.child("sheets")
        if sheets is None or any("/revisions/" in f"/{name}" for name in package):
            raise OddPackage("workbook")
        self._sheets = sheets
        ties = {relation.id: relation for relation in package.relations(package.book)}
        self._parts = {s.attributes["name"]: ties[_tie_of(s)] for s in sheets.named("sheet")}
        p = self._root.prefix
        self._main = self._root.attributes[f"xmlns:{p[:-1]}" if p else "xmlns"]
        self._styles = Styles(package, self._main)
        self._titles = [f"【{word('return.sheet')}】" for word in (w, *map(wording, LANGUAGES))]
        self._before: dict[tuple[str, Cell], int] = {}

    def returned(self, spots: Sequence[Spot], suffix: str) -> bytes:
        """The whole workbook."""
        name, known = self._earlier_list()
        if known is not None:
            self._before = styles_before(self._package.read(self._parts[known].target))
        remarks: dict[str, Remarks] = {name: {} for name in self._parts}
        for spot in spots:
            text = remark(spot.text)
            said = remarks[spot.sheet].setdefault((spot.row, max(spot.column, 0)), [])
            said += [] if text in said else [text]
        notes = {sheet: self._notes(sheet) for sheet in self._parts if sheet != known}
        earlier = {sheet for sheet, _ in self._before}
        patched = [
            sheet
            for sheet, note in notes.items()
            if remarks[sheet] or sheet in earlier or (note is not None and note.ours)
        ]
        selected = [
            s for s in self._parts if is_selected(self._package.read(self._parts[s].target))
        ]
        opens = known in selected if known else all(s in patched for s in selected)
        lines: list[Line] = []
        for sheet in patched:
            lines += self._patch(sheet, remarks[sheet], notes[sheet], opens=opens and not known)
        page = list_sheet(
            lines, self._w, self._main, self._styles.for_list(self._font), opens=opens
        )
        if known is None:
            self._insert(page, name, opens=opens)
        else:
            self._package.write(self._parts[known].target, page)
        self._styles.save()
        self._package.write(self._package.book, self._edits.done())
        fit(self._package, suffix)
        return self._package.done()

    def _earlier_list(self) -> tuple[Element | None, str | None]:
        """The name that an earlier return has given, and the sheet to which it leads still."""
        for name in self._root.within("definedName"):
            if name.attributes.get("name") == _NAME:
                text = unescape(self._data[name.inner : name.close].decode())
                sheet = text.rpartition("!")[0].strip("'").replace("''", "'")
                return name, sheet if sheet in self._parts else None
        return None, None

    def _notes(self, sheet: str) -> Notes | None:
        relation = self._parts[sheet]
        if relation.kind != "worksheet":
            return None
        return Notes(self._package, relation.target, self._main, self._titles)

    def _patch(
        self, sheet: str, remarks: Remarks, notes: Notes | None, *, opens: bool
    ) -> list[Line]:
        """Mark a sheet's bad cells, and take back earlier marks of those that are bad no more."""
        if notes is None:
            raise OddPackage("worksheet")
        place = self._parts[sheet].target
        data = self._package.read(place)
        areas = located(data, remarks)
        texts: dict[Area, list[str]] = {}
        for cell, said in remarks.items():
            known = texts.setdefault(areas[cell], [])
            known += [text for text in said if text not in known]
        earlier = notes.ours | {cell for name, cell in self._before if name == sheet}
        marked = {area.cell for area in texts}
        part = SheetPart(data, earlier | marked)
        before = {cell: self._style_before(sheet, cell, part) for cell in earlier | marked}
        part.restyle(before | {cell: self._styles.marked(part.style(cell)) for cell in marked})
        notes.write({area: "\n".join(said) for area, said in texts.items()}, self._font, part)
        if opens:
            part.unselect()
        self._package.write(place, part.edits.done())
        return [
            Line(sheet, area.cell, text, before[area.cell])
            for area, said in texts.items()
            for text in said
        ]

    def _style_before(self, sheet: str, cell: Cell, part: SheetPart) -> int:
        """A cell's style without the mark that it may have of an earlier return."""
        style = part.style(cell)
        if not self._styles.is_mark(style):
            return style
        if (known := self._before.get((sheet, cell))) is not None:
            return known
        return self._styles.plain(style)

    def _insert(self, page: bytes, name: Element | None, *, opens: bool) -> None:
        """Put the list before all sheets, and move what counts them."""
        package, p = self._package, self._root.prefix
        kinds = ("worksheet", _SHEET_TYPE)
        _, tie = package.add(package.book, "worksheets/sheet{}.xml", page, kinds)
        title = written(sheet_name(self._w("return.sheet"), "", list(self._parts)))
        number = 1 + max(int(s.attributes["sheetId"]) for s in self._sheets.named("sheet"))
        self._edits.insert(
            self._sheets.inner,
            f'<{p}sheet xmlns:r="{package.kinds}" name="{title}" sheetId="{number}" r:id="{tie}"/>',
        )
        for known in self._root.within("definedName"):
            if "localSheetId" in known.attributes:
                moved = int(known.attributes["localSheetId"]) + 1
                self._edits.attribute(known, "localSheetId", str(moved))
        for view in self._root.within("workbookView"):
            self._turn(view, opens=opens)
        self._name(name, f"'{title}'!$A$1")

    def _turn(self, view: Element, *, opens: bool) -> None:
        """Have a window show the list, or still the sheet that it showed."""
        for which in ("activeTab", "firstSheet"):
            before = int(view.attributes.get(which, 0))
            if opens and before:
                self._edits.attribute(view, which, "0")
            elif not opens and (before or which == "activeTab"):
                self._edits.attribute(view, which, str(before + 1))

    def _name(self, known: Element | None, target: str) -> None:
        """Give the list the name by which a later return finds it."""
        p = self._root.prefix
        text = f'<{p}definedName name="{_NAME}" hidden="1">{target}</{p}definedName>'
        names = self._root.child("definedNames")
        if known is not None:
            self._edits.replace(known.inner, known.close, target)
        elif names is not None:
            self._edits.append(names, text)
        else:
            before = [c.stop for c in self._root.children if c.name in _BEFORE_NAMES]
            self._edits.insert(max(before), f"<{p}definedNames>{text}</{p}definedNames>")


def fit(package: Package, suffix: str) -> None:
    """Have a workbook call itself what its name says; only one of the two holds macros."""
    if package.type_of(package.book) != _BOOKS[suffix]:
        package.set_type(package.book, _BOOKS[suffix])
    macros = package.related(package.book, "vbaProject")
    if suffix == ".xlsm" or macros is None:
        return
    for relation in package.relations(macros):
        package.drop(relation.target)
    package.drop(macros)
    package.untie(package.book, "vbaProject")


def _tie_of(sheet: Element) -> str:
    return next(value for name, value in sheet.attributes.items() if name.endswith(":id"))
