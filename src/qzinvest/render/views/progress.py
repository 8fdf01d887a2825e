"""Progress: what has been achieved against shares and pace, one table an indicator."""

from collections.abc import Iterator
from fractions import Fraction

from qzinvest.locale import Wording
from qzinvest.model.counting import MOST_OUTSIDE
from qzinvest.model.document import Column, Data, Document, MoneyUnit, Rank, Row, Table
from qzinvest.model.heading import Heading
from qzinvest.model.note import Note, tier_name
from qzinvest.model.plan import UNIT_KINDS
from qzinvest.model.precision import a_year_before
from qzinvest.model.progress import Line, Progress
from qzinvest.render.figures import PACE, PERCENT_DIGITS, percent, points_number
from qzinvest.render.views.plan import lights_text, lit, signs
from qzinvest.render.wording import (
    Addition,
    amounts,
    assumed_json,
    decimals,
    figure_title,
    gross_note,
    hint,
    kind_of,
    name_head,
    note_texts,
    number,
    outside_json,
    pace_brief,
    pace_subtitle,
    rounding_notes,
    rows_of,
    selection_json,
    selection_notes,
    selection_words,
    sources,
    worded,
)

_KEYS = Line._fields[: Line._fields.index("share_of_whole")]


def document(progress: Progress, w: Wording, unit: MoneyUnit) -> Document:
    """One table an indicator, all of the same widths; units by tier, in the report's order."""
    return Document(
        progress.title.get(w.lang),
        pace_subtitle(progress.by, progress.as_of, progress.pace, w)
        + selection_words(progress.selection, w),
        tuple(_table(progress, heading, w, unit) for heading in progress.headings),
        tuple(_notes(progress, w, unit)),
        unit,
        level=True,
        brief=(
            w("progress.brief", by=rows_of(progress.by, w))
            + selection_words(progress.selection, w),
            pace_brief(progress.as_of, progress.pace, w),
        ),
        hints=tuple(_hints(progress, w)),
    )


def data(progress: Progress, w: Wording, *, total: bool) -> Data:
    """Counts as integers, money in whole yuan, ratios unrounded; ``null`` where there is none.

    By group, where there are no targets, every row has its ``share_of_whole`` too. CSV has one row
    a unit and indicator.

    Args:
        total: whether one row an indicator with the city's total follows in CSV.
    """
    parts = () if progress.has_targets else ("share_of_whole",)
    keys = (*_KEYS, *parts, "last_year", "growth")
    rows, totals, subtotals = (
        [_fields(line, w, targets=progress.has_targets) for line in lines]
        for lines in (progress.lines, progress.totals, progress.subtotals)
    )
    body = {
        "report": "progress",
        "plan": progress.plan,
        "kind": progress.by,
        "as_of": progress.as_of.isoformat(),
        **selection_json(progress.selection),
        "pace": float(progress.pace),
        "assumed": assumed_json(progress.assumed, w),
        "rows": rows,
        "total": {
            line.indicator: fields | {"gross": number(progress.gross[line.indicator])}
            for line, fields in zip(progress.totals, totals, strict=True)
        },
        "subtotals": subtotals,
        **outside_json(progress.outside),
    }
    return Data(body, keys, rows + totals if total else rows, progress.headings)


def _fields(line: Line, w: Wording, *, targets: bool) -> dict[str, object]:
    """One line by stable keys, in the order in which every machine format has them."""
    fields: dict[str, object] = line._asdict() | {"name": worded(line.name, w)}
    fields["actual"] = number(line.actual)
    fields["completion"] = number(line.completion)
    fields["ahead_pp"] = points_number(line.ahead_pp)
    del fields["share_of_whole"], fields["light"], fields["last_year"]
    fields |= {} if targets else {"share_of_whole": number(line.share_of_whole)}
    return fields | {"last_year": number(line.last_year), "growth": number(line.growth)}


def _has_ranks(progress: Progress) -> bool:
    """Whether units are ranked at all; tiers, groups and areas are not."""
    return any(line.rank is not None for line in progress.lines)


def _table(progress: Progress, heading: Heading, w: Wording, unit: MoneyUnit) -> Table:
    lines = {line.unit: line for line in progress.lines if line.indicator == heading.code}
    rows, tiers = list[Row](), set[int | None]()
    for line in map(lines.__getitem__, progress.order):
        if progress.by in UNIT_KINDS and line.tier not in tiers:
            tiers.add(line.tier)
            name = Note("row.no_tier") if line.tier is None else tier_name(line.tier)
            rows.append(Row((worded(name, w),), "heading"))
        rows.append(_row(progress, line, w))
    totals = (line for line in progress.totals if line.indicator == heading.code)
    rows += [_row(progress, line, w, "total") for line in totals]
    return Table(figure_title(heading, w, unit), _columns(progress, heading, w), rows)


