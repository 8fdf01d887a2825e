"""TOML files from outside: read within bounds, their values, and where these stand.

``tomllib`` tells neither a value's line nor when to stop reading. Values may be of any kind: what
is no table or no list is taken for an empty one.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path as FilePath
from typing import cast

from qzinvest.errors import unreadable
from qzinvest.patterns import pattern
from qzinvest.tuples import NamedTuple

MOST = 4_000_000
"""Bytes; the largest plan that anybody has shown us has 60,000."""

_DOTTED = pattern(r"""(?:[\w"'-]+\s*\.\s*){64}""")
"""A key of so many parts that tomllib, which keeps every beginning of it, would fill the memory."""

Path = tuple[str | int, ...]
"""The way to a value: keys, and the positions of array elements from 0."""

_BLANK = " \t"
_SPACE = " \t\r\n"


def lines_of(text: str) -> dict[Path, int]:
    """The line (from 1) of every table, key and array element of ``text``, by path.

    Args:
        text: TOML that ``tomllib.loads`` has accepted; anything else gives no useful answer.
    """
    return _Scanner(text).scan()


def nearest(path: Path, lines: dict[Path, int]) -> int:
    """The line of the value at ``path``, or of the nearest table around it; 1 for the file."""
    return next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), 1)


class BadToml(Exception):  # noqa: N818 - caught by the readers, who say it to the user
    """A file that holds no TOML: its line (from 1), and a catalogue key's last part with detail."""

    def __init__(self, line: int, problem: str, detail: str = "") -> None:
        super().__init__(line, problem, detail)
        self.line = line
        self.problem = problem
        self.detail = detail


