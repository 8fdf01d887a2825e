"""A workbook on its way to a file: texts and looks once each, rows of cells, bars, charts.

It writes what our documents need of SpreadsheetML and no more: a library that knows all of it takes
as long to load as half a report, and twenty times as long a cell. Source: ECMA-376, part 1, 18.
Rows and columns are counted from 0, heights are points, widths are digits.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from qzinvest.render.book_charts import Chart
from qzinvest.render.office import (
    OPEN_XML,
    PACKAGE,
    RELATED,
    XML,
    attribute,
    escaped,
    related,
    types,
    zipped,
)

Look = Mapping[str, object]
"""How a cell looks; keys and values are those of XlsxWriter's formats."""
_MAIN = f"{OPEN_XML}/spreadsheetml/2006/main"
_LATER = "http://schemas.microsoft.com/office"
_X14 = f'xmlns:x14="{_LATER}/spreadsheetml/2009/9/main"'
_CREATED = "2022-01-01T00:00:00Z"
"""A property of the file, not a time: the same data give the same bytes."""
_CORE = (
    f'{XML}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator>qzinvest</dc:creator>'
    f'<dcterms:created xsi:type="dcterms:W3CDTF">{_CREATED}</dcterms:created>'
    f'<dcterms:modified xsi:type="dcterms:W3CDTF">{_CREATED}</dcterms:modified>'
    "</cp:coreProperties>"
)
_PROPERTIES = {
    "docProps/core.xml": _CORE,
    "docProps/app.xml": f'{XML}<Properties xmlns="{RELATED.replace("relationships", "extended")}'
    '-properties"><Application>Microsoft Excel</Application><AppVersion>12.0000</AppVersion>'
    "</Properties>",
}
"""Programs read a file of this version as all of our workbooks before."""
_TITLES, _FILTER = "_xlnm.Print_Titles", "_xlnm._FilterDatabase"
_HIDDEN = {_TITLES: "", _FILTER: ' hidden="1"'}
"""Names that a sheet gives to some of its cells, and whether people see them."""
_OWN_FORMS = 164
"""The first number of a number's form that is the file's own."""
_NO_FILLS = tuple(
    f'<fill><patternFill patternType="{each}"/></fill>' for each in ("none", "gray125")
)
"""Those that every file begins with."""
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""What a spreadsheet would take for the number of a character."""
_HIGH = 18
_MARGINS = '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.7" header="0.3" footer="0.3"/>'


class Sheet:
    """Rows of cells, with what is laid over them; each cell of a row stands right of the last."""

    def __init__(self, book: "Book", name: str, foot: str) -> None:
        self._book = book
        self.number = len(book.sheets) + 1
        self.name = name
        self._foot = foot
        self.widths: Sequence[int] = ()
        self.heights: dict[int, float] = {}
        self.charts: list[Chart] = []
        self.names: dict[str, str] = {}
        self.one_page = False
        self._rows: dict[int, list[str]] = {}
        self._merged: list[str] = []
        self._bars: list[tuple[str, str, str]] = []
        self._frozen = self._filtered = ""

    def row(self, row: int, cells: Iterable[str]) -> None:
        """Add cells to a row, each as the file has it."""
        self._rows.setdefault(row, []).extend(cells)

    def put(self, row: int, column: int, held: str) -> None:
        """Add a cell to a row: ``held`` is from ``Book.blank``, ``text`` or ``number``."""
        self.row(row, [f'<c r="{cell(row, column)}"{held}'])

    def text(self, area: tuple[int, int, int, int], text: str, look: Look) -> None:
        """Add a text in one cell or over several."""
        top, left, bottom, right = area
        number = self._book.look(look)
        held, blank = self._book.text(text, number), self._book.blank(number)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self.put(row, column, blank if (row, column) != (top, left) else held)
        if (top, left) != (bottom, right):
            self._merged.append(f"{cell(top, left)}:{cell(bottom, right)}")

    def freeze(self, top: int, row: int, column: int) -> None:
        """Keep what is above and left of a cell in sight, and on each page the rows from ``top``.

        Args:
            top: the first row that each page repeats.
            row: the cell's, below the last of them.
            column: the cell's.
        """
        across, down = cell(0, column), cell(row, 0)
        self._frozen = (
            f'<pane xSplit="{column}" ySplit="{row}" topLeftCell="{cell(row, column)}" '
            'activePane="bottomRight" state="frozen"/>'
            f'<selection pane="topRight" activeCell="{across}" sqref="{across}"/>'
            f'<selection pane="bottomLeft" activeCell="{down}" sqref="{down}"/>'
            '<selection pane="bottomRight"/>'
        )
        self.names[_TITLES] = f"'{self.name}'!${top + 1}:${row}"

    def filter(self, first: int, last: int, columns: int) -> None:
        """Let people choose among the rows after ``first``, the heads, up to ``last``."""
        self._filtered = f"{cell(first, 0)}:{cell(last, columns - 1)}"
        self.names[_FILTER] = self.area(first, 0, last, columns - 1)

    def area(self, top: int, left: int, bottom: int, right: int) -> str:
        """Some cells as other sheets and charts call them."""
        ends = (f"${column_name(c)}${r + 1}" for r, c in ((top, left), (bottom, right)))
        return f"'{self.name}'!{':'.join(dict.fromkeys(ends))}"

    def bars(self, column: int, rows: Sequence[int], tint: str) -> None:
        """Bars of one colour on some figures of a column, of which the whole is 100 %."""
        runs: list[list[int]] = []
        for row in rows:
            if runs and runs[-1][-1] == row - 1:
                runs[-1].append(row)
            else:
                runs.append([row])
        ends = (dict.fromkeys(cell(row, column) for row in (run[0], run[-1])) for run in runs)
        id_ = f"{{DA7ABA51-AAAA-BBBB-{self.number:04X}-{len(self._bars) + 1:012X}}}"
        self._bars.append((" ".join(map(":".join, ends)), tint, id_))

    @property
    def xml(self) -> str:
        """The part of the package."""
        first = ' tabSelected="1"' if self.number == 1 else ""
        height = "" if self.one_page else ' fitToHeight="0"'
        parts = (
            f'{XML}<worksheet xmlns="{_MAIN}" xmlns:r="{RELATED}">',
            '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>',
            f'<sheetView showGridLines="0"{first} workbookViewId="0">{self._frozen}</sheetView>',
            f'</sheetViews><sheetFormatPr defaultRowHeight="{_HIGH}" customHeight="1"/>',
            f"<cols>{''.join(self._columns())}</cols>",
            f"<sheetData>{''.join(self._lines())}</sheetData>",
            f'<autoFilter ref="{self._filtered}"/>' if self._filtered else "",
            _listed("mergeCells", [f'<mergeCell ref="{each}"/>' for each in self._merged]),
            *(_bar(*each, n) for n, each in enumerate(self._bars, 1)),
            _MARGINS,
            f'<pageSetup paperSize="9"{height} orientation="landscape"/>',
            f"<headerFooter><oddFooter>{escaped(self._foot)}</oddFooter></headerFooter>",
            '<drawing r:id="rId1"/>' if self.charts else "",
            _later_bars(self._bars),
            "</worksheet>",
        )
        return "".join(parts)

    def _columns(self) -> Iterator[str]:
        place = 1
        for width, same in groupby(self.widths):
            last = place + len(list(same)) - 1
            size = (width * 7 + 5) * 256 // 7 / 256
            yield f'<col min="{place}" max="{last}" width="{size:.16g}" customWidth="1"/>'
            place = last + 1

    def _lines(self) -> Iterator[str]:
        for row, cells in sorted(self._rows.items()):
            height = int(self.heights.get(row, _HIGH) * 4 / 3 + 0.5) * 0.75  # whole pixels
            yield f'<row r="{row + 1}" ht="{height:g}" customHeight="1">{"".join(cells)}</row>'


class Book:
    """Sheets, and what they share."""

    def __init__(self, font: str, size: float) -> None:
        self.sheets: list[Sheet] = []
        self._base: Look = {"font_name": font, "font_size": size}
        self._texts = dict[str, int]()
        self._looks = dict[tuple[tuple[str, object], ...], int]()
        self._forms, self._fonts = dict[str, int](), dict[str, int]()
        self._borders, self._formats = dict[str, int](), dict[str, int]()
        self._fills = {fill: n for n, fill in enumerate(_NO_FILLS)}
        self.look({})

    def sheet(self, name: str, foot: str) -> Sheet:
        """A new sheet, the last one."""
        self.sheets.append(Sheet(self, name, foot))
        return self.sheets[-1]

    def blank(self, look: int) -> str:
        """An empty cell with a look, as the file has it after the cell's name."""
        return f' s="{look}"/>'

    def text(self, text: str, look: int) -> str:
        """A cell with a text."""
        number = self._texts.setdefault(text, len(self._texts))
        return f' s="{look}" t="s"><v>{number}</v></c>'

    def number(self, value: float, look: int) -> str:
        """A cell with a number."""
        return f' s="{look}"><v>{value:.16G}</v></c>'

    def look(self, look: Look) -> int:
        """The number of a look."""
        key = tuple(sorted(look.items()))
        if key not in self._looks:
            self._looks[key] = _place(self._formats, self._format({**self._base, **look}))
        return self._looks[key]

    def _format(self, look: Look) -> str:
        form = look.get("num_format")
        shown = f'formatCode="{attribute(str(form))}"'
        ids = {
            "numFmt": 0 if form is None else _OWN_FORMS + _place(self._forms, shown),
            "font": _place(self._fonts, _font(look)),
            "fill": _place(self._fills, _fill(look)),
            "border": _place(self._borders, _border(look)),
        }
        numbers = " ".join(f'{name}Id="{n}"' for name, n in ids.items())
        ids["numberFormat"] = ids.pop("numFmt")
        applied = "".join(f' apply{name[0].upper()}{name[1:]}="1"' for name, n in ids.items() if n)
        if align := _alignment(look):
            return f'<xf {numbers} xfId="0"{applied} applyAlignment="1">{align}</xf>'
        return f'<xf {numbers} xfId="0"{applied}/>'

    def packed(self) -> bytes:
        """The file; the same sheets give the same bytes."""
        files = dict(_PROPERTIES)
        files["xl/workbook.xml"] = self._book()
        charts = 0
        for n, sheet in enumerate(self.sheets, 1):
            files[f"xl/worksheets/sheet{n}.xml"] = sheet.xml
            if sheet.charts:
                drawing, names = f"drawings/drawing{n}.xml", list[str]()
                for chart in sheet.charts:
                    charts += 1
                    names.append(f"charts/chart{charts}.xml")
                    files[f"xl/{names[-1]}"] = chart.xml
                files[f"xl/worksheets/_rels/sheet{n}.xml.rels"] = related([f"../{drawing}"])
                files[f"xl/{drawing}"] = _drawing(sheet.charts)
                files[f"xl/drawings/_rels/drawing{n}.xml.rels"] = related(
                    f"../{name}" for name in names
                )
        files["xl/styles.xml"], files["xl/sharedStrings.xml"] = self._styles(), self._strings()
        parts = [f"worksheets/sheet{n}.xml" for n in range(1, 1 + len(self.sheets))]
        files["xl/_rels/workbook.xml.rels"] = related([*parts, "styles.xml", "sharedStrings.xml"])
        files["_rels/.rels"] = related(["xl/workbook.xml", *_PROPERTIES])
        files = {"[Content_Types].xml": types(files), **files}
        return zipped((name, text.encode()) for name, text in files.items())

    def _book(self) -> str:
        sheets = (
            f'<sheet name="{attribute(sheet.name)}" sheetId="{n}" r:id="rId{n}"/>'
            for n, sheet in enumerate(self.sheets, 1)
        )
        names = [
            f'<definedName name="{name}" localSheetId="{n}"{_HIDDEN[name]}>{escaped(cells)}'
            "</definedName>"
            for n, sheet in enumerate(self.sheets)
            for name, cells in sorted(sheet.names.items())
        ]
        return (
            f'{XML}<workbook xmlns="{_MAIN}" xmlns:r="{RELATED}"><bookViews><workbookView '
            'xWindow="240" yWindow="15" windowWidth="16095" windowHeight="9660"/></bookViews>'
            f"<sheets>{''.join(sheets)}</sheets>"
            f"{'<definedNames>' if names else ''}{''.join(names)}"
            f"{'</definedNames>' if names else ''}</workbook>"
        )

    def _styles(self) -> str:
        forms = [f'<numFmt numFmtId="{_OWN_FORMS + n}" {form}/>' for form, n in self._forms.items()]
        parts = (
            _listed("numFmts", forms),
            _listed("fonts", self._fonts),
            _listed("fills", self._fills),
            _listed("borders", self._borders),
            _listed("cellStyleXfs", ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>']),
            _listed("cellXfs", self._formats),
            _listed("cellStyles", ['<cellStyle name="Normal" xfId="0" builtinId="0"/>']),
        )
        return f'{XML}<styleSheet xmlns="{_MAIN}">{"".join(parts)}</styleSheet>'

    def _strings(self) -> str:
        texts = "".join(map(_string, self._texts))
        return f'{XML}<sst xmlns="{_MAIN}">{texts}</sst>'


def column_name(column: int) -> str:
    """The letters of a column."""
    name = ""
    while column >= 0:
        name = chr(ord("A") + column % 26) + name
        column = column // 26 - 1
    return name


def cell(row: int, column: int) -> str:
    """The name of a cell."""
    return f"{column_name(column)}{row + 1}"


def _place(known: dict[str, int], xml: str) -> int:
    return known.setdefault(xml, len(known))


def _listed(tag: str, items: Collection[str]) -> str:
    """A list with its number of items; none where there are none."""
    return f'<{tag} count="{len(items)}">{"".join(items)}</{tag}>' if items else ""


def _string(text: str) -> str:
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<si><t{kept}>{escaped(_ESCAPE.sub('_x005F_', text))}</t></si>"


def _colour(tag: str, colour: object) -> str:
    return f'<{tag} rgb="FF{str(colour).removeprefix("#")}"/>' if colour else ""


def _font(look: Look) -> str:
    bold = "<b/>" if look.get("bold") else ""
    name = f'<name val="{look["font_name"]}"/><family val="2"/>'
    size = f'<sz val="{look["font_size"]}"/>'
    return f"<font>{bold}{size}{_colour('color', look.get('font_color'))}{name}</font>"


def _fill(look: Look) -> str:
    if ground := _colour("fgColor", look.get("bg_color")):
        inside = f'{ground}<bgColor indexed="64"/>'
        return f'<fill><patternFill patternType="solid">{inside}</patternFill></fill>'
    return _NO_FILLS[0]


def _border(look: Look) -> str:
    sides = (
        f'<{side} style="thin">{_colour("color", look[f"{side}_color"])}</{side}>'
        if look.get(side)
        else f"<{side}/>"
        for side in ("left", "right", "top", "bottom")
    )
    return f"<border>{''.join(sides)}<diagonal/></border>"


def _alignment(look: Look) -> str:
    """Where its text stands in a cell: at the bottom where nothing is said."""
    vertical = str(look.get("valign", "")).removeprefix("v")
    told = {
        "horizontal": look.get("align"),
        "vertical": None if vertical == "bottom" else vertical,
        "indent": look.get("indent"),
        "wrapText": 1 if look.get("text_wrap") else None,
    }
    texts = [f'{name}="{value}"' for name, value in told.items() if value]
    return f"<alignment {' '.join(texts)}/>" if texts else ""


def _bar(cells: str, tint: str, id_: str, number: int) -> str:
    """Bars for all readers; what is longest and shortest is said for those that know no newer."""
    ends = '<cfvo type="num" val="0"/><cfvo type="num" val="1"/>'
    bar = f'<dataBar minLength="0" maxLength="100">{ends}{_colour("color", tint)}</dataBar>'
    later = (
        f'<ext {_X14} uri="{{B025F937-C7B1-47D3-B67F-A62EFF666E3E}}"><x14:id>{id_}</x14:id></ext>'
    )
    return (
        f'<conditionalFormatting sqref="{cells}"><cfRule type="dataBar" priority="{number}">'
        f"{bar}<extLst>{later}</extLst></cfRule></conditionalFormatting>"
    )


def _later_bars(bars: Iterable[tuple[str, str, str]]) -> str:
    """The same for readers that draw them plain and without a border."""
    ends = "".join(f'<x14:cfvo type="num"><xm:f>{end}</xm:f></x14:cfvo>' for end in (0, 1))
    found = "".join(
        f'<x14:conditionalFormatting xmlns:xm="{_LATER}/excel/2006/main"><x14:cfRule '
        f'type="dataBar" id="{id_}"><x14:dataBar minLength="0" maxLength="100" gradient="0" '
        f'direction="leftToRight" axisPosition="none">{ends}<x14:negativeFillColor rgb="FFFF0000"/>'
        f"</x14:dataBar></x14:cfRule><xm:sqref>{cells}</xm:sqref></x14:conditionalFormatting>"
        for cells, _, id_ in bars
    )
    uri = "{78C0D931-6437-407d-A8EE-F0AAD7539E65}"
    inside = f"<x14:conditionalFormattings>{found}</x14:conditionalFormattings>"
    return f'<extLst><ext {_X14} uri="{uri}">{inside}</ext></extLst>' if found else ""


def _drawing(charts: Iterable[Chart]) -> str:
    found = "".join(chart.anchored(n) for n, chart in enumerate(charts, 1))
    return (
        f'{XML}<xdr:wsDr xmlns:xdr="{OPEN_XML}/drawingml/2006/spreadsheetDrawing" '
        f'xmlns:a="{OPEN_XML}/drawingml/2006/main">{found}</xdr:wsDr>'
    )
