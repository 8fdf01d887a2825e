"""Figures as text: one exact way to round and write each kind of value, for every format.

Rounding is always half away from zero, in whole numbers: nothing passes through a float. A typed
cell of a document becomes text in ``cell_text`` alone.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from qzinvest.locale import Wording
from qzinvest.model.counting import Figure
from qzinvest.model.credit import WHOLE, shown
from qzinvest.model.document import (
    Change,
    Chart,
    Column,
    Kind,
    Light,
    Lit,
    MoneyUnit,
    Own,
    Row,
    Table,
    Tone,
    Value,
)
from qzinvest.model.money import WAN, YI, divided

NOTHING = "-"
"""Stands on screen where a figure does not apply, such as the rank of a unit without a share."""

UP, DOWN, LEVEL = "▲", "▼", "–"
"""Stand beside what rose, fell, or is as before or as due: the same on every screen."""


SCORE_DIGITS, PERCENT_DIGITS = 2, 1
SIZES: Mapping[MoneyUnit, int] = {"yi": YI, "wan": WAN, "bn": 10 * YI, "m": 100 * WAN}
"""Units of money in yuan."""
DECIMALS: Mapping[MoneyUnit, int] = {"yi": 2, "wan": 0, "bn": 3, "m": 2}
"""How many decimals amounts have: as exact in one language as in another."""
EXACT: Mapping[MoneyUnit, int] = {"yi": 6, "wan": 4, "bn": 6, "m": 4}
"""So many more decimals write an amount to the yuan."""
ROUGHLY: Mapping[MoneyUnit, int] = {"yi": -2, "wan": 0, "bn": -2, "m": -2}
"""So many more decimals an amount has where it stands beside others in little room."""


def money_unit(lang: str, asked: MoneyUnit = "yi") -> MoneyUnit:
    """What money is read in by readers of a language who ask for the larger or the smaller unit.

    Nobody who reads English counts in hundreds of millions (wording: ¥bn, ¥m).
    """
    if lang != "en":
        return asked
    return "m" if asked == "wan" else "bn"


def unit_said(yuan: int, lang: str, asked: MoneyUnit | None = None) -> MoneyUnit:
    """What an amount in a sentence is said in: below a billion nobody says billions."""
    if lang == "en" and abs(printed(yuan, "m") * SIZES["m"]) < SIZES["bn"]:
        return "m"
    return asked or money_unit(lang)


def money(yuan: int, unit: MoneyUnit = "yi", more: int = 0) -> str:
    """``yuan`` in 亿元 with two decimals or in whole 万元, thousands separated, no unit.

    Args:
        unit: 亿元 or 万元, or as exactly in billions or millions.
        more: how many more decimals.
    """
    digits = DECIMALS[unit] + more
    return _decimal(divided(yuan * 10**digits, SIZES[unit]), digits)


def printed(yuan: int | Fraction, unit: MoneyUnit = "yi", more: int = 0) -> Fraction:
    """The figure that ``money`` writes, in its unit."""
    return rounded(Fraction(yuan) / SIZES[unit], DECIMALS[unit] + more)


def rounded(value: Fraction, digits: int) -> Fraction:
    """A figure as it is written with so many decimals."""
    return Fraction(_scaled(value, digits), 10**digits)


def rough(yuan: int, unit: MoneyUnit = "yi") -> str:
    """``yuan`` as far as an estimate is worth: in 亿元 with three digits or more, in whole 万元."""
    digits = _worth(yuan, unit)
    return _decimal(divided(yuan * 10**digits, SIZES[unit]), digits)


def bound(yuan: int, actual: int, unit: MoneyUnit, *, down: bool) -> int:
    """A bound of an estimate, rounded down or up to what ``bound_text`` writes.

    It is not shown to pass ``actual``, what counts today, unless it lies there itself.
    """
    if yuan == actual:
        return yuan
    may_pass = yuan < actual if down else yuan > actual
    for place in (_worth(yuan, unit), DECIMALS[unit]):
        step: int = SIZES[unit] // 10**place
        outwards = (yuan // step if down else -(-yuan // step)) * step
        if may_pass or (outwards >= actual if down else outwards <= actual):
            return outwards
    return yuan


def bound_text(yuan: int, unit: MoneyUnit = "yi") -> str:
    """``yuan`` as an estimate where that says all of it, else as an amount."""
    step: int = SIZES[unit] // 10 ** _worth(yuan, unit)
    return money(yuan, unit) if yuan % step else rough(yuan, unit)


def _worth(yuan: int, unit: MoneyUnit) -> int:
    """How many decimals an estimate is worth."""
    if unit in ("wan", "m"):
        return 0
    digits = 2 if abs(yuan) < 10 * YI else 1 if abs(yuan) < 100 * YI else 0
    return digits + (unit == "bn")


def count(projects: int | Fraction) -> str:
    """A number of projects; parts of one, which are basis points, with up to four decimals."""
    if isinstance(projects, int):
        return f"{projects:,}"
    return _decimal(_scaled(projects, 4), 4).rstrip("0").rstrip(".")


def quantity(figure: int | Fraction, measure: str, unit: MoneyUnit = "yi", more: int = 0) -> str:
    """Projects or money, as an indicator's ``measure`` says, without the unit.

    Args:
        more: of money, so many more decimals than usual.
    """
    return money(int(figure), unit, more) if measure == "sum" else count(figure)


def score(marks: int | Fraction) -> str:
    """Points of a scorecard with two decimals: ``92.50``."""
    return _decimal(_scaled(Fraction(marks), SCORE_DIGITS), SCORE_DIGITS)


def number(value: Fraction, digits: int) -> str:
    """A figure with so many decimals, thousands separated."""
    return _decimal(_scaled(value, digits), digits)


def percent(ratio: Fraction, digits: int = PERCENT_DIGITS) -> str:
    """A ratio in percent: ``1/2`` is ``50.0%``."""
    return _decimal(_scaled(ratio * 100, digits), digits) + "%"


def points(pp: Fraction, digits: int = 2) -> str:
    """Percentage points with an ASCII sign: ``+1.23``, ``-2.87``, and ``0.00`` for none."""
    scaled = _scaled(pp, digits)
    return ("+" if scaled > 0 else "") + _decimal(scaled, digits)


def points_number(pp: Fraction | None) -> float | None:
    """Percentage points rounded to two decimals, as machine formats give them."""
    return None if pp is None else _scaled(pp, 2) / 100


def whole(figure: Fraction) -> int:
    """The nearest whole number, halves away from zero."""
    return _scaled(figure, 0)


def _scaled(value: Fraction, digits: int) -> int:
    return divided(value.numerator * 10**digits, value.denominator)


def _decimal(scaled: int, digits: int) -> str:
    if not digits:
        return f"{scaled:,}"
    whole, rest = divmod(abs(scaled), 10**digits)
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole:,}.{rest:0{digits}}"


MINUS, NO_FIGURE = "\u2212", "\u2014"
"""As documents write what a terminal writes with a hyphen."""
_HYPHEN = r"(?<!\w)-(?=\d)"
FULL, MARK, BEFORE = "█", "━", "○"
PACE, END = "┃", "▕"
"""Where a bar should have arrived, and where all of it ends."""
STEPS = "▁▂▃▄▅▆▇█"
NONE, LESS = "·", "-"
MOST_BESIDE = 18
"""Bars that a table's cell has room for: a third of a year of weeks."""


