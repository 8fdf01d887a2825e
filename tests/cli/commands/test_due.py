"""``due``: what must be chased."""

import csv
import io
import json
from pathlib import Path

import pytest

from qzinvest.render.files.export import file_name
from tests.cli.said import Run
from tests.end_to_end.formats import word_tables

AS_OF = ("--as-of", "2022-08-17")


@pytest.fixture
def filled(run: Run) -> Run:
    """One project that is red, one that is yellow, and one that moves."""
    for name, district, stage, on in (
        ("海上风电", "晋江", "signed", "2022-05-01"),
        ("石材新材料基地", "南安", "lead", "2022-07-10"),
        ("鞋服供应链总部", "石狮", "talks", "2022-08-01"),
    ):
        options = ("--district", district, "--amount", "25亿", "--group", "装备制造")
        assert run("add-project", name, *options, "--stage", stage, "--on", on).code == 0
    return run


def test_the_list_says_who_waits_for_what(filled: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(filled("due", *AS_OF, "--format", "csv").out)))
    assert [(row["id"], row["level"], row["waited"], row["next"]) for row in rows] == [
        ("QZ-1", "red", "108", "registered"),
        ("QZ-2", "yellow", "38", "talks"),
    ]
    assert rows[0]["indicator"] == "landed_projects"
    body = json.loads(filled("due", *AS_OF, "--format", "json").out)
    assert [row["gain"] for row in body["rows"]] == [float(row["gain"]) for row in rows]


def test_json_is_one_object_with_the_head_of_every_report(filled: Run) -> None:
    body, report = (
        json.loads(filled(command, *AS_OF, "--format", "json", "--district", "晋江").out)
        for command in ("due", "report")
    )
    assert list(body) == [
        *("report", "fictional", "title", "plan", "kind", "as_of", "shown"),
        *("assumed", "levels", "units", "rows", "more", "indicators"),
    ]
    shared = ("fictional", "title", "indicators", "plan", "kind", "as_of", "shown")
    assert {key: body[key] for key in shared} == {key: report[key] for key in shared}
    assert body["report"] == "due"
    assert body["levels"] == {"yellow": 0, "red": 1, "remove": 0}
    assert [text.partition(":")[0] for text in body["assumed"]] == ["due"]
    assert list(body["rows"][0]) == [
        *("level", "id", "name", "district", "department", "stage", "since", "waited", "next"),
        *("amount", "indicator", "gain", "owner", "phone"),
    ]


def test_whom_to_call_stands_beside_the_project_now_and_in_an_edition(filled: Run) -> None:
    assert filled("edit", "QZ-1", "--owner", "陈晓东", "--phone", "13805957788").code == 0
    assert filled("edition", "freeze", "2022-08", "--as-of", "2022-08-17").code == 0
    assert filled("edit", "QZ-1", "--owner", "李四", "--clear", "phone").code == 0
    for asked, called in (
        (AS_OF, ("李四", None)),
        (("--edition", "2022-08"), ("陈晓东", "13805957788")),
    ):
        row = json.loads(filled("due", *asked, "--format", "json").out)["rows"][0]
        assert (row["owner"], row["phone"]) == called
    assert "13805957788" in filled("due", "--edition", "2022-08").out
    for published in ("report", "rank", "bulletin"):
        for form in ("table", "json", "html"):
            said = filled(published, "--edition", "2022-08", "--format", form).out
            assert "陈晓东" not in said
            assert "13805957788" not in said


def test_a_limit_says_how_many_it_leaves_out(filled: Run) -> None:
    line = ("due", "--as-of", "2022-12-31", "--format", "json")
    every = json.loads(filled(*line).out)
    first = json.loads(filled(*line, "--limit", "1").out)
    assert len(every["rows"]) > 1
    assert every["more"] == {"projects": 0}
    assert first["rows"] == every["rows"][:1]
    assert first["more"] == {"projects": len(every["rows"]) - 1}


