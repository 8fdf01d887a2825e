"""``import`` of tables as offices lay them out: what is said, done, refused and handed back."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from qzinvest.ledger.queries import reading
from qzinvest.model.plain_layout import BASE_COLUMNS
from qzinvest.tasks import importing
from tests.cli.said import Run
from tests.intake import books
from tools.state import state_digest

Write = Callable[..., str]
HEAD = ["项目名称", "属地", "投资方", "总投资（亿元）", "签约时间"]
WIND = ["海上风电", "惠安", "三峡集团", "20", "2022-03-15"]
SUN = ["光伏组件", "南安", "阳光公司", "5", "2022年4月"]
TOPOLOGY = ["拓扑材料", "火星", "", "约3", "2022-02-30"]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write rows below the usual header, as text or as a workbook; gives the path."""

    def made(*rows: list[str], name: str = "in.csv", head: list[str] = HEAD) -> str:
        path = tmp_path / name
        if name.endswith(".xlsx"):
            with xlsxwriter.Workbook(path) as book:
                sheet = book.add_worksheet("签约")
                for number, row in enumerate([head, *rows]):
                    sheet.write_row(number, 0, row)
        else:
            with path.open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream).writerows([head, *rows])
        return str(path)

    return made


def digest(db: Path) -> str:
    with reading(db) as connection:
        return state_digest(connection)


def events(run: Run) -> int:
    return run("log", "--format", "csv").out.count("\n")


def listed(run: Run) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run("list", "--format", "csv").out)))


def test_what_each_column_was_taken_for_is_said(run: Run, write: Write) -> None:
    path = write(WIND, SUN, name="in.xlsx")
    said = run("import", path)
    assert (said.code, said.out) == (0, "")
    assert said.err.splitlines() == [
        f"{path}[签约] (XLSX), header in row 1:",
        "  A  项目名称 → Name",
        "  B  属地 → District",
        "  C  投资方 → Investor",
        "  D  总投资（亿元） → Amount (亿元)",
        "  E  签约时间 → Signed on",
        "Imported. Added: 2, changed: 0, unchanged: 0.",
        "This was import-1; `qzinvest undo import-1` takes it back.",
    ]
    assert [(p["name"], p["amount"], p["signed_on"]) for p in listed(run)] == [
        ("海上风电", "2000000000", "2022-03-15"),
        ("光伏组件", "500000000", "2022-04"),
    ]


@pytest.mark.parametrize("name", ["in.csv", "in.xlsx"])
def test_importing_again_records_nothing(run: Run, write: Write, name: str) -> None:
    path = write(WIND, SUN, name=name)
    run("import", path)
    before = events(run)
    assert "Added: 0, changed: 0, unchanged: 2." in run("import", path).err
    assert events(run) == before


def test_undo_takes_an_import_back_whole(run: Run, write: Write, db: Path, signed: str) -> None:
    before = digest(db)
    changed = ["半导体材料产业园", "晋江", "三安集团", "6", "2022-03-15"]
    run("import", write(WIND, SUN, changed))
    assert digest(db) != before
    said = run("undo", "import-1")
    assert said.code == 0
    assert digest(db) == before
    assert [p["id"] for p in listed(run)] == [signed]


def test_a_known_project_is_found_by_name_investor_and_district(run: Run, write: Write) -> None:
    run("import", write(WIND, SUN))
    said = run("import", write(["海上风电項目", "惠安县", "三峡集团", "25", "2022-03-15"]))
    assert "QZ-1 海上风电\n  Amount: CNY 2 billion" in said.err  # the recorded spelling stays
    assert "Added: 0, changed: 1, unchanged: 0." in said.err
    elsewhere = run("import", write(["海上风电", "晋江", "三峡集团", "25", "2022-03-15"]))
    assert "Added: 1, changed: 0, unchanged: 0." in elsewhere.err


