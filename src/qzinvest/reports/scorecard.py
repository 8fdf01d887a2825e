"""The scorecard: from what is judged to points, exactly.

S are a line's points, x the unit's value; values are compared among the units of one tier.

- proportion: S · x ÷ goal;
- efficacy (功效系数): 0.6 · S + 0.4 · S · (x − min) ÷ (max − min); where all values are the same,
  S, or 0.6 · S if they are all 0;
- rank: S · (n − r + 1) ÷ n for rank r among n, ties sharing a rank (1, 2, 2, 4);
- each: S for every whole unit in x.

What comes out is kept between floor and cap; a deduction takes it away. Without a value a line
brings nothing. The score is the sum of the parts.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from qzinvest.model.counting import Figure
from qzinvest.model.plan import ScoreLine
from qzinvest.model.ranking import Part

BASE = Fraction(6, 10)
"""The part of a line's points that the last unit gets by the efficacy form."""
_HUNDREDTHS = 100
_BASIS_POINTS = 10_000

Values = Mapping[str, Figure | None]
"""What is judged, by the code of the scorecard's line; ratios as such, marks as marks."""


def parts_of(lines: Sequence[ScoreLine], field: Sequence[Values]) -> list[tuple[Part, ...]]:
    """The parts of every unit of ``field``, which are compared with each other."""
    columns = [_column(line, [values.get(line.code) for values in field]) for line in lines]
    return [tuple(parts) for parts in zip(*columns, strict=True)] if lines else [()] * len(field)


def score_of(lines: Sequence[ScoreLine], parts: Sequence[Part]) -> Fraction | None:
    """The sum of the parts; ``None`` where no weighted line has anything to judge."""
    weighted = {line.code for line in lines if line.kind == "weighted"}
    if not any(part.line in weighted and part.value is not None for part in parts):
        return None
    return sum((part.points for part in parts), Fraction(0))


def ranks_of(values: Sequence[Figure | None]) -> list[int | None]:
    """Ranks from the highest value down, ties sharing a rank: 1, 2, 2, 4; none without a value."""
    first: dict[Figure, int] = {}
    for place, value in enumerate(sorted((v for v in values if v is not None), reverse=True), 1):
        first.setdefault(value, place)
    return [None if value is None else first[value] for value in values]


def _column(line: ScoreLine, values: Sequence[Figure | None]) -> list[Part]:
    sign = -1 if line.kind == "deduction" else 1
    points = [None if raw is None else sign * _bounded(line, raw) for raw in _raw(line, values)]
    return [
        Part(line.code, value, Fraction(0) if earned is None else earned)
        for value, earned in zip(values, points, strict=True)
    ]


def _bounded(line: ScoreLine, points: Fraction) -> Fraction:
    floor, cap = (Fraction(bound, _HUNDREDTHS) for bound in (line.floor, line.cap))
    return max(floor, min(points, cap))


def _raw(line: ScoreLine, values: Sequence[Figure | None]) -> list[Fraction | None]:
    """The points by the line's form alone, before floor and cap."""
    full = Fraction(line.points, _HUNDREDTHS)
    if line.form == "efficacy":
        return _efficacy(full, values)
    if line.form == "rank":
        ranks = ranks_of(values)
        n = len(values) - values.count(None)
        return [None if rank is None else full * Fraction(n - rank + 1, n) for rank in ranks]
    if line.form == "each":
        return [None if value is None else full * (value // line.unit) for value in values]
    goal = Fraction(line.goal, _HUNDREDTHS if line.source == "evaluation" else _BASIS_POINTS)
    return [None if value is None else full * value / goal for value in values]


def _efficacy(full: Fraction, values: Sequence[Figure | None]) -> list[Fraction | None]:
    known = [value for value in values if value is not None]
    if not known:
        return [None] * len(values)
    least, most = min(known), max(known)
    if least == most:
        same = full if most else full * BASE
        return [None if value is None else same for value in values]
    step = full * (1 - BASE) / (most - least)
    return [None if value is None else full * BASE + step * (value - least) for value in values]
