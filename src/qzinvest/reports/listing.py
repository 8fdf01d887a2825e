"""Lists: projects, events and shares as plain tables."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from qzinvest.model.credit import Part, credit_text, shown
from qzinvest.model.plan import Plan, Term
from qzinvest.model.precision import written
from qzinvest.model.project import Project
from qzinvest.model.table import Column, Row

FIRST_COLUMNS = (
    Column("id"),
    Column("code"),
    Column("name"),
    Column("investor"),
    Column("district"),
    Column("department"),
    Column("group"),
    Column("tier", "count"),
    Column("amount", "money"),
    Column("stage"),
    Column("signing"),
)
"""What lists and cards of projects begin with."""


class Names(NamedTuple):
    """How units and groups are shown: codes for machines, names for people."""

    lang: str | None
    plan: Plan

    def unit(self, kind: str, code: str | None) -> str | None:
        """A unit's short name in the language, its code for machines or if it is unknown."""
        unit = None if code is None else self.plan.unit(kind, code)
        return code if self.lang is None or unit is None else unit.short.get(self.lang)

    def term(self, vocabulary: str, code: str | None) -> str | None:
        """A term's name in the language, its code for machines or if it is unknown."""
        return self._named(self.plan.vocabularies.get(vocabulary, ()), code)

    def group(self, code: str | None) -> str | None:
        """A group's name in the language, its code for machines or if it is unknown."""
        return self._named(self.plan.groups, code)

    def indicator(self, code: str) -> str:
        """An indicator's name in the language, its code for machines."""
        lang = self.lang
        if lang is None:
            return code
        return next((i.names.get(lang) for i in self.plan.indicators if i.code == code), code)

    def credit(self, parts: Sequence[Part]) -> str | None:
        """How an assessment shares a project, ``None`` where its units get all of it."""
        if self.lang is None or not parts:
            return credit_text(parts) or None
        return ", ".join(f"{self.unit(kind, unit)} {shown(points)}" for kind, unit, points in parts)

    def _named(self, terms: Iterable[Term], code: str | None) -> str | None:
        lang = self.lang
        if lang is None:
            return code
        return next((term.names.get(lang) for term in terms if term.code == code), code)


def first_cells(project: Project, names: Names, tier: int | None) -> Row:
    """The cells under ``FIRST_COLUMNS``; ``tier`` is that of the project's district."""
    return (
        project.id,
        project.code,
        project.name,
        project.investor,
        names.unit("district", project.district),
        names.unit("department", project.department),
        names.group(project.group),
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
