"""Lists of projects and of targets as plain tables."""

from qzinvest.model.plan import Plan
from qzinvest.reports.listing import targets


def test_targets_add_up(plan: Plan, shares: dict[tuple[str, str, str], int]) -> None:
    table = targets(plan, shares, "en")
    assert len(table.rows) == 14
    assert table.rows[0] == ("district", "a", "A", 1, "deals", "count", 40)
    assert {note.key for note in table.notes} == {"plan.proof"}


def test_targets_that_do_not_add_up_are_told(
    plan: Plan, shares: dict[tuple[str, str, str], int]
) -> None:
    table = targets(plan, shares | {("district", "a", "deals"): 39}, "en")
    gap = table.notes[0]
    assert gap.key == "plan.gap"
    assert (gap.fields["sum"], gap.fields["target"]) == (99, 100)
