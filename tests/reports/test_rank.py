"""The ranking, from a hand-made plan and hand-made counts."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qzinvest.model.cohort import Cell
from qzinvest.model.counting import Count
from qzinvest.model.plan import Assumption, Light, Names, Plan, ScoreLine, Shares, Unit
from qzinvest.model.ranking import Place, Ranking
from qzinvest.model.selection import Filter, Selection, Shown
from qzinvest.reports.progress import progress
from qzinvest.reports.rank import Basis, rank
from qzinvest.reports.subjects import Question
from tests.reports.conftest import names

HALF, MAY = date(2022, 6, 30), date(2022, 5, 31)
N = Names("n", "n", "n")
LIGHTS = (Light("green", N, "+", 0), Light("yellow", N, "~", -10_00), Light("red", N, "-", None))


def counted(**actuals: int) -> tuple[Count, ...]:
    """Deals by district; money is ten times that."""
    return (
        *(Count(unit, "deals", actual, 0) for unit, actual in actuals.items()),
        *(Count(unit, "money", 10 * actual, 0) for unit, actual in actuals.items()),
    )


NOW = counted(a=20, b=10, c=20, d=3, e=0)
"""Completions of one half, one half, one, none (no share), and zero."""


def basis(plan: Plan, shares: Shares, counts: tuple[Count, ...], day: date = HALF) -> Basis:
    return Basis(plan, plan.start, shares, day, counts)


def ranks(ranking: Ranking) -> list[tuple[str, int | None, int | None]]:
    """Unit, rank, ranks gained."""
    return [(place.unit, place.rank, place.moved) for place in ranking.places]


def place_of(ranking: Ranking, unit: str) -> Place:
    return next(place for place in ranking.places if place.unit == unit)


def test_units_are_ranked_inside_their_tier_and_ties_share_a_rank(
    plan: Plan, shares: Shares
) -> None:
    now, before = basis(plan, shares, NOW), basis(plan, shares, counted(a=9, b=4, c=2, e=1), MAY)
    ranking = rank(now, before, Question("district", HALF, indicator="deals"))
    assert ranks(ranking) == [
        ("c", 1, 2),
        ("a", 2, -1),
        ("b", 2, 0),
        ("d", None, None),
        ("e", None, None),  # alone in its tier, and nothing of it counts
    ]
    assert (ranking.as_of, ranking.since, ranking.pace) == (HALF, MAY, Fraction(1, 2))
    figures: tuple[object, ...] = place_of(ranking, "a")[6:10]
    assert figures == (20, 40, Fraction(1, 2), 0)


def test_tiers_of_other_units_are_not_compared(plan: Plan, shares: Shares) -> None:
    units = tuple(u._replace(tier=2) if u.code == "d" else u for u in plan.units)
    now, before = basis(plan, shares, NOW), basis(plan._replace(units=units), shares, NOW, MAY)
    question = Question("tier", HALF, indicator="deals")
    assert [(p.before, p.apart) for p in rank(now, before, question).places] == [
        (None, True),
        (None, True),
    ]
    same = rank(now, basis(plan, shares, NOW, MAY), question)
    assert [place.moved for place in same.places] == [0, 0]


def test_ranks_are_those_of_the_report(plan: Plan, shares: Shares) -> None:
    for code in ("deals", "money"):
        report = progress(plan, shares, NOW, Question("district", HALF, indicator=code))
        ranking = rank(basis(plan, shares, NOW), None, Question("district", HALF, indicator=code))
        assert {
            line.unit: (line.rank, line.completion, line.ahead_pp) for line in report.lines
        } == {
            place.unit: (place.rank, place.completion, place.ahead_pp) for place in ranking.places
        }


def test_without_an_earlier_day_nothing_moves_and_new_ranks_have_no_move(
    plan: Plan, shares: Shares
) -> None:
    now, question = basis(plan, shares, NOW), Question("district", HALF, indicator="deals")
    alone = rank(now, None, question)
    assert alone.since is None
    assert {place.before for place in alone.places} == {None}
    fewer = {key: share for key, share in shares.items() if key[1] != "b"}
    ranking = rank(now, basis(plan, fewer, NOW, MAY), question)
    # b is new among the ranked; so c, which was there, is ranked among others than before.
    assert [(p.moved, p.apart) for p in (place_of(ranking, "b"), place_of(ranking, "c"))] == [
        (None, False),
        (None, True),
    ]


def test_an_indicator_that_the_earlier_plan_had_not_moves_nobody(
    plan: Plan, shares: Shares
) -> None:
    earlier = plan._replace(indicators=plan.indicators[1:])
    now, before = basis(plan, shares, NOW), basis(earlier, shares, NOW, MAY)
    ranking = rank(now, before, Question("district", HALF, indicator="deals"))
    assert ranks(ranking) == ranks(rank(now, None, Question("district", HALF, indicator="deals")))
    assert ranking.since is None


def test_a_tier_that_gains_a_unit_has_no_moves(plan: Plan, shares: Shares) -> None:
    units = tuple(u._replace(tier=1) if u.code == "e" else u for u in plan.units)
    now, before = basis(plan._replace(units=units), shares, NOW), basis(plan, shares, NOW, MAY)
    ranking = rank(now, before, Question("district", HALF, indicator="deals"))
    assert [(p.unit, p.before, p.apart) for p in ranking.places] == [
        ("c", None, True),
        ("a", None, True),
        ("b", None, True),
        ("e", None, False),
        ("d", None, False),
    ]


def test_tiers_and_areas_are_ranked_together(plan: Plan, shares: Shares) -> None:
    tiers = rank(basis(plan, shares, NOW), None, Question("tier", HALF, indicator="deals"))
    assert ranks(tiers) == [("tier-1", 1, None), ("tier-2", 2, None)]
    areas = rank(basis(plan, shares, NOW), None, Question("area", HALF, indicator="deals"))
    assert ranks(areas) == [("rest", 1, None), ("ab", 2, None)]
    assert place_of(areas, "ab").completion == Fraction(30, 60)


def test_without_targets_the_figures_are_ranked(plan: Plan, shares: Shares) -> None:
    groups = (Count("g", "deals", 5, 1), Count("h", "deals", 6, 0), Count(None, "deals", 9, 0))
    ranking = rank(basis(plan, shares, groups), None, Question("group", HALF, indicator="deals"))
    assert not ranking.targeted
    assert [(place.unit, place.rank, place.actual) for place in ranking.places] == [
        ("h", 1, 6),
        ("g", 2, 4),
    ]
    (note,) = (note for note in ranking.notes if note.key == "rank.unassigned.count")
    assert note.fields == {"figure": 9, "measure": "count"}


@pytest.mark.parametrize("by", ["district", "group"])
def test_a_part_of_the_projects_is_not_ranked(plan: Plan, shares: Shares, by: str) -> None:
    plan = plan._replace(lights=LIGHTS)
    part = Selection((Filter("channel", "fair", names("Fair")),))
    counts = (Count("a", "deals", 5, 0), Count("b", "deals", 9, 0), Count("g", "deals", 1, 0))
    ranking = rank(
        basis(plan, shares, counts),
        basis(plan, shares, counts, MAY),
        Question(by, HALF, indicator="deals", selection=part),
    )
    assert (
        ranks(ranking)
        == {
            "district": [("b", None, None), ("a", None, None)],  # most first; c, d, e are empty
            "group": [("g", None, None)],
        }[by]
    )
    assert {(place.target, place.light) for place in ranking.places} == {(None, None)}


def test_rows_that_are_shown_have_the_ranks_of_all(plan: Plan, shares: Shares) -> None:
    plan = plan._replace(lights=LIGHTS)
    now, before = basis(plan, shares, NOW), basis(plan, shares, counted(a=9, b=4, c=2), MAY)
    question = Question("district", HALF, indicator="deals")
    whole = {place.unit: place for place in rank(now, before, question).places}
    only = question._replace(selection=Selection(rows=(Shown("district", "b", names("B")),)))
    ranking = rank(now, before, only)
    assert ranking.places == (whole["b"],)
    assert (whole["b"].rank, whole["b"].before, whole["b"].target) == (2, 2, 20)


def test_one_tier_alone_has_the_same_ranks(plan: Plan, shares: Shares) -> None:
    question = Question("district", HALF, tier=2, indicator="deals")
    ranking = rank(basis(plan, shares, NOW), None, question)
    assert ranks(ranking) == [("e", None, None)]
    one = rank(basis(plan, shares, counted(a=1, e=1)), None, question)
    assert ranks(one) == [("e", 1, None)]
    tiers = Question("tier", HALF, tier=2, indicator="deals")
    assert ranks(rank(basis(plan, shares, NOW), None, tiers)) == [("tier-2", 2, None)]


@pytest.mark.parametrize(
    ("actual", "light"),
    [(20, "green"), (19, "yellow"), (16, "yellow"), (15, "red"), (1, "red"), (60, "green")],
)
def test_lights_go_by_the_lead_over_pace(
    plan: Plan, shares: Shares, actual: int, light: str
) -> None:
    plan = plan._replace(lights=LIGHTS, assumptions=(Assumption("light", N),))
    now = basis(plan, shares, counted(a=actual))
    ranking = rank(now, None, Question("district", HALF, indicator="deals"))
    found = place_of(ranking, "a").light
    assert found is not None
    assert found.code == light
    assert place_of(ranking, "d").light is None
    assert [item.path for item in ranking.assumed] == ["light"]


def test_where_nothing_counts_there_is_no_rank_and_no_light(plan: Plan, shares: Shares) -> None:
    plan = plan._replace(lights=LIGHTS, scorecard=CARD[:1])
    none, one = basis(plan, shares, counted(a=0, b=0)), basis(plan, shares, counted(a=0, b=1))
    for question in (Question("district", HALF, indicator="deals"), Question("district", HALF)):
        empty = rank(none, None, question)
        assert {(place.rank, place.light) for place in empty.places} == {(None, None)}
        assert "rank.waiting" in [note.key for note in empty.notes]
        begun = rank(one, None, question)
        found = {
            place.unit: (place.rank, place.light and place.light.code) for place in begun.places
        }
        assert found == {
            "b": (1, "red"),
            "a": (2, "red"),  # others of the tier have begun: last
            "c": (2, "red"),
            "d": (None, None),  # no share
            "e": (None, "red"),  # nobody of its tier has
        }


def test_a_lead_that_is_shown_as_none_has_the_light_of_none(plan: Plan, shares: Shares) -> None:
    shares = {**shares, ("district", "a", "deals"): 100_000}
    for actual, light in ((49_996, "green"), (49_995, "yellow")):
        now = basis(plan._replace(lights=LIGHTS), shares, counted(a=actual))
        ranking = rank(now, None, Question("district", HALF, indicator="deals"))
        found = place_of(ranking, "a").light
        assert found is not None
        assert found.code == light


# The scorecard


def line(code: str, source: str, of: str, form: str, points: int, **more: object) -> ScoreLine:
    blank = ScoreLine(code, N, "weighted", source, of, form, points, 10_000, 0, points, 1)
    return blank._replace(**more)  # type: ignore[arg-type]  # fields of the line


CARD = (
    line("deals", "completion", "deals", "proportion", 60_00, cap=70_00),
    line("start", "rate", "start", "efficacy", 20_00),
    line("looks", "evaluation", "", "proportion", 20_00),
    line("size", "figure", "money", "each", 1_00, kind="bonus", cap=5_00, unit=50),
    line("lost", "dropped", "deals", "each", 50, kind="deduction", cap=2_00),
)


@pytest.fixture
def judged(plan: Plan, shares: Shares) -> Basis:
    """Districts a and b with rates; a and c with marks; two deals of a dropped."""
    counts = (*NOW[1:], Count("a", "deals", 22, 2))
    cells = {"a": Cell((20, 20, 0, 10, 0)), "b": Cell((10, 5, 0, 0, 0))}
    marks = {("a", "looks"): 90_00, ("c", "looks"): 50_00}
    return basis(plan._replace(scorecard=CARD), shares, counts)._replace(cells=cells, marks=marks)


def test_a_score_is_made_of_its_lines(judged: Basis) -> None:
    ranking = rank(judged, None, Question("district", HALF))
    found: dict[str, list[tuple[object, ...]]] = {
        place.unit: [part[1:] for part in place.parts] for place in ranking.places
    }
    half = Fraction(1, 2)
    assert found["a"] == [(half, 30), (half, 20), (90, 18), (200, 4), (2, -1)]
    assert found["b"] == [(half, 30), (0, 12), (None, 0), (100, 2), (0, 0)]
    assert found["c"] == [(1, 60), (None, 0), (50, 10), (200, 4), (0, 0)]
    assert [(p.unit, p.score, p.rank) for p in ranking.places] == [
        ("c", 74, 1),
        ("a", 71, 2),
        ("b", 44, 3),
        ("d", None, None),
        ("e", 0, None),
    ]
    assert (ranking.heading, ranking.lines) == (None, CARD)
    assert place_of(ranking, "c").ahead_pp == 50


def test_what_has_nothing_to_judge_is_named(judged: Basis) -> None:
    ranking = rank(judged, None, Question("district", HALF))
    notes = [note.fields["units"] for note in ranking.notes if note.key.startswith("rank.without")]
    assert notes == [[names(unit) for unit in units] for units in ("D", "CDE", "BDE")]
    bare = rank(judged._replace(marks={}), None, Question("district", HALF))
    (note,) = (note for note in bare.notes if note.key == "rank.without_all")
    assert note.fields["name"] == N


def test_what_gathers_units_has_their_sums_and_their_mean_mark(judged: Basis) -> None:
    ranking = rank(judged, None, Question("area", HALF))
    ab = {part.line: part.value for part in place_of(ranking, "ab").parts}
    assert ab == {
        "deals": Fraction(1, 2),
        "start": Fraction(1, 3),
        "looks": 90,
        "size": 300,
        "lost": 2,
    }
    rest = {part.line: part.value for part in place_of(ranking, "rest").parts}
    assert (rest["start"], rest["looks"]) == (None, 50)


def test_a_scorecard_rests_on_what_its_lines_use(judged: Basis) -> None:
    paths = ("indicator.deals.minimum", "indicator.money.stage", "score", "due", "rules.minimum")
    some = tuple(Assumption(path, N) for path in paths)
    ranking = rank(
        judged._replace(plan=judged.plan._replace(assumptions=some, scorecard=CARD[:1])),
        None,
        Question("district", HALF),
    )
    assert [a.path for a in ranking.assumed] == [
        "indicator.deals.minimum",
        "score",
        "rules.minimum",
    ]
    by_deals = Question("district", HALF, indicator="deals")
    plain = rank(judged._replace(plan=judged.plan._replace(assumptions=some)), None, by_deals)
    assert [a.path for a in plain.assumed] == ["indicator.deals.minimum", "rules.minimum"]


@pytest.mark.uncounted
def test_more_deals_never_cost_a_rank(plan: Plan) -> None:
    plan = plan._replace(scorecard=(CARD[0], CARD[3]))
    shares = {("district", unit, code): 20 for unit in "abcde" for code in ("deals", "money")}

    @settings(max_examples=60, deadline=None, database=None)
    @given(st.lists(st.integers(0, 50), min_size=5, max_size=5), st.integers(1, 20))
    def holds(actuals: list[int], more: int) -> None:
        few, many = (
            dict(zip("abcde", (actuals[0], actuals[1] + extra, *actuals[2:]), strict=True))
            for extra in (0, more)
        )
        for question in (Question("district", HALF), Question("district", HALF, indicator="deals")):
            before, after = (
                place_of(rank(basis(plan, shares, counted(**some)), None, question), "b").rank
                for some in (few, many)
            )
            assert after is not None
            assert before is None or after <= before

    holds()


@pytest.mark.uncounted
def test_the_order_of_units_does_not_matter(plan: Plan) -> None:
    plan = plan._replace(scorecard=(CARD[0], CARD[3]))
    shares = {("district", unit, code): 7 for unit in "abcde" for code in ("deals", "money")}

    @settings(max_examples=60, deadline=None, database=None)
    @given(st.permutations(plan.units), st.lists(st.integers(0, 30), min_size=5, max_size=5))
    def holds(units: list[Unit], actuals: list[int]) -> None:
        counts = counted(**dict(zip("abcde", actuals, strict=True)))
        for question in (Question("district", HALF), Question("district", HALF, indicator="money")):
            first, second = (
                {(place.unit, place.rank, place.score) for place in ranking.places}
                for ranking in (
                    rank(basis(some, shares, counts), None, question)
                    for some in (plan, plan._replace(units=tuple(units)))
                )
            )
            assert first == second

    holds()
