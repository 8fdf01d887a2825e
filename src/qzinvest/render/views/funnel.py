"""The funnel: what has become of the projects signed in a period."""

from collections.abc import Callable, Iterable, Iterator

from qzinvest.locale import Wording
from qzinvest.model.cohort import FUNNEL, Pool, Ratio
from qzinvest.model.counting import settled
from qzinvest.model.document import Column, Data, Document, MoneyUnit, Row, Table, Value
from qzinvest.model.funnel import Days, Funnel, Line, Reason
from qzinvest.model.heading import Heading
from qzinvest.model.note import Note
from qzinvest.model.plan import RATES
from qzinvest.model.stage import Stage
from qzinvest.render.wording import (
    Addition,
    assumed_json,
    closing,
    hint,
    name_head,
    note_texts,
    number,
    rows_of,
    selection_json,
    selection_notes,
    selection_words,
    visible,
    with_unit,
    worded,
)

_POOL = ("leads", "talks", "intents")
_EMPTY = ""


def document(funnel: Funnel, w: Wording, unit: MoneyUnit) -> Document:
    """The whole funnel, its rates, counts and amounts by line, and why projects were dropped."""
    tables = [
        whole(funnel, w, unit),
        _rates(funnel, w),
        _projects(funnel, w),
        _amounts(funnel, w, unit),
    ]
    tables += [_days(funnel, w)] if funnel.lines and funnel.lines[0].days else []
    tables += [_reasons(funnel, w, unit)] if funnel.reasons else []
    notes = [*selection_notes(funnel.selection, w), *note_texts(funnel.notes, w)]
    notes += closing(_sums(funnel), unit, funnel.assumed, w)
    return Document(
        funnel.title.get(w.lang),
        _subtitle(funnel, w),
        tuple(tables),
        tuple(notes),
        unit,
        brief=_brief(funnel, w),
        hints=hint(funnel.assumed, w),
    )


def data(funnel: Funnel, w: Wording, *, total: bool) -> Data:
    """Counts as numbers, money in whole yuan, rates unrounded; ``null`` where there is none.

    CSV has one row a line; where days were asked for by line, one row a line and leg instead.

    Args:
        total: whether the total's rows follow in CSV.
    """
    lines = (*funnel.lines, funnel.total) if total else funnel.lines
    by_leg = any(line.days for line in funnel.lines)
    rows = list(_legs(lines, w) if by_leg else (_fields(line, w) for line in lines))
    return Data(_body(funnel, w), list(rows[0]) if rows else [], rows, tuple(_headings()))


def _subtitle(funnel: Funnel, w: Wording) -> str:
    """The line under the title: which projects, and as of when."""
    said = w(
        "funnel.subtitle",
        by=w(f"by.{funnel.by}"),
        since=funnel.since.isoformat(),
        until=funnel.until.isoformat(),
        as_of=funnel.as_of.isoformat(),
    )
    return said + selection_words(funnel.selection, w)


def _brief(funnel: Funnel, w: Wording) -> tuple[str, str]:
    """The same on a terminal, the year once where it is one."""
    first, *days = (day.isoformat() for day in (funnel.since, funnel.until, funnel.as_of))
    until, as_of = (day.removeprefix(first[:5]) for day in days)
    what = w("funnel.brief", by=rows_of(funnel.by, w)) + selection_words(funnel.selection, w)
    return what, w("funnel.brief_days", since=first, until=until, as_of=as_of)


def _sums(funnel: Funnel) -> Iterator[Addition]:
    """The columns of the amounts, and what was dropped by reason."""
    cells, total = [line.cell for line in funnel.lines], funnel.total.cell
    for place in range(len(FUNNEL)):
        yield [cell.amounts[place] for cell in cells], total.amounts[place]
    yield [cell.paid_in for cell in cells], total.paid_in
    yield [cell.dropped_amount for cell in cells], total.dropped_amount
    yield [reason.amount for reason in funnel.reasons], total.dropped_amount
    yield [total.amounts[0], total.dropped_amount], total.amounts[0] + total.dropped_amount


