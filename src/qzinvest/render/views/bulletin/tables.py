"""The tables of a bulletin: one in the text, and the annexes with every figure of every unit."""

from collections.abc import Callable, Iterator, Sequence

from qzinvest.model.bulletin import Overall
from qzinvest.model.document import Column, Lit, Row, Table, Texts, Value
from qzinvest.model.document import Light as Shown
from qzinvest.model.money import hundredths_text
from qzinvest.model.note import Name
from qzinvest.model.progress import Line, Progress
from qzinvest.model.ranking import Place, Ranking
from qzinvest.render.figures import MINUS
from qzinvest.render.views.bulletin.say import Say
from qzinvest.render.views.plan import light_of
from qzinvest.render.wording import figure_title, kind_of, worded


def board(say: Say) -> Table:
    """Districts by rank: the first indicator in full, the completion of the others."""
    first, *others = say.bulletin.rankings["district"]
    compared, rate = say.bulletin.since is not None, say.w("head.completion")
    columns = [*_columns(say, first)]
    columns += [Column(say.w("column.moved"), "moved", _group(say, first))] if compared else []
    columns += [Column(say.named(each.heading), "ratio", rate) for each in others if each.heading]
    rates = [{place.unit: place.completion for place in each.places} for each in others]

    def cells(place: Place) -> tuple[Value, ...]:
        moved = (place.moved,) if compared else ()
        return (*_figures(say, first, place), *moved, *(each.get(place.unit) for each in rates))

    city, *more = say.bulletin.overall
    name = worded(say.bulletin.districts.totals[0].name, say.w)
    total = (name, *_city(say, city), *([""] if compared else []))
    rows = [
        *_rows(say, "district", cells),
        Row((*total, *(each.completion for each in more)), "total"),
    ]
    return Table("", (name_column(say), *columns), rows)


def annex(say: Say, kind: str) -> Table:
    """All units of a kind by rank in the first indicator, and each indicator in full."""
    rankings = say.bulletin.rankings[kind]
    progress = say.bulletin.districts if kind == "district" else say.bulletin.departments
    columns = [column for each in rankings for column in _columns(say, each)]
    places = [{place.unit: place for place in each.places} for each in rankings]

    def cells(place: Place) -> tuple[Value, ...]:
        found = zip(rankings, places, strict=True)
        return tuple(v for each, by in found for v in _figures(say, each, by[place.unit]))

    rows = [*_rows(say, kind, cells), *_sums(say, progress)]
    return Table("", (name_column(say), *columns), tuple(rows))


def lights(say: Say) -> Iterator[tuple[Shown, str]]:
    """The lights, and from which distance to pace each stands."""
    for light in say.plan.lights:
        least = "" if light.ahead is None else hundredths_text(light.ahead).replace("-", MINUS)
        key = "bulletin.page.rest" if light.ahead is None else "bulletin.page.least"
        yield light_of(light, say.plan.lights, say.w), say(key, ahead=least)


def legend(say: Say, *, moves: bool) -> Texts:
    """What the signs of a table mean."""
    signs = [f"{light.mark} {light.name}{rule}" for light, rule in lights(say)]
    texts = [say("bulletin.legend.lights", lights=say.names(signs))] if len(signs) > 1 else []
    if moves and say.bulletin.since is not None:
        texts.append(say("bulletin.page.moves", since=say.short_day(say.bulletin.since)))
    return Texts("", (say("bulletin.legend", texts=say.sentences(texts)),) if texts else (), "note")


def name_column(say: Say) -> Column:
    """The column that names the rows; in English names are of several words."""
    return Column(say.w("head.unit"), whole=say.w.lang != "en")


def _group(say: Say, ranking: Ranking) -> str:
    return (
        "" if ranking.heading is None else figure_title(ranking.heading, say.w, say.unit_of_money)
    )


def _columns(say: Say, ranking: Ranking) -> Iterator[Column]:
    group = _group(say, ranking)
    kind = kind_of("count" if ranking.heading is None else ranking.heading.measure)
    yield Column(say.w("column.target"), kind, group)
    yield Column(say.w("column.actual"), kind, group)
    yield Column(say.w("head.completion"), "ratio", group)
    yield Column(say.w("column.ahead_pp"), "gap", group)
    yield Column(say.w("column.rank"), "rank", group)


def _figures(say: Say, ranking: Ranking, place: Place) -> tuple[Value, ...]:
    lead: Value = place.ahead_pp
    if place.light is not None and place.ahead_pp is not None:
        lead = Lit(place.ahead_pp, light_of(place.light, ranking.lights, say.w))
    return (place.target, place.actual, place.completion, lead, place.rank)


def _rows(say: Say, kind: str, cells: Callable[[Place], tuple[Value, ...]]) -> Iterator[Row]:
    ranking = say.bulletin.rankings[kind][0]
    by_unit = {place.unit: place for place in ranking.places}
    for row, unit in tiered(say, ranking):
        place = None if unit is None else by_unit[unit]
        yield (
            row
            if place is None
            else Row((called(say, kind, place.unit, place.name), *cells(place)))
        )


def tiered(
    say: Say, ranking: Ranking, *, counted: bool = False
) -> Iterator[tuple[Row, str | None]]:
    """The units by rank, each row with its name alone and its code, below a heading a tier.

    ``counted`` headings say of how many units it is.
    """
    tier: int | None = None
    for place in ranking.places:
        if place.tier != tier:
            tier = place.tier
            text = say("bulletin.tier", n=say.numeral(tier)) if tier else ""
            if counted:
                n = sum(each.tier == tier for each in ranking.places)
                text = say("bulletin.page.tier", tier=text, n=n)
            yield Row((text,), "heading"), None
        yield Row((worded(place.name, say.w),)), place.unit


def called(say: Say, kind: str, code: str, name: Name) -> str:
    """A unit in a table: in English by its short name."""
    unit = say.plan.unit(kind, code)
    if unit is None or say.w.lang != "en":
        return worded(name, say.w)
    return unit.short.get(say.w.lang)


def _sums(say: Say, progress: Progress) -> Iterator[Row]:
    """What names no unit, and the city in all."""
    rest = [line for line in progress.lines if line.tier is None]
    for lines in [rest] if rest else []:
        yield Row((worded(lines[0].name, say.w), *_of(lines)))
    city = (value for each in say.bulletin.overall for value in _city(say, each))
    yield Row((worded(progress.totals[0].name, say.w), *city), "total")


def _of(lines: Sequence[Line]) -> Iterator[Value]:
    """What no unit has: there is no target for it."""
    for line in lines:
        yield from ("", line.actual, "", "", "")


def _city(say: Say, each: Overall) -> tuple[Value, ...]:
    """The city's figures of an indicator, without a rank."""
    lead: Value = "" if each.ahead_pp is None else each.ahead_pp
    if each.light is not None and each.ahead_pp is not None:
        lead = Lit(each.ahead_pp, light_of(each.light, say.plan.lights, say.w))
    return (each.target, each.actual, each.completion, lead, "")
