"""The progress report as text cells: what the screen and Markdown both paint."""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from qzinvest.locale import Wording
from qzinvest.model.document import MoneyUnit
from qzinvest.model.plan import UNIT_KINDS
from qzinvest.model.progress import Heading, Line, Progress
from qzinvest.render.asked import asked_notes, asked_words
from qzinvest.render.figures import (
    DOWN,
    LEVEL,
    NOTHING,
    PERCENT_DIGITS,
    UP,
    percent,
    points,
    quantity,
)
from qzinvest.render.grid import Grid, GridRow, Head
from qzinvest.render.page import Page, page_markdown
from qzinvest.render.rounding import Addition, amounts, decimals, rounding_notes
from qzinvest.render.wording import assumed_texts, figure_title, note_texts


class Row(NamedTuple):
    """One row of an indicator's table, written out.

    ``kind`` is heading (only ``name`` is set), line, subtotal or total. ``level`` is the bar's
    length as a ratio, ``None`` for no bar. ``ahead`` ends in a mark, so that no colour is needed.
    """

    kind: str
    name: str
    rank: str = ""
    target: str = ""
    actual: str = ""
    ratio: str = ""
    level: Fraction | None = None
    ahead: str = ""
    sign: int = 0


class Section(NamedTuple):
    """One indicator's table; ``title`` names the unit of its figures, once."""

    title: str
    rows: tuple[Row, ...]


def has_ranks(progress: Progress) -> bool:
    """Whether units are ranked at all; tiers, groups and areas are not."""
    return any(line.rank is not None for line in progress.lines)


def fields_of(progress: Progress) -> tuple[str, ...]:
    """The columns that the view has, in order, as fields of ``Row``."""
    rank = ("rank",) if has_ranks(progress) else ()
    if progress.has_targets:
        return (*rank, "name", "target", "actual", "ratio", "ahead")
    return ("name", "actual", "ratio")


def heads_of(progress: Progress, w: Wording) -> dict[str, str]:
    """The columns' headers by field of ``Row``."""
    by = "unit" if progress.by in UNIT_KINDS else progress.by
    return {
        "rank": w("head.rank"),
        "name": w(f"head.{by}"),
        "target": w("head.target"),
        "actual": w("head.actual"),
        "ratio": _ratio_head(progress, w),
        "ahead": w("head.ahead_pp"),
    }


def _ratio_head(progress: Progress, w: Wording) -> str:
    if progress.has_targets:
        return w("head.completion")
    return w("head.share_of_sum") if progress.asked.is_part else w("head.share_of_whole")


def sections(progress: Progress, w: Wording, unit: MoneyUnit) -> tuple[Section, ...]:
    """One table an indicator, in the report's order, units grouped by tier with subtotals."""
    return tuple(_section(progress, heading, w, unit) for heading in progress.headings)


def progress_markdown(progress: Progress, w: Wording, unit: MoneyUnit = "yi") -> str:
    """Title, one table an indicator, and the footer as a list, for minutes and web pages."""
    fields, named = fields_of(progress), heads_of(progress, w)
    heads = tuple(Head(named[field], figure=field != "name") for field in fields)

    def grid(section: Section) -> Grid:
        rows = (tuple(getattr(row, field) for field in fields) for row in section.rows)
        return Grid(section.title, heads, tuple(map(GridRow, rows)))

    tables = tuple(map(grid, sections(progress, w, unit)))
    said = subtitle(progress, w)
    return page_markdown(Page(progress.title, said, tables, footer(progress, w, unit)))


def subtitle(progress: Progress, w: Wording) -> str:
    """The line under the title: view, as-of date, pace, and which projects if not all."""
    said = w(
        "progress.subtitle",
        by=w(f"by.{progress.by}"),
        as_of=progress.as_of.isoformat(),
        pace=percent(progress.pace),
    )
    return said + asked_words(progress.asked, w)


