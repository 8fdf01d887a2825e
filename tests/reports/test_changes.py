"""Changes: every project has one reason, and the lines add up to the differences."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.model.advance import advanced
from qzinvest.model.changes import REASONS
from qzinvest.model.entry import Payment
from qzinvest.model.money import YI
from qzinvest.model.passage import passage_of
from qzinvest.model.plan import Plan
from qzinvest.model.project import Project
from qzinvest.model.selection import ASPECTS
from qzinvest.model.stage import Stage
from qzinvest.reports.changes import Bulletin, paired
from qzinvest.reports.subjects import VIEWS
from tests.ledger.samples import DAYS, JINJIANG, NANAN, project, projects, reached
from tests.reports.changing import JUNE, MAY, bulletin, compared, numbered
from tests.ruled import ruled

PLAN = shipped_plan()
MARCH = reached(Stage.SIGNED, "2022-03-15")
IN_JUNE = reached(Stage.SIGNED, "2022-06-10")
LEAD = reached(Stage.LEAD, "2022-01-10")
SIGNED = project("A", MARCH)
INTENT = project("A", MARCH, signing="intent")
UNSIGNED = project("A", LEAD)._replace(signing=None)
ELSEWHERE = SIGNED._replace(district=NANAN)
EXCLUDED = ruled(SIGNED, excluded="twice")
LINKED = ruled(SIGNED, same_as="QZ-9")


def dropped(on: str, one: Project = SIGNED) -> Project:
    return one._replace(dropped_on=date.fromisoformat(on), drop_reason="no land")


def reason(
    then: Project | None,
    now: Project | None,
    plan: Plan = PLAN,
    days: tuple[date, date] = (MAY, JUNE),
) -> tuple[str, int]:
    """Why the one project brings another number of signed projects, and how many more."""
    old, new = numbered(then), numbered(now)
    before = bulletin(old, days[0], indicator="signed_projects")
    after = bulletin(new, days[1], indicator="signed_projects", plan=plan)
    found = compared(before, old, after, new)
    (name,) = {move.reason for move in found.moves} or {""}
    return name, sum(int(move.change) for move in found.moves)


@pytest.mark.parametrize(
    ("then", "now", "told"),
    [
        (SIGNED, SIGNED, ("", 0)),
        (None, project("A", IN_JUNE), ("new", 1)),
        (None, SIGNED, ("late", 1)),
        (project("A", LEAD), project("A", LEAD, IN_JUNE), ("reached", 1)),
        (project("A", LEAD), project("A", LEAD, MARCH), ("late", 1)),
        (UNSIGNED, project("A", LEAD, IN_JUNE), ("reached", 1)),
        (project("A", LEAD, MARCH), UNSIGNED, ("undone", -1)),
        (project("A", IN_JUNE), project("A", IN_JUNE), ("time", 1)),
        (project("A", IN_JUNE), SIGNED, ("dated", 1)),
        (SIGNED, project("A", reached(Stage.SIGNED, "2022-07-01")), ("dated", -1)),
        (SIGNED, project("A", reached(Stage.SIGNED, "2021-12-31")), ("dated", -1)),
        (project("A", reached(Stage.SIGNED, "2021-12-31")), SIGNED, ("dated", 1)),
        (project("A", reached(Stage.SIGNED, "2022-07-01")), project("A", IN_JUNE), ("dated", 1)),
        (INTENT, SIGNED, ("signing", 1)),
        (SIGNED, INTENT, ("signing", -1)),
        (INTENT, project("A", IN_JUNE), ("signing", 1)),
        (SIGNED, dropped("2022-06-10"), ("dropped", -1)),
        (SIGNED, dropped("2022-05-10"), ("dropped", -1)),
        (dropped("2022-06-10"), dropped("2022-06-10"), ("dropped", -1)),
        (dropped("2022-05-10"), SIGNED, ("restored", 1)),
        (dropped("2022-05-10"), dropped("2022-05-10"), ("", 0)),
        (SIGNED, EXCLUDED, ("excluded", -1)),
        (EXCLUDED, SIGNED, ("restored", 1)),
        (SIGNED, LINKED, ("linked", -1)),
        (LINKED, SIGNED, ("restored", 1)),
        (SIGNED, None, ("undone", -1)),
        (project("A", LEAD, MARCH), project("A", LEAD), ("undone", -1)),
        (SIGNED, ELSEWHERE, ("moved", 0)),
        (SIGNED, SIGNED._replace(amount=9 * YI), ("", 0)),
        (None, EXCLUDED, ("", 0)),
    ],
)
def test_why_a_project_counts_or_no_more(
    then: Project | None, now: Project | None, told: tuple[str, int]
) -> None:
    assert reason(then, now) == told


YEAR_END, NEW_YEAR = date(2022, 12, 31), date(2023, 1, 31)
NEXT_YEAR = PLAN._replace(code="next", start=date(2023, 1, 1), end=date(2023, 12, 31))
IN_JANUARY = project("A", reached(Stage.SIGNED, "2023-01-15"))


@pytest.mark.parametrize(
    ("then", "now", "told"),
    [
        (SIGNED, SIGNED, ("period", -1)),
        (SIGNED, dropped("2023-01-10"), ("period", -1)),
        (SIGNED, ruled(SIGNED, excluded="twice"), ("period", -1)),
        (SIGNED, None, ("period", -1)),
        (None, IN_JANUARY, ("new", 1)),
        (project("A", LEAD)._replace(signing=None), IN_JANUARY, ("reached", 1)),
        (IN_JANUARY, IN_JANUARY, ("time", 1)),
        (INTENT, project("A", reached(Stage.SIGNED, "2023-01-15")), ("signing", 1)),
        (None, SIGNED, ("", 0)),
        (SIGNED, IN_JANUARY, ("", 0)),
    ],
)
def test_another_period_is_told_apart_from_what_happened(
    then: Project | None, now: Project | None, told: tuple[str, int]
) -> None:
    assert reason(then, now, NEXT_YEAR, (YEAR_END, NEW_YEAR)) == told


def test_back_over_the_border_is_another_period_too() -> None:
    def told(then: Project | None, now: Project | None) -> tuple[str, int]:
        old, new = numbered(then), numbered(now)
        before = bulletin(old, NEW_YEAR, indicator="signed_projects", plan=NEXT_YEAR)
        after = bulletin(new, YEAR_END, indicator="signed_projects")
        (move,) = compared(before, old, after, new).moves
        return move.reason, int(move.change)

    assert told(SIGNED, SIGNED) == ("period", 1)
    assert told(None, SIGNED) == ("period", 1)
    assert told(IN_JANUARY, IN_JANUARY) == ("period", -1)


def test_other_rules_of_the_next_year_are_still_the_plans() -> None:
    rules = PLAN.rules._replace(signings=("contract", "agreement", "intent"))
    plan = NEXT_YEAR._replace(rules=rules)
    intent = IN_JANUARY._replace(signing="intent")
    assert reason(None, intent, plan, (YEAR_END, NEW_YEAR)) == ("plan", 1)


def test_ranks_of_two_periods_are_not_compared() -> None:
    then, now = numbered(SIGNED, ELSEWHERE, ELSEWHERE), numbered(IN_JANUARY)
    before = bulletin(then, YEAR_END, indicator="signed_projects")
    after = bulletin(now, NEW_YEAR, indicator="signed_projects", plan=NEXT_YEAR)
    found = compared(before, then, after, now)
    assert found.across
    assert {standing.rank_before for standing in found.standings} == {None}
    assert found.apart == {("signed_projects", s.unit) for s in found.standings if s.tier == 1}
    assert "changes.periods" in {note.key for note in found.notes}


def test_ranks_of_other_units_are_not_compared() -> None:
    """Nan'an leaves the first tier: its rank in the second is new there, the others' are apart."""
    units = tuple(u._replace(tier=2) if u.code == NANAN else u for u in PLAN.units)
    then = numbered(SIGNED, ELSEWHERE, SIGNED._replace(district="350502"))
    before = bulletin(then, MAY, indicator="signed_projects")
    after = bulletin(then, JUNE, indicator="signed_projects", plan=PLAN._replace(units=units))
    found = compared(before, then, after, then)
    by_unit = {s.unit: s for s in found.standings}
    assert (by_unit[NANAN].rank_before, by_unit[NANAN].rank_after) == (None, 1)
    assert (by_unit[JINJIANG].rank_before, by_unit[JINJIANG].rank_after) == (None, 1)
    apart = {unit for _, unit in found.apart}
    assert JINJIANG in apart
    assert NANAN not in apart
    third = [(s.rank_before, s.rank_after) for s in found.standings if s.tier == 3]
    assert third == [(1, 1), *[(2, 2)] * 5]


def test_a_unit_that_comes_into_the_tier_asked_for_brings_its_projects() -> None:
    units = tuple(u._replace(tier=2) if u.code == NANAN else u for u in PLAN.units)
    then = numbered(SIGNED, ELSEWHERE)
    before = bulletin(
        then, MAY, indicator="signed_projects", tier=1, plan=PLAN._replace(units=units)
    )
    after = bulletin(then, JUNE, indicator="signed_projects", tier=1)
    found = compared(before, then, after, then)
    assert [(m.unit, m.reason, m.change) for m in found.moves] == [(NANAN, "plan", 1)]
    assert found.totals[0].change == 1
    assert [n.fields for n in found.notes if n.key == "changes.other_tier"] == [
        {"tier": 1, "names": [next(u.names for u in PLAN.units if u.code == NANAN)]}
    ]


def test_a_tier_that_only_the_later_plan_has_begins_with_nothing() -> None:
    units = tuple(u._replace(tier=2) if u.tier == 1 else u for u in PLAN.units)
    then = numbered(SIGNED, ELSEWHERE)
    without = PLAN._replace(units=units)
    before = bulletin(then, MAY, indicator="signed_projects", tier=1, plan=without)
    found = compared(before, then, bulletin(then, JUNE, indicator="signed_projects", tier=1), then)
    assert (found.totals[0].before, found.totals[0].after) == (0, 2)


def test_a_plan_that_counts_by_other_rules_is_the_reason() -> None:
    rules = PLAN.rules._replace(signings=("contract", "agreement", "intent"))
    assert reason(INTENT, INTENT, PLAN._replace(rules=rules)) == ("plan", 1)
    none = PLAN._replace(rules=PLAN.rules._replace(minimum=9 * YI))
    assert reason(SIGNED, SIGNED, none) == ("plan", -1)
    assert reason(SIGNED, EXCLUDED, none) == ("excluded", -1)


def test_a_channel_that_the_plan_leaves_out_is_the_reason() -> None:
    plan = PLAN._replace(rules=PLAN.rules._replace(expansions=False))
    expansion = numbered(SIGNED._replace(channel="expansion"))
    plain = numbered(SIGNED)
    for then, now, change in ((expansion, plain, 1), (plain, expansion, -1)):
        ends = bulletin(then, MAY, plan=plan), bulletin(now, JUNE, plan=plan)
        found = compared(ends[0], then, ends[1], now)
        assert {(m.reason, m.change) for m in found.moves if m.indicator == "signed_projects"} == {
            ("channel", change)
        }


def test_another_amount_is_one_reason_in_each_indicator() -> None:
    registered = reached(Stage.REGISTERED, "2022-04-01")
    then = numbered(project("A", MARCH, registered, amount=19 * YI))
    now = numbered(project("A", MARCH, registered, amount=21 * YI))
    found = compared(bulletin(then, MAY), then, bulletin(now, JUNE), now)
    assert [(move.indicator, move.reason, move.change) for move in found.moves] == [
        ("signed_investment", "amended", 2 * YI),
        ("landed_projects", "amended", 1),
    ]


def test_a_move_takes_from_one_unit_and_gives_to_the_other() -> None:
    then, now = numbered(SIGNED), numbered(ELSEWHERE._replace(amount=7 * YI))
    before = bulletin(then, MAY, indicator="signed_investment")
    after = bulletin(now, JUNE, indicator="signed_investment")
    found = compared(before, then, after, now)
    assert {(move.unit, move.reason, move.change) for move in found.moves} == {
        (JINJIANG, "moved", -5 * YI),
        (NANAN, "moved", 7 * YI),
    }
    assert [(each.projects, each.change) for each in found.sums] == [(1, 2 * YI)]
    by_tier = compared(
        bulletin(then, MAY, by="tier", indicator="signed_investment"),
        then,
        bulletin(now, JUNE, by="tier", indicator="signed_investment"),
        now,
    )
    assert [move.reason for move in by_tier.moves] == ["amended"]


def test_credit_moves_parts_in_an_assessment_only() -> None:
    half = ruled(SIGNED, credit=(("district", JINJIANG, 5000), ("district", NANAN, 5000)))
    then, now = numbered(SIGNED), numbered(half)
    assessed = compared(
        bulletin(then, MAY, view="assessment", indicator="signed_projects"),
        then,
        bulletin(now, JUNE, view="assessment", indicator="signed_projects"),
        now,
    )
    assert {(move.unit, move.reason, move.change) for move in assessed.moves} == {
        (JINJIANG, "credit", Fraction(-1, 2)),
        (NANAN, "credit", Fraction(1, 2)),
    }
    assert compared(bulletin(then, MAY), then, bulletin(now, JUNE), now).moves == ()


def test_ranks_and_shares_of_both_ends() -> None:
    then = numbered(SIGNED, ELSEWHERE._replace(department="SWJ"))
    now = numbered(SIGNED, ELSEWHERE, ELSEWHERE)
    first, *others = PLAN.indicators
    revised = PLAN._replace(indicators=(first._replace(target=1000), *others))
    later = bulletin(now, JUNE, plan=revised, effective=date(2022, 6, 1))
    found = compared(bulletin(then, MAY), then, later, now)

    by_unit = {s.unit: s[-4:] for s in found.standings if s.indicator == "signed_projects"}
    assert by_unit[JINJIANG] == (261, 130, 1, 2)
    assert by_unit[NANAN] == (261, 130, 1, 1)
    (total, *_) = found.totals
    assert (total.target_before, total.target_after) == (2000, 1000)
    assert [note.key for note in found.notes] == ["changes.revised"]


def test_two_plans_are_compared_in_what_both_have() -> None:
    then = numbered(SIGNED)
    first, second, third = PLAN.indicators
    other = PLAN._replace(
        code="other",
        indicators=(first, second._replace(measure="count"), third._replace(code="new")),
    )
    found = compared(bulletin(then, MAY), then, bulletin(then, JUNE, plan=other), then)
    assert [heading.code for heading in found.headings] == ["signed_projects"]
    assert [(note.key, dict(note.fields)) for note in found.notes] == [
        ("changes.two_plans", {"before": PLAN.code, "after": "other"}),
        (
            "changes.not_compared",
            {"names": [i.names for i in (second, third, third)]},
        ),
    ]


def test_money_that_was_known_at_both_ends_moves_when_its_day_comes() -> None:
    """3 yuan of June, recorded before May was published; only 1 yuan of April counts in May."""
    paid = tuple(Payment(day, day, n) for day, n in ((date(2022, 4, 10), 1), (JUNE, 3)))
    known = numbered(project("A", reached(Stage.SIGNED, "2022-03-15"))._replace(payments=paid))
    before, after = (bulletin(known, day, plan=PLANS["paid"]) for day in (MAY, JUNE))
    (move,) = compared(before, known, after, known).moves
    assert (move.indicator, move.reason, move.before, move.after) == ("paid", "time", 1, 4)


@pytest.mark.parametrize(("day", "reason"), [("2022-05-20", "late"), ("2022-06-10", "reached")])
def test_a_project_that_comes_back_has_reached_the_stage_again(day: str, reason: str) -> None:
    gone = SIGNED._replace(dropped_on=date(2022, 5, 10), drop_reason="x")
    known = numbered(gone)
    again = {id_: advanced(one, reached(Stage.SIGNED, day)) for id_, one in known.items()}
    before, after = bulletin(known, MAY), bulletin(again, JUNE)

    moves = compared(before, known, after, again).moves
    back = compared(after, again, bulletin(known, JUNE), known).moves

    assert {(move.reason, move.before, move.after) for move in moves if move.change == 1} == {
        (reason, 0, 1)
    }
    assert {move.reason for move in back} == {"undone"}


def test_a_spell_that_begins_on_another_day_than_was_known_is_the_same() -> None:
    one, other = (passage_of(each) for each in numbered(SIGNED, SIGNED).values())
    again, sooner, third = (one._replace(begins=day) for day in (700, 650, 900))
    assert list(paired([one, again], [one, sooner])) == [(one, one), (again, sooner)]
    assert list(paired([one], [one, sooner])) == [(one, one), (None, sooner)]
    spells = [(one, one), (again, sooner), (third, None)]
    assert list(paired([one, again, third], [one, sooner])) == spells
    later = other._replace(begins=650)
    assert list(paired([again], [later])) == [(again, None), (None, later)]


def test_passages_are_paired_by_project() -> None:
    one, two, three = (passage_of(p) for p in numbered(SIGNED, SIGNED, SIGNED).values())
    later = two._replace(amount=1)
    assert list(paired([one, two], [later, three])) == [(one, None), (two, later), (None, three)]
    assert list(paired([], [one])) == [(None, one)]
    assert list(paired([one], [])) == [(one, None)]


CREDITS = st.sampled_from(
    [
        (),
        (("district", JINJIANG, 3333), ("district", NANAN, 6667)),
        (("district", NANAN, 5000), ("district", "350505", 5000), ("department", "SWJ", 10_000)),
    ]
)


@st.composite
def states(draw: st.DrawFn) -> Project | None:
    """A project at one end: not recorded, set aside, or any that obeys the rules."""
    one = ruled(
        draw(projects()),
        credit=draw(CREDITS),
        excluded=draw(st.sampled_from([None, None, None, "twice"])),
        same_as=draw(st.sampled_from([None, None, None, "QZ-9"])),
    )
    return draw(st.sampled_from([None, one, one]))


@st.composite
def histories(draw: st.DrawFn) -> tuple[Project | None, Project | None]:
    """The same project at both ends; often unchanged."""
    then = draw(states())
    return then, draw(st.sampled_from([then, draw(states())]))


PLANS = {
    "shipped": PLAN,
    "large": PLAN._replace(rules=PLAN.rules._replace(minimum=10 * YI)),
    "contracts": PLAN._replace(rules=PLAN.rules._replace(signings=("contract",))),
    "local": PLAN._replace(rules=PLAN.rules._replace(expansions=False)),
    "without Nanan": PLAN._replace(units=tuple(u for u in PLAN.units if u.code != NANAN)),
    "two indicators": PLAN._replace(indicators=PLAN.indicators[:2]),
    "paid": PLAN._replace(
        indicators=(*PLAN.indicators, PLAN.indicators[1]._replace(code="paid", stage=Stage.FUNDED))
    ),
    "other tiers": PLAN._replace(
        units=tuple(u._replace(tier=4 - u.tier) if u.code == NANAN else u for u in PLAN.units)
    ),
    "new year": PLAN._replace(start=date(2023, 1, 1), end=date(2023, 12, 31)),
    "next year": PLAN._replace(start=date(2022, 7, 1), end=date(2023, 6, 30)),
}
"""The shipped plan, and revisions that count otherwise."""


@given(
    st.lists(histories(), max_size=5),
    st.tuples(*[st.sampled_from(["shipped", *PLANS])] * 2),
    st.tuples(DAYS, DAYS),
    st.sampled_from(VIEWS),
    st.sampled_from(ASPECTS),
    st.booleans(),
)
def test_the_lines_add_up(  # noqa: PLR0913, PLR0917 - all that a comparison depends on
    pairs: list[tuple[Project | None, Project | None]],
    both: tuple[str, str],
    days: tuple[date, date],
    by: str,
    view: str,
    tier: bool,  # noqa: FBT001 - drawn
) -> None:
    then, now = numbered(*(old for old, _ in pairs)), numbered(*(new for _, new in pairs))
    chosen = 1 if tier and by in ("district", "department", "tier") else None
    before = bulletin(then, days[0], plan=PLANS[both[0]], by=by, view=view, tier=chosen)
    after = bulletin(now, days[1], plan=PLANS[both[1]], by=by, view=view, tier=chosen)
    found = compared(before, then, after, now)

    sums: dict[tuple[str, str], Fraction] = {}
    why: dict[tuple[str, str], str] = {}
    for move in found.moves:
        assert move.change == move.after - move.before != 0
        assert move.reason in REASONS
        assert found.across or move.reason != "period"
        assert why.setdefault((move.project, move.indicator), move.reason) == move.reason
        for line in (move.unit, "total"):
            key = (move.indicator, line)
            sums[key] = sums.get(key, Fraction(0)) + move.change
    figures = figures_of(before), figures_of(after)
    for standing in found.standings:
        key = (standing.indicator, standing.unit)
        assert standing.before == figures[0].get(key, 0)
        assert standing.after == figures[1].get(key, 0)
        assert sums.pop(key, 0) == standing.change == standing.after - standing.before
    for total in found.totals:
        assert sums.pop((total.indicator, "total"), 0) == total.change
        assert total.change == sum(s.change for s in found.sums if s.indicator == total.indicator)
    assert sums == {}


def figures_of(end: Bulletin) -> Mapping[tuple[str, str], object]:
    """What the report itself prints, by indicator and unit."""
    return {(line.indicator, line.unit): line.actual for line in end.report.lines}
