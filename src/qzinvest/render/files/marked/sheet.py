"""One worksheet's XML: where its cells stand, and how its bad ones get another style.

ECMA-376, part 1, 18.3. Rows in which nothing is marked are passed over.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

from qzinvest.model.cell_names import cell_name, column_of
from qzinvest.patterns import pattern
from qzinvest.render.files.marked.splice import Edits, Element, OddPackage, Parser
from qzinvest.tuples import NamedTuple

Cell = tuple[int, int]
"""Row from 1, column from 0."""
_PLACE = pattern(r"([A-Z]{1,3})([0-9]{1,7})")
_MERGE = pattern(
    rb"<(?:[\w.-]+:)?mergeCell\s[^>]*?\bref\s*=\s*[\"']([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)[\"']"
)
_SELECTED = pattern(rb"\btabSelected\s*=\s*[\"'](?:1|true)")
_HEAD = 1 << 14
"""Bytes in which a sheet's views stand."""
_TRUE = {"1", "true", "on"}
_LETTER = 7
"""Pixels of a digit in the usual font."""
_COLUMN, _ROW = 64, 20
"""Pixels of a column and of a row whose size is not said."""
_BEFORE_BOXES = """
sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection
protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells
phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup
headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing
"""
"""What stands before a sheet's legacy drawing."""


class Area(NamedTuple):
    """First row, first column, last row, last column; rows from 1, columns from 0."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def cell(self) -> Cell:
        """The cell that holds what the area shows."""
        return self.top, self.left


def located(data: bytes, cells: Iterable[Cell]) -> dict[Cell, Area]:
    """What is seen of each cell: itself, or the merged cell that covers it."""
    found = {cell: Area(*cell, *cell) for cell in cells}
    columns: defaultdict[int, list[int]] = defaultdict(list)
    for row, column in found:
        columns[row].append(column)
    rows = sorted(columns)
    for merge in _MERGE.finditer(data, max(data.rfind(b"sheetData"), 0)):
        left, top, right, bottom = merge.groups()
        area = Area(int(top), column_of(left), int(bottom), column_of(right))
        for row in rows[bisect_left(rows, area.top) : bisect_right(rows, area.bottom)]:
            covered = (c for c in columns[row] if area.left <= c <= area.right)
            found |= {(row, column): area for column in covered}
    return found


def is_selected(data: bytes) -> bool:
    """Whether a sheet is one of those that are open before the reader."""
    return _SELECTED.search(data, 0, _HEAD) is not None


class _Scan(Parser):
    """Keeps the sheet's blocks, and of its rows and cells those that are asked for."""

    def __init__(self, data: bytes, rows: Collection[int]) -> None:
        super().__init__(data)
        self._rows = rows
        self._row = self._column = 0
        self._is_wanted = False
        self._wanting = sorted(rows)
        self.rows: dict[int, Element] = {}
        self.cells: dict[int, dict[int, Element]] = {}
        self.heights: dict[int, int] = {}
        self.gaps: dict[int, int] = {}

    def keep(self, attributes: Mapping[str, str]) -> bool:
        """Whether an element is kept: not in the rows that nobody asks for, nor in cells."""
        depth = len(self.stack)
        if depth < 2 or self.stack[1] is None or self.stack[1].name != "sheetData":  # noqa: PLR2004
            return True
        if depth == 2:  # noqa: PLR2004 - a row
            return self._begin_row(attributes)
        return depth == 3 and self._is_wanted  # noqa: PLR2004 - a cell

    def ended(self, element: Element) -> None:
        """A row or a cell that was asked for is complete."""
        depth = len(self.stack)
        if depth == 2 and element.name == "row":  # noqa: PLR2004
            self.rows[self._row] = element
            self.cells[self._row] = self._cells_of(element)

    def _begin_row(self, attributes: Mapping[str, str]) -> bool:
        number = int(attributes.get("r", self._row + 1))
        if number <= self._row:
            raise OddPackage("order of rows")
        self._row = number
        while self._wanting and self._wanting[0] < number:
            self.gaps[self._wanting.pop(0)] = self.here
        if self._wanting and self._wanting[0] == number:
            self._wanting.pop(0)
        if attributes.get("hidden") in _TRUE:
            self.heights[number] = 0
        elif "ht" in attributes:
            self.heights[number] = round(float(attributes["ht"]) * 4 / 3)
        self._is_wanted = number in self._rows
        return self._is_wanted

    def _cells_of(self, row: Element) -> dict[int, Element]:
        found: dict[int, Element] = {}
        column = -1
        for cell in row.named("c"):
            place = _PLACE.fullmatch(cell.attributes.get("r", ""))
            number = column_of(place[1].encode()) if place else column + 1
            if number <= column:
                raise OddPackage("order of cells")
            found[number] = cell
            column = number
        return found


