"""A bulletin as one filters and sorts it: its figures by sheet, with the projects behind them.

Nothing is counted here: every figure is one of a report, and stays a number.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from qzinvest.model.bulletin import Course, Listed, Month, Overall
from qzinvest.model.document import (
    Block,
    Change,
    Column,
    Facts,
    Kind,
    Own,
    Row,
    Sheet,
    Table,
    Texts,
    Value,
)
from qzinvest.model.progress import Line
from qzinvest.model.ranking import Place, Ranking
from qzinvest.model.stage import STAGES
from qzinvest.render.figures import DOWN, LEVEL, UP, bound, whole
from qzinvest.render.views import due, funnel
from qzinvest.render.views.bulletin import doing, tables
from qzinvest.render.views.bulletin.say import Say
from qzinvest.render.views.plan import light_of, lights_text
from qzinvest.render.views.ranking import moved_of
from qzinvest.render.wording import CodeNames, figure_title, kind_of, with_unit, worded

_DATED = STAGES[2:]
"""Stages whose days the list of projects has: from signing on."""
_KEYS: tuple[tuple[str, Kind], ...] = (
    ("kind", "text"),
    ("unit", "text"),
    ("name", "text"),
    ("tier", "rank"),
    ("indicator", "text"),
    ("actual", "count"),
    ("target", "count"),
    ("completion", "ratio"),
    ("ahead_pp", "points"),
    ("rank", "rank"),
)


_LIT = ("districts", "departments")
"""Sheets of boards, which say below them what their lights mean."""


def sheets(say: Say, title: str, under: str) -> Iterator[Sheet]:
    """Cover and rules, then a sheet for each thing that one looks up; the last is for programs."""
    found = [each for each in _sheets(say) if each[1]]
    over = say("bulletin.fictional") if say.plan.is_fictional else ""
    cover = say("bulletin.sheet.cover")
    yield Sheet(cover, (over, title, under), tuple(_cover(say, [name for name, _ in found])))
    pace = say.percent(say.bulletin.districts.pace)
    as_of = say("bulletin.sheet.under", as_of=say.day(say.bulletin.as_of), pace=pace)
    for name, blocks in found:
        lines = (over, say(f"bulletin.sheet.{name}.title"), as_of)
        notes = tables.legend(say, moves=True).lines if name in _LIT else ()
        yield Sheet(say(f"bulletin.sheet.{name}"), lines, blocks, notes)


def _sheets(say: Say) -> Iterator[tuple[str, tuple[Block, ...]]]:
    found, w = say.bulletin, say.w
    yield "overview", (_targets(say), *(_course(say, each) for each in found.courses[:1]))
    yield "districts", (board(say, "district"),)
    yield "departments", (board(say, "department"),) if say.plan.units_of("department") else ()
    yield "months", (_months(say),) if found.courses else ()
    yield "funnel", funnel.document(found.funnel, w, say.unit_of_money).blocks
    if not say.nameless:
        chased = ((each, say.called(each.passage.id)) for each in found.due)
        yield "due", (due.table(chased, say.plan, w, say.unit_of_money),) if say.plan.due else ()
        yield "projects", (_projects(say),)
    yield "data", (_data(say),)


def _cover(say: Say, names: Sequence[str]) -> Iterator[Block]:
    issue, found = say.bulletin.issue, say.bulletin
    facts = {
        "issuer": issue.issuer or say("bulletin.signature.none"),
        "issued": issue.issued or say("bulletin.date.none"),
        "to": issue.to or say("bulletin.to"),
        "copies": issue.copies,
        "contact": issue.contact,
        "as_of": found.as_of,
        "since": found.since or "",
        "plan": f"{say.campaign} {say.plan.code}",
        "effective": found.effective,
        "heads": found.heads,
    }
    yield Facts(
        "",
        tuple(
            (
                Column(say(f"bulletin.cover.{name}"), "date" if isinstance(fact, date) else "text"),
                fact,
            )
            for name, fact in facts.items()
        ),
    )
    holds = (
        say(
            "bulletin.cover.sheet",
            sheet=say(f"bulletin.sheet.{name}"),
            holds=say(f"bulletin.sheet.{name}.holds"),
        )
        for name in names
    )
    yield Texts(say("bulletin.cover.sheets"), tuple(holds))
    yield Texts(say("bulletin.cover.rules"), tuple(_rules(say)))


def _rules(say: Say) -> Iterator[str]:
    """How the figures are to be read, and what they rest on."""
    w, since = say.w, say.bulletin.since
    yield w("rank.ahead")
    yield w("rank.rule.tier", by=w("rank.by.completion"))
    if since is not None:
        signs = {"up": UP, "down": DOWN, "level": LEVEL, "new": w("rank.new")}
        yield w("rank.change", since=since.isoformat(), **signs)
    if say.plan.lights:
        yield lights_text(say.plan.lights, w)
    yield from (f"{say.begun(text)}{say('bulletin.end')}" for text in doing.basis(say))
    yield say("bulletin.cover.numbers")


def _targets(say: Say) -> Table:
    """The city's figures, an indicator a row."""
    found, w = say.bulletin, say.w
    has_last = any(each.last_year is not None for each in found.overall)
    columns = [
        Column(w("column.indicator")),
        Column(w("column.target"), "number"),
        Column(w("column.actual"), "number"),
        Column(w("head.completion"), "ratio"),
        Column("", "bar"),
        Column(w("column.ahead_pp"), "points", digits=-1),
        Column(w("column.light"), "light"),
        *([Column(w("head.new_before"), "number")] if has_last else []),
        *([Column(w("head.growth"), "growth")] if has_last else []),
    ]
    if found.since is not None:
        head = say("bulletin.sheet.since", since=say.short_day(found.since))
        columns.append(Column(head, "number"))
    if not found.over:
        columns += [Column(w(f"column.{key}"), "number") for key in ("median", "low", "high")]
        columns.append(Column(w("column.probability"), "chance"))
    rows = [Row(tuple(_target(say, each, has_last=has_last))) for each in found.overall]
    return Table("", tuple(columns), rows)


