"""``import``: all or nothing, again and again."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from qzinvest.model.plain_layout import BASE_COLUMNS
from tests.cli.said import Run

Write = Callable[..., str]
SIGNED = {
    "code": "E-1",
    "name": "海上风电",
    "district": "350521",
    "group": "IG03",
    "amount": "2000000000",
    "signing": "agreement",
    "signed_on": "2022-03-15",
}
LEAD = {"code": "E-2", "name": "老线索", "amount": "300000000", "lead_on": "2022-01-01"}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write rows, given by column, as a plain file; gives its path."""

    def made(*rows: dict[str, str], name: str = "in.csv", more: tuple[str, ...] = ()) -> str:
        out = io.StringIO()
        writer = csv.DictWriter(out, (*BASE_COLUMNS, *more), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        (tmp_path / name).write_text(out.getvalue(), encoding="utf-8")
        return str(tmp_path / name)

    return made


def outcome(added: int, changed: int, unchanged: int) -> str:
    return f"Added: {added}, changed: {changed}, unchanged: {unchanged}."


def named(number: int) -> str:
    return f"This was import-{number}; `qzinvest undo import-{number}` takes it back."


def test_rows_become_projects(run: Run, write: Write) -> None:
    said = run("import", write(SIGNED, LEAD))
    assert (said.code, said.out) == (0, "")
    assert said.err == f"Imported. {outcome(2, 0, 0)}\n{named(1)}\n"
    assert [r["id"] for r in csv.DictReader(io.StringIO(run("list", "--format", "csv").out))] == [
        "QZ-1",
        "QZ-2",
    ]


def test_importing_again_records_nothing(run: Run, write: Write) -> None:
    path = write(SIGNED, LEAD)
    run("import", path)
    before = run("log", "--format", "csv").out
    assert outcome(0, 0, 2) in run("import", path).err
    assert run("log", "--format", "csv").out == before


def test_blank_cells_erase_nothing_and_changes_are_shown(run: Run, write: Write) -> None:
    run("import", write(SIGNED, LEAD))
    later = {**SIGNED, "district": "", "group": "", "signing": "", "amount": "2500000000"}
    said = run("import", write({**later, "started_on": "2022-06-01"}, LEAD))
    assert said.err.splitlines() == [
        "QZ-1 海上风电",
        ("  Amount: CNY 2 billion → CNY 2.5 billion"),
        "  Milestone: (none) → Started on 2022-06-01",
        f"Imported. {outcome(0, 1, 1)}",
        named(2),
        (
            "Past months: the figures of 2022-03 to 2022-12 change too;"
            " frozen editions stay as they are."
        ),
    ]
    row = next(csv.DictReader(io.StringIO(run("list", "--format", "csv").out)))
    assert (row["district"], row["group"], row["signing"]) == ("350521", "IG03", "agreement")


def test_dry_run_tells_and_changes_nothing(run: Run, write: Write) -> None:
    said = run("import", write(SIGNED, LEAD), "--dry-run")
    assert said.err.startswith("Dry run, nothing was saved. Would be added: 2, changed: 0, ")
    assert run("list", "--format", "json").out == "[]\n"


def test_dry_run_leaves_no_ledger_behind(bare: Run, write: Write, tmp_path: Path) -> None:
    db = tmp_path / "none" / "ledger.db"
    assert bare("import", write(SIGNED), "--dry-run", "--db", str(db)).code == 0
    assert not db.parent.exists()


def test_every_fault_is_listed_with_its_row_and_nothing_is_saved(run: Run, write: Write) -> None:
    wrong = [
        {**SIGNED, "code": "E-3", "district": "火星", "amount": "5亿"},
        {**SIGNED, "code": "E-4", "signed_on": "2022-02-30"},
        {**SIGNED, "code": "E-5", "started_on": "2022-01-01"},
        {**SIGNED, "code": "", "name": ""},
        {**SIGNED, "code": "E-1"},
        {**SIGNED, "code": "E-6", "district": ""},
        {**SIGNED, "code": "E-7", "signed_on": "2052-01-01"},
    ]
    path = write(SIGNED, *wrong, LEAD)
    said = run("import", path)
    assert (said.code, said.out) == (3, "")
    lines = said.err.splitlines()
    assert lines[0] == f"error: Nothing of {path} was saved. Faults found: 8."
    assert re.findall(r"^  ([A-Z]+\d+) (\w+)", said.err, re.MULTILINE) == [
        ("D3", "district"),
        ("G3", "amount"),
        ("K4", "signed_on"),
        ("N5", "started_on"),
        ("A6", "code"),
        ("A7", "code"),
        ("D8", "district"),
        ("K9", "signed_on"),
    ]
    assert run("list", "--format", "json").out == "[]\n"
    assert run("import", path, "--dry-run").code == 3


def test_one_bad_file_of_two_saves_nothing(run: Run, write: Write) -> None:
    good, bad = write(SIGNED), write({**LEAD, "amount": "0"}, name="bad.csv")
    assert run("import", good, bad).code == 3
    assert run("list", "--format", "json").out == "[]\n"


def test_a_code_in_two_files_of_one_import_is_refused(run: Run, write: Write) -> None:
    again = write({**SIGNED, "started_on": "2022-06-01"}, name="more.csv")
    said = run("import", write(SIGNED), again)
    assert said.code == 3
    assert "more.csv:\n    A2 code: " in said.err
    assert "“E-1” already stands at" in said.err


def test_a_dropped_project_is_not_revived_by_a_file(run: Run, write: Write) -> None:
    run("import", write(SIGNED))
    run("drop", "QZ-1", "--on", "2022-05-01", "--reason", "no land")
    said = run("import", write({**SIGNED, "started_on": "2022-06-01"}))
    assert said.code == 3
    assert "QZ-1 was dropped on 2022-05-01" in said.err


def test_rows_may_name_ids(run: Run, write: Write, signed: str) -> None:
    row = {**SIGNED, "code": signed, "name": "半导体材料产业园", "amount": "1"}
    assert outcome(0, 1, 0) in run("import", write(row)).err
    assert run("show", signed).code == 0


@pytest.mark.parametrize(
    ("text", "code", "sentence"),
    [
        ("", 3, "it is empty"),
        ("name,code,sum\n", 3, "has no column for Amount"),
        ("name,code\n", 3, "there is no row of a project"),
        ("colour,weight\nred,5\n", 3, "has no header that is understood"),
        (None, 5, "cannot be read"),
    ],
)
def test_a_file_that_is_none(
    run: Run, tmp_path: Path, text: str | None, code: int, sentence: str
) -> None:
    path = tmp_path / "file.csv"
    if text is not None:
        path.write_text(text)
    said = run("import", str(path))
    assert said.code == code
    assert sentence in said.err


def test_many_changes_are_counted_beyond_fifty(run: Run, write: Write) -> None:
    rows = [{**LEAD, "code": f"C-{n}", "name": f"项目{n}"} for n in range(60)]
    run("import", write(*rows))
    said = run("import", write(*({**row, "amount": "5"} for row in rows)))
    assert said.err.count(" → ") == 50
    assert "… and more changed projects: 10" in said.err


def test_a_person_who_waits_sees_a_bar(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qzinvest.cli.commands.import_._BAR_FROM", 2)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    said = run("import", write(SIGNED, LEAD))
    assert "100%" in said.err
    assert outcome(2, 0, 0) in said.err


def listed(run: Run) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run("list", "--format", "csv").out)))


