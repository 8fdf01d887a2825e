"""Where a table stands in a letter: after whole paragraphs, on a page that has room for all of it.

A table that is kept whole goes to the next page where this one has no room, and leaves it half
empty. So the paragraphs after it come first until it has room. Lines are counted as 28 letters
make them, which is near enough: a table that has no room after all goes to the next page as before.
"""

from collections.abc import Sequence

from qzinvest.model.document import Block, Document, MoneyUnit, Table, Texts
from qzinvest.render.widths import width_of
from qzinvest.render.word import UPRIGHT, WITHIN, tracks_of, way_of
from qzinvest.render.wording import visible

_PAGE, _LINE = 22 * 579, 579
"""Twips of a page's text, and of a line."""
_LETTERS, _INDENT, _SMALL = 56, 4, 84
"""Half letters of a line, of the indent that begins it, and of a line in small print."""
_HEAD, _NUMBER, _TITLE, _CAPTION, _NOTE = 1120, 2 * 579 + 120, 680, 500, 300
"""Twips of a red head, of what stands below it with its rule, of lines of a title, a caption and a
note."""


def placed(document: Document) -> tuple[Block, ...]:
    """The blocks of a letter, with each table under a caption where its page has room for it."""
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
