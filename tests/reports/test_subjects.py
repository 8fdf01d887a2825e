"""The rows of every view, from a hand-made plan."""

import pytest

from qzinvest.model.plan import Plan
from qzinvest.reports.subjects import UNTARGETED, VIEWS, Subject, count_kind, placed, subjects_of


def say(key: str, **fields: object) -> str:
    """The key itself, so that a test sees which sentence was asked for."""
    return " ".join([key, *(str(value) for value in fields.values())])


def brief(rows: list[Subject]) -> list[tuple[object, ...]]:
    """Code, name, tier and the sorted units of each row."""
    return [(r.code, r.name, r.tier, None if r.units is None else sorted(r.units)) for r in rows]


@pytest.mark.parametrize(
    ("by", "rows"),
    [
        ("department", [("x", "X", 1, ["x"]), ("y", "Y", 2, ["y"])]),
        (
            "tier",
            [("tier-1", "row.tier 1", 1, ["a", "b", "c", "d"]), ("tier-2", "row.tier 2", 2, ["e"])],
        ),
        (
            "area",
            [("ab", "A and B", None, ["a", "b"]), ("rest", "row.rest", None, ["c", "d", "e"])],
        ),
        ("group", [("g", "Group G", None, ["g"]), ("h", "Group H", None, ["h"])]),
        ("channel", [("fair", "Fair", None, ["fair"])]),
        ("event", []),
    ],
)
def test_rows(by: str, rows: list[tuple[object, ...]], plan: Plan) -> None:
    assert brief(subjects_of(plan, by, "en", say))[:-1] == rows


@pytest.mark.parametrize("by", VIEWS)
def test_the_last_row_claims_what_no_other_does(by: str, plan: Plan) -> None:
    rows = subjects_of(plan, by, "en", say)
    place = placed(rows)
    name = "row.unstated" if by in UNTARGETED else "row.unassigned"
    assert brief(rows)[-1] == ("unassigned", name, None, None)
    assert [place(code) for row in rows[:-1] for code in sorted(row.units or ())] == [
        row for row in rows[:-1] for _ in row.units or ()
    ]
    assert place(None) == place("gone") == rows[-1]


@pytest.mark.parametrize(
    ("by", "kind"),
    [("tier", "district"), ("area", "district"), ("group", "group"), ("event", "event")],
)
def test_what_a_view_counts_by(by: str, kind: str) -> None:
    assert count_kind(by) == kind
