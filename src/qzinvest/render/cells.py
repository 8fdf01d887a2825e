"""A typed cell as text: the one place where a figure of a document is written out."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from qzinvest.model.counting import Figure
from qzinvest.model.credit import WHOLE, shown
from qzinvest.model.document import Change, Column, Kind, Light, MoneyUnit, Tone, Value
from qzinvest.render.figures import (
    DOWN,
    LEVEL,
    NOTHING,
    PERCENT_DIGITS,
    UP,
    count,
    money,
    number,
    percent,
    points,
    rough,
    score,
    whole,
)

MINUS, NO_FIGURE = "\u2212", "\u2014"
"""As documents write what a terminal writes with a hyphen."""
_HYPHEN = re.compile(r"(?<!\w)-(?=\d)")
STEPS = "▁▂▃▄▅▆▇█"
NONE, LESS = "·", "-"
MOST_BESIDE = 18
"""Bars that a table's cell has room for: a third of a year of weeks."""


def cell_text(value: Value, column: Column, unit: MoneyUnit) -> str:
    """A cell as a person reads it.

    Args:
        value: a figure of the column's kind, or the words in its place.
        column: where it stands.
        unit: what money is read in.
    """
    if isinstance(value, int | Fraction):
        return _WRITERS.get(column.kind, _count)(value, column, unit)
    if isinstance(value, Light):
        return f"{value.mark} {value.name}"
    if isinstance(value, Change):
        return ("+" if value.figure > 0 else "") + cell_text(value.figure, column, unit)
    if isinstance(value, tuple):
        return _joined(value, column, unit)
    if isinstance(value, date):
        return value.isoformat()
    return NOTHING if value is None else value


def document_text(value: Value, column: Column, unit: MoneyUnit) -> str:
    """The same as documents write it: a minus, and a dash where there is no figure."""
    if value is None:
        return NO_FIGURE
    text = cell_text(value, column, unit)
    return text if isinstance(value, str) else _HYPHEN.sub(MINUS, text)


def several(value: Value, column: Column) -> tuple[Value, ...]:
    """The several figures of a cell, or the one value that it has; a bar may have none."""
    if isinstance(value, tuple) and not isinstance(value, Light | Change):
        return (value,) if column.kind == "spark" else value
    return () if value is None and column.kind == "bar" else (value,)


def _joined(values: Sequence[Figure | str], column: Column, unit: MoneyUnit) -> str:
    if column.kind == "spark":
        return sparkline([each for each in values if not isinstance(each, str)])
    texts = [cell_text(each, column, unit) for each in values]
    if column.kind == "moved":
        texts[0] = str(values[0])
    return (column.join or _JOINS.get(column.kind, "–")).join(texts)


def _count(value: Figure, _column: Column, _unit: MoneyUnit) -> str:
    return count(value)


def _moved(value: Figure) -> str:
    return f"{UP if value > 0 else DOWN}{abs(int(value))}" if value else LEVEL


def _mean(value: Fraction, more: int) -> str:
    return number(value, (2 if 0 < value < 1 else 1) + more)


_JOINS: Mapping[Kind, str] = {"days": " / ", "moved": " "}
_WRITERS: Mapping[Kind, Callable[[Figure, Column, MoneyUnit], str]] = {
    "number": lambda value, column, _: _mean(Fraction(value), column.digits),
    "money": lambda yuan, column, unit: money(int(yuan), unit, column.digits),
    "rough": lambda yuan, _, unit: rough(int(yuan), unit),
    "ratio": lambda ratio, column, _: percent(Fraction(ratio), PERCENT_DIGITS + column.digits),
    "growth": lambda ratio, _, __: ("+" if ratio > 0 else "") + percent(Fraction(ratio)),
    "chance": lambda ratio, _, __: percent(Fraction(ratio), 0),
    "part": lambda ratio, _, __: shown(whole(Fraction(ratio) * WHOLE)),
    "points": lambda pp, _, __: points(Fraction(pp)),
    "gap": lambda pp, _, __: f"{points(Fraction(pp))} {(LEVEL, UP, DOWN)[sign_of(pp)]}",
    "score": lambda marks, _, __: score(marks),
    "rank": lambda rank, _, __: str(rank),
    "moved": lambda ranks, _, __: _moved(ranks),
    "bar": lambda _, __, ___: "",
}
"""How a figure of each kind is written; of the others, as a number of projects."""


def sign_of(pp: Figure) -> int:
    """1 ahead, -1 behind, 0 on pace, of percentage points as they are written."""
    return {"+": 1, "-": -1}.get(points(Fraction(pp))[0], 0)


def tone_of(value: Value, column: Column) -> Tone:
    """What colour may repeat of a cell: that it is ahead or behind, moved up or down, its light."""
    if isinstance(value, Light):
        return value.tone
    if isinstance(value, int | Fraction):
        if column.kind == "gap":
            tones: tuple[Tone, ...] = ("", "good", "fair")
            return tones[sign_of(value)]
        if column.kind == "moved" and value:
            return "good" if value > 0 else "fair"
    return ""


def bar_tone(values: Sequence[Value], columns: Sequence[Column], group: str) -> Tone:
    """What colour a bar of a row repeats: that of the light in its group, else of being behind."""
    tones = {
        column.kind: tone_of(value, column)
        for value, column in zip(values, columns, strict=True)
        if column.group == group
    }
    return tones.get("light") or tones.get("gap") or ""


def sparkline(values: Sequence[int | Fraction]) -> str:
    """One character a value, as high as it is against the largest; the last ones if there are many.

    Zero is a dot, so that little is told from nothing; below it is a minus.
    """
    shown = values[-MOST_BESIDE:]
    largest = max(shown, default=0)
    return "".join(_step(value, largest) for value in shown)


def _step(value: int | Fraction, largest: int | Fraction) -> str:
    if value <= 0:
        return LESS if value < 0 else NONE
    return STEPS[-(-value * len(STEPS) // largest) - 1]
