"""Every figure of the report is the recount of what its explanation lists."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.model.cohort import cohort_of
from qzinvest.model.cohort_facts import facts_of
from qzinvest.model.counting import by_holder, measure_of
from qzinvest.model.entry import Payment
from qzinvest.model.explanation import Explanation
from qzinvest.model.passage import Passage, passage_of
from qzinvest.model.plan import RATES, UNIT_KINDS, Plan, Rules, shares_of
from qzinvest.model.progress import Line, Progress
from qzinvest.model.project import Milestone, Project
from qzinvest.model.selection import ASPECTS, ASSESSMENT, Selection
from qzinvest.model.stage import Stage
from qzinvest.reports.explain import candidates, explain, explain_rate, holder_of
from qzinvest.reports.progress import progress
from qzinvest.reports.subjects import VIEWS, Question, count_kind, subjects_of
from tests.ledger.samples import DAYS, JINJIANG, NANAN, projects
from tests.ruled import ruled
from tools.counted import counts_of

PLAN = shipped_plan()
SHARES = {
    (kind, unit, i.code): share
    for kind in UNIT_KINDS
    for i in PLAN.indicators
    for unit, share in shares_of(PLAN, kind, i).items()
}
AUGUST = date(2022, 8, 17)
AS_OF_AUGUST = Question("district", AUGUST, indicator="signed_projects")
RULES = st.sampled_from(
    [PLAN.rules, PLAN.rules._replace(expansions=False), PLAN.rules._replace(minimum=10**9)]
)
QUESTIONS = st.tuples(
    st.sampled_from(VIEWS),
    st.sampled_from(ASPECTS),
    st.sampled_from([indicator.code for indicator in PLAN.indicators]),
)
UNCOUNTED = st.sampled_from([(None, None), (None, None), ("no", None), (None, "QZ-1")])
CREDITS = st.sampled_from(
    [
        (),
        (),
        (("district", JINJIANG, 5000), ("district", NANAN, 5000)),
        (("district", NANAN, 3333), ("district", "350502", 6667)),
        (("department", "COM", 10_000),),
    ]
)


@st.composite
def recorded(draw: st.DrawFn) -> list[Project]:
    """Projects of which some are shared, left out, or second reports."""
    found = []
    for number, project in enumerate(draw(st.lists(projects(), max_size=12)), 1):
        excluded, same_as = draw(
            st.sampled_from([(None, None)] * 3 + [("no", None), (None, "QZ-1")])
        )
        found.append(
            ruled(
                project._replace(org="QZ", number=number),
                credit=draw(CREDITS),
                excluded=excluded,
                same_as=same_as,
            )
        )
    return found


def explained(plan: Plan, recorded: list[Project], view: Question, unit: str) -> Explanation:
    passages, rest = split(recorded)
    counts = counts_of(
        passages,
        plan,
        count_kind(view.by),
        view.as_of,
        assessed=view.selection.view == ASSESSMENT,
    )
    projects = candidates(passages, rest)
    return explain(plan, SHARES, counts, projects, holder_of(plan, unit, view), view)


def split(recorded: list[Project]) -> tuple[list[Passage], list[Project]]:
    rest = [p for p in recorded if p.same_as is not None or p.excluded is not None]
    return [passage_of(p) for p in recorded if p not in rest], rest


def rows(report: Progress) -> Iterator[Line]:
    yield from (*report.lines, *report.subtotals, *report.totals)


@given(recorded(), DAYS, QUESTIONS, RULES)
def test_every_figure_is_the_recount_of_what_is_listed(
    recorded: list[Project], day: date, question: tuple[str, str, str], rules: Rules
) -> None:
    by, aspect, selection = question
    plan = PLAN._replace(rules=rules)
    passages, _ = split(recorded)
    kind, assessed = count_kind(by), aspect == ASSESSMENT
    counts = counts_of(passages, plan, kind, day, assessed=assessed)
    report = progress(plan, SHARES, counts, Question(by, day, selection=Selection((), aspect)))
    for line in rows(report):
        if line.indicator != selection:
            continue
        view = Question(by, day, None, line.indicator, None, Selection((), aspect))
        found = explained(plan, recorded, view, line.unit)
        items = found.counted.items
        assert sum(item.brings for item in items) == line.actual == found.actual
        assert found.line == line
        gone = sum(group.brings for group in found.left if group.verdict == "dropped")
        if line.unit == "total":
            assert line.actual + gone == report.gross[line.indicator]
            ids = [item.id for item in items]
            ids += [item.id for group in found.left for item in group.items]
            assert sorted(ids) == sorted(p.id for p in recorded)


@given(
    recorded(),
    DAYS,
    st.sampled_from(VIEWS),
    st.sampled_from(ASPECTS),
    st.sampled_from(list(enumerate(RATES))),
)
def test_every_rate_is_the_recount_of_what_is_listed(
    recorded: list[Project], day: date, by: str, aspect: str, selection: tuple[int, str]
) -> None:
    place, rate = selection
    passages, rest = split(recorded)
    assessed = aspect == ASSESSMENT
    cohort = cohort_of(PLAN, day)
    shares = by_holder(count_kind(by), assessed=assessed)
    cells = facts_of(passages, cohort, shares, assessed=assessed).cells
    view = Question(by, day, selection=Selection((), aspect))
    for subject in subjects_of(PLAN, by)[:-1]:
        mine = [cell.rates for key, cell in cells.items() if key in (subject.units or ())]
        found = explain_rate(
            PLAN,
            cohort,
            rate,
            candidates(passages, rest),
            holder_of(PLAN, subject.code, view),
            view,
        )
        assert found.actual == sum(rates[place].part for rates in mine)
        assert found.base == sum(rates[place].whole for rates in mine)
        assert found.actual == sum(item.brings for item in found.counted.items)
        assert found.base == sum(item.base or 0 for item in found.counted.items)


@given(recorded(), DAYS)
def test_obstacles_agree_with_the_verdict(recorded: list[Project], day: date) -> None:
    for project in recorded:
        passage = passage_of(project)
        for indicator in PLAN.indicators:
            measure = measure_of(PLAN, indicator, day)
            obstacles, verdict = measure.obstacles(passage), measure.verdict(passage)
            assert verdict in (obstacles or ("counted",))


def project(number: int, *days: str, **fields: Any) -> Project:  # noqa: ANN401 - any field
    """A contract of 20亿 in 晋江; its days from signing on."""
    stages = list(Stage)[2:]
    course = tuple(
        Milestone(stage, date.fromisoformat(day), date.fromisoformat(day))
        for stage, day in zip(stages, days, strict=False)
    )
    base = Project("QZ", number, f"P{number}", 2 * 10**9, course, signing="contract")
    return base._replace(district=JINJIANG)._replace(**fields)


SIGNED = "2022-03-15"
LEAD = (Milestone(Stage.LEAD, date(2022, 2, 1), date(2022, 2, 1)),)


@pytest.mark.parametrize(
    ("recorded", "verdict", "brings"),
    [
        (project(1, SIGNED), "counted", 1),
        (project(1, SIGNED, signing="intent"), "signing", 1),
        (ruled(project(1, SIGNED), excluded="a framework"), "excluded", 1),
        (ruled(project(1, SIGNED), same_as="QZ-9"), "linked", 1),
        (project(1, SIGNED, dropped_on=AUGUST, drop_reason="no land"), "dropped", 1),
        (project(1, "2022-08-18"), "later", 1),
        (project(1, "2021-12-31"), "before", 1),
        (project(1, milestones=LEAD), "unreached", 1),
        (project(1, milestones=LEAD, signing=None), "unreached", 1),
        # a second reason stands in the way
        (project(1, "2022-08-18", signing="intent"), "later", 0),
        (ruled(project(1, "2021-12-31"), excluded="a framework"), "excluded", 0),
        (ruled(project(1, SIGNED), same_as="QZ-9", excluded="a framework"), "linked", 0),
        (project(1, milestones=LEAD, signing=None, dropped_on=AUGUST), "dropped", 0),
        (project(1, milestones=LEAD, signing="intent"), "unreached", 0),
    ],
)
def test_reasons(recorded: Project, verdict: str, brings: int) -> None:
    found = explained(PLAN, [recorded], AS_OF_AUGUST, "total")
    groups = {"counted": found.counted.items} | {group.verdict: group.items for group in found.left}
    [item] = groups.pop(verdict)
    assert (item.verdict, item.brings) == (verdict, brings)
    assert not any(groups.values())
    assert item.remark == {"excluded": "a framework", "linked": "QZ-9"}.get(
        verdict, recorded.drop_reason if verdict == "dropped" else None
    )


def test_the_formula_has_its_numbers() -> None:
    recorded = [project(n, SIGNED) for n in range(1, 28)]
    view = Question("district", date(2022, 6, 30), indicator="signed_projects")
    found = explained(PLAN, recorded, view, JINJIANG)
    steps = {note.key: note.fields for note in found.steps}
    assert steps["explain.actual"] == {"actual": 27, "projects": 27}
    assert steps["explain.divided"] == {
        "target": 261,
        "left": 2000,
        "weight": 3,
        "weights": 23,
        "quota": Fraction(6000, 23),
        "piece": 1,
    }
    assert steps["explain.completion"]["ratio"] == Fraction(27, 261)
    assert steps["explain.pace"] == {
        "months": 5,
        "day": 30,
        "days": 30,
        "length": 12,
        "pace": Fraction(1, 2),
    }
    assert steps["explain.ahead"]["ahead_pp"] == (Fraction(27, 261) - Fraction(1, 2)) * 100
    assert steps["explain.rank"] == {"rank": 1, "tier": 1, "among": 3}
    assert [(line.unit, line.rank) for line in found.rivals] == [
        (JINJIANG, 1),
        (NANAN, 2),
        ("G351136", 2),
    ]


def test_rules_say_what_is_assumed() -> None:
    own = tuple(
        u._replace(shares={"signed_projects": 100}) if u.code == NANAN else u for u in PLAN.units
    )
    plan = PLAN._replace(units=own)
    found = explained(plan, [], AS_OF_AUGUST, NANAN)
    assert [(rule.path, rule.basis) for rule in found.rules] == [
        ("indicator.signed_projects.stage", "plan"),
        ("rules.signings", "assumed"),
        ("rules.minimum", "assumed"),
        ("rules.expansions", "plan"),
        ("start", "plan"),
        ("indicator.signed_projects.target", "plan"),
        ("weights.district", "assumed"),
        ("district.share", "office"),
    ]
    assert "explain.own_share" in [note.key for note in found.steps]
    other = explained(plan, [], AS_OF_AUGUST, JINJIANG)
    fields = next(note.fields for note in other.steps if note.key == "explain.divided_rest")
    assert (fields["left"], fields["own"], fields["weights"]) == (1900, 100, 20)


def test_rows_without_targets_have_none_in_the_formula() -> None:
    for by, unit in (("group", "IG05"), ("district", "unassigned")):
        found = explained(PLAN, [], Question(by, AUGUST, indicator="signed_projects"), unit)
        assert not {"explain.completion", "explain.rank"} & {note.key for note in found.steps}


def test_what_was_dropped_without_having_counted_is_told_apart() -> None:
    """Three dropped in the formula and four below it: one was dropped as a lead."""
    ended = [*(project(n, SIGNED) for n in (2, 3, 4)), project(5, milestones=LEAD)]
    recorded = [
        project(1, SIGNED),
        *(p._replace(dropped_on=date(2022, 5, 1), drop_reason="no land") for p in ended),
    ]
    found = explained(PLAN, recorded, AS_OF_AUGUST, JINJIANG)
    steps = {note.key: note.fields for note in found.steps}
    assert steps["explain.gross"] == {"gross": 4, "dropped": 3, "actual": 1}
    assert steps["explain.besides"] == {"projects": 4, "besides": 1}
    (group,) = found.left
    assert (group.verdict, group.projects, group.alone, group.brings) == ("dropped", 4, 3, 3)


def test_money_that_came_after_the_day_is_in_no_rate() -> None:
    """Of 20亿 contracted in March 4亿 had come by August; 16亿 more came in October."""
    months = ((4, 4 * 10**8), (10, 16 * 10**8))
    paid = tuple(Payment(date(2022, m, 1), date(2022, m, 1), yuan) for m, yuan in months)
    view = Question("district", AUGUST)
    (one,) = split([project(1, SIGNED, payments=paid)])[0]
    found = explain_rate(
        PLAN,
        cohort_of(PLAN, AUGUST),
        "paid_in",
        candidates([one]),
        holder_of(PLAN, "total", view),
        view,
    )
    assert (found.actual, found.base) == (4 * 10**8, 2 * 10**9)
