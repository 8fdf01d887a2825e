"""The changes as tables of text: what the screen and Markdown both paint."""

from collections.abc import Iterator, Sequence

from qzinvest.locale import Wording
from qzinvest.model.changes import REASONS, Changes, End, Move, Standing
from qzinvest.model.counting import Figure
from qzinvest.model.document import MoneyUnit
from qzinvest.model.plan import UNIT_KINDS
from qzinvest.model.progress import Heading
from qzinvest.render.asked import asked_notes, asked_words
from qzinvest.render.figures import DOWN, LEVEL, NOTHING, UP, quantity
from qzinvest.render.grid import LINE, TOTAL, Grid, GridRow, Head
from qzinvest.render.page import Page
from qzinvest.render.rounding import Addition, amounts, rounding_notes
from qzinvest.render.wording import assumed_texts, figure_title, note_texts


def changes_page(changes: Changes, w: Wording, unit: MoneyUnit, limit: int) -> Page:
    """The changes as people read them.

    Args:
        changes: what to show.
        w: the reader's language.
        unit: ``yi`` shows money in 亿元, ``wan`` in 万元.
        limit: most projects that are shown of each reason, 0 for all.
    """
    tables = tuple(_grids(changes, w, unit, limit))
    return Page(changes.title, _subtitle(changes, w), tables, _footer(changes, w, unit))


def _subtitle(changes: Changes, w: Wording) -> str:
    """The line under the title: the two ends, the view, and which projects if not all."""
    before, after = changes.before, changes.after
    said = w(
        "changes.subtitle",
        before=end_name(before, w),
        since=before.as_of.isoformat(),
        after=end_name(after, w),
        until=after.as_of.isoformat(),
        by=w(f"by.{changes.by}"),
    )
    return said + asked_words(changes.asked, w)


def end_name(end: End, w: Wording) -> str:
    """``edition 2022-06``, or that it is today's state."""
    return w("changes.now") if end.edition is None else w("changes.edition", edition=end.edition)


def _grids(changes: Changes, w: Wording, unit: MoneyUnit, limit: int) -> Iterator[Grid]:
    """The bridge from one total to the other, the units, and the projects by reason."""
    if changes.headings:
        yield _bridge(changes, w, unit)
    for heading in changes.headings:
        if any(s.change or s.target_before != s.target_after for s in _of(changes, heading)):
            yield _units(changes, heading, w, unit)
    for reason in REASONS:
        if any(move.reason == reason for move in changes.moves):
            yield _projects(changes, reason, w, unit, limit)


def _footer(changes: Changes, w: Wording, unit: MoneyUnit) -> tuple[str, ...]:
    """Everything that a reader must know to judge the figures, one sentence each."""
    lines = note_texts(changes.notes, w)
    lines += [_sums_up(changes, w)] if changes.headings else []
    if any(s.rank_after is not None for s in changes.standings):
        lines.append(_ranks_said(changes, w))
    lines += asked_notes(changes.asked, w)
    lines += rounding_notes(_sums(changes), w, amounts(unit))
    lines += assumed_texts(changes.assumed, w)
    lines.append(w("progress.source", source=changes.source.get(w.lang)))
    return tuple(lines)


def _sums_up(changes: Changes, w: Wording) -> str:
    """What the lines add up to, or that there are none."""
    if changes.asked.rows:
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
            yield [move.change for move in moves if move.reason == reason], change


def _bridge(changes: Changes, w: Wording, unit: MoneyUnit) -> Grid:
    """All indicators side by side: the earlier figure, what each reason changed, the later one."""
    totals = {total.indicator: total for total in changes.totals}
    sums = {(each.reason, each.indicator): each.change for each in changes.sums}

    def row(name: str, figures: dict[str, str], kind: str = LINE) -> GridRow:
        return GridRow((name, *(figures.get(h.code, "") for h in changes.headings)), kind)

    def ends(field: str) -> dict[str, str]:
        return {
            h.code: quantity(getattr(totals[h.code], field), h.measure, unit)
            for h in changes.headings
        }

    rows = [row(_dated(changes.before, w), ends("before"))]
    for reason in REASONS:
        of_reason = {
            h.code: _signed(sums[reason, h.code], h, unit)
            for h in changes.headings
            if (reason, h.code) in sums
        }
        if of_reason:
            rows.append(row(reason_text(reason, changes, w), of_reason))
    rows.append(row(_dated(changes.after, w), ends("after"), TOTAL))
    heads = tuple(Head(figure_title(heading, w, unit)) for heading in changes.headings)
    return Grid(w("changes.bridge"), (Head("", figure=False), *heads), tuple(rows))


