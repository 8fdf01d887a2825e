"""Exact division of a target into shares.

Method: largest remainder (Hamilton). Every unit first gets the whole part of its exact quota; the
rest goes, one grain each, to the largest remainders, ties to the unit that stands first. The shares
therefore always sum to the target, to the last grain.
"""

from collections.abc import Sequence

from qzinvest.model.money import PIECE
from qzinvest.model.plan import Indicator, Plan


def allocate(total: int, weights: Sequence[int], grain: int = 1) -> list[int]:
    """Divide ``total`` by ``weights`` in whole ``grain``.

    What is left of ``total`` below one grain goes to the first unit that has the largest weight, so
    that the sum is exact even for a total that is no multiple of the grain.

    Args:
        total: what is divided, projects or yuan, at least 0.
        weights: one whole number >= 0 for each unit, at least one of them above 0.
        grain: the smallest piece, 1 for projects and ``money.PIECE`` for money.

    Returns:
        one share for each weight, in the same order, with ``sum(shares) == total``.
    """
    whole = sum(weights)
    grains, rest = divmod(total, grain)
    quotas = [divmod(grains * weight, whole) for weight in weights]
    shares = [quota for quota, _ in quotas]
    order = sorted(range(len(weights)), key=lambda i: (-quotas[i][1], i))
    for i in order[: grains - sum(shares)]:
        shares[i] += 1
    money = [share * grain for share in shares]
    if rest:
        money[max(range(len(weights)), key=lambda i: (weights[i], -i))] += rest
    return money


def shares_of(plan: Plan, kind: str, indicator: Indicator) -> dict[str, int]:
    """The share of every unit of ``kind`` in ``indicator``'s target, by unit code.

    A share that the plan sets itself stands to the yuan; the remaining target is divided among the
    other units by their tier's weight.
    """
    units = plan.units_of(kind)
    fixed = {u.code: u.shares[indicator.code] for u in units if indicator.code in u.shares}
    open_units = [unit for unit in units if unit.code not in fixed]
    left = indicator.target - sum(fixed.values())
    grain = PIECE if indicator.measure == "sum" else 1
    weights = [plan.weights[kind][unit.tier] for unit in open_units]
    divided = allocate(left, weights, grain) if open_units else []
    derived = {unit.code: share for unit, share in zip(open_units, divided, strict=True)}
    return {unit.code: fixed.get(unit.code, derived.get(unit.code, 0)) for unit in units}
