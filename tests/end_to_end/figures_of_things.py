"""The same as ``figures_of`` for what is a list of projects or of other things."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any
from unittest.mock import ANY

from qzinvest.model.changes import REASONS
from tests.end_to_end.figures_of import Money, Row, Told, count, decimal, move, percent, row


class Exactly:
    """Money with as many decimals as an explanation needs, which are the same for all of it."""

    def __init__(self, yuan: int, size: int) -> None:
        self._exact = Decimal(yuan) / size

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, str):
            return False
        return other == decimal(self._exact, len(other.partition(".")[2]))

    __hash__ = None  # type: ignore[assignment] # equal to several texts


def explain(told: Told, money: Money) -> Iterator[list[Row]]:
    """The lists of an explanation that is not cut off."""

    def figure(value: Any) -> object:  # noqa: ANN401 - of JSON
        return Exactly(value, money.size) if told["measure"] == "sum" else count(value)

    based = told["base"] is not None
    groups = [("counted", told["counted"])] if told["counted"] else []
    groups += [(group["verdict"], group["items"]) for group in told["left"]]
    for verdict, items in groups:
        counts = verdict == "counted"
        base, brings = ("base", "brings") if counts else ("would_bring_base", "would_bring")
        several = len({item["district"] for item in items}) > 1
        parted = any(item["part"] < 10_000 for item in items)
        more = {"signing": "signing", "unreached": "stage"}.get(verdict)
        rows = [
            row(
                *(item["id"], item["name"]),
                ANY if several and item["district"] else "",
                item["counted_on"] or "",
                ANY if more and item[more] else "",
                money(item["amount"]),
                part(item["part"]) if parted else "",
                figure(item[base]) if based else "",
                figure(item[brings]),
                "" if counts else item["remark"] or "",
            )
            for item in items
        ]
        if counts:
            rows.append(row(ANY, figure(told["base"]) if based else "", figure(told["actual"])))
        yield rows


def part(points_: int) -> str:
    """Basis points as percent, with the decimals that they have."""
    return f"{Decimal(points_) / 100:f}%"


def changes(told: Told, money: Money) -> Iterator[list[Row]]:
    """The bridge, the units, and the projects by reason, all of them; in whatever order."""
    figures = {code: money.of(of["measure"]) for code, of in told["indicators"].items()}
    totals, reasons = told["total"], dict[str, dict[str, object]]()
    for code, figure in figures.items():
        for reason, of in totals[code]["reasons"].items():
            reasons.setdefault(reason, dict.fromkeys(figures, ""))[code] = signed(
                of["change"], figure
            )
    ends = [row(ANY, *(figures[code](totals[code][end]) for code in figures)) for end in ENDS]
    yield [ends[0], *(row(ANY, *of.values()) for of in reasons.values()), ends[1]]
    for code, figure in figures.items():
        units = [unit for unit in told["units"] if unit["indicator"] == code]
        if any(unit["change"] or unit["target_before"] != unit["target_after"] for unit in units):
            yield standings(units, totals[code], figure)
    for reason in filter(reasons.__contains__, REASONS):
        lines: dict[tuple[str, str], dict[str, object]] = {}
        for move_ in (each for each in told["rows"] if each["reason"] == reason):
            line = lines.setdefault(
                (move_["project"], move_["unit"]),
                {"id": move_["project"], "name": move_["name"], "": ANY}
                | dict.fromkeys(figures, ""),
            )
            code = move_["indicator"]
            line[code] = signed(move_["change"], figures[code])
        rows = [row(*line.values()) for line in lines.values()]
        yield [*rows, row(ANY, *reasons[reason].values())]


ENDS = ("before", "after")


def standings(units: list[Told], total: Told, figure: Callable[[Any], str]) -> list[Row]:
    """An indicator's units with ranks, and with targets where any has changed."""
    ranked = any(unit["rank_after"] for unit in units)
    revised = any(unit["target_before"] != unit["target_after"] for unit in units)
    rows = []
    for unit in (*units, total):
        cells: list[object] = [unit["name"]]
        if ranked and unit is not total:
            rank, was = unit["rank_after"], unit["rank_before"]
            cells.append(count(rank))
            cells += [] if rank is None else [ANY if was is None else move(was - rank)]
        if revised:
            cells += dict.fromkeys(figure(unit[f"target_{end}"]) for end in ENDS)
        cells += [figure(unit[end]) for end in ENDS]
        rows.append(row(*cells, signed(unit["change"], figure)))
    return rows


def signed(change: float, figure: Callable[[Any], str]) -> str:
    return ("+" if change > 0 else "") + figure(change)


def listed(told: list[Told], money: Money) -> Iterator[list[Row]]:
    """A list of things: what they have, by name where the JSON has a code."""
    if told:
        yield [row(*(cell(thing, key, money) for key in thing)) for thing in told]


CODES = {"district", "department", "group", "stage", "signing", "at", "action", "detail", "reasons"}
CODES |= {"first_unit", "second_unit", "setting", "in_force", "set_by"}
HIDDEN = {"milestones", "fictional", "positions", "reason_codes", "first_units", "second_units"}


def cell(thing: Told, key: str, money: Money) -> object:
    value = thing[key]
    if key in HIDDEN or value in (None, ""):
        return ""
    if key in CODES:
        return ANY
    if key.endswith("amount"):
        return money(value)
    if key == "similarity":
        return percent(value)
    return value if isinstance(value, str) else count(value)
