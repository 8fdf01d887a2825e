"""A document as a Word file after GB/T 9704-2012: A4, its margins, its fonts by name, 28 × 22.

The parts that never change lie in ``docx_base``; the package is written with fixed dates, so that
the same document gives the same bytes. Every text passes ``_run``, which escapes it. Bars are left
out: the figures beside them are the facts. A chart is a table of its figures.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from html import escape
from io import BytesIO
from itertools import groupby, pairwise
from pathlib import Path
from string import Template
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from qzinvest.locale import Wording
from qzinvest.model.document import (
    Block,
    Chart,
    Column,
    Document,
    Facts,
    Light,
    MoneyUnit,
    Row,
    Table,
    Texts,
    Tone,
    Value,
    naming,
)
from qzinvest.render.figures import chart_table, document_text, tone_of
from qzinvest.render.widths import share_out, widest_piece, width_of
from qzinvest.render.wording import visible

INKS: dict[Tone, str] = {"good": "00614A", "fair": "7A5200", "bad": "A8141C"}
SIZES = (21, 18, 15)
"""Half points of text in tables: the first that has room."""
_SPARK = 12
"""The same of what is drawn in steps."""
_MARGIN = 67
"""Twips at each side of a cell, with a little for letters wider than others."""
_TEXT, _WHOLE, _HEAD = 14, 40, 8
"""Widths in half letters: in which texts and heads are read with ease, and of the longest id."""
_EDGES, _ABOVE = 21_600, 3_900
"""Twips: of both sides of a sheet's text together, and those of titles and heads above a table."""
_DIGIT, _TIED = "\u2007", "\u00a0"
_BOLD, _KEEP, _SIGNS = "<w:b/>", "<w:keepNext/>", '<w:rStyle w:val="Sign"/>'
_MERGED = ('<w:vMerge w:val="restart"/>', "<w:vMerge/>")
_SHADE = '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>'
_FILES = (
    *("[Content_Types].xml", "_rels/.rels", "docProps/core.xml"),
    *("word/document.xml", "word/_rels/document.xml.rels"),
    *("word/styles.xml", "word/settings.xml", "word/footer1.xml", "word/footer2.xml"),
)
"""The files of the package, in their order."""
_GB = ("zh-CN", "仿宋_GB2312", "方正小标宋简体", "黑体", "宋体")
_EAST = ' w:hint="eastAsia"'
_FONTS = {
    "zh_Hans": (*_GB, _EAST),
    "zh_Hant": ("zh-TW", "標楷體", "新細明體", "微軟正黑體", "新細明體", _EAST),
    "en": (*_GB, ""),
}
_PLACES = ("lang", "text", "title", "heading", "sign", "hint")
"""Language and fonts of East Asian text; the hint gives it the quotes that both scripts have."""


class _Paper(NamedTuple):
    """How a sheet lies, how wide the text on it is, in twips, and what the file says of it."""

    lying: bool
    width: int
    section: str


_FEET = (
    '<w:footerReference w:type="default" r:id="r3"/><w:footerReference w:type="even" r:id="r4"/>'
)
_UPRIGHT = _Paper(
    lying=False,
    width=8844,
    section=f'<w:sectPr>{_FEET}<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" '
    'w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1400" w:gutter="0"/>'
    '<w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr>',
)
_LYING = _Paper(
    lying=True,
    width=12756,
    section=f'<w:sectPr>{_FEET}<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar '
    'w:top="1588" w:right="1984" w:bottom="1474" w:left="2098" w:header="851" w:footer="880" '
    'w:gutter="0"/></w:sectPr>',
)
"""156 and 225 mm; the margins turn with the sheet."""


class _Cell(NamedTuple):
    """A text, and before it the sign of a light with its tone; or a drawing in steps."""

    text: str
    sign: str = ""
    tone: Tone = ""
    drawn: bool = False

    @property
    def width(self) -> int:
        """In half letters; some signs and letters, and other fonts, take a little more."""
        if self.drawn:
            return 1 + len(self.text) * 2 * _SPARK // SIZES[0]
        text = visible(self.text)
        wider = (len(text) + 3 * sum(map(str.isupper, text)) + 6 * text.count("%")) // 7
        return width_of(text) + wider + (3 if self.sign else 0)