def _units(changes: Changes, heading: Heading, w: Wording, unit: MoneyUnit) -> Grid:
    """One indicator's units at both ends, with their ranks, and their shares if those changed."""
    standings = _of(changes, heading)
    ranked = any(s.rank_after is not None for s in standings)
    revised = any(s.target_before != s.target_after for s in standings)
    heads = [Head(w(f"head.{_by(changes)}"), figure=False)]
    heads += [Head(w("head.rank"), figure=False)] if ranked else []
    heads += [Head(w("head.target"))] if revised else []
    heads += [Head(_heading(end, w)) for end in (changes.before, changes.after)]
    heads.append(Head(w("head.change")))
    totals = [s for s in changes.totals if s.indicator == heading.code]

    def row(s: Standing, kind: str) -> GridRow:
        cells = [s.name]
        cells += [_rank(s, changes, w) if kind == LINE else ""] if ranked else []
        cells += [_share(s, heading, unit)] if revised else []
        cells += [quantity(each, heading.measure, unit) for each in (s.before, s.after)]
        return GridRow((*cells, _signed(s.change, heading, unit)), kind)

    rows = [*(row(s, LINE) for s in standings), *(row(s, TOTAL) for s in totals)]
    return Grid(figure_title(heading, w, unit), tuple(heads), tuple(rows))


def _projects(changes: Changes, reason: str, w: Wording, unit: MoneyUnit, limit: int) -> Grid:
    """The projects of one reason with what they change in each indicator, the largest first."""
    moves = [move for move in changes.moves if move.reason == reason]
    headings = [h for h in changes.headings if any(move.indicator == h.code for move in moves)]
    lines = _lines(moves)
    projects = dict.fromkeys(line[0].project for line in lines)
    first = set(list(projects)[: limit or None])
    shown = [line for line in lines if line[0].project in first]
    rows = [
        GridRow((*line[0][2:4], line[0].unit_name, *_cells(line, headings, unit))) for line in shown
    ]
    if rest := [move for line in lines[len(shown) :] for move in line]:
        more = w("row.more", count=f"{len(projects) - limit:,}")
        rows.append(GridRow(("", more, "", *_cells(rest, headings, unit))))
    rows.append(GridRow(("", w("row.sum"), "", *_cells(moves, headings, unit)), TOTAL))
    heads = [Head(w("column.id"), figure=False), Head(w("column.name"), figure=False)]
    heads.append(Head(w(f"head.{_by(changes)}"), figure=False))
    heads += [Head(figure_title(heading, w, unit)) for heading in headings]
    title = w(
        "changes.of_reason", reason=reason_text(reason, changes, w), count=f"{len(projects):,}"
    )
    return Grid(title, tuple(heads), tuple(rows))


def shown_moves(changes: Changes, limit: int) -> list[Move]:
    """The moves of the ``limit`` largest projects of each reason, all for 0; in their order."""
    if not limit:
        return list(changes.moves)
    shown = set[tuple[str, str]]()
    for reason in REASONS:
        lines = _lines([move for move in changes.moves if move.reason == reason])
        projects = dict.fromkeys((reason, line[0].project) for line in lines)
        shown.update(list(projects)[:limit])
    return [move for move in changes.moves if (move.reason, move.project) in shown]


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


def _cells(moves: Sequence[Move], headings: Sequence[Heading], unit: MoneyUnit) -> list[str]:
    """What the moves change in each indicator, nothing where none of them is about it."""
    cells = []
    for heading in headings:
        mine = [move.change for move in moves if move.indicator == heading.code]
        cells.append(_signed(sum(mine), heading, unit) if mine else "")
    return cells


def _rank(standing: Standing, changes: Changes, w: Wording) -> str:
    """A rank with what it gained or lost: ``2 ▲1``, ``3 ▼2``, ``1 –``, ``4 new``.

    Alone where the earlier one was in another period or among other units.
    """
    was, now = standing.rank_before, standing.rank_after
    if now is None:
        return NOTHING
    if changes.across or (standing.indicator, standing.unit) in changes.apart:
        return str(now)
    if was is None:
        return f"{now} {w('changes.unranked')}"
    if was == now:
        return f"{now} {LEVEL}"
    return f"{now} {UP}{was - now}" if was > now else f"{now} {DOWN}{now - was}"


def _share(standing: Standing, heading: Heading, unit: MoneyUnit) -> str:
    was, now = (
        NOTHING if target is None else quantity(target, heading.measure, unit)
        for target in (standing.target_before, standing.target_after)
    )
    return now if was == now else f"{was} → {now}"


def _of(changes: Changes, heading: Heading) -> list[Standing]:
    return [standing for standing in changes.standings if standing.indicator == heading.code]


def _by(changes: Changes) -> str:
    return "unit" if changes.by in UNIT_KINDS else changes.by


def reason_text(reason: str, changes: Changes, w: Wording) -> str:
    """Why projects bring another figure than before."""
    return w(f"reason_of_change.{reason}", since=changes.before.as_of.isoformat())


def _heading(end: End, w: Wording) -> str:
    return w("head.now") if end.edition is None else w("head.edition", edition=end.edition)


def _dated(end: End, w: Wording) -> str:
    return w("changes.dated", end=_heading(end, w), as_of=end.as_of.isoformat())


def _signed(value: Figure, heading: Heading, unit: MoneyUnit) -> str:
    return ("+" if value > 0 else "") + quantity(value, heading.measure, unit)
