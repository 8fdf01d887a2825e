"""The forecast for people: for each indicator what to expect, and what would close the gap."""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from qzinvest.locale import Wording
from qzinvest.model.document import MoneyUnit
from qzinvest.model.forecast import Forecast, Outlook
from qzinvest.model.progress import Heading
from qzinvest.model.table import Cell, Column, Table
from qzinvest.render.asked import asked_words, filters_text, rows_notes
from qzinvest.render.figures import money, number, outwards, percent, rough
from qzinvest.render.listing import table_markdown
from qzinvest.render.markdown_text import escape
from qzinvest.render.rounding import Addition, amounts, rounding_notes
from qzinvest.render.wording import assumed_texts, figure_title, note_texts

EXPECTED = (
    Column("name"),
    Column("target", "rank"),
    Column("actual", "rank"),
    Column("median", "rank"),
    Column("interval", "rank"),
    Column("probability", "rank"),
    Column("weekly_so_far", "rank"),
    Column("weekly_needed", "rank"),
)
"""Figures come written out; the kind only puts them to the right."""
LEVERS = (
    Column("name"),
    Column("gap", "rank"),
    Column("open", "rank"),
    Column("open_brings", "rank"),
    Column("enough"),
    Column("lever"),
)
LEAST, MOST = Fraction(75, 100), Fraction(88, 100)
"""What an interval of 80 % may hold without a word beside it."""


class Section(NamedTuple):
    """A heading and the table below it."""

    title: str
    table: Table


def sections(forecast: Forecast, w: Wording, unit: MoneyUnit) -> Iterator[Section]:
    """Two tables an indicator: what to expect, and the levers where there is a gap."""
    for heading in forecast.headings:
        title = figure_title(heading, w, unit)
        lines = [
            line for line in forecast.lines + forecast.totals if line.indicator == heading.code
        ]
        rows = tuple(_expected(line, heading, w, unit, over=forecast.over) for line in lines)
        yield Section(title, Table("forecast", EXPECTED, rows))
        levers = tuple(_levers(line, heading, w, unit) for line in lines if line.lever)
        if levers:
            yield Section(w("forecast.levers", name=title), Table("forecast", LEVERS, levers))


def subtitle(forecast: Forecast, w: Wording) -> str:
    """The line under the title: view, as-of date, and the day that the forecast is for."""
    text = w(
        "forecast.subtitle",
        by=w(f"by.{forecast.by}"),
        as_of=forecast.as_of.isoformat(),
        end=forecast.end.isoformat(),
    )
    return text + asked_words(forecast.asked, w)


def footer(forecast: Forecast, w: Wording, unit: MoneyUnit) -> list[str]:
    """Everything that a reader must know to judge the figures, one sentence each."""
    lines = note_texts(forecast.notes, w)
    if any(line.lever for line in forecast.lines + forecast.totals):
        lines.append(w("forecast.lever"))
    if forecast.asked.is_part:
        lines.append(w("forecast.part", filters=filters_text(forecast.asked, w)))
    lines += rows_notes(forecast.asked, w)
    lines += rounding_notes(_sums(forecast), w, amounts(unit))
    lines += assumed_texts(forecast.assumed, w)
    lines.append(w("progress.source", source=forecast.source.get(w.lang)))
    return lines


def _sums(forecast: Forecast) -> Iterator[Addition]:
    """The columns of money that have a total."""
    for heading, total in zip(forecast.headings, forecast.totals, strict=True):
        if heading.measure == "sum":
            lines = [line for line in forecast.lines if line.indicator == heading.code]
            yield [line.actual for line in lines], total.actual
            yield [line.target for line in lines], total.target


def forecast_markdown(forecast: Forecast, w: Wording, unit: MoneyUnit = "yi") -> str:
    """Title, the tables of each indicator, and the footer as a list."""
    lines = [f"# {escape(forecast.title)}", "", escape(subtitle(forecast, w)), ""]
    for section in sections(forecast, w, unit):
        lines += [f"## {escape(section.title)}", "", table_markdown(section.table, w, unit)]
    lines += [f"- {escape(text)}" for text in footer(forecast, w, unit)]
    return "\n".join(lines) + "\n"