def test_rehearsal_as_table_and_json(run: Run, write: Write) -> None:
    run("import", write(WIND, SUN))
    path = write([*WIND[:3], "25", WIND[4]], SUN, ["储能", "晋江", "", "1", "2022-05-01"], TOPOLOGY)
    before = events(run)
    said = run("import", path, "--dry-run")
    assert said.code == 3
    assert [line.split()[:3] for line in said.out.splitlines() if line[:3].strip().isdigit()] == [
        ["2", "change", "QZ-1"],
        ["3", "unchanged", "QZ-2"],
        ["4", "add", "QZ-3"],
        ["5", "REFUSED", "B5"],
        ["5", "REFUSED", "D5"],
        ["5", "REFUSED", "E5"],
    ]
    assert "Amount: CNY 2 billion" in said.out
    imported = json.loads(run("import", path, "--dry-run", "--format", "json").out)
    assert (imported["added"], imported["changed"], imported["unchanged"]) == (1, 1, 1)
    assert (imported["saved"], imported["dry_run"], imported["refused"]) == (False, True, 1)
    outcomes = [(row["row"], row["outcome"], row.get("changes")) for row in imported["rows"]]
    assert outcomes[0] == (2, "changed", {"amount": [2_000_000_000, 2_500_000_000]})
    assert sorted(outcomes[1:]) == [(3, "unchanged", None), (4, "added", None)]
    assert [(f["cell"], f["value"], f["error"]) for f in imported["faults"]] == [
        ("B5", "火星", "UnknownName"),
        ("D5", "约3", "BadAmount"),
        ("E5", "2022-02-30", "BadDate"),
    ]
    assert events(run) == before


def test_good_rows_alone(run: Run, write: Write) -> None:
    path = write(WIND, TOPOLOGY)
    assert run("import", path).code == 3
    assert listed(run) == []
    said = run("import", path, "--accept-good")
    assert said.code == 0
    assert f"{path}:\n  B3 属地: No district is called “火星”." in said.err
    assert "Added: 1, changed: 0, unchanged: 0." in said.err
    assert "Rows left out because of faults: 1." in said.err
    assert [p["name"] for p in listed(run)] == ["海上风电"]


def test_faults_as_data(run: Run, write: Write, tmp_path: Path) -> None:
    path = write(WIND, TOPOLOGY, name="in.xlsx")
    for form in ("json", "csv"):
        target = tmp_path / f"faults.{form}"
        assert run("import", path, "--faults", str(target)).code == 3
        text = target.read_text(encoding="utf-8")
        faults = json.loads(text) if form == "json" else list(csv.DictReader(io.StringIO(text)))
        assert [(f["sheet"], f["cell"], f["value"]) for f in faults] == [
            ("签约", "B3", "火星"),
            ("签约", "D3", "约3"),
            ("签约", "E3", "2022-02-30"),
        ]
        assert faults[0]["remedy"] == "`qzinvest plan names districts` lists every name."


def test_a_map_makes_next_months_file_go_in_by_itself(
    run: Run, write: Write, tmp_path: Path
) -> None:
    head = ["项目名称", "地方", "出资人", "总投资", "签约时间"]
    rules = tmp_path / "office.toml"
    rules.write_text(
        '[columns]\ndistrict = "地方"\ninvestor = "出资人"\n[units]\namount = "万元"\n',
        encoding="utf-8",
    )
    june = write([*WIND[:3], "200000", WIND[4]], name="june.csv", head=head)
    saved = tmp_path / "saved.toml"
    assert run("import", june, "--map", str(rules), "--save-map", str(saved)).code == 0
    july = write([*SUN[:3], "50000", SUN[4]], name="july.csv", head=head)
    assert run("import", july, "--map", str(saved)).code == 0
    assert [(p["district"], p["amount"]) for p in listed(run)] == [
        ("350521", "2000000000"),
        ("350583", "500000000"),
    ]
    other = write(WIND, name="other.csv")
    said = run("import", other, "--map", str(saved))
    assert said.code == 3
    assert f"{other} lacks a column that the map or an option names" in said.err


