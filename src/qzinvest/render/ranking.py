"""The ranking as text cells: what the screen and Markdown both paint."""

from collections.abc import Iterator
from typing import NamedTuple

from qzinvest.locale import Wording
from qzinvest.model.asked import ASSESSMENT
from qzinvest.model.document import MoneyUnit
from qzinvest.model.plan import UNIT_KINDS
from qzinvest.model.ranking import Place, Ranking
from qzinvest.render.asked import asked_words, filters_text, rows_notes
from qzinvest.render.figures import (
    DOWN,
    LEVEL,
    NOTHING,
    SCORE_DIGITS,
    UP,
    percent,
    points,
    quantity,
    score,
)
from qzinvest.render.grid import Grid, GridRow, Head
from qzinvest.render.judging import light_text, lights_text, score_text, scorecard_title
from qzinvest.render.page import Page, page_markdown
from qzinvest.render.rounding import decimals, rounding_notes
from qzinvest.render.wording import assumed_texts, figure_title, note_texts


class Field(NamedTuple):
    """A column: its header, what it is, and whether its cells are figures.

    ``kind`` is rank, moved, name, figure, part (a line of the scorecard), ahead or light.
    """

    head: str
    kind: str = "figure"
    right: bool = True


class Row(NamedTuple):
    """One row: a tier's heading (``cells`` empty) or a unit's cells, one for each field.

    ``sign`` says whether the unit moved up (1) or down (-1).
    """

    name: str
    cells: tuple[str, ...] = ()
    sign: int = 0


def ranking_markdown(ranking: Ranking, w: Wording, unit: MoneyUnit = "yi") -> str:
    """Title, the table with a row for each tier's heading, and the footer as a list."""
    columns = fields(ranking, w)
    lines = tuple(
        GridRow(entry.cells or tuple(entry.name if c.kind == "name" else "" for c in columns))
        for entry in rows(ranking, w, unit)
    )
    heads = tuple(Head(column.head, column.right) for column in columns)
    table = Grid(title(ranking, w, unit), heads, lines)
    page = Page(ranking.title, subtitle(ranking, w), (table,), footer(ranking, w))
    return page_markdown(page)


def title(ranking: Ranking, w: Wording, unit: MoneyUnit) -> str:
    """What is ranked by, with the unit of its figures."""
    heading = ranking.heading
    if heading is not None:
        return figure_title(heading, w, unit)
    return scorecard_title(ranking.lines, w)


def subtitle(ranking: Ranking, w: Wording) -> str:
    """The line under the title: view, as-of date, pace."""
    by, as_of = w(f"by.{ranking.by}"), ranking.as_of.isoformat()
    said = w("progress.subtitle", by=by, as_of=as_of, pace=percent(ranking.pace))
    return said + asked_words(ranking.asked, w)


def fields(ranking: Ranking, w: Wording) -> tuple[Field, ...]:
    """The columns that the ranking has, in order."""
    part = ranking.asked.is_part
    found = [] if part else [Field(w("head.rank"), "rank")]
    if ranking.since is not None and not part:
        found.append(Field(w("head.moved"), "moved", right=False))
    by = "unit" if ranking.by in UNIT_KINDS else ranking.by
    found.append(Field(w(f"head.{by}"), "name", right=False))
    if ranking.heading is None:
        found.append(Field(w("head.score")))
        found += [Field(line.names.get(w.lang), "part") for line in ranking.lines]
    elif ranking.targeted:
        found += [Field(w(f"head.{key}")) for key in ("target", "actual", "completion")]
    else:
        return (*found, Field(w("head.actual")))
    light = [Field(w("head.light"), "light", right=False)] if ranking.lights else []
    return (*found, Field(w("head.ahead_pp"), "ahead"), *light)


