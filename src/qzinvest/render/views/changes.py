"""The changes: what moved between two bulletins, project by project, and where units stand."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from qzinvest.locale import Wording
from qzinvest.model.changes import REASONS, Changes, End, Move, Standing, Sum
from qzinvest.model.counting import Figure, settled
from qzinvest.model.document import (
    Change,
    Column,
    Data,
    Document,
    MoneyUnit,
    Rank,
    Row,
    Table,
    Value,
)
from qzinvest.model.heading import Heading
from qzinvest.model.note import Note
from qzinvest.model.plan import Names
from qzinvest.render.figures import DOWN, LEVEL, NOTHING, UP
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
    worded,
)


def document(changes: Changes, w: Wording, unit: MoneyUnit, limit: int) -> Document:
    """The bridge from one total to the other, the units, and the projects by reason.

    Args:
        limit: most projects that are shown of each reason, 0 for all.
    """
    tables = tuple(_tables(changes, w, unit, limit))
    notes = _notes(changes, w, unit)
    hints, title = hint(changes.assumed, w), changes.title.get(w.lang)
    said, brief = _subtitle(changes, w), _brief(changes, w)
    return Document(title, said, tables, notes, unit, brief=brief, hints=hints)


def data(changes: Changes, w: Wording, limit: int, *, units: bool, labels: bool) -> Data:
    """Counts as numbers, money in whole yuan; ``null`` where a target or a rank is not.

    CSV has one row a project, unit and indicator; they sum up to the differences.

    Args:
        limit: how many projects of each reason, 0 for all; in JSON ``more`` sums the others.
        units: CSV has one row a unit and indicator instead, with figures, targets and ranks at
            both ends.
        labels: whether CSV is for people.
    """
    largest = shown(changes, limit)
    moves, standings = ([_fields(line, w) for line in of] for of in (largest, changes.standings))
    body = {
        "report": "changes",
        "kind": changes.by,
        **selection_json(changes.selection),
        "from": _end(changes.before),
        "to": _end(changes.after),
        "assumed": assumed_json(changes.assumed, w),
        "total": _totals(changes, largest, limit, w),
        "units": standings,
        "rows": moves,
    }
    if units:
        return Data(body, Standing._fields, standings, changes.headings)
    if labels:
        moves = [row | {"reason": _reason(str(row["reason"]), changes, w)} for row in moves]
    return Data(body, Move._fields, moves, changes.headings)


def _subtitle(changes: Changes, w: Wording) -> str:
    """The line under the title: the two ends, the view, and which projects if not all."""
    before, after = changes.before, changes.after
    said = w(
        "changes.subtitle",
        before=_end_name(before, w),
        since=before.as_of.isoformat(),
        after=_end_name(after, w),
        until=after.as_of.isoformat(),
        by=w(f"by.{changes.by}"),
    )
    return said + selection_words(changes.selection, w)


def _brief(changes: Changes, w: Wording) -> tuple[str, str]:
    """The same on a terminal: the days of the ends stand in the first table."""
    before, after = (end.edition or w("changes.now") for end in (changes.before, changes.after))
    until = changes.after.as_of.isoformat()
    what = w("changes.brief", by=rows_of(changes.by, w)) + selection_words(changes.selection, w)
    return what, w("changes.brief_days", before=before, after=after, until=until)


def _end_name(end: End, w: Wording) -> str:
    """``edition 2022-06``, or that it is today's state."""
    return w("changes.now") if end.edition is None else w("changes.edition", edition=end.edition)


def _tables(changes: Changes, w: Wording, unit: MoneyUnit, limit: int) -> Iterator[Table]:
    """The bridge from one total to the other, the units, and the projects by reason."""
    if changes.headings:
        yield _bridge(changes, w, unit)
    for heading in changes.headings:
        if any(s.change or s.target_before != s.target_after for s in _of(changes, heading)):
            yield _units(changes, heading, w, unit)
    for reason in REASONS:
        if reason in changes.projects:
            yield _projects(changes, reason, w, unit, limit)


def _notes(changes: Changes, w: Wording, unit: MoneyUnit) -> tuple[str, ...]:
    """Everything that a reader must know to judge the figures, one sentence each."""
    lines = note_texts(changes.notes, w)
    lines += [_sums_up(changes, w)] if changes.headings else []
    if any(s.rank_after is not None for s in changes.standings):
        lines.append(_ranks_said(changes, w))
    lines += selection_notes(changes.selection, w)
    return (*lines, *closing(_sums(changes), unit, changes.assumed, w, changes.source))


def _sums_up(changes: Changes, w: Wording) -> str:
    """What the lines add up to, or that there are none."""
    if changes.selection.rows:
        return w("changes.adds_up_shown") if changes.moves else w("changes.nothing_shown")
    return w("changes.adds_up") if changes.moves else w("changes.nothing")