def cell_text(value: Value, column: Column, unit: MoneyUnit) -> str:
    """A cell as a person reads it.

    Args:
        value: a figure of the column's kind, or the words in its place.
    """
    if isinstance(value, int | Fraction):
        return _WRITERS.get(column.kind, _count)(value, column, unit)
    if isinstance(value, Light):
        return f"{value.mark} {value.name}"
    if isinstance(value, Lit | Change | Own):
        return _wrapped(value, column, unit)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) or value is None:
        return NOTHING if value is None else value
    return _joined(value, column, unit)


def _wrapped(value: Lit | Change | Own, column: Column, unit: MoneyUnit) -> str:
    if isinstance(value, Own):
        return cell_text(value.figure, column._replace(kind=value.kind), unit)
    if isinstance(value, Lit):
        return f"{value.light.mark} {points(value.points, 1).rjust(column.least)}"
    return ("+" if value.figure > 0 else "") + cell_text(value.figure, column, unit)


def document_text(value: Value, column: Column, unit: MoneyUnit) -> str:
    """The same as documents write it: a minus, and a dash where there is no figure."""
    if value is None:
        return NO_FIGURE
    text = cell_text(value, column, unit)
    return text if isinstance(value, str) else with_minus(text)


def with_minus(text: str) -> str:
    """A text with figures, as documents write them."""
    return re.sub(_HYPHEN, MINUS, text)


def several(value: Value, column: Column) -> tuple[Value, ...]:
    """The several figures of a cell, or the one value that it has; a bar may have none."""
    if isinstance(value, tuple) and not isinstance(value, Light | Lit | Change | Own):
        return (value,) if column.kind == "spark" else value
    return () if value is None and column.kind == "bar" else (value,)


