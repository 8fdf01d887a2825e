"""Rows that belong together: by merged cells, and as the parts of the project above them.

Offices list 其中：一期, 1-1 or （1） below a project, with or without a serial number of their own.
They are counted in its amount already: counted beside it they make that double.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from qzinvest.intake.files.sheets import NEVER, Row, Value
from qzinvest.intake.offices.sums import Yuan
from qzinvest.intake.offices.texts import cell_text
from qzinvest.intake.words.texts import HALF_WIDTH
from qzinvest.patterns import pattern
from qzinvest.tuples import NamedTuple

Merges = Iterable[tuple[int, int, int, int]]


def merged_rows(rows: Iterable[Row], merges: Merges) -> Iterator[tuple[Row, Row, frozenset[int]]]:
    """Every row, and what it is with what cells that are merged downwards say of it.

    Only the upper left cell of a merged one has a value in the file. With them come the columns
    whose cell a row shares with another one that is not empty.
    """
    down = _downward(merges)
    held: dict[int, tuple[int, Value]] = {}
    for row, following in _with_next(rows):
        held = {column: one for column, one in held.items() if one[0] >= row.number}
        shared = set(held)
        filled = _with_values(row, held) if held else row
        for last, column in down.get(row.number, ()):
            value = row.values[column] if column < len(row.values) else None
            held[column] = (last, value)
            if following <= last:
                shared.add(column)
        yield row, filled, frozenset(shared)


def _downward(merges: Merges) -> dict[int, list[tuple[int, int]]]:
    """Last row and column of the cells that are merged downwards, by their first row."""
    down: dict[int, list[tuple[int, int]]] = {}
    for top, left, bottom, _ in merges:
        if bottom > top:
            down.setdefault(top, []).append((bottom, left))
    return down


def _with_next(rows: Iterable[Row]) -> Iterator[tuple[Row, int]]:
    """Each row with the number of the next one that is not empty."""
    before: Row | None = None
    for row in rows:
        if before is not None:
            yield before, row.number
        before = row
    if before is not None:
        yield before, NEVER


def _with_values(row: Row, held: dict[int, tuple[int, Value]]) -> Row:
    width = max(len(row.values), max(held) + 1)
    values = row.values + [None] * (width - len(row.values))
    for column, (_, value) in held.items():
        if values[column] is None:
            values[column] = value
    return Row(row.number, values)


_HAN = "一二三四五六七八九十"
_OF_WHICH = pattern(
    r"[\s—–\-－·•*（(]*(?:其\s*中|包括|含(?=\s*[:：])|(?:of\s*which|including|thereof|incl\b\.?)"
    rf"|(?:子项目?|子項目?|分项|分項)(?=\s*(?:[0-9{_HAN}]|[:：])))\s*[:：,，、]?\s*",
    re.IGNORECASE,
)
_ORDINAL = rf"(?:[{_HAN}]+|[0-9]{{1,2}}|[ⅠⅡⅢⅣⅤⅥ]|[IVivX]{{1,4}})"
_ONLY_STAGE = pattern(
    rf"[\s—–\-－·•*（(]*(?:第?{_ORDINAL}\s*[期标標]|首期|后期|後期|(?:后续|後續)(?=工程|建设|建設|部分|投资|投資|$)"
    r"|(?:phase|stage)\s*(?:[0-9]{1,2}|[ivx]{1,4}|one|two|three)\b|(?:first|second|third|[123](?:st|nd|rd))\s+phase)"
    r"\s*(?:工程|项目|項目|建设|建設|部分|投资|投資|用地|地块|地塊)*[）)]?\s*(?:[:：—–－-].*|[（(].*[)）])?",
    re.IGNORECASE,
)
"""A name that says no more than which phase it is of: 一期, 二期工程, Phase 2."""
_FIRST_STAGE = pattern(
    r"\W*(?:第?[一1ⅠI]\s*期|首期|phase\s*(?:1|i|one)|(?:first|1st)\s+phase)(?:工程|项目|項目|建设|建設)?\W*",
    re.IGNORECASE,
)
_TOP = pattern(rf"[（(]?([0-9]{{1,5}}|[{_HAN}]{{1,3}})(?:\.0)?[)）]?[.、．]?")
_HAN_TOP = pattern(rf"[（(]?[{_HAN}]{{1,3}}[)）]?[.、．]?")
_BRACKETED = pattern(
    rf"[（(]([0-9]{{1,3}}|[{_HAN}])[)）]|[①-⑳⑴-⒇]|([0-9]{{1,3}})[)）]"
    r"|[（(]?(?:[a-zA-Z]|[ivx]{1,4}|[IVX]{1,4})[.)）、]?"
    r"|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ]|[—–\-－·•*]+"
)
_DOTTED = pattern(
    r"([0-9]{1,5})(?:[.．\-－—–_/]([0-9]{1,3}|[a-zA-Z])|[a-zA-Z]"
    rf"|[.．\-－—–_/]?(?:[（(](?:[0-9]{{1,3}}|[{_HAN}])[)）]|[①-⑳⑴-⒇]))+"
)
_LISTED = pattern(
    rf"(?:[（(]([0-9]{{1,3}}|[{_HAN}])[)）]|([0-9]{{1,3}})[、.．)）](?![0-9])|[①-⑳⑴-⒇]|[—–\-－·•]+)\s*(?=\S)"
)
"""The number, or the dash, with which a part's name begins, where its row has none of its own."""
_DASHES = pattern(r"\s*[—–\-－·•]+\s*")
_STAGE = pattern(r"[一二三四五六七八九十0-9]+\s*[期标]|phase\s*[0-9ivx]+", re.IGNORECASE)
_LONGEST = 200
"""The most rows that are held as parts of one project."""


