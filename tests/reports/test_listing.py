"""Lists of projects and of targets as plain tables."""

from datetime import date

import pytest

from qzinvest.model.plan import Plan
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import Stage
from qzinvest.reports.listing import Names, project_list, targets

SIGNED = Milestone(Stage.SIGNED, date(2022, 3, 1), date(2022, 4, 1), 500)
PROJECT = Project(
    "QZ", 7, "Plant", 600, (SIGNED,), code="EXT-1", district="e", group="g", signing="contract"
)


def row_of(project: Project, names: Names) -> dict[str, object]:
    table = project_list([project], names, 1)
    return dict(zip([column.key for column in table.columns], table.rows[0], strict=True))


def test_machines_get_codes(plan: Plan) -> None:
    assert row_of(PROJECT, Names(None, plan)) == {
        "id": "QZ-7",
        "code": "EXT-1",
        "name": "Plant",
        "investor": None,
        "district": "e",
        "department": None,
        "group": "g",
        "tier": 2,
        "amount": 600,
        "stage": "signed",
        "signing": "contract",
        "milestones": {"signed": {"on": "2022-03-01", "counted_on": "2022-04-01", "amount": 500}},
        "dropped_on": None,
        "same_as": None,
        "excluded": None,
    }


def test_people_get_names(plan: Plan) -> None:
    row = row_of(PROJECT, Names("zh_Hans", plan))
    assert (row["district"], row["group"]) == ("e简", "Group G简")


def test_codes_that_the_plan_does_not_know_stay(plan: Plan) -> None:
    row = row_of(PROJECT._replace(district="old", group="gone"), Names("en", plan))
    assert (row["district"], row["group"], row["tier"]) == ("old", "gone", None)


@pytest.mark.parametrize(("total", "notes"), [(1, []), (9, [{"shown": 1, "total": 9}])])
def test_a_note_says_that_there_are_more(
    plan: Plan, total: int, notes: list[dict[str, object]]
) -> None:
    table = project_list([PROJECT], Names(None, plan), total)
    assert [note.fields for note in table.notes] == notes


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
