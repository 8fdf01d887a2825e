"""The tables of a bulletin: one in the text, and the annexes with every figure of every unit."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from qzinvest.model.bulletin import Overall
from qzinvest.model.document import Column, Lit, Rank, Row, Table, Texts, Value
from qzinvest.model.document import Light as Shown
from qzinvest.model.money import hundredths_text
from qzinvest.model.note import Name
from qzinvest.model.progress import Line
from qzinvest.model.ranking import Place, Ranking
from qzinvest.render.figures import MINUS
from qzinvest.render.views.bulletin.say import Say
from qzinvest.render.views.due import UNASSIGNED
from qzinvest.render.views.plan import light_of
from qzinvest.render.wording import figure_title, kind_of, worded

Cells = Callable[[Ranking, Place | Line], Iterable[Value]]
"""What a row shows of an indicator: that of a unit, or of a sum."""


def board(say: Say) -> Table:
    """Districts by rank: the first indicator in full, the completion of the others."""
    rankings = say.bulletin.rankings["district"]
    first, *others = rankings
    compared, rate = say.bulletin.since is not None, say.w("head.completion")
    columns = [*_columns(say, first)]
    columns += [Column(say.w("column.moved"), "moved", _group(say, first))] if compared else []
    columns += [Column(say.named(each.ranked_by), "ratio", rate) for each in others]

    def cells(ranking: Ranking, of: Place | Line) -> Iterator[Value]:
        if ranking is not first:
            yield shown(of, of.completion)
            return
        yield from _figures(say, of)
        if compared:
            yield of.moved if isinstance(of, Place) else ""

    rows = (row for row, code in ranked(say, "district", rankings, cells) if code != UNASSIGNED)
    return Table("", (name_column(say), *columns), tuple(rows))


def annex(say: Say, kind: str) -> Table:
    """All units of a kind by rank in the first indicator, and each indicator in full."""
    rankings = say.bulletin.rankings[kind]
    columns = [column for each in rankings for column in _columns(say, each)]
    rows = ranked(say, kind, rankings, lambda _, of: _figures(say, of))
    return Table("", (name_column(say), *columns), tuple(row for row, _ in rows))


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
    return figure_title(ranking.ranked_by, say.w, say.unit_of_money)


def _columns(say: Say, ranking: Ranking) -> Iterator[Column]:
    group = _group(say, ranking)
    kind = kind_of(ranking.ranked_by.measure)
    yield Column(say.w("column.target"), kind, group)
    yield Column(say.w("column.actual"), kind, group)
    yield Column(say.w("head.completion"), "ratio", group)
    yield Column(say.w("column.ahead_pp"), "gap", group)
    yield Column(say.w("column.rank"), "rank", group)


def _figures(say: Say, of: Place | Line) -> Iterator[Value]:
    lead = lit_of(say, of) or of.ahead_pp
    values = (of.target, of.actual, of.completion, lead, of.rank)
    return (shown(of, value) for value in values)


def shown(of: Place | Line, value: Value) -> Value:
    """A figure; what a sum has none of is no dash, for it never has one."""
    return "" if value is None and isinstance(of, Line) else value


def lit_of(say: Say, each: Overall | Place | Line) -> Lit | None:
    """A distance to pace under its light, if it has one."""
    if each.light is None or each.ahead_pp is None:
        return None
    return Lit(each.ahead_pp, light_of(each.light, say.plan.lights, say.w))


def ranked(  # noqa: PLR0913 - whose figures, of what, and how they are shown
    say: Say,
    kind: str,
    rankings: Sequence[Ranking],
    cells: Cells,
    *,
    counted: bool = False,
    short: bool = True,
) -> Iterator[tuple[Row, str]]:
    """The units by rank in the first indicator, what names none, and the city; with their codes.

    Above each tier stands a heading, which has no code.

    Args:
        kind: of the units.
        rankings: by the indicators that are shown.
        cells: what is shown of each.
        counted: whether headings say of how many units they are.
        short: whether units have their short names where these are easier to read.
    """
    tier: int | None = None
    by_unit = [{place.unit: place for place in each.places} for each in rankings]
    for place in rankings[0].places:
        if place.tier != tier:
            tier = place.tier
            yield Row((_tier(say, rankings[0], tier, counted=counted),), "heading"), ""
        name = called(say, kind, place.unit, place.name) if short else worded(place.name, say.w)
        pairs = zip(rankings, (each[place.unit] for each in by_unit), strict=True)
        yield Row((name, *(v for pair in pairs for v in cells(*pair)))), place.unit
    report = say.bulletin.districts if kind == "district" else say.bulletin.departments
    rest = [line for line in report.lines if line.tier is None]
    sums: tuple[tuple[Sequence[Line], Rank], ...] = ((rest, "line"), (report.totals, "total"))
    for lines, rank in sums:
        by_indicator = {line.indicator: line for line in lines}
        values = (v for each in rankings for v in cells(each, by_indicator[each.ranked_by.code]))
        if lines:
            yield Row((worded(lines[0].name, say.w), *values), rank), lines[0].unit


def _tier(say: Say, ranking: Ranking, tier: int | None, *, counted: bool) -> str:
    text = say("bulletin.tier", n=say.numeral(tier)) if tier else ""
    n = sum(each.tier == tier for each in ranking.places)
    return say("bulletin.page.tier", tier=text, n=n) if counted else text


def called(say: Say, kind: str, code: str, name: Name) -> str:
    """A unit in a table: in English by its short name."""
    unit = say.plan.unit(kind, code)
    if unit is None or say.w.lang != "en":
        return worded(name, say.w)
    return unit.short.get(say.w.lang)
