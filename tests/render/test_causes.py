"""The faults of a file by their causes."""

from collections.abc import Iterable

import pytest

from qzinvest import errors
from qzinvest.errors import Fault
from qzinvest.intake.plans.file import shipped_plan
from qzinvest.intake.words.names import Resolver
from qzinvest.locale import Wording, wording
from qzinvest.render.causes import error_text, fault_lines
from qzinvest.render.refusals import fault_parts
from qzinvest.render.widths import hung, width_of

W = wording("en")
ZH = wording("zh_Hans")
LISTED = tuple("甲乙丙丁戊己庚")
WRONG = errors.BadAmount(text="abc", reason="form")


def fault(row: int, value: str, error: errors.QzinvestError, column: str = "D") -> Fault:
    """A fault in a column of a workbook's sheet."""
    return Fault("a.xlsx", row, "属地", value, error, "甲", f"{column}{row}")


def unknown(text: str, *close: str) -> errors.UnknownName:
    return errors.UnknownName(what="district", text=text, near=close or LISTED, close=close)


def rows(value: str, error: errors.QzinvestError, numbers: Iterable[int]) -> list[Fault]:
    return [fault(row, value, error) for row in numbers]


def told(faults: list[Fault], w: Wording) -> list[str]:
    """The lines below the table's name."""
    table, *lines = fault_lines(faults, w)
    assert table.startswith("a.xlsx[甲]")
    return [line.removeprefix("  ") for line in lines]


def test_what_is_wrong_is_told_by_causes() -> None:
    tou, de, mars = unknown("台投区", "台商投资区"), unknown("德华", "德化县"), unknown("火星")
    faults = [
        *rows("德华", de, [3]),
        *rows("台投区", tou, (4, 5, 6, 9)),
        *rows("火星", mars, [7]),
        fault(8, "abc", WRONG, "E"),
    ]
    text = error_text(errors.BadRows(file="a.xlsx", faults=faults), ZH)
    assert text.splitlines() == [
        "错误：a.xlsx 未导入，共 7 处问题。原因数：2。",
        "  a.xlsx[甲]：",
        "    D 列“属地”，6 格：",
        "      D4–D6、D9：没有名为“台投区”的县市区（开发区）。",
        "        → 台商投资区？",
        "      D3：没有名为“德华”的县市区（开发区）。",
        "        → 德化县？",
        "      D7：没有名为“火星”的县市区（开发区）。",
        "    E8 属地：" + ZH("error.BadAmount", text="abc", reason=ZH("error.BadAmount.form")),
        "      → " + ZH("error.BadAmount.remedy"),
        "  可用的名称见 `qzinvest plan names 县市区`。",
        "  " + ZH("fault.words", text="德华", column="属地"),
        "  " + ZH("error.BadRows.remedy"),
    ]


def test_a_remedy_that_is_the_same_for_all_values_is_told_once() -> None:
    day, month = errors.BadDate(text="x"), errors.BadDate(text="y")
    lines = told([fault(3, "x", day), fault(5, "y", month)], W)
    assert lines == [
        "column D 属地, 2 cells:",
        "  D3: " + W("error.BadDate", text="x", reason=W("error.BadDate.form")),
        "  D5: " + W("error.BadDate", text="y", reason=W("error.BadDate.form")),
        "  → " + W("error.BadDate.remedy"),
    ]


def test_what_stands_in_thousands_of_cells_is_one_line() -> None:
    lines = told(rows("火星", unknown("火星"), range(2, 5002)), W)
    assert lines[0] == "D2–D5001 (5,000 cells) 属地: No district is called “火星”."
    lines = told(rows("火星", unknown("火星"), range(2, 5002, 2)), ZH)
    assert lines[0] == "D2、D4、D6、D8 …（2,500 格） 属地：没有名为“火星”的县市区（开发区）。"


def test_of_thousands_of_values_the_first_are_told_and_the_others_counted() -> None:
    faults = [f for n in range(1000) for f in rows(f"火星{n}", unknown(f"火星{n}"), [n + 2])]
    lines = told([*faults, fault(1002, "火星7", unknown("火星7"))], W)
    assert len(lines) == 1 + 20 + 1 + 2
    assert lines[0] == "column D 属地, 1,001 cells:"
    assert lines[1] == "  D9, D1002: No district is called “火星7”."  # what most cells have
    assert lines[-3] == ("  and 980 more values, in 980 cells: `--faults FILE.csv` lists each.")


