"""Payments typed by hand and told in files: none moves, none is lost, none counts twice."""

import json
from pathlib import Path

import pytest

from qzinvest.intake.plans.file import shipped_plan_path
from tests.cli.said import Run

HEAD = "项目名称,投资方,属地,总投资（亿元）,签约日期,"


def payments_of(run: Run, project: str = "QZ-1") -> list[tuple[str, int]]:
    """Day and yuan of the payments that ``export`` writes."""
    run("export", "--out", "out")
    lines = Path("out/entries.csv").read_text("utf-8-sig").splitlines()[1:]
    rows = [line.split(",") for line in lines]
    return [(row[2], int(row[4])) for row in rows if row[0] == project]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the test works."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def twice_paid(run: Run, signed: str, here: Path) -> str:  # noqa: ARG001 - it works there
    """A project with two payments."""
    for day, amount in (("2022-04-10", "1亿"), ("2022-06-10", "3亿")):
        assert run("advance", signed, "funded", "--on", day, "--amount", amount).code == 0
    return signed


def test_of_several_payments_the_day_is_asked_for(run: Run, twice_paid: str) -> None:
    said = run("advance", twice_paid, "funded", "--amount", "2亿")
    assert said.code == 3
    assert "2022-04-10, 2022-06-10" in said.err
    assert "--on 2022-04-10" in said.err
    assert payments_of(run) == [("2022-04-10", 10**8), ("2022-06-10", 3 * 10**8)]


def test_one_more_payment_may_be_small(run: Run, twice_paid: str) -> None:
    again = ("advance", twice_paid, "funded", "--on", "2022-07-01", "--amount", "10万")
    assert run(*again).code == 0
    said = run("advance", twice_paid, "funded", "--on", "2022-04-10", "--amount", "5万")
    assert (said.code, "a factor of 2,000" in said.err) == (3, True)


def test_a_sum_told_later_in_a_file_leaves_the_month_of_known_money(run: Run, here: Path) -> None:
    table = here / "a.csv"
    head = HEAD + "到资日期,累计到资（万元）\n"
    row = "乙项目,乙公司,晋江,5.6,2022-03-15,"
    for day, amount, code in (
        ("2022-04-20", 100, 0),
        ("2022-05-20", 100, 0),
        ("2022-04-20", 300, 3),
        ("2022-05-20", 300, 0),
    ):
        table.write_text(f"{head}{row}{day},{amount}\n", "utf-8")
        said = run("import", str(table))
        assert said.code == code, said.err
    assert payments_of(run) == [("2022-04-20", 10**6), ("2022-05-20", 2 * 10**6)]


PAID = HEAD + "到资日期,当月到资（万元）\n"
ROW = "甲项目装备园,甲公司,晋江,5.6,2022-03-15,"


def test_a_row_a_month_is_one_project_with_its_payments(run: Run, here: Path) -> None:
    table = here / "a.csv"
    table.write_text(f"{PAID}{ROW}2022-04-20,100\n{ROW}2022-05-20,200\n", "utf-8")
    said = run("import", str(table))
    assert "Added: 1, changed: 0, unchanged: 0." in said.err
    assert "joined with another row of the same project: 1" in said.err
    paid = [("2022-04-20", 10**6), ("2022-05-20", 2 * 10**6)]
    assert payments_of(run) == paid
    assert "unchanged: 1." in run("import", str(table)).err
    assert payments_of(run) == paid


def test_two_payments_of_a_day_are_two_and_a_repetition_is_named(run: Run, here: Path) -> None:
    table = here / "a.csv"
    table.write_text(f"{PAID}{ROW}2022-04-20,100\n{ROW}2022-04-20,200\n", "utf-8")
    for _ in "ab":
        assert run("import", str(table)).code == 0
        assert payments_of(run) == [("2022-04-20", 10**6), ("2022-04-20", 2 * 10**6)]
    table.write_text(f"{PAID}{ROW}2022-04-20,100\n{ROW}2022-04-20,100\n", "utf-8")
    said = run("import", str(table))
    assert (said.code, "a.csv:2 already" in said.err) == (3, True)


def test_rows_with_payments_that_contradict_each_other_are_refused(run: Run, here: Path) -> None:
    table = here / "a.csv"
    other = ROW.replace("5.6", "6.5")
    table.write_text(f"{PAID}{ROW}2022-04-20,100\n{other}2022-05-20,200\n", "utf-8")
    said = run("import", str(table))
    assert (said.code, "  D3 " in said.err, "differ in" in said.err) == (3, True, True)
    assert "Delete" not in said.err


