"""One unit's page, and the overview of the whole campaign."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from qzinvest.locale import Wording
from qzinvest.model.document import (
    Block,
    Change,
    Column,
    Data,
    Document,
    MoneyUnit,
    Row,
    Table,
    Texts,
    Value,
)
from qzinvest.model.due import RED, YELLOW, Due, from_level
from qzinvest.model.plan import Plan
from qzinvest.model.ranking import Place
from qzinvest.model.unit_page import Overview, Target, UnitPage
from qzinvest.render.figures import ROUGHLY, cell_text, percent, points_number
from qzinvest.render.views.due import cells_of, columns_of, waits_at
from qzinvest.render.views.plan import lit
from qzinvest.render.wording import (
    CodeNames,
    amount_said,
    coded,
    inside,
    kind_of,
    number,
    numeral,
    visible,
    with_unit,
    worded,
)

_NEXT = {"district": "unit.next", "department": "unit.next_department"}
_KEYS = (
    *("indicator", "name", "actual", "target", "completion", "ahead_pp", "light", "rank", "moved"),
    *("change", "median", "low", "high", "probability", "weekly_needed", "weekly_so_far"),
)


def unit_document(page: UnitPage, w: Wording, unit: MoneyUnit) -> Document:
    """Targets, the tier, what it takes, and the five to chase."""
    name = page.unit.names.get(w.lang)
    fields = {"as_of": page.as_of.isoformat(), "pace": percent(page.pace)}
    title = w("unit.title", name=name, tier=numeral(page.unit.tier, w))
    when = w("unit.subtitle", **fields)
    blocks: list[Block] = [
        _targets(page, w, unit),
        Texts("", tuple(_says(page, w, unit)), "items"),
        _chase(page.chase, page.plan, w, unit, title=_title(page, w)),
    ]
    return Document(
        _headed(title, page.plan, w),
        when,
        tuple(blocks),
        (w(_NEXT[page.unit.kind], name=page.unit.short.get(w.lang)),),
        unit,
        brief=(title, when),
    )


def overview_document(page: Overview, w: Wording, unit: MoneyUnit) -> Document:
    """Three targets, who leads and who trails, what is overdue, and what to type next."""
    fields = {"year": page.plan.start.year, "as_of": page.as_of.isoformat()}
    title = w("overview.title", pace=percent(page.pace), **fields)
    return Document(
        _headed(title, page.plan, w),
        "",
        (
            _targets(page, w, unit),
            _field(page, w),
            Texts("", tuple(_overdue(page, w, unit)), "items"),
        ),
        (w("overview.next"),),
        unit,
    )


def unit_data(page: UnitPage, w: Wording) -> Data:
    """One row an indicator, and what is due."""
    rows = [_row(each, w) for each in page.targets]
    body: dict[str, object] = {
        "report": "unit",
        "plan": page.plan.code,
        "kind": page.unit.kind,
        "unit": page.unit.code,
        "name": page.unit.names.get(w.lang),
        "tier": page.unit.tier,
        **_head(page.as_of, page.pace, page.since),
        "rows": rows,
        "peers": [_place(each, w) for each in page.peers],
        "due": dict(page.levels),
        "chase": [_project(each) for each in page.chase],
    }
    return Data(body, _KEYS, rows, [each.heading for each in page.targets])


def overview_data(page: Overview, w: Wording) -> Data:
    """One row an indicator of the city, and who stands where."""
    rows = [_row(each, w) for each in page.targets]
    body: dict[str, object] = {
        "report": "overview",
        "plan": page.plan.code,
        **_head(page.as_of, page.pace, page.since),
        "rows": rows,
        "leading": [_place(each, w) for each in page.leading],
        "trailing": [_place(each, w) for each in page.trailing],
        "moved": [_place(each, w) for each in page.moved],
        "overdue": dict(page.overdue),
        "chase": [_project(each) for each in page.chase],
    }
    return Data(body, _KEYS, rows, [each.heading for each in page.targets])


def _headed(title: str, plan: Plan, w: Wording) -> str:
    """A title that says of a fictional year that it is one."""
    return w("demo.title", title=title) if plan.is_fictional else title


def _targets(page: UnitPage | Overview, w: Wording, unit: MoneyUnit) -> Table:
    """A line an indicator; money in its unit, which the line's name says."""
    ranked, since = isinstance(page, UnitPage), page.since
    columns = [
        Column(w("column.indicator"), lines=2),
        Column(w("unit.of_target"), "count"),
        Column(w("head.completion"), "ratio"),
        Column(w("head.pace"), "bar", mark=page.pace),
        Column(w("column.ahead_pp"), "gap"),
    ]
    if ranked:
        columns.append(Column(w("column.rank"), "moved"))
    if since is not None:
        columns.append(Column(w("unit.since", since=since.isoformat()[5:]), "count"))
    columns.append(Column(w("unit.year_end"), "count"))

    def row(each: Target) -> Row:
        place = each.place
        column = Column("", kind_of(each.heading.measure))
        rough = column._replace(kind="rough") if each.heading.measure == "sum" else column
        cells: list[Value] = [
            with_measure(each, w, unit),
            _of(place, column, unit),
            place.completion,
            place.completion,
            lit(place.light, place.ahead_pp, page.lights, w),
        ]
        if ranked:
            alone = "-" if place.rank is None else str(place.rank)
            cells.append(alone if place.moved is None else (place.rank or 0, place.moved))
        if since is not None:
            moved = each.change
            cells.append("" if moved is None else cell_text(Change(moved), rough, unit))
        median = None if each.outlook is None else each.outlook.median
        cells.append("" if median is None else cell_text(median, rough, unit))
        return Row(tuple(cells))

    return Table("", tuple(columns), [row(each) for each in page.targets])


