"""The funnel as written cells: what the screen and Markdown both paint."""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

from qzinvest.locale import Wording
from qzinvest.model.cohort import FUNNEL, Ratio
from qzinvest.model.funnel import Days, Funnel, Line, Reason
from qzinvest.model.plan import RATES, UNIT_KINDS
from qzinvest.model.stage import Stage
from qzinvest.render.asked import asked_notes, asked_words
from qzinvest.render.figures import NOTHING, MoneyUnit, count, money, percent
from qzinvest.render.grid import TOTAL, Grid, GridRow, Head
from qzinvest.render.page import Page
from qzinvest.render.rounding import Addition, amounts, rounding_notes
from qzinvest.render.wording import assumed_texts, note_texts, visible

POOL = ("leads", "talks", "intents")


def funnel_page(funnel: Funnel, w: Wording, unit: MoneyUnit) -> Page:
    """The funnel as people read it."""
    tables, notes = _grids(funnel, w, unit), _footer(funnel, w, unit)
    return Page(funnel.title, _subtitle(funnel, w), tables, notes)


def _subtitle(funnel: Funnel, w: Wording) -> str:
    """The line under the title: which projects, and as of when."""
    said = w(
        "funnel.subtitle",
        by=w(f"by.{funnel.by}"),
        since=funnel.since.isoformat(),
        until=funnel.until.isoformat(),
        as_of=funnel.as_of.isoformat(),
    )
    return said + asked_words(funnel.asked, w)


def _grids(funnel: Funnel, w: Wording, unit: MoneyUnit) -> tuple[Grid, ...]:
    """The whole funnel, its rates, counts and amounts by line, and why projects were dropped."""
    days = (_days_grid(funnel, w),) if funnel.lines and funnel.lines[0].days else ()
    reasons = (_reasons_grid(funnel, w, unit),) if funnel.reasons else ()
    return (
        _whole(funnel, w, unit),
        _rates_grid(funnel, w),
        _projects_grid(funnel, w),
        _amounts_grid(funnel, w, unit),
        *days,
        *reasons,
    )


def _footer(funnel: Funnel, w: Wording, unit: MoneyUnit) -> tuple[str, ...]:
    """Everything that a reader must know to judge the figures, one sentence each."""
    lines = asked_notes(funnel.asked, w)
    lines += note_texts(funnel.notes, w)
    lines += rounding_notes(_sums(funnel), w, amounts(unit))
    lines += assumed_texts(funnel.assumed, w)
    return tuple(lines)


def _sums(funnel: Funnel) -> Iterator[Addition]:
    """The columns of the amounts, and what was dropped by reason."""
    cells, total = [line.cell for line in funnel.lines], funnel.total.cell
    for place in range(len(FUNNEL)):
        yield [cell.amounts[place] for cell in cells], total.amounts[place]
    yield [cell.paid_in for cell in cells], total.paid_in
    yield [cell.dropped_amount for cell in cells], total.dropped_amount
    yield [reason.amount for reason in funnel.reasons], total.dropped_amount
    yield [total.amounts[0], total.dropped_amount], total.amounts[0] + total.dropped_amount


def _whole(funnel: Funnel, w: Wording, unit: MoneyUnit) -> Grid:
    """The total, stage by stage, with what is open before signing above it."""
    total = funnel.total
    heads = (
        Head(w("head.stage"), figure=False),
        Head(w("head.projects")),
        Head(w("head.of_signed")),
        _money_head("head.contracted", w, unit),
        Head(w("head.of_signed")),
        Head(w("head.median_days")),
        Head(w("head.ninetieth_days")),
    )
    rows = [
        GridRow((w(f"funnel.{name}_row"), count(n), "", money(yuan, unit), "", "", ""))
        for name, n, yuan in zip(POOL, total.pool[:3], total.pool[3:], strict=True)
        if n
    ]
    rows += [row for place in range(len(FUNNEL)) for row in _stage_rows(total, place, w, unit)]
    return Grid(w("funnel.whole", name=total.name), heads, tuple(rows))


def _stage_rows(total: Line, place: int, w: Wording, unit: MoneyUnit) -> list[GridRow]:
    cell, stage = total.cell, FUNNEL[place]
    share = Ratio(cell.projects[place], cell.projects[0]).value
    of_amount = Ratio(cell.amounts[place], cell.amounts[0]).value
    waits = ("", "") if place == 0 else _day_texts(total.days[place - 1], w)
    figures = (count(cell.projects[place]), _percent(share), money(cell.amounts[place], unit))
    rows = [GridRow((w(f"stage.{stage.code}"), *figures, _percent(of_amount), *waits), level=share)]
    if stage == Stage.FUNDED:
        paid = (money(cell.paid_in, unit), _percent(cell.rates.paid_in.value))
        rows.append(GridRow((w("funnel.paid_in_row"), "", "", *paid, "", "")))
    return rows


