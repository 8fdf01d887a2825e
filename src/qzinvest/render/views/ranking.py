"""The ranking: who is ahead, by one indicator or by the scorecard, and who moved."""

from collections.abc import Iterator

from qzinvest.locale import Wording
from qzinvest.model.document import Column, Data, Document, MoneyUnit, Row, Table, Value
from qzinvest.model.heading import Heading
from qzinvest.model.note import Note
from qzinvest.model.plan import UNIT_KINDS, Light, ScoreLine
from qzinvest.model.ranking import Place, Ranking
from qzinvest.render.figures import DOWN, LEVEL, SCORE_DIGITS, UP, points_number
from qzinvest.render.views.plan import light_of, lights_text, score_text, scorecard_title
from qzinvest.render.wording import (
    UNITS,
    assumed_json,
    decimals,
    figure_title,
    kind_of,
    name_head,
    note_texts,
    number,
    pace_subtitle,
    rounding_notes,
    selection_json,
    selection_notes,
    selection_words,
    sources,
    worded,
)

_SCORED = ("unit", "name", "tier", "rank", "previous_rank", "moved", "light", "score", "ahead_pp")
_COMPLETED = (*_SCORED[:7], "actual", "target", "completion", "ahead_pp")


def document(ranking: Ranking, w: Wording, unit: MoneyUnit) -> Document:
    """One table by rank, each tier under its heading where the view has several."""
    title = (
        scorecard_title(ranking.lines, w)
        if ranking.heading is None
        else figure_title(ranking.heading, w, unit)
    )
    subtitle = pace_subtitle(ranking.by, ranking.as_of, ranking.pace, w)
    table = Table(title, tuple(_columns(ranking, w)), tuple(_rows(ranking, w)))
    return Document(
        ranking.title.get(w.lang),
        subtitle + selection_words(ranking.selection, w),
        (table,),
        (*_rules(ranking, w), *_sources(ranking, w)),
        unit,
    )


def data(ranking: Ranking, w: Wording) -> Data:
    """Counts as integers, money in whole yuan, ratios and points unrounded; one row a unit.

    By the scorecard, two columns a line follow in CSV: the value that is judged, and the points.
    """
    heading, heads = ranking.heading, dict[str, str]()
    for line in ranking.lines:
        name = line.names.get(w.lang)
        heads[f"{line.code}_value"] = f"{name} {_value_head(line, ranking, w)}"
        heads[f"{line.code}_points"] = f"{name} {w('column.points')}"
    scored = (*ranking.indicators.values(), Heading("score", Note("head.score"), "score"))
    return Data(
        _body(ranking, w),
        (*(_SCORED if heading is None else _COMPLETED), *heads),
        [_fields(place, w) for place in ranking.places],
        scored if heading is None else (heading,),
        heads,
    )


def _columns(ranking: Ranking, w: Wording) -> Iterator[Column]:
    if not ranking.selection.is_part:
        yield Column(w("head.rank"), "rank")
        if ranking.since is not None:
            yield Column(w("head.moved"), "moved")
    yield Column(name_head(ranking.by, w), whole=True)
    if ranking.heading is None:
        yield Column(w("head.score"), "score")
        for line in ranking.lines:
            yield Column(line.names.get(w.lang), "score", spare=1)
    else:
        kind = kind_of(ranking.heading.measure)
        if ranking.targeted:
            yield Column(w("head.target"), kind)
        yield Column(w("head.actual"), kind)
        if not ranking.targeted:
            return
        yield Column(w("head.completion"), "ratio")
    yield Column(w("head.ahead_pp"), "points")
    if ranking.lights:
        yield Column(w("head.light"), "light")


def _rows(ranking: Ranking, w: Wording) -> Iterator[Row]:
    """The places in order, each tier under its heading where the view has several."""
    tier: int | None = None
    for place in ranking.places:
        if place.tier != tier and ranking.by in UNIT_KINDS:
            tier = place.tier
            yield Row((w("row.tier", tier=tier),), "heading")
        yield Row(tuple(_cells(ranking, place, w)))