def test_rates_ranges_and_the_year_come_from_the_call(run: Run, write: Write) -> None:
    path = write(
        ["甲", "惠安", "", "2亿美元", "3月15日"],
        ["乙", "南安", "", "10-20", "2022-04-01"],
        ["丙", "晋江", "", "超3", "2022-04-01"],
    )
    said = run("import", path)
    assert said.err.count("→ ") >= 4
    options = ("--rate", "USD=6.9@2022-06-30", "--ranges", "low", "--year", "2022")
    assert run("import", path, *options).code == 0
    assert [(p["amount"], p["signed_on"]) for p in listed(run)] == [
        ("1380000000", "2022-03-15"),
        ("1000000000", "2022-04-01"),
        ("300000000", "2022-04-01"),
    ]
    (card,) = json.loads(run("show", "QZ-1", "--format", "json").out)
    assert card["stated"] == "2亿美元 (USD=6.9@2022-06-30)"
    assert "unchanged: 3." in run("import", path, *options).err


def test_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    table = "\n".join(",".join(row) for row in (HEAD, WIND)).encode("gb18030")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(table)))
    said = run("import", "-")
    assert said.code == 0
    assert said.err.startswith("- (CSV · GB18030 · commas), header in row 1:")
    assert len(listed(run)) == 1


def test_several_files_are_one_import_and_one_bad_row_saves_none(run: Run, write: Write) -> None:
    good, bad = write(WIND, name="a.xlsx"), write(TOPOLOGY, name="b.csv")
    assert run("import", good, bad).code == 3
    assert listed(run) == []
    assert run("import", good, write(SUN, name="b.csv")).code == 0
    table = run("imports", "--format", "csv").out.splitlines()
    assert len(table) == 2
    assert "a.xlsx" in table[1]
    assert "b.csv" in table[1]


def test_a_project_in_two_tables_of_one_call_is_joined_or_refused(run: Run, write: Write) -> None:
    said = run("import", write(WIND, name="a.csv"), write(WIND, name="b.csv"), "--lang", "en")
    assert "Rows joined with another row of the same project: 1." in said.err
    assert len(listed(run)) == 1
    other = [*WIND[:3], "30", WIND[4]]
    said = run("import", write(WIND, name="c.csv"), write(other, name="d.csv"), "--lang", "en")
    assert said.code == 3
    assert "of one project, but differ in" in said.err


def test_look_alikes_are_told_refused_or_linked(run: Run, write: Write, db: Path) -> None:
    run("import", write(WIND))
    again = write(["海上风电", "南安", "三峡集团", "20", "2022-03-20"], name="again.csv")
    before = digest(db)
    refused = run("import", again, "--on-duplicate", "refuse")
    assert refused.code == 3
    assert "QZ-2 · 海上风电" in refused.err
    assert digest(db) == before
    told = run("import", again)
    assert told.code == 0
    assert "QZ-2 · 海上风电" in told.err
    assert "same name" in told.err
    run("undo", "import-2")
    linked = run("import", again, "--on-duplicate", "link")
    assert linked.code == 0
    assert [p["same_as"] for p in listed(run)] == ["", "QZ-1"]
    total = json.loads(run("report", "--format", "json").out)["total"]
    assert total["signed_projects"]["actual"] == 1
    assert "unchanged: 1." in run("import", again).err


def test_targets_that_would_be_written_over_are_refused(run: Run, write: Write) -> None:
    path = write(WIND, name="in.xlsx")
    assert run("import", path, "--return", path).code == 2
    assert run("import", path, "--faults", "faults.txt").code == 2
    assert run("import", path, "--return", "back.csv").code == 2
    assert run("import", path, path).code == 2


def test_a_map_with_faults_is_refused_with_lines(run: Run, write: Write, tmp_path: Path) -> None:
    rules = tmp_path / "bad.toml"
    rules.write_text('[columns]\nnames = "项目"\n[units]\namount = "斤"\n', encoding="utf-8")
    said = run("import", write(WIND), "--map", str(rules))
    assert said.code == 3
    assert "bad.toml:2" in said.err
    assert "bad.toml:4" in said.err


