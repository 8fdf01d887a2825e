"""The tables of a bulletin: one in the text, and the annexes with every figure of every unit."""

from collections.abc import Callable, Iterator, Sequence

from qzinvest.model.document import Column, Lit, Row, Table, Value
from qzinvest.model.progress import Line, Progress
from qzinvest.model.ranking import Place, Ranking
from qzinvest.render.views.bulletin.say import Say
from qzinvest.render.views.plan import light_of
from qzinvest.render.wording import figure_title, kind_of, worded


def board(say: Say) -> Table:
    """Districts by rank: the first indicator in full, the completion of the others."""
    first, *others = say.bulletin.rankings["district"]
    columns = [*_columns(say, first), Column(say.w("head.moved"), "moved", _group(say, first))]
    columns += [Column(say.named(each.heading), "ratio") for each in others if each.heading]
    rates = [{place.unit: place.completion for place in each.places} for each in others]

    def cells(place: Place) -> tuple[Value, ...]:
        return (
            *_figures(say, first, place),
            place.moved,
            *(each.get(place.unit) for each in rates),
        )

    return Table("", (name_column(say), *columns), tuple(_rows(say, first, cells)))


def annex(say: Say, kind: str) -> Table:
    """All units of a kind by rank in the first indicator, and each indicator in full."""
    rankings = say.bulletin.rankings[kind]
    progress = say.bulletin.districts if kind == "district" else say.bulletin.departments
    columns = [column for each in rankings for column in _columns(say, each)]
    places = [{place.unit: place for place in each.places} for each in rankings]

    def cells(place: Place) -> tuple[Value, ...]:
        found = zip(rankings, places, strict=True)
        return tuple(v for each, by in found for v in _figures(say, each, by[place.unit]))

    rows = [*_rows(say, rankings[0], cells), *_sums(say, progress)]
    return Table("", (name_column(say), *columns), tuple(rows))


def name_column(say: Say) -> Column:
    """The column that names the rows."""
    return Column(say.w("head.unit"), whole=True)


def _group(say: Say, ranking: Ranking) -> str:
    return "" if ranking.heading is None else figure_title(ranking.heading, say.w, "yi")


def _columns(say: Say, ranking: Ranking) -> Iterator[Column]:
    group = _group(say, ranking)
    kind = kind_of("count" if ranking.heading is None else ranking.heading.measure)
    yield Column(say.w("head.target"), kind, group)
    yield Column(say.w("head.actual"), kind, group)
    yield Column(say.w("head.completion"), "ratio", group)
    yield Column(say.w("head.ahead_pp"), "gap", group)
    yield Column(say.w("head.rank"), "rank", group)


def _figures(say: Say, ranking: Ranking, place: Place) -> tuple[Value, ...]:
    lead: Value = place.ahead_pp
    if place.light is not None and place.ahead_pp is not None:
        lead = Lit(place.ahead_pp, light_of(place.light, ranking.lights, say.w))
    return (place.target, place.actual, place.completion, lead, place.rank)


def _rows(say: Say, ranking: Ranking, cells: Callable[[Place], tuple[Value, ...]]) -> Iterator[Row]:
    by_unit = {place.unit: place for place in ranking.places}
    for row, unit in tiered(say, ranking):
        yield row if unit is None else Row((*row.cells, *cells(by_unit[unit])))


def tiered(say: Say, ranking: Ranking) -> Iterator[tuple[Row, str | None]]:
    """The units by rank, each row with its name alone and its code, below a heading a tier."""
    tier: int | None = None
    for place in ranking.places:
        if place.tier != tier:
            tier = place.tier
            text = say("bulletin.tier", n=say.numeral(tier)) if tier else ""
            yield Row((text,), "heading"), None
        yield Row((worded(place.name, say.w),)), place.unit


def _sums(say: Say, progress: Progress) -> Iterator[Row]:
    """What names no unit, and the city in all."""
    rest = [line for line in progress.lines if line.tier is None]
    for lines in [rest] if rest else []:
        yield Row((worded(lines[0].name, say.w), *_of(lines)))
    yield Row((worded(progress.totals[0].name, say.w), *_of(progress.totals)), "total")


def _of(lines: Sequence[Line]) -> Iterator[Value]:
    for line in lines:
        yield from (line.target, line.actual, line.completion, line.ahead_pp, "")
