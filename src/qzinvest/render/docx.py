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
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from qzinvest.locale import Wording
from qzinvest.model.document import (
    Block,
    Chart,
    Column,
    Document,
    Facts,
    Led,
    MoneyUnit,
    Row,
    Table,
    Texts,
    Tone,
    naming,
)
from qzinvest.model.letter import Setting
from qzinvest.render.figures import chart_table, document_text
from qzinvest.render.widths import width_of
from qzinvest.render.word import (
    DRAWN,
    UPRIGHT,
    WAYS,
    WITHIN,
    Cell,
    Paper,
    Track,
    Way,
    levelled,
    placed,
    tracks_of,
    way_of,
)
from qzinvest.render.wording import visible

INKS: dict[Tone, str] = {"good": "00614A", "fair": "7A5200", "bad": "A8141C"}
_TIED = "\u00a0"
_BOLD, _KEEP, _SIGNS = "<w:b/>", "<w:keepNext/>", '<w:rStyle w:val="Sign"/>'
_MERGED = ('<w:vMerge w:val="restart"/>', "<w:vMerge/>")
_RULED = '<w:tcBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="000000"/></w:tcBorders>'
_SHADE = '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>'
_FILES = (
    *("[Content_Types].xml", "_rels/.rels", "docProps/core.xml"),
    *("word/document.xml", "word/_rels/document.xml.rels"),
    *("word/styles.xml", "word/settings.xml", "word/fontTable.xml"),
    *("word/footer1.xml", "word/footer2.xml"),
)
"""The files of the package, in their order."""
_GB = ("zh-CN", "仿宋_GB2312", "方正小标宋简体", "黑体", "宋体", "楷体_GB2312")
_EAST = ' w:hint="eastAsia"'
_FONTS = {
    "zh_Hans": (*_GB, _EAST, "", "both"),
    "zh_Hant": (
        "zh-TW",
        "標楷體",
        "新細明體",
        "微軟正黑體",
        "新細明體",
        "標楷體",
        _EAST,
        "",
        "both",
    ),
    "en": (*_GB, "", _BOLD, "left"),
}
_PLACES = ("lang", "text", "title", "heading", "sign", "lead", "hint", "bold", "sides")
"""Language and fonts of East Asian text; the hint gives it the quotes that both scripts have. What
Chinese tells by fonts English tells by weight; names in another script would spread its lines."""


_SETTINGS: dict[Setting, str] = {
    "prose": "Normal",
    "address": "Address",
    "caption": "Caption",
}
"""The style of their paragraphs."""
_PROSE, _ABOVE = ("prose", "address", "signed", "annexes"), ("annex", "caption")
"""What stands upright, and what stands above a table."""
_SIGNED = ("annexes", "signed")
_LEADS = '<w:rStyle w:val="Lead"/>'
_BREAK = "<w:r><w:br/></w:r>"
_TAB = '</w:t><w:tab/><w:t xml:space="preserve">'
_POINTS, _LARGEST, _SIZE = 442, 72, 44
"""Points of a line; half points of a red head that has room, and of a title."""
_SMALLER = '<w:sz w:val="24"/><w:szCs w:val="24"/>'
_LETTER = Fraction(315, 2)
"""Twips of half a letter of text: 28 stand in a line."""


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
    """All paragraphs and tables; from a table that needs it on, the sheets lie until prose."""
    document = document._replace(blocks=placed(document))
    tables = [_as_table(block, document.unit, w) for block in document.blocks]
    found = [tracks_of(table, document.unit) if table.rows else [] for table in tables]
    if document.level:
        found = levelled(found)
    ways = _ways(document.blocks, found)
    paper = ways[0].paper if ways else UPRIGHT
    yield from _head(document)
    blocks = pairwise((*document.blocks, Texts("", ())))
    for (block, after), table, tracks, way in zip(blocks, tables, found, ways, strict=True):
        turned = way.paper != paper
        if turned:
            yield _paragraph("End", "", paper.section)
            paper = way.paper
        if table.rows:
            yield from _set(table, tracks, way, w)
        elif isinstance(block, Texts) and block.setting != "items":
            signed = isinstance(after, Texts) and after.setting in _SIGNED
            yield from _prose(block, paper, begins=turned, signed=signed)
        else:
            yield from _sentences(block)
    for note in document.notes:
        yield _paragraph("Note", _run(note))
    yield paper.section


def _ways(blocks: Sequence[Block], found: Sequence[list[Track]]) -> list[Way]:
    """How each block is set: from a table that needs it on, the sheets lie until prose."""
    ways: list[Way | None] = []
    way, known = WAYS[0], WAYS
    for block, tracks in zip(blocks, found, strict=True):
        setting = block.setting if isinstance(block, Texts) else ""
        if tracks:
            way = way_of(tracks, way.paper, known)
        elif setting in _PROSE:
            way, known = WAYS[0], WITHIN
        known = WAYS if setting == "annex" else known
        # What stands above a table lies as that does, all else as what goes before.
        ways.append(None if setting in _ABOVE else way)
    for at in reversed(range(len(ways))):
        way = ways[at] or way
        ways[at] = way
    return [each or way for each in ways]


