"""When two reports without a common code are one project."""

from qzinvest.model.likeness import investors
from qzinvest.model.normal import investor_key, name_key
from qzinvest.model.project import Project


def same(one: Project, other: Project) -> bool:
    """Whether two reports say the same project: same name, and nothing speaks against it.

    Codes, districts and investors must not contradict each other; of district and investor one must
    agree, or both reports say as little. Anything less certain is a look-alike, which people judge.
    """
    if name_key(one.name) != name_key(other.name) or _differ(one.code, other.code):
        return False
    if _differ(one.district, other.district):
        return False
    keys, others = _keys(one), _keys(other)
    if keys and others and keys.isdisjoint(others):
        return False
    same_district = one.district == other.district
    same_investor = not keys.isdisjoint(others) or keys == others
    if one.district is not None and same_district:
        return True
    return same_investor and (same_district or bool(keys))


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def _keys(project: Project) -> set[str]:
    return {key for key in map(investor_key, investors(project.investor)) if key}
