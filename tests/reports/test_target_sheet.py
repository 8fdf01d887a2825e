"""The shares of a plan by tier and unit."""

from qzinvest.model.plan import Plan, target_sheets


def test_sheet_of_districts(plan: Plan, shares: dict[tuple[str, str, str], int]) -> None:
    districts, departments = target_sheets(plan, shares)
    first, second = districts.tiers
    assert [(unit.names.en, share) for unit, share in first.units] == [
        ("A", (40, 400)),
        ("B", (20, 200)),
        ("C", (20, 200)),
        ("D", (0, 0)),
    ]
    assert (first.tier, first.shares) == (1, (80, 800))
    assert [(unit.names.en, share) for unit, share in second.units] == [("E", (20, 200))]
    assert (second.tier, second.shares) == (2, (20, 200))
    assert (districts.kind, districts.shares) == ("district", (100, 1000))
    assert departments.kind == "department"