def read_toml(path: FilePath) -> str:
    """The text of a TOML file.

    Raises:
        FileUnreadable: the file cannot be read.
        BadToml: ``not_utf8``, or ``large``: longer than any plan or map is.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MOST + 1)
    except OSError as error:
        raise unreadable(error, str(path)) from error
    if len(raw) > MOST:
        raise BadToml(1, "large", str(MOST // 1_000_000))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadToml(raw.count(b"\n", 0, error.start) + 1, "not_utf8") from error


def parsed(text: str, parse_float: Callable[[str], object] = float) -> dict[str, object]:
    """The tables of a TOML text.

    Raises:
        BadToml: ``syntax``, with tomllib's word on it, or ``deep``.
    """
    # Imported here: only what comes in from outside is parsed.
    import tomllib

    if _DOTTED.search(text):
        raise BadToml(1, "deep")
    try:
        return tomllib.loads(text, parse_float=parse_float)
    except RecursionError as error:
        raise BadToml(1, "deep") from error
    except ValueError as error:  # also of a number of thousands of digits
        place = re.search(r"\(at line (\d+), column \d+\)$", str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        raise BadToml(line, "syntax", str(error).rsplit(" (at ", 1)[0]) from error


class _Scanner:
    """One walk over a valid TOML text. It knows where values begin and end, not what they mean."""

    def __init__(self, text: str) -> None:
        self._text = text.replace("\r\n", "\n")
        self._at = 0
        self._line = 1
        self._lines: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        self._skip(_SPACE)
        while self._at < len(self._text):
            if self._peek() == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_SPACE)
        return self._lines

    def _header(self) -> Path:
        """A ``[table]`` or ``[[element]]`` header; the path of the table that it opens."""
        line = self._line
        is_array = self._text.startswith("[[", self._at)
        self._move(2 if is_array else 1)
        path: Path = ()
        keys = list(self._keys())
        for key in keys[:-1]:
            self._lines.setdefault((*path, key), line)
            path = self._inside((*path, key))
        path = (*path, keys[-1])
        self._lines.setdefault(path, line)
        if is_array:
            position = self._counts.get(path, 0)
            self._counts[path] = position + 1
            path = (*path, position)
            self._lines[path] = line
        self._move(2 if is_array else 1)
        return path

    def _inside(self, path: Path) -> Path:
        """The last element of ``path`` if it is an array of tables, else ``path``."""
        return (*path, self._counts[path] - 1) if path in self._counts else path

    def _pair(self, table: Path) -> None:
        path = table
        line = self._line
        for key in self._keys():
            path = (*path, key)
            self._lines.setdefault(path, line)
        self._move(1)  # the equals sign
        self._skip(_BLANK)
        self._value(path)

    def _keys(self) -> Iterator[str]:
        """The parts of a dotted key, up to the sign that ends it."""
        while True:
            self._skip(_BLANK)
            start = self._at
            if self._peek() in "\"'":
                self._string()
                quoted = self._text[start : self._at]
                yield _unquoted(quoted)
            else:
                while self._peek() not in " \t.=]":
                    self._move(1)
                yield self._text[start : self._at]
            self._skip(_BLANK)
            if self._peek() != ".":
                return
            self._move(1)

    def _value(self, path: Path) -> None:
        first = self._peek()
        if first in "\"'":
            self._string()
        elif first == "[":
            self._array(path)
        elif first == "{":
            self._table(path)
        else:
            while self._peek() not in ",]}\n#":
                self._move(1)

    def _array(self, path: Path) -> None:
        self._move(1)
        self._skip(_SPACE)
        position = 0
        while self._peek() != "]":
            self._lines[(*path, position)] = self._line
            self._value((*path, position))
            position += 1
            self._skip(_SPACE + ",")
        self._move(1)

    def _table(self, path: Path) -> None:
        self._move(1)
        self._skip(_SPACE)
        while self._peek() != "}":
            self._pair(path)
            self._skip(_SPACE + ",")
        self._move(1)

    def _string(self) -> None:
        mark = self._text[self._at]
        long = self._text.startswith(mark * 3, self._at)
        end = mark * 3 if long else mark
        self._move(len(end))
        while not self._text.startswith(end, self._at):
            self._move(2 if mark == '"' and self._peek() == "\\" else 1)
        self._move(len(end))
        while long and self._peek() == mark:  # up to two more marks may close a long string
            self._move(1)

    def _skip(self, signs: str) -> None:
        """Pass over ``signs`` and comments."""
        while (sign := self._peek()) and (sign in signs or sign == "#"):
            if sign == "#":
                while self._peek() not in ("", "\n"):
                    self._move(1)
            else:
                self._move(1)

    def _peek(self) -> str:
        """The next sign; at the end the empty text, which is ``in`` every other."""
        return self._text[self._at : self._at + 1]

    def _move(self, count: int) -> None:
        self._line += self._text.count("\n", self._at, self._at + count)
        self._at += count


def _unquoted(quoted: str) -> str:
    # tomllib knows the escapes; the import is only paid for by a quoted key.
    from tomllib import loads

    return str(loads(f"key = {quoted}")["key"])


Raw = dict[str, object]
"""A TOML table as ``tomllib`` gives it."""


RATIO = "{ratio}"
"""Stands in a note on weights where the weights themselves are to be read."""


class Flaw(NamedTuple):
    """One thing that is wrong: where, which (a catalogue key's last part), and the value."""

    path: Path
    problem: str
    value: str = ""
    detail: str = ""


def unknown(path: Path, problem: str, text: str, known: Iterable[str]) -> Flaw:
    """A word that is none of ``known``; ``<problem>_near`` if one of them is close to it."""
    # difflib is only needed once something is misspelt.
    from difflib import get_close_matches

    near = next(iter(get_close_matches(text, list(known), n=1)), "")
    return Flaw(path, f"{problem}_near" if near else problem, text, near)


def written(path: Path) -> str:
    """A path as people read it; elements are counted from 1: ``district[3].tier``."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        else:
            text += f".{part}" if text else part
    return text


def tables_in(raw: Raw, section: str) -> list[tuple[Path, Raw]]:
    """The tables of an array, each with its path."""
    elements = enumerate(as_list(raw.get(section)))
    return [((section, i), cast("Raw", el)) for i, el in elements if isinstance(el, dict)]


def codes_in(raw: Raw, section: str) -> list[str]:
    """The codes of an array's tables, each once."""
    codes = (table.get("code") for _, table in tables_in(raw, section))
    return list(dict.fromkeys(code for code in codes if isinstance(code, str)))


def as_table(value: object) -> Raw:
    """The value if it is a table, else an empty one."""
    return cast("Raw", value) if isinstance(value, dict) else {}


def as_list(value: object) -> list[object]:
    """The value if it is a list, else an empty one."""
    return cast("list[object]", value) if isinstance(value, list) else []


def is_whole(value: object) -> bool:
    """Whether the value is a whole number (``true`` is none)."""
    return type(value) is int


def is_number(value: object) -> bool:
    """Whether the value is a finite number, whole or with decimals."""
    return is_whole(value) or (isinstance(value, Decimal) and value.is_finite())
