"""What a bulletin's page draws: districts where they lie, the course of the year."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from qzinvest.model.bulletin import Course as Year
from qzinvest.model.bulletin import Month, Overall
from qzinvest.model.document import (
    Column,
    Course,
    Kind,
    Linked,
    MoneyUnit,
    Part,
    Row,
    Table,
    Texts,
    Tile,
    Tiles,
)
from qzinvest.model.forecast import Outlook
from qzinvest.model.money import YI
from qzinvest.model.plan import Unit
from qzinvest.model.ranking import Place
from qzinvest.render.figures import bound, bound_text, count, document_text, rough, whole
from qzinvest.render.views.bulletin.proofs import Names
from qzinvest.render.views.bulletin.say import Say
from qzinvest.render.views.bulletin.tables import lit_of
from qzinvest.render.wording import figure_title, kind_of

NO_DECIMALS = -2
"""Of money in 亿元."""
_LARGE = 10 * YI
"""Targets from which on a table of several indicators does without decimals of 亿元."""


def tiles(say: Say, names: Names) -> Iterator[Linked]:
    """The districts where they lie, once an indicator, if the plan says where."""
    placed = [unit for unit in say.plan.units_of("district") if unit.tile]
    if not placed:
        return
    maps = []
    for ranking in say.bulletin.rankings["district"]:
        places = {each.unit: each for each in ranking.places}
        code = ranking.ranked_by.code
        tiles = [_tile(say, unit, places[unit.code], names.of(code, unit.code)) for unit in placed]
        maps.append(Tiles(say.named(ranking.ranked_by), tuple(sorted(tiles))))
    yield Part(say("bulletin.page.map"), tuple(maps), "beside")
    yield Texts("", (say("bulletin.page.map.note"),), "note")


def _tile(say: Say, unit: Unit, place: Place, proof: str) -> Tile:
    lead = lit_of(say, place)
    row, column = unit.tile or (1, 1)
    name = unit.short.get(say.w.lang)
    return Tile(row, column, name, place.completion, lead and lead.light, proof)


def courses(say: Say) -> tuple[Linked, ...]:
    """How far the year has come, an indicator beside the other; empty where it has not begun."""
    pairs = zip(say.bulletin.courses, say.bulletin.overall, strict=False)
    found = [(each, overall) for each, overall in pairs if overall.target]
    months = [sum(month.total is not None for month in each.months) for each, _ in found]
    drawn = [_course(say, *pair, passed) for pair, passed in zip(found, months, strict=True)]
    if not any(months):
        return ()
    banded = any(each.expected for each in drawn)
    note = say("bulletin.course.note" if banded else "bulletin.course.note.over")
    tables = (_months(say, *pair, passed) for pair, passed in zip(found, months, strict=True))
    parts = (Part("", pair, "stack") for pair in zip(drawn, tables, strict=True))
    return (Part("", tuple(parts), "beside"), Texts("", (note,), "note"))


def _course(say: Say, found: Year, overall: Overall, passed: int) -> Course:
    outlook, heading, pace = overall.outlook, found.heading, say.bulletin.districts.pace
    expected = None
    if not say.bulletin.over and outlook.low is not None:
        expected = (outlook.low, outlook.median or 0, outlook.high or 0)
    months, target, lit = found.months[:passed], overall.target or 0, lit_of(say, overall)
    words = tuple(_words(say, overall, whole(target * pace), banded=expected is not None))
    return Course(
        figure_title(heading, say.w, say.unit_of_money),
        kind_of(heading.measure),
        tuple(_month(say, each) for each in found.months),
        tuple(each.total or 0 for each in months),
        tuple(each.due or Fraction(0) for each in months),
        pace,
        target,
        expected,
        words,
        say("bulletin.join.tiers").join(words),
        lit.light.tone if lit else "",
    )


def _words(say: Say, overall: Overall, due: int, *, banded: bool) -> Iterator[str]:
    """What stands at the ends of the lines: now, due, target, and what is to be expected."""
    kind = kind_of(overall.heading.measure)
    column = Column("", kind, digits=digits_of(kind, [overall.target]))
    figures = {"now": overall.actual, "pace": due, "target": overall.target}
    texts = {
        name: document_text(figure, column, say.unit_of_money) for name, figure in figures.items()
    }
    if banded:
        ends = ends_of(overall.outlook, overall.heading.measure, say.unit_of_money)
        texts |= {"expected": ends["median"], "least": ends["low"], "most": ends["high"]}
    day = say.bulletin.as_of
    month = _named(say, day.month)
    for name, text in texts.items():
        yield say(f"bulletin.course.{name}", figure=text, day=day.day, month=month)


def digits_of(kind: Kind, targets: Iterable[int | None]) -> int:
    """So many more decimals than usual: of money none, where all that is due is large."""
    least = min((each for each in targets if each), default=0)
    return NO_DECIMALS if kind == "money" and least >= _LARGE else 0


def ends_of(outlook: Outlook, measure: str, unit: MoneyUnit) -> dict[str, str]:
    """What the year end may bring: the lower bound is rounded down, the upper up."""
    low, high = outlook.low or 0, outlook.high or 0
    if measure != "sum":
        figures = {"median": outlook.median or 0, "low": low, "high": high}
        return {name: count(figure) for name, figure in figures.items()}
    return {
        "median": rough(outlook.median or 0, unit),
        "low": bound_text(bound(low, outlook.actual, unit, down=True), unit),
        "high": bound_text(bound(high, outlook.actual, unit, down=False), unit),
    }


def _months(say: Say, found: Year, overall: Overall, passed: int) -> Table:
    """The same in figures."""
    kind = kind_of(found.heading.measure)
    digits = digits_of(kind, [overall.target])
    names = ("bulletin.sheet.month", "bulletin.course.net", "bulletin.course.total")
    month, *heads = map(say, names)
    columns = (Column(month, whole=True), *(Column(head, kind, digits=digits) for head in heads))
    rows = (Row((_month(say, each), each.new, each.total)) for each in found.months[:passed])
    return Table(figure_title(found.heading, say.w, say.unit_of_money), columns, tuple(rows))


def _month(say: Say, month: Month) -> str:
    """A month of the plan, ``2022-06``."""
    return _named(say, int(month.name[5:]))


def _named(say: Say, month: int) -> str:
    """A month as short as it is known by."""
    return say("bulletin.course.month", month=say(f"bulletin.month.{month}")[:3])
