"""The rows of every view, from a hand-made plan."""

import pytest

from qzinvest.model.note import Note
from qzinvest.model.plan import Plan
from qzinvest.reports.subjects import UNTARGETED, VIEWS, Subject, count_kind, placed, subjects_of
from tests.reports.conftest import names


def brief(rows: list[Subject]) -> list[tuple[object, ...]]:
    """Code, name, tier and the sorted units of each row."""
    return [(r.code, r.name, r.tier, None if r.units is None else sorted(r.units)) for r in rows]


@pytest.mark.parametrize(
    ("by", "rows"),
    [
        ("department", [("x", names("X"), 1, ["x"]), ("y", names("Y"), 2, ["y"])]),
        (
            "tier",
            [
                ("tier-1", Note("row.tier", {"tier": 1}), 1, ["a", "b", "c", "d"]),
                ("tier-2", Note("row.tier", {"tier": 2}), 2, ["e"]),
            ],
        ),
        (
            "area",
            [
                ("ab", names("A and B"), None, ["a", "b"]),
                ("rest", Note("row.rest"), None, ["c", "d", "e"]),
            ],
        ),
        ("group", [("g", names("Group G"), None, ["g"]), ("h", names("Group H"), None, ["h"])]),
        ("channel", [("fair", names("Fair"), None, ["fair"])]),
        ("event", []),
    ],
)
def test_rows(by: str, rows: list[tuple[object, ...]], plan: Plan) -> None:
    assert brief(subjects_of(plan, by))[:-1] == rows


@pytest.mark.parametrize("by", VIEWS)
def test_the_last_row_claims_what_no_other_does(by: str, plan: Plan) -> None:
    rows = subjects_of(plan, by)
    place = placed(rows)
    name = Note("row.unstated" if by in UNTARGETED else "row.unassigned")
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
