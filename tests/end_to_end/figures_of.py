"""What the tables of an answer should say, worked out from its JSON alone.

The rule of rounding is half up, kind by kind: money in billions of yuan with three decimals or
in millions with two, shares with one decimal, points with two, parts of projects with up to four.
``ANY`` stands for words that the JSON has as a code.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple
from unittest.mock import ANY

Told = dict[str, Any]
Row = tuple[object, ...]
NONE = "-"
FUNNEL = ("signed", "registered", "funded", "started", "producing")
RATES = ("registration", "funding", "paid_in", "start", "production")
POOL = ("leads", "talks", "intents")


def decimal(value: float | Decimal, places: int) -> str:
    """A figure with so many decimals, half up."""
    return f"{Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,}".replace(
        "-0." + "0" * places, "0." + "0" * places
    )


def count(value: float | None) -> str:
    return NONE if value is None else f"{Decimal(str(value)):,}"


def percent(ratio: float | None, places: int = 1) -> str:
    return NONE if ratio is None else decimal(Decimal(str(ratio)) * 100, places) + "%"


def points(value: float | None) -> str:
    return NONE if value is None else ("+" if value > 0 else "") + decimal(value, 2)


def gap(value: float | None) -> list[str]:
    """Points with one decimal."""
    return [NONE if value is None else Tenth(points(value))]


class Tenth(str):
    """Points of which JSON has hundredths: the last digit may be that below or above."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, str) or not re.fullmatch(r"[+-][\d,]+\.\d|0\.0", other):
            return False
        one, two = (Decimal(text.replace(",", "")) for text in (self, other))
        return abs(one - two) <= Decimal("0.055")

    __hash__ = None  # type: ignore[assignment]  # equal to several texts


def lit(line: Told, pace: float, *, begun: bool) -> list[str]:
    """The same with one decimal under the light of the shipped plan, where anything counts."""
    lead = line["ahead_pp"]
    if lead is None or not begun:
        return gap(lead)
    exact = (Decimal(str(line["completion"])) - Decimal(str(pace))) * 100
    text = decimal(exact, 1)
    sign = "●" if lead >= 0 else "◆" if lead >= -10 else "■"
    return [sign, text if text == "0.0" or exact < 0 else f"+{text}"]


def growth(line: Told) -> str:
    """Against the year before, by the two figures: JSON's ratio is none where that is nothing."""
    if line["growth"] is None:
        return NONE
    text = percent(line["growth"])
    return f"+{text}" if line["growth"] > 0 and text != "0.0%" else text


def yearly(lines: Iterable[Told], line: Told, figure: Callable[[Any], str]) -> list[str]:
    """The two cells of the year before, where of any of the lines anything is known of it."""
    if all(each["last_year"] is None for each in lines):
        return []
    return [figure(line["last_year"]), growth(line)]


def share(part: float, whole: float) -> str:
    """A share of a sum, as far as one can be worked out."""
    return percent(float(Decimal(part) / Decimal(whole))) if whole else NONE


def row(*cells: object) -> Row:
    """A row without what is empty; several figures of a cell are several texts."""
    flat: list[object] = []
    for cell in cells:
        flat += cell if isinstance(cell, list) else [cell]
    return tuple(cell for cell in flat if cell is ANY or cell != "")


class Money(NamedTuple):
    """What money is written in: a unit's size in yuan, and its decimals."""

    size: int = 10**9
    places: int = 3

    def __call__(self, yuan: float | None) -> str:
        return NONE if yuan is None else decimal(Decimal(yuan) / self.size, self.places)

    def worth(self, yuan: int) -> int:
        """How many decimals an estimate is worth."""
        if self.size < 10**9:
            return 0
        return 3 if abs(yuan) < 10**9 else 2 if abs(yuan) < 10**10 else 1

    def rough(self, yuan: int | None) -> str:
        return "" if yuan is None else decimal(Decimal(yuan) / self.size, self.worth(yuan))

    def bound(self, yuan: int, actual: int, *, down: bool) -> str:
        """A bound outwards: as an estimate, or as an amount if that would pass what counts."""
        value, edge = Decimal(yuan) / self.size, Decimal(actual) / self.size
        for places in (self.worth(yuan), self.places) if yuan != actual else ():
            way = ROUND_FLOOR if down else ROUND_CEILING
            text = value.quantize(Decimal(1).scaleb(-places), way)
            if not (text < edge <= value if down else text > edge >= value):
                value = text
                break
        short = value.quantize(Decimal(1).scaleb(-self.worth(int(value * self.size))))
        return f"{short:,}" if short == value else decimal(value, self.places)

    def of(self, measure: str) -> Callable[[Any], str]:
        """How the figures of a measure are written."""
        return self.__call__ if measure == "sum" else count


BILLION, MILLION = Money(), Money(10**6, 2)


