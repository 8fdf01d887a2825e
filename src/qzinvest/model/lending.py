"""What a later report lends the first one: the unit that the first leaves open."""

from typing import cast

from qzinvest.model.course import settled
from qzinvest.model.project import Project, ProjectFields


def returned(first: Project, linked: Project) -> Project:
    """``first`` without what it took over from ``linked``, unless it was set anew since."""
    fields = {k: None for k in linked.lent if getattr(first, k) == getattr(linked, k)}
    return settled(first._replace(**cast("ProjectFields", fields)))


def lent_again(first: Project, linked: Project) -> Project:
    """``first`` with what it takes over from ``linked``, where it has nothing of its own."""
    fields = {k: getattr(linked, k) for k in linked.lent if getattr(first, k) is None}
    return settled(first._replace(**cast("ProjectFields", fields)))