@pytest.mark.parametrize(
    ("rows", "code", "paid"),
    [
        ("100,100", 0, [("2022-06-30", 10**6)]),
        ("100,300", 3, []),  # 200 came in before, and nobody says when
        (",", 0, []),
        ("0,0", 0, []),
        (",100", 3, []),
    ],
)
def test_a_months_table_has_its_month_in_its_title(
    run: Run, here: Path, rows: str, code: int, paid: list[tuple[str, int]]
) -> None:
    table = here / "a.csv"
    head = HEAD + "本月到资（万元）,累计到资（万元）\n"
    table.write_text(f"晋江市2022年6月项目到资情况表\n{head}{ROW}{rows}\n", "utf-8")
    said = run("import", str(table))
    assert said.code == code, said.err
    assert payments_of(run) == paid


def test_a_payment_without_any_month_is_refused_with_its_remedy(run: Run, here: Path) -> None:
    table = here / "a.csv"
    table.write_text(f"{HEAD}本月到资（万元）\n{ROW}100\n", "utf-8")
    said = run("import", str(table))
    assert (said.code, "  F2 " in said.err, "2022年6月" in said.err) == (3, True, True)


def test_another_sum_of_a_known_day_is_asked_about(run: Run, here: Path) -> None:
    table = here / "a.csv"
    for amount, code in ((100, 0), (150, 3), (100, 0)):
        table.write_text(f"{PAID}{ROW}2022-04-20,{amount}\n", "utf-8")
        said = run("import", str(table))
        assert said.code == code, said.err
    assert payments_of(run) == [("2022-04-20", 10**6)]


MONTHS = {
    4: ("100,100", "50,50"),
    5: (",100", "70,120"),
    6: ("200,300", "1,121"),
}
"""本月 and 累计 of two projects, in 万元."""


PAID_IN = """
[[indicator]]
code = "money_paid_in"
name = { en = "Money paid in", zh_Hans = "实际到资", zh_Hant = "實際到資" }
measure = "sum"
stage = "funded"
minimum = 0
target = 1_000_000_000
"""


def paid_in(run: Run, *argv: str) -> str:
    """What the report says that 晋江 was paid in, in yuan."""
    said = run("report", "--indicator", "money_paid_in", "--format", "csv", *argv)
    (row,) = (row for row in said.out.splitlines() if row.startswith("350582,"))
    return row.split(",")[4]


def test_a_published_month_stays_what_it_was(run: Run, here: Path) -> None:
    """Three months of a district's files; each day's figure is the sum until then, for ever."""
    plan = (
        shipped_plan_path().read_text("utf-8").replace("target = 100\n", f"target = 100\n{PAID_IN}")
    )
    (here / "plan.toml").write_text(plan, "utf-8")
    run("plan", "adopt", str(here / "plan.toml"), "--effective", "2022-01-01", "--yes")
    head = HEAD + "本月到资（万元）,累计到资（万元）\n"
    ends = {4: "2022-04-30", 5: "2022-05-31", 6: "2022-06-30"}
    expected = {4: 1_500_000, 5: 2_200_000, 6: 4_210_000}
    seen: dict[int, tuple[str, str]] = {}
    for month, (first, second) in MONTHS.items():
        table = here / f"{month}.csv"
        other = ROW.replace("甲", "乙")
        table.write_text(
            f"晋江市2022年{month}月项目到资情况表\n{head}{ROW}{first}\n{other}{second}\n", "utf-8"
        )
        for _ in "ab":
            said = run("import", str(table))
            assert said.code == 0, said.err
        seen[month] = (
            paid_in(run, "--as-of", ends[month]),
            run(
                "trend", "--indicator", "money_paid_in", "--as-of", ends[month], "--format", "csv"
            ).out,
        )
        assert seen[month][0] == str(expected[month])
    for month, (figure, course) in seen.items():
        assert paid_in(run, "--as-of", ends[month]) == figure
        argv = ("trend", "--indicator", "money_paid_in", "--as-of", ends[month], "--format", "csv")
        assert run(*argv).out == course
    assert run("verify").code == 0


def test_an_exports_payments_go_back_into_a_ledger_that_knows_the_projects(
    run: Run, twice_paid: str
) -> None:
    paid = payments_of(run)
    assert "changed: 0, unchanged: 1." in run("import", "out/entries.csv").err
    run("edit", twice_paid, "--clear", "funded_amount")
    kept = Path("kept.csv")
    kept.write_bytes(Path("out/entries.csv").read_bytes())
    assert payments_of(run) == []
    assert "changed: 1, unchanged: 0." in run("import", "kept.csv").err
    assert payments_of(run) == paid
    assert "changed: 0, unchanged: 1." in run("import", "kept.csv").err


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("QZ-1,", "QZ-7,", "Import `projects.csv` of the same export first"),
        ("半导体材料产业园", "别的项目", "kept.csv:2"),
        ("paid", "visit", "kept.csv:2"),
        ("100000000", "200000000", "100,000,000 yuan are recorded as paid in on 2022-04-10"),
        ("2022-04-10,2022-04-10", "2022-04-10,2022-04-01", "kept.csv:2"),
        ("2022-04-10,", "2022-04-31,", "kept.csv:2"),
        ("100000000", "", "kept.csv:2"),
        ("2022-04-10,2022-04-10", ",", "kept.csv:2"),
    ],
)
def test_payments_that_cannot_be_of_the_ledger_are_refused_with_their_row(
    run: Run, twice_paid: str, old: str, new: str, said: str
) -> None:
    assert twice_paid
    paid = payments_of(run)
    text = Path("out/entries.csv").read_text("utf-8")
    Path("kept.csv").write_text(text.replace(old, new), "utf-8")
    found = run("import", "kept.csv")
    assert (found.code, said in found.err) == (3, True), found.err
    assert payments_of(run) == paid