def rows(ranking: Ranking, w: Wording, unit: MoneyUnit) -> tuple[Row, ...]:
    """The rows in order, each tier under its heading where the view has several."""
    found: list[Row] = []
    tier: int | None = None
    for place in ranking.places:
        if place.tier != tier and ranking.by in UNIT_KINDS:
            tier = place.tier
            found.append(Row(w("row.tier", tier=tier)))
        moved = place.moved or 0
        cells = tuple(_cells(ranking, place, w, unit))
        found.append(Row(place.name, cells, (moved > 0) - (moved < 0)))
    return tuple(found)


def _cells(ranking: Ranking, place: Place, w: Wording, unit: MoneyUnit) -> Iterator[str]:
    if not ranking.asked.is_part:
        yield NOTHING if place.rank is None else str(place.rank)
        if ranking.since is not None:
            yield moved_text(place, w)
    yield place.name
    if ranking.heading is None:
        yield NOTHING if place.score is None else score(place.score)
        for part in place.parts:
            yield NOTHING if part.value is None else score(part.points)
    else:
        figures = (place.target, place.actual) if ranking.targeted else (place.actual,)
        for figure in figures:
            yield NOTHING if figure is None else quantity(figure, ranking.heading.measure, unit)
        if not ranking.targeted:
            return
        yield NOTHING if place.completion is None else percent(place.completion)
    yield NOTHING if place.ahead_pp is None else points(place.ahead_pp)
    if ranking.lights:
        yield NOTHING if place.light is None else light_text(place.light, w)


def moved_text(place: Place, w: Wording) -> str:
    """Ranks gained or lost since the earlier day: ``▲2``, ``▼1``, ``–``, or that it is new.

    Nothing stands where it was ranked among other units then.
    """
    if place.rank is None:
        return NOTHING
    if place.apart:
        return ""
    if place.moved is None:
        return w("rank.new")
    if not place.moved:
        return LEVEL
    return f"{UP}{place.moved}" if place.moved > 0 else f"{DOWN}{-place.moved}"


def footer(ranking: Ranking, w: Wording) -> tuple[str, ...]:
    """Everything that a reader must know to judge the ranks, one sentence each."""
    return (*_rules(ranking, w), *_sources(ranking, w))


def _rules(ranking: Ranking, w: Wording) -> Iterator[str]:
    if ranking.asked.is_part:
        yield w("rank.part", filters=filters_text(ranking.asked, w))
    else:
        yield from _ranks(ranking, w)
    yield from rows_notes(ranking.asked, w)
    if ranking.asked.view == ASSESSMENT:
        yield w("asked.shared")
    if ranking.targeted:
        yield w("rank.ahead_mean" if ranking.heading is None else "rank.ahead")
    if ranking.lights:
        yield lights_text(ranking.lights, w)
    yield from (score_text(line, ranking.indicators, w) for line in ranking.lines)
    if ranking.heading is None:
        scores = (([part.points for part in p.parts], p.score) for p in ranking.places)
        yield from rounding_notes(scores, w, decimals(SCORE_DIGITS))


def _ranks(ranking: Ranking, w: Wording) -> Iterator[str]:
    """What is ranked by, among whom, and what moves are against."""
    basis = "completion" if ranking.targeted else "figure"
    by = w(f"rank.by.{'score' if ranking.heading is None else basis}")
    scope = "tier" if ranking.by in UNIT_KINDS else "all"
    yield w(f"rank.rule.{scope}", by=by)
    if ranking.since is None:
        yield w("rank.no_before")
    else:
        signs = {"up": UP, "down": DOWN, "level": LEVEL, "new": w("rank.new")}
        yield w("rank.change", since=ranking.since.isoformat(), **signs)
        if any(place.apart for place in ranking.places):
            yield w("rank.apart", since=ranking.since.isoformat())


def _sources(ranking: Ranking, w: Wording) -> Iterator[str]:
    yield from note_texts(ranking.notes, w)
    yield from assumed_texts(ranking.assumed, w)
    yield w("progress.source", source=ranking.source.get(w.lang))
