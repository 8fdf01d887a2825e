"""Suspected pairs among many, held against comparing each with each."""

from hypothesis import given
from hypothesis import strategies as st

from qzinvest.ledger.suspects import Index, pairs
from qzinvest.model.likeness import Entry, Pair, compare

NAMES = st.sampled_from(
    ["光电产业园", "光电新产业园", "半导体材料产业园", "半导体新材料产业园", "海上风电基地", "风电"]
)
ENTRIES = st.lists(
    st.tuples(
        NAMES,
        st.sets(st.sampled_from(["三安", "华为", "宁德"]), max_size=2).map(sorted).map(tuple),
        st.integers(100, 130),
    ),
    max_size=15,
).map(lambda found: [Entry(f"QZ-{n}", *one) for n, one in enumerate(found, start=1)])


def each_with_each(entries: list[Entry]) -> set[Pair]:
    found = (compare(a, b) for place, b in enumerate(entries) for a in entries[:place])
    return {pair for pair in found if pair is not None}


@given(ENTRIES)
def test_nothing_is_suspected_that_comparing_all_would_not(entries: list[Entry]) -> None:
    assert set(pairs(entries)) <= each_with_each(entries)


@given(ENTRIES.filter(lambda entries: len(entries) <= 10))
def test_among_a_few_nothing_is_missed(entries: list[Entry]) -> None:
    # Ten are fewer than a block holds and than are listed for one.
    assert set(pairs(entries)) == each_with_each(entries)


def test_of_one_that_is_like_many_the_likest_ten_are_told() -> None:
    index = Index()
    for number in range(1, 31):
        index.add(Entry(f"QZ-{number}", "光电产业园", (), 100))
    found = index.like(Entry("QZ-31", "光电产业园", (), 100))
    assert [pair.first for pair in found] == [f"QZ-{number}" for number in range(11, 21)]
