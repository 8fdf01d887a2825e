"""Pairs of projects that may be one: one under the other, on a terminal side by side."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from qzinvest.locale import Wording
from qzinvest.model.document import Column, Data, Document, MoneyUnit, Own, Row, Table, Value
from qzinvest.model.likeness import Pair, differing
from qzinvest.model.normal import PER_MILLE
from qzinvest.model.plan import UNIT_KINDS, Plan
from qzinvest.model.project import Project
from qzinvest.render.figures import percent
from qzinvest.render.views import listing
from qzinvest.render.views.listing import Cell, Cells, Field
from qzinvest.render.views.projects import units_of
from qzinvest.render.wording import CodeNames, visible, with_unit

_SHOWN = (
    Field("pair", whole=True),
    Field("id", whole=True),
    Field("name", least=20),
    Field("investor", spare=2, least=16),
    Field("unit"),
    Field("group", spare=1),
    Field("amount", "money"),
    Field("stage", spare=3),
    Field("compared", least=20),
)
_PAIRS = (
    Field("first"),
    Field("first_name"),
    Field("first_unit"),
    Field("first_amount", "money"),
    Field("second"),
    Field("second_name"),
    Field("second_unit"),
    Field("second_amount", "money"),
    Field("similarity", "ratio"),
    Field("reasons"),
    Field("differs"),
    Field("reason_codes", "nested"),
    Field("first_units", "nested"),
    Field("second_units", "nested"),
)
_TOLD = ("investor", "unit", "group", "amount", "stage")
"""The fields that are told of a report behind its name."""
_DIFFERS, _ALIKE = "≠ ", "= "
_HALF = 0.5


def document(  # noqa: PLR0913, PLR0917 - what a list of pairs is made of
    found: Sequence[Pair],
    total: int,
    projects: Mapping[str, Project],
    plan: Plan,
    w: Wording,
    unit: MoneyUnit,
    begin: int = 1,
) -> Document:
    """Two rows a pair, the earlier report above: behind it what is alike, below what differs.

    A note says where there are more, ``total`` in all, and one what the marks mean; 0 for none. The
    first pair has the number ``begin``.
    """
    names = CodeNames(plan, w)
    rows = [
        row
        for place, pair in enumerate(found, begin)
        for row in _both(place, pair, projects[pair.first], projects[pair.second], names)
    ]
    listed = listing.table("duplicates", _SHOWN, rows, w, unit=unit, names=names)
    notes = [*listing.more(len(found), total, w), *([w("list.pairs")] if found and total else [])]
    return listing.document(w("title.duplicates"), listed, unit, notes)


def beside(  # noqa: PLR0913, PLR0917 - what a list of pairs is made of
    found: Sequence[Pair],
    total: int,
    projects: Mapping[str, Project],
    plan: Plan,
    w: Wording,
    unit: MoneyUnit,
    begin: int = 1,
) -> Document:
    """The same for a terminal: a table a pair, its reports side by side, a mark where they agree.

    A note says where there are more, ``total`` in all, and one what to do; 0 for none.
    """
    names = CodeNames(plan, w)
    tables = []
    for place, pair in enumerate(found, begin):
        reasons, alike = _why(pair, w)
        title = f"{place} · {w('pairs.title', reasons=reasons, alike=alike)}"
        both = projects[pair.first], projects[pair.second]
        tables.append(_compared(title, *both, names, unit))
    notes = [*listing.more(len(found), total, w), *([w("list.pairs.beside")] if total else [])]
    return Document("", "", tuple(tables), tuple(notes), unit, titled=False, listed=True)


def _why(pair: Pair, w: Wording) -> tuple[str, str]:
    """Why two projects may be one, and how like their names are."""
    reasons = w("list.separator").join(w(f"reason.{reason}") for reason in pair.reasons)
    return reasons, percent(Fraction(pair.similarity, PER_MILLE), 0)


def _compared(
    title: str, first: Project, second: Project, names: CodeNames, unit: MoneyUnit
) -> Table:
    w = names.w
    above, below = _parted(first.name, second.name)
    columns = (
        Column("", whole=True),
        Column(w("pairs.first", id=first.id), least=12, lines=2),
        Column("", whole=True),
        Column(w("pairs.second", id=second.id), least=12, lines=2),
    )
    amount = with_unit(w("column.amount"), w, unit)
    labels = [amount if field == "amount" else w(f"column.{field}") for field in _TOLD]
    told = zip(labels, _told(first, names), _told(second, names), strict=True)
    rows = [(w("column.name"), above, below.removeprefix(_DIFFERS)), *told]
    shown = [
        Row((label, _value(one), "=" if one == other and one is not None else "", _value(other)))
        for label, one, other in rows
    ]
    return Table(title, columns, shown, records=True)


def _value(cell: Cell) -> Value:
    """A cell of a column whose rows are of different things."""
    if isinstance(cell, int):
        return Own("money", cell)
    return "—" if cell is None else visible(str(cell))


def data(
    found: Iterable[Pair], projects: Mapping[str, Project], plan: Plan, w: Wording, *, labels: bool
) -> Data:
    """One row a pair, with the reasons also as a list, and each unit with its name in ``w`` too."""
    names = CodeNames(plan, w)
    rows = _pairs(found, projects, names if labels else None, names)
    return listing.data(_PAIRS, rows, labels=labels)


def _both(
    place: int, pair: Pair, first: Project, second: Project, names: CodeNames
) -> Iterator[Cells]:
    w = names.w
    differs = differing(first, second)
    reasons, alike = _why(pair, w)
    unlike = w("list.separator").join(w(f"column.{field}") for field in differs)
    other = f"{_DIFFERS}{unlike}" if differs else None
    above, below = _parted(first.name, second.name)
    yield f"{place}", first.id, above, *_told(first, names), f"{_ALIKE}{reasons} ({alike})"

    def marked(field: str, cell: Cell) -> Cell:
        return (
            f"{_DIFFERS}{cell or '—'}" if field in differs and not isinstance(cell, int) else cell
        )

    told = zip(_TOLD, _told(second, names), strict=True)
    if "district" in differs or "department" in differs:
        differs = (*differs, "unit")
    yield None, second.id, below, *(marked(field, cell) for field, cell in told), other


def _told(project: Project, names: CodeNames) -> Cells:
    """The cells of ``_TOLD``."""
    group = project.group and (names.of("group", project.group) or project.group)
    units = names.w("list.separator").join(units_of(project, names)) or None
    stage = names.w(f"stage.{project.stage.code}")
    return project.investor, units, group, project.amount or None, stage


def _parted(one: str, other: str) -> tuple[str, str]:
    """Two names, each with what the other has not in square brackets; the later one if all is."""
    if one == other:
        return one, other
    from difflib import SequenceMatcher  # pairs alone need it

    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.ratio() < _HALF:
        return one, _DIFFERS + other
    above = below = ""
    for tag, i, j, k, m in matcher.get_opcodes():
        left, right = one[i:j], other[k:m]
        above += left if tag == "equal" or not left else f"[{left}]"
        below += right if tag == "equal" or not right else f"[{right}]"
    return above, below


def _pairs(
    found: Iterable[Pair],
    projects: Mapping[str, Project],
    names: CodeNames | None,
    named: CodeNames,
) -> Iterator[Cells]:
    for pair in found:
        both = projects[pair.first], projects[pair.second]
        for_people = [
            (each.id, each.name, " ".join(units_of(each, names)) or None, each.amount or None)
            for each in both
        ]
        yield (
            *for_people[0],
            *for_people[1],
            Fraction(pair.similarity, PER_MILLE),
            " ".join(pair.reasons),
            " ".join(differing(*both)),
            pair.reasons,
            *(_units_cell(each, named) for each in both),
        )


def _units_cell(project: Project, names: CodeNames) -> Mapping[str, object]:
    """The project's units by kind, ``None`` where it names none."""
    codes = {kind: getattr(project, kind) for kind in UNIT_KINDS}
    return {
        kind: None if code is None else {"code": code, "name": names.of(kind, code) or code}
        for kind, code in codes.items()
    }
