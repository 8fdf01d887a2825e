"""What a bulletin has where one follows links: its figures proven, from the board to the projects.

Nothing is counted here: the proofs are the report's.
"""

from collections.abc import Iterator

from qzinvest.model.bulletin import Overall
from qzinvest.model.bulletin import Proof as Proven
from qzinvest.model.document import Column, Headline, Headlines, Lit, Proof, Proofs, Row, Table
from qzinvest.model.document import Value as Cell
from qzinvest.model.forecast import Outlook
from qzinvest.model.money import YI
from qzinvest.model.progress import Line
from qzinvest.model.ranking import Place, Ranking
from qzinvest.render.figures import bound, bound_text, count, document_text, rough
from qzinvest.render.views.bulletin import tables
from qzinvest.render.views.bulletin.say import Say
from qzinvest.render.views.formula import step_texts
from qzinvest.render.views.plan import light_of
from qzinvest.render.wording import figure_title, kind_of, number, with_unit, worded

_LARGE = 10 * YI
"""Targets from which on a table of several indicators does without decimals of 亿元."""
_NO_DECIMALS = -2
_RATIO, _POINTS = Column("", "ratio"), Column("", "points", digits=-1)


class Names:
    """What the proofs of a bulletin are called, by indicator and row."""

    def __init__(self, say: Say) -> None:
        """They are numbered, for codes may be of any signs."""
        found = (proof.of for proof in say.bulletin.proofs)
        self._names = {
            (each.heading.code, each.unit): f"proof-{n}" for n, each in enumerate(found, 1)
        }

    def of(self, indicator: str, unit: str) -> str:
        """The proof of a row's figure, empty where it has none."""
        return self._names.get((indicator, unit), "")


def headlines(say: Say) -> Headlines:
    """The city's figures."""
    names = Names(say)
    return Headlines(tuple(_headline(say, each, names) for each in say.bulletin.overall))


def _headline(say: Say, each: Overall, names: Names) -> Headline:
    heading, outlook = each.heading, each.outlook
    texts = []
    if each.since is not None and say.bulletin.since is not None:
        column = Column("", kind_of(heading.measure))
        net = document_text(each.since.net, column, "yi")
        net = f"+{net}" if each.since.net > 0 else net
        texts.append(say("bulletin.key.since", since=say.short_day(say.bulletin.since), net=net))
    if not say.bulletin.over and outlook.median is not None and outlook.low is not None:
        texts.append(say("bulletin.key.outlook", **_ends(outlook, heading.measure)))
        if outlook.probability is not None:
            chance = document_text(outlook.probability, Column("", "chance"), "yi")
            texts.append(say("bulletin.key.chance", chance=chance))
    return Headline(
        figure_title(heading, say.w, "yi"),
        Column(
            say("bulletin.of"),
            kind_of(heading.measure),
            mark=say.bulletin.districts.pace,
            join=say("bulletin.join.of"),
        ),
        each.actual,
        each.target,
        each.completion,
        _lit(say, each),
        tuple(texts),
        names.of(heading.code, "total"),
    )


def _ends(outlook: Outlook, measure: str) -> dict[str, str]:
    """What the year end may bring: the lower bound is rounded down, the upper up."""
    low, high = outlook.low or 0, outlook.high or 0
    if measure != "sum":
        figures = {"median": outlook.median or 0, "low": low, "high": high}
        return {name: count(figure) for name, figure in figures.items()}
    return {
        "median": rough(outlook.median or 0),
        "low": bound_text(bound(low, outlook.actual, "yi", down=True)),
        "high": bound_text(bound(high, outlook.actual, "yi", down=False)),
    }


def _lit(say: Say, each: Overall | Place) -> Lit | None:
    if each.light is None or each.ahead_pp is None:
        return None
    return Lit(each.ahead_pp, light_of(each.light, say.plan.lights, say.w))


def board(say: Say) -> Table:
    """Districts by rank in the first indicator, with every indicator in full."""
    rankings, names = say.bulletin.rankings["district"], Names(say)
    columns = [column for each in rankings for column in _columns(say, each)]
    by_unit = [{place.unit: place for place in each.places} for each in rankings]
    rows = []
    for row, unit in tables.tiered(say, rankings[0]):
        if unit is None:
            rows.append(row)
            continue
        places = [each[unit] for each in by_unit]
        cells = [cell for each in places for cell in _figures(say, each, _ranked(each))]
        rows.append(_row(say, row.cells[0], cells, unit, names))
    report = say.bulletin.districts
    rest = [line for line in report.lines if line.tier is None]
    for lines in [rest] if rest else []:
        cells = [cell for line in lines for cell in _figures(say, line, "")]
        rows.append(_row(say, worded(lines[0].name, say.w), cells, lines[0].unit, names))
    cells = [
        cell
        for line, each in zip(report.totals, say.bulletin.overall, strict=True)
        for cell in _figures(say, line, "", _lit(say, each))
    ]
    total = _row(say, worded(report.totals[0].name, say.w), cells, "total", names)
    return Table("", (tables.name_column(say), *columns), (*rows, total._replace(rank="total")))


_WIDTH, _FIGURE = 5, 1
"""Columns of an indicator, and which of them is proven."""


