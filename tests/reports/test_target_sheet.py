"""The shares of a plan by tier and unit."""

from qzinvest.model.plan import Plan
from qzinvest.reports.target_sheet import target_sheets


def say(key: str, **fields: object) -> str:
    return " ".join([key, *(str(value) for value in fields.values())])


def test_sheet_of_districts(plan: Plan, shares: dict[tuple[str, str, str], int]) -> None:
    districts, departments = target_sheets(plan, shares, "en", say)
    assert [tuple(row) for row in districts.rows] == [
        ("heading", "row.tier 1", ()),
        ("line", "A", (40, 400)),
        ("line", "B", (20, 200)),
        ("line", "C", (20, 200)),
        ("line", "D", (0, 0)),
        ("subtotal", "progress.subtotal", (80, 800)),
        ("heading", "row.tier 2", ()),
        ("line", "E", (20, 200)),
        ("subtotal", "progress.subtotal", (20, 200)),
        ("sum", "plan.sum", (100, 1000)),
        ("target", "plan.city", (100, 1000)),
    ]
    assert [note.key for note in districts.proofs] == ["plan.proof", "plan.proof"]
    assert departments.kind == "department"


def test_sums_that_miss_the_target_are_no_proof(
    plan: Plan, shares: dict[tuple[str, str, str], int]
) -> None:
    districts, _ = target_sheets(plan, shares | {("district", "e", "money"): 0}, "en", say)
    assert [note.key for note in districts.proofs] == ["plan.proof", "plan.gap"]
    assert districts.rows[-2].shares == (100, 800)