class Line(NamedTuple):
    """A row below a header, of which kind it is; ``filled``, ``shared`` as of ``merged_rows``."""

    kind: str
    row: Row
    filled: Row
    shared: frozenset[int]


class Whole(NamedTuple):
    """A line, and the lines below it that are its parts; of most there are none."""

    line: Line
    parts: tuple[Line, ...]


class Places(NamedTuple):
    """The columns by which parts are told, and what the amount of a row is, in yuan."""

    serial: int | None
    name: int
    amount: Callable[[Row], Yuan | None]


def breakdowns(lines: Iterable[Line], places: Places) -> Iterator[Whole]:
    """The lines, each project's with those that break it down.

    Parts are rows that say so (其中), rows numbered below the project's number (1-1 or 1.1 below
    1, （1） below 1), by their names where they have no number of their own; and rows without a
    number, rows of its name, or rows 1, 2 below 一, of which the first ones make up its amount.
    """
    coming = iter(lines)
    held: deque[Line] = deque()
    while (whole := _next(held, coming)) is not None:
        run: list[Line] = []
        while whole.kind == "data" and (line := _next(held, coming)) is not None:
            below = line.kind == "data" and len(run) < _LONGEST
            if not (below and _may_be_part(line.row, whole.row, run, places)):
                held.appendleft(line)
                break
            run.append(line)
        parts = _parts(whole, run, places)
        held.extendleft(reversed(run[parts:]))  # each may have parts of its own
        yield Whole(whole, tuple(run[:parts]))


def _next(held: deque[Line], coming: Iterator[Line]) -> Line | None:
    return held.popleft() if held else next(coming, None)


def says_part(name: str) -> bool:
    """Whether a name, or a number, says that its row is a part: ``其中：一期``, ``二期工程``."""
    return _OF_WHICH.match(name) is not None or _ONLY_STAGE.fullmatch(name) is not None


def own_name(name: str, whole: str) -> str:
    """The name of a part that is counted by itself; one that says only 一期 takes the whole's."""
    said = _DASHES.sub("", name, count=1) if _DASHES.match(name) else name
    said = _OF_WHICH.sub("", said, count=1)
    return f"{whole} {said}" if says_part(name) or says_part(said) else said


def _parts(whole: Line, run: list[Line], places: Places) -> int:
    """How many of the rows below a project are its parts."""
    if not run or (parts := _made_up(whole.row, run, places)):
        return parts if run else 0
    marked = (_is_marked(line.row, whole.row, place, places) for place, line in enumerate(run))
    parts = next((place for place, is_one in enumerate(marked) if not is_one), len(run))
    while 0 < parts < len(run) and _STAGE.match(_name(run[parts].row, places)):
        parts += 1  # 其中：一期, and below it 二期
    return parts


