"""Where the header of a sheet stands, and what the rows below it are."""

import pytest

from qzinvest.errors import NoHeader, TwoColumns
from qzinvest.intake.files.sheets import Row
from qzinvest.intake.offices.cells import by_text
from qzinvest.intake.offices.columns import Merges
from qzinvest.intake.offices.kinds import kind_of
from qzinvest.intake.offices.layout import Layout, find_layouts

HEAD = "序号|项目名称|属地|总投资（亿元）|签约时间"


def row(number: int, line: str) -> Row:
    return Row(number, [cell or None for cell in line.split("|")])


def layout(*lines: str, merges: Merges = (), fixed: dict[str, str] | None = None) -> Layout:
    rows = [row(number, line) for number, line in enumerate(lines, start=1)]
    return find_layouts("in.csv", rows, merges, fixed=fixed)[0]


def fields(found: Layout) -> list[str | None]:
    return [heading.field for heading in found.headings]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("1|风电|惠安|20|2022-03-15", "data"),
        ("|风电|惠安|20|2022-03-15", "data"),
        ("1|风电|||", "data"),
        ("5|合计信息产业园|惠安|20|2022-03-15", "data"),
        ("|一、二期产业园|惠安|20|2022-03-15", "data"),
        ("1|全市|晋江|20|2022-03-15", "data"),
        ("Total|润滑油厂|晋江|5|2022-03-15", "data"),
        ("|第一批储能电站|晋江||2022-03-15", "data"),
        (HEAD, "header"),
        ("合计|||25|", "total"),
        ("合计|12个||25|3", "total"),
        ("合计|12|3|25|", "total"),
        ("|总 计||25|", "total"),
        ("晋江市小计（3个）|||25|", "total"),
        ("Total|||25|", "total"),
        ("（一）先进制造业||||", "section"),
        ("一|先进制造业||25|", "section"),
        ("二、现代服务业（3个）|||25|", "data"),
        ("晋江市||||", "section"),
        ("注：以上为6月底数||||", "note"),
        ("填表人：张三||联系电话：138||", "note"),
        ("||||", "note"),
    ],
)
def test_what_a_row_is(line: str, kind: str) -> None:
    assert kind_of(row(2, line), layout(HEAD, "1|风电|惠安|20|2022-03-15")) == kind


def test_the_header_is_found_below_a_title_and_takes_the_notes_unit() -> None:
    found = layout("签约表（单位：万元）", "", "项目名称|总投资", "风电|20")
    assert (found.first, found.last, fields(found)) == (3, 3, ["name", "amount"])
    assert found.headings[1].unit == (10_000, "CNY")


def test_headers_of_two_rows_by_their_merges() -> None:
    lines = ("项目名称|时间节点||总投资（亿元）", "|签约|开工|", "风电|2022-03-15||20")
    found = layout(*lines, merges=[(1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 2, 3)])
    assert fields(found) == ["name", "signed_on", "started_on", "amount"]
    assert [h.text for h in found.headings][1:3] == ["时间节点/签约", "时间节点/开工"]


def test_a_cell_that_is_merged_downwards_gives_the_headers_height() -> None:
    lines = (
        "号|标的名称|落户地|资金盘子|||签字日",
        "|||合计|其中||",
        "||||土建|设备|",
        "1|风电|惠安|56000|30000|26000|2022-03-15",
    )
    merges = [(1, c, 3, c) for c in (0, 1, 2, 6)] + [(1, 3, 1, 5), (2, 3, 3, 3), (2, 4, 2, 5)]
    named = {"标的名称": "name", "落户地": "district", "合计": "amount", "签字日": "signed_on"}
    found = layout(*lines, merges=merges, fixed=named)
    assert (found.first, found.last) == (1, 3)
    assert fields(found) == [None, "name", "district", "amount", None, None, "signed_on"]
    assert [h.text for h in found.headings][3:5] == ["资金盘子/合计", "资金盘子/其中/土建"]
    places = by_text(found.headings)
    assert (places["合计"], places["资金盘子/合计"], places["土建"]) == (3, 3, 4)


def test_what_a_map_says_goes_before_the_synonyms() -> None:
    lines = ("项目名称|子项|总投资（亿元）", "港口|码头|20")
    assert fields(layout(*lines)) == ["name", None, "amount"]
    assert fields(layout(*lines, fixed={"子项": "name"})) == [None, "name", "amount"]


def test_nothing_that_could_be_a_header() -> None:
    with pytest.raises(NoHeader) as refusal:
        layout("甲|乙", "1|2|3")
    assert refusal.value.fields == {"file": "in.csv", "seen": ("1", "2", "3")}


def test_two_columns_that_mean_the_same() -> None:
    with pytest.raises(TwoColumns, match="总投资"):
        layout("项目名称|总投资（亿元）|总投资额（亿元）", "风电|20|20")


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (["1", "2", "3"], "serial"),
        (["一", "1", "2", "二", "1", "合计"], "serial"),
        (["1.0", "2.0"], "serial"),
        (["1001", "1002"], "code"),
        (["1", "3", "7"], "code"),
        (["A1", "2"], "code"),
        (["", ""], "code"),
    ],
)
def test_a_column_that_counts_the_rows_is_no_code(cells: list[str], field: str) -> None:
    rows = [f"{cell}|风电|20" for cell in cells]
    assert fields(layout("编号|项目名称|总投资（亿元）", *rows))[0] == field


def test_a_numeral_is_a_projects_number_where_rows_say_nothing_else() -> None:
    found = layout("序号|项目名称|总投资（亿元）", "一|电池厂|5", "二|物流园|6")
    assert kind_of(row(2, "一|电池厂|5"), found) == "data"
