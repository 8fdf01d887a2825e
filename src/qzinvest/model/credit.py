"""Credit (考核口径): how an assessment shares one project's result between units.

Statistics always stay where the project lands; credit only ever moves parts of a whole, so both
views have the same totals.
"""

from collections.abc import Iterable, Mapping, Sequence

from qzinvest.errors import BadCredit
from qzinvest.model.plan import UNIT_KINDS
from qzinvest.tuples import NamedTuple

WHOLE = 10_000
"""All of a project, in basis points."""

Part = tuple[str, str, int]
"""Kind of unit, unit, basis points."""


class Portion(NamedTuple):
    """A unit's part of one project; ``unit`` is ``None`` where the project names none."""

    unit: str | None
    points: int


def credit_text(credit: Iterable[Part]) -> str:
    """``district:350582=5000;district:350581=5000``, in the order of ``credit``."""
    return ";".join(f"{kind}:{unit}={points}" for kind, unit, points in credit)


def shown(points: int) -> str:
    """Basis points as people read them: ``50%``, ``33.33%``."""
    whole, rest = divmod(points, 100)
    return f"{whole}.{rest:02}".rstrip("0").rstrip(".") + "%"


def credit_parts(text: str) -> tuple[Part, ...]:
    """The parts of a text that ``credit_text`` wrote; nothing for an empty one.

    Raises:
        BadCredit: the text has another form, or ``checked`` refuses its parts.
    """
    if not text:
        return ()
    parts: list[Part] = []
    for piece in text.split(";"):
        left, _, points = piece.partition("=")
        kind, _, unit = left.partition(":")
        if kind not in UNIT_KINDS or not unit or not (points.isascii() and points.isdigit()):
            raise BadCredit(text=text, reason="form")
        parts.append((kind, unit, int(points)))
    return checked(parts, text)


def checked(parts: Iterable[Part], text: str) -> tuple[Part, ...]:
    """The parts, districts first.

    Raises:
        BadCredit: a unit stands twice, a part is empty, or those of a kind are no whole.
    """
    parts = tuple(sorted(parts, key=lambda part: UNIT_KINDS.index(part[0])))
    if len({part[:2] for part in parts}) < len(parts):
        raise BadCredit(text=text, reason="twice")
    if any(points <= 0 for _, _, points in parts):
        raise BadCredit(text=text, reason="empty")
    for kind in {part[0] for part in parts}:
        if sum(points for k, _, points in parts if k == kind) != WHOLE:
            raise BadCredit(text=text, reason="sum")
    return parts


def portions(credit: Iterable[Part], kind: str, unit: str | None) -> tuple[Portion, ...]:
    """Whose a project is in an assessment by ``kind``: the credit's parts, else all its unit's."""
    shared = tuple(Portion(code, points) for of, code, points in credit if of == kind)
    return shared or (Portion(unit, WHOLE),)


def divided(yuan: int, parts: Iterable[Portion]) -> Mapping[str | None, int]:
    """``yuan`` divided by the parts in whole yuan, to the last one (largest remainder).

    What leaves is divided as what came was: nothing stays of both.
    """
    parts = tuple(parts)
    if yuan < 0:
        return {unit: -share for unit, share in divided(-yuan, parts).items()}
    quotas = [divmod(yuan * part.points, WHOLE) for part in parts]
    shares = [whole for whole, _ in quotas]
    order = sorted(range(len(parts)), key=lambda i: (-quotas[i][1], i))
    for i in order[: yuan - sum(shares)]:
        shares[i] += 1
    return {part.unit: share for part, share in zip(parts, shares, strict=True)}


def crossed(
    yuan: int, rows: Sequence[Portion], columns: Sequence[Portion]
) -> Mapping[tuple[str | None, str | None], int]:
    """``yuan`` divided by the parts of two kinds at once, in whole yuan.

    Every row and every column sums to what ``divided`` gives it alone.
    """
    if yuan < 0:
        return {cell: -part for cell, part in crossed(-yuan, rows, columns).items()}
    cells = {
        (row.unit, column.unit): yuan * row.points * column.points // WHOLE**2
        for row in rows
        for column in columns
    }
    left_in_rows, left_in_columns = dict(divided(yuan, rows)), dict(divided(yuan, columns))
    for (row, column), part in cells.items():
        left_in_rows[row] -= part
        left_in_columns[column] -= part
    for row, column in cells:
        more = min(left_in_rows[row], left_in_columns[column])
        cells[row, column] += more
        left_in_rows[row] -= more
        left_in_columns[column] -= more
    return cells
