"""The month of the READMEs: three districts' forms, as ``examples/month/*.xlsx``.

Usage: ``python -m tools.month [FOLDER]``. Invented projects of invented firms in the form that
districts use: a title, the unit of money in a corner, a header of two merged rows, a sum by
formula, no column of districts.
"""

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from xlsxwriter import Workbook

Row = tuple[str | int | None, ...]
FOLDER = Path(__file__).parents[1] / "examples" / "month"
WIDTHS = (6, 24, 24, 12, 12, 12, 8, 12)
FLAT = ("序号", "项目名称", "投资方", "产业组")
PAIRS = (("投资情况", ("总投资", "到位资金")), ("进展情况", ("状态", "时间")))
OCEAN: Row = (
    "石狮海洋生物产业园",
    "虚构甲海洋生物有限公司",
    "海洋经济",
    45000,
    None,
    "签约",
    "2022.6.2",
)
LIVE = ("石狮服装直播基地", "虚构乙服饰有限公司", "纺织鞋服")
SIGNED = (None, "签约", "2022.6.20")
ROWS: Mapping[str, tuple[Row, ...]] = {
    "晋江6月": (
        ("晋江半导体封测项目", "虚构丙电子有限公司", "电子信息", 56000, None, "签约", "2022.3.15"),
        (
            "晋江运动鞋智能工厂",
            "虚构丁鞋业有限公司",
            "纺织鞋服",
            32000,
            None,
            "开工",
            "2022.5.20",
        ),
        ("晋江跨境电商园", "虚构戊电商有限公司", "数字经济", 12000, None, "在谈", None),
    ),
    "南安6月": (
        ("南安泛家居产业园", "虚构己家居有限公司", "建材家居", 210000, None, "注册", "2022.4.8"),
        (
            "南安石材循环利用项目",
            "虚构庚石材有限公司",
            "建材家居",
            18000,
            None,
            "签约",
            "2022.6.11",
        ),
    ),
    "石狮6月": (OCEAN, (*LIVE, "约八千", *SIGNED)),
    "石狮6月-更正": (OCEAN, (*LIVE, 8000, *SIGNED)),
}
"""Name of the file to its rows, amounts in 万元; one amount is none, and the last file mends it."""


def write(path: Path, rows: Sequence[Row]) -> None:
    """One district's form; the first two characters of its name say whose."""
    unit = path.name[:2]
    last = 4 + len(rows)
    with Workbook(str(path)) as book:
        book.set_properties({"created": datetime(2022, 7, 1, tzinfo=UTC)})
        title = book.add_format({"align": "center", "bold": True, "font_size": 16})
        cell = book.add_format({"align": "center", "valign": "vcenter", "border": 1})
        sheet = book.add_worksheet("6月")
        sheet.merge_range(0, 0, 0, 7, f"{unit}市2022年6月招商项目进展情况表", title)
        sheet.write(1, 0, f"填报单位：{unit}市商务局")
        sheet.write(1, 7, "单位：万元")
        for column, head in enumerate(FLAT):
            sheet.merge_range(2, column, 3, column, head, cell)
        for place, (head, below) in enumerate(PAIRS):
            column = len(FLAT) + 2 * place
            sheet.merge_range(2, column, 2, column + 1, head, cell)
            sheet.write_row(3, column, below, cell)
        for number, row in enumerate(rows, 1):
            sheet.write_row(3 + number, 0, (number, *row), cell)
        sheet.write_row(last, 0, ("合计", *[None] * 7), cell)
        total = sum(row[3] for row in rows if isinstance(row[3], int))
        sheet.write_formula(last, 4, f"=SUM(E5:E{last})", cell, total)
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)


def main(folder: Path) -> None:
    """Write all four forms."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in ROWS.items():
        write(folder / f"{name}.xlsx", rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
