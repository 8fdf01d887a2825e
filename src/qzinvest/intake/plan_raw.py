"""A plan file's tables as ``tomllib`` gives them, and what is wrong with one of their values.

Values may be of any kind here: what is no table or no list is taken for an empty one.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple, cast

from qzinvest.intake.toml_lines import Path

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