def _target(say: Say, each: Overall, *, has_last: bool) -> Iterator[Value]:
    kind = kind_of(each.heading.measure)
    yield figure_title(each.heading, say.w, say.unit_of_money)
    yield "" if each.target is None else Own(kind, each.target)
    yield Own(kind, each.actual)
    yield from (each.completion, each.completion, each.ahead_pp)
    yield "" if each.light is None else light_of(each.light, say.plan.lights, say.w)
    if has_last:
        yield None if each.last_year is None else Own(kind, each.last_year)
        yield each.growth
    if say.bulletin.since is not None:
        yield "" if each.since is None else Own(kind, Change(each.since.net))
    if say.bulletin.over:
        return
    outlook, money = each.outlook, kind == "money"
    ends: list[int | None] = [outlook.low, outlook.high]
    if money:
        ends = [
            None if end is None else bound(end, outlook.actual, say.unit_of_money, down=not place)
            for place, end in enumerate(ends)
        ]
    yield None if outlook.median is None else Own("rough" if money else "count", outlook.median)
    yield from (None if end is None else Own("bound" if money else "count", end) for end in ends)
    yield outlook.probability


def _course(say: Say, course: Course) -> Table:
    """The months of one indicator, and a chart of them."""
    columns = (Column(say("bulletin.sheet.month")), *_month_columns(say, course, ""))
    rows = [Row((each.name, *_month(each, course))) for each in course.months]
    return Table(
        figure_title(course.heading, say.w, say.unit_of_money), columns, rows, drawn=(1, 2, 3)
    )


def _months(say: Say) -> Table:
    """The months of all indicators."""
    courses = say.bulletin.courses
    columns = [Column(say("bulletin.sheet.month"))]
    for course in courses:
        columns += _month_columns(
            say, course, figure_title(course.heading, say.w, say.unit_of_money)
        )
    rows = []
    for months in zip(*(each.months for each in courses), strict=True):
        cells = [v for m, course in zip(months, courses, strict=True) for v in _month(m, course)]
        rows.append(Row((months[0].name, *cells)))
    return Table("", tuple(columns), rows)


def _month_columns(say: Say, course: Course, group: str) -> Iterator[Column]:
    kind = kind_of(course.heading.measure)
    yield Column(say.w("head.net"), kind, group)
    yield Column(say.w("head.total"), kind, group)
    yield Column(say.w("head.due"), "number" if kind == "count" else kind, group)


