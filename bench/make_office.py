"""Write fictional projects as an office would: ``make_office.py FILE.xlsx|FILE.csv PROJECTS``.

Titles, a unit in a corner, Chinese headers, names instead of codes, dates as dates.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.model.plan import Plan
from qzinvest.model.project import Project
from qzinvest.model.stage import STAGES
from qzinvest.tasks.demo_year import fictional_projects

HEADER = (
    *("序号", "项目编码", "项目名称", "投资方", "属地", "引荐单位", "产业", "总投资", "签约类型"),
    *("线索日期", "在谈日期", "签约日期", "注册日期", "到资日期", "开工日期", "投产日期"),
)
SIGNINGS = {"contract": "合同", "agreement": "协议", "intent": "意向"}
YI = 10**8


def rows(plan: Plan, total: int) -> Iterator[list[object]]:
    """The sheet from its first row on."""
    units = {unit.code: unit.short.zh_Hans for unit in plan.units}
    groups = {group.code: group.names.zh_Hans for group in plan.groups}
    yield ["泉州市2022年招商项目汇总表"]
    yield [*[None] * (len(HEADER) - 1), "单位：亿元"]
    yield list(HEADER)
    for number, project in enumerate(fictional_projects(plan, total=total), 1):
        yield [number, *cells(project, units, groups)]


def cells(project: Project, units: dict[str, str], groups: dict[str, str]) -> list[object]:
    """One project's cells behind its number; blanks are ``None``."""
    reached = {milestone.stage: milestone.on for milestone in project.milestones}
    return [
        *(project.code, project.name, project.investor),
        *(units.get(project.district or ""), units.get(project.department or "")),
        *(
            groups.get(project.group or ""),
            project.amount / YI,
            SIGNINGS.get(project.signing or ""),
        ),
        *(reached.get(stage) for stage in STAGES),
    ]


def main(file: str, total: int) -> None:
    """Write ``file``."""
    table = rows(shipped_plan(), total)
    if file.endswith(".csv"):
        with Path(file).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(table)
        return
    from xlsxwriter import Workbook

    options = {"constant_memory": True, "default_date_format": "yyyy/m/d"}
    with Workbook(file, options) as book:
        sheet = book.add_worksheet("汇总")
        for number, row in enumerate(table):
            sheet.write_row(number, 0, row)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