def progress(told: Told, money: Money) -> Iterator[list[Row]]:
    ranked = any(line["rank"] is not None for line in told["rows"])

    def cells(line: Told, rank: object) -> Row:
        name = line["name"]
        figure = money.of(told["indicators"][line["indicator"]]["measure"])
        place = (NONE if rank is None else str(rank)) if ranked else ""
        before = yearly(told["total"].values(), line, figure)
        if "share_of_whole" in line:
            return row(name, figure(line["actual"]), percent(line["share_of_whole"]), *before)
        figures = (figure(line["actual"]), figure(line["target"]), percent(line["completion"]))
        begun = bool(told["total"][line["indicator"]]["actual"])
        return row(place, name, *figures, lit(line, told["pace"], begun=begun), *before)

    is_tiered = told["kind"] in ("district", "department")
    for code in told["indicators"]:
        lines = {line["unit"]: line for line in told["rows"] if line["indicator"] == code}
        rows: list[Row] = []
        tiers = set()
        for line in map(lines.__getitem__, in_order(told)):
            if is_tiered and line["tier"] not in tiers:
                tiers.add(line["tier"])
                rows.append((ANY,))
            rows.append(cells(line, line["rank"]))
        total = dict(told["total"][code])
        if "share_of_whole" in total:
            total["share_of_whole"] = 1 if total["actual"] else total["share_of_whole"]
        yield [*rows, cells(total, "")]


def in_order(told: Told) -> list[str]:
    """The units as people read them: by the first indicator inside each tier."""
    first = [each for each in told["rows"] if each["indicator"] == next(iter(told["indicators"]))]
    if told["kind"] in ("district", "department"):
        first.sort(
            key=lambda each: (
                each["tier"] is None,
                each["tier"] or 0,
                -(each["actual"] if each["completion"] is None else each["completion"]),
            )
        )
    return [each["unit"] for each in first]


def cross(told: Told, money: Money) -> Iterator[list[Row]]:
    for code, of in told["indicators"].items():
        figure = money.of(of["measure"])
        rows: dict[str, list[object]] = {}
        for cell in (each for each in told["cells"] if each["indicator"] == code):
            shown = figure(cell["actual"]) if cell["actual"] else "·"
            rows.setdefault(cell["row"], [ANY]).append(shown)
        for side in (each for each in told["row_totals"] if each["indicator"] == code):
            rows[side["row"]].append(figure(side["actual"]))
        last = [each["actual"] for each in told["column_totals"] if each["indicator"] == code]
        last.append(told["total"][code]["actual"])
        bottom = [figure(each) if each else "·" for each in last[:-1]]
        yield [*map(tuple, rows.values()), (ANY, *bottom, figure(last[-1]))]


def ranking(told: Told, money: Money) -> Iterator[list[Row]]:
    if "others" in told:
        yield beside(told, money)
        return
    lights = {light["code"]: light["mark"] for light in told["lights"]}
    rows: list[Row] = []
    tier: object = None
    for line in told["rows"]:
        if line["tier"] != tier and told["kind"] in ("district", "department"):
            tier = line["tier"]
            rows.append((ANY,))
        cells: list[object] = [count(line["rank"])]
        if told["since"] is not None:
            is_new = line["rank"] is not None and line["previous_rank"] is None
            cells.append("new" if is_new else move(line["moved"]))
        cells.append(line["name"])
        before: list[str] = []
        if told["indicator"] is None:
            cells.append(NONE if line["score"] is None else decimal(line["score"], 2))
            cells += [
                NONE if part["value"] is None else decimal(part["points"], 2)
                for part in line["parts"].values()
            ]
        else:
            figure = money.of(told["indicators"][told["indicator"]]["measure"])
            before = yearly(told["rows"], line, figure)
            if told["kind"] not in ("district", "department", "tier"):
                rows.append(row(*cells, figure(line["actual"]), *before))
                continue
            cells += [figure(line["target"]), figure(line["actual"]), percent(line["completion"])]
        sign = [] if line["light"] is None else [lights[line["light"]]]
        rows.append(row(*cells, [*sign, *gap(line["ahead_pp"])], *before))
    yield [*rows, *totals(told, money)]


def totals(told: Told, money: Money) -> Iterator[Row]:
    """The line of all units together, where there is one."""
    cells: list[object] = []
    every = {told["indicator"]: told["rows"]} | told.get("others", {})
    for code, total in told.get("total", {}).items():
        figure = money.of(told["indicators"][code]["measure"])
        before = yearly(every[code], total, figure)
        cells.append(figure(total["actual"]))
        if told["kind"] in ("district", "department", "tier"):
            lead = lit(total, told["pace"], begun=bool(total["light"]))
            share = [] if "others" in told else [figure(total["target"])]
            cells = [*cells[:-1], *share, cells[-1], percent(total["completion"]), lead]
            cells += before[-1:] if "others" in told else before
        elif "others" not in told:
            cells += before
    if cells:
        yield row(ANY, *cells)


