"""Plans and projects survive the way into an event's body and back."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.model.fact_json import (
    canonical,
    plan_from_json,
    plan_to_json,
    project_from_json,
    project_text,
    project_to_json,
)
from qzinvest.model.plan import (
    Assumption,
    DueRule,
    Letterhead,
    Light,
    Names,
    Plan,
    Rules,
    ScoreLine,
    Unit,
)
from qzinvest.model.project import BOUNDS, Former, Milestone, Project, Stated, with_payments
from qzinvest.model.stage import STAGES, Stage

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
    bulletin=Letterhead(to=Names("t", "t", "t"), number="month"),
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


def test_what_a_unit_takes_over_is_in_the_body_only_where_it_takes_any() -> None:
    taking = SMALL._replace(units=(SMALL.units[0]._replace(takes=("B", "C")),))
    text = json.dumps(plan_to_json(taking))
    assert '"takes": ["B", "C"]' in text
    assert plan_from_json(json.loads(text)) == taking
    assert "takes" not in json.dumps(plan_to_json(SMALL))


def test_plans_of_before_there_were_letterheads_are_read() -> None:
    body = plan_to_json(SMALL._replace(bulletin=None))
    assert "bulletin" not in body
    assert plan_from_json(body).bulletin is None
    assert plan_to_json(SMALL)["bulletin"] == {"to": ["t", "t", "t"], "number": "month"}


def test_plans_of_before_there_were_scorecards_are_read() -> None:
    body = plan_to_json(SMALL._replace(scorecard=(), lights=(), due=()))
    assert not {"scorecard", "lights", "due"} & body.keys()
    assert plan_from_json(body).due == ()
    assert plan_to_json(SMALL)["lights"] == [
        {"code": "red", "names": ["R", "R", "R"], "mark": "×", "ahead": None}
    ]


def test_what_is_no_plan_is_refused() -> None:
    for broken in ({}, plan_to_json(SMALL) | {"units": 7}, plan_to_json(SMALL) | {"due": [[]]}):
        with pytest.raises((LookupError, TypeError, AttributeError)):
            plan_from_json(broken)


SIGNED = Milestone(Stage.SIGNED, date(2022, 3, 1), date(2022, 3, 1))


def test_only_what_is_stated_is_kept() -> None:
    assert project_to_json(Project("QZ", 7, "Plant", 600, (SIGNED,), district="350582")) == {
        "name": "Plant",
        "amount": 600,
        "district": "350582",
        "milestones": {"signed": {"on": "2022-03-01"}},
    }


def test_details_of_a_milestone() -> None:
    detailed = SIGNED._replace(
        counted_on=date(2022, 4, 1), amount=5, evidence="contract", precision="month"
    )
    body = project_to_json(Project("QZ", 7, "Plant", 600, (detailed,)))
    assert body["milestones"] == {
        "signed": {
            "on": "2022-03-01",
            "counted_on": "2022-04-01",
            "amount": 5,
            "evidence": "contract",
            "precision": "month",
        }
    }


def test_how_an_amount_was_stated() -> None:
    project = Project("QZ", 7, "Plant", 600, (SIGNED,), stated=Stated("约6亿", "about"))
    body = project_to_json(project)
    assert body["stated"] == {"text": "约6亿", "bound": "about"}
    assert project_from_json("QZ", 7, json.loads(json.dumps(body))) == project


texts = st.none() | st.text(min_size=1, max_size=8)
milestones = st.builds(
    lambda on, later, *more: (on, on + timedelta(days=later), *more),
    st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    st.integers(0, 90),
    st.none() | st.integers(1, 10**12),
    texts,
    st.sampled_from(["day", "month"]),
)
projects = st.builds(
    lambda reached, **fields: Project(
        milestones=tuple(Milestone(stage, *reached[stage]) for stage in sorted(reached)), **fields
    ),
    reached=st.dictionaries(st.sampled_from(STAGES), milestones, min_size=1),
    org=st.just("QZ"),
    number=st.integers(1, 10**6),
    name=st.text(min_size=1),
    amount=st.integers(1, 10**12),
    code=texts,
    investor=texts,
    district=texts,
    department=texts,
    group=texts,
    signing=texts,
    channel=texts,
    origin=texts,
    investor_class=texts,
    event=texts,
    site=texts,
    source=texts,
    note=texts,
    dropped_on=st.none() | st.dates(),
    drop_reason=texts,
    stated=st.none() | st.builds(Stated, st.text(), st.sampled_from(BOUNDS), texts),
    formerly=st.lists(st.builds(Former, st.text(), st.dates(), texts)).map(tuple),
)


@given(projects)
def test_writing_and_reading_gives_the_same_project(project: Project) -> None:
    body = json.loads(json.dumps(project_to_json(project)))
    # What is stated as paid in is a payment, whatever wrote it.
    assert project_from_json(project.org, project.number, body) == with_payments(project)


@given(projects)
def test_the_text_is_that_of_the_body(project: Project) -> None:
    assert project_text(project) == canonical(project_to_json(project))


def test_a_text_has_sorted_keys_and_no_spaces() -> None:
    signed = SIGNED._replace(counted_on=date(2022, 4, 1))
    funded = Milestone(Stage.FUNDED, date(2022, 5, 1), date(2022, 5, 1), 6)
    project = Project("QZ", 7, '厂\n"', 600, (signed, funded), code="A")
    assert project_text(project) == (
        '{"amount":600,"code":"A","milestones":{"funded":{"amount":6,"on":"2022-05-01"},'
        '"signed":{"counted_on":"2022-04-01","on":"2022-03-01"}},"name":"厂\\n\\""}'
    )