def _month(month: Month, course: Course) -> Iterator[Value]:
    yield "" if month.new is None else month.new
    yield "" if month.total is None else month.total
    is_money = course.heading.measure == "sum"
    if month.due is None:
        yield ""
    else:
        yield whole(month.due) if is_money else month.due


def board(say: Say, kind: str) -> Table:
    """The units of a kind by rank in the first indicator, and every indicator in full."""
    rankings = say.bulletin.rankings[kind]
    columns = [column for each in rankings for column in _columns(say, each)]

    def cells(ranking: Ranking, of: Place | Line) -> Iterator[Value]:
        values = (of.target, of.actual, of.completion, of.completion, of.ahead_pp)
        yield from (tables.shown(of, value) for value in values)
        yield "" if of.light is None else light_of(of.light, say.plan.lights, say.w)
        yield tables.shown(of, of.rank)
        if ranking.since is not None:
            yield moved_of(of, say.w) if isinstance(of, Place) else ""

    rows = tables.ranked(say, kind, rankings, cells, short=False)
    return Table("", (tables.name_column(say), *columns), [row for row, _ in rows])


def _columns(say: Say, ranking: Ranking) -> Iterator[Column]:
    heading, w = ranking.ranked_by, say.w
    group, kind = figure_title(heading, w, say.unit_of_money), kind_of(heading.measure)
    yield Column(w("column.target"), kind, group)
    yield Column(w("column.actual"), kind, group)
    yield Column(w("head.completion"), "ratio", group)
    yield Column("", "bar", group)
    yield Column(w("column.ahead_pp"), "points", group, digits=-1)
    yield Column(w("column.light"), "light", group, whole=True)
    yield Column(w("column.rank"), "rank", group)
    if ranking.since is not None:
        yield Column(w("column.moved"), "moved", group)


def _projects(say: Say) -> Table:
    """What counts and what of it was dropped, a row a project; a filtered column sums to a row."""
    w, plan = say.w, say.plan
    names = CodeNames(plan, w)
    columns = [
        Column(w("column.id"), whole=True),
        Column(say("bulletin.sheet.project")),
        Column(w("column.investor")),
        Column(w("column.district")),
        Column(w("column.department")),
        Column(w("column.group")),
        Column(with_unit(w("column.amount"), w, say.unit_of_money), "money"),
        Column(w("column.stage")),
        *(Column(w(f"short.{s.code}"), "date", say("bulletin.sheet.counted")) for s in _DATED),
        Column(w("column.dropped_on"), "date"),
    ]
    for each in plan.indicators:
        head, kind = each.names.get(w.lang), kind_of(each.measure)
        head = with_unit(head, w, say.unit_of_money) if kind == "money" else head
        columns.append(Column(head, kind, say("bulletin.sheet.brings")))
    rows = [Row(tuple(_project(say, each, names))) for each in say.bulletin.projects]
    return Table("", tuple(columns), rows, say("bulletin.sheet.no_projects"), records=True)


def _project(say: Say, each: Listed, names: CodeNames) -> Iterator[Value]:
    passage, day = each.passage, say.bulletin.as_of.toordinal()
    yield passage.id
    yield say.unmarked(each.name)
    yield say.unmarked(each.investor)
    for key, code in zip(("district", "department", "group"), passage[2:5], strict=True):
        yield names.said(key, str(code)) if code else ""
    yield passage.amount or ""
    yield names.said("stage", each.stage.code)
    for on in (*map(passage.reached, _DATED), passage.dropped):
        yield date.fromordinal(on) if on is not None and on <= day else ""
    yield from ("" if figure is None else figure for figure in each.brings)


def _data(say: Say) -> Table:
    """The rows of the reports by stable keys: codes, whole yuan, ratios."""
    rows = []
    for report in (say.bulletin.districts, say.bulletin.departments):
        for line in (*report.lines, *report.totals):
            fields = line._asdict() | {"kind": report.by, "name": worded(line.name, say.w)}
            cells = (fields[key] for key, _ in _KEYS)
            rows.append(Row(tuple("" if cell is None else cell for cell in cells)))
    return Table("", tuple(Column(key, kind) for key, kind in _KEYS), rows, records=True)