def test_three_names_are_suggested_at_most_and_a_command_lists_the_others() -> None:
    error = unknown("泉", "甲", "乙", "丙", "丁")
    assert told([fault(3, "泉", error)], ZH) == [
        "D3 属地：没有名为“泉”的县市区（开发区）。",
        "  → 甲、乙、丙？",
        "可用的名称见 `qzinvest plan names 县市区`。",
        "单位自己的叫法，可这样写明：`--word 泉=名称`；该列另有所指的：`--column 属地=skip`。",
    ]
    assert fault_parts(fault(3, "泉", unknown("泉")), ZH)[1] == (
        "全部名称见 `qzinvest plan names 县市区`。"
    )


def test_of_so_few_names_all_are_suggested() -> None:
    resolver = Resolver(shipped_plan(), "zh_Hans")
    with pytest.raises(errors.UnknownName) as caught:
        resolver.signing("口头")
    assert (
        told([fault(3, "口头", caught.value)], ZH)[1]
        == "  → contract 合同、agreement 协议、intent 意向？"
    )


def test_names_of_several_kinds_are_pointed_to_in_one_line() -> None:
    group = errors.UnknownName(what="group", text="茶")
    lines = told([fault(3, "火星", unknown("火星")), fault(3, "茶", group, "E")], W)
    assert lines[-2] == (
        "`qzinvest plan names districts` lists the names that are accepted; likewise groups."
    )


def test_what_has_no_cells_has_lines_of_its_file() -> None:
    faults = [Fault("m.toml", row, "units", "斤", WRONG) for row in (3, 4, 5, 9)]
    assert fault_lines(faults, W)[1].startswith("  m.toml:3–5, 9 units “斤”: ")
    assert fault_lines([Fault("p.csv", 9, "", "x,y", WRONG)], W)[1].startswith("  p.csv:9 “x,y”: ")


def test_a_value_stands_beside_what_does_not_say_it() -> None:
    late = errors.NotReached(stage="funded", field="funded_amount")
    assert fault_lines([fault(3, "5", late)], W)[1:] == [
        "  D3 属地 “5”: Money paid in belongs to the stage “Funded”, which has no date.",
        "    → " + W("error.NotReached.remedy", stage="Funded", field="Money paid in"),
    ]


def test_of_several_tables_each_is_named_once() -> None:
    faults = [
        fault(3, "x", WRONG),
        fault(4, "x", errors.BadDate(text="x")),
        fault(3, "x", WRONG)._replace(sheet="乙"),
    ]
    lines = fault_lines(faults, W)
    assert [line for line in lines if not line.startswith(" ")] == ["a.xlsx[甲]:", "a.xlsx[乙]:"]


def test_a_column_that_is_another_thing_is_one_fault_in_many_cells() -> None:
    error = errors.NotTheColumn(what="district", header="属地", values=["福建", "厦门"], count=2)
    faults = [fault(3, "福建", error), fault(4, "厦门", error)]
    text = error_text(errors.BadRows(file="a.xlsx", faults=faults), ZH)
    assert text.splitlines()[:3] == [
        "错误：a.xlsx 未导入，共 1 处问题。",
        "  a.xlsx[甲]：",
        "    D3–D4 属地：“属地”列有 2 格不是县市区（开发区），如福建、厦门。",
    ]


@pytest.mark.parametrize("w", [W, ZH])
@pytest.mark.parametrize("width", [60, 80, 120])
def test_lines_fit_a_terminal_and_go_on_under_their_beginning(w: Wording, width: int) -> None:
    near = [f"{n} 泉州台商投资区管理委员会" for n in range(3)]
    faults = [*rows("台投区", unknown("台投区", *near), range(2, 40, 2)), fault(3, "abc", WRONG)]
    whole = fault_lines(faults, w)
    lines = [each for line in whole for each in hung(line, width)]
    assert max(map(width_of, lines)) <= width
    assert "".join("".join(lines).split()) == "".join("".join(whole).split())
