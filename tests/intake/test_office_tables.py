"""Whole tables: their rows, and what stands between them."""

from pathlib import Path

import pytest

from qzinvest.errors import Fault, TwoUnits
from qzinvest.intake.map_file import Map
from qzinvest.intake.names import Resolver
from qzinvest.intake.office_tables import OfficeTable, office_tables
from qzinvest.intake.shipped import shipped_plan
from qzinvest.intake.tables import open_tables
from tests.intake import books
from tests.intake.test_rows import TODAY, kind

HEAD = "项目名称,投资方,属地,总投资,签约日期"


def table(tmp_path: Path, text: str, rules: Map = Map()) -> OfficeTable:  # noqa: B008 - immutable
    opened = open_tables(books.write(tmp_path, "in.csv", text))
    (found,) = office_tables(opened, rules, Resolver(shipped_plan()), TODAY).tables
    return found


def said(found: OfficeTable) -> list[str]:
    return [
        f"{row.cell} {kind(row.error)}"
        if isinstance(row, Fault)
        else f"{row.project.name} {row.project.amount}"
        for row in found.rows()
    ]


def test_a_unit_that_changes_between_the_rows_is_refused(tmp_path: Path) -> None:
    rows = f"{HEAD}\n电池厂,甲公司,晋江,5,2022-03-01\n"
    with pytest.raises(TwoUnits, match="万元"):
        said(table(tmp_path, f"单位：亿元\n{rows}单位：万元\n{rows}"))
    again = f"单位：亿元\n{rows}单位：亿元\n{HEAD}\n物流园,乙公司,南安,3,2022-03-02\n"
    assert said(table(tmp_path, again)) == ["电池厂 500000000", "物流园 300000000"]


@pytest.mark.parametrize("above", ["全市签约 123 个 总投资 356.2 亿元", "签约总额,356,亿元"])
def test_a_figure_above_the_header_is_no_unit(tmp_path: Path, above: str) -> None:
    found = table(tmp_path, f"{above}\n{HEAD}\n电池厂,甲公司,晋江,5600,2022-03-01\n")
    assert said(found) == ["D3 BadAmount unitless"]
