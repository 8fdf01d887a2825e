"""Text in columns of a screen: how wide it is, where it may be parted, bars of blocks."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from qzinvest.render.figures import END, FULL, PACE

Ranges = tuple[tuple[str, str], ...]
Part = Literal["space", "opening", "closing", "wide", "word"]

GAP = 2
_CLOSING = "、。，．：；？！）］｝」』》〉】”’·"
_NARROW = ",;:!?)]}"
"""Closing marks of English, which also follow Chinese names."""
_OPENING = "（［｛「『《〈【“‘"
_WIDE: Ranges = (
    *(("\u2e80", "\u2fff"), ("\u3005", "\u3007"), ("\u3021", "\u9fff"), ("\uac00", "\ud7af")),
    *(("\uf900", "\ufaff"), ("\uff10", "\uff19"), ("\uff21", "\uff5a")),
)
"""Characters before and after which a line may end."""
_TWO: Ranges = (
    ("\u3000", "\u3029"),
    ("\u3041", "\u3096"),
    ("\u4e00", "\u9fff"),
    ("\uff01", "\uff5e"),
)
_ONE: Ranges = (
    *(
        (" ", "~"),
        ("\u00a1", "\u00ac"),
        ("\u00ae", "\u02ff"),
        ("\u2007", "\u2007"),
        ("\u2010", "\u2027"),
    ),
    *(("\u2100", "\u22ff"), ("\u2500", "\u25fc")),
)
"""The characters of nearly all that is printed, two columns wide and one. What else there is Rich's
tables know, and loading them costs a pipe more than the whole of its layout; so does it to compile
these ranges as patterns."""
_MEASURES = frozenset("个個元天年月日亿億万萬行列条條项項家期倍次位页頁份分秒步")
_LONGER = frozenset(("亿元", "億元", "万元", "萬元", "个月", "個月"))
"""Units that stay with their figure."""
SHORT, LONE = 3, 2
"""Characters in brackets that a line does not part."""
EIGHTHS = " ▏▎▍▌▋▊▉"
MORE = "…"


class _Widths(dict[str, int]):
    """Widths of characters, told once each; of those that are not known here there is none."""

    def __missing__(self, char: str) -> int:
        size = 2 if _within(char, _TWO) else 1
        if size == 1 and not _within(char, _ONE):
            raise KeyError(char)
        self[char] = size
        return size


class _Parts(dict[str, Part]):
    """What characters are where a line ends, told once each."""

    def __missing__(self, char: str) -> Part:
        part: Part = "wide" if _within(char, _WIDE) else "word"
        if char.isspace():
            part = "space"
        elif char in _OPENING:
            part = "opening"
        elif char in _CLOSING:
            part = "closing"
        self[char] = part
        return part


_WIDTHS, _PARTS = _Widths(), _Parts()


def _within(char: str, ranges: Ranges) -> bool:
    return any(first <= char <= last for first, last in ranges)


@lru_cache(maxsize=1 << 14)
def width_of(text: str) -> int:
    """How many columns a text takes, as Rich counts them.

    A layout asks five times for each cell, and many cells are the same.
    """
    if text.isascii() and text.isprintable():
        return len(text)
    try:
        return sum(map(_WIDTHS.__getitem__, text))
    except KeyError:
        from rich.cells import cell_len

        return cell_len(text)


def widest(texts: Iterable[str]) -> int:
    """The display width of the widest text."""
    return max(map(width_of, texts), default=0)


def widest_piece(texts: Iterable[str]) -> int:
    """The width in which nothing is parted that should stay whole, such as a word."""
    return widest(piece for text in texts for piece in pieces(text))


def pieces(text: str) -> Iterator[str]:
    """What may not be parted: a wide character or a word, with the wide marks that belong to it."""
    place = 0
    while place < len(text):
        end = _end(text, place)
        yield text[place:end]
        place = end


def _end(text: str, place: int) -> int:
    """Where the piece ends that begins at ``place``."""
    if _PARTS[text[place]] == "space":
        return _past(text, place, "space")
    first = _past(text, place, "opening")
    if first > place and (end := _closed(text, first)):
        return end
    last = _past(text, first, "word")
    if first != last:
        last = _measured(text, last)
    else:
        last += text[first : first + 1] != "" and _PARTS[text[first]] == "wide"
    # Marks that belong to nothing stand alone.
    return place + 1 if first == last else _closing(text, last)


def _measured(text: str, last: int) -> int:
    """Where a figure ends with the unit behind it, such as ``2000个`` and ``5.6 亿元``."""
    if not text[last - 1].isdecimal():
        return last
    unit = last + (text[last : last + 1] == " ")
    if text[unit : unit + 1] not in _MEASURES or unit == len(text):
        return last
    return unit + 2 if text[unit : unit + 2] in _LONGER else unit + 1


def _closing(text: str, place: int) -> int:
    """The first place from ``place`` on that is no mark that belongs to what stands before it."""
    while place < len(text) and (text[place] in _NARROW or _PARTS[text[place]] == "closing"):
        place += 1
    return place


def _closed(text: str, first: int) -> int:
    """Where few wide characters in brackets end, such as a unit; 0 where they are no such ones."""
    last = _past(text, first, "wide")
    end = _past(text, last, "closing")
    return end if 0 < last - first <= SHORT and end > last else 0


def _past(text: str, place: int, part: Part) -> int:
    """The first place from ``place`` on that is something else."""
    while place < len(text) and _PARTS[text[place]] == part:
        place += 1
    return place


def wrap(text: str, width: int) -> list[str]:
    """``text`` in lines of at most ``width`` columns; a single longer word is parted anywhere.

    A path is parted after a slash. Chinese may break between any two characters, but a line neither
    begins with a closing mark nor ends with an opening one.
    """
    if width_of(text) <= width:
        return [text]
    lines, line, used = [], "", 0
    for piece in (part for long in pieces(text) for part in _parts(long, width)):
        size = width_of(piece)
        if used + size > width:
            lines.append(line.rstrip())
            line, used = "", 0
        if line or not piece.isspace():
            line += piece
            used += size
    return [*lines, line.rstrip()] if line.strip() else lines


_INDENT, _NARROWEST = 2, 40


def hung(line: str, width: int) -> list[str]:
    """A line of talk in as many as it needs; those of a list go on under their beginning.

    A narrower terminal than forty columns parts lines itself.
    """
    blank = " " * (len(line) - len(line.lstrip(" ")))
    behind = blank + " " * _INDENT if blank else ""
    if width_of(line) <= width or width - len(behind) < _NARROWEST:
        return [line]
    first, *rest = wrap(line[len(blank) :], width - len(behind))
    return [blank + first, *(behind + each for each in rest)]


def headed(head: str, least: int, lines: int) -> int:
    """The width, from ``least`` on, in which a head has so many lines; of two, one is its unit."""
    if lines == 1:
        return max(least, width_of(head))
    name, bracket, unit = head.rpartition("（" if "（" in head else " (")
    parts = (name, bracket.strip() + unit)
    if bracket and lines == len(parts):
        return max(least, widest(parts))
    size = max(least, widest_piece([head]))
    while len(wrap(head, size)) > lines:
        size += 1
    return size


def balanced(text: str, width: int) -> list[str]:
    """``text`` in as many lines as ``wrap`` needs, none of them a single character."""
    lines, least = wrap(text, width), widest_piece([text])
    found = lines
    while len(lines) > 1 and width_of(found[-1]) <= LONE and widest(found) > least:
        found = wrap(text, widest(found) - 1)
    return found if len(found) == len(lines) else lines


def breaks(text: str, width: int) -> list[int]:
    """The places at which lines of ``text`` begin behind the first, by the same rules."""
    found, place, used = list[int](), 0, 0
    for piece in (part for long in pieces(text) for part in _parts(long, width)):
        size = width_of(piece)
        if used and used + size > width and not piece.isspace():
            found.append(place)
            used = 0
        place += len(piece)
        used += size
    return found


def item(text: str, width: int, *, lead: str = "· ") -> list[str]:
    """A footer line after ``lead``, wrapped with its continuation under the text."""
    first, *rest = wrap(text, max(width - width_of(lead), 8)) or [""]
    return [lead + first, *(" " * width_of(lead) + line for line in rest)]


def cut(text: str, width: int, lines: int) -> list[str]:
    """``text`` in at most so many lines, 0 for any; what is left is cut, and ``MORE`` says so."""
    found = wrap(text, width)
    if not lines or len(found) <= lines:
        return found
    kept, last = found[: lines - 1], " ".join(found[lines - 1 :])
    line = ""
    for char in last:
        if width_of(line + char) > width - 1:
            break
        line += char
    # Never inside a number or an id.
    end = _end(last, start) if (start := _word(last, len(line))) < len(line) else 0
    if end > len(line) and any(map(str.isdigit, last[start:end])):
        line = line[:start]
    return [*kept, line.rstrip() + MORE]


def _word(text: str, place: int) -> int:
    """Where the word begins of which a place is the end."""
    while place and _PARTS[text[place - 1]] == "word":
        place -= 1
    return place


def bar(level: Fraction, width: int, mark: Fraction | None = None) -> str:
    """``level`` as a bar of ``width`` columns in eighths; all of it is 1, and the rest is cut.

    With a ``mark`` the last column is the end of the scale, and the mark's own cell shows where the
    bar should have arrived, so that rows join into one line.
    """
    size = width if mark is None else width - 1
    full, part = divmod(max(0, min(int(level * size * 8), size * 8)), 8)
    text = FULL * full + (EIGHTHS[part] if part else "")
    if mark is None:
        return text
    place = at(mark, size)
    text = text.ljust(size)
    return f"{text[:place]}{PACE}{text[place + 1 :]}{END}"


def scale(head: str, width: int, mark: Fraction) -> str:
    """The head of a column of bars, as near above their mark as its width allows."""
    space = at(mark, width - 1) - width_of(head) // 2
    return " " * max(0, min(space, width - width_of(head))) + head


def at(mark: Fraction, size: int) -> int:
    """The cell of a bar in which a mark lies."""
    return min(int(mark * size), size - 1)


def share_out(natural: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Widths within ``room``: the widest give way first, none below its ``least``."""
    widths = list(natural)
    while sum(widths) > room:
        can = [i for i, width in enumerate(widths) if width > least[i]]
        if not can:
            break
        widths[max(can, key=lambda i: widths[i])] -= 1
    return widths


def _parts(piece: str, width: int) -> list[str]:
    """A word in pieces that fit; a path is parted after a slash."""
    if width_of(piece) <= width:
        return [piece]
    parts, part = [], ""
    for char in piece:
        if part and width_of(part + char) > width:
            end = part.rfind("/") + 1 or len(part)
            parts.append(part[:end])
            part = part[end:]
        part += char
    return [*parts, part]
