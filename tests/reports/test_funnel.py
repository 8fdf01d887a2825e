"""The funnel from facts: lines, totals, days and reasons."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.model.cohort import (
    LEGS,
    Cell,
    Ending,
    Facts,
    Pool,
    Waits,
    cohort_of,
    pooled,
    together,
)
from qzinvest.model.cohort_facts import facts_of
from qzinvest.model.counting import by_holder
from qzinvest.model.funnel import Days, Funnel, Reason
from qzinvest.model.note import Note
from qzinvest.model.passage import passage_of
from qzinvest.model.plan import Plan
from qzinvest.model.project import Project
from qzinvest.model.stage import Stage
from qzinvest.reports.funnel import REASONS, funnel
from qzinvest.reports.subjects import VIEWS, Question, count_kind
from tests.ledger.samples import DAYS, projects

END = date(2022, 12, 31)
SHIPPED = shipped_plan()
NOBODY = Waits({}, {}, {})
CELLS = {
    "a": Cell((4, 3, 2, 1, 0), (400, 300, 200, 100, 0), 50, 1, 70),
    "e": Cell((1, 0, 0, 0, 0), (60, 0, 0, 0, 0), 0, 0, 0),
    "": Cell((1, 1, 0, 0, 0), (5, 5, 0, 0, 0), 0, 0, 0),
}


def facts(
    waits: Mapping[str, Waits] | None = None, endings: Mapping[str, Ending] | None = None
) -> Facts:
    """Three keys, the waits of the first leg by key, and endings that belong to no key."""
    legs = {key: (first, *[NOBODY] * 3) for key, first in (waits or {}).items()}
    return Facts(CELLS, {"e": Pool(2, leads_amount=9)}, legs, {"": endings or {}})


def told(plan: Plan, found: Facts, view: Question, *, days: bool = False) -> Funnel:
    return funnel(plan, found, cohort_of(plan, END), view, days=days)


def test_lines_are_the_plans_and_the_total_is_their_sum(plan: Plan) -> None:
    report = told(plan, facts(), Question("district", END))

    assert [line.unit for line in report.lines] == [*"abcde", "unassigned"]
    assert report.lines[0].cell == CELLS["a"]
    assert report.lines[4].pool == Pool(2, leads_amount=9)
    assert report.total.cell == Cell((6, 4, 2, 1, 0), (465, 305, 200, 100, 0), 50, 1, 70)
    assert report.total.cell.rates.funding.value == Fraction(1, 3)
    assert report.total.cell.rates.paid_in.value == Fraction(50, 465)
    assert (report.since, report.until) == (plan.start, END)


def test_by_tier_and_area_gather_districts(plan: Plan) -> None:
    tiers = told(plan, facts(), Question("tier", END))
    areas = told(plan, facts(), Question("area", END))

    assert [(line.unit, line.cell.projects[0]) for line in tiers.lines] == [
        ("tier-1", 4),
        ("tier-2", 1),
        ("unassigned", 1),
    ]
    assert [(line.unit, line.cell.projects[0]) for line in areas.lines][:2] == [
        ("ab", 4),
        ("rest", 1),
    ]


def test_one_tier_has_a_total_of_its_own(plan: Plan) -> None:
    waits = {"a": Waits({3: 1}, {}, {}), "e": Waits({9: 1}, {}, {})}

    report = told(plan, facts(waits), Question("district", END, tier=2))

    assert [line.unit for line in report.lines] == ["e"]
    assert report.total.name == Note("row.tier", {"tier": 2})
    assert report.total.cell == CELLS["e"]
    assert report.total.days[0].median == 9


def test_days_of_the_total_and_of_every_line_if_asked(plan: Plan) -> None:
    waits = {"a": Waits({10: 2}, {}, {}), "e": Waits({}, {20: 1}, {5: 1})}

    plain, by_line = (
        told(plan, facts(waits), Question("district", END), days=days) for days in (False, True)
    )

    assert plain.lines[0].days == ()
    assert plain.total.days == by_line.total.days
    first, *others = by_line.total.days
    assert first == Days(Stage.SIGNED, Stage.REGISTERED, 4, 2, 1, 1, 10, None)
    assert [(days.first, days.then) for days in others] == list(LEGS[1:])
    assert by_line.lines[0].days[0].ninetieth == 10
    assert by_line.lines[4].days[0][-2:] == (None, None)


def test_reasons_by_projects_and_what_is_rare_in_one_line(plan: Plan) -> None:
    few = {f"r{n}": Ending(n, 10 * n) for n in range(1, REASONS + 2)}
    many = few | {"": Ending(20, 1)}

    by_tier = Question("tier", END)
    assert [reason.text for reason in told(plan, facts(endings=few), by_tier).reasons] == [
        f"r{n}" for n in range(REASONS + 1, 0, -1)
    ]
    reasons = told(plan, facts(endings=many), by_tier).reasons
    assert reasons[0] == Reason("", 20, 1)
    assert reasons[-1] == Reason(None, 1 + 2, 30, kinds=2)
    assert sum(r.projects for r in reasons) == sum(e.projects for e in many.values())


def test_notes_say_what_limits_the_figures(plan: Plan) -> None:
    strict = plan._replace(rules=plan.rules._replace(minimum=7))
    revised = Question("tier", END, effective=date(2022, 3, 1))

    notes = {note.key: note.fields for note in told(strict, facts(), revised).notes}

    assert notes["funnel.minimum"] == {"amount": 7}
    assert notes["funnel.dropped"] == {"dropped": 1, "gross": 7, "gross_amount": 535}
    assert notes["progress.revision"] == {"effective": date(2022, 3, 1)}
    assert "funnel.minimum" not in {note.key for note in told(plan, facts(), revised).notes}


@given(st.lists(projects(), max_size=10), DAYS, st.sampled_from(VIEWS))
def test_totals_are_the_sums_of_their_lines_in_every_view(
    recorded: list[Project], as_of: date, by: str
) -> None:
    passages = [passage_of(one._replace(org="QZ", number=n)) for n, one in enumerate(recorded, 1)]
    cohort = cohort_of(SHIPPED, as_of)
    found = facts_of(passages, cohort, by_holder(count_kind(by), assessed=False))

    report = funnel(SHIPPED, found, cohort, Question(by, as_of), days=True)

    assert together(line.cell for line in report.lines) == report.total.cell
    assert pooled(line.pool for line in report.lines) == report.total.pool
    assert sum(reason.projects for reason in report.reasons) == report.total.cell.dropped
    assert sum(reason.amount for reason in report.reasons) == report.total.cell.dropped_amount
    for leg, days in enumerate(report.total.days):
        by_line = [line.days[leg] for line in report.lines if line.days]
        assert sum(each.known for each in by_line) == days.known
        assert days.arrived + days.dropped + days.waiting == days.known