def _head(document: Document) -> Iterator[str]:
    """What stands above the first block: as a letter has it, or the title."""
    over, title, under = document.lines
    letter = document.letter
    if letter is None or not letter.head:
        lines = (("Subtitle", over), ("Title", title), ("Subtitle", under))
    else:
        size = min(_LARGEST, max(_SIZE, 4 * _POINTS // width_of(letter.head)))
        look = f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        yield _paragraph("Masthead", _run(letter.head, look))
        if letter.number:
            yield _paragraph("Subtitle", _run(letter.number))
        wide = width_of(letter.issuer) + width_of(letter.day)
        smaller = _SMALLER if wide * _LETTER > UPRIGHT.width else ""
        yield _paragraph("Issued", _run(f"{letter.issuer}\t{letter.day}", smaller))
        yield _paragraph("Subtitle", "")
        lines = (("Subtitle", over), ("Title", title), ("Subtitle", ""))
    is_long = letter is not None and width_of(title) > 4 * _POINTS // _SIZE
    for style, text in lines:
        if letter is not None and is_long and style == "Title":
            yield _paragraph(style, _BREAK.join(map(_run, letter.title)))
        elif text:
            yield _paragraph(style, _run(text))
    yield _paragraph("Normal", "")


def _sentences(block: Block) -> Iterator[str]:
    """What is no table: a list of sentences, or the one that stands for no rows."""
    texts = block.lines if isinstance(block, Texts) else ()
    if isinstance(block, Table):
        texts = (block.empty,)
    if texts and block.title:
        yield _paragraph("Heading1", _run(block.title))
    for text in texts:
        yield _paragraph("Normal", _run(text))


def _prose(block: Texts, paper: Paper, *, begins: bool, signed: bool) -> Iterator[str]:
    """Paragraphs; words that lead one stand in the style of a second heading.

    ``begins`` says that they begin a page anyhow, ``signed`` that a signature follows: it never
    stands on a page of its own.
    """
    if block.setting == "annex":
        new = "" if begins else "<w:pageBreakBefore/>"
        yield _paragraph("AnnexHead", _run(block.title), new)
        yield _paragraph("AnnexTitle", _run(block.lines[0]))
        look = f'{_KEEP}<w:jc w:val="right"/>'
        yield from (_paragraph("Note", _run(text), look) for text in block.lines[1:])
    elif block.setting == "annexes":
        yield from _annexes(block.lines)
    elif block.setting == "signed":
        yield from _signed(block.lines)
    elif block.setting == "note":  # one paragraph, of which no page has a line alone
        yield _paragraph("Note", _BREAK.join(map(_run, block.lines)))
    elif block.setting == "imprint":
        end = paper.width - 280
        tabs = f'<w:tabs><w:tab w:val="right" w:pos="{end}"/></w:tabs>'
        yield _paragraph("Gap", "")
        for line in block.lines:
            who, _, when = line.rpartition(" · ")
            yield _paragraph("Imprint", _run(f"{who}\t{when}" if who else when), tabs)
    else:
        style = _SETTINGS[block.setting]
        if block.title:
            yield _paragraph("Heading1", _run(block.title))
        for at, text in enumerate(block.items, 1):
            lead, rest = text if isinstance(text, Led) else ("", text)
            runs = _run(lead, _LEADS) if lead else ""
            kept = _KEEP if signed and at == len(block.items) else ""
            yield _paragraph(style, f"{runs}{_run(rest)}", kept)


def _annexes(lines: Sequence[str]) -> Iterator[str]:
    """The list of annexes under an empty line, their numbers below one another."""
    if lines:
        yield _paragraph("Annexes", "")
    before = 2 * round(2 * _LETTER)
    lead, number, rest = lines[0].partition("1. ") if lines else ("", "", "")
    lead = lead if number else ""
    hang = round(width_of(number) * _LETTER)
    if number and lead.isascii():  # Latin letters are of any width: a tab leads to the numbers
        lines, hang = (f"{lead.rstrip()}\t{number}{rest}", *lines[1:]), 0
    begin = before + round(width_of(lead) * _LETTER)
    for at, line in enumerate(lines):
        hung = begin + hang - (before if at == 0 else begin)
        yield _paragraph(
            "Annexes", _run(line), f'<w:ind w:left="{begin + hang}" w:hanging="{hung}"/>'
        )


def _signed(lines: Sequence[str]) -> Iterator[str]:
    """Who signs, two letters from the edge, and the day, which begins two letters later."""
    edge = round(4 * _LETTER)
    yield _paragraph("Signed", "")
    widths = [round(width_of(line) * _LETTER) for line in lines]
    begin = min(UPRIGHT.width - edge - widths[0], UPRIGHT.width - 2 * edge - max(widths[1:]))
    for at, line in enumerate(lines):
        left = begin + (edge if at else 0)
        look = f'<w:ind w:left="{left}" w:right="0"/><w:jc w:val="left"/>' if begin > 0 else ""
        yield _paragraph("Signed", _run(line), look)


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


def _set(table: Table, tracks: list[Track], way: Way, w: Wording) -> Iterator[str]:
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
        yield _paragraph("Gap", "")  # else the next table would be one with it


def _table(rows: Sequence[Row], tracks: Sequence[Track], way: Way) -> str:
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
                width,
                _paragraph(style, _filled(track.cells[at], look), keep + _side(track.column)),
                _RULED if row.rank in ("subtotal", "total") else "",
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


def _filled(cell: Cell, look: str) -> str:
    """The runs of a cell: a sign in the colour of its tone, the figure in black."""
    if cell.drawn:
        return _run(cell.text, f'{_SIGNS}<w:sz w:val="{DRAWN}"/>')
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
    shown = _TAB.join(escape(visible(part), quote=False) for part in text.split("\t"))
    return f'<w:r>{look}<w:t xml:space="preserve">{shown}</w:t></w:r>'