def beside(told: Told, money: Money) -> list[Row]:
    """A row a unit with its figures in each indicator."""
    every = {told["indicator"]: told["rows"]} | told["others"]
    rows: list[Row] = []
    tiers = set()
    for first in told["rows"]:
        if told["kind"] in ("district", "department") and first["tier"] not in tiers:
            tiers.add(first["tier"])
            rows.append((ANY,))
        cells: list[object] = [first["name"]]
        for code, lines in every.items():
            line = next(each for each in lines if each["unit"] == first["unit"])
            figure = money.of(told["indicators"][code]["measure"])
            cells.append(count(line["rank"]))
            if told["since"] is not None and line["rank"] is not None:
                cells.append("new" if line["previous_rank"] is None else move(line["moved"]))
            cells.append(figure(line["actual"]))
            if told["kind"] in ("district", "department", "tier"):
                begun = any(each["light"] for each in lines)
                cells += [percent(line["completion"]), lit(line, told["pace"], begun=begun)]
                cells += yearly(lines, line, figure)[-1:]
        rows.append(row(*cells))
    return [*rows, *totals(told, money)]


def move(ranks: int | None) -> str:
    if not ranks:
        return NONE if ranks is None else "–"
    return f"{'▲' if ranks > 0 else '▼'}{abs(ranks)}"


def funnel(told: Told, money: Money) -> Iterator[list[Row]]:
    total, lines = told["total"], [*told["rows"], told["total"]]
    whole = [
        row(ANY, count(total[key]), money(total[f"{key}_amount"])) for key in POOL if total[key]
    ]
    for place, key in enumerate(FUNNEL):
        days = waits(total["days"][place - 1]) if place else []
        figures = [count(total[key]), share(total[key], total["signed"])]
        amount = total[f"{key}_amount"]
        figures += [money(amount), share(amount, total["signed_amount"])]
        whole.append(row(ANY, *figures, days))
        if key == "funded":
            whole.append(row(ANY, money(total["paid_in"]), percent(total["paid_in_rate"])))
    yield whole
    yield [
        row(line["name"], count(line["signed"]), *(percent(line[f"{rate}_rate"]) for rate in RATES))
        for line in lines
    ]
    yield [
        row(line["name"], *(count(line[key]) for key in (*POOL, *FUNNEL, "dropped")))
        for line in lines
    ]
    keys = [f"{key}_amount" for key in FUNNEL]
    keys = [*keys[:3], "paid_in", *keys[3:], "dropped_amount"]
    yield [row(line["name"], *(money(line[key]) for key in keys)) for line in lines]
    if told["rows"] and told["rows"][0].get("days"):
        legs = (
            (line, [waits(leg) if leg["known"] else NONE for leg in line["days"]]) for line in lines
        )
        yield [row(line["name"], *cells) for line, cells in legs]
    if told["reasons"]:
        yield [
            row(
                ANY,
                count(of["projects"]),
                share(of["projects"], total["dropped"]),
                money(of["amount"]),
            )
            for of in told["reasons"]
        ]


def waits(leg: Told) -> list[object]:
    """By when half and nine in ten have arrived; in words where they have not."""
    if not leg["known"]:
        return [NONE, NONE]
    return [ANY if leg[key] is None else str(leg[key]) for key in ("median_days", "ninetieth_days")]


def trend(told: Told, money: Money) -> Iterator[list[Row]]:
    figure = money.of(told["measure"])
    ends = [*told["rows"], told["total"]]
    has_before = any(point["total_before"] for line in ends for point in line["points"])

    def grown(point: Told) -> object:
        if not has_before:
            return ""
        ratio = point["growth"]
        return NONE if ratio is None else ("+" if ratio > 0 else "") + percent(ratio)

    if told["kind"] is not None:
        targeted = any(line["target"] is not None for line in ends)
        yield [by_line(line, figure, grown, targeted=targeted) for line in ends]
        return
    points_ = told["total"]["points"]
    dropped = any(point["dropped_in_period"] for point in points_) and not has_before
    due = any(point["due"] is not None for point in points_)
    rows = []
    for point in points_:
        cells: list[object] = [ANY, figure(point["new"])]
        cells += [figure(-point["dropped_in_period"])] if dropped else []
        cells += [figure(point["new_before"])] if has_before else []
        cells.append(figure(point["total"]))
        cells += [mean(point["due"], money, told["measure"]), gap(point["ahead_pp"])] if due else []
        cells += [figure(point["total_before"]), grown(point)] if has_before else []
        rows.append(row(*cells))
    yield rows