def test_another_offices_number_is_not_the_same_project(
    run: Run, write: Write, tmp_path: Path
) -> None:
    """Two offices number their lists alike: no project may be written over."""
    head = ["项目编号", *HEAD]
    assert run("import", write(["3", *WIND], head=head)).code == 0
    said = run("import", write(["3", *SUN], head=head))
    assert (said.code, listed(run)[0]["name"]) == (3, "海上风电")
    assert "“3” belongs to QZ-1 “海上风电”" in said.err

    again = ["3", "海上风电二号", "惠安", "三峡集团、华能", "21", "2022-03-15"]
    assert "changed: 1" in run("import", write(again, head=head)).err
    rules = tmp_path / "map.toml"
    rules.write_text('[columns]\nignored = ["项目编号"]\n', encoding="utf-8")
    said = run("import", "--map", str(rules), write(["3", *SUN], head=head))
    assert "Added: 1" in said.err
    assert [row["code"] for row in listed(run)] == ["3", ""]


def test_an_investor_and_an_amount_alone_link_nothing(run: Run, write: Write) -> None:
    mill = ["纸巾生产线", "晋江", "恒安集团", "5", "2022-03-01"]
    cold = ["冷链物流园", "南安", "恒安集团", "5", "2022-03-02"]
    for choice in ("link", "refuse"):
        said = run("import", write(mill, cold, name=f"{choice}.csv"), "--on-duplicate", choice)
        assert said.code == 0
    assert [p["same_as"] for p in listed(run)] == ["", ""]


def test_a_second_report_is_linked_to_the_one_it_is_likest(run: Run, write: Write) -> None:
    cold = ["冷链物流园", "南安", "恒安集团", "10", "2022-03-02"]
    run("import", write(cold))
    mill = ["纸巾生产线", "晋江", "恒安集团", "5", "2022-03-01"]
    again = ["冷链物流园", "晋江", "恒安集团", "5", "2022-03-01"]
    said = run("import", write(mill, again), "--on-duplicate", "link")
    assert [p["same_as"] for p in listed(run)] == ["", "", "QZ-1"]
    assert "QZ-3 is counted with QZ-1" in said.err


def test_linked_reports_are_found_again_as_they_were_reported(run: Run, write: Write) -> None:
    head = ["项目名称", "投资方", "属地", "总投资（亿元）", "在谈日期"]
    first = write(["冷链物流园", "", "", "5", "2022-03-02"], head=head, name="first.csv")
    second = write(["冷链物流园", "恒安", "南安", "5", "2022-03-01"], head=head, name="second.csv")
    for path in (first, second):
        run("import", path, "--on-duplicate", "link")
    assert [p["same_as"] for p in listed(run)] == ["", "QZ-1"]
    before = events(run)
    for path in (first, second):
        assert "unchanged: 1." in run("import", path, "--on-duplicate", "link").err
    assert events(run) == before


def test_a_code_twice_in_one_file_names_both_rows(run: Run, write: Write) -> None:
    path = write(["A-1", *WIND], ["A-1", *SUN], head=["项目编号", *HEAD])
    said = run("import", path)
    assert said.code == 3
    assert "  A3 项目编号: " in said.err
    assert f"“A-1” already stands at {path}:2" in said.err
    assert "Added: 1" in run("import", path, "--accept-good").err
    run("undo", "import-1")
    run("import", write(WIND))
    both = write(["P9", *WIND], ["P9", *SUN], head=["项目编号", *HEAD])
    assert "changed: 1" in run("import", both, "--accept-good").err


def test_nothing_is_saved_where_a_target_cannot_be_written(run: Run, write: Write) -> None:
    path = write(WIND)
    for option in ("--save-map", "--faults", "--return"):
        end = {"--save-map": "toml", "--faults": "csv", "--return": "xlsx"}[option]
        assert run("import", path, option, f"/nonexistent/x.{end}").code == 5
    assert run("import", path, "--format", "csv", "--output", path).code == 2
    assert run("import", path, "--output", "account.txt").code == 2
    assert listed(run) == []
    assert "海上风电" in Path(path).read_text(encoding="utf-8")