def test_blank_name_amount_and_dates_leave_what_is_recorded(run: Run, write: Write) -> None:
    run("import", write(SIGNED, LEAD))
    rows = ({"code": "E-1", "note": "电力"}, {"code": "E-2", "note": "港区"})
    said = run("import", write(*rows, more=("note",)))
    assert outcome(0, 2, 0) in said.err
    assert [(row["name"], row["amount"], row["lead_on"]) for row in listed(run)] == [
        ("海上风电", "2000000000", ""),
        ("老线索", "300000000", "2022-01-01"),
    ]


def test_a_new_project_lacks_none_of_them(run: Run, write: Write) -> None:
    path = write({"code": "E-1"})
    said = run("import", path)
    assert said.code == 3
    places = re.findall(r"^  ([A-Z]+2) (\w+)", said.err, re.MULTILINE)
    assert places == [("B2", "name"), ("I2", "lead_on")]


FIRST = {**SIGNED, "code": "A-1", "id": "QZ-2"}
SECOND = {**SIGNED, "code": "A-2", "name": "海上风电场", "id": "QZ-3", "same_as": "QZ-2"}
MORE = ("same_as", "id")


@pytest.mark.parametrize("rows", [(FIRST, SECOND), (SECOND, FIRST)])
def test_links_are_meant_in_the_ids_of_the_file(
    run: Run, write: Write, rows: tuple[dict[str, str], ...]
) -> None:
    for number in (1, 2):
        other = {**LEAD, "code": f"B-{number}", "name": f"别的 {number}"}
        run("import", write(other))
    said = run("import", write(*rows, more=MORE))
    assert said.code == 0, said.err
    found = {row["code"]: (row["id"], row["same_as"]) for row in listed(run)}
    first = found["A-1"][0]
    assert found == {
        "B-1": ("QZ-1", ""),
        "B-2": ("QZ-2", ""),  # the id of the file's first report was given already
        "A-1": (first, ""),
        "A-2": ("QZ-3", first),
    }
    assert outcome(0, 0, 2) in run("import", write(*rows, more=MORE)).err


