"""``import`` of workbooks in which rows are struck through, or hidden: what is said and done."""

import json
from pathlib import Path

from tests.cli.said import Run
from tests.intake import books
from tests.intake.marked_books import Looks, as_xlsx

TABLE = (
    "项目名称|属地|总投资（亿元）|签约时间\n"
    "风电|惠安|20|2022-03-15\n~石化~|~泉港~|~12~|~2022-02-01~\n光伏|南安|~5~|2022-04-01"
)


HIDDEN = Looks(rows=(1, 3), columns=(1,))


def written(folder: Path, looks: Looks = HIDDEN) -> str:
    return str(books.write(folder, "in.xlsx", as_xlsx(TABLE, looks)))


def test_what_is_hidden_and_struck_is_said(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path)
    said = run("import", path, "--ended", "leave-out")
    assert said.code == 0, said.err
    columns = "  A  项目名称 → Name\n  B  属地 (hidden) → District\n"
    assert said.err.startswith(f"{path}[表] (XLSX), header in row 1:\n{columns}")
    assert "Projects that ended, not imported: 1 (row 3 “石化”).\n" in said.err
    assert f"{path}[表]: hidden rows: 2 (row 2, 4), read like all others.\n" in said.err
    assert (
        f"WARNING: {path}[表]: cells of column C are struck through, and were read: 1 (row 4).\n"
        in said.err
    )


def test_in_chinese_and_of_a_filter(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, Looks(rows=(1,), filtered=True))
    said = run("import", path, "--ended", "count", "--lang", "zh_Hans")
    assert f"{path}[表]：被筛选隐藏的行：1 行（行号：2），照常读取。\n" in said.err
    assert (
        f"警告：{path}[表]：C 列有单元格划了删除线，仍按所写读取：1 个（行号：4）。\n" in said.err
    )


def test_a_refusal_names_the_struck_row_and_what_is_hidden(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path)
    said = run("import", path)
    assert said.code == 3
    assert "A3 项目名称 “石化”: The row is struck through" in said.err
    assert "hidden rows: 2 (row 2, 4), read like all others" in said.err
    assert "New ledger" not in said.err


def test_a_day_ends_them(run: Run, tmp_path: Path) -> None:
    assert run("import", written(tmp_path), "--ended", "2022-06-30").code == 0
    (found,) = [p for p in json.loads(run("list", "--format", "json").out) if p["dropped_on"]]
    assert (found["name"], found["dropped_on"]) == ("石化", "2022-06-30")


def test_programs_are_told(run: Run, tmp_path: Path) -> None:
    said = run("import", written(tmp_path), "--ended", "leave-out", "--format", "json")
    body = json.loads(said.out)
    assert [(r["kind"], r["text"], r["rows"]) for r in body["remarks"]] == [
        ("hidden", "", [2, 4]),
        ("struck", "C", [4]),
    ]
    assert [c["hidden"] for c in body["tables"][0]["columns"]] == [False, True, False, False]