def _of(place: Place, column: Column, unit: MoneyUnit) -> str:
    """What is done of what is to be done, in one cell: a line holds projects or whole money."""
    if column.kind == "money":
        column = column._replace(digits=ROUGHLY[unit])
    done = cell_text(place.actual or 0, column, unit)
    return done if place.target is None else f"{done}/{cell_text(place.target, column, unit)}"


def with_measure(each: Target, w: Wording, unit: MoneyUnit) -> str:
    """An indicator's name, with the unit of its money."""
    name = worded(each.heading.name, w)
    return with_unit(name, w, unit) if each.heading.measure == "sum" else name


def _says(page: UnitPage, w: Wording, unit: MoneyUnit) -> Iterator[str]:
    """The tier in order, and what each week must bring."""
    peers = [_peer(place, w) for place in page.peers]
    yield w("unit.peers", peers=w("unit.peer_gap").join(peers))
    for each in page.targets:
        outlook = each.outlook
        if outlook is None or not outlook.gap or outlook.weekly_needed is None:
            continue
        is_money = each.heading.measure == "sum"
        needed, so_far = (
            amount_said(round(figure), w, unit)
            if is_money
            else cell_text(figure, Column("", "number"), unit)
            for figure in (outlook.weekly_needed, outlook.weekly_so_far or Fraction(0))
        )
        name = inside(worded(each.heading.name, w))
        said = {"name": name, "needed": needed, "so_far": so_far}
        if outlook.probability is None:
            yield w("unit.need", **said)
        else:
            yield w("unit.need_chance", chance=percent(outlook.probability, 0), **said)


def _peer(place: Place, w: Wording) -> str:
    """A unit of the tier, by its place where it has one."""
    name, done = worded(place.name, w), percent(place.completion or Fraction(0))
    if place.rank is None:
        return w("unit.peer_unranked", name=name, completion=done)
    return w("unit.peer", rank=place.rank, name=name, completion=done)


def _title(page: UnitPage, w: Wording) -> str:
    levels = dict(page.levels)
    late = sum(levels[level] for level in from_level(RED))
    return w("unit.chase", late=late, soon=levels[YELLOW])