class _Track(NamedTuple):
    """A column with its cells, one a row, and its width in half letters.

    ``natural`` wraps nothing, ``least`` parts nothing that must stay whole.
    """

    column: Column
    cells: Sequence[_Cell]
    natural: int
    least: int


class _Way(NamedTuple):
    """How a table is set: on which paper, in which size."""

    paper: _Paper
    size: int

    def room(self, columns: int) -> int:
        """The half letters that so many columns share; one takes five twips a half point."""
        return (self.paper.width - 2 * _MARGIN * columns) // (5 * self.size)

    def fits(self, tracks: Sequence[_Track]) -> bool:
        """Whether nothing is parted that must not be."""
        return sum(track.least for track in tracks) <= self.room(len(tracks))

    def whole(self, tracks: Sequence[_Track], widths: Sequence[int]) -> bool:
        """Whether a table has room on one page, under its title and the document's."""
        lines = 0
        for cells in zip(*(track.cells for track in tracks), strict=True):
            lengths = (cell.width * 5 * self.size for cell in cells)
            rooms = (width - 2 * _MARGIN for width in widths)
            lines += max(-(-each // room) for each, room in zip(lengths, rooms, strict=True)) or 1
        return lines * 20 * (self.size * 5 + 14) // 7 <= _EDGES - self.paper.width - _ABOVE

    def widths(self, tracks: Sequence[_Track]) -> list[int]:
        """The columns in twips, over the whole width of the text."""
        least = [track.least for track in tracks]
        natural = [track.natural for track in tracks]
        if sum(natural) > (room := self.room(len(tracks))):  # heads give way before names do
            natural = [each.least if each.column.is_figure else each.natural for each in tracks]
        shared = share_out(natural, least, room)
        sizes = [each * 5 * self.size + 2 * _MARGIN for each in shared]
        ends = [sum(sizes[:end]) * self.paper.width // sum(sizes) for end in range(len(sizes) + 1)]
        return [end - begin for begin, end in pairwise(ends)]


_WAYS = (_Way(_UPRIGHT, SIZES[0]), *(_Way(_LYING, size) for size in SIZES))
"""The first that a table fits in; where none does, its columns go on below in the last but one."""


def word_file(document: Document, w: Wording) -> bytes:
    """The document as DOCX; the same document gives the same bytes."""
    said = {
        **dict(zip(_PLACES, _FONTS[w.lang], strict=True)),
        "name": escape(visible(document.lines[1]), quote=False),
        "body": "".join(_body(document, w)),
    }
    base = Path(__file__).with_name("docx_base")
    out = BytesIO()
    with ZipFile(out, "w") as package:
        for name in _FILES:
            entry = ZipInfo(name)  # of 1980, whatever the time is
            entry.create_system = 0  # and whatever it is written on
            entry.compress_type = ZIP_DEFLATED
            text = Template((base / name).read_text(encoding="utf-8")).substitute(said)
            package.writestr(entry, text.encode())
    return out.getvalue()


def _body(document: Document, w: Wording) -> Iterator[str]:
    """All paragraphs and tables; from the first table that needs it on, the sheets lie."""
    tables = [_as_table(block, document.unit, w) for block in document.blocks]
    found = [_tracks(table, document.unit) for table in tables]
    if document.level:
        found = _level(found)
    papers = [_way(tracks).paper if tracks else _UPRIGHT for tracks in found]
    paper = papers[0] if papers else _UPRIGHT
    over, title, under = document.lines
    for style, text in (("Subtitle", over), ("Title", title), ("Subtitle", under)):
        if text:
            yield _paragraph(style, _run(text))
    yield _paragraph("Normal", "")
    for block, table, tracks, wanted in zip(document.blocks, tables, found, papers, strict=True):
        if wanted.lying > paper.lying:
            yield _paragraph("Note", "", paper.section)
            paper = wanted
        if table.rows:
            yield from _set(table, tracks, _way(tracks, paper), w)
        else:
            yield from _sentences(block)
    for note in document.notes:
        yield _paragraph("Note", _run(note))
    yield paper.section


def _sentences(block: Block) -> Iterator[str]:
    """What is no table: sentences, or the one that stands for no rows."""
    texts = block.items if isinstance(block, Texts) else ()
    if isinstance(block, Table):
        texts = (block.empty,)
    if texts and block.title:
        yield _paragraph("Heading1", _run(block.title))
    for text in texts:
        yield _paragraph("Normal", _run(text))


def _as_table(block: Block, unit: MoneyUnit, w: Wording) -> Table:
    """A block as a table, without rows where it is none."""
    if isinstance(block, Table):
        return block
    if isinstance(block, Chart):
        return chart_table(block, w)
    pairs = block.pairs if isinstance(block, Facts) else ()
    rows = [
        Row((column.head, document_text(value, column, unit)))
        for column, value in pairs
        if value != ""
    ]
    return Table(block.title, (Column(""), Column("")), rows)


def _tracks(table: Table, unit: MoneyUnit) -> list[_Track]:
    """The columns of a table without its bars; in a list, without those that have no value."""
    found = []
    for place in table.places:
        column = table.columns[place]
        if column.kind == "bar":
            continue
        values = ["" if row.rank == "heading" else row.cells[place] for row in table.rows]
        cells = [_cell(value, column, unit) for value in values]
        if column.kind == "gap":  # the signs stand in a column too
            wide = max((len(cell.text) for cell in cells if cell.sign), default=0)
            cells = [c._replace(text=c.text.rjust(wide, _DIGIT)) if c.sign else c for c in cells]
        size, head = max((cell.width for cell in cells), default=0), visible(column.head)
        least = size
        if column.kind == "text" and not (column.whole and size <= _WHOLE):
            least = min(size, column.least or _TEXT)
        least = max(least, min(width_of(head), _HEAD), widest_piece([head]) + 1)
        natural = max(size, least, min(width_of(head), 2 * _HEAD))
        found.append(_Track(column, cells, natural, least))
    return found


def _cell(value: Value, column: Column, unit: MoneyUnit) -> _Cell:
    """A cell; the sign of a light or a distance stands before what it is of."""
    if isinstance(value, Light):
        return _Cell(value.name, value.mark, value.tone)
    text = document_text(value, column, unit)
    if column.kind == "gap" and isinstance(value, int | Fraction):
        figure, _, sign = text.rpartition(" ")
        return _Cell(figure, sign, tone_of(value, column))
    return _Cell(text, drawn=column.kind == "spark" and isinstance(value, tuple))


def _level(tables: Sequence[Sequence[_Track]]) -> list[list[_Track]]:
    """The tables with the same widths, where they have as many columns."""
    most: dict[tuple[int, int], tuple[int, int]] = {}
    for tracks in tables:
        for at, track in enumerate(tracks):
            natural, least = most.get((len(tracks), at), (0, 0))
            most[len(tracks), at] = max(natural, track.natural), max(least, track.least)
    return [
        [_Track(*track[:2], *most[len(tracks), at]) for at, track in enumerate(tracks)]
        for tracks in tables
    ]


def _way(tracks: Sequence[_Track], paper: _Paper = _UPRIGHT) -> _Way:
    """How a table is set, on a sheet that lies where ``paper`` does."""
    ways = (way for way in _WAYS if way.paper.lying >= paper.lying and way.fits(tracks))
    return next(ways, _WAYS[-2])


def _set(table: Table, tracks: list[_Track], way: _Way, w: Wording) -> Iterator[str]:
    """The table; where it has no room in parts, each with the columns that name its rows."""
    named = 1 + naming([track.column for track in tracks])
    parts = [tracks]
    if not way.fits(tracks):
        parts = [tracks[:named]]
        for track in tracks[named:]:
            if len(parts[-1]) > named and not way.fits([*parts[-1], track]):
                parts.append(tracks[:named])
            parts[-1] = [*parts[-1], track]
    for number, part in enumerate(parts, 1):
        title = table.title
        if len(parts) > 1:
            title = w("grid.part", name=title, part=number, parts=len(parts)).strip(" ·")
        if title:
            yield _paragraph("Caption", _run(title))
        yield _table(table.rows, part, way)
        yield _paragraph("Note", "")  # else the next table would be one with it


def _table(rows: Sequence[Row], tracks: Sequence[_Track], way: _Way) -> str:
    """A table of some columns."""
    widths = way.widths(tracks)
    whole = way.whole(tracks, widths)
    style = f"Table{way.size}"
    lines = list(_heads([track.column for track in tracks], widths, style))
    for at, row in enumerate(rows):
        look = "" if row.rank == "line" else _BOLD
        keep = _KEEP if row.rank == "heading" or (whole and row is not rows[-1]) else ""
        if row.rank == "heading":
            text = _paragraph(style, _run(str(row.cells[0]), look), keep)
            over = f'<w:gridSpan w:val="{len(widths)}"/>{_SHADE}'
            lines.append(_row(_box(way.paper.width, text, over)))
            continue
        boxes = (
            _box(
                width, _paragraph(style, _filled(track.cells[at], look), keep + _side(track.column))
            )
            for track, width in zip(tracks, widths, strict=True)
        )
        lines.append(_row("".join(boxes)))
    sizes = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="{way.paper.width}" '
        'w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{sizes}</w:tblGrid>{''.join(lines)}</w:tbl>"
    )


def _heads(columns: Sequence[Column], widths: Sequence[int], style: str) -> Iterator[str]:
    """The heads, repeated on each page: those of groups above those of their columns."""
    grouped = any(column.group for column in columns)
    upper, lower, place = "", "", 0
    for group, members in groupby(columns, key=lambda column: column.group):
        found = list(members)
        mine = widths[place : place + len(found)]
        place += len(found)
        heads = [_paragraph(style, _run(each.head, _BOLD), _KEEP + _side(each)) for each in found]
        if group:
            over = _paragraph(style, _run(group, _BOLD), '<w:jc w:val="center"/>')
            upper += _box(sum(mine), over, f'<w:gridSpan w:val="{len(found)}"/>')
            lower += "".join(map(_box, mine, heads))
        else:
            first, rest = _MERGED if grouped else ("", "")
            upper += "".join(_box(*each, first) for each in zip(mine, heads, strict=True))
            lower += "".join(_box(width, _paragraph(style, ""), rest) for width in mine)
    if any(column.head or column.group for column in columns):
        yield _row(upper, "<w:tblHeader/>")
        if grouped:
            yield _row(lower, "<w:tblHeader/>")


def _side(column: Column) -> str:
    """Where the cells of a column stand: figures at the right, ranks in the middle."""
    if column.kind in ("rank", "moved"):
        return '<w:jc w:val="center"/>'
    return '<w:jc w:val="right"/>' if column.is_figure else ""


def _filled(cell: _Cell, look: str) -> str:
    """The runs of a cell: a sign in the colour of its tone, the figure in black."""
    if cell.drawn:
        return _run(cell.text, f'{_SIGNS}<w:sz w:val="{_SPARK}"/>')
    if not cell.sign:
        return _run(cell.text, look)
    ink = f'<w:color w:val="{INKS[cell.tone]}"/>' if cell.tone else ""
    return _run(cell.sign, f"{_SIGNS}{ink}") + _run(f"{_TIED}{cell.text}", look)


def _row(boxes: str, more: str = "") -> str:
    return f"<w:tr><w:trPr><w:cantSplit/>{more}</w:trPr>{boxes}</w:tr>"


def _box(width: int, paragraph: str, more: str = "") -> str:
    """A cell of a table."""
    size = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    return f'<w:tc><w:tcPr>{size}{more}<w:vAlign w:val="center"/></w:tcPr>{paragraph}</w:tc>'


def _paragraph(style: str, runs: str, look: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{look}</w:pPr>{runs}</w:p>'


def _run(text: str, look: str = "") -> str:
    """A text, and how it looks beside its paragraph; what is hidden in it is shown."""
    look = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(visible(text), quote=False)}</w:t></w:r>'