def _ranks_said(changes: Changes, w: Wording) -> str:
    """What stands beside a rank, and where nothing does."""
    if changes.across:
        return w("changes.ranks_across")
    said = w("changes.ranks", up=UP, down=DOWN, level=LEVEL)
    return f"{said} {w('changes.ranks_apart')}" if changes.apart else said


def _sums(changes: Changes) -> Iterator[Addition]:
    """What a reader could add up of the indicators of money, in every table."""
    for heading in changes.headings:
        if heading.measure != "sum":
            continue
        of_reason = [s for s in changes.sums if s.indicator == heading.code]
        moved = [s.change for s in of_reason]
        standings = _of(changes, heading)
        for total in (each for each in changes.totals if each.indicator == heading.code):
            yield [total.before, *moved], total.after
            yield moved, total.change
            yield [s.before for s in standings], total.before
            yield [s.after for s in standings], total.after
            yield [s.change for s in standings], total.change
            for each in (*standings, total):
                yield [each.before, each.change], each.after
        moves = [move for move in changes.moves if move.indicator == heading.code]
        for reason, change in ((s.reason, s.change) for s in of_reason):
            printed = [move.change for move in moves if move.reason == reason]
            yield [*printed, change - sum(printed)], change


def _bridge(changes: Changes, w: Wording, unit: MoneyUnit) -> Table:
    """All indicators side by side: the earlier figure, what each reason changed, the later one."""
    headings = changes.headings
    totals = {total.indicator: total for total in changes.totals}
    sums = {(each.reason, each.indicator): Change(each.change) for each in changes.sums}
    rows = [Row((_dated(changes.before, w), *(totals[h.code].before for h in headings)))]
    for reason in REASONS:
        if any((reason, h.code) in sums for h in headings):
            changed = (sums.get((reason, h.code), "") for h in headings)
            rows.append(Row((_reason(reason, changes, w), *changed)))
    after = (totals[h.code].after for h in headings)
    rows.append(Row((_dated(changes.after, w), *after), "total"))
    columns = (Column(""), *_figures(headings, w, unit))
    return Table(w("changes.bridge"), columns, rows)


def _units(changes: Changes, heading: Heading, w: Wording, unit: MoneyUnit) -> Table:
    """One indicator's units at both ends, with their ranks, and their shares if those changed."""
    standings, kind = _of(changes, heading), kind_of(heading.measure)
    ranked = any(s.rank_after is not None for s in standings)
    revised = any(s.target_before != s.target_after for s in standings)
    columns = [Column(name_head(changes.by, w), lines=2)]
    columns += [Column(w("column.rank"), "moved")] if ranked else []
    columns += [Column(w("column.target"), kind, join=" → ")] if revised else []
    columns += [Column(_heading(end, w), kind) for end in (changes.before, changes.after)]
    columns.append(Column(w("column.change"), kind))

    def row(s: Standing, rank: Rank) -> Row:
        cells: list[Value] = [worded(s.name, w)]
        cells += [_rank(s, changes, w) if rank == "line" else ""] if ranked else []
        cells += [_share(s)] if revised else []
        return Row((*cells, s.before, s.after, Change(s.change)), rank)

    totals = [s for s in changes.totals if s.indicator == heading.code]
    rows = [*(row(s, "line") for s in standings), *(row(s, "total") for s in totals)]
    return Table(figure_title(heading, w, unit), tuple(columns), rows)


def _projects(changes: Changes, reason: str, w: Wording, unit: MoneyUnit, limit: int) -> Table:
    """The projects of one reason with what they change in each indicator, the largest first."""
    lines = _lines([move for move in changes.moves if move.reason == reason])
    sums = {each.indicator: each for each in changes.shown if each.reason == reason}
    headings = [heading for heading in changes.headings if heading.code in sums]
    first = set(list(dict.fromkeys(line[0].project for line in lines))[: limit or None])
    shown = [line for line in lines if line[0].project in first]
    rows = [
        Row((*line[0][2:4], worded(line[0].unit_name, w), *_cells(line, headings)))
        for line in shown
    ]
    if more := changes.projects[reason] - len(first):
        said = w("row.more", count=f"{more:,}")
        moves = [move for line in shown for move in line]
        rows.append(Row(("", said, "", *_rest(sums, moves, headings))))
    rows.append(Row(("", w("row.sum"), "", *_rest(sums, (), headings)), "total"))
    columns = [
        Column(w("column.id")),
        Column(w("column.name"), lines=2),
        Column(name_head(changes.by, w)),
    ]
    columns += _figures(headings, w, unit)
    count = f"{changes.projects[reason]:,}"
    title = w("changes.of_reason", reason=_reason(reason, changes, w), count=count)
    return Table(title, tuple(columns), rows)


