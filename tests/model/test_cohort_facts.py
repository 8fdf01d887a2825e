"""A cohort from single projects: examples by hand, a recount, and what always holds."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.model.cohort import (
    FUNNEL,
    LEGS,
    Cell,
    Ending,
    Facts,
    Pool,
    Ratio,
    Waits,
    cohort_of,
    pooled,
    together,
)
from qzinvest.model.cohort_facts import facts_of
from qzinvest.model.counting import by_holder
from qzinvest.model.money import YI
from qzinvest.model.passage import passage_of
from qzinvest.model.project import Project
from qzinvest.model.stage import Stage
from tests.ledger.samples import DAYS, JINJIANG, NANAN, project, projects, reached
from tests.ruled import ruled
from tools.counted import counts_of

PLAN = shipped_plan()
END = date(2022, 12, 31)
BY_DISTRICT = by_holder("district", assessed=False)
COURSE = (
    reached(Stage.SIGNED, "2022-03-01", amount=4 * YI),
    reached(Stage.REGISTERED, "2022-03-31"),
    reached(Stage.FUNDED, "2022-05-01", amount=YI),
    reached(Stage.STARTED, "2022-06-15"),
)
SHARED = (("district", NANAN, 2500), ("district", JINJIANG, 7500))


def found(as_of: date, *projects: Project, assessed: bool = False) -> Facts:
    """The facts of the plan's cohort by district."""
    shares = by_holder("district", assessed=assessed)
    passages = [passage_of(one._replace(org="QZ", number=n)) for n, one in enumerate(projects, 1)]
    return facts_of(passages, cohort_of(PLAN, as_of), shares, assessed=assessed)


def test_a_project_stands_under_every_stage_that_it_has_reached() -> None:
    cell = found(date(2022, 5, 31), project("A", *COURSE)).cells[JINJIANG]

    contracted = 4 * YI
    assert cell == Cell((1, 1, 1, 0, 0), (contracted, contracted, contracted, 0, 0), YI, 0, 0)
    assert cell.rates._asdict() == {
        "registration": Ratio(1, 1),
        "funding": Ratio(1, 1),
        "paid_in": Ratio(YI, contracted),
        "start": Ratio(0, 1),
        "production": Ratio(0, 1),
    }
    assert cell.rates.paid_in.value == Fraction(1, 4)
    assert Cell().rates.start.value is None


def test_days_run_from_recorded_stages_until_the_next_or_the_last_day_seen() -> None:
    one = project("A", *COURSE)
    given_up = project("B", COURSE[0])._replace(dropped_on=date(2022, 3, 11), drop_reason="no land")
    passed_over = project("C", COURSE[0], COURSE[3])

    facts = found(date(2022, 6, 30), one, given_up, passed_over)

    assert facts.waits[JINJIANG] == (
        Waits(
            {30: 1, 106: 1}, {}, {10: 1}
        ),  # C reached registration when it started, at the latest
        Waits({31: 1}, {}, {}),  # and nobody knows when C was registered
        Waits({45: 1}, {}, {}),
        Waits({}, {15: 2}, {}),
    )
    assert facts.endings[JINJIANG] == {"no land": Ending(1, 4 * YI)}
    assert facts.cells[JINJIANG].projects == (2, 2, 2, 2, 0)
    assert facts.cells[JINJIANG].dropped == 1


def test_the_pool_is_what_is_open_before_a_signing_that_counts() -> None:
    lead = project("A", reached(Stage.LEAD, "2021-05-01"))
    talks = project("B", reached(Stage.TALKS, "2022-02-01"), COURSE[0])
    intent = project("C", COURSE[0], signing="intent")
    dropped = lead._replace(dropped_on=date(2022, 1, 1), drop_reason="x")

    day_before = found(date(2022, 2, 28), lead, talks, intent, dropped)
    day = found(date(2022, 3, 1), lead, talks, intent, dropped)

    assert day_before.pools == {JINJIANG: Pool(1, 1, 0, 5 * YI, 5 * YI, 0)}
    assert day.pools == {JINJIANG: Pool(1, 0, 1, 5 * YI, 0, 4 * YI)}


def test_an_assessment_shares_projects_and_keeps_the_totals() -> None:
    one = ruled(project("A", *COURSE), credit=SHARED)

    facts = found(date(2022, 5, 31), one, assessed=True)

    assert facts.cells[NANAN].projects == (Fraction(1, 4),) * 3 + (0, 0)
    assert facts.cells[NANAN].amounts[:1] == (YI,)
    assert facts.cells[NANAN].paid_in == YI // 4
    assert together(facts.cells.values()) == found(date(2022, 5, 31), one).cells[JINJIANG]
    assert facts.waits[JINJIANG][0] == Waits({30: 7500}, {}, {})
    assert facts.grain == 10_000


def test_a_period_of_ones_own_and_what_the_plan_bars() -> None:
    passages = [passage_of(project("A", *COURSE)._replace(org="QZ", number=1, channel="expansion"))]
    rules = PLAN.rules

    def signed(plan: object, since: str, until: str) -> int:
        cohort = cohort_of(plan, END, date.fromisoformat(since), date.fromisoformat(until))  # type: ignore[arg-type]
        return sum(
            len(cell.projects) for cell in facts_of(passages, cohort, BY_DISTRICT).cells.values()
        )

    assert signed(PLAN, "2022-03-01", "2022-03-01")
    assert not signed(PLAN, "2022-03-02", "2022-12-31")
    assert not signed(PLAN, "2021-01-01", "2022-02-28")
    assert not signed(
        PLAN._replace(rules=rules._replace(expansions=False)), "2022-01-01", "2022-12-31"
    )
    assert not signed(
        PLAN._replace(rules=rules._replace(minimum=6 * YI)), "2022-01-01", "2022-12-31"
    )


