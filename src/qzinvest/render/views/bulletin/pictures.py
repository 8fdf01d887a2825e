"""What a bulletin's page draws: districts where they lie, the course of the year."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import takewhile

from qzinvest.model.bulletin import Month, Overall
from qzinvest.model.document import (
    Block,
    Column,
    Course,
    Linked,
    Lit,
    Part,
    Row,
    Table,
    Texts,
    Tile,
    Tiles,
)
from qzinvest.model.plan import Unit
from qzinvest.model.ranking import Place
from qzinvest.render.figures import document_text, whole
from qzinvest.render.views.bulletin.proofs import Names
from qzinvest.render.views.bulletin.say import Say
from qzinvest.render.views.plan import light_of
from qzinvest.render.wording import figure_title, kind_of

NO_DECIMALS = -2
"""Of money in 亿元."""


def lit_of(say: Say, each: Overall | Place) -> Lit | None:
    """A distance to pace under its light, if it has one."""
    if each.light is None or each.ahead_pp is None:
        return None
    return Lit(each.ahead_pp, light_of(each.light, say.plan.lights, say.w))


def tiles(say: Say, names: Names) -> Iterator[Linked]:
    """The districts where they lie, once an indicator, if the plan says where."""
    placed = [unit for unit in say.plan.units_of("district") if unit.tile]
    if not placed:
        return
    maps = []
    for ranking in say.bulletin.rankings["district"]:
        if ranking.heading is None:
            continue
        places = {each.unit: each for each in ranking.places}
        code = ranking.heading.code
        tiles = [_tile(say, unit, places[unit.code], names.of(code, unit.code)) for unit in placed]
        maps.append(Tiles(say.named(ranking.heading), tuple(sorted(tiles))))
    yield Part(say("bulletin.page.map"), tuple(maps), "beside")
    yield Texts("", (say("bulletin.page.map.note"),), "note")


def _tile(say: Say, unit: Unit, place: Place, proof: str) -> Tile:
    lead = lit_of(say, place)
    row, column = unit.tile or (1, 1)
    name = unit.short.get(say.w.lang)
    return Tile(row, column, name, place.completion, lead and lead.light, proof)


def course(say: Say) -> tuple[Linked, ...]:
    """How far the year has come in the first indicator; empty where it has not begun."""
    found, overall = next(iter(say.bulletin.courses), None), say.bulletin.overall[0]
    months = (
        () if found is None else tuple(takewhile(lambda each: each.total is not None, found.months))
    )
    if found is None or not months or not overall.target:
        return ()
    outlook, passed = overall.outlook, say.bulletin.districts.pace
    kind = kind_of(found.heading.measure)
    column = Column("", kind, digits=NO_DECIMALS if kind == "money" else 0)
    expected = None
    if not say.bulletin.over and outlook.low is not None:
        expected = (outlook.low, outlook.median or 0, outlook.high or 0)
    title, lit = figure_title(found.heading, say.w, "yi"), lit_of(say, overall)
    words = tuple(_words(say, column, whole(overall.target * passed), overall, expected))
    drawn = Course(
        title,
        kind,
        tuple(_month(say, each) for each in found.months),
        tuple(each.total or 0 for each in months),
        tuple(each.due or Fraction(0) for each in months),
        passed,
        overall.target,
        expected,
        words,
        say("bulletin.join.tiers").join(words),
        lit.light.tone if lit else "",
    )
    return (drawn, *_months(say, title, months, column, banded=expected is not None))


def _words(
    say: Say, column: Column, due: int, overall: Overall, expected: tuple[int, int, int] | None
) -> Iterator[str]:
    """What stands at the ends of the lines: now, due, target, and what is to be expected."""
    figures = {"now": overall.actual, "pace": due, "target": overall.target}
    figures |= {"expected": expected[1], "least": expected[0]} if expected else {}
    day = say.short_day(say.bulletin.as_of)
    for name, figure in figures.items():
        text = document_text(figure, column, "yi")
        yield say(f"bulletin.course.{name}", figure=text, day=day)


def _months(
    say: Say, title: str, months: Sequence[Month], column: Column, *, banded: bool
) -> Iterator[Block]:
    """The same in figures, and what of it is to be known."""
    heads = [column._replace(head=_month(say, each)) for each in months]
    rows = (
        Row((say("bulletin.course.net"), *(each.new for each in months))),
        Row((say("bulletin.course.total"), *(each.total for each in months))),
    )
    yield Table(title, (Column("", whole=True), *heads), rows)
    key = "bulletin.course.note" if banded else "bulletin.course.note.over"
    yield Texts("", (say(key),), "note")


def _month(say: Say, month: Month) -> str:
    """A month of the plan, ``2022-06``, as short as it is known by."""
    name = say(f"bulletin.month.{int(month.name[5:])}")
    return say("bulletin.course.month", month=name[:3])
