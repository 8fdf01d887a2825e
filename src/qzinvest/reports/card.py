"""One project in full: its fields and its milestones with the days between."""

from collections.abc import Sequence
from datetime import date

from qzinvest.model.plan import UNIT_KINDS
from qzinvest.model.precision import written
from qzinvest.model.project import Milestone, Project
from qzinvest.model.table import Column, Row, Table
from qzinvest.reports.listing import FIRST_COLUMNS, Names, first_cells, milestones_cell

FACT_COLUMNS = (
    *FIRST_COLUMNS,
    Column("channel"),
    Column("origin"),
    Column("investor_class"),
    Column("event"),
    Column("site"),
    Column("source"),
    Column("note"),
    Column("dropped_on", "date"),
    Column("drop_reason"),
    Column("stated"),
    Column("same_as"),
    Column("also"),
    Column("excluded"),
    Column("credit"),
    Column("milestones", "nested"),
)
MILESTONE_COLUMNS = (
    Column("stage"),
    Column("on", "date"),
    Column("days", "count"),
    Column("counted_on", "date"),
    Column("own_amount", "money"),
    Column("evidence"),
)


def facts(project: Project, names: Names, also: Sequence[Project] = ()) -> Table:
    """A table of one row: every field of the project, units and terms by name or code.

    ``also`` are the later reports that are counted with this one.
    """
    unit = names.plan.unit("district", project.district or "")
    row: Row = (
        *first_cells(project, names, None if unit is None else unit.tier),
        names.term("channel", project.channel),
        names.term("origin", project.origin),
        names.term("investor_class", project.investor_class),
        names.term("event", project.event),
        project.site,
        project.source,
        project.note,
        project.dropped_on,
        project.drop_reason,
        _stated(project),
        project.same_as,
        ", ".join(_report(other, names) for other in also) or None,
        project.excluded,
        names.credit(project.credit),
        milestones_cell(project),
    )
    return Table("project", FACT_COLUMNS, (row,))


def _stated(project: Project) -> str | None:
    """The amount as it was written, with the rate of foreign money."""
    stated = project.stated
    if stated is None:
        return None
    return stated.text if stated.rate is None else f"{stated.text} ({stated.rate})"


def _report(project: Project, names: Names) -> str:
    units = (names.unit(kind, getattr(project, kind)) for kind in UNIT_KINDS)
    return " ".join([project.id, *(unit for unit in units if unit)])


def milestones(project: Project) -> Table:
    """One row a milestone; ``days`` since the one before, ``counted_on`` where it differs."""
    rows: list[Row] = []
    previous: Milestone | None = None
    for m in project.milestones:
        days = _days(previous, m.on) if m.precision == "day" else None
        counted_on = None if m.counted_on == m.on else m.counted_on
        on = m.on if m.precision == "day" else written(m.on, m.precision)
        rows.append((m.stage.code, on, days, counted_on, m.amount, m.evidence))
        previous = m
    if project.dropped_on is not None:
        days = _days(previous, project.dropped_on)
        rows.append(("dropped", project.dropped_on, days, None, None, project.drop_reason))
    return Table("milestones", MILESTONE_COLUMNS, tuple(rows))


def _days(previous: Milestone | None, on: date) -> int | None:
    """The days since the milestone before, ``None`` where its day is not known."""
    known = previous is not None and previous.precision == "day"
    return (on - previous.on).days if previous is not None and known else None
