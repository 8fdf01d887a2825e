"""The formula of an explanation in sentences, with as many decimals as its equations need.

Figures are rounded one by one, and so ``0.25% = 0.00 ÷ 0.02`` may be all that two decimals show.
An equation is checked as it is printed: its right side, computed from the printed figures and
rounded as the left side is, must be the left side. Amounts get more decimals, the same ones in the
whole explanation, until all of its equations hold; to the yuan they always do.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Any

from qzinvest.locale import Wording
from qzinvest.model.counting import Figure
from qzinvest.model.document import MoneyUnit
from qzinvest.model.explanation import Explanation
from qzinvest.model.heading import Heading
from qzinvest.model.note import Note, Ordinal
from qzinvest.model.plan import ScoreLine
from qzinvest.render.figures import (
    DECIMALS,
    EXACT,
    NOTHING,
    SIZES,
    number,
    percent,
    points,
    printed,
    quantity,
    rounded,
    score,
)
from qzinvest.render.views.plan import score_text
from qzinvest.render.wording import numeral, worded
from qzinvest.tuples import NamedTuple

_FIGURES = {
    *("actual", "gross", "dropped", "target", "left", "city", "own", "shares", "quota"),
    *("whole", "part", "piece"),
}
"""Fields of the formula that are projects or yuan, as the figure is."""
_DIGITS, _MOST, _QUOTA = 2, 9, 2
"""Decimals of percent, points and marks; the most of them; and how many more a quota has."""
_Fields = Mapping[str, Any]


def steps(found: Explanation, w: Wording, unit: MoneyUnit) -> list[str]:
    """The formula with its numbers, one sentence a step; after a rank, who is ranked."""
    lines = step_texts(found, w, unit)
    if found.rivals:
        lines.append(w("explain.rivals", rows=w("list.separator").join(_ranks(found, w))))
    return lines


def _ranks(found: Explanation, w: Wording) -> Iterable[str]:
    for rank, lines in groupby(found.rivals, key=lambda line: line.rank):
        for line in lines:
            ratio = NOTHING if line.completion is None else percent(line.completion, _DIGITS)
            yield w("explain.rival", rank=rank, name=worded(line.name, w), ratio=ratio)


def step_texts(found: Explanation, w: Wording, unit: MoneyUnit) -> list[str]:
    """The steps of the formula alone."""
    more = more_decimals(found, unit)
    return [_step_text(note, found.measure, w, unit, more) for note in found.steps]


def more_decimals(found: Explanation, unit: MoneyUnit) -> int:
    """How many more decimals than usual amounts need, so that all equations hold as printed."""
    if found.measure != "sum":
        return 0
    for more in range(EXACT[unit]):
        if all(_holds(note, unit, more) for note in found.steps):
            return more
    return EXACT[unit]


def _holds(note: Note, unit: MoneyUnit, more: int) -> bool:
    """Whether an equation of amounts holds with so many more decimals; any other step does."""
    check = _OF_AMOUNTS.get(note.key)
    return check is None or check(note.fields, _Printer(unit, more))


class _Printer(NamedTuple):
    """How amounts are printed."""

    unit: MoneyUnit
    more: int

    def of(self, yuan: Figure) -> Fraction:
        """The figure that is printed, in the unit."""
        return printed(yuan, self.unit, self.more)

    def quota(self, yuan: Figure) -> Fraction:
        """The same of a quota, which has more decimals, so that its own rounding is seen."""
        return printed(yuan, self.unit, self.more + _QUOTA)

    def as_quota(self, figure: Fraction) -> Fraction:
        """A figure in the unit, rounded as a quota is."""
        return rounded(figure, DECIMALS[self.unit] + self.more + _QUOTA)


def _is_ratio(part: str, whole: str) -> "_Check":
    def check(fields: _Fields, shown: _Printer) -> bool:
        base = shown.of(fields[whole])
        return bool(base) and _percent(shown.of(fields[part]) / base) == _percent(fields["ratio"])

    return check


def _percent(ratio: Fraction, digits: int = _DIGITS) -> Fraction:
    return rounded(ratio * 100, digits)


def _is_left(fields: _Fields, shown: _Printer) -> bool:
    return shown.of(fields["gross"]) - shown.of(fields["dropped"]) == shown.of(fields["actual"])


def _is_sum(fields: _Fields, shown: _Printer) -> bool:
    return sum(map(shown.of, fields["shares"])) == shown.of(fields["target"])


def _is_divided(fields: _Fields, shown: _Printer) -> bool:
    whole = shown.of(fields["left"])
    if "city" in fields:
        whole = shown.of(fields["city"]) - shown.of(fields["own"])
    quota = shown.as_quota(whole * fields["weight"] / fields["weights"])
    return quota == shown.quota(fields["quota"])


_Check = Callable[[_Fields, _Printer], bool]
_OF_AMOUNTS: Mapping[str, _Check] = {
    "explain.completion": _is_ratio("actual", "target"),
    "explain.rate": _is_ratio("part", "whole"),
    "explain.share_of_whole": _is_ratio("actual", "whole"),
    "explain.gross": _is_left,
    "explain.sum_of_shares": _is_sum,
    "explain.divided": _is_divided,
    "explain.divided_rest": _is_divided,
}
"""Whether the equation of a step holds as it is printed."""


def _is_ahead(fields: _Fields, digits: int) -> bool:
    ahead = _percent(fields["ratio"], digits) - _percent(fields["pace"], digits)
    return rounded(ahead, _DIGITS) == rounded(fields["ahead_pp"], _DIGITS)


def _is_score(fields: _Fields, digits: int) -> bool:
    terms = sum((rounded(Fraction(term), digits) for term in fields["terms"]), Fraction(0))
    return rounded(terms, _DIGITS) == rounded(fields["score"], _DIGITS)


_OF_RATIOS: Mapping[str, Callable[[_Fields, int], bool]] = {
    "explain.ahead": _is_ahead,
    "explain.score": _is_score,
}
"""The same of steps without amounts: with so many decimals at their right."""


def _step_text(note: Note, measure: str, w: Wording, unit: MoneyUnit, more: int) -> str:
    """One step of the formula; ``more`` are further decimals of amounts."""
    line = note.fields.get("rule")
    if isinstance(line, ScoreLine):
        return _score_step(note, line, w, unit)
    digits, check = _DIGITS, _OF_RATIOS.get(note.key)
    while check is not None and digits < _MOST and not check(note.fields, digits):
        digits += 1
    written = _Written(measure, w, unit, more, digits)
    fields = {n: written.field(n, v) for n, v in note.fields.items() if v is not None}
    return w(note.key, **fields)


class _Written(NamedTuple):
    """How the fields of one step are written."""

    measure: str
    w: Wording
    unit: MoneyUnit
    more: int
    digits: int

    def field(self, name: str, value: object) -> str:
        """A field as text; a list as a sum."""
        if isinstance(value, list):
            terms = " + ".join(self.field(name, each) for each in value)
            return terms.replace("+ -", "− ")
        if isinstance(value, Ordinal):
            return numeral(value, self.w)
        if isinstance(value, int | Fraction):
            return self._number(name, value)
        if isinstance(value, date):
            return value.isoformat()
        return self.w(f"stage.{value}") if name == "stage" else str(value)

    def _number(self, name: str, value: Figure) -> str:
        """A number, by its name: projects or money, points, percent, or as it is."""
        if name == "quota" and self.measure == "sum":
            shown = printed(value, self.unit, self.more + _QUOTA)
            return number(shown, DECIMALS[self.unit] + self.more + _QUOTA)
        if name in _FIGURES:
            return quantity(value, self.measure, self.unit, self.more)
        if name in ("score", "terms"):
            return number(Fraction(value), self.digits if name == "terms" else _DIGITS)
        if isinstance(value, int):
            return str(value)
        return points(value) if name.endswith("pp") else percent(value, self.digits)


def _score_step(note: Note, line: ScoreLine, w: Wording, unit: MoneyUnit) -> str:
    """A line of the scorecard: its rule, its value and its points.

    Values get more decimals until the rule gives the printed points for the printed values.
    """
    given: _Fields = note.fields
    of = given["of"]
    indicators = {of.code: of} if isinstance(of, Heading) else {}
    judged = _Judged(line, line.measure(of.measure) if isinstance(of, Heading) else "count", unit)
    values = {name: given[name] for name in ("value", "least", "most") if name in given}
    more = 0
    while "scored" in given and more < _MOST and not judged.gives(given, values, more):
        more += 1
    fields = {"rule": score_text(line, indicators, w), "score": score(given["score"])}
    fields |= {name: judged.text(value, more) for name, value in values.items()}
    return w(note.key, **fields, **{n: str(given[n]) for n in ("rank", "among") if n in given})


class _Judged(NamedTuple):
    """What a line judges: a ratio, a mark, projects or money."""

    line: ScoreLine
    measure: str
    unit: MoneyUnit

    @property
    def _is_ratio(self) -> bool:
        return self.line.source in ("completion", "rate")

    def gives(self, given: _Fields, values: Mapping[str, Figure], more: int) -> bool:
        """Whether the values, as they are printed, give the points that are printed."""
        points = given["scored"](*(self._shown(value, more) for value in values.values()))
        return rounded(points, _DIGITS) == rounded(given["score"], _DIGITS)

    def _shown(self, value: Figure, more: int) -> Fraction:
        """The value that is printed."""
        if self._is_ratio:
            return rounded(Fraction(value), _DIGITS + 2 + more)
        if self.line.source == "evaluation" or self.measure != "sum":
            return Fraction(value)
        return printed(value, self.unit, min(more, EXACT[self.unit])) * SIZES[self.unit]

    def text(self, value: Figure, more: int) -> str:
        """The value with so many more decimals."""
        if self._is_ratio:
            return percent(Fraction(value), _DIGITS + more)
        if self.line.source == "evaluation":
            return score(value)
        return quantity(value, self.measure, self.unit, min(more, EXACT[self.unit]))
