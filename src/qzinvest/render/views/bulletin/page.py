"""What a bulletin has where one follows links: its figures in one board, in tiles, in a course.

Nothing is counted here. Every figure of the board leads to its proof (``proofs``).
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from qzinvest.model.bulletin import Overall
from qzinvest.model.document import (
    Column,
    Headline,
    Headlines,
    Led,
    Legend,
    Linked,
    Page,
    Part,
    Row,
    Table,
    Texts,
)
from qzinvest.model.document import Value as Cell
from qzinvest.model.due import Due
from qzinvest.model.progress import Line
from qzinvest.model.ranking import Place, Ranking
from qzinvest.render.figures import document_text
from qzinvest.render.views import due, funnel
from qzinvest.render.views.bulletin import doing, standing, tables
from qzinvest.render.views.bulletin.pictures import courses, digits_of, ends_of, tiles
from qzinvest.render.views.bulletin.proofs import Names, proofs
from qzinvest.render.views.bulletin.say import Say
from qzinvest.render.wording import CodeNames, figure_title, kind_of, with_unit


def page(say: Say, title: str, told: Sequence[standing.Told]) -> Page:
    """The whole of it: head, key figures, sections, what it rests on, proofs."""
    bulletin, names = say.bulletin, Names(say)
    issue = bulletin.issue
    facts = [say("bulletin.number", number=issue.number, year=say.year)]
    facts = facts if issue.number else []
    facts.append(say("bulletin.page.as_of", as_of=say.day(bulletin.as_of)))
    facts.append(say("bulletin.page.pace", pace=say.percent(bulletin.districts.pace)))
    if issue.issued:
        facts.append(say("bulletin.page.issued", issued=say.day(issue.issued)))
    sections = [
        Part(heading, tuple(_section(say, name, texts, names))) for name, heading, texts in told
    ]
    proven = tuple(proofs(say))
    return Page(
        issue.issuer or say("bulletin.signature.none"),
        title,
        tuple(facts),
        say("bulletin.fictional") if say.plan.is_fictional else "",
        say("bulletin.page.skip"),
        (
            headlines(say),
            *sections,
            Part(say("bulletin.page.basis"), (Texts("", tuple(_basis(say)), "items"),)),
            *([Part(say("bulletin.page.proofs"), proven)] if proven else []),
        ),
    )


def _section(
    say: Say, name: str, texts: Sequence[standing.Paragraph], names: Names
) -> Iterator[Linked]:
    """A section's paragraphs, and what is drawn of it."""
    prose = tuple(_beside(texts))
    if name == "overall" and (drawn := courses(say)):
        yield Part("", prose, "columns")
        yield from drawn
        return
    if name == "districts":
        yield _legend(say)
        yield board(say, names)
        yield from tiles(say, names)
    if name == "progress" and say.bulletin.funnel.total.cell.projects[0]:
        yield Part("", (Part("", prose, "stack"), _funnel(say)), "lead")
        return
    yield from prose
    if name == "attention" and say.bulletin.chase and not say.nameless:
        yield _chase(say)
        yield Texts("", (say("bulletin.page.chase.note"),), "note")
    if name == "departments":
        yield Part("", tuple(_departments(say)), "beside")
        if len(say.bulletin.rankings["department"]) > 1:
            yield Part(say("bulletin.page.others"), (others(say),), "folded")


def _funnel(say: Say) -> Table:
    """How far the signed projects have come; a phone goes without amounts and bars."""
    table = funnel.whole(say.bulletin.funnel, say.w, say.unit_of_money)
    amounts = next(n for n, each in enumerate(table.columns) if each.kind == "money")
    kept = [n for n in range(len(table.columns)) if n != amounts + 1]
    spared = (amounts, kept[-1])
    columns = tuple(table.columns[n]._replace(spare=int(n in spared)) for n in kept)
    rows = [row._replace(cells=tuple(row.cells[n] for n in kept)) for row in table.rows]
    return table._replace(columns=columns, rows=rows)


