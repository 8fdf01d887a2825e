"""The forecast: for each indicator what to expect, and what would close the gap."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType

from qzinvest.locale import Wording
from qzinvest.model.document import Column, Data, Document, Kind, MoneyUnit, Rank, Row, Table, Value
from qzinvest.model.forecast import Forecast, Outlook
from qzinvest.model.heading import Heading
from qzinvest.render.figures import bound, cell_text, points_number, whole
from qzinvest.render.wording import (
    Addition,
    assumed_json,
    closing,
    figure_title,
    hint,
    kind_of,
    name_head,
    note_texts,
    number,
    rows_of,
    selection_json,
    selection_notes,
    selection_words,
    visible,
    worded,
)

LEAST, MOST = Fraction(75, 100), Fraction(88, 100)
"""What an interval of 80 % may hold without a word beside it."""
_EMPTY = ""


def document(
    forecast: Forecast, w: Wording, unit: MoneyUnit, names: Mapping[str, str] = MappingProxyType({})
) -> Document:
    """Two tables an indicator: what to expect, and the levers where there is a gap.

    ``names`` are what projects are called, by id.
    """
    tables = tuple(
        table for of in forecast.headings for table in _tables(forecast, of, names, w, unit)
    )
    notes = tuple(_notes(forecast, w, unit))
    hints, title = hint(forecast.assumed, w), forecast.title.get(w.lang)
    said, brief = _subtitle(forecast, w), _brief(forecast, w)
    return Document(title, said, tables, notes, unit, brief=brief, hints=hints)


def data(forecast: Forecast, w: Wording, *, total: bool) -> Data:
    """Counts as integers and money in integer yuan; one row a unit and indicator.

    Args:
        total: whether one row an indicator with the city's total follows in CSV.
    """
    measures = {heading.code: heading.measure for heading in forecast.headings}
    body = {
        "report": "forecast",
        "plan": forecast.plan,
        "kind": forecast.by,
        "as_of": forecast.as_of.isoformat(),
        "end": forecast.end.isoformat(),
        **selection_json(forecast.selection),
        "pace": float(forecast.pace),
        "over": forecast.over,
        "seed": forecast.seed,
        "years": forecast.years,
        "assumed": assumed_json(forecast.assumed, w),
        "rows": [_fields(line, measures[line.indicator], w) for line in forecast.lines],
        "total": {
            line.indicator: _fields(line, measures[line.indicator], w) for line in forecast.totals
        },
    }
    lines = forecast.lines + forecast.totals if total else forecast.lines
    rows = (
        _fields(line, measures[line.indicator], w) | {"lever": " ".join(line.lever)}
        for line in lines
    )
    return Data(body, Outlook._fields, rows, forecast.headings)


def _subtitle(forecast: Forecast, w: Wording) -> str:
    """The line under the title: view, as-of date, and the day that the forecast is for."""
    text = w(
        "forecast.subtitle",
        by=w(f"by.{forecast.by}"),
        as_of=forecast.as_of.isoformat(),
        end=forecast.end.isoformat(),
    )
    return text + selection_words(forecast.selection, w)


def _brief(forecast: Forecast, w: Wording) -> tuple[str, str]:
    """The same on a terminal."""
    as_of, end = forecast.as_of.isoformat(), forecast.end.isoformat()
    what = w("forecast.brief", by=rows_of(forecast.by, w)) + selection_words(forecast.selection, w)
    return what, w("forecast.brief_days", as_of=as_of, end=end)


def _notes(forecast: Forecast, w: Wording, unit: MoneyUnit) -> Iterator[str]:
    """Everything that a reader must know to judge the figures, one sentence each."""
    yield from note_texts(forecast.notes, w)
    if any(line.lever for line in forecast.lines + forecast.totals):
        yield w("forecast.lever")
    yield from selection_notes(forecast.selection, w, "forecast.part")
    yield from closing(_sums(forecast), unit, forecast.assumed, w, forecast.source)


def _sums(forecast: Forecast) -> Iterator[Addition]:
    """The columns of money that have a total."""
    for heading, total in zip(forecast.headings, forecast.totals, strict=True):
        if heading.measure == "sum":
            lines = [line for line in forecast.lines if line.indicator == heading.code]
            yield [line.actual for line in lines], total.actual
            yield [line.target for line in lines], total.target


def _tables(
    forecast: Forecast, of: Heading, names: Mapping[str, str], w: Wording, unit: MoneyUnit
) -> Iterator[Table]:
    is_money = of.measure == "sum"
    title = figure_title(of, w, unit)
    lines = [line for line in forecast.lines + forecast.totals if line.indicator == of.code]
    exact = kind_of(of.measure)
    rough: Kind = "rough" if is_money else "count"
    weekly: Kind = "rough" if is_money else "number"
    expected = (
        Column(name_head(forecast.by, w), lines=2),
        Column(w("column.target"), exact),
        Column(w("column.actual"), exact),
        Column(w("column.median"), rough),
        Column(w("column.interval"), "bound" if is_money else "count"),
        Column(w("column.probability"), "chance"),
        Column(w("column.weekly_so_far"), weekly, spare=1),
        Column(w("column.weekly_needed"), weekly),
    )
    rows = [
        Row(_expected(line, expected[4], w, unit, over=forecast.over), _rank(line, forecast))
        for line in lines
    ]
    yield Table(title, expected, rows, records=True)
    levers = (
        Column(name_head(forecast.by, w), lines=2),
        Column(w("column.gap"), exact),
        Column(w("column.open"), "count"),
        Column(w("column.open_brings"), exact),
        Column(w("column.enough")),
        Column(w("column.lever"), lines=2),
    )
    rows = [
        Row(_levers(line, names, w, is_money=is_money), _rank(line, forecast))
        for line in lines
        if line.lever
    ]
    if rows:
        yield Table(w("forecast.levers", name=title), levers, rows, records=True)


def _rank(line: Outlook, forecast: Forecast) -> Rank:
    return "total" if line in forecast.totals else "line"


def _expected(
    line: Outlook, interval: Column, w: Wording, unit: MoneyUnit, *, over: bool
) -> tuple[Value, ...]:
    weeks = (line.weekly_so_far, line.weekly_needed)
    is_money = interval.kind == "bound"
    figures = (
        line.target,
        line.actual,
        line.median,
        _interval(line, interval, w, unit),
        _chance(line.probability, over=over),
        *(whole(week) if week is not None and is_money else week for week in weeks),
    )
    return (worded(line.name, w), *(_EMPTY if figure is None else figure for figure in figures))


def _levers(
    line: Outlook, names: Mapping[str, str], w: Wording, *, is_money: bool
) -> tuple[Value, ...]:
    these = line.gap is not None and line.lever_brings >= line.gap
    enough = "these" if these else "all" if line.enough else "none"
    return (
        worded(line.name, w),
        _EMPTY if line.gap is None else line.gap,
        line.open,
        line.open_brings if is_money else _EMPTY,
        w(f"forecast.enough.{enough}"),
        w("list.separator").join(
            f"{id_} {visible(names.get(id_, ''))}".rstrip() for id_ in line.lever
        ),
    )


def _interval(line: Outlook, column: Column, w: Wording, unit: MoneyUnit) -> Value:
    """The interval, and what it holds where whole projects allow none that holds about 80 %."""
    if line.low is None or line.high is None:
        return None
    bounds = (line.low, line.high)
    if column.kind == "bound":
        low = bound(line.low, line.actual, unit, down=True)
        bounds = (low, bound(line.high, line.actual, unit, down=False))
    if line.holds is None or LEAST <= line.holds <= MOST:
        return bounds
    # Certain it never is: a chance like any other, before the period is over.
    holds = _chance(line.holds, over=False)
    told = cell_text(holds, Column("", "chance"), unit)
    return w("forecast.holds", interval=cell_text(bounds, column, unit), holds=told)


def _chance(chance: Fraction | None, *, over: bool) -> Fraction | str | None:
    """A chance; certain it is only once the period is over."""
    if over or chance not in {0, 1}:
        return chance
    return "<1%" if chance == 0 else ">99%"


def _fields(line: Outlook, measure: str, w: Wording) -> dict[str, object]:
    """One line by stable keys, in the order in which every machine format has them."""
    fields: dict[str, object] = line._asdict()
    return fields | {
        "name": worded(line.name, w),
        "holds": number(line.holds),
        "probability": number(line.probability),
        "weekly_so_far": _weekly(line.weekly_so_far, measure),
        "weekly_needed": _weekly(line.weekly_needed, measure),
        "lever": list(line.lever),
    }


def _weekly(figure: Fraction | None, measure: str) -> int | float | None:
    """Whole yuan, or projects with two decimals."""
    if figure is None or measure != "sum":
        return points_number(figure)
    return whole(figure)