def _joined(values: Sequence[Figure | str | Light], column: Column, unit: MoneyUnit) -> str:
    if column.kind == "spark":
        return sparkline([each for each in values if isinstance(each, int | Fraction)])
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
    "bound": lambda yuan, _, unit: bound_text(int(yuan), unit),
    "ratio": lambda ratio, column, _: percent(Fraction(ratio), PERCENT_DIGITS + column.digits),
    "growth": lambda ratio, _, __: ("+" if ratio > 0 else "") + percent(Fraction(ratio)),
    "chance": lambda ratio, _, __: percent(Fraction(ratio), 0),
    "part": lambda ratio, _, __: shown(whole(Fraction(ratio) * WHOLE)),
    "points": lambda pp, column, __: points(Fraction(pp), 2 + column.digits),
    "gap": lambda pp, _, __: points(Fraction(pp), 1),
    "score": lambda marks, _, __: score(marks),
    "rank": lambda rank, _, __: str(rank),
    "moved": lambda ranks, _, __: _moved(ranks),
    "bar": lambda _, __, ___: "",
}
"""How a figure of each kind is written; of the others, as a number of projects."""


def below(table: Table, unit: MoneyUnit) -> Table:
    """The table with figures below one another by their points, and signs of lights too.

    Where some have parts, what has none or fewer is followed by as much space. Things of a list are
    read one by one.
    """
    if table.records:
        return table
    rows = [row.cells for row in table.rows if row.rank != "heading"]
    heads, tails = list(table.columns), dict[int, int]()
    for at, head in enumerate(table.columns):
        if head.kind == "gap":
            lit = (points(cell.points, 1) for cells in rows if isinstance(cell := cells[at], Lit))
            heads[at] = head._replace(least=max(map(len, lit), default=0))
        elif head.kind in _LOOSE:
            parts = (cell_text(v, head, unit).partition(".")[1:] for v in _figures(rows, at))
            tails[at] = max((len("".join(each)) for each in parts), default=0)

    def padded(at: int, value: Value) -> Value:
        if not tails.get(at) or not isinstance(value, int | Fraction | Change):
            return value
        text = cell_text(value, heads[at], unit)
        return text + " " * (tails[at] - len(text) + len(text.partition(".")[0]))

    found = [
        row._replace(cells=tuple(padded(at, value) for at, value in enumerate(row.cells)))
        if row.rank != "heading" and any(tails.values())
        else row
        for row in table.rows
    ]
    return table._replace(columns=tuple(heads), rows=found)


_LOOSE = ("count", "number", "rough")
"""Kinds that have more decimals where they are needed."""


def _figures(rows: Iterable[Sequence[Value]], at: int) -> Iterator[int | Fraction | Change]:
    return (value for x in rows if isinstance(value := x[at], int | Fraction | Change))


def series(chart: Chart, w: Wording) -> list[tuple[int, str, Sequence[Figure | None]]]:
    """What a chart draws, each with its name: reached, due, a year before, least and most expected.

    The number says which of these it is. Nothing where all of it is zeros.
    """
    found: tuple[tuple[str, Sequence[Figure | None]], ...] = (
        (chart.title, chart.values),
        (w("chart.due", sign="").strip(), chart.due),
        (w("chart.before", sign="").strip(), chart.before),
        (w("chart.low"), chart.low),
        (w("chart.high"), chart.high),
    )
    shown = [(number, *each) for number, each in enumerate(found) if any(each[1])]
    return [(0, *found[0]), *shown] if shown and shown[0][0] else shown


def chart_table(chart: Chart, w: Wording) -> Table:
    """The same as a table, without rows where there is nothing."""
    shown = series(chart, w)
    columns = (Column(""), *(chart.column(head, row) for _, head, row in shown))
    lines = zip(chart.labels, *(row for _, _, row in shown), strict=True) if shown else ()
    rows = [Row(tuple("" if each is None else each for each in line)) for line in lines]
    return Table("", columns, rows)


def legend(chart: Chart, w: Wording) -> list[str]:
    """What the signs of a drawn chart mean."""
    due = [w("chart.due", sign=MARK)] if any(chart.due) else []
    before = [w("chart.before", sign=BEFORE)] if any(chart.before) else []
    return [f"{FULL} {chart.title}", *due, *before]


def sign_of(pp: Figure) -> int:
    """1 ahead, -1 behind, 0 on pace, of percentage points as they are written."""
    return {"+": 1, "-": -1}.get(points(Fraction(pp), 1)[0], 0)


def tone_of(value: Value, column: Column) -> Tone:
    """What colour may repeat of a cell: that it is ahead or behind, its light; moves are soft."""
    if isinstance(value, Light):
        return value.tone
    if isinstance(value, Lit):
        return value.light.tone
    if isinstance(value, int | Fraction) and column.kind == "gap":
        tones: tuple[Tone, ...] = ("", "good", "fair")
        return tones[sign_of(value)]
    return "soft" if column.kind == "moved" else ""


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
