"""One project in full."""

from collections.abc import Mapping
from datetime import date

from qzinvest.model.plan import Plan
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import Stage
from qzinvest.reports.card import facts, milestones
from qzinvest.reports.listing import Names

PROJECT = Project(
    "QZ",
    7,
    "Plant",
    600,
    (
        Milestone(Stage.SIGNED, date(2022, 3, 1), date(2022, 3, 1)),
        Milestone(Stage.FUNDED, date(2022, 3, 31), date(2022, 4, 1), 200, "bank slip"),
    ),
    district="e",
    channel="fair",
    dropped_on=date(2022, 5, 1),
    drop_reason="no land",
)


def test_facts_name_units_and_terms(plan: Plan) -> None:
    table = facts(PROJECT, Names("en", plan))
    row = dict(zip([column.key for column in table.columns], table.rows[0], strict=True))
    assert (row["district"], row["tier"], row["channel"]) == ("e", 2, "Fair")
    assert (row["stage"], row["amount"], row["drop_reason"]) == ("funded", 600, "no land")
    assert isinstance(row["milestones"], Mapping)
    assert list(row["milestones"]) == ["signed", "funded"]


def test_milestones_have_the_days_between() -> None:
    assert milestones(PROJECT).rows == (
        ("signed", date(2022, 3, 1), None, None, None, None),
        ("funded", date(2022, 3, 31), 30, date(2022, 4, 1), 200, "bank slip"),
        ("dropped", date(2022, 5, 1), 31, None, None, "no land"),
    )


def test_a_project_that_goes_on_has_no_end() -> None:
    rows = milestones(PROJECT._replace(dropped_on=None, drop_reason=None)).rows
    assert [row[0] for row in rows] == ["signed", "funded"]


def test_credit_and_exclusion_are_facts(plan: Plan) -> None:
    credit = (("district", "e", 3333), ("district", "a", 6667), ("department", "x", 10_000))
    project = PROJECT._replace(excluded="a framework", credit=credit)
    columns = facts(project, Names("en", plan)).columns
    people, machines = (
        dict(zip([c.key for c in columns], facts(project, Names(lang, plan)).rows[0], strict=True))
        for lang in ("en", None)
    )
    assert people["excluded"] == "a framework"
    assert people["credit"] == "e 33.33%, a 66.67%, x 100%"
    assert machines["credit"] == "district:e=3333;district:a=6667;department:x=10000"
