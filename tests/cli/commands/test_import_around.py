"""What an import takes from around a table, and from its options; and what it says of that."""

import csv
import io
import json
import re
from pathlib import Path

from tests.cli.said import Run


def file(tmp_path: Path, name: str, text: str) -> str:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def listed(run: Run, *columns: str) -> list[tuple[str, ...]]:
    rows = csv.DictReader(io.StringIO(run("list", "--format", "csv").out))
    return [tuple(row[column] for column in columns) for row in rows]


def test_a_district_from_the_title_is_said_and_one_that_differs_is_a_warning(
    run: Run, tmp_path: Path
) -> None:
    without = "晋江市招商签约项目表\n项目名称,总投资（亿元）,签约时间\n风电,20,2022-03-15\n"
    said = run("import", file(tmp_path, "a.csv", without), "--lang", "en")
    assert (
        "—  District of rows that name none: Jinjiang City, from “晋江市招商签约项目表”."
        in said.err
    )
    other = "晋江市招商签约项目表\n项目名称,属地,总投资（亿元）,签约时间\n光伏,石狮,20,2022-03-15\n"
    said = run("import", file(tmp_path, "b.csv", other), "--lang", "en")
    assert "names another district than “晋江市招商签约项目表” does: 1 (row 3)" in said.err
    assert listed(run, "name", "district") == [("风电", "350582"), ("光伏", "350581")]


def test_an_option_that_says_another_district_than_the_title_is_a_warning(
    run: Run, tmp_path: Path
) -> None:
    path = file(
        tmp_path, "a.csv", "晋江市项目表\n项目名称,总投资（亿元）,签约时间\n风电,20,2022-03-15\n"
    )
    said = run("import", path, "--district", "南安", "--lang", "en")
    assert "“晋江市项目表” names another district than the option or the map does: 1" in said.err
    assert listed(run, "district") == [("350583",)]


def test_a_sheet_or_file_named_by_the_end_of_a_district_is_that_ones(
    run: Run, tmp_path: Path
) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        for number, name in enumerate(("开发区", "台商区", "晋江")):
            rows = (("项目名称", "总投资（亿元）", "签约时间"), (f"风电{number}", 20, "2022-03-15"))
            sheet = book.add_worksheet(name)
            for row, values in enumerate(rows):
                sheet.write_row(row, 0, values)
    assert run("import", str(tmp_path / "a.xlsx")).code == 0
    assert listed(run, "district") == [("G351135",), ("G351136",), ("350582",)]


def test_a_summary_without_days_tells_more_of_the_projects_of_other_sheets(
    run: Run, tmp_path: Path
) -> None:
    signed = "项目名称,投资方,属地,总投资（亿元）,签约时间\n1、风电,甲公司,惠安,20,2022-03-15\n"
    files = [
        file(tmp_path, "a.csv", signed),
        file(tmp_path, "b.csv", "项目名称,开工时间\n★风电,2022-05-15\n"),
        file(tmp_path, "c.csv", "项目名称,属地,总投资（亿元）,产业\n2.风电,惠安,20,装备制造\n"),
    ]
    said = run("import", *files, "--lang", "en")
    assert "Rows joined with another row of the same project: 2." in said.err
    told = listed(run, "name", "group", "signed_on", "started_on")
    assert told == [("风电", "IG07", "2022-03-15", "2022-05-15")]
    other = file(tmp_path, "d.csv", "项目名称,属地,总投资（亿元）\n风电,惠安,20\n光伏,南安,5\n")
    said = run("import", other, "--lang", "en")
    assert (said.code, said.err.count("no date of any stage")) == (3, 1)
    assert "A3 项目名称" in said.err


def test_numbers_that_count_a_lists_names_are_none_of_theirs(run: Run, tmp_path: Path) -> None:
    head = "项目名称,投资方,属地,总投资（亿元）,签约时间\n"
    text = "1 风电,甲公司,惠安,20,2022-03-15\n2-光伏,乙公司,南安,5,2022-03-15\n"
    run("import", file(tmp_path, "a.csv", head + text))
    run("import", file(tmp_path, "b.csv", f"{head}7 庚园,丙公司,安溪,3,2022-03-15\n"))
    assert listed(run, "name") == [("风电",), ("光伏",), ("7 庚园",)]


def test_options_say_what_holds_for_the_whole_list(run: Run, tmp_path: Path) -> None:
    path = file(tmp_path, "a.csv", "项目名称,总投资（亿元）\n风电,20\n")
    options = ("--district", "南安", "--group", "新能源", "--stage", "talks", "--month", "2022-06")
    assert run("import", path, *options).code == 0
    assert listed(run, "district", "group", "talks_on") == [("350583", "IG03", "2022-06")]
    assert run("import", path, "--district", "火星").code == 3