def _figures(headings: Sequence[Heading], w: Wording, unit: MoneyUnit) -> Iterator[Column]:
    for heading in headings:
        yield Column(figure_title(heading, w, unit), kind_of(heading.measure))


def shown(changes: Changes, limit: int) -> list[Move]:
    """The moves of the ``limit`` largest projects of each reason, all for 0; in their order."""
    if not limit:
        return list(changes.moves)
    chosen = set[tuple[str, str]]()
    for reason in REASONS:
        lines = _lines([move for move in changes.moves if move.reason == reason])
        projects = dict.fromkeys((reason, line[0].project) for line in lines)
        chosen.update(list(projects)[:limit])
    return [move for move in changes.moves if (move.reason, move.project) in chosen]


def _lines(moves: Sequence[Move]) -> list[list[Move]]:
    """The moves by project and unit, those of the projects with the largest changes first."""
    lines: dict[tuple[str, str], list[Move]] = {}
    largest: dict[str, Figure] = {}
    for move in moves:
        lines.setdefault((move.project, move.unit), []).append(move)
        largest[move.project] = max(largest.get(move.project, 0), move.size)
    order = {project: place for place, project in enumerate(largest)}
    return sorted(
        lines.values(), key=lambda line: (-largest[line[0].project], order[line[0].project])
    )


def _cells(moves: Sequence[Move], headings: Sequence[Heading]) -> Iterator[Value]:
    """What the moves change in each indicator, nothing where none of them is about it."""
    for heading in headings:
        mine = [move.change for move in moves if move.indicator == heading.code]
        yield Change(sum(mine)) if mine else ""


def _rest(
    sums: Mapping[str, Sum], moves: Sequence[Move], headings: Sequence[Heading]
) -> Iterator[Value]:
    """What of each indicator's sum is in none of the moves; nothing where no project is left."""
    for heading in headings:
        whole = sums[heading.code]
        mine = [move for move in moves if move.indicator == heading.code]
        left = whole.projects - len({move.project for move in mine})
        yield Change(settled(Fraction(whole.change) - sum(m.change for m in mine))) if left else ""


def _rank(standing: Standing, changes: Changes, w: Wording) -> Value:
    """A rank with what it gained or lost, or that it is new.

    Alone where the earlier one was in another period or among other units.
    """
    was, now = standing.rank_before, standing.rank_after
    if now is None:
        return None
    if changes.across or (standing.indicator, standing.unit) in changes.apart:
        return (now,)
    return (now, w("rank.new") if was is None else was - now)


def _share(standing: Standing) -> Value:
    """The share of the target, or both where it changed."""
    was, now = standing.target_before, standing.target_after
    if was == now:
        return now
    return (NOTHING if was is None else was, NOTHING if now is None else now)


def _of(changes: Changes, heading: Heading) -> list[Standing]:
    return [standing for standing in changes.standings if standing.indicator == heading.code]


def _reason(reason: str, changes: Changes, w: Wording) -> str:
    """Why projects bring another figure than before."""
    return w(f"reason_of_change.{reason}", since=changes.before.as_of.isoformat())


def _heading(end: End, w: Wording) -> str:
    return w("head.now") if end.edition is None else w("head.edition", edition=end.edition)


def _dated(end: End, w: Wording) -> str:
    return w("changes.dated", end=_heading(end, w), as_of=end.as_of.isoformat())


def _totals(changes: Changes, shown: Sequence[Move], limit: int, w: Wording) -> dict[str, object]:
    """Each indicator's total at both ends, and what each reason changed of it."""
    return {
        total.indicator: _fields(total, w)
        | {
            "reasons": {
                each.reason: {"projects": each.projects, "change": number(each.change)}
                | ({"more": _more(each, shown)} if limit else {})
                for each in changes.sums
                if each.indicator == total.indicator
            }
        }
        for total in changes.totals
    }


def _more(of: Sum, moves: Sequence[Move]) -> dict[str, object]:
    """What of a reason's sum stands in none of the rows."""
    mine = [m for m in moves if (m.reason, m.indicator) == (of.reason, of.indicator)]
    projects = len({move.project for move in mine})
    change = settled(Fraction(of.change) - sum(move.change for move in mine))
    return {"projects": of.projects - projects, "change": number(change)}


def _fields(line: Move | Standing, w: Wording) -> dict[str, object]:
    """One line by stable keys, in the order in which every machine format has them."""
    figures = {name: number(getattr(line, name)) for name in ("before", "after", "change")}
    names = {
        name: worded(value, w)
        for name, value in line._asdict().items()
        if isinstance(value, Names | Note)
    }
    return line._asdict() | figures | names


def _end(end: End) -> dict[str, object]:
    return {
        "edition": end.edition,
        "as_of": end.as_of.isoformat(),
        "plan": end.plan,
        "effective": end.effective.isoformat(),
        "pace": float(end.pace),
    }
