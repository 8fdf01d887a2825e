"""How tables are set in Word: on which paper, in which size, with columns how wide.

A table stands upright where it has room, else on a sheet that lies, else in smaller print.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from qzinvest.model.document import (
    Block,
    Column,
    Document,
    Light,
    Lit,
    MoneyUnit,
    Table,
    Texts,
    Tone,
    Value,
)
from qzinvest.render.figures import document_text
from qzinvest.render.widths import share_out, widest_piece, width_of
from qzinvest.render.wording import visible
from qzinvest.tuples import NamedTuple

SIZES = (21, 18, 15)
"""Half points of text in tables: the first that has room."""
DRAWN = 12
"""The same of what is drawn in steps."""
_MARGIN = 67
"""Twips at each side of a cell, with a little for letters wider than others."""
_TEXT, _WHOLE, _MOST_OF_HEAD = 14, 40, 8
"""Widths in half letters: in which texts and heads are read with ease, and of the longest id."""
_EDGES, _ABOVE = 21_600, 3_900
"""Twips: of both sides of a sheet's text together, and those of titles and heads above a table."""
_DIGIT = "\u2007"


class Paper(NamedTuple):
    """How a sheet lies, how wide the text on it is, in twips, and what the file says of it."""

    lying: bool
    width: int
    section: str


_FEET = (
    '<w:footerReference w:type="default" r:id="r3"/><w:footerReference w:type="even" r:id="r4"/>'
)
UPRIGHT = Paper(
    lying=False,
    width=8844,
    section=f'<w:sectPr>{_FEET}<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" '
    'w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1400" w:gutter="0"/>'
    '<w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr>',
)
LYING = Paper(
    lying=True,
    width=12756,
    section=f'<w:sectPr>{_FEET}<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar '
    'w:top="1588" w:right="1984" w:bottom="1474" w:left="2098" w:header="851" w:footer="880" '
    'w:gutter="0"/></w:sectPr>',
)
"""156 and 225 mm; the margins turn with the sheet."""


class Cell(NamedTuple):
    """A text, and before it the sign of a light with its tone; or a drawing in steps."""

    text: str
    sign: str = ""
    tone: Tone = ""
    drawn: bool = False

    @property
    def width(self) -> int:
        """In half letters; some signs and letters, and other fonts, take a little more."""
        if self.drawn:
            return 1 + len(self.text) * 2 * DRAWN // SIZES[0]
        text = visible(self.text)
        wider = (len(text) + 3 * sum(map(str.isupper, text)) + 6 * text.count("%")) // 7
        return width_of(text) + wider + (3 if self.sign else 0)


class Track(NamedTuple):
    """A column with its cells, one a row, and its width in half letters.

    ``natural`` wraps nothing, ``least`` parts nothing that must stay whole.
    """

    column: Column
    cells: Sequence[Cell]
    natural: int
    least: int


