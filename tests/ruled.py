"""Projects about which something was decided, as if always so."""

from collections.abc import Iterable

from qzinvest.model.credit import Part
from qzinvest.model.project import Project


def ruled(
    project: Project,
    *,
    excluded: str | None = None,
    same_as: str | None = None,
    credit: Iterable[Part] = (),
) -> Project:
    """The project with these decisions besides those that it has."""
    rulings = project.rulings
    for kind, value in (("excluded", excluded), ("same_as", same_as)):
        rulings = rulings.decided(kind, value) if value is not None else rulings
    return project._replace(rulings=rulings.credited(credit) if credit else rulings)