def whole(funnel: Funnel, w: Wording, unit: MoneyUnit) -> Table:
    """The total, stage by stage, with what is open before signing above it."""
    total = funnel.total
    columns = (
        Column(w("column.stage")),
        Column(w("column.projects"), "count"),
        Column(w("head.of_signed"), "ratio"),
        Column(with_unit(w("head.contracted"), w, unit), "money"),
        Column(w("head.of_signed"), "ratio"),
        Column(w("head.median_days"), "days"),
        Column(w("head.ninetieth_days"), "days"),
        Column("", "bar"),
    )
    # Of projects that have no amount yet, none is known.
    rows = [
        Row((w(f"funnel.{name}_row"), n, _EMPTY, yuan or None, _EMPTY, _EMPTY, _EMPTY, None))
        for name, n, yuan in zip(_POOL, total.pool[:3], total.pool[3:6], strict=True)
        if n
    ]
    rows += [row for place in range(len(FUNNEL)) for row in _stage_rows(total, place, w)]
    return Table(w("funnel.whole", name=worded(total.name, w)), columns, rows)


def _stage_rows(total: Line, place: int, w: Wording) -> Iterator[Row]:
    cell, stage = total.cell, FUNNEL[place]
    share = Ratio(cell.projects[place], cell.projects[0]).value
    of_amount = Ratio(cell.amounts[place], cell.amounts[0]).value
    waits: tuple[Value, ...] = (_EMPTY, _EMPTY)
    if place:
        days = total.days[place - 1]
        waits = _waits(days, w) if days.known else (None, None)
    figures = (cell.projects[place], share, cell.amounts[place], of_amount)
    yield Row((w(f"stage.{stage.code}"), *figures, *waits, share))
    if stage == Stage.FUNDED:
        paid = (_EMPTY, _EMPTY, cell.paid_in, cell.rates.paid_in.value, _EMPTY, _EMPTY)
        yield Row((w("funnel.paid_in_row"), *paid, None))


def _rates(funnel: Funnel, w: Wording) -> Table:
    columns = [Column(w("stage.signed"), "count")]
    columns += [Column(w(f"rate.{rate}"), "ratio") for rate in RATES]
    return _by_line(
        funnel,
        w("funnel.rates"),
        w,
        columns,
        lambda line: (line.cell.projects[0], *(rate.value for rate in line.cell.rates)),
    )


def _projects(funnel: Funnel, w: Wording) -> Table:
    keys = [*_POOL, *(stage.code for stage in FUNNEL), "dropped"]
    columns = [Column(w(f"short.{key}"), "count") for key in keys]
    return _by_line(
        funnel,
        w("funnel.projects"),
        w,
        columns,
        lambda line: (*line.pool[:3], *line.cell.projects, line.cell.dropped),
    )


def _amounts(funnel: Funnel, w: Wording, unit: MoneyUnit) -> Table:
    heads = [w(f"short.{stage.code}") for stage in FUNNEL]
    heads.insert(FUNNEL.index(Stage.FUNDED) + 1, w("head.paid_in"))
    heads.append(w("short.dropped"))

    def cells(line: Line) -> tuple[Value, ...]:
        signed, registered, funded, *later = line.cell.amounts
        return (signed, registered, funded, line.cell.paid_in, *later, line.cell.dropped_amount)

    columns = [Column(head, "money") for head in heads]
    return _by_line(funnel, with_unit(w("funnel.amounts"), w, unit), w, columns, cells)


def _days(funnel: Funnel, w: Wording) -> Table:
    columns = [
        Column(f"{w(f'short.{leg.first.code}')}→{w(f'short.{leg.then.code}')}", "days")
        for leg in funnel.total.days
    ]

    def cell(days: Days) -> Value:
        return _waits(days, w) if days.known else None

    title = w("funnel.days_by_line")
    return _by_line(funnel, title, w, columns, lambda line: tuple(map(cell, line.days)))


def _reasons(funnel: Funnel, w: Wording, unit: MoneyUnit) -> Table:
    columns = (
        Column(w("column.reason")),
        Column(w("column.projects"), "count"),
        Column(w("head.of_dropped"), "ratio"),
        Column(with_unit(w("head.contracted"), w, unit), "money"),
        Column("", "bar"),
    )
    rows = []
    for reason in funnel.reasons:
        share = Ratio(reason.projects, funnel.total.cell.dropped).value
        rows.append(Row((_reason(reason, w), reason.projects, share, reason.amount, share)))
    return Table(w("funnel.reasons"), columns, rows)


