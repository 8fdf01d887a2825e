"""The shares that a plan sets, by tier and unit, with their sums."""

from collections.abc import Sequence

from qzinvest.model.plan import UNIT_KINDS, Plan, Shares, TargetSheet, TierShares, Unit


def target_sheets(plan: Plan, shares: Shares) -> tuple[TargetSheet, ...]:
    """One sheet for each kind of unit.

    Args:
        plan: the plan in force.
        shares: the shares that it set, by ``(kind, unit, indicator)``.
    """
    return tuple(_sheet(plan, kind, shares) for kind in UNIT_KINDS)


def _sheet(plan: Plan, kind: str, shares: Shares) -> TargetSheet:
    def added(units: Sequence[Unit]) -> tuple[int, ...]:
        return tuple(sum(shares[kind, u.code, i.code] for u in units) for i in plan.indicators)

    units = plan.units_of(kind)
    tiers = []
    for tier in sorted({unit.tier for unit in units}):
        members = [unit for unit in units if unit.tier == tier]
        each = tuple((unit, added([unit])) for unit in members)
        tiers.append(TierShares(tier, each, added(members)))
    return TargetSheet(kind, tuple(tiers), added(units))
