"""``list``, ``show`` and ``log``: filters, sorting, limits and formats."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.said import Run

PROJECTS = [
    ("海上风电", "惠安", "新能源", "20亿", "signed", "2022-02-01", "三峡集团", "市商务局"),
    (
        "半导体产业园",
        "晋江",
        "电子信息",
        "5.6亿",
        "registered",
        "2022-03-15",
        "三安集团",
        "市工信局",
    ),
    ("運動鞋工廠", "晋江", "纺织鞋服", "8000万", "signed", "2022-05-20", "安踏", "市商务局"),
    ("100%再生_料", "鲤城", "绿色经济", "1亿", "started", "2022-06-30", "某公司", "市文旅局"),
]


@pytest.fixture
def filled(run: Run) -> Run:
    """Four projects and a lead that was dropped."""
    for name, district, group, amount, stage, on, investor, department in PROJECTS:
        said = run(
            *("add-project", name, "--district", district, "--group", group, "--amount", amount),
            *("--stage", stage, "--on", on, "--investor", investor, "--department", department),
        )
        assert said.code == 0, said.err
    lead = ("add-project", "老线索", "--group", "新能源", "--amount", "3亿", "--on", "2021-01-01")
    assert run(*lead).code == 0
    assert run("drop", "QZ-5", "--on", "2021-02-01", "--reason", "无意向").code == 0
    return run


def ids(said: str) -> list[str]:
    return [row["id"].removeprefix("QZ-") for row in csv.DictReader(io.StringIO(said))]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("", "1 2 3 4 5"),
        ("--district 晋江", "2 3"),
        ("--district 350521", "1"),
        ("--department 市商务局", "1 3"),
        ("--group 新能源", "1 5"),
        ("--tier 1", "2 3"),
        ("--tier 3 --district 鲤城", "4"),
        ("--tier 1 --district 鲤城", ""),
        ("--stage signed", "1 3"),
        ("--stage 开工", "4"),
        ("--stage dropped", "5"),
        ("--stage lead", ""),
        ("--text 运动鞋", "3"),
        ("--text 三安", "2"),
        ("--text 100%", "4"),
        ("--text _料", "4"),
        ("--text %", "4"),
        ("--since 2022-03-15", "2 3 4"),
        ("--until 2022-03-15", "1 2 5"),
        ("--since 2022-03-15 --until 2022-05-20", "2 3"),
        ("--at-least 5.6亿", "1 2"),
        ("--at-most 1亿", "3 4"),
        ("--sort amount", "3 4 5 2 1"),
        ("--sort=-amount", "1 2 5 4 3"),
        ("--sort date", "5 1 2 3 4"),
        ("--sort=-date --limit 2", "4 3"),
        ("--limit 0", "1 2 3 4 5"),
        ("--limit 1 --stage signed", "1"),
        ("--stage 已终止", "5"),
    ],
)
def test_filters_and_sorts(filled: Run, line: str, found: str) -> None:
    said = filled("list", "--format", "csv", *line.split())
    assert (said.code, said.err) == (0, "")
    assert ids(said.out) == found.split()


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("--channel 补链", "2 4"),
        ("--channel fill --channel 強鏈", "1 2 4"),
        ("--channel fill --district 晋江", "2"),
        ("--origin 境外", "1"),
        ("--origin 境外 --origin taiwan", "1 3"),
        ("--investor-class 外资", "1"),
        ("--event 外资外商专场", ""),
        ("--origin 境外 --investor-class 外商 --channel 强链", "1"),
    ],
)
@pytest.mark.parametrize("form", ["csv", "json"])
def test_filters_by_terms(filled: Run, line: str, found: str, form: str) -> None:
    for edit in (
        ("QZ-1", "--channel", "强链", "--origin", "境外", "--investor-class", "外资"),
        ("QZ-2", "--channel", "补链", "--origin", "本市"),
        ("QZ-3", "--origin", "台湾"),
        ("QZ-4", "--channel", "补链"),
    ):
        assert filled("edit", *edit).code == 0
    said = filled("list", *line.split(), "--format", form)
    listed = ids(said.out) if form == "csv" else [row["id"][3:] for row in json.loads(said.out)]
    assert listed == found.split()


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("--tier 9", 2),
        ("--sort size", 2),
        ("--format xml", 2),
        ("--limit=-1", 2),
        ("--limit many", 2),
        ("--district 火星", 3),
        ("--stage nothing", 3),
        ("--since soon", 3),
        ("--since 2022-07 --until 2022-06", 2),
        ("--at-least much", 3),
    ],
)
def test_refused(run: Run, line: str, code: int) -> None:
    assert run("list", *line.split()).code == code


def test_json_has_the_fields_that_scripts_rely_on(filled: Run) -> None:
    first = json.loads(filled("list", "--format", "json", "--lang", "zh_Hans").out)[0]
    assert first == {
        "id": "QZ-1",
        "code": None,
        "name": "海上风电",
        "investor": "三峡集团",
        "district": "350521",
        "department": "COM",
        "group": "IG03",
        "tier": 2,
        "amount": 2_000_000_000,
        "stage": "signed",
        "signing": "contract",
        "milestones": {"signed": {"on": "2022-02-01", "counted_on": "2022-02-01", "amount": None}},
        "dropped_on": None,
        "same_as": None,
        "excluded": None,
        "fictional": False,
    }


def test_table_shows_a_screenful_and_says_so(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "many.csv"
    header = run("export", "--out", str(tmp_path / "out")).code
    assert header == 0
    head = (tmp_path / "out" / "projects.csv").read_text().splitlines()[0]
    rows = [
        f"C-{n},项目{n},,,,,100000000,,2022-01-01" + "," * (head.count(",") - 8) for n in range(60)
    ]
    file.write_text("\n".join([head, *rows]) + "\n")
    assert run("import", str(file)).code == 0
    table = run("list").out
    assert table.count("QZ-") == 50
    assert "Shown: 50 of 60. --limit 0 shows all." in table
    assert run("list", "--limit", "0").out.count("QZ-") == 60
    assert "Shown: 3 of 60. --limit 0 shows all." in run("list", "--limit", "3").out
    assert "Shown: 3 of 63. --limit 0 shows all." in run("log", "--limit", "3").out
    assert run("list", "--format", "markdown").out.count("QZ-") == 60


def test_names_are_in_the_language_for_people_and_codes_for_machines(filled: Run) -> None:
    assert "惠安" in filled("list", "--lang", "zh_Hans").out
    assert "Hui'an" in filled("list", "--format", "markdown").out
    csv_text = filled("list", "--format", "csv", "--lang", "zh_Hans").out
    assert csv_text.startswith("id,code,name,")
    assert "350521" in csv_text
    labels = filled("list", "--format", "csv", "--labels", "--lang", "zh_Hans").out
    assert labels.startswith("编号,编码,名称,")


def test_an_empty_list_says_so(run: Run) -> None:
    assert run("list", "--stage", "signed").out.startswith("No project is recorded in this ledger")
    said = run("list", "--format", "json")
    assert (said.out, said.err.splitlines()[0][:23]) == ("[]\n", "No project is recorded ")
    run("add-project", "海上风电", "--group", "新能源", "--amount", "20亿")
    none = "No project matches. `qzinvest list` without filters shows all.\n"
    assert run("list", "--stage", "signed").out == none


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("duplicates", "没有疑似重复的项目。\n"),
        ("imports", "尚无导入记录。\n"),
        ("edition list", "尚未定稿任何通报。\n"),
    ],
)
def test_what_there_is_none_of_is_named(run: Run, line: str, said: str) -> None:
    assert run("init").code == 0
    assert run(*line.split(), "--lang", "zh_Hans").out == said


def test_output_goes_to_a_file(filled: Run, tmp_path: Path) -> None:
    target = tmp_path / "list.csv"
    said = filled("list", "--format", "csv", "--output", str(target))
    assert said.out == ""
    assert target.read_text() == filled("list", "--format", "csv").out


@pytest.mark.parametrize("name", ["QZ-2", "qz-2", "2", " QZ-2 "])
def test_show_by_any_way_of_writing_the_id(filled: Run, name: str) -> None:
    said = filled("show", name)
    assert said.code == 0
    assert said.out.startswith("QZ-2 半导体产业园\n")


def test_show_has_fields_milestones_and_history(filled: Run) -> None:
    filled("advance", "QZ-2", "started", "--on", "2022-04-14", "--evidence", "permit")
    card = filled("show", "QZ-2").out
    for text in (
        "Jinjiang",
        "0.560",
        "Registered",
        "2022-04-14",
        "30",
        "permit",
        "History",
        "wang",
    ):
        assert text in card
    (row,) = json.loads(filled("show", "QZ-2", "--format", "json").out)
    assert (row["district"], row["amount"], row["stage"]) == ("350582", 560_000_000, "started")
    assert filled("show", "QZ-2", "--format", "markdown").out.startswith("| Id |")
    assert "560.00" in filled("show", "QZ-2", "--wan").out


def test_a_code_of_the_form_of_an_id_is_refused(filled: Run) -> None:
    said = filled("edit", "QZ-1", "--code", "QZ-2")
    assert said.code == 3
    assert "one of the ids that the ledger gives itself" in said.err


def test_the_log_of_a_project_that_was_taken_back_stays(filled: Run) -> None:
    assert filled("undo", "3").code == 0
    assert filled("show", "QZ-1").code == 3
    entries = json.loads(filled("log", "QZ-1", "--format", "json").out)
    assert [entry["action"] for entry in entries] == ["added", "undone"]


def test_log_of_all_and_of_one(filled: Run) -> None:
    everything = list(csv.DictReader(io.StringIO(filled("log", "--format", "csv").out)))
    assert [row["entry"] for row in everything] == [f"QZ:{n}" for n in range(1, 9)]
    assert {row["who"] for row in everything[2:]} == {"wang"}
    assert [row["action"] for row in everything][-1] == "changed"
    one = filled("log", "QZ-5", "--format", "csv").out
    assert [row["entry"] for row in csv.DictReader(io.StringIO(one))] == ["QZ:7", "QZ:8"]
    last = filled("log", "--limit", "1", "--format", "json").out
    assert [row["entry"] for row in json.loads(last)] == ["QZ:8"]
    assert "Dropped" in filled("log", "QZ-5").out
    assert filled("log", "QZ-77").code == 3
    assert filled("log", "--limit=-1").code == 2
