"""When two reports without a common code are one project."""

from typing import NamedTuple

from qzinvest.model.likeness import investors
from qzinvest.model.normal import investor_key, name_key
from qzinvest.model.project import Project


class Identity(NamedTuple):
    """What makes a report this project's; keys as ``model.normal`` makes them."""

    name_key: str
    code: str | None
    district: str | None
    investors: frozenset[str]


def identity_of(project: Project) -> Identity:
    """What makes ``project`` itself."""
    keys = frozenset(key for key in map(investor_key, investors(project.investor)) if key)
    return Identity(name_key(project.name), project.code, project.district, keys)


def same(one: Identity, other: Identity) -> bool:
    """Whether two reports say the same project: same name, and nothing speaks against it.

    Codes, districts and investors must not contradict each other; of district and investor one must
    agree, or both reports say as little. Anything less certain is a look-alike, which people judge.
    """
    if one.name_key != other.name_key or _differ(one.code, other.code):
        return False
    if _differ(one.district, other.district):
        return False
    keys, others = one.investors, other.investors
    if keys and others and keys.isdisjoint(others):
        return False
    same_district = one.district == other.district
    same_investor = not keys.isdisjoint(others) or keys == others
    if one.district is not None and same_district:
        return True
    return same_investor and (same_district or bool(keys))


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other