def _columns(progress: Progress, heading: Heading, w: Wording) -> tuple[Column, ...]:
    kind, name = kind_of(heading.measure), Column(name_head(progress.by, w), lines=2)
    actual = Column(w("column.actual"), kind)
    last = Column(w("head.new_before"), kind, extra=True)
    growth = Column(w("head.growth"), "growth", extra=True)
    yearly = (last, growth) if progress.has_last_year else ()
    if not progress.has_targets:
        part = "head.share_of_sum" if progress.selection.is_part else "head.share_of_whole"
        return (name, actual, Column(w(part), "ratio"), Column("", "bar"), *yearly)
    return (
        *((Column(w("column.rank"), "rank"),) if _has_ranks(progress) else ()),
        name,
        actual,
        Column(w("column.target"), kind),
        Column(w("head.pace"), "bar", mark=progress.pace),
        Column(w("head.completion"), "ratio"),
        Column(w("column.ahead_pp"), "gap"),
        *yearly,
    )


def _row(progress: Progress, line: Line, w: Wording, rank: Rank = "line") -> Row:
    name = worded(line.name, w)
    yearly = (line.last_year, line.growth) if progress.has_last_year else ()
    if not progress.has_targets:
        whole = Fraction(1) if rank == "total" and line.actual else line.share_of_whole
        return Row((name, line.actual, whole, whole, *yearly), rank)
    place = line.rank if rank == "line" else ""
    done = line.completion
    lead = lit(line.light, line.ahead_pp, progress.lights, w)
    figures = (name, line.actual, line.target, done, done, lead, *yearly)
    return Row((place, *figures) if _has_ranks(progress) else figures, rank)


def _hints(progress: Progress, w: Wording) -> Iterator[str]:
    """What a terminal says of it: the signs, and what a reader must know before the rest."""
    if progress.has_targets:
        yield f"{signs(progress.lights, w)}  {PACE} {w('head.pace')}"
    if progress.outside > MOST_OUTSIDE:
        yield w("foot.outside_many", n=MOST_OUTSIDE)
    elif progress.outside:
        yield w("foot.outside", n=progress.outside)
    yield from hint(progress.assumed, w)
    if progress.by in UNIT_KINDS:
        yield w("foot.explain")


def _notes(progress: Progress, w: Wording, unit: MoneyUnit) -> Iterator[str]:
    """Everything that a reader must know to judge the figures, one sentence each."""
    yield from selection_notes(progress.selection, w)
    if progress.has_targets:
        yield w("progress.pace", pace=percent(progress.pace))
        yield w("progress.lead")
        if any(line.light for line in progress.totals):
            yield lights_text(progress.lights, w)
    else:
        yield w("progress.part") if progress.selection.is_part else w("progress.whole")
    if _has_ranks(progress):
        yield w("progress.rank")
    if progress.has_last_year:
        yield w("progress.year_before", as_of=a_year_before(progress.as_of).isoformat())
    for heading, total in zip(progress.headings, progress.totals, strict=True):
        gross = progress.gross[heading.code]
        yield from gross_note(heading, gross, gross - total.actual, w, unit)
    yield from rounding_notes(_sums(progress), w, amounts(unit)) or rounding_notes(
        _ratios(progress), w, decimals(PERCENT_DIGITS + 2)
    )
    yield from sources(progress.assumed, w, progress.source)
    yield from note_texts(progress.notes, w)


def _sums(progress: Progress) -> Iterator[Addition]:
    """What a reader could add up of the indicators of money."""
    for heading, total in zip(progress.headings, progress.totals, strict=True):
        if heading.measure != "sum":
            continue
        lines = [line for line in progress.lines if line.indicator == heading.code]
        yield [line.actual for line in lines], total.actual
        yield [line.target for line in lines], total.target
        gross = progress.gross[heading.code]
        yield [total.actual, gross - total.actual], gross


def _ratios(progress: Progress) -> Iterator[Addition]:
    """The parts of the whole that lines without a target have."""
    if progress.has_targets:
        return
    for heading in progress.headings:
        lines = [line for line in progress.lines if line.indicator == heading.code]
        yield [line.share_of_whole for line in lines], Fraction(1)
