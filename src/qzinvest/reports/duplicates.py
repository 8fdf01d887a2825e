"""Suspected duplicates, as a list with both projects and the evidence."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from qzinvest.model.likeness import Pair
from qzinvest.model.normal import PER_MILLE
from qzinvest.model.plan import UNIT_KINDS
from qzinvest.model.project import Project
from qzinvest.model.table import Cell, Column, Table
from qzinvest.reports.listing import Names

COLUMNS = (
    Column("first"),
    Column("first_name"),
    Column("first_unit"),
    Column("first_amount", "money"),
    Column("second"),
    Column("second_name"),
    Column("second_unit"),
    Column("second_amount", "money"),
    Column("similarity", "ratio"),
    Column("reasons", "reasons"),
    Column("reason_codes", "nested"),
    Column("first_units", "nested"),
    Column("second_units", "nested"),
)


def duplicates(
    pairs: Iterable[Pair], projects: Mapping[str, Project], names: Names, lang: str
) -> Table:
    """One row a pair, the earlier report first.

    ``reasons`` are codes parted by blanks, and ``…_unit`` a project's units. Machines have both
    apart as well: the codes as a list, and by kind each unit's code and its name in ``lang``.
    """
    rows = tuple(
        (
            *_cells(projects[pair.first], names),
            *_cells(projects[pair.second], names),
            Fraction(pair.similarity, PER_MILLE),
            " ".join(pair.reasons),
            pair.reasons,
            *(
                _units(projects[each], Names(lang, names.plan))
                for each in (pair.first, pair.second)
            ),
        )
        for pair in pairs
    )
    return Table("duplicates", COLUMNS, rows)


def _cells(project: Project, names: Names) -> tuple[Cell, ...]:
    units = (names.unit(kind, getattr(project, kind)) for kind in UNIT_KINDS)
    return project.id, project.name, " ".join(filter(None, units)) or None, project.amount


def _units(project: Project, names: Names) -> Mapping[str, object]:
    """The project's units by kind, ``None`` where it names none."""
    codes = {kind: getattr(project, kind) for kind in UNIT_KINDS}
    return {
        kind: None if code is None else {"code": code, "name": names.unit(kind, code)}
        for kind, code in codes.items()
    }