def _chase(say: Say) -> Table:
    """The projects to be chased first."""
    w, names, arrow = say.w, CodeNames(say.plan, say.w), f"{say.space}→{say.space}"
    columns = (
        Column(w("column.district")),
        Column(w("column.name")),
        Column(w("column.next"), whole=True),
        Column(w("column.waited"), "count"),
        Column(with_unit(w("column.amount"), w, say.unit_of_money), "money"),
        Column(w("column.department"), spare=1),
        Column(w("column.gain"), "points", spare=1, digits=-1),
    )
    rows = [
        Row(
            (
                say.unit("district", each.passage.district) or None,
                say.called(each.passage.id),
                arrow.join(names.said("stage", code) for code in _step(each)),
                each.days,
                each.passage.amount or None,
                names.said("department", each.passage.department or "") or None,
                each.gain.points if each.gain else "",
            )
        )
        for each in say.bulletin.chase
    ]
    return Table(say("bulletin.page.chase", n=len(rows)), columns, rows, records=True)


def _step(each: Due) -> tuple[str, str]:
    """From which stage to which it is to go."""
    return due.waits_at(each) or "", each.rule.until.code


def _beside(texts: Sequence[standing.Paragraph]) -> Iterator[Linked]:
    """Paragraphs, those that words lead side by side."""
    for led, found in groupby(texts, key=lambda text: isinstance(text, Led)):
        items = tuple(found)
        if led and len(items) > 1:
            yield Part("", tuple(Texts("", (each,), "prose") for each in items), "beside")
        else:
            yield Texts("", items, "prose")


def _basis(say: Say) -> Iterator[str]:
    """What the figures rest on, who issued it for whom, and of which records it is."""
    issue, bulletin = say.bulletin.issue, say.bulletin
    yield from map(say.begun, doing.basis(say))
    yield say("bulletin.page.source", source=say.plan.source.get(say.w.lang))
    if not say.nameless:
        yield say("bulletin.page.to", to=issue.to or say("bulletin.to"))
    if issue.copies:
        yield say("bulletin.copy", names=issue.copies)
    if bulletin.heads:
        yield say("bulletin.head", head=bulletin.heads)


def headlines(say: Say) -> Headlines:
    """The city's figures."""
    names = Names(say)
    return Headlines(tuple(_headline(say, each, names) for each in say.bulletin.overall))


def _headline(say: Say, each: Overall, names: Names) -> Headline:
    heading, outlook = each.heading, each.outlook
    texts = []
    if each.since is not None and say.bulletin.since is not None:
        column = Column("", kind_of(heading.measure))
        net = document_text(each.since.net, column, say.unit_of_money)
        net = f"+{net}" if each.since.net > 0 else net
        texts.append(say("bulletin.key.since", since=say.short_day(say.bulletin.since), net=net))
    if not say.bulletin.over and outlook.median is not None and outlook.low is not None:
        texts.append(
            say("bulletin.key.outlook", **ends_of(outlook, heading.measure, say.unit_of_money))
        )
        if outlook.probability is not None:
            chance = document_text(outlook.probability, Column("", "chance"), say.unit_of_money)
            texts.append(say("bulletin.key.chance", chance=chance))
    return Headline(
        figure_title(heading, say.w, say.unit_of_money),
        Column(
            say("bulletin.of"),
            kind_of(heading.measure),
            mark=say.bulletin.districts.pace,
            join=say("bulletin.join.of"),
        ),
        each.actual,
        each.target,
        each.completion,
        tables.lit_of(say, each) or each.ahead_pp,
        tuple(texts),
        names.of(heading.code, "total"),
    )


def board(say: Say, names: Names) -> Table:
    """Districts by rank in the first indicator, with every indicator in full."""
    rankings = say.bulletin.rankings["district"]
    columns = [column for each in rankings for column in _columns(say, each)]
    rows = [
        row._replace(proofs=_proven(say, unit, names)) if unit else row
        for row, unit in tables.ranked(say, "district", rankings, _cells(say), counted=True)
    ]
    heads = (tables.name_column(say), *columns)
    return Table(say("bulletin.annex.districts"), heads, tuple(rows), switched=True)