def test_a_chain_of_second_reports_is_counted_with_its_head(run: Run, write: Write) -> None:
    third = {**SIGNED, "code": "A-3", "name": "风电场", "id": "QZ-1", "same_as": "QZ-3"}
    assert run("import", write(third, SECOND, FIRST, more=MORE)).code == 0
    assert {row["id"]: row["same_as"] for row in listed(run)} == {
        "QZ-1": "QZ-2",
        "QZ-2": "",
        "QZ-3": "QZ-2",
    }


@pytest.mark.parametrize(
    ("first", "said_of_it"),
    [
        ("QZ-9", "is no row of this file"),  # nowhere
        ("QZ-1", "is no row of this file"),  # another project of the ledger
        ("QZ-3", "are one project already"),  # itself
    ],
)
def test_a_first_report_that_is_no_row_of_the_file_is_refused_with_its_row(
    run: Run, write: Write, first: str, said_of_it: str
) -> None:
    run("import", write(LEAD))
    path = write(FIRST, {**SECOND, "same_as": first}, more=MORE)
    for options in ((), ("--accept-good",)):
        said = run("import", path, *options)
        assert said.code == 3
        assert re.search(rf"^  [A-Z]+3 same_as.*{first}", said.err, re.MULTILINE)
        assert said_of_it in said.err
    assert [row["id"] for row in listed(run)] == ["QZ-1"]


def test_a_circle_of_second_reports_is_refused(run: Run, write: Write) -> None:
    said = run("import", write({**FIRST, "same_as": "QZ-3"}, SECOND, more=MORE))
    assert said.code == 3
    assert listed(run) == []


def test_an_id_that_two_rows_bring_is_refused(run: Run, write: Write) -> None:
    said = run("import", write(FIRST, {**SECOND, "id": "QZ-2"}, more=MORE))
    assert said.code == 3
    assert "QZ-2" in said.err


def test_without_ids_a_link_names_a_code_of_the_file(run: Run, write: Write) -> None:
    rows = ({**SECOND, "same_as": "A-1", "id": ""}, {**FIRST, "id": ""})
    assert run("import", write(*rows, more=MORE)).code == 0
    assert {row["code"]: row["same_as"] for row in listed(run)} == {"A-2": "QZ-2", "A-1": ""}


def test_what_is_not_signed_needs_no_amount(run: Run, write: Write) -> None:
    unpriced = {**LEAD, "amount": ""}
    said = run("import", write(unpriced, {**SIGNED, "amount": ""}))
    assert said.code == 3
    assert "G3 amount: A project at the stage “Signed” needs an amount." in said.err
    path = write(unpriced)
    assert outcome(1, 0, 0) in run("import", path).err
    assert outcome(0, 0, 1) in run("import", path).err
    told = write(LEAD, name="told.csv")
    assert outcome(0, 1, 0) in run("import", told).err
    assert "300000000" in run("list", "--format", "csv").out
    assert outcome(0, 0, 1) in run("import", path).err  # a blank cell says nothing
    assert "300000000" in run("list", "--format", "csv").out


def test_an_office_list_of_leads_needs_no_amounts(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "线索.csv"
    head = "项目名称,属地,总投资（亿元）,产业,签约日期,在谈日期\n"
    path.write_text(f"{head}海上风电,晋江,,新能源,,2022-03-01\n", "utf-8")
    assert outcome(1, 0, 0) in run("import", str(path)).err
    (row,) = csv.DictReader(io.StringIO(run("list", "--format", "csv").out))
    assert (row["name"], row["stage"], row["amount"]) == ("海上风电", "talks", "")
    for line in ("光伏,晋江,,新能源,2022-03-01,", "光伏,晋江,很多,新能源,,2022-03-01"):
        path.write_text(f"{head}{line}\n", "utf-8")
        said = run("import", str(path))
        assert (said.code, "C2" in said.err) == (3, True)


def test_a_title_in_a_list_of_leads_is_no_lead(run: Run, tmp_path: Path) -> None:
    path, given = tmp_path / "线索.csv", tmp_path / "map.toml"
    given.write_text('[dates]\nmonth = "2022-03"\n', "utf-8")
    path.write_text(
        "项目名称,阶段,总投资（亿元）\n海上风电,线索,\n重点线索,,\n光伏,线索,3\n", "utf-8"
    )
    said = run("import", str(path), "--map", str(given))
    assert "Section rows, not imported: 1 (row 3 “重点线索”)." in said.err
    assert outcome(2, 0, 0) in said.err
