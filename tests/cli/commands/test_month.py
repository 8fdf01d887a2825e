"""The month of an office: three districts' own forms, one of them sent back, none retyped."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from tests.cli.said import Run
from tools.month import FOLDER, ROWS, main

FORMS = {name: str(FOLDER / f"{name}.xlsx") for name in ROWS}


def parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.parametrize("name", ROWS)
def test_shipped_forms_are_those_that_the_tool_writes(name: str, tmp_path: Path) -> None:
    main(tmp_path)
    assert parts(tmp_path / f"{name}.xlsx") == parts(FOLDER / f"{name}.xlsx")


def test_three_forms_go_in_by_three_calls_and_one_comes_back(run: Run, tmp_path: Path) -> None:
    assert "Added: 3" in run("import", FORMS["晋江6月"]).err
    assert "Added: 2" in run("import", FORMS["南安6月"]).err
    returned = tmp_path / "退回.xlsx"
    refused = run("import", FORMS["石狮6月"], "--return", str(returned))

    assert refused.code == 3
    assert "约八千" in refused.err
    assert CalamineWorkbook.from_path(str(returned)).sheet_names[-1] == "6月"
    assert "Added: 2" in run("import", FORMS["石狮6月-更正"]).err

    listed = [row.split(",") for row in run("list", "--format", "csv").out.splitlines()[1:]]
    assert [(row[2], row[4], row[8], row[9]) for row in listed] == [
        ("晋江半导体封测项目", "350582", "560000000", "signed"),
        ("晋江运动鞋智能工厂", "350582", "320000000", "started"),
        ("晋江跨境电商园", "350582", "120000000", "talks"),
        ("南安泛家居产业园", "350583", "2100000000", "registered"),
        ("南安石材循环利用项目", "350583", "180000000", "signed"),
        ("石狮海洋生物产业园", "350581", "450000000", "signed"),
        ("石狮服装直播基地", "350581", "80000000", "signed"),
    ]
    assert run("edition", "freeze", "2022-06").code == 0
    bulletin = tmp_path / "通报.docx"
    assert run("bulletin", "2022-06", "--output", str(bulletin)).code == 0
    assert bulletin.stat().st_size > 5000
