"""Which recorded projects a new one may be a second report of."""

from collections.abc import Iterable

from qzinvest.model.normal import investor_key, name_key, similarity
from qzinvest.model.project import Project

SIMILAR = 600
"""Per mille of shared character pairs from which two names of one investor's projects are alike."""


def likely_duplicates(project: Project, others: Iterable[Project]) -> list[Project]:
    """Those of ``others`` that carry the same name, or a similar one and the same investor.

    The district plays no part: the same project reported by two districts is the usual case.
    """
    return [other for other in others if _alike(project, other)]


def akin(one: Project, other: Project) -> bool:
    """Whether two reports can be of one project: they share the name or the investor."""
    investor = investor_key(one.investor)
    same_investor = investor is not None and investor == investor_key(other.investor)
    return same_investor or name_key(one.name) == name_key(other.name)


def _alike(one: Project, other: Project) -> bool:
    if name_key(one.name) == name_key(other.name):
        return True
    investor = investor_key(one.investor)
    same_investor = investor is not None and investor == investor_key(other.investor)
    return same_investor and similarity(one.name, other.name) >= SIMILAR