def _reason(reason: Reason, w: Wording) -> str:
    if reason.text is None:
        return w("funnel.other_reasons", n=f"{reason.kinds:,}")
    return visible(reason.text) or w("funnel.no_reason")


def _by_line(
    funnel: Funnel,
    title: str,
    w: Wording,
    columns: Iterable[Column],
    cells: Callable[[Line], tuple[Value, ...]],
) -> Table:
    """A table with a row for each line and one for the total."""
    rows = [Row((worded(line.name, w), *cells(line))) for line in funnel.lines]
    total = Row((worded(funnel.total.name, w), *cells(funnel.total)), "total")
    return Table(title, (Column(name_head(funnel.by, w), lines=2), *columns), (*rows, total))


def _waits(days: Days, w: Wording) -> tuple[int | str, int | str]:
    """By when half and nine in ten have arrived; said in words where they have not."""
    median = w("funnel.under_half") if days.median is None else days.median
    return median, w("funnel.under_ninety") if days.ninetieth is None else days.ninetieth


def _body(funnel: Funnel, w: Wording) -> dict[str, object]:
    total = {name: value for name, value in _fields(funnel.total, w).items() if name != "tier"}
    return {
        "report": "funnel",
        "plan": funnel.plan,
        "kind": funnel.by,
        "as_of": funnel.as_of.isoformat(),
        "since": funnel.since.isoformat(),
        "until": funnel.until.isoformat(),
        **selection_json(funnel.selection),
        "assumed": assumed_json(funnel.assumed, w),
        "rows": [
            _fields(line, w) | ({"days": list(map(_days_fields, line.days))} if line.days else {})
            for line in funnel.lines
        ],
        "total": total | {"days": list(map(_days_fields, funnel.total.days))},
        "reasons": [
            {
                "reason": reason.text,
                "kinds": reason.kinds,
                "projects": number(settled(reason.projects)),
                "amount": reason.amount,
            }
            for reason in funnel.reasons
        ],
    }


def _headings() -> Iterator[Heading]:
    """What the columns of figures are called and measured in."""
    counts = (*Pool._fields[:3], "unpriced", *(stage.code for stage in FUNNEL), "dropped")
    sums = (*Pool._fields[3:6], *(f"{stage.code}_amount" for stage in FUNNEL))
    yield from (Heading(key, Note(f"column.{key}"), "count") for key in counts)
    for key in (*sums, "paid_in", "dropped_amount"):
        yield Heading(key, Note(f"column.{key}"), "sum")
    for rate in RATES:
        yield Heading(f"{rate}_rate", Note(f"rate.{rate}"), "ratio")


def _fields(line: Line, w: Wording) -> dict[str, object]:
    """One line by stable keys, in the order in which every machine format has them."""
    cell = line.cell
    fields: dict[str, object] = {"unit": line.unit, "name": worded(line.name, w), "tier": line.tier}
    fields |= {
        key: number(settled(value)) for key, value in zip(Pool._fields, line.pool, strict=True)
    }
    fields |= {f"{s.code}": number(settled(n)) for s, n in zip(FUNNEL, cell.projects, strict=True)}
    fields |= {f"{s.code}_amount": yuan for s, yuan in zip(FUNNEL, cell.amounts, strict=True)}
    fields |= {
        "paid_in": cell.paid_in,
        "dropped": number(settled(cell.dropped)),
        "dropped_amount": cell.dropped_amount,
    }
    for name, rate in zip(RATES, cell.rates, strict=True):
        fields[f"{name}_rate"] = number(rate.value)
    return fields


def _days_fields(days: Days) -> dict[str, object]:
    """The days from one stage to the next by stable keys."""
    return {
        "from": days.first.code,
        "to": days.then.code,
        "known": number(settled(days.known)),
        "arrived": number(settled(days.arrived)),
        "dropped": number(settled(days.dropped)),
        "waiting": number(settled(days.waiting)),
        "median_days": days.median,
        "ninetieth_days": days.ninetieth,
    }


def _legs(lines: Iterable[Line], w: Wording) -> Iterable[dict[str, object]]:
    for line in lines:
        for days in line.days:
            yield {
                "unit": line.unit,
                "name": worded(line.name, w),
                "tier": line.tier,
            } | _days_fields(days)