def _made_up(whole: Row, run: list[Line], places: Places) -> int:
    """How many of the first rows together make up the amount of the whole; 0 for none."""
    amount = places.amount(whole)
    together: Yuan = 0
    if not amount:
        return 0
    for count, line in enumerate(run, start=1):
        one = places.amount(line.row)
        if one is None:
            return 0
        together += one
        if together == amount and (count > 1 or _is_marked(line.row, whole, 0, places)):
            return count
    return 0


def _may_be_part(row: Row, whole: Row, run: list[Line], places: Places) -> bool:
    """Whether a row may be a part; most rows of all tables are none by their number and name."""
    if _goes_on(row, whole, places):
        return True
    serial, top = row.at(places.serial), whole.at(places.serial)
    if _is_plain(serial) and _is_plain(top):
        return says_part(_name(row, places)) and not _ONLY_STAGE.fullmatch(_name(whole, places))
    if _is_marked(row, whole, len(run), places):
        return True
    if places.serial is None:
        return bool(run) and says_part(_name(run[0].row, places))
    if serial is not None:  # 1, 2, 3 below 一
        return _is_plain(serial) and _HAN_TOP.fullmatch(cell_text(top)) is not None
    return _is_top(top)


def _goes_on(row: Row, whole: Row, places: Places) -> bool:
    """Whether a row's name is that of the whole, and more."""
    name, begins = row.at(places.name), whole.at(places.name)
    if not isinstance(name, str) or not isinstance(begins, str):
        return False
    return len(name) > len(begins) > 0 and name.startswith(begins)


def _is_plain(serial: Value) -> bool:
    return isinstance(serial, int) or (isinstance(serial, str) and serial.isdecimal())


def _is_marked(row: Row, whole: Row, before: int, places: Places) -> bool:
    """Whether a row says by its name or its number that it is a part; so many stand before it."""
    name, begins = _name(row, places), _name(whole, places)
    if _ONLY_STAGE.fullmatch(begins):
        return False  # phases of what a section's title names
    if says_part(name):
        return True
    rest = name.removeprefix(begins) if begins else name
    if rest != name and _is_phase_of(rest, before, within=_is_within(row, whole, places)):
        return True
    serial, top = row.at(places.serial), cell_text(whole.at(places.serial))
    if serial is None:
        listed = None if _LISTED.match(begins) else _LISTED.match(name)
        return listed is not None and _counts_on(listed, before)
    return _is_top(top) and _is_below(serial, top, before)


def _is_phase_of(rest: str, before: int, *, within: bool) -> bool:
    """Whether a name goes on from the whole's by 其中, or by the phases from the first one on.

    A second phase alone is a project beside the first one; a first phase is one that is more than
    the whole.
    """
    if _OF_WHICH.match(rest) or (before and _ONLY_STAGE.fullmatch(rest)):
        return True
    return within and _FIRST_STAGE.fullmatch(rest) is not None


def _is_within(row: Row, whole: Row, places: Places) -> bool:
    amount, share = places.amount(whole), places.amount(row)
    return amount is None or share is None or share <= amount


def _is_below(serial: Value, top: str, before: int) -> bool:
    """Whether a number is one of a part: 1-1, 1.1, （1）, a., Ⅰ, — or 其中."""
    text = cell_text(serial).translate(HALF_WIDTH)
    if isinstance(serial, date) or says_part(text):
        return True  # 1-1, which the spreadsheet took for a day
    if (dotted := _DOTTED.fullmatch(text)) is not None:
        return dotted[1] == top.strip("（()）.、．") and not text.endswith(".0")
    bracketed = None if _BRACKETED.fullmatch(top) else _BRACKETED.fullmatch(text)
    return bracketed is not None and _counts_on(bracketed, before)


def _counts_on(found: re.Match[str], before: int) -> bool:
    """Whether a part's number, if it has one, is the next."""
    number = found[1] or found[2]
    if number is None:
        return True
    return (_HAN.index(number) + 1 if number in _HAN else int(number)) == before + 1


def _name(row: Row, places: Places) -> str:
    return cell_text(row.at(places.name))


def _is_top(serial: Value) -> bool:
    return _TOP.fullmatch(cell_text(serial)) is not None