def _columns(say: Say, ranking: Ranking) -> Iterator[Column]:
    heading = ranking.heading
    if heading is None:
        raise ValueError(ranking)
    group, kind = figure_title(heading, say.w, "yi"), kind_of(heading.measure)
    targets = [place.target for place in ranking.places if place.target]
    digits = _NO_DECIMALS if kind == "money" and min(targets, default=0) >= _LARGE else 0
    yield Column(say.w("head.rank"), "moved", group)
    yield Column(say("bulletin.of"), kind, group, digits=digits, join=say("bulletin.join.of"))
    yield Column("", "bar", group, ranking.pace)
    yield Column(say.w("head.completion"), "ratio", group)
    yield Column(say.w("head.ahead_pp"), "gap", group)


def _ranked(place: Place) -> Cell:
    if place.rank is None:
        return ""
    return str(place.rank) if place.moved is None else (place.rank, place.moved)


def _figures(say: Say, of: Place | Line, rank: Cell, lit: Lit | None = None) -> Iterator[Cell]:
    """A row's cells of one indicator."""
    lead = lit or (_lit(say, of) if isinstance(of, Place) else None)
    actual = of.actual or 0
    yield rank
    yield actual if of.target is None else (actual, of.target)
    yield "" if of.completion is None else of.completion
    yield "" if of.completion is None else of.completion
    yield lead or ("" if of.ahead_pp is None else of.ahead_pp)


def _row(say: Say, name: Cell, cells: list[Cell], unit: str, names: Names) -> Row:
    proven = ("", *(proof for each in say.bulletin.overall for proof in _proven(each, unit, names)))
    return Row((name, *cells), proofs=proven)


def _proven(each: Overall, unit: str, names: Names) -> Iterator[str]:
    """The proofs of a row's cells of one indicator: its figure has one."""
    for place in range(_WIDTH):
        yield names.of(each.heading.code, unit) if place == _FIGURE else ""


def proofs(say: Say) -> Iterator[Proofs]:
    """An indicator after the other: the city, then row by row."""
    names = Names(say)
    for each in say.bulletin.overall:
        code = each.heading.code
        found = [proof for proof in say.bulletin.proofs if proof.of.heading.code == code]
        title = say("bulletin.proofs", name=figure_title(each.heading, say.w, "yi"))
        items = tuple(_proof(say, proof, names) for proof in found)
        if items:
            yield Proofs(title, items, say("bulletin.proof.back"))


def _proof(say: Say, proof: Proven, names: Names) -> Proof:
    found = proof.of
    return Proof(
        names.of(found.heading.code, found.unit),
        worded(found.name, say.w),
        total(say, proof),
        tuple(_steps(say, proof)),
        _parts(say, proof),
    )


def _steps(say: Say, proof: Proven) -> list[str]:
    """The formula without its first step, which speaks of a list of all that counts."""
    steps = tuple(each for each in proof.of.steps if each.key != "explain.actual")
    return step_texts(proof.of._replace(steps=steps), say.w, "yi")


def total(say: Say, proof: Proven) -> str:
    """The sum itself."""
    found, line = proof.of, proof.of.line
    column = Column("", kind_of(found.measure))
    actual = document_text(found.actual, column, "yi")
    if line is None or line.target is None:
        return say("bulletin.proof.untargeted", actual=actual)
    target = document_text(line.target, column, "yi")
    if line.completion is None or line.ahead_pp is None:
        return f"{actual}{say('bulletin.join.of')}{target}"
    completion = document_text(line.completion, _RATIO, "yi")
    ahead = document_text(line.ahead_pp, _POINTS, "yi")
    return say(
        "bulletin.proof.total", actual=actual, target=target, completion=completion, ahead=ahead
    )


def _parts(say: Say, proof: Proven) -> Table:
    """The projects that bring most; for publication none."""
    w, found = say.w, proof.of
    items = () if say.nameless else proof.largest
    key = "all" if len(items) == found.counted.projects else "some"
    title = say(f"bulletin.proof.{key}", n=say.number(found.counted.projects), m=len(items))
    several = len({each.district for each in items}) > 1
    columns = [Column(w("column.id"), whole=True), Column(w("column.name"))]
    columns += [Column(w("head.unit"), whole=True)] if several else []
    columns += [Column(w("column.counted_on"), "date")]
    columns += [Column(with_unit(w("column.amount"), w, "yi"), "money")]
    rows = []
    for each in items:
        place = [say.unit("district", each.district)] if several else []
        cells = (each.id, say.called(each.id), *place, each.on or "", each.amount)
        rows.append(Row(cells))
    return Table(title if items else "", tuple(columns), rows, records=True)


def data(say: Say) -> list[dict[str, object]]:
    """The proofs as programs read them; money in whole yuan."""
    return [
        {
            "indicator": each.of.heading.code,
            "unit": each.of.unit,
            "actual": number(each.of.actual),
            "projects": each.of.counted.projects,
            "total": total(say, each),
            "formula": _steps(say, each),
            "largest": [
                {
                    "id": item.id,
                    "name": say.bulletin.names.get(item.id),
                    "district": item.district,
                    "counted_on": None if item.on is None else item.on.isoformat(),
                    "amount": item.amount,
                    "brings": number(item.brings),
                }
                for item in (() if say.nameless else each.largest)
            ],
        }
        for each in say.bulletin.proofs
    ]