def test_the_map_of_a_refused_table_is_saved_too(run: Run, write: Write, tmp_path: Path) -> None:
    rules = tmp_path / "map.toml"
    assert run("import", write(TOPOLOGY), "--save-map", str(rules)).code == 3
    assert 'name = "项目名称"' in rules.read_text(encoding="utf-8")


def test_good_rows_of_a_file_that_has_none(run: Run, write: Write) -> None:
    assert run("import", write(TOPOLOGY), "--accept-good").code == 3


def test_faults_for_a_spreadsheet_hold_no_formula(run: Run, write: Write, tmp_path: Path) -> None:
    target = tmp_path / "faults.csv"
    run("import", write(["坏", "=1+1", "", "20", "2022-03-15"]), "--faults", str(target))
    (fault,) = csv.DictReader(io.StringIO(target.read_text(encoding="utf-8")))
    assert fault["value"] == "'=1+1"


def test_a_rehearsal_shows_what_was_understood(run: Run, write: Write) -> None:
    path = write(["芯片", "晋江", "", "2000万美元", "2022.3"])
    said = run("import", path, "--dry-run", "--format", "csv", "--rate", "USD=6.9@2022-06-30")
    (row,) = csv.DictReader(io.StringIO(said.out))
    assert row["detail"] == (
        "CNY 138 million; 2000万美元; Jinjiang City (350582); Signed on 2022-03"
    )


def test_two_rates_of_one_currency_are_refused(run: Run, write: Write) -> None:
    path = write(["芯片", "晋江", "", "2000万美元", "2022.3"])
    said = run("import", path, "--rate", "USD=6.9", "--rate", "EUR=7.1", "--rate", "usd=7")
    assert (said.code, said.out) == (2, "")
    assert "--rate USD=6.9 and --rate usd=7 cannot be used together" in said.err


def test_the_account_as_csv_is_for_scripts(run: Run, write: Write) -> None:
    """Codes in every language, and the file in every row."""
    path = write(WIND)
    said = run("import", path, "--dry-run", "--format", "csv", "--lang", "zh_Hans")
    (row,) = csv.DictReader(io.StringIO(said.out))
    assert (row["file"], row["outcome"], row["id"]) == (path, "added", "QZ-1")


def test_a_small_difference_of_a_sum_is_told_in_yuan(run: Run, write: Write) -> None:
    head = ["项目名称", "属地", "总投资（元）", "签约时间"]
    path = write(["电池厂", "晋江", "500000", "2022-03-01"], ["合计", "", "501000", ""], head=head)
    assert "501,000 yuan" in run("import", path).err


def test_one_name_with_two_codes_is_two_projects(run: Run, write: Write) -> None:
    """They have the district and the investor in common too."""
    head = ["项目编号", *HEAD]
    assert "Added: 1" in run("import", write(["A-1", *WIND], head=head)).err
    assert "Added: 1, changed: 0" in run("import", write(["A-2", *WIND], head=head)).err


def test_plain_and_other_files_of_one_call_are_linked_once(run: Run, write: Write) -> None:
    run("import", write(WIND))
    head = list(BASE_COLUMNS)
    values = {"code": "P-1", "name": "海上风电", "investor": "三峡集团", "district": "350583"}
    values |= {"amount": "2000000000", "signing": "contract", "signed_on": "2022-03-20"}
    plain = write([values.get(column, "") for column in head], head=head, name="plain.csv")
    other = write(["海上风电", "安溪", "三峡集团", "20", "2022-03-21"], name="other.csv")
    said = run("import", plain, other, "--on-duplicate", "link")
    assert said.code == 0, said.err
    assert [p["same_as"] for p in listed(run)] == ["", "QZ-1", "QZ-1"]


def test_reading_ends_where_nobody_would_mend_all_faults(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "_MOST_FAULTS", 3)
    said = run("import", write(*[TOPOLOGY] * 5), "--accept-good")

    assert said.code == 3
    assert "Reading stopped at 3 faults." in said.err
    assert "B2" in said.err
    assert "B4" not in said.err


