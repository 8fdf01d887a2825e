"""A project as the log keeps it."""

import json
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from qzinvest.model.project import Milestone, Project
from qzinvest.model.project_json import project_from_json, project_to_json
from qzinvest.model.stage import STAGES, Stage

SIGNED = Milestone(Stage.SIGNED, date(2022, 3, 1), date(2022, 3, 1))


def test_only_what_is_stated_is_kept() -> None:
    assert project_to_json(Project("QZ", 7, "Plant", 600, (SIGNED,), district="350582")) == {
        "name": "Plant",
        "amount": 600,
        "district": "350582",
        "milestones": {"signed": {"on": "2022-03-01"}},
    }


def test_details_of_a_milestone() -> None:
    detailed = SIGNED._replace(counted_on=date(2022, 4, 1), amount=5, evidence="contract")
    body = project_to_json(Project("QZ", 7, "Plant", 600, (detailed,)))
    assert body["milestones"] == {
        "signed": {
            "on": "2022-03-01",
            "counted_on": "2022-04-01",
            "amount": 5,
            "evidence": "contract",
        }
    }


texts = st.none() | st.text(min_size=1, max_size=8)
milestones = st.builds(
    lambda on, later, amount, evidence: (on, on + timedelta(days=later), amount, evidence),
    st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    st.integers(0, 90),
    st.none() | st.integers(1, 10**12),
    texts,
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
    event=texts,
    note=texts,
    dropped_on=st.none() | st.dates(),
    drop_reason=texts,
)


@given(projects)
def test_writing_and_reading_gives_the_same_project(project: Project) -> None:
    body = json.loads(json.dumps(project_to_json(project)))
    assert project_from_json(project.org, project.number, body) == project