def footer(progress: Progress, w: Wording, unit: MoneyUnit) -> tuple[str, ...]:
    """Everything that a reader must know to judge the figures, one sentence each."""
    if progress.has_targets:
        lines = [w("progress.pace", pace=percent(progress.pace))]
        lines.append(w("progress.ahead", up=UP, down=DOWN))
    else:
        lines = [w("progress.part") if progress.asked.is_part else w("progress.whole")]
    lines = [*asked_notes(progress.asked, w), *lines]
    if has_ranks(progress):
        lines.append(w("progress.rank"))
    for heading, total in zip(progress.headings, progress.totals, strict=True):
        if progress.gross[heading.code] != total.actual:
            gross = progress.gross[heading.code]
            figures = [quantity(n, heading.measure, unit) for n in (gross, gross - total.actual)]
            label = figure_title(heading, w, unit)
            lines.append(w("progress.gross", name=label, gross=figures[0], dropped=figures[1]))
    lines += rounding_notes(_sums(progress), w, amounts(unit)) or rounding_notes(
        _ratios(progress), w, decimals(PERCENT_DIGITS + 2)
    )
    lines += assumed_texts(progress.assumed, w)
    lines.append(w("progress.source", source=progress.source.get(w.lang)))
    lines += note_texts(progress.notes, w)
    return tuple(lines)


def _sums(progress: Progress) -> Iterator[Addition]:
    """What a reader could add up of the indicators of money."""
    for heading, total in zip(progress.headings, progress.totals, strict=True):
        if heading.measure != "sum":
            continue
        lines, subtotals = (
            [line for line in of if line.indicator == heading.code]
            for of in (progress.lines, progress.subtotals)
        )
        tiers = {subtotal.tier for subtotal in subtotals}
        rest = [line for line in lines if line.tier not in tiers]
        sums = [(lines, total), ([*subtotals, *rest], total)]
        sums += [([line for line in lines if line.tier == s.tier], s) for s in subtotals]
        for parts, whole in sums:
            yield [line.actual for line in parts], whole.actual
            yield [line.target for line in parts], whole.target
        gross = progress.gross[heading.code]
        yield [total.actual, gross - total.actual], gross


def _ratios(progress: Progress) -> Iterator[Addition]:
    """The parts of the whole that lines without a target have."""
    if progress.has_targets:
        return
    for heading in progress.headings:
        lines = [line for line in progress.lines if line.indicator == heading.code]
        yield [line.share_of_whole for line in lines], Fraction(1)


def _section(progress: Progress, heading: Heading, w: Wording, unit: MoneyUnit) -> Section:
    def mine(lines: tuple[Line, ...]) -> list[Line]:
        return [line for line in lines if line.indicator == heading.code]

    def written(kind: str, lines: list[Line]) -> list[Row]:
        return [_row(kind, line, heading, unit, shares=shares) for line in lines]

    shares = not progress.has_targets
    lines, rows, tiers = mine(progress.lines), list[Row](), set[int | None]()
    for subtotal in mine(progress.subtotals):
        tiers.add(subtotal.tier)
        rows.append(Row("heading", subtotal.name))
        rows += written("line", [line for line in lines if line.tier == subtotal.tier])
        rows += written("subtotal", [subtotal._replace(name=w("progress.subtotal"))])
    rows += written("line", [line for line in lines if line.tier not in tiers])
    rows += written("total", mine(progress.totals))
    return Section(figure_title(heading, w, unit), tuple(rows))


def _row(kind: str, line: Line, heading: Heading, unit: MoneyUnit, *, shares: bool) -> Row:
    whole = Fraction(1) if kind == "total" and line.actual else line.share_of_whole
    ratio = whole if shares else line.completion
    sign, ahead = 0, NOTHING
    if line.ahead_pp is not None and not shares:  # else the view has no such column to colour by
        text = points(line.ahead_pp)
        sign = {"+": 1, "-": -1}.get(text[0], 0)
        ahead = f"{text} {(LEVEL, UP, DOWN)[sign]}"
    return Row(
        kind,
        line.name,
        rank=NOTHING if line.rank is None and kind == "line" else str(line.rank or ""),
        target=NOTHING if line.target is None else quantity(line.target, heading.measure, unit),
        actual=quantity(line.actual, heading.measure, unit),
        ratio=NOTHING if ratio is None else percent(ratio),
        level=ratio,
        ahead=ahead,
        sign=sign,
    )