class SheetPart:
    """A worksheet that is patched.

    Args:
        data: its XML.
        cells: the cells that are asked for.
    """

    def __init__(self, data: bytes, cells: Iterable[Cell]) -> None:
        scan = _Scan(data, {row for row, _ in cells})
        self.root = scan.parse()
        self._scan = scan
        self.edits = Edits(data)
        held = self.root.child("sheetData")
        if held is None or self.root.name != "worksheet":
            raise OddPackage("worksheet")
        self._held = held
        self._columns = _columns(self.root)

    def unselect(self) -> None:
        """Let another sheet be the one that is open."""
        for view in self.root.within("sheetView"):
            if view.attributes.get("tabSelected") in _TRUE:
                self.edits.attribute(view, "tabSelected", "0")

    def style(self, cell: Cell) -> int:
        """A cell's style; one that the file lacks looks as its row does, or as its column."""
        row, column = cell
        if (known := self._scan.cells.get(row, {}).get(column)) is not None:
            return int(known.attributes.get("s", 0))
        of_row = self._scan.rows[row].attributes if row in self._scan.rows else {}
        if of_row.get("customFormat") in _TRUE:
            return int(of_row.get("s", 0))
        return self._columns.style(column)

    def restyle(self, styles: Mapping[Cell, int]) -> None:
        """Give cells other styles; those that the file lacks are put in."""
        rows: dict[int, dict[int, int]] = {}
        for cell, style in sorted(styles.items()):
            if style != self.style(cell):
                rows.setdefault(cell[0], {})[cell[1]] = style
        behind = ""
        for row, by_column in rows.items():
            if row in self._scan.rows:
                self._restyle(row, by_column)
                continue
            cells = "".join(self._new_cell(row, c, style) for c, style in by_column.items())
            text = f'<{self._p}row r="{row}">{cells}</{self._p}row>'
            if row in self._scan.gaps:
                self.edits.insert(self._scan.gaps[row], text)
            else:
                behind += text
        if behind:
            self.edits.append(self._held, behind)

    @property
    def boxes(self) -> str | None:
        """The tie to the drawing of its comments' boxes; pictures in heads have one like it."""
        drawing = self.root.child("legacyDrawing")
        ties = {} if drawing is None else drawing.attributes
        return next((value for name, value in ties.items() if name.endswith(":id")), None)

    def tie_boxes(self, relation: str, namespace: str) -> None:
        """Tie it to a drawing for the boxes."""
        known = [child.stop for child in self.root.children if child.name in _BEFORE_BOXES.split()]
        tie = f'xmlns:r="{namespace}" r:id="{relation}"'
        self.edits.insert(max(known), f"<{self._p}legacyDrawing {tie}/>")

    def anchor(self, area: Area, size: tuple[int, int]) -> str:
        """Where a comment's box stands beside a cell: column, pixels, row, pixels; twice."""
        width, height = size
        left, top = area.right + 1, max(area.top - 2, 0)
        inset, drop = 15, (10 if area.top > 1 else 2)
        right, rest = _walk(left, inset + width, self._columns.pixels)
        bottom, below = _walk(top, drop + height, lambda row: self._height(row + 1))
        return f"{left}, {inset}, {top}, {drop}, {right}, {rest}, {bottom}, {below}"

    @property
    def _p(self) -> str:
        return self.root.prefix

    def _restyle(self, row: int, styles: Mapping[int, int]) -> None:
        cells = self._scan.cells[row]
        known = sorted(cells)
        behind = ""
        for column, style in styles.items():
            place = bisect_left(known, column)
            if column in cells:
                self.edits.attribute(cells[column], "s", str(style))
            elif place < len(known):
                self.edits.insert(cells[known[place]].start, self._new_cell(row, column, style))
            else:
                behind += self._new_cell(row, column, style)
        if behind:
            self.edits.append(self._scan.rows[row], behind)

    def _new_cell(self, row: int, column: int, style: int) -> str:
        return f'<{self._p}c r="{cell_name(row, column)}" s="{style}"/>'

    def _height(self, row: int) -> int:
        known = self._scan.heights.get(row)
        return self._columns.row if known is None else known


class _Columns(NamedTuple):
    """Sizes and styles of columns, each with the first and last column for which it holds."""

    spans: list[tuple[int, int, int, int]]
    usual: int
    row: int

    def style(self, column: int) -> int:
        return next((s for first, last, _, s in self.spans if first <= column <= last), 0)

    def pixels(self, column: int) -> int:
        return next((w for first, last, w, _ in self.spans if first <= column <= last), self.usual)


def _columns(root: Element) -> _Columns:
    usual = root.child("sheetFormatPr")
    said = {} if usual is None else usual.attributes
    width = float(said["defaultColWidth"]) * _LETTER if "defaultColWidth" in said else _COLUMN
    height = float(said["defaultRowHeight"]) * 4 / 3 if "defaultRowHeight" in said else _ROW
    block = root.child("cols")
    spans = []
    for col in () if block is None else block.named("col"):
        a = col.attributes
        pixels = round(float(a["width"]) * _LETTER) if "width" in a else round(width)
        shown = 0 if a.get("hidden") in _TRUE else pixels
        spans.append((int(a["min"]) - 1, int(a["max"]) - 1, shown, int(a.get("style", 0))))
    return _Columns(spans, round(width), round(height))


def _walk(start: int, pixels: int, size: Callable[[int], int]) -> tuple[int, int]:
    """The column or row that so many pixels reach, and the pixels in it."""
    for _ in range(_MOST_STEPS):
        if pixels < size(start):
            return start, pixels
        pixels -= size(start)
        start += 1
    return start, 0


_MOST_STEPS = 2000


def place_of(name: str) -> Cell:
    """A cell by its name: ``B17`` is row 17, column 1."""
    found = _PLACE.fullmatch(name.replace("$", ""))
    if found is None:
        raise OddPackage(name)
    return int(found[2]), column_of(found[1].encode())