def _cells(ranking: Ranking, place: Place, w: Wording) -> Iterator[Value]:
    if not ranking.selection.is_part:
        yield place.rank
        if ranking.since is not None:
            yield moved_of(place, w)
    yield worded(place.name, w)
    if ranking.heading is None:
        yield place.score
        for part in place.parts:
            yield None if part.value is None else part.points
    elif ranking.targeted:
        yield from (place.target, place.actual, place.completion)
    else:
        yield place.actual
        return
    yield place.ahead_pp
    if ranking.lights:
        yield None if place.light is None else light_of(place.light, ranking.lights, w)


def moved_of(place: Place, w: Wording) -> Value:
    """Ranks gained or lost since the earlier day, or that it is new.

    Nothing stands where it was ranked among other units then.
    """
    if place.apart and place.rank is not None:
        return ""
    is_new = place.rank is not None and place.before is None
    return w("rank.new") if is_new else place.moved


def _rules(ranking: Ranking, w: Wording) -> Iterator[str]:
    if not ranking.selection.is_part:
        yield from _ranks(ranking, w)
    yield from selection_notes(ranking.selection, w, "rank.part")
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
    yield from sources(ranking.assumed, w, ranking.source)


def _body(ranking: Ranking, w: Wording) -> dict[str, object]:
    return {
        "report": "ranking",
        "plan": ranking.plan,
        "kind": ranking.by,
        "indicator": None if ranking.heading is None else ranking.heading.code,
        "as_of": ranking.as_of.isoformat(),
        "since": None if ranking.since is None else ranking.since.isoformat(),
        "pace": float(ranking.pace),
        **selection_json(ranking.selection),
        "assumed": assumed_json(ranking.assumed, w),
        "scorecard": [_line(line, w) for line in ranking.lines],
        "lights": [_light(light, w) for light in ranking.lights],
        "rows": [_place_fields(place, w) for place in ranking.places],
    }


def _line(line: ScoreLine, w: Wording) -> dict[str, object]:
    """A line of the scorecard; points, marks and percent as people write them."""
    sizes = {key: _hundredths(getattr(line, key)) for key in ("points", "goal", "floor", "cap")}
    return {
        "code": line.code,
        "name": line.names.get(w.lang),
        "kind": line.kind,
        "source": line.source,
        "of": line.of or None,
        "form": line.form,
        **sizes,
        "unit": line.unit or None,
    }


def _light(light: Light, w: Wording) -> dict[str, object]:
    """A light; ``ahead_pp`` is the least lead that has it, ``None`` for the last one."""
    ahead = None if light.ahead is None else _hundredths(light.ahead)
    names = light.names.get(w.lang)
    return {"code": light.code, "name": names, "mark": light.mark, "ahead_pp": ahead}


def _hundredths(points: int) -> int | float:
    return points / 100 if points % 100 else points // 100


def _place_fields(place: Place, w: Wording) -> dict[str, object]:
    """A place with stable keys; ``None`` for what does not apply."""
    return {
        "unit": place.unit,
        "name": worded(place.name, w),
        "tier": place.tier,
        "rank": place.rank,
        "previous_rank": place.before,
        "moved": place.moved,
        "light": None if place.light is None else place.light.code,
        "actual": number(place.actual),
        "target": place.target,
        "completion": number(place.completion),
        "ahead_pp": points_number(place.ahead_pp),
        "score": number(place.score),
        "parts": {
            part.line: {"value": number(part.value), "points": number(part.points)}
            for part in place.parts
        },
    }


def _value_head(line: ScoreLine, ranking: Ranking, w: Wording) -> str:
    """What is judged, with its unit; completion and rates are ratios."""
    of = ranking.indicators.get(line.of)
    if line.source not in ("figure", "dropped") or of is None:
        return w("column.value")
    unit = w(f"unit.{UNITS[line.measure(of.measure)]}")
    return w("head.with_unit", name=w("column.value"), unit=unit)


def _fields(place: Place, w: Wording) -> dict[str, object]:
    fields = _place_fields(place, w)
    for part in place.parts:
        fields[f"{part.line}_value"] = number(part.value)
        fields[f"{part.line}_points"] = number(part.points)
    return fields
