"""``import --column --word --amounts-in --sender --remember`` and ``imports --learned``."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from tests.cli.said import Run
from tests.intake.books import write, xlsx

HEAD = ("项目名称", "所在地", "产业", "总投资", "签约时间")
ANSWERS = ("--column", "所在地=skip", "--word", "机器制造=装备制造", "--amounts-in", "万元")
TAUGHT: list[dict[str, str | None]] = [
    {"sender": "350582", "answer": "column", "field": None, "written": "所在地"},
    {"sender": "350582", "answer": "unit", "field": None, "written": None},
    {"sender": "350582", "answer": "word", "field": "group", "written": "机器制造"},
]
Sent = Callable[..., str]


@pytest.fixture(params=["csv", "xlsx"])
def sent(request: pytest.FixtureRequest, tmp_path: Path) -> Sent:
    """Writes the list of a district, as text or as a workbook."""

    def make(*names: str, title: str = "晋江市招商项目表", head: tuple[str, ...] = HEAD) -> str:
        rows = [head, *((name, "上海", "机器制造", "35000", "2022-03-15") for name in names)]
        rows = [(title,), *rows] if title else rows
        if request.param == "csv":
            text = "".join(",".join(row) + "\n" for row in rows)
            return str(write(tmp_path, f"{names[0]}.csv", text))

        def fill(book: xlsxwriter.Workbook) -> None:
            sheet = book.add_worksheet("表")
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)

        return str(write(tmp_path, f"{names[0]}.xlsx", xlsx(fill)))

    return make


def recorded(run: Run) -> list[tuple[str, str, str, str]]:
    rows = csv.DictReader(io.StringIO(run("list", "--format", "csv").out))
    return [(row["name"], row["district"], row["group"], row["amount"]) for row in rows]


def learned(run: Run) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(run("imports", "--learned", "--format", "json").out)
    return rows


def test_answers_are_remembered_for_the_sender_and_said_when_used(run: Run, sent: Sent) -> None:
    refused = run("import", sent("甲智能工厂", "乙智能仓库"))
    assert refused.code == 3
    for option in ("`--word 上海=NAME`", "`--column 所在地=skip`", "`--amounts-in 万元`"):
        assert option in refused.err
    said = run("import", sent("甲智能工厂"), *ANSWERS, "--remember")
    assert said.code == 0, said.err
    assert [line for line in said.err.splitlines() if line.startswith("Remembered")] == [
        "Remembered for Jinjiang: column “所在地” is not recorded.",
        "Remembered for Jinjiang: “机器制造” (Industry group) is Equipment manufacturing.",
        "Remembered for Jinjiang: amounts without a unit are in 万元.",
    ]
    assert [{key: row[key] for key in TAUGHT[0]} for row in learned(run)] == TAUGHT
    again = run("import", sent("丙机器人工厂"))
    assert again.code == 0, again.err
    used = [line for line in again.err.splitlines() if "learned from Jinjiang" in line]
    assert len(used) == 3
    assert recorded(run) == [
        ("甲智能工厂", "350582", "IG07", "350000000"),
        ("丙机器人工厂", "350582", "IG07", "350000000"),
    ]
    assert run("verify").code == 0


def test_without_remember_nothing_is_kept(run: Run, sent: Sent) -> None:
    assert run("import", sent("甲智能工厂"), *ANSWERS).code == 0
    assert learned(run) == []
    assert run("import", sent("乙机器人工厂")).code == 3
    assert "Nothing has been learned" in run("imports", "--learned").out


def test_what_one_office_taught_changes_no_other_ones_file(run: Run, sent: Sent) -> None:
    taught = run("import", sent("甲智能工厂"), *ANSWERS, "--remember")
    assert taught.code == 0, taught.err
    assert run("import", sent("乙机器人工厂", title="南安市招商项目表")).code == 3
    assert run("import", sent("丁精密仪器", title="")).code == 3
    said = run("import", sent("丁精密仪器", title=""), "--sender", "晋江", "--dry-run")
    assert "of rows that name none" not in said.err  # whose file it is, is not where projects are
    both = ("--sender", "晋江", "--district", "石狮")
    said = run("import", sent("丁精密仪器", title=""), *both)
    assert (said.code, "learned from Jinjiang" in said.err) == (0, True), said.err


def test_what_the_file_the_call_or_a_map_says_goes_before(
    run: Run, sent: Sent, tmp_path: Path
) -> None:
    run("import", sent("甲智能工厂"), *ANSWERS, "--remember")
    own = (*HEAD[:3], "总投资（亿元）", HEAD[4])
    said = run("import", sent("乙机器人工厂", head=own))
    assert (said.code, "amounts without a unit" in said.err) == (3, False)  # 35000亿元
    said = run("import", sent("丙精密仪器"), "--word", "机器制造=新能源")
    assert said.code == 0, said.err
    map_file = write(tmp_path, "map.toml", '[values.group]\n"机器制造" = "石油化工"\n')
    said = run("import", sent("丁数控机床"), "--map", str(map_file))
    assert said.code == 0, said.err
    assert "“机器制造”" not in said.err
    assert [row[2] for row in recorded(run)] == ["IG07", "IG03", "IG02"]


def test_undo_takes_back_what_one_import_taught_and_no_more(run: Run, sent: Sent) -> None:
    run("import", sent("甲智能工厂"), *ANSWERS, "--remember")
    sheet = sent("乙机器人工厂", head=(*HEAD[:2], "行业", *HEAD[3:]))
    run("import", sheet, "--column", "行业=skip", "--group", "新能源", "--remember")
    assert len(learned(run)) == 4
    said = run("undo", "import-1")
    assert (said.code, "answers about the files of 350582" in said.err) == (0, True), said.err
    assert [row["written"] for row in learned(run)] == ["行业"]
    run("undo", "import-2")
    assert learned(run) == []
    assert run("verify").code == 0


def test_an_import_that_only_teaches_is_one_too(run: Run, sent: Sent) -> None:
    sheet = sent("甲智能工厂")
    run("import", sheet, *ANSWERS)
    said = run("import", sheet, *ANSWERS, "--remember")
    assert ("unchanged: 1" in said.err, "This was import-2" in said.err) == (True, True)
    run("undo")
    assert learned(run) == []
    assert len(recorded(run)) == 1


def test_who_sends_a_file_is_asked_for_where_answers_shall_be_kept(run: Run, sent: Sent) -> None:
    sheet = sent("甲智能工厂", title="")
    options = (*ANSWERS, "--remember", "--format", "json")
    refused = run("import", sheet, *options, "--word", "上海=上海")
    assert refused.code == 3
    said = run("import", sheet, *ANSWERS, "--remember", "--stage", "lead", "--sender", "招商 一科")
    assert said.code == 3  # signed, and no district
    said = run("import", sheet, *options, "--district", "晋江", "--sender", "招商 一科")
    assert said.code == 0, said.err
    assert {one["sender"] for one in json.loads(said.out)["taught"]} == {"招商 一科"}


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--column", "所在地"), 2),
        (("--column", "所在地=颜色"), 2),
        (("--column", "没有的列=skip"), 3),
        (("--word", "装备"), 2),
        (("--word", "装备=不存在的组"), 3),
        (("--amounts-in", "斤"), 2),
        (("--sender", "a/b"), 2),
    ],
)
def test_answers_that_say_nothing_are_refused(
    run: Run, sent: Sent, options: tuple[str, ...], code: int
) -> None:
    said = run("import", sent("甲智能工厂"), *options)
    named = options[1].rpartition("=")[2 if "组" in options[1] else 0] or options[1]
    assert (said.code, named in said.err) == (code, True), said.err


def test_save_map_says_what_was_answered(run: Run, sent: Sent, tmp_path: Path) -> None:
    path = str(tmp_path / "office.toml")
    run("import", sent("甲智能工厂"), *ANSWERS, "--save-map", path)
    text = Path(path).read_text("utf-8")
    for line in ('ignored = "所在地"', 'amount = "万元"', '"机器制造" = "IG07"'):
        assert line in text
    said = run("import", sent("乙机器人工厂"), "--map", path)
    assert said.code == 0, said.err


def test_a_column_of_files_that_have_none_is_refused(run: Run, tmp_path: Path) -> None:
    run("export", "--out", str(tmp_path / "out"))
    said = run("import", str(tmp_path / "out" / "projects.csv"), "--column", "所在地=skip")
    assert (said.code, "projects.csv lacks a column" in said.err) == (3, True), said.err
