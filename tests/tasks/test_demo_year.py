"""The fictional year holds what it promises, and is the same everywhere."""

from collections import Counter
from datetime import date
from hashlib import sha256
from itertools import islice
from json import dumps

import pytest

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.model.course import check_course
from qzinvest.model.fact_json import project_to_json
from qzinvest.model.money import WAN, YI
from qzinvest.model.plan import UNIT_KINDS, VOCABULARIES, Plan
from qzinvest.model.project import Project
from qzinvest.model.stage import SIGNINGS, Stage
from qzinvest.tasks.demo_year import fictional_projects

DIGEST = "ff4d82cfff2bdddad7639e503885ce0ddb2f35f3de3d72246a480e69011c29d1"
"""Of the demo in the shipped plan: changes with the generator and with the plan's own lists."""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return shipped_plan()


@pytest.fixture(scope="module")
def projects(plan: Plan) -> list[Project]:
    return list(fictional_projects(plan))


def counted(projects: list[Project], stage: Stage) -> list[Project]:
    """Those that reached ``stage`` by a contract or an agreement, dropped or not."""
    return [p for p in projects if p.stage >= stage and p.signing in {"contract", "agreement"}]


def days(project: Project) -> list[date]:
    dropped = [project.dropped_on] if project.dropped_on else []
    return [day for m in project.milestones for day in (m.on, m.counted_on)] + dropped


def test_the_year_is_about_the_campaigns_size(projects: list[Project]) -> None:
    signed = counted(projects, Stage.SIGNED)
    large = [p for p in counted(projects, Stage.REGISTERED) if p.amount >= 20 * YI]

    assert 1900 <= len(signed) <= 2100
    assert 9000 * YI <= sum(p.amount for p in signed) <= 11000 * YI
    assert 85 <= len(large) <= 115


def test_every_project_keeps_the_rules(projects: list[Project]) -> None:
    for project in projects:
        check_course(project)
        assert 1000 * WAN <= project.amount <= 300 * YI
        assert (project.org, project.number) == ("", 0)
        assert (project.signing is None) == (project.stage < Stage.SIGNED)
        assert (project.dropped_on is None) == (project.drop_reason is None)


def test_everything_is_labelled_fictional(projects: list[Project]) -> None:
    assert all(p.name.startswith("（虚构）") for p in projects)
    assert all(p.investor is None or p.investor.startswith("虚构·") for p in projects)
    assert {p.source for p in projects} == {"fictional demo, seed 2022"}
    assert [p.code for p in projects[:2]] == ["FIC-0001", "FIC-0002"]
    assert len({p.code for p in projects}) == len(projects)


def test_no_date_lies_outside_the_plans_year(plan: Plan, projects: list[Project]) -> None:
    assert all(plan.start <= day <= plan.end for p in projects for day in days(p))


def test_every_word_of_the_plan_is_used(plan: Plan, projects: list[Project]) -> None:
    def used(field: str) -> set[str]:
        return {getattr(project, field) for project in projects} - {None}

    for vocabulary in VOCABULARIES:
        assert used(vocabulary) == {term.code for term in plan.vocabularies[vocabulary]}
    for kind in UNIT_KINDS:
        assert used(kind) == {unit.code for unit in plan.units_of(kind)}
    assert used("group") == {group.code for group in plan.groups}
    assert used("signing") == set(SIGNINGS)
    assert {project.stage for project in projects} == set(Stage)


def test_the_mix_is_plausible(projects: list[Project]) -> None:
    total = len(projects)
    milestones = [m for p in projects for m in p.milestones]
    paid = [m for m in milestones if m.stage == Stage.FUNDED]

    assert 0.55 < sum(p.department is not None for p in projects) / total < 0.65
    assert 0.03 < sum(p.dropped_on is not None for p in projects) / total < 0.045
    assert 0.08 < sum(p.channel == "expansion" for p in projects) / total < 0.16
    assert 0.01 < sum(m.counted_on > m.on for m in milestones) / len(milestones) < 0.05
    assert any(m.evidence for m in milestones)
    assert paid
    assert all(m.amount and m.amount % WAN == 0 for m in paid)


def test_signings_follow_the_seasons(projects: list[Project]) -> None:
    signings = [m for p in projects for m in p.milestones if m.stage == Stage.SIGNED]
    months = Counter(m.on.month for m in signings)

    assert max(months, key=months.__getitem__) == 9
    assert min(months, key=months.__getitem__) == 2
    for month in (3, 6, 9, 12):
        assert months[month] > 1.5 * months[month - 1]


def test_the_first_tier_signs_more_and_units_differ(plan: Plan, projects: list[Project]) -> None:
    signed = Counter(p.district for p in counted(projects, Stage.SIGNED))
    per_unit = {
        tier: [signed[unit.code] for unit in plan.units_of("district") if unit.tier == tier]
        for tier in (1, 2, 3)
    }
    averages = [sum(counts) / len(counts) for counts in per_unit.values()]

    assert averages == sorted(averages, reverse=True)
    assert max(per_unit[3]) > 1.2 * min(per_unit[3])


def test_a_seed_gives_the_same_year_for_ever(projects: list[Project]) -> None:
    digest = sha256()
    for project in projects:
        digest.update(dumps(project_to_json(project), sort_keys=True).encode())

    assert digest.hexdigest() == DIGEST


def test_another_seed_gives_another_year(plan: Plan, projects: list[Project]) -> None:
    assert list(islice(fictional_projects(plan, seed=1), 20)) != projects[:20]


def test_years_are_filled_evenly_and_end_with_the_plans(plan: Plan) -> None:
    many = list(fictional_projects(plan, years=5, total=10_003))
    for project in many:
        check_course(project)
    all_days = [day for project in many for day in days(project)]
    signed = Counter(m.on.year for p in many for m in p.milestones if m.stage == Stage.SIGNED)

    assert len(many) == 10_003
    assert sorted(signed) == [2018, 2019, 2020, 2021, 2022]
    assert max(signed.values()) < 1.1 * min(signed.values())
    assert date(2018, 1, 1) <= min(all_days)
    assert max(all_days) <= plan.end


def test_an_investor_has_a_few_projects_however_many_there_are(plan: Plan) -> None:
    groups = Counter(p.investor for p in fictional_projects(plan, years=5, total=20_000))
    del groups[None]

    assert max(groups.values()) <= 10
    assert len(groups) > 10_000


def test_some_projects_are_shared_between_finder_and_host(projects: list[Project]) -> None:
    shared = [project for project in projects if project.credit]
    assert 40 <= len(shared) <= 60
    for project in shared:
        (_, host, half), (_, finder, other) = project.credit
        assert (host, half, other) == (project.district, 5000, 5000)
        assert finder != host


def test_drops_are_spread_over_the_year(plan: Plan, projects: list[Project]) -> None:
    dropped = Counter(p.dropped_on for p in projects if p.dropped_on)

    assert 80 <= sum(dropped.values()) <= 110
    assert max(dropped.values()) <= 5
    assert dropped[plan.end] <= 2
