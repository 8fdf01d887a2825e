"""One project in full: its fields and its milestones with the days between."""

from qzinvest.model.project import Project
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


def facts(project: Project, names: Names) -> Table:
    """A table of one row: every field of the project, units and terms by name or code."""
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
        milestones_cell(project),
    )
    return Table("project", FACT_COLUMNS, (row,))


def milestones(project: Project) -> Table:
    """One row a milestone; ``days`` since the one before, ``counted_on`` where it differs."""
    rows: list[Row] = []
    previous = project.milestones[0].on
    for m in project.milestones:
        days = (m.on - previous).days if rows else None
        counted_on = None if m.counted_on == m.on else m.counted_on
        rows.append((m.stage.code, m.on, days, counted_on, m.amount, m.evidence))
        previous = m.on
    if project.dropped_on is not None:
        days = (project.dropped_on - project.milestones[-1].on).days
        rows.append(("dropped", project.dropped_on, days, None, None, project.drop_reason))
    return Table("milestones", MILESTONE_COLUMNS, tuple(rows))