@pytest.mark.parametrize("width", ["60", "80", "120"])
@pytest.mark.parametrize("lang", ["en", "zh_Hans", "zh_Hant"])
def test_screens(filled: Run, monkeypatch: pytest.MonkeyPatch, width: str, lang: str) -> None:
    monkeypatch.setenv("COLUMNS", width)
    said = filled("due", *AS_OF, "--lang", lang)
    assert said.code == 0
    assert "QZ-1 " in said.out
    assert "2,500" not in said.out
    assert {"en": "red", "zh_Hans": "红", "zh_Hant": "紅"}[lang] in said.out


def test_check_is_for_cron(filled: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = filled("due", *AS_OF, "--check")
    assert said.code == 1
    assert "QZ-1 " in said.out
    assert "QZ-2 " not in said.out
    calm = filled("due", "--as-of", "2022-07-20", "--check", "--district", "南安")
    assert (calm.code, calm.out, calm.err) == (0, "", "")
    calm = filled("due", *AS_OF, "--check", "--level", "remove", "--format", "json")
    assert (calm.code, json.loads(calm.out)["rows"]) == (0, [])
    monkeypatch.chdir(tmp_path)
    calm = filled("due", *AS_OF, "--check", "--level", "remove", "--output", "due.txt")
    assert (calm.code, calm.out) == (0, "")
    assert "No project is due." in Path("due.txt").read_text(encoding="utf-8")
    both = filled("due", *AS_OF, "--check", "--level", "yellow")
    assert both.code == 1
    assert "QZ-2 " in both.out


def test_check_tells_a_line_once(filled: Run) -> None:
    def told(day: str, *options: str) -> list[str]:
        said = filled("due", "--as-of", day, "--check", "--format", "json", *options)
        rows = json.loads(said.out)["rows"]
        assert said.code == bool(rows)
        return [f"{row['id']} {row['level']}" for row in rows]

    assert told("2022-08-17") == ["QZ-1 red"]
    calm = filled("due", "--as-of", "2022-08-18", "--check")
    assert (calm.code, calm.out, calm.err) == (0, "", "")
    assert told("2022-09-30") == ["QZ-2 red"]
    assert told("2022-09-30", "--unit", "晋江") == ["QZ-1 red"]  # another question
    # What ended and comes again is told again, and what gets worse; of these a limit leaves some.
    assert filled("advance", "QZ-2", "talks", "--on", "2022-09-29").code == 0
    assert told("2022-09-30") == []
    assert filled("undo").code == 0
    assert told("2022-09-30") == ["QZ-2 red"]
    worse = told("2022-12-31", "--limit", "1")
    rest = told("2022-12-31")
    assert (len(worse), len(rest)) == (1, 1)
    assert told("2022-12-31") == []


def test_check_leaves_out_what_an_edition_had(filled: Run) -> None:
    assert filled("edition", "freeze", "2022-07", "--as-of", "2022-07-31").code == 0
    assert "QZ-1 " in filled("due", "--edition", "2022-07", "--level", "red").out
    assert filled("due", *AS_OF, "--check").code == 0
    assert "QZ-2 " in filled("due", "--as-of", "2022-09-30", "--check").out


def test_filters_leave_projects_and_not_gaps(filled: Run) -> None:
    def rows(*options: str) -> list[dict[str, object]]:
        body = json.loads(filled("due", *AS_OF, "--format", "json", *options).out)
        found: list[dict[str, object]] = body["rows"]
        return found

    [only] = rows("--district", "晋江")
    assert only == rows()[0]
    assert rows("--tier", "2") == []
    assert rows("--level", "red") == [only]


def test_an_intent_that_went_on_is_chased_for_its_contract(filled: Run) -> None:
    filled("edit", "QZ-1", "--signing", "intent")
    filled("advance", "QZ-1", "funded", "--on", "2022-08-01", "--amount", "1亿")
    [row, _] = csv.DictReader(io.StringIO(filled("due", *AS_OF, "--format", "csv").out))
    assert (row["id"], row["stage"], row["next"], row["waited"]) == (
        *("QZ-1", "intent", "signed", "108"),
    )


def test_money_of_which_no_sum_is_known_says_nothing_of_the_usual_part(
    filled: Run, tmp_path: Path
) -> None:
    """A project that was funded without a sum: nobody has said yet what is usually paid in."""
    plan = tmp_path / "plan.toml"
    landed = 'code = "landed_projects"\n'
    text = filled("plan", "export").out
    before, found, after = text.partition(f"[[indicator]]\n{landed}")
    assert found
    names = '{ en = "P", zh_Hans = "到", zh_Hant = "到" }'
    funded = (
        f'[[indicator]]\ncode = "{code}"\nname = {names}\nmeasure = "{measure}"\n'
        f'stage = "funded"\nminimum = 0\ntarget = {target}\n\n'
        for code, measure, target in (("paid", "sum", 10**12), ("funded", "count", 2_000))
    )
    plan.write_text(f"{before}{''.join(funded)}{found}{after}", encoding="utf-8")
    assert filled("plan", "adopt", str(plan), "--effective", "2022-01-01", "--yes").code == 0
    assert filled("advance", "QZ-1", "registered", "--on", "2022-05-02").code == 0
    before_any = gains(filled)["QZ-1"]
    for name, stage in (("甲", "funded"), ("乙", "started")):
        options = ("--district", "南安", "--amount", "9亿", "--group", "装备制造", "--stage", stage)
        assert filled("add-project", name, *options, "--on", "2022-05-01").code == 0
    assert gains(filled)["QZ-1"] == before_any == ("funded", before_any[1])
    assert before_any[1] > 0


def gains(run: Run) -> dict[str, tuple[str, float]]:
    """What the next step of each project would bring, by its id."""
    rows = json.loads(run("due", *AS_OF, "--format", "json").out)["rows"]
    return {row["id"]: (row["indicator"], row["gain"]) for row in rows}


def test_gaps_of_areas_and_tiers_are_asked_for_too(filled: Run) -> None:
    gains = {}
    for by in ("district", "tier", "area"):
        body = json.loads(filled("due", *AS_OF, "--by", by, "--format", "json").out)
        assert [row["id"] for row in body["rows"]] == ["QZ-1", "QZ-2"]
        gains[by] = body["rows"][0]["gain"]
    # One landed project is of 13 in 晋江, of 39 in its tier, of 74 outside the urban area.
    assert gains == {"district": 7.69, "tier": 2.56, "area": 1.35}


def test_what_is_left_out_or_dropped_is_not_chased(filled: Run) -> None:
    filled("exclude", "QZ-1", "--reason", "a framework")
    filled("drop", "QZ-2", "--on", "2022-08-01", "--reason", "no land")
    said = filled("due", *AS_OF)
    assert said.code == 0
    assert "No project is due." in said.out.splitlines()


def test_an_edition_is_listed_as_it_was(filled: Run) -> None:
    filled("edition", "freeze", "2022-08", *AS_OF)
    before = filled("due", "--edition", "2022-08").out
    filled("advance", "QZ-1", "registered", "--on", "2022-08-01")
    filled("edit", "QZ-2", "--name", "改名")
    assert filled("due", "--edition", "2022-08").out == before
    assert filled("due", *AS_OF).out != before


def test_a_plan_without_due_rules_says_what_to_do(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    text = run("plan", "export").out
    path.write_text(text[: text.index("[due]")] + text[text.index("[[remark]]") :])
    assert run("plan", "adopt", str(path), "--effective", "2022-01-02").code == 0
    said = run("due", *AS_OF)
    assert (said.code, said.out) == (3, "")
    assert "has no due rules" in said.err
    assert "plan adopt" in said.err


def test_what_names_a_unit_of_a_later_plan_is_nobodys_before(filled: Run, tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    name = 'name = { en = "New", zh_Hans = "新设局", zh_Hant = "新設局" }'
    new = f'[[department]]\ncode = "NEW"\ntier = 3\n{name}\n\n[[department]]\n'
    plan.write_text(filled("plan", "export").out.replace("[[department]]\n", new, 1))
    assert filled("plan", "adopt", str(plan), "--effective", "2022-08-01").code == 0
    assert filled("edit", "QZ-1", "--department", "新设局").code == 0
    for day, unit in (("2022-07-31", "unassigned"), ("2022-08-17", "NEW")):
        shown = ("--by", "department", "--level", "red", "--as-of", day)
        assert list(json.loads(filled("due", *shown, "--format", "json").out)["units"]) == [unit]
    assert (
        "── Unassigned · 1 overdue"
        in filled("due", "--by", "department", "--as-of", "2022-07-31").out
    )


@pytest.mark.parametrize(
    ("options", "code"),
    [("--level blue", 2), ("--by group", 2), ("--limit -1", 2), ("--format pdf", 2)],
)
def test_refused(filled: Run, options: str, code: int) -> None:
    assert filled("due", *options.split()).code == code


def test_only_what_has_targets_lacks_something(filled: Run) -> None:
    said = filled("due", "--by", "group").err
    assert "district, department, tier, area" in said


@pytest.fixture
def slips(filled: Run, tmp_path: Path) -> Path:
    """A slip for each unit that has something to chase."""
    filled("edit", "QZ-1", "--owner", "陈晓东", "--phone", "13805957788")
    folder = tmp_path / "slips"
    said = filled("due", *AS_OF, "--split", str(folder), "--lang", "zh_Hans")
    assert (said.code, said.out) == (0, "")
    assert "2 份" in said.err
    return folder


def test_split_writes_a_slip_a_unit(filled: Run, slips: Path) -> None:
    assert sorted(path.name for path in slips.iterdir()) == [
        *("manifest.json", "南安.docx", "晋江.docx"),
    ]
    [jinjiang] = word_tables((slips / "晋江.docx").read_bytes())
    assert [row[1] for row in jinjiang[1:]] == ["QZ-1"]
    assert "13805957788" in jinjiang[1]
    # Another format and fewer units take their place as a whole.
    line = ("due", *AS_OF, "--split", str(slips), "--level", "red", "--lang", "zh_Hans")
    assert filled(*line, "--format", "xlsx").code == 0
    assert sorted(path.name for path in slips.iterdir()) == ["manifest.json", "晋江.xlsx"]


def test_split_leaves_a_folder_of_others_alone(filled: Run, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine", encoding="utf-8")
    said = filled("due", *AS_OF, "--split", str(tmp_path))
    assert said.code == 3
    assert "note.txt" in said.err
    assert not list(tmp_path.glob("*.docx"))
    assert filled("export", "--out", str(tmp_path / "out")).code == 0
    assert filled("due", *AS_OF, "--split", str(tmp_path / "out")).code == 3


@pytest.mark.parametrize(
    "more", [("--format", "csv"), ("--limit", "3"), ("--check",), ("--output", "x.docx")]
)
def test_split_is_of_documents_and_of_all(filled: Run, more: tuple[str, ...]) -> None:
    assert filled("due", *AS_OF, "--split", "slips", *more).code == 2
    assert not Path("slips").exists()


@pytest.mark.parametrize(
    ("name", "taken", "found"),
    [
        ("晋江", (), "晋江.docx"),
        ("晋江", ("晋江.docx",), "晋江-2.docx"),
        ('../a\\b:c*?"<>|\n', (), "-a-b-c-------.docx"),
        ("con.x", (), "-con.x.docx"),
        (" . ", (), "-.docx"),
        ("晋" * 100, (), "晋" * 60 + ".docx"),
    ],
)
def test_names_of_files_that_every_system_takes(
    name: str, taken: tuple[str, ...], found: str
) -> None:
    assert file_name(name, "docx", taken) == found


def test_without_names_nobody_is_named(filled: Run) -> None:
    filled("edit", "QZ-1", "--owner", "陈晓东", "--phone", "13805957788")
    asked = ("due", "--names", "none", "--as-of", "2022-12-31")
    for form in ("table", "csv", "json"):
        said = filled(*asked, "--format", form).out
        assert "QZ-" in said
        assert not [name for name in ("海上风电", "陈晓东", "13805957788") if name in said]
    assert filled("due", "--names", "some").code == 2