def _rates_grid(funnel: Funnel, w: Wording) -> Grid:
    heads = (_name_head(funnel, w), Head(w("stage.signed")), *(Head(w(f"rate.{r}")) for r in RATES))
    return _by_line(
        funnel,
        w("funnel.rates"),
        heads,
        lambda line: [
            count(line.cell.projects[0]),
            *(_percent(rate.value) for rate in line.cell.rates),
        ],
    )


def _projects_grid(funnel: Funnel, w: Wording) -> Grid:
    heads = (
        *(Head(w(f"short.{name}")) for name in POOL),
        *(Head(w(f"short.{stage.code}")) for stage in FUNNEL),
        Head(w("short.dropped")),
    )
    return _by_line(
        funnel,
        w("funnel.projects"),
        (_name_head(funnel, w), *heads),
        lambda line: map(count, (*line.pool[:3], *line.cell.projects, line.cell.dropped)),
    )


def _amounts_grid(funnel: Funnel, w: Wording, unit: MoneyUnit) -> Grid:
    heads = [Head(w(f"short.{stage.code}")) for stage in FUNNEL]
    heads.insert(FUNNEL.index(Stage.FUNDED) + 1, Head(w("head.paid_in")))
    heads.append(Head(w("short.dropped")))

    def cells(line: Line) -> list[str]:
        signed, registered, funded, *later = line.cell.amounts
        yuan = (signed, registered, funded, line.cell.paid_in, *later, line.cell.dropped_amount)
        return [money(each, unit) for each in yuan]

    title = w("head.with_unit", name=w("funnel.amounts"), unit=w(f"unit.{unit}"))
    return _by_line(funnel, title, (_name_head(funnel, w), *heads), cells)


def _days_grid(funnel: Funnel, w: Wording) -> Grid:
    legs = funnel.total.days
    heads = (Head(f"{w(f'short.{d.first.code}')}→{w(f'short.{d.then.code}')}") for d in legs)
    return _by_line(
        funnel,
        w("funnel.days_by_line"),
        (_name_head(funnel, w), *heads),
        lambda line: [" / ".join(_day_texts(days, w)) for days in line.days],
    )


def _reasons_grid(funnel: Funnel, w: Wording, unit: MoneyUnit) -> Grid:
    dropped = funnel.total.cell.dropped
    heads = (
        Head(w("head.drop_reason"), figure=False),
        Head(w("head.projects")),
        Head(w("head.of_dropped")),
        _money_head("head.contracted", w, unit),
    )
    rows = []
    for reason in funnel.reasons:
        share = Ratio(reason.projects, dropped).value
        cells = (
            _reason(reason, w),
            count(reason.projects),
            _percent(share),
            money(reason.amount, unit),
        )
        rows.append(GridRow(cells, level=share))
    return Grid(w("funnel.reasons"), heads, tuple(rows))


def _reason(reason: Reason, w: Wording) -> str:
    if reason.text is None:
        return w("funnel.other_reasons", n=f"{reason.kinds:,}")
    return visible(reason.text) or w("funnel.no_reason")


def _by_line(
    funnel: Funnel, title: str, heads: Iterable[Head], cells: Callable[[Line], Iterable[str]]
) -> Grid:
    """A table with a row for each line and one for the total."""
    rows = [GridRow((line.name, *cells(line))) for line in funnel.lines]
    total = GridRow((funnel.total.name, *cells(funnel.total)), TOTAL)
    return Grid(title, tuple(heads), (*rows, total))


def _name_head(funnel: Funnel, w: Wording) -> Head:
    by = "unit" if funnel.by in UNIT_KINDS else funnel.by
    return Head(w(f"head.{by}"), figure=False)


def _money_head(key: str, w: Wording, unit: MoneyUnit) -> Head:
    return Head(w("head.with_unit", name=w(key), unit=w(f"unit.{unit}")))


def _percent(ratio: Fraction | None) -> str:
    return NOTHING if ratio is None else percent(ratio)


def _day_texts(days: Days, w: Wording) -> tuple[str, str]:
    """By when half and nine in ten have arrived; said in words where they have not."""
    if not days.known:
        return NOTHING, NOTHING
    median = w("funnel.under_half") if days.median is None else f"{days.median:,}"
    return median, w("funnel.under_ninety") if days.ninetieth is None else f"{days.ninetieth:,}"
