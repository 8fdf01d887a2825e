"""A plan's shares as one sheet a kind of unit, with the sums that prove them."""

from datetime import date
from typing import NamedTuple

from qzinvest.model.plan import Plan, Unit


class TierShares(NamedTuple):
    """The shares of a tier's units, each in the order of the plan's indicators, and their sums."""

    tier: int
    units: tuple[tuple[Unit, tuple[int, ...]], ...]
    shares: tuple[int, ...]


class TargetSheet(NamedTuple):
    """The shares of all units of one kind, in projects or yuan: in plan order inside their tiers.

    ``shares`` are what all of them add up to.
    """

    kind: str
    tiers: tuple[TierShares, ...]
    shares: tuple[int, ...]


class PlanInForce(NamedTuple):
    """A plan, the day from which it is in force, its sheets, and every adoption of the ledger.

    ``history`` are pairs of a plan's code and the date from which it was adopted.
    """

    plan: Plan
    effective: date
    sheets: tuple[TargetSheet, ...]
    history: tuple[tuple[str, str], ...]