def test_of_two_payments_of_a_day_none_is_corrected_by_chance(run: Run, here: Path) -> None:
    table = here / "a.csv"
    table.write_text(f"{PAID}{ROW}2022-04-20,100\n{ROW}2022-04-20,200\n", "utf-8")
    run("import", str(table))
    more = ("advance", "QZ-1", "funded", "--on", "2022-04-20", "--amount", "300万")
    said = run(*more)
    assert (said.code, "2 payments of 2022-04-20" in said.err) == (3, True)
    assert run(*more, "--evidence", "进账单 3").code == 0
    assert [amount for _, amount in payments_of(run)] == [10**6, 2 * 10**6, 3 * 10**6]


def test_headers_of_two_rows_tell_the_month_and_the_sum(run: Run, here: Path) -> None:
    table = here / "a.csv"
    table.write_text(
        "晋江市2022年5月份招商项目到资情况表,,,,,\n"
        "项目名称,属地,总投资（亿元）,签约日期,到资（万元）,\n"
        ",,,,本月,累计\n"
        "甲项目装备园,晋江,5.6,2022-03-15,100,100\n"
        "乙项目装备园,晋江,5.6,2022-03-15,,\n"
        "合计,,11.2,,100,100\n",
        "utf-8",
    )
    said = run("import", str(table))
    assert "Added: 2" in said.err
    assert payments_of(run) == [("2022-05-31", 10**6)]


def test_a_sheet_a_month_and_a_file_a_month_are_one_project(run: Run, here: Path) -> None:
    names = []
    for month, cells in ((4, "100"), (5, ""), (6, "200")):
        names.append(str(here / f"{month}.csv"))
        title = f"2022年{month}月到资情况\n{HEAD}当月实际到位额（万元）,备注\n"
        Path(names[-1]).write_text(f"{title}{ROW}{cells},{month}月情况\n", "utf-8")
    for answer in ("Added: 1, changed: 0", "unchanged: 1"):
        assert answer in run("import", *names).err
    assert payments_of(run) == [("2022-04-30", 10**6), ("2022-06-30", 2 * 10**6)]
    Path(names[1]).write_text(Path(names[0]).read_text("utf-8").replace("100", "120"), "utf-8")
    said = run("import", *names)
    assert (said.code, "    F3 " in said.err) == (3, True), said.err


def test_a_payment_far_above_the_project_is_asked_about(run: Run, here: Path) -> None:
    table = here / "a.csv"
    table.write_text(f"{PAID}{ROW}2022-04-20,100\n{ROW}2022-05-20,60000000\n", "utf-8")
    assert "goes from 560,000,000 to 600,000,000,000 yuan" in run("import", str(table)).err


def test_an_import_that_is_taken_back_says_which_payments_it_told(run: Run, here: Path) -> None:
    table = here / "a.csv"
    table.write_text(f"{PAID}{ROW}2022-04-20,100\n{ROW}2022-05-20,200\n", "utf-8")
    run("import", str(table))
    said = run("undo", "import-1")
    assert "QZ-1 · added · Milestone: (none) → Funded on 2022-05-20" in said.err
    assert "history." not in said.err
    assert payments_of(run) == []


def test_money_of_an_earlier_spell_is_told_and_stays_with_it(run: Run, signed: str) -> None:
    run("advance", signed, "funded", "--on", "2022-04-01", "--amount", "1亿")
    run("drop", signed, "--on", "2022-05-01", "--reason", "x")
    run("advance", signed, "signed", "--on", "2022-07-01")
    run("advance", signed, "funded", "--on", "2022-08-01", "--amount", "2亿")
    told = "(none) → Funded on 2022-04-20 · CNY 50 million"
    said = run("advance", signed, "funded", "--on", "2022-04-20", "--amount", "5000万")
    assert told in said.err
    assert told in json.loads(run("log", "--format", "json").out)[-1]["detail"]
    assert told in run("undo").err
    said = run("edit", signed, "--clear", "funded")
    assert said.err.count("→") == 1
    payments = json.loads(run("show", signed, "--format", "json").out)[0]["payments"]
    assert [(each["on"], each["amount"]) for each in payments] == [("2022-04-01", 100_000_000)]
    taken = run("undo").err
    assert "Funded on 2022-08-01" in taken
    assert "added · \n" not in taken