def forecast_screen(
    forecast: Forecast, w: Wording, width: int, *, colour: bool, unit: MoneyUnit = "yi"
) -> str:
    """The forecast as text for a terminal or a pipe of ``width`` columns; digits are never cut."""
    from qzinvest.render.listing_screen import table_screen
    from qzinvest.render.terminal import BOLD, DIM, HEAD, paint
    from qzinvest.render.widths import item, wrap

    lines = [paint(line, BOLD, colour=colour) for line in wrap(forecast.title, width)]
    lines += [*wrap(subtitle(forecast, w), width), ""]
    for section in sections(forecast, w, unit):
        lines += [paint(line, HEAD, colour=colour) for line in wrap(section.title, width)]
        lines.append(table_screen(section.table, w, width, colour=colour, unit=unit))
    for text in footer(forecast, w, unit):
        lines += [paint(line, DIM, colour=colour) for line in item(text, width)]
    return "\n".join(lines) + "\n"


def _expected(
    line: Outlook, heading: Heading, w: Wording, unit: MoneyUnit, *, over: bool
) -> tuple[Cell, ...]:
    return (
        line.name,
        _exact(line.target, heading, unit),
        _exact(line.actual, heading, unit),
        _rough(line.median, heading, unit),
        _interval(line, heading, w, unit),
        _chance(line.probability, over=over),
        _weekly(line.weekly_so_far, heading, unit),
        _weekly(line.weekly_needed, heading, unit),
    )


def _levers(line: Outlook, heading: Heading, w: Wording, unit: MoneyUnit) -> tuple[Cell, ...]:
    money_too = heading.measure == "sum"
    these = line.gap is not None and line.lever_brings >= line.gap
    enough = "these" if these else "all" if line.enough else "none"
    return (
        line.name,
        _exact(line.gap, heading, unit),
        f"{line.open:,}",
        _exact(line.open_brings, heading, unit) if money_too else None,
        w(f"forecast.enough.{enough}"),
        w("list.separator").join(line.lever),
    )


def _exact(figure: int | None, heading: Heading, unit: MoneyUnit) -> str | None:
    if figure is None:
        return None
    return money(figure, unit) if heading.measure == "sum" else f"{figure:,}"


def _rough(figure: int | None, heading: Heading, unit: MoneyUnit) -> str | None:
    if figure is None:
        return None
    return rough(figure, unit) if heading.measure == "sum" else f"{figure:,}"


def _interval(line: Outlook, heading: Heading, w: Wording, unit: MoneyUnit) -> str | None:
    """The interval, and what it holds where whole projects allow none that holds about 80 %."""
    if line.low is None or line.high is None:
        return None
    if heading.measure == "sum":
        low = _bound(line.low, line.actual, unit, down=True)
        interval = f"{low}–{_bound(line.high, line.actual, unit, down=False)}"
    else:
        interval = f"{line.low:,}–{line.high:,}"
    if line.holds is None or LEAST <= line.holds <= MOST:
        return interval
    return w("forecast.holds", interval=interval, holds=_chance(line.holds, over=False))


def _bound(figure: int, actual: int, unit: MoneyUnit, *, down: bool) -> str:
    """A bound, rounded outwards, though not past what counts today unless it lies there itself."""
    if figure == actual:
        return money(figure, unit)
    inside = figure >= actual if down else figure <= actual
    return outwards(figure, unit, down=down, within=actual if inside else None)


def _chance(chance: Fraction | None, *, over: bool) -> str | None:
    """A chance in whole percent; certain it is only once the period is over."""
    if chance is None:
        return None
    if not over and chance in (0, 1):
        return "<1%" if chance == 0 else ">99%"
    return percent(chance, 0)


def _weekly(figure: Fraction | None, heading: Heading, unit: MoneyUnit) -> str | None:
    if figure is None:
        return None
    if heading.measure == "sum":
        return rough(round(figure), unit)
    return number(figure, 2 if 0 < figure < 1 else 1)
