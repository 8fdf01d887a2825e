"""The proofs of a bulletin's figures: each sum with its steps, and the projects that bring most.

Nothing is counted here: the proofs are the report's.
"""

from collections.abc import Iterator

from qzinvest.model.bulletin import Proof as Proven
from qzinvest.model.document import Column, Proof, Proofs, Row, Table
from qzinvest.render.figures import document_text, with_minus
from qzinvest.render.views.bulletin.say import Say
from qzinvest.render.views.bulletin.tables import called
from qzinvest.render.views.formula import step_texts
from qzinvest.render.wording import figure_title, kind_of, number, with_unit

_RATIO, _POINTS = Column("", "ratio"), Column("", "points", digits=-1)


class Names:
    """What the proofs of a bulletin are called, by indicator and row."""

    def __init__(self, say: Say) -> None:
        """They are numbered, for codes may be of any signs."""
        found = (proof.of for proof in say.bulletin.proofs)
        self._names = {(each.heading.code, each.unit): f"p{n}" for n, each in enumerate(found, 1)}

    def of(self, indicator: str, unit: str) -> str:
        """The proof of a row's figure, empty where it has none."""
        return self._names.get((indicator, unit), "")


def proofs(say: Say) -> Iterator[Proofs]:
    """An indicator after the other: the city, then row by row."""
    names = Names(say)
    for each in say.bulletin.overall:
        code = each.heading.code
        found = [proof for proof in say.bulletin.proofs if proof.of.heading.code == code]
        title = figure_title(each.heading, say.w, say.unit_of_money)
        items = tuple(_proof(say, proof, names) for proof in found)
        if items:
            yield Proofs(title, items, say("bulletin.proof.back"))


def _proof(say: Say, proof: Proven, names: Names) -> Proof:
    found = proof.of
    return Proof(
        names.of(found.heading.code, found.unit),
        called(say, "district", found.unit, found.name),
        total(say, proof),
        tuple(_steps(say, proof)),
        _parts(say, proof),
    )


_ONCE = ("explain.pace", "explain.pace_before", "explain.pace_after")
"""Steps that are the same for all: the city's proof has them."""


def _steps(say: Say, proof: Proven) -> list[str]:
    """The formula without its first step, which speaks of a list of all that counts."""
    dropped = ("explain.actual", *(_ONCE if proof.of.unit != "total" else ()))
    steps = tuple(each for each in proof.of.steps if each.key not in dropped)
    texts = step_texts(proof.of._replace(steps=steps), say.w, say.unit_of_money)
    return [with_minus(text) for text in texts]


def total(say: Say, proof: Proven) -> str:
    """The sum itself."""
    found, line = proof.of, proof.of.line
    column = Column("", kind_of(found.measure))
    actual = document_text(found.actual, column, say.unit_of_money)
    if line is None or line.target is None:
        return say("bulletin.proof.untargeted", actual=actual)
    target = document_text(line.target, column, say.unit_of_money)
    if line.completion is None or line.ahead_pp is None:
        return f"{actual}{say('bulletin.join.of')}{target}"
    completion = document_text(line.completion, _RATIO, say.unit_of_money)
    ahead = document_text(line.ahead_pp, _POINTS, say.unit_of_money)
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
    columns = [Column(w("column.id")), Column(w("column.name"))]
    columns += [Column(w("head.unit"))] if several else []
    columns += [Column(w("column.counted_on"), "date")]
    columns += [Column(with_unit(w("column.amount"), w, say.unit_of_money), "money")]
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
