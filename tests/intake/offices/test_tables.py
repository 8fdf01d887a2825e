"""Whole tables: their rows, and what stands between them."""

from pathlib import Path
from typing import Any

import pytest

from qzinvest.errors import Fault, NoColumn, TwoUnits
from qzinvest.intake.files.tables import open_tables
from qzinvest.intake.offices.map import Map
from qzinvest.intake.offices.table import OfficeTable
from qzinvest.intake.offices.tables import map_of, office_tables
from qzinvest.intake.plans.file import shipped_plan
from qzinvest.intake.words.names import Resolver
from tests.intake import books
from tests.intake.offices.test_rows import NO_MAP, TODAY, kind

ONCE = Map(columns={"note": ("备注",)})
HEAD = "项目名称,投资方,属地,总投资,签约日期"


def table(tmp_path: Path, text: str, rules: Map = NO_MAP) -> OfficeTable:
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
        said(table(tmp_path, f"单位：亿元\n{rows}单位：万元\n物流园,乙公司,南安,3,2022-03-02\n"))
    again = f"单位：亿元\n{rows}单位：亿元\n{HEAD}\n物流园,乙公司,南安,3,2022-03-02\n"
    assert said(table(tmp_path, again)) == ["电池厂 500000000", "物流园 300000000"]


@pytest.mark.parametrize("above", ["全市签约 123 个 总投资 356.2 亿元", "签约总额,356,亿元"])
def test_a_figure_above_the_header_is_no_unit(tmp_path: Path, above: str) -> None:
    found = table(tmp_path, f"{above}\n{HEAD}\n电池厂,甲公司,晋江,5600,2022-03-01\n")
    assert said(found) == ["D3 BadAmount unitless"]


def test_a_table_without_an_amount_is_told_once(tmp_path: Path) -> None:
    with pytest.raises(NoColumn) as refusal:
        table(tmp_path, "项目名称,总投资/计划,签约日期\n电池厂,5,2022-03-01\n")
    assert refusal.value.fields["unread"] == ("总投资/计划",)


def test_a_saved_map_reads_all_tables_that_it_was_made_of(tmp_path: Path) -> None:
    one = table(tmp_path, "项目名称,总投资（亿元）,签约日期,签约\n电池厂,5,2022-03-01,√\n")
    two = table(tmp_path, "项目名称,总投资（万元）,签约日期\n物流园,3,2022-03-02\n")
    assert map_of([one, two], Map()).columns == {"name": ("项目名称",), "signed_on": ("签约日期",)}
    twice = table(tmp_path, "项目名称,总投资（亿元）,备注,备注\n电池厂,5,2022-03-01,√\n", ONCE)
    assert "note" not in map_of([twice], Map()).columns