def others(say: Say) -> Table:
    """Departments with all indicators but the first, which has tables of its own; without bars."""
    _, *rankings = say.bulletin.rankings["department"]
    columns = [column for each in rankings for column in _columns(say, each)]
    rows = tables.ranked(say, "department", rankings, _cells(say), counted=True)
    kept = [0, *(n for n, each in enumerate(columns, 1) if each.kind != "bar")]
    heads = [(tables.name_column(say), *columns)[n] for n in kept]
    found = [
        row._replace(cells=tuple(row.cells[n] for n in kept)) if unit else row for row, unit in rows
    ]
    return Table(say("bulletin.page.others"), tuple(heads), tuple(found), switched=True)


_WIDTH, _FIGURE = 5, 1
"""Columns of an indicator, and which of them is proven."""


def _columns(say: Say, ranking: Ranking) -> Iterator[Column]:
    heading = ranking.ranked_by
    group, kind = figure_title(heading, say.w, say.unit_of_money), kind_of(heading.measure)
    digits = digits_of(kind, (place.target for place in ranking.places))
    yield Column(say.w("column.rank"), "moved", group)
    yield Column(say("bulletin.of"), kind, group, digits=digits, join=say("bulletin.join.of"))
    yield Column(say("bulletin.page.mark"), "bar", group, ranking.pace)
    yield Column(say.w("head.completion"), "ratio", group)
    yield Column(say.w("column.ahead_pp"), "gap", group)


def _cells(say: Say) -> tables.Cells:
    """A row's cells of one indicator; there are no dashes among bars."""

    def cells(_: Ranking, of: Place | Line) -> Iterator[Cell]:
        moved = of.moved if isinstance(of, Place) else None
        actual, done, lead = of.actual or 0, of.completion, tables.lit_of(say, of) or of.ahead_pp
        rank: Cell = "" if of.rank is None else str(of.rank)
        yield rank if of.rank is None or moved is None else (of.rank, moved)
        yield actual if of.target is None else (actual, of.target)
        yield from ("" if each is None else each for each in (done, done, lead))

    return cells


def _proven(say: Say, unit: str, names: Names) -> tuple[str, ...]:
    """The proofs of a row's cells: an indicator's figure has one."""
    cells: tuple[str, ...] = ("",)
    for each in say.bulletin.overall:
        proof = names.of(each.heading.code, unit)
        cells += tuple(proof if place == _FIGURE else "" for place in range(_WIDTH))
    return cells


def _legend(say: Say) -> Legend:
    """What stands in the board: lights, the line of the pace, moves, links."""
    rules = tuple(tables.lights(say))
    texts = [say("bulletin.page.line", pace=say.percent(say.bulletin.districts.pace))]
    if say.bulletin.since is not None:
        texts.append(say("bulletin.page.moves", since=say.short_day(say.bulletin.since)))
    if say.bulletin.proofs:
        texts.append(say("bulletin.page.links"))
    return Legend(rules if len(rules) > 1 else (), say.sentences(texts))


def _departments(say: Say) -> Iterator[Table]:
    """The departments of each tier by rank in the first indicator."""
    ranking = say.bulletin.rankings["department"][0]
    columns = [each._replace(group="") for each in _columns(say, ranking)]
    rank, of, line, _, lead = columns
    heads = (rank, tables.name_column(say), of, line, lead)
    for tier, found in groupby(ranking.places, key=lambda each: each.tier):
        rows = []
        for place in found:
            at, figure, bar, _, lit = _cells(say)(ranking, place)
            rows.append(
                Row(
                    (at, tables.called(say, "department", place.unit, place.name), figure, bar, lit)
                )
            )
        title = say("bulletin.tier", n=say.numeral(tier)) if tier else ""
        caption = say("bulletin.page.tier", tier=title, n=len(rows))
        yield Table(caption, heads, tuple(rows))
