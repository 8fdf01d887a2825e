"""The month of an office: three districts' own forms, one of them sent back, none retyped."""

from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from tests.cli.said import Run

HEADS = (
    *(("序号", 0, 0), ("项目名称", 1, 1), ("投资方", 2, 2), ("产业组", 3, 3)),
    *(("投资情况", 4, 5), ("进展情况", 6, 7)),
)
BELOW = {4: "总投资", 5: "到位资金", 6: "状态", 7: "时间"}
ROWS: dict[str, list[tuple[object, ...]]] = {
    "晋江": [
        ("晋江半导体封测项目", "三安集团有限公司", "电子信息", 56000, None, "签约", "2022.3.15"),
        (
            "晋江运动鞋智能工厂",
            "安踏体育有限公司",
            "纺织鞋服",
            32000,
            None,
            "开工",
            "2022.5.20",
        ),
        ("晋江跨境电商园", "晋江海丝电商有限公司", "数字经济", 12000, None, "在谈", None),
    ],
    "南安": [
        ("南安泛家居产业园", "辉煌水暖集团有限公司", "建材家居", 210000, None, "注册", "2022.4.8"),
    ],
    "石狮": [
        ("石狮海洋生物产业园", "华宝海洋生物有限公司", "海洋经济", 45000, None, "签约", "2022.6.2"),
        (
            "石狮服装直播基地",
            "云裳服饰有限公司",
            "纺织鞋服",
            "约八千",
            None,
            "签约",
            "2022.6.20",
        ),
    ],
}


def form(path: Path, unit: str, rows: list[tuple[object, ...]]) -> str:
    """A district's form: title, unit of money, a header of two merged rows, a sum by formula."""
    out = BytesIO()
    book = Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("6月")
    sheet.merge_range(0, 0, 0, 7, f"{unit}市2022年6月招商项目进展情况表")
    sheet.write(1, 0, f"填报单位：{unit}市商务局")
    sheet.write(1, 7, "单位：万元")
    for head, first, last in HEADS:
        below = 2 if first != last else 3
        sheet.merge_range(2, first, below, last, head)
    for column, head in BELOW.items():
        sheet.write(3, column, head)
    for number, row in enumerate(rows, 1):
        sheet.write_row(3 + number, 0, [number, *row])
    sheet.write(4 + len(rows), 0, "合计")
    sheet.write_formula(4 + len(rows), 4, f"=SUM(E5:E{4 + len(rows)})", None, "")
    book.close()
    path.write_bytes(out.getvalue())
    return str(path)


@pytest.fixture
def forms(tmp_path: Path) -> dict[str, str]:
    return {unit: form(tmp_path / f"{unit}6月.xlsx", unit, rows) for unit, rows in ROWS.items()}


def test_three_forms_go_in_by_three_calls_and_one_comes_back(
    run: Run, forms: dict[str, str], tmp_path: Path
) -> None:
    assert "Added: 3" in run("import", forms["晋江"]).err
    assert "Added: 1" in run("import", forms["南安"]).err
    returned = tmp_path / "退回.xlsx"
    refused = run("import", forms["石狮"], "--return", str(returned))

    assert refused.code == 3
    assert "约八千" in refused.err
    assert CalamineWorkbook.from_path(str(returned)).sheet_names[-1] == "6月"

    rows = [(*row[:3], 8000, *row[4:]) if row[3] == "约八千" else row for row in ROWS["石狮"]]
    mended = form(tmp_path / "更正.xlsx", "石狮", rows)
    assert "Added: 2" in run("import", mended).err

    listed = [row.split(",") for row in run("list", "--format", "csv").out.splitlines()[1:]]
    assert [(row[2], row[4], row[8], row[9]) for row in listed] == [
        ("晋江半导体封测项目", "350582", "560000000", "signed"),
        ("晋江运动鞋智能工厂", "350582", "320000000", "started"),
        ("晋江跨境电商园", "350582", "120000000", "talks"),
        ("南安泛家居产业园", "350583", "2100000000", "registered"),
        ("石狮海洋生物产业园", "350581", "450000000", "signed"),
        ("石狮服装直播基地", "350581", "80000000", "signed"),
    ]
    assert run("edition", "freeze", "2022-06").code == 0
    bulletin = tmp_path / "通报.docx"
    assert run("bulletin", "2022-06", "--output", str(bulletin)).code == 0
    assert bulletin.stat().st_size > 5000