class Way(NamedTuple):
    """How a table is set: on which paper, in which size."""

    paper: Paper
    size: int

    def room(self, columns: int) -> int:
        """The half letters that so many columns share; one takes five twips a half point."""
        return (self.paper.width - 2 * _MARGIN * columns) // (5 * self.size)

    def fits(self, tracks: Sequence[Track]) -> bool:
        """Whether nothing is parted that must not be."""
        return sum(track.least for track in tracks) <= self.room(len(tracks))

    def whole(self, tracks: Sequence[Track], widths: Sequence[int]) -> bool:
        """Whether a table has room on one page, under its title and the document's."""
        return self.height(tracks, widths) <= _EDGES - self.paper.width - _ABOVE

    def height(self, tracks: Sequence[Track], widths: Sequence[int]) -> int:
        """The twips of a table without its heads."""
        lines = 0
        for cells in zip(*(track.cells for track in tracks), strict=True):
            lengths = (cell.width * 5 * self.size for cell in cells)
            rooms = (width - 2 * _MARGIN for width in widths)
            lines += max(-(-each // room) for each, room in zip(lengths, rooms, strict=True)) or 1
        return lines * 20 * (self.size * 5 + 14) // 7

    def widths(self, tracks: Sequence[Track]) -> list[int]:
        """The columns in twips, over the whole width of the text."""
        least = [track.least for track in tracks]
        natural = [track.natural for track in tracks]
        if sum(natural) > (room := self.room(len(tracks))):  # heads give way before names do
            natural = [each.least if each.column.is_figure else each.natural for each in tracks]
        shared = share_out(natural, least, room)
        heads = [width_of(visible(track.column.head)) for track in tracks]
        for _ in range(room - sum(shared)):  # what is left goes to the heads of most lines
            at = max(range(len(tracks)), key=lambda i: Fraction(heads[i], shared[i]))
            shared[at] += heads[at] > shared[at]
        sizes = [each * 5 * self.size + 2 * _MARGIN for each in shared]
        ends = [sum(sizes[:end]) * self.paper.width // sum(sizes) for end in range(len(sizes) + 1)]
        return [end - begin for begin, end in pairwise(ends)]


WAYS = (Way(UPRIGHT, SIZES[0]), *(Way(LYING, size) for size in SIZES))
"""The first that a table fits in; where none does, its columns go on below in the last but one."""

WITHIN = (*(Way(UPRIGHT, size) for size in SIZES), *WAYS[1:])
"""The same between prose, which a sheet that lies would break."""


def tracks_of(table: Table, unit: MoneyUnit) -> list[Track]:
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
        least = max(least, min(width_of(head), _MOST_OF_HEAD), widest_piece([head]) + 1)
        natural = max(size, least, min(width_of(head), 2 * _MOST_OF_HEAD))
        found.append(Track(column, cells, natural, least))
    return found


def _cell(value: Value, column: Column, unit: MoneyUnit) -> Cell:
    """A cell; the sign of a light or a distance stands before what it is of."""
    if isinstance(value, Light):
        return Cell(value.name, value.mark, value.tone)
    text = document_text(value, column, unit)
    if isinstance(value, Lit):
        return Cell(text.removeprefix(f"{value.light.mark} "), value.light.mark, value.light.tone)
    return Cell(text, drawn=column.kind == "spark" and isinstance(value, tuple))


def levelled(tables: Sequence[Sequence[Track]]) -> list[list[Track]]:
    """The tables with the same widths, where they have as many columns."""
    most: dict[tuple[int, int], tuple[int, int]] = {}
    for tracks in tables:
        for at, track in enumerate(tracks):
            natural, least = most.get((len(tracks), at), (0, 0))
            most[len(tracks), at] = max(natural, track.natural), max(least, track.least)
    return [
        [Track(*track[:2], *most[len(tracks), at]) for at, track in enumerate(tracks)]
        for tracks in tables
    ]


def way_of(tracks: Sequence[Track], paper: Paper, known: Sequence[Way]) -> Way:
    """How a table is set of the ways that there are, on a sheet that lies where ``paper`` does."""
    ways = (way for way in known if way.paper.lying >= paper.lying and way.fits(tracks))
    return next(ways, WAYS[-2])


_PAGE, _LINE = 22 * 579, 579
"""Twips of a page's text, and of a line."""
_LETTERS, _INDENT, _SMALL = 56, 4, 84
"""Half letters of a line, of the indent that begins it, and of a line in small print."""
_HEAD, _NUMBER, _TITLE, _CAPTION, _NOTE = 1120, 2 * 579 + 120, 680, 500, 300
"""Twips of a red head, of what stands below it with its rule, of lines of a title, a caption and a
note."""


def placed(document: Document) -> tuple[Block, ...]:
    """The blocks of a letter, with each table under a caption where its page has room for it.

    A table that is kept whole goes to the next page where this one has no room, and leaves it half
    empty. So the paragraphs after it come first until it has room. Lines are counted as 28 letters
    make them, which is near enough: a table that has no room after all goes to the next page.
    """
    blocks, letter = list(document.blocks), document.letter
    if letter is None:
        return document.blocks
    place = (_HEAD + _NUMBER + _LINE if letter.head else _LINE) + (
        3 if document.over else 2
    ) * _LINE
    place += _TITLE * max(1, len(letter.title))
    found: list[Block] = []
    while blocks:
        block = blocks.pop(0)
        group = _group([block, *blocks])
        if not group:
            found.append(block)
            place = (place + _height(block)) % _PAGE
            continue
        after = blocks[len(group) - 1]
        del blocks[: len(group)]
        first, rest, place = _parted(after, place, _of(group, document.unit))
        found += [*first, *group, *rest]
    return tuple(found)


def _group(blocks: Sequence[Block]) -> Sequence[Block]:
    """A table with its caption and its note, if the blocks begin with one and prose follows."""
    if not (isinstance(blocks[0], Texts) and blocks[0].setting == "caption"):
        return ()
    end = next((n for n, each in enumerate(blocks) if n and _is(each, "prose")), 0)
    return blocks[:end] if any(isinstance(each, Table) for each in blocks[:end]) else ()


def _is(block: Block, setting: str) -> bool:
    return isinstance(block, Texts) and block.setting == setting


def _parted(after: Block, place: int, tall: int) -> tuple[list[Block], list[Block], int]:
    """The paragraphs that come before a table and those after it, and where the page is then."""
    if not isinstance(after, Texts) or after.title:
        return [], [after], (place + tall + _height(after)) % _PAGE
    ends = [place]
    for text in after.items:
        ends.append((ends[-1] + _height(after._replace(items=(text,)))) % _PAGE)
    # Where none has room, it stands first, as it is written.
    count = next((n for n, end in enumerate(ends) if end + tall <= _PAGE), 0)
    parts = after._replace(items=after.items[:count]), after._replace(items=after.items[count:])
    place = (ends[count] if ends[count] + tall <= _PAGE else 0) + tall + _height(parts[1])
    first, rest = ([part] if part.items else [] for part in parts)
    return [*first], [*rest], place % _PAGE


def _height(block: Block) -> int:
    """The twips of a block of texts."""
    if not isinstance(block, Texts):
        return 0
    small = block.setting in ("note", "caption")
    wide, tall = (_SMALL, _NOTE) if small else (_LETTERS - _INDENT // 4, _LINE)
    lines = sum(-(-(width_of(visible(text)) + _INDENT) // wide) for text in block.lines)
    return (lines + bool(block.title)) * tall


def _of(group: Sequence[Block], unit: MoneyUnit) -> int:
    """The twips of a table with what belongs to it."""
    tall = 0
    for block in group:
        if isinstance(block, Table):
            tracks = tracks_of(block, unit)
            way = way_of(tracks, UPRIGHT, WITHIN)
            tall += way.height(tracks, way.widths(tracks)) + _CAPTION
        else:
            tall += _height(block)
    return tall
