"""The scorecard's forms, by hand and over random fields."""

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from qzinvest.model.plan import Names, ScoreLine
from qzinvest.reports.scorecard import parts_of, ranks_of, score_of

NAMES = Names("n", "n", "n")
FORMS = ("proportion", "efficacy", "rank", "each")


def line(form: str, points: int = 1000, **more: object) -> ScoreLine:
    """A weighted line of ten points with a goal of 100 % or one point each, capped at twelve."""
    blank = ScoreLine("l", NAMES, "weighted", "completion", "x", form, points, 10_000, 0, 1200, 1)
    return blank._replace(**more)  # type: ignore[arg-type]  # fields of the line


def points(one: ScoreLine, *values: Fraction | int | None) -> list[Fraction]:
    """What each of these values brings."""
    field = [{one.code: value} for value in values]
    return [part.points for (part,) in parts_of([one], field)]


@pytest.mark.parametrize(
    ("one", "values", "expected"),
    [
        # value ÷ goal × points, no more than the cap
        (line("proportion"), (Fraction(1, 2), 1, 2, None), [5, 10, 12, 0]),
        (line("proportion", goal=8000), (Fraction(4, 10), Fraction(8, 10)), [5, 10]),
        (line("proportion", floor=300), (0, Fraction(1, 10), None), [3, 3, 0]),
        (line("proportion", source="evaluation"), (50, Fraction(185, 2)), [5, Fraction(37, 4)]),
        # 0.6 S + 0.4 S (x − min) ÷ (max − min)
        (line("efficacy"), (2, 4, 6, None), [6, 8, 10, 0]),
        (line("efficacy"), (3, 3), [10, 10]),
        (line("efficacy"), (7,), [10]),
        (line("efficacy"), (0, 0), [6, 6]),
        (line("efficacy"), (None, None), [0, 0]),
        # S (n − r + 1) ÷ n
        (line("rank"), (5, 9, 5, 1, None), [7.5, 10, 7.5, 2.5, 0]),
        # S for each whole unit
        (line("each", 50, unit=10), (9, 10, 35, 10**6), [0, Fraction(1, 2), Fraction(3, 2), 12]),
        (line("each", 50, unit=1), (Fraction(5, 2),), [1]),
        # a deduction takes away what its form gives, between floor and cap
        (line("each", 200, kind="deduction", cap=500), (0, 2, 9), [0, -4, -5]),
        (line("rank", kind="deduction", floor=600), (1, 2), [-6, -10]),
    ],
)  # fmt: skip
def test_forms(
    one: ScoreLine, values: Sequence[Fraction | int | None], expected: list[Fraction]
) -> None:
    assert points(one, *values) == expected


def test_a_score_is_the_sum_of_its_parts_and_needs_something_weighted() -> None:
    lines = [line("proportion"), line("each", 100, code="b", kind="bonus", unit=1)]
    (parts,) = parts_of(lines, [{"l": Fraction(1, 2), "b": 2}])
    assert score_of(lines, parts) == 7
    (parts,) = parts_of(lines, [{"l": None, "b": 2}])
    assert score_of(lines, parts) is None
    assert parts_of([], [{}, {}]) == [(), ()]


def test_ranks_are_of_competitions() -> None:
    assert ranks_of([Fraction(1, 2), 3, None, Fraction(1, 2), 0, 3]) == [3, 1, None, 3, 5, 1]


values = st.one_of(
    st.none(), st.integers(0, 20), st.fractions(0, 3, max_denominator=20)
)  # as counts, rates and completions are


@st.composite
def lines(draw: st.DrawFn) -> ScoreLine:
    form, size = draw(st.sampled_from(FORMS)), draw(st.integers(1, 2000))
    floor = draw(st.integers(0, 500))
    return line(
        form,
        size,
        goal=draw(st.integers(1, 20_000)),
        floor=floor,
        cap=draw(st.integers(max(floor, 1), 3000)),
        unit=draw(st.integers(1, 5)),
        kind=draw(st.sampled_from(["weighted", "bonus", "deduction"])),
    )


fields: SearchStrategy[list[Fraction | int | None]] = st.lists(values, min_size=1, max_size=8)


@given(lines(), fields)
def test_points_lie_between_floor_and_cap(
    one: ScoreLine, field: list[Fraction | int | None]
) -> None:
    sign = -1 if one.kind == "deduction" else 1
    for value, earned in zip(field, points(one, *field), strict=True):
        if value is None:
            assert earned == 0
        else:
            assert one.floor <= sign * earned * 100 <= one.cap


@given(lines(), fields, st.randoms(use_true_random=False))
def test_the_order_of_units_does_not_matter(
    one: ScoreLine, field: list[Fraction | int | None], random: object
) -> None:
    order = list(range(len(field)))
    random.shuffle(order)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    moved = points(one, *(field[i] for i in order))
    assert moved == [points(one, *field)[i] for i in order]


@given(lines(), fields)
def test_more_never_brings_less_and_equals_bring_the_same(
    one: ScoreLine, field: list[Fraction | int | None]
) -> None:
    sign = -1 if one.kind == "deduction" else 1
    earned = points(one, *field)
    for x, a in zip(field, earned, strict=True):
        for y, b in zip(field, earned, strict=True):
            if x is not None and y is not None and x <= y:
                assert sign * a <= sign * b


@given(lines(), fields, st.integers(1, 5))
def test_a_unit_that_does_better_does_not_lose(
    one: ScoreLine, field: list[Fraction | int | None], more: int
) -> None:
    assume(field[0] is not None)
    sign = -1 if one.kind == "deduction" else 1
    better = [(field[0] or 0) + more, *field[1:]]
    assert sign * points(one, *better)[0] >= sign * points(one, *field)[0]


@given(st.lists(lines(), max_size=5), st.data())
def test_parts_add_up_exactly(some: list[ScoreLine], data: st.DataObject) -> None:
    card = [one._replace(code=str(n)) for n, one in enumerate(some)]
    count = data.draw(st.integers(1, 5))
    field = [{one.code: data.draw(values) for one in card} for _ in range(count)]
    for parts in parts_of(card, field):
        score = score_of(card, parts)
        assert score in (None, sum(part.points for part in parts))


@given(fields)
def test_ranks_count_those_ahead(field: list[Fraction | int | None]) -> None:
    for value, rank in zip(field, ranks_of(field), strict=True):
        if value is None:
            assert rank is None
        else:
            assert rank == 1 + sum(other > value for other in field if other is not None)
