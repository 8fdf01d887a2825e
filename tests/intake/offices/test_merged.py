"""Cells merged over several rows of data."""

from pathlib import Path
from typing import Any

import pytest

from qzinvest.errors import Fault
from qzinvest.intake.files.sheets import Row
from qzinvest.intake.files.tables import open_tables
from qzinvest.intake.offices.map import Map
from qzinvest.intake.offices.parts import merged_rows
from qzinvest.intake.offices.tables import office_tables
from qzinvest.intake.plans.file import shipped_plan
from qzinvest.intake.words.names import Resolver
from tests.intake import books
from tests.intake.offices.test_rows import TODAY, kind

HEAD: list[object] = ["属地", "项目名称", "总投资（亿元）", "签约时间"]
ROWS: list[list[object]] = [
    ["晋江", "风电", 20, "2022-03-15"],
    [None, "光伏", 5, None],
    ["南安", "储能", 8, "2022-04"],
]


def found(tmp_path: Path, *merges: tuple[int, int, int, int]) -> list[str]:
    """What is understood of the three rows in a workbook with these merged cells."""

    def fill(book: Any) -> None:
        sheet = book.add_worksheet("表")
        for merge in merges:
            sheet.merge_range(*merge, "")
        for number, row in enumerate((HEAD, *ROWS)):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(number, column, value)

    path = books.write(tmp_path, "in.xlsx", books.xlsx(fill))
    opened = open_tables(path)
    (table,) = office_tables(opened, Map(), Resolver(shipped_plan()), TODAY).tables
    return [
        f"{row.cell} {kind(row.error)}"
        if isinstance(row, Fault)
        else f"{row.project.name} {row.project.district} {row.project.milestones[0].on}"
        for row in table.rows()
    ]


def test_what_stands_once_for_several_rows_holds_for_each(tmp_path: Path) -> None:
    assert found(tmp_path, (1, 0, 2, 0), (1, 3, 2, 3)) == [
        "风电 350582 2022-03-15",
        "光伏 350582 2022-03-15",
        "储能 350583 2022-04-30",
    ]


@pytest.mark.parametrize("column", [1, 2])
def test_a_name_or_amount_for_several_rows_is_nobodys(tmp_path: Path, column: int) -> None:
    ends = [(1, 0, 2, 0), (1, 3, 2, 3), (1, column, 2, column)]
    cell = "BC"[column - 1]
    assert found(tmp_path, *ends) == [
        f"{cell}2 BadText merged",
        f"{cell}3 BadText merged",
        "储能 350583 2022-04-30",
    ]


def test_a_cell_merged_with_empty_rows_is_its_own() -> None:
    rows = [Row(2, ["风电", 20]), Row(5, ["光伏"])]
    merged = list(merged_rows(rows, [(2, 1, 4, 1), (5, 1, 9, 1)]))
    assert [shared for _, _, shared in merged] == [frozenset(), frozenset()]
    assert [filled for _, filled, _ in merged] == rows


def test_no_row_is_lost() -> None:
    for count in range(4):
        rows = [Row(number, [number]) for number in range(1, count + 1)]
        assert [row for row, *_ in merged_rows(rows, [(1, 0, 3, 0)])] == rows
