"""The shares that a plan sets, by tier and unit, with their sums beside the city's targets."""

from collections.abc import Callable, Mapping, Sequence

from qzinvest.model.plan import UNIT_KINDS, Plan, Unit
from qzinvest.model.table import Note
from qzinvest.model.target_sheet import SheetRow, TargetSheet

Shares = Mapping[tuple[str, str, str], int]


def target_sheets(
    plan: Plan, shares: Shares, lang: str, say: Callable[..., str]
) -> tuple[TargetSheet, ...]:
    """One sheet for each kind of unit.

    Args:
        plan: the plan in force.
        shares: the shares that it set, by ``(kind, unit, indicator)``.
        lang: the language of names.
        say: gives the wording of rows that are no unit of the plan.
    """
    return tuple(_sheet(plan, kind, shares, lang, say) for kind in UNIT_KINDS)


def _sheet(
    plan: Plan, kind: str, shares: Shares, lang: str, say: Callable[..., str]
) -> TargetSheet:
    def added(units: Sequence[Unit]) -> tuple[int, ...]:
        return tuple(sum(shares[kind, u.code, i.code] for u in units) for i in plan.indicators)

    units = plan.units_of(kind)
    rows: list[SheetRow] = []
    for tier in sorted({unit.tier for unit in units}):
        members = [unit for unit in units if unit.tier == tier]
        rows.append(SheetRow("heading", say("row.tier", tier=tier)))
        rows += [SheetRow("line", unit.names.get(lang), added([unit])) for unit in members]
        rows.append(SheetRow("subtotal", say("progress.subtotal"), added(members)))
    total = added(units)
    targets = tuple(indicator.target for indicator in plan.indicators)
    rows += [SheetRow("sum", say("plan.sum"), total), SheetRow("target", say("plan.city"), targets)]
    return TargetSheet(kind, plan.indicators, tuple(rows), proofs(plan, kind, total, lang))


def proofs(plan: Plan, kind: str, sums: Sequence[int], lang: str) -> tuple[Note, ...]:
    """For each indicator: its units' shares add up to the city's target, or what they add up to."""
    return tuple(
        Note(
            "plan.proof" if total == indicator.target else "plan.gap",
            {
                "kind": kind,
                "indicator": indicator.names.get(lang),
                "measure": indicator.measure,
                "sum": total,
                "target": indicator.target,
            },
        )
        for indicator, total in zip(plan.indicators, sums, strict=True)
    )
