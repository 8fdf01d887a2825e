"""A plan survives the way into an event's body and back."""

import json
from datetime import date

import pytest

from qzinvest.intake.shipped import shipped_plan
from qzinvest.model.plan import (
    Assumption,
    DueRule,
    Light,
    Names,
    Plan,
    Rules,
    ScoreLine,
    Unit,
)
from qzinvest.model.plan_json import plan_from_json, plan_to_json
from qzinvest.model.stage import Stage

SHIPPED = shipped_plan()
SMALL = Plan(
    code="p",
    titles=Names("t", "t", "t"),
    issuer="QZ",
    start=date(2024, 2, 1),
    end=date(2024, 2, 29),
    source=Names("s", "s", "s"),
    indicators=(),
    units=(Unit("district", "A", 2, Names("a", "b", "c"), Names("d", "e", "f"), shares={"x": 7}),),
    groups=(),
    areas=(),
    vocabularies={},
    rules=Rules(("intent",), 5, expansions=False, expansion_channel=""),
    weights={"district": {2: 9}},
    assumptions=(Assumption("rules.minimum", Names("n", "n", "n")),),
    remarks=(Names("r", "r", "r"),),
    scorecard=(
        ScoreLine(
            code="l",
            names=Names("l", "l", "l"),
            kind="weighted",
            source="rate",
            of="start",
            form="proportion",
            points=1250,
            goal=9000,
            floor=0,
            cap=1500,
            unit=1,
        ),
    ),
    lights=(Light("red", Names("R", "R", "R"), "×", None),),
    due=(DueRule("d", Names("d", "d", "d"), Stage.SIGNED, Stage.REGISTERED, 30, 60, 0),),
)


@pytest.mark.parametrize("plan", [SHIPPED, SMALL], ids=["shipped", "small"])
def test_round_trip_through_text_is_exact(plan: Plan) -> None:
    text = json.dumps(plan_to_json(plan))
    assert plan_from_json(json.loads(text)) == plan


def test_body_is_plain_json_with_iso_dates_and_stage_codes() -> None:
    body = plan_to_json(SMALL)
    assert (body["start"], body["end"]) == ("2024-02-01", "2024-02-29")
    assert body["weights"] == {"district": {"2": 9}}
    assert body["rules"] == {
        "signings": ["intent"],
        "minimum": 5,
        "expansions": False,
        "expansion_channel": "",
    }


def test_every_field_of_a_plan_is_in_its_body() -> None:
    assert tuple(plan_to_json(SMALL)) == Plan._fields


def test_reading_shares_nothing_with_the_body() -> None:
    body = plan_to_json(SMALL)
    plan_from_json(body).units[0].shares["x"] = 8
    assert plan_from_json(body).units[0].shares == {"x": 7}
