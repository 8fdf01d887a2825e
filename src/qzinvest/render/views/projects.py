"""The recorded projects, as a list."""

from collections.abc import Iterable, Mapping

from qzinvest.locale import Wording
from qzinvest.model.document import Data, Document
from qzinvest.model.plan import Plan
from qzinvest.model.precision import written
from qzinvest.model.project import Project
from qzinvest.render.names import Names
from qzinvest.render.views import listing
from qzinvest.render.views.listing import Field, Row

FIRST = (
    Field("id", whole=True),
    Field("code", spare=3, whole=True),
    Field("name"),
    Field("investor", spare=6),
    Field("district"),
    Field("department", spare=4),
    Field("group", spare=5),
    Field("tier", "count", spare=1),
    Field("amount", "money"),
    Field("stage"),
    Field("signing", spare=2),
)
"""What lists and cards of projects begin with."""
_FIELDS = (
    *FIRST,
    Field("milestones", "nested"),
    Field("dropped_on", "date"),
    Field("same_as"),
    Field("excluded"),
)


def document(projects: Iterable[Project], total: int, plan: Plan, w: Wording) -> Document:
    """One row a project, and a note where ``total`` says that there are more."""
    found = listing.table("list", _FIELDS, _rows(projects, plan), w, names=Names(plan, w))
    return listing.document(found, notes=more(len(found.rows), total, w))


def data(projects: Iterable[Project], plan: Plan, *, labels: bool) -> Data:
    """One row a project, with units and groups by code."""
    return listing.data(_FIELDS, _rows(projects, plan), labels=labels)


def more(shown: int, total: int, w: Wording) -> list[str]:
    """The note that a list is only a part of what there is."""
    return [w("list.more", shown=f"{shown:,}", total=f"{total:,}")] if shown < total else []


def first_cells(project: Project, tier: int | None) -> Row:
    """The cells under ``FIRST``; ``tier`` is that of the project's district."""
    return (
        project.id,
        project.code,
        project.name,
        project.investor,
        project.district,
        project.department,
        project.group,
        tier,
        project.amount,
        project.stage.code,
        project.signing,
    )


def milestones_cell(project: Project) -> Mapping[str, object]:
    """``{stage: {on, counted_on, amount}}`` of the recorded milestones, in stage order.

    ``on`` says no more than is known: ``2022-03`` where no day is. ``amount`` is the milestone's
    own figure, ``None`` where the project's amount holds.
    """
    return {
        m.stage.code: {
            "on": written(m.on, m.precision),
            "counted_on": m.counted_on.isoformat(),
            "amount": m.amount,
        }
        for m in project.milestones
    }


def _rows(projects: Iterable[Project], plan: Plan) -> Iterable[Row]:
    tiers = {unit.code: unit.tier for unit in plan.units_of("district")}
    for project in projects:
        yield (
            *first_cells(project, tiers.get(project.district or "")),
            milestones_cell(project),
            project.dropped_on,
            project.same_as,
            project.excluded,
        )