def _chase(
    chase: Sequence[tuple[Due, str]], plan: Plan, w: Wording, unit: MoneyUnit, *, title: str
) -> Table:
    names = CodeNames(plan, w)
    rows = [Row(cells_of(due, name, names)) for due, name in chase]
    return Table(title, columns_of(w, unit), rows, w("empty.due"), records=True)


def _field(page: Overview, w: Wording) -> Table:
    """Who leads, who trails and who moved most, side by side, by the first indicator."""
    columns = (
        Column(w("overview.leading")),
        Column("", "gap"),
        Column(w("overview.trailing")),
        Column("", "gap"),
        Column(w("overview.moved")),
        Column("", "moved"),
    )
    short = CodeNames(page.plan, w)

    def pair(places: Sequence[Place], place: int, *, moved: bool = False) -> tuple[Value, Value]:
        if place >= len(places):
            return "", ""
        each = places[place]
        shown: Value = each.moved if moved else lit(each.light, each.ahead_pp, page.lights, w)
        return short.of("district", each.unit) or each.unit, shown

    rows = []
    for n in range(max(map(len, (page.leading, page.trailing, page.moved)))):
        moved = pair(page.moved, n, moved=True)
        rows.append(Row((*pair(page.leading, n), *pair(page.trailing, n), *moved)))
    title = w("overview.by", name=inside(worded(page.targets[0].heading.name, w)))
    return Table(title, columns, rows, w("empty.table"))


def _overdue(page: Overview, w: Wording, unit: MoneyUnit) -> Iterator[str]:
    stages = {rule.code: coded("stage", rule.after.code, w) for rule in page.plan.due}
    rules = w("list.separator").join(f"{stages[code]} {n}" for code, n in page.overdue)
    total = sum(n for _, n in page.overdue)
    yield w("overview.overdue", n=total, rules=rules) if total else w("overview.none_overdue")
    for due, name in page.chase:
        yield _project_text(due, name, w, unit)


def _project_text(due: Due, name: str, w: Wording, unit: MoneyUnit) -> str:
    yuan = due.passage.amount
    amount = amount_said(yuan, w, unit) if yuan else w("overview.no_amount")
    fields = {"days": due.days, "amount": amount}
    stage = coded("stage", waits_at(due) or "", w)
    return w("overview.project", id=due.passage.id, name=visible(name), stage=stage, **fields)


def _head(as_of: date, pace: Fraction, since: date | None) -> Mapping[str, object]:
    return {
        "as_of": as_of.isoformat(),
        "since": None if since is None else since.isoformat(),
        "pace": float(pace),
    }


def _row(each: Target, w: Wording) -> dict[str, object]:
    place, outlook = each.place, each.outlook
    return {
        "indicator": each.heading.code,
        "name": worded(each.heading.name, w),
        "actual": number(place.actual),
        "target": place.target,
        "completion": number(place.completion),
        "ahead_pp": points_number(place.ahead_pp),
        "light": None if place.light is None else place.light.code,
        "rank": place.rank,
        "moved": place.moved,
        "change": number(each.change),
        "median": outlook and outlook.median,
        "low": outlook and outlook.low,
        "high": outlook and outlook.high,
        "probability": number(outlook.probability) if outlook else None,
        "weekly_needed": number(outlook.weekly_needed) if outlook else None,
        "weekly_so_far": number(outlook.weekly_so_far) if outlook else None,
    }


def _place(place: Place, w: Wording) -> dict[str, object]:
    return {
        "unit": place.unit,
        "name": worded(place.name, w),
        "rank": place.rank,
        "moved": place.moved,
        "completion": number(place.completion),
        "ahead_pp": points_number(place.ahead_pp),
    }


def _project(chased: tuple[Due, str]) -> dict[str, object]:
    due, name = chased
    return {
        "id": due.passage.id,
        "name": name,
        "level": due.level,
        "stage": waits_at(due),
        "next": due.rule.until.code,
        "waited": due.days,
        "amount": due.passage.amount or None,
        "gain": None if due.gain is None else points_number(due.gain.points),
    }


def first_steps(w: Wording) -> Iterable[str]:
    """What to do where there is no ledger yet."""
    return w("overview.begin").split("\n")