def chart(told: Told, money: Money) -> Iterator[list[Row]]:
    """What the chart of a trend draws, as a table: reached, due, and a year before."""
    points_ = told["total"]["points"] if told["kind"] is None else []
    if points_:
        figure = money.of(told["measure"])
        has_due = any(point["due"] for point in points_)
        is_whole = all(point["due"] in (None, int(point["due"] or 0)) for point in points_)
        has_before = any(point["total_before"] for point in points_)
        yield [
            row(
                *(point["period"], figure(point["total"])),
                ""
                if not has_due or point["due"] is None
                else figure(point["due"])
                if is_whole
                else mean(point["due"], money, told["measure"]),
                figure(point["total_before"]) if has_before else "",
            )
            for point in points_
        ]


def by_line(
    line: Told, figure: Callable[[Any], str], grown: Callable[[Told], object], *, targeted: bool
) -> Row:
    if not line["points"]:
        return row(line["name"])
    last = line["points"][-1]
    cells: list[object] = [line["name"], figure(last["new"]), figure(last["total"])]
    if targeted:
        target = last["target"]
        cells += [share(last["total"], target) if target else NONE, gap(last["ahead_pp"])]
    return row(*cells, grown(last))


def mean(value: float | None, money: Money, measure: str) -> str:
    if value is None or measure == "sum":
        return money(value)
    return decimal(value, 2 if 0 < value < 1 else 1)


def due(told: Told, money: Money) -> Iterator[list[Row]]:
    kind, other = "district", "department"
    if told["kind"] == other:
        kind, other = other, kind
    groups: dict[str, list[Row]] = {}
    for line in told["rows"]:
        is_gain = line["gain"] is not None
        cells = (
            *(ANY, line["id"], line["name"], ANY, count(line["waited"]), money(line["amount"])),
            *([points(line["gain"])] if is_gain else []),
            *(line[key] for key in ("owner", "phone") if line[key]),
            *([ANY] if line[other] else []),
            *(line["since"], *([ANY] if is_gain else [])),
        )
        groups.setdefault(line[kind], []).append(row(*cells))
    yield [each for rows in groups.values() for each in [(ANY,), *rows]]


def forecast(told: Told, money: Money) -> Iterator[list[Row]]:
    for code, of in told["indicators"].items():
        lines = [line for line in told["rows"] if line["indicator"] == code]
        lines.append(told["total"][code])
        is_money = of["measure"] == "sum"
        figure = money.of(of["measure"])

        def whole(yuan: float | None, figure: Callable[[Any], str] = figure) -> str:
            return "" if yuan is None else figure(yuan)

        yield [
            row(
                *(line["name"], whole(line["target"]), figure(line["actual"])),
                money.rough(line["median"]) if is_money else whole(line["median"]),
                interval(line, money, is_money=is_money),
                chance(line["probability"], over=told["over"]),
                *(weekly(line[f"weekly_{key}"], money, of) for key in ("so_far", "needed")),
            )
            for line in lines
        ]
        if levers := [line for line in lines if line["lever"]]:
            yield [
                row(
                    *(line["name"], whole(line["gap"]), count(line["open"])),
                    money(line["open_brings"]) if is_money else "",
                    *(ANY, ANY),
                )
                for line in levers
            ]


def interval(line: Told, money: Money, *, is_money: bool) -> object:
    """Both bounds, or words that say besides what they hold."""
    if line["low"] is None:
        return ""
    both = [count(line["low"]), count(line["high"])]
    if is_money:
        low = money.bound(line["low"], line["actual"], down=True)
        both = [low, money.bound(line["high"], line["actual"], down=False)]
    if line["holds"] is None or 0.75 <= line["holds"] <= 0.88:
        return both
    return f"{both[0]}–{both[1]} ({chance(line['holds'], over=False)})"


def chance(value: float | None, *, over: bool) -> str:
    if value is None:
        return ""
    if not over and value in (0, 1):
        return ">99%" if value else "<1%"
    return percent(value, 0)


def weekly(value: float | None, money: Money, of: Told) -> str:
    if value is None:
        return ""
    if of["measure"] == "sum":
        return money.rough(int(value))
    return Rounded(decimal(value, 2 if 0 < value < 1 else 1))


class Rounded(str):
    """A figure that JSON has rounded already: the last digit may be the next one too."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, str) or not re.fullmatch(r"[\d,]+\.\d+", other):
            return False
        one, two = (Decimal(text.replace(",", "")) for text in (self, other))
        return abs(one - two) <= (0 if len(self.partition(".")[2]) == 2 else Decimal("0.1"))

    __hash__ = str.__hash__


EXPECTED: dict[str, Callable[[Told, Money], Iterator[Sequence[Row]]]] = {
    "progress": progress,
    "cross": cross,
    "ranking": ranking,
    "funnel": funnel,
    "trend": trend,
    "due": due,
    "forecast": forecast,
}
