"""Cross tables, held against the reports by one thing alone."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qzinvest.model.counting import by_pair, measure_of, summed
from qzinvest.model.cross import Cross
from qzinvest.model.note import Note
from qzinvest.model.passage import Passage, passage_of
from qzinvest.model.plan import Plan
from qzinvest.model.project import Milestone, Project
from qzinvest.model.selection import ASSESSMENT, STATISTICS, Filter, Selection
from qzinvest.model.stage import Stage
from qzinvest.reports.cross import cross
from qzinvest.reports.progress import progress
from qzinvest.reports.subjects import VIEWS, Question, count_kind
from tests.reports.conftest import names
from tests.reports.random_passages import passages
from tools.counted import counts_of

HALF = date(2022, 6, 30)
MARCH = date(2022, 3, 15)


def passage(**fields: object) -> Passage:
    """A contract of 100 yuan, signed in March."""
    base = Project("QZ", 1, "A", 100, (Milestone(Stage.SIGNED, MARCH, MARCH),), signing="contract")
    return passage_of(base)._replace(**fields)  # type: ignore[arg-type]  # fields of a passage


def crossed(plan: Plan, of: Iterable[Passage], view: Question) -> Cross:
    """The report on these projects."""
    shares = by_pair(
        *map(count_kind, (view.by, view.across or "")), assessed=view.selection.view == ASSESSMENT
    )
    of = tuple(of)
    sums = {i.code: summed(of, measure_of(plan, i, view.as_of), shares) for i in plan.indicators}
    return cross(plan, sums, view)


def deals(report: Cross) -> dict[tuple[str, str], object]:
    """What the cells of the first indicator hold, by codes, where that is not 0."""
    return {
        (row.code, column.code): cell
        for row, cells in zip(report.rows, report.sheets[0].cells, strict=True)
        for column, cell in zip(report.columns, cells, strict=True)
        if cell
    }


def test_rows_and_columns(plan: Plan) -> None:
    of = (
        passage(district="a", group="g"),
        passage(district="a", group="g", dropped=HALF.toordinal()),
        passage(district="b", group="h", signing="intent"),
        passage(district="e", group=None),
        passage(district="gone", group="h"),
    )
    report = crossed(plan, of, Question("district", HALF, across="group"))
    assert deals(report) == {("a", "g"): 1, ("e", "unassigned"): 1, ("unassigned", "h"): 1}
    assert [side.code for side in report.rows] == [*"abcde", "unassigned"]
    assert [side.name for side in report.columns] == [
        names("Group G"),
        names("Group H"),
        Note("row.unstated"),
    ]
    first, money = report.sheets
    assert (first.column_totals, first.total, first.gross) == ((1, 1, 1), 3, 4)
    assert (money.row_totals, money.dropped) == ((100, 0, 0, 0, 100, 100), 100)
    assert report.total_name == Note("row.total")


def test_what_none_claims_is_there_only_where_it_holds_anything(plan: Plan) -> None:
    of = (passage(district="a", department="x"),)
    report = crossed(plan, of, Question("tier", HALF, across="department"))
    assert [side.code for side in report.rows] == ["tier-1", "tier-2"]
    assert [(side.code, side.short) for side in report.columns] == [
        ("x", names("x")),
        ("y", names("y")),
    ]
    empty = crossed(plan, (), Question("event", HALF, across="group"))  # the plan names no events
    assert [side.code for side in empty.rows] == ["unassigned"]
    assert empty.sheets[0].column_totals == (0, 0)


def test_two_kinds_of_one_field_stay_together(plan: Plan) -> None:
    shared = passage(district="a", credit=(("district", "a", 5000), ("district", "e", 5000)))
    view = Question("district", HALF, across="tier", selection=Selection(view=ASSESSMENT))
    assert deals(crossed(plan, (shared,), view)) == {
        ("a", "tier-1"): Fraction(1, 2),
        ("e", "tier-2"): Fraction(1, 2),
    }
    plain = view._replace(selection=Selection())
    assert deals(crossed(plan, (shared,), plain)) == {("a", "tier-1"): 1}


def test_assumptions_and_notes(plan: Plan) -> None:
    view = Question("area", HALF, across="group", indicator="money", effective=date(2022, 5, 1))
    report = crossed(
        plan, (), view._replace(selection=Selection((Filter("group", "g", names("G")),)))
    )
    assert report.assumed == ()  # the weights only make targets
    assert [note.key for note in report.notes] == ["progress.period", "progress.revision"]
    assert [sheet.heading.code for sheet in report.sheets] == ["money"]
    assert report.total_name == Note("row.sum")


@pytest.mark.uncounted
def test_rows_and_columns_sum_to_the_reports_by_one_of_them(
    plan: Plan, shares: Mapping[tuple[str, str, str], int]
) -> None:
    def alone(of: list[Passage], by: str, view: str) -> dict[tuple[str, str], object]:
        counts = counts_of(of, plan, count_kind(by), HALF, assessed=view == ASSESSMENT)
        report = progress(plan, shares, counts, Question(by, HALF, selection=Selection(view=view)))
        lines = [*report.lines, *report.totals]
        return {(line.unit, line.indicator): line.actual for line in lines}

    @settings(deadline=None, max_examples=120)
    @given(
        st.lists(passages(), max_size=8),
        st.sampled_from(list(permutations(VIEWS, 2))),
        st.sampled_from([STATISTICS, ASSESSMENT]),
    )
    def holds(of: list[Passage], by: tuple[str, str], view: str) -> None:
        report = crossed(
            plan, of, Question(by[0], HALF, across=by[1], selection=Selection(view=view))
        )
        rows, columns = (alone(of, each, view) for each in by)
        for sheet in report.sheets:
            code = sheet.heading.code
            for row, total in zip(report.rows, sheet.row_totals, strict=True):
                assert rows.get((row.code, code), 0) == total
            for column, total in zip(report.columns, sheet.column_totals, strict=True):
                assert columns.get((column.code, code), 0) == total
            assert rows["total", code] == columns["total", code] == sheet.total
            assert sum(sheet.column_totals) == sheet.total
            assert all(cell >= 0 for cells in sheet.cells for cell in cells)

    holds()