def test_files_without_a_project_are_no_import(run: Run, write: Write) -> None:
    for path in (write(), write(name="in.xlsx"), write(["合计", "", "", "0", ""], name="b.csv")):
        said = run("import", path)
        assert said.code == 3
        assert "there is no row of a project below the header" in said.err
        assert "import-1" not in run("imports").out
        assert "row 1)" not in said.err
    both = run("import", write(WIND, name="c.csv"), write(name="d.csv"))
    assert both.code == 0
    assert "d.csv: no row of a project below the header (row 1)." in both.err


def test_a_corrected_legal_form_is_a_change(run: Run, write: Write) -> None:
    def with_investor(name: str) -> str:
        return run("import", write([*WIND[:2], name, *WIND[3:]])).err

    with_investor("甲装备有限公司")
    assert "甲装备有限公司 → 甲装备股份有限公司" in with_investor("甲装备股份有限公司")
    for same in ("甲装备股份有限公司", "甲装备", "甲装备 股份有限公司"):
        assert "Added: 0, changed: 0, unchanged: 1." in with_investor(same)
    assert "changed: 1" in with_investor("甲装备股份有限公司、乙公司")
    assert [row["investor"] for row in listed(run)] == ["甲装备股份有限公司、乙公司"]


@pytest.mark.parametrize("name", ["in.csv", "in.xlsx"])
def test_a_name_with_a_lists_number_is_the_project_without(
    run: Run, write: Write, name: str
) -> None:
    run("import", write(WIND, SUN, name=name))
    said = run("import", write(["1.海上风电", *WIND[1:]], ["（2）光伏组件", *SUN[1:]], name=name))
    assert "Added: 0, changed: 0, unchanged: 2." in said.err


def test_a_name_that_is_recorded_with_its_number_stays_that_project(run: Run, write: Write) -> None:
    """As ledgers have it that an earlier version kept, or people who typed it so."""
    facts = "--investor 三峡集团 --district 惠安 --amount 20亿 --group IG03 --stage signed"
    assert (
        run(
            "add-project",
            "1.海上风电",
            *facts.split(),
            "--on",
            "2022-03-15",
            "--signing",
            "contract",
        ).code
        == 0
    )
    said = run("import", write(["1.海上风电", *WIND[1:]]))
    assert "Added: 0" in said.err
    assert [row["name"] for row in listed(run)] == ["1.海上风电"]


def test_amounts_far_from_all_others_are_warned_of(run: Run, write: Write) -> None:
    rows = [[f"项目{i}", "惠安", "甲公司", "5.6", "2022-03-15"] for i in "甲乙丙"]
    odd = [["丁项目", "惠安", "甲公司", "800", "2022-03-15"]]
    said = run("import", write(*rows, *odd))
    assert said.code == 0
    assert "in.csv:D5: “800” in 亿元 is 80,000,000,000 yuan" in said.err
    assert "Is it in 万元?" in said.err
    wan = [*HEAD[:3], "总投资（万元）", HEAD[4]]
    rows = [[f"东{i}", "惠安", "乙公司", "56000", "2022-03-15"] for i in "甲乙丙"]
    small = [["东丁", "惠安", "乙公司", "12", "2022-03-15"]]
    path = write(*rows, *small, name="w.csv", head=wan)
    assert "“12” in 万元 is 120,000 yuan" in run("import", path).err
    told = json.loads(run("import", path, "--dry-run", "--format", "json").out)
    assert [(one["cell"], one["likely"]) for one in told["implausible"]] == [("D5", 10**8)]


def test_an_amount_beyond_the_year_names_its_cell(run: Run, write: Write) -> None:
    said = run("import", write(["甲园", "南安", "甲公司", "3500", "2022-03-15"]))
    assert said.code == 3
    assert "  D2 总投资（亿元）: “3500”" in said.err
    assert "write its unit behind it in the cell" in said.err
    assert run("import", write(["甲园", "南安", "甲公司", "3500亿元", "2022-03-15"])).code == 0


