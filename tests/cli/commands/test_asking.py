"""``import`` at a terminal asks what a file leaves open, once each, and remembers it."""

import csv
import io
from pathlib import Path

import pytest

from tests.cli.said import Run, talked
from tests.intake.books import write

ROWS = (
    "项目名称,所在地,产业,总投资,签约时间\n"
    "甲智能工厂,上海,机器制造,35000,2022-03-15\n"
    "乙机器人工厂,深圳,机器制造,20000,2022-03-16\n"
    "丙传感器工厂,广州,机器制造,10000,2022-03-17\n"
)


@pytest.fixture
def sheet(tmp_path: Path) -> str:
    return str(write(tmp_path, "list.csv", f"晋江市招商项目表,,,,\n{ROWS}"))


def recorded(run: Run) -> list[tuple[str, str, str]]:
    rows = csv.DictReader(io.StringIO(run("list", "--format", "csv").out))
    return [(row["district"], row["group"], row["amount"]) for row in rows]


def test_each_thing_is_asked_once_and_remembered(run: Run, db: Path, sheet: str) -> None:
    code, screen = talked(["import", sheet], ["1\n", "没有的组\n", "装备制造\n", "2\n"], db)
    assert code == 0, screen
    for question in (
        "3 cells of the column “所在地” name no District. Is it something else?",
        "“机器制造” (3 cells) is no known Industry group. What does it mean?",
        "3 amounts have no unit, and neither has the header. Which is it?",
    ):
        assert screen.count(question) == 1
    assert "“没有的组”" in screen
    assert "Remembered for Jinjiang: column “所在地” is not recorded." in screen
    assert recorded(run) == [
        ("350582", "IG07", "350000000"),
        ("350582", "IG07", "200000000"),
        ("350582", "IG07", "100000000"),
    ]
    path = Path(sheet)
    path.write_text(path.read_text("utf-8").replace("工厂", "园区"), encoding="utf-8")
    said = run("import", sheet)  # next month, by cron
    assert (said.code, said.err.count("learned from Jinjiang")) == (0, 3), said.err
    run("undo", "import-2")
    run("undo", "import-1")
    assert run("import", sheet).code == 3


def test_a_suggestion_is_taken_by_its_number(run: Run, db: Path, sheet: str) -> None:
    code, screen = talked(["import", sheet, "--dry-run"], ["1\n", "1\n", "2\n"], db)
    assert (code, "[1] IG07" in screen) == (0, True), screen
    assert "Remembered" not in screen
    assert recorded(run) == []


def test_what_is_skipped_is_refused_as_without_a_terminal(run: Run, db: Path, sheet: str) -> None:
    code, screen = talked(["import", sheet], ["s\n", "q\n"], db)
    assert (code, "Faults found" in screen) == (3, True), screen
    assert "amounts have no unit" not in screen
    assert recorded(run) == []


def test_answers_that_a_refusal_loses_are_told_as_options(
    run: Run, db: Path, tmp_path: Path
) -> None:
    text = (
        "晋江市项目表,,,\n项目名称,产业,总投资（亿元）,签约时间\n"
        "甲,区块链,5,2022-03-15\n乙,区块链,约三,2022-03-15\n"
    )
    sheet = str(write(tmp_path, "list.csv", text))
    code, screen = talked(["import", sheet], ["10\n"], db)
    assert (code, "[13] IG13" in screen, screen.count("A  项目名称")) == (3, True, 1), screen
    assert "your answers are not remembered. To give them again: --word '区块链=IG10'" in screen
    assert run("import", sheet, "--word", "区块链=IG10", "--ranges", "low").code == 0


def test_the_district_of_a_list_is_asked_and_says_who_sends_it(
    run: Run, db: Path, tmp_path: Path
) -> None:
    sheet = str(write(tmp_path, "list.csv", ROWS))
    code, screen = talked(["import", sheet], ["1\n", "1\n", "2\n", "石狮\n", "1\n"], db)
    assert code == 0, screen
    assert "3 projects have no District" in screen
    assert "Remembered for Shishi: amounts without a unit are in 万元." in screen
    assert recorded(run)[0] == ("350581", "IG07", "350000000")
    assert "District" not in run("imports", "--learned").out.replace("Sender", "")


def test_who_sends_the_file_is_asked_where_nothing_says_it(
    run: Run, db: Path, tmp_path: Path
) -> None:
    sheet = str(write(tmp_path, "list.csv", ROWS.replace("签约时间", "线索时间")))
    answers = ["1\n", "1\n", "2\n", "a/b\n", "石狮\n"]
    code, screen = talked(["import", sheet], answers, db)
    assert code == 0, screen
    assert screen.count("Whose file is") == 2
    assert "Remembered for Shishi: amounts without a unit are in 万元." in screen
    assert [group for _, group, _ in recorded(run)] == ["IG07"] * 3
    path = Path(sheet)  # next month's, of the same office
    path.write_text(path.read_text("utf-8").replace("工厂", "园区"), encoding="utf-8")
    code, screen = talked(["import", sheet], ["石狮\n"], db)
    words = " ".join(screen.split())  # wherever a long path has them break
    assert (code, words.count("learned from Shishi")) == (0, 3), screen
    assert "What does it mean?" not in screen


def test_which_column_is_asked_where_none_or_two_can_be(run: Run, db: Path, tmp_path: Path) -> None:
    text = "项目名称,属地,计划数（亿元）,签约时间\n甲智能工厂,晋江,3,2022-03-15\n"
    sheet = str(write(tmp_path, "one.csv", text))
    code, screen = talked(["import", sheet, "--sender", "晋江"], ["1\n"], db)
    assert (code, "Which column is the Amount?" in screen) == (0, True), screen
    text = "项目名称,属地,总投资（亿元）,签约时间,签约日期\n乙机器人厂,晋江,3,,2022-03-15\n"
    sheet = str(write(tmp_path, "two.csv", text))
    code, screen = talked(["import", sheet, "--sender", "晋江"], ["2\n"], db)
    assert (code, "Which column is the Signed on?" in screen) == (0, True), screen
    assert [amount for _, _, amount in recorded(run)] == ["300000000", "300000000"]