def test_sheets_that_are_left_out_have_a_reason(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        book.add_worksheet("说明").write_column(0, 0, ["填表说明", "一行一个项目"])
        good, odd, hidden = (book.add_worksheet(name) for name in ("甲", "乙", "丙"))
        for sheet, head in ((good, HEAD), (odd, "工程,甲方,县,钱数,日子"), (hidden, HEAD)):
            sheet.write_row(0, 0, head.split(","))
            sheet.write_row(1, 0, ["电池厂", "甲公司", "晋江", "5亿", "2022-03-01"])
        hidden.hide()

    opened = open_tables(books.write(tmp_path, "in.xlsx", books.xlsx(fill)))
    left_out = office_tables(opened, Map(), Resolver(shipped_plan()), TODAY).left_out
    assert [(sheet.name, sheet.why) for sheet in left_out] == [
        ("丙", "hidden"),
        ("说明", "text"),
        ("乙", "header"),
    ]


@pytest.mark.parametrize(
    ("head", "cells", "investor"),
    [
        ("外方投资方,中方投资方", "Alpha Pte. Ltd.,甲公司", "Alpha Pte. Ltd.、甲公司"),
        ("中方股东,外方股东", "甲公司,", "甲公司"),
        ("外方投资方,中方投资方", "无,甲公司、乙公司", "甲公司、乙公司"),
        ("甲方（外方）,乙方（中方）", "Alpha Pte. Ltd.,甲公司", "Alpha Pte. Ltd.、甲公司"),
        ("Foreign partner,Chinese partner", "Alpha Pte. Ltd.,甲公司", "Alpha Pte. Ltd.、甲公司"),
        ("甲方,乙方", "甲公司,乙公司", "甲公司、乙公司"),
        ("甲方,乙方", "晋江市人民政府,乙公司", "乙公司"),
        ("投资方,外方投资者", "乙公司,Alpha", "乙公司"),  # who they all are goes before one of them
        ("外方投资者,项目公司", "Alpha,乙公司", "Alpha"),
        ("Party A,Party B", "Alpha,Beta", "Alpha、Beta"),
    ],
)
def test_a_column_a_party_makes_one_list_of_investors(
    tmp_path: Path, head: str, cells: str, investor: str
) -> None:
    text = f"项目名称,{head},属地,总投资（亿元）,签约日期\n电池厂,{cells},晋江,5,2022-03-01\n"
    found = table(tmp_path, text)
    (row,) = found.rows()
    assert not isinstance(row, Fault)
    assert row.project.investor == investor
    again = table(tmp_path, text, map_of([found], NO_MAP))
    assert list(again.rows()) == [row]


def test_parties_are_told_by_the_headers_above_them(tmp_path: Path) -> None:
    head = "项目名称,外方情况,,中方情况,,属地,总投资（亿元）,签约日期"
    low = ",投资方名称,国别,投资方名称,所在地,,,"
    row = "电池厂,Alpha,美国,甲公司,石狮,晋江,5,2022-03-01"
    (found,) = table(tmp_path, f"{head}\n{low}\n{row}\n").rows()
    assert not isinstance(found, Fault)
    assert (found.project.investor, found.project.district) == ("Alpha、甲公司", "350582")


def test_a_saved_map_joins_the_parts_of_a_date_alike(tmp_path: Path) -> None:
    text = "项目名称,属地,总投资（亿元）,签约年份,签约月份\n电池厂,晋江,5,2022,3\n"
    found = table(tmp_path, text)
    (row,) = found.rows()
    assert not isinstance(row, Fault)
    assert str(row.project.milestones[0].on) == "2022-03-31"
    assert list(table(tmp_path, text, map_of([found], NO_MAP)).rows()) == [row]


@pytest.mark.parametrize(
    ("status", "remark"),
    [
        ("已签约", None),
        ("已投产", "形象进度: 已投产"),
        ("在谈", "形象进度: 在谈"),
        ("已终止谈判", "形象进度: 已终止谈判"),
        ("无退出意向", None),
        ("正在办理施工许可证，预计下月开工", None),
    ],
)
def test_a_status_that_is_left_out_and_contradicts_the_dates_is_named(
    tmp_path: Path, status: str, remark: str | None
) -> None:
    text = f"项目名称,属地,总投资（亿元）,签约日期,形象进度\n电池厂,晋江,5,2022-03-01,{status}\n"
    found = table(tmp_path, text)
    assert said(found) == ["电池厂 500000000"]
    assert found.reader.remarks == ({} if remark is None else {("status", remark): [2]})


def test_what_is_planned_next_contradicts_nothing(tmp_path: Path) -> None:
    text = "项目名称,属地,总投资（亿元）,签约日期,下一步目标\n电池厂,晋江,5,2022-03-01,投产\n"
    found = table(tmp_path, text)
    assert (said(found), found.reader.remarks) == (["电池厂 500000000"], {})


def test_a_district_left_blank_under_a_title_is_named(tmp_path: Path) -> None:
    rows = "甲,甲公司,,5亿,2022-03-01\n乙,乙公司,晋江,5亿,2022-03-01\n"
    found = table(tmp_path, f"晋江市2022年6月签约项目表,,,,\n{HEAD}\n{rows}")
    assert said(found) == ["甲 500000000", "乙 500000000"]
    assert found.reader.remarks == {("titled", "晋江市2022年6月签约项目表"): [3]}