def test_what_kinds_of_signing_were_assumed_is_said(run: Run, write: Write) -> None:
    head = [*HEAD, "签约类型"]
    rows = [
        [*WIND, "正式合同"],
        [*SUN, "框架协议"],
        ["储能", "晋江", "丙公司", "1", "2022-04-01", "合同"],
    ]
    said = run("import", write(*rows, head=head))
    assert "by assumption: 正式合同 → Contract, 框架协议 → Agreement." in said.err
    assert [row["signing"] for row in listed(run)] == ["contract", "agreement", "contract"]


def test_planned_dates_are_listed(run: Run, write: Write) -> None:
    rows = [[*WIND, "预计2022年10月"], [*SUN, "2022-05-01"]]
    said = run("import", write(*rows, head=[*HEAD, "开工时间"]))
    assert "Planned dates, not recorded: 1 (row 2 “预计2022年10月”)." in said.err
    assert [row["started_on"] for row in listed(run)] == ["", "2022-05-01"]


def test_the_order_of_dates_that_the_table_leaves_no_doubt_of(
    run: Run, write: Write, tmp_path: Path
) -> None:
    rows = [[*WIND[:4], "3/15/2022"], [*SUN[:4], "05/06/2022"]]
    said = run("import", write(*rows))
    assert said.code == 3
    assert '[dates] order = "mdy"; or write' in said.err
    short = run("import", write([*WIND[:4], "22.3.15"], [*SUN[:4], "21.12.31"], name="s.csv"))
    assert '[dates] order = "ymd", century = 2000; or write' in short.err
    (tmp_path / "m.toml").write_text('[dates]\norder = "mdy"\n')
    assert run("import", write(*rows), "--map", str(tmp_path / "m.toml")).code == 0
    assert [row["signed_on"] for row in listed(run)] == ["2022-03-15", "2022-05-06"]


def test_a_list_for_people_can_be_imported(run: Run, write: Write, tmp_path: Path) -> None:
    run("import", write(WIND, SUN))
    for lang in ("en", "zh_Hans"):
        labelled = str(tmp_path / f"{lang}.csv")
        run("list", "--format", "csv", "--labels", "--lang", lang, "--output", labelled)
        assert "Added: 0, changed: 0, unchanged: 2." in run("import", labelled).err
    run("undo", "import-1")
    assert "Added: 2, changed: 0, unchanged: 0." in run("import", labelled).err


@pytest.mark.parametrize(("amount", "faults"), [("20", 0), ("", 1)])
def test_formulas_that_were_never_calculated_matter_where_they_are_needed(
    run: Run, tmp_path: Path, amount: str, faults: int
) -> None:
    """Sums and a sheet that is left out may lack their results; a project's amount may not."""
    path = tmp_path / "f.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("签约")
        for number, row in enumerate([HEAD, WIND, ["合计"]]):
            sheet.write_row(number, 0, row)
        sheet.write_formula(1, 3, "=4*5", None, amount)
        for column, formula in enumerate(("=COUNTA(B2)", "=1", "=SUM(D2)", "=COUNTA(E2)"), 1):
            sheet.write_formula(2, column, formula, None, "")
        book.add_worksheet("草稿").write_formula(1, 3, "=1", None, "")
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    strip = re.compile(rb' t="str"(?=><f>[^<]*</f><v></v>)')
    parts = {name: strip.sub(b"", content) for name, content in parts.items()}
    path.write_bytes(books.zipped(parts))
    (tmp_path / "m.toml").write_text('[file]\nsheets = ["签约"]\n', encoding="utf-8")
    said = run("import", str(path), "--map", str(tmp_path / "m.toml"))
    assert said.code == (3 if faults else 0)
    assert said.err.count("a formula that was never calculated") == faults
    assert ("f.xlsx[签约]:\n    D2 " in said.err) == bool(faults)


def test_faults_of_a_row_are_told_along_the_row(run: Run, write: Write) -> None:
    path = write(["", "惠安", "三峡集团", "约3", "2022-02-30"])

    told = json.loads(run("import", path, "--format", "json").out)

    assert [fault["cell"] for fault in told["faults"]] == ["A2", "D2", "E2"]