def days_at(one: Project) -> list[date | None]:
    """From when a project counts at each stage of the funnel."""
    return [
        min((m.counted_on for m in one.milestones if m.stage >= stage), default=None)
        for stage in FUNNEL
    ]


def members(recorded: Iterable[Project], as_of: date) -> Iterator[tuple[Project, int, bool]]:
    """The cohort's projects with their contracted amounts, and whether they were dropped."""
    for one in recorded:
        signed = days_at(one)[0]
        if signed is None or not PLAN.start <= signed <= min(as_of, PLAN.end):
            continue
        if one.signing in PLAN.rules.signings:
            own = [m.amount for m in one.milestones if m.stage == Stage.SIGNED]
            stated = own[0] if own else None
            dropped = one.dropped_on is not None and one.dropped_on <= as_of
            yield one, one.amount if stated is None else stated, dropped


def recount(recorded: Iterable[Project], as_of: date) -> tuple[Cell, Counter[str]]:
    """The whole city's cohort and its drop-outs' reasons, as docs/rules.md says it."""
    reached_, amounts = [0] * len(FUNNEL), [0] * len(FUNNEL)
    paid, gone_amount = 0, 0
    reasons: Counter[str] = Counter()
    for one, contracted, dropped in members(recorded, as_of):
        if dropped:
            gone_amount += contracted
            reasons[one.drop_reason or ""] += 1
            continue
        for step, day in enumerate(days_at(one)):
            if day is not None and day <= as_of:
                reached_[step] += 1
                amounts[step] += contracted
                if FUNNEL[step] == Stage.FUNDED:
                    paid += sum(m.amount or 0 for m in one.milestones if m.stage == Stage.FUNDED)
    return Cell(tuple(reached_), tuple(amounts), paid, reasons.total(), gone_amount), reasons


def recount_days(recorded: Iterable[Project], as_of: date) -> list[list[Counter[int]]]:
    """Each leg's waits of the whole city: arrived, unfinished, dropped."""
    legs = [[Counter[int](), Counter[int](), Counter[int]()] for _ in LEGS]
    for one, _, dropped in members(recorded, as_of):
        last = one.dropped_on if dropped and one.dropped_on else as_of
        stages = {m.stage for m in one.milestones}
        for leg, (begin, end) in enumerate(pairwise(days_at(one))):
            if begin is None or begin > last or FUNNEL[leg] not in stages:
                continue
            if end is not None and end <= last:
                legs[leg][0][(end - begin).days] += 1
            else:
                legs[leg][2 if dropped else 1][(last - begin).days] += 1
    return legs


@given(st.lists(projects(), max_size=12), DAYS)
def test_a_recount_agrees(recorded: list[Project], as_of: date) -> None:
    facts = found(as_of, *recorded)
    cell, reasons = recount(recorded, as_of)

    assert together(facts.cells.values()) == cell
    told: Counter[str] = Counter()
    for endings in facts.endings.values():
        told.update({text: int(ending.projects) for text, ending in endings.items()})
    assert told == reasons
    for leg, expected in enumerate(recount_days(recorded, as_of)):
        for how, waits in enumerate(expected):
            assert (
                sum((Counter(legs[leg][how]) for legs in facts.waits.values()), Counter()) == waits
            )


@given(st.lists(projects(), max_size=12), DAYS, st.booleans())
def test_the_cohort_is_the_reports_figure(
    recorded: list[Project],
    as_of: date,
    assessed: bool,  # noqa: FBT001 - drawn
) -> None:
    recorded = [ruled(one, credit=SHARED) if n % 2 else one for n, one in enumerate(recorded)]
    passages = [passage_of(one._replace(org="QZ", number=n)) for n, one in enumerate(recorded, 1)]
    cells = found(as_of, *recorded, assessed=assessed).cells

    told = counts_of(passages, PLAN, "district", as_of, assessed=assessed)
    figures = {(c.unit or "", c.indicator): (c.gross - c.dropped, c.dropped) for c in told}
    for unit in {unit for unit, _ in figures} | cells.keys():
        cell = cells.get(unit, Cell())
        projects_, money = (
            figures.get((unit, code), (0, 0)) for code in ("signed_projects", "signed_investment")
        )
        assert (cell.projects[0], cell.dropped) == projects_
        assert (cell.amounts[0], cell.dropped_amount) == money


@given(st.lists(projects(), max_size=12), DAYS)
def test_stages_narrow_and_views_have_one_total(recorded: list[Project], as_of: date) -> None:
    passages = [passage_of(one._replace(org="QZ", number=n)) for n, one in enumerate(recorded, 1)]
    totals = set()
    for kind in ("district", "department", "group", "channel", "event"):
        facts = facts_of(passages, cohort_of(PLAN, as_of), by_holder(kind, assessed=False))
        for cell in facts.cells.values():
            assert list(cell.projects) == sorted(cell.projects, reverse=True)
            assert list(cell.amounts) == sorted(cell.amounts, reverse=True)
        totals.add((together(facts.cells.values()), pooled(facts.pools.values())))
    assert len(totals) == 1
