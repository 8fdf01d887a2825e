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


def taking(plan: Plan) -> Plan:
    """The plan in which b takes z over, and e takes c."""
    takes = {"b": ("z",), "e": ("c",)}
    units = (u._replace(takes=takes.get(u.code, ())) for u in plan.units if u.code != "c")
    return plan._replace(units=tuple(units))


@pytest.mark.parametrize(
    ("by", "rows"),
    [
        ("district", [("a", ["a"]), ("b", ["b", "z"]), ("d", ["d"]), ("e", ["c", "e"])]),
        ("tier", [("tier-1", ["a", "b", "d", "z"]), ("tier-2", ["c", "e"])]),
        ("area", [("ab", ["a", "b", "z"]), ("rest", ["c", "d", "e"])]),
        ("department", [("x", ["x"]), ("y", ["y"])]),
    ],
)
def test_a_row_gathers_what_its_units_take_over(
    by: str, rows: list[tuple[str, list[str]]], plan: Plan
) -> None:
    found = subjects_of(taking(plan), by)[:-1]
    assert [(row.code, sorted(row.units or ())) for row in found] == rows


def test_whose_a_recorded_code_is(plan: Plan) -> None:
    revised = taking(plan)
    assert [revised.holder("district", code) for code in ("b", "z", "c", "gone", None)] == [
        *("b", "b", "e", "gone", None)
    ]
    assert {code: unit.code for code, unit in revised.homes("district").items()} == {
        "a": "a",
        "b": "b",
        "z": "b",
        "d": "d",
        "e": "e",
        "c": "e",
    }
    assert revised.recorded("district", ("e", "a")) == ("e", "c", "a")
    assert revised.recorded("channel", ("fair",)) == ("fair",)


@pytest.mark.parametrize(
    ("by", "kind"),
    [("tier", "district"), ("area", "district"), ("group", "group"), ("event", "event")],
)
def test_what_a_view_counts_by(by: str, kind: str) -> None:
    assert count_kind(by) == kind