def test_a_list_of_talks_never_moves_the_day_on_which_they_began(run: Run, tmp_path: Path) -> None:
    text = "{}在谈项目表\n项目名称,属地,拟投资（亿元）\n风电,惠安,20\n"
    run("import", file(tmp_path, "a.csv", text.format("2022年5月")))
    said = run("import", file(tmp_path, "b.csv", text.format("2022年6月")), "--lang", "en")
    assert "Added: 0, changed: 0, unchanged: 1." in said.err
    assert (
        "recorded as of 2022-06 (the month of the list, which `--month` says, else today): 1"
        in said.err
    )
    assert listed(run, "talks_on") == [("2022-05",)]
    signed = "项目名称,属地,总投资（亿元）,签约时间\n风电,惠安,20,2022-06-15\n"
    run("import", file(tmp_path, "c.csv", signed))
    run("import", file(tmp_path, "d.csv", text.format("2022年7月")))
    assert listed(run, "stage", "talks_on", "signed_on") == [("signed", "2022-05", "2022-06-15")]


def test_a_column_of_other_things_is_one_fault(run: Run, tmp_path: Path) -> None:
    head = "项目名称,总投资（亿元）,签约时间,area\n"
    text = head + "风电,20,2022-03-15,120 acres\n光伏,5,2022-03-15,80 km\n"
    said = run("import", file(tmp_path, "a.csv", text), "--lang", "en")
    assert (said.code, said.err.count("acres")) == (3, 1)
    assert "2 cells of the column “area” name no district, such as 120 acres, 80 km." in said.err
    assert "`--column area=skip`" in said.err


def test_a_column_of_which_half_is_another_thing_keeps_each_cell_for_machines(
    run: Run, tmp_path: Path
) -> None:
    head = "项目名称,属地,总投资（亿元）,签约时间\n"
    places = ("福建", "厦门", "香港", "晋江", "石狮")
    rows = "".join(f"{at}园,{at},{2 + n},2022-03-15\n" for n, at in enumerate(places))
    faults = tmp_path / "faults.csv"
    said = run("import", file(tmp_path, "a.csv", head + rows), "--faults", str(faults))
    assert (
        "  B2–B4 属地: 3 cells of the column “属地” name no district, such as 福建, 厦门, 香港."
        in said.err
    )
    assert "Faults found: 1." in said.err
    cells = re.findall(r",(B\d),(\w+),NotTheColumn,", faults.read_text("utf-8"))
    assert cells == [("B2", "福建"), ("B3", "厦门"), ("B4", "香港")]


def test_slips_in_half_a_column_are_told_one_by_one(run: Run, tmp_path: Path) -> None:
    head = "项目名称,属地,总投资（亿元）,签约时间\n"
    rows = "甲园,德华,2,2022-03-15\n乙园,南按,3,2022-03-15\n丙园,晋江,4,2022-03-15\n"
    said = run("import", file(tmp_path, "a.csv", head + rows))
    assert "  column B 属地, 2 cells:\n    B2: No district is called “德华”." in said.err
    assert "→ 350526 Dehua County?" in said.err


def test_what_ended_is_dropped_on_the_day_of_the_option(run: Run, tmp_path: Path) -> None:
    head = "项目名称,属地,总投资（亿元）,签约时间,状态\n"
    rows = "风电,惠安,20,2022-03-15,终止\n光伏,惠安,5,2022-03-15,签约\n"
    path = file(tmp_path, "a.csv", head + rows)
    assert run("import", path).code == 3
    assert run("import", path, "--ended", "leave-out").code == 0
    assert listed(run, "name") == [("光伏",)]
    assert run("import", path, "--ended", "2022-06-30").code == 0
    assert listed(run, "name", "dropped_on") == [("光伏", ""), ("风电", "2022-06-30")]


def test_a_breakdown_counts_as_the_option_says(run: Run, tmp_path: Path) -> None:
    head = "序号,项目名称,属地,总投资（亿元）,签约时间\n"
    path = file(
        tmp_path,
        "a.csv",
        head + "1,风电,惠安,20,2022-03-15\n,其中：一期,,8,\n,二期,,12,\n",
    )
    said = run("import", path, "--lang", "en")
    assert (said.code, said.err.count("Rows 3–4 break row 2 down")) == (3, 1)
    run("import", path, "--parts", "only")
    assert listed(run, "name", "amount") == [("风电一期", "800000000"), ("风电二期", "1200000000")]
    run("undo", "import-1")
    run("import", path, "--parts", "leave-out")
    assert listed(run, "name", "amount") == [("风电", "2000000000")]


def test_programs_read_what_was_taken_from_around(run: Run, tmp_path: Path) -> None:
    path = file(tmp_path, "a.csv", "晋江市在谈项目表\n项目名称,拟投资（亿元）\n风电,20\n")
    told = json.loads(run("import", path, "--month", "2022-06", "--format", "json").out)
    assert told["tables"][0]["district"] == "350582"
    kinds = [(one["kind"], one["rows"], one["text"]) for one in told["remarks"]]
    assert kinds == [("month", [3], "2022-06")]
