"""The ranking: who is ahead, by one indicator or by the scorecard, and who moved."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from qzinvest.locale import Wording
from qzinvest.model.document import Column, Data, Document, MoneyUnit, Row, Table, Value
from qzinvest.model.heading import Heading
from qzinvest.model.note import Note
from qzinvest.model.plan import UNIT_KINDS, Light, ScoreLine
from qzinvest.model.precision import a_year_before
from qzinvest.model.ranking import Place, Ranking
from qzinvest.render.figures import DOWN, LEVEL, SCORE_DIGITS, UP, points_number
from qzinvest.render.views.plan import lights_text, lit, score_text, scorecard_title, signs
from qzinvest.render.wording import (
    UNITS,
    assumed_json,
    decimals,
    figure_title,
    hint,
    kind_of,
    name_head,
    note_texts,
    number,
    numeral,
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

_LAST = 100
"""After every tier."""
_SCORED = ("unit", "name", "tier", "rank", "previous_rank", "moved", "light", "score", "ahead_pp")
_COMPLETED = (
    *(*_SCORED[:7], "actual", "target", "completion", "ahead_pp"),
    *("last_year", "growth"),
)


def document(
    ranking: Ranking, w: Wording, unit: MoneyUnit, others: Sequence[Ranking] = ()
) -> Document:
    """One table by rank, each tier under its heading where the view has several.

    Args:
        ranking: what rows are in the order of.
        others: the same units by other indicators, beside it.
    """
    if others:
        table = _beside((ranking, *others), w, unit)
    else:
        table = Table(_title(ranking, w, unit), tuple(_columns(ranking, w)), _rows(ranking, w))
    what = w("rank.brief", by=rows_of(ranking.by, w))
    when = pace_brief(ranking.as_of, ranking.pace, w)
    if ranking.since is not None and not ranking.selection.is_part:
        when = w("brief.since", when=when, since=ranking.since.isoformat()[5:])
    asked = selection_words(ranking.selection, w)
    return Document(
        ranking.title.get(w.lang),
        pace_subtitle(ranking.by, ranking.as_of, ranking.pace, w) + asked,
        (table,),
        (*_rules(ranking, w, sorted_=bool(others)), *_sources(ranking, others, w)),
        unit,
        brief=(what + asked, when),
        hints=tuple(_hints(ranking, w)),
    )


def _title(ranking: Ranking, w: Wording, unit: MoneyUnit) -> str:
    if ranking.heading is None:
        return scorecard_title(ranking.lines, w)
    return figure_title(ranking.heading, w, unit)


def _hints(ranking: Ranking, w: Wording) -> Iterator[str]:
    if ranking.lights:
        yield signs(ranking.lights, w)
    yield from hint(ranking.assumed, w)


def _beside(rankings: Sequence[Ranking], w: Wording, unit: MoneyUnit) -> Table:
    """A row a unit, with its rank, completion and distance to pace in each indicator.

    A filter may leave nothing of a unit in an indicator, the first one too: then that is nothing.
    """
    units = {place.unit: place for each in reversed(rankings) for place in each.places}
    rest = [units[code] for code in units.keys() - {each.unit for each in rankings[0].places}]
    first = rankings[0]
    if rest:
        every = (*first.places, *sorted(rest, key=lambda each: each.unit))
        first = first._replace(places=tuple(sorted(every, key=lambda each: each.tier or _LAST)))
    columns = [Column(name_head(first.by, w), lines=1)]
    for each in rankings:
        columns += _columns_beside(each, w, _title(each, w, unit))
    places = [{place.unit: place for place in each.places} for each in rankings]

    def cells(place: Place) -> Iterator[Value]:
        yield worded(place.name, w)
        for each, of in zip(rankings, places, strict=True):
            nothing = Place(*place[:3], actual=0)
            mine = each.total if place is first.total else None
            yield from _cells_beside(each, mine or of.get(place.unit, nothing), w)

    return Table("", tuple(columns), _tiered(first, cells, w))


def _columns_beside(ranking: Ranking, w: Wording, group: str) -> Iterator[Column]:
    kind = kind_of("count" if ranking.heading is None else ranking.heading.measure)
    if not ranking.selection.is_part:
        yield Column(w("column.rank"), "rank" if ranking.since is None else "moved", group)
    if not ranking.targeted:
        yield Column(w("column.actual"), kind, group)
        return
    yield Column(w("column.actual"), kind, group, spare=2, extra=True)
    yield Column(w("head.done"), "ratio", group)
    yield Column(w("column.ahead_pp"), "gap", group)
    if ranking.has_last_year:
        yield Column(w("head.growth"), "growth", group, spare=1, extra=True)


def _cells_beside(ranking: Ranking, place: Place, w: Wording) -> Iterator[Value]:
    if not ranking.selection.is_part:
        yield "" if place is ranking.total else _placed(ranking, place, w)
    yield place.actual
    if ranking.targeted:
        yield place.completion
        yield lit(place.light, place.ahead_pp, ranking.lights, w)
        if ranking.has_last_year:
            yield place.growth


def _placed(ranking: Ranking, place: Place, w: Wording) -> Value:
    """A rank with its move, alone where it has none."""
    moved = moved_of(place, w) if ranking.since is not None else None
    if place.rank is None or not isinstance(moved, int | str):
        return place.rank
    return place.rank, moved


def data(ranking: Ranking, w: Wording, others: Sequence[Ranking] = ()) -> Data:
    """Counts as integers, money in whole yuan, ratios and points unrounded; one row a unit.

    By the scorecard, two columns a line follow in CSV: the value that is judged, and the points.
    CSV has the rows of the first indicator alone, JSON those of ``others`` under their codes.
    """
    heading, heads = ranking.heading, dict[str, str]()
    for line in ranking.lines:
        name = line.names.get(w.lang)
        heads[f"{line.code}_value"] = f"{name} {_value_head(line, ranking, w)}"
        heads[f"{line.code}_points"] = f"{name} {w('column.points')}"
    scored = (*ranking.indicators.values(), Heading("score", Note("column.score"), "score"))
    return Data(
        _body(ranking, w, others),
        (*(_SCORED if heading is None else _COMPLETED), *heads),
        [_fields(place, w) for place in ranking.places],
        scored if heading is None else [heading, *(h for o in others if (h := o.heading))],
        heads,
    )


def _columns(ranking: Ranking, w: Wording) -> Iterator[Column]:
    if not ranking.selection.is_part:
        yield Column(w("column.rank"), "rank")
        if ranking.since is not None:
            yield Column(w("column.moved"), "moved")
    yield Column(name_head(ranking.by, w), whole=True, lines=2)
    if ranking.heading is None:
        yield Column(w("column.score"), "score")
        for line in ranking.lines:
            yield Column(line.names.get(w.lang), "score", spare=1)
    else:
        kind = kind_of(ranking.heading.measure)
        if ranking.targeted:
            yield Column(w("column.target"), kind)
        yield Column(w("column.actual"), kind)
        if ranking.targeted:
            yield Column(w("head.completion"), "ratio")
    if ranking.targeted:
        yield Column(w("column.ahead_pp"), "gap")
    if ranking.heading is not None and ranking.has_last_year:
        kind = kind_of(ranking.heading.measure)
        yield Column(w("head.new_before"), kind, spare=1, extra=True)
        yield Column(w("head.growth"), "growth", spare=1, extra=True)


def _rows(ranking: Ranking, w: Wording) -> tuple[Row, ...]:
    return _tiered(ranking, lambda place: _cells(ranking, place, w), w)


def _tiered(
    ranking: Ranking, cells: Callable[[Place], Iterable[Value]], w: Wording
) -> tuple[Row, ...]:
    """The places in order, each tier under its heading where the view has several."""
    rows, tier = list[Row](), None
    for place in ranking.places:
        if place.tier != tier and ranking.by in UNIT_KINDS:
            tier = place.tier
            rows.append(Row((w("row.tier", tier=numeral(tier or 0, w)),), "heading"))
        rows.append(Row(tuple(cells(place))))
    if ranking.total is not None and ranking.places:
        rows.append(Row(tuple(cells(ranking.total)), "total"))
    return tuple(rows)


def _cells(ranking: Ranking, place: Place, w: Wording) -> Iterator[Value]:
    if not ranking.selection.is_part:
        yield "" if place is ranking.total else place.rank
        if ranking.since is not None:
            yield "" if place is ranking.total else moved_of(place, w)
    yield worded(place.name, w)
    if ranking.heading is None:
        yield place.score
        for part in place.parts:
            yield None if part.value is None else part.points
    elif ranking.targeted:
        yield from (place.target, place.actual, place.completion)
    else:
        yield place.actual
    if ranking.targeted:
        yield lit(place.light, place.ahead_pp, ranking.lights, w)
    if ranking.heading is not None and ranking.has_last_year:
        yield from (place.last_year, place.growth)


def moved_of(place: Place, w: Wording) -> Value:
    """Ranks gained or lost since the earlier day, or that it is new.

    Nothing stands where it was ranked among other units then.
    """
    if place.apart and place.rank is not None:
        return ""
    is_new = place.rank is not None and place.before is None
    return w("rank.new") if is_new else place.moved


def _rules(ranking: Ranking, w: Wording, *, sorted_: bool) -> Iterator[str]:
    if not ranking.selection.is_part:
        yield from _ranks(ranking, w)
        if sorted_:
            yield w("rank.sorted")
    yield from selection_notes(ranking.selection, w, "rank.part")
    if ranking.targeted:
        yield w("rank.ahead_mean" if ranking.heading is None else "rank.ahead")
    if ranking.lights:
        yield lights_text(ranking.lights, w)
    if ranking.has_last_year:
        yield w("progress.year_before", as_of=a_year_before(ranking.as_of).isoformat())
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


def _sources(ranking: Ranking, others: Sequence[Ranking], w: Wording) -> Iterator[str]:
    every = (ranking, *others)
    yield from dict.fromkeys(note for each in every for note in note_texts(each.notes, w))
    assumed = dict.fromkeys(each for of in every for each in of.assumed)
    yield from sources(assumed, w, ranking.source)


def _body(ranking: Ranking, w: Wording, others: Sequence[Ranking]) -> dict[str, object]:
    beside = {
        other.heading.code: [_place_fields(place, w) for place in other.places]
        for other in others
        if other.heading is not None
    }
    totals = {
        each.heading.code: _place_fields(each.total, w)
        for each in (ranking, *others)
        if each.heading is not None and each.total is not None
    }
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
        **({"others": beside} if beside else {}),
        **({"total": totals} if totals else {}),
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
        "last_year": number(place.last_year),
        "growth": number(place.growth),
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
