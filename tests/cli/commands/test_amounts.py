"""Amounts typed by hand: one rule in every command, and what an amount moves and does not."""

from pathlib import Path

import pytest

from tests.cli.said import Run, talked

LEAD = ("add-project", "海上风电", "--group", "新能源", "--amount")
WAYS = {
    "en": "560 million, 0.56bn or 560000000 yuan",
    "zh_Hans": "5.6亿、35000万 或 560000000元",
    "zh_Hant": "5.6億、35000萬 或 560000000元",
}


def amount_of(run: Run, project: str = "QZ-1") -> int:
    rows = run("list", "--format", "csv").out.splitlines()
    (row,) = (row for row in rows if row.startswith(f"{project},"))
    return int(row.split(",")[8])


def contracted(run: Run) -> str:
    """What the report says that 晋江 has signed, in yuan."""
    said = run("report", "--indicator", "signed_investment", "--format", "csv")
    (row,) = (row for row in said.out.splitlines() if row.startswith("350582,"))
    return row.split(",")[4]


@pytest.mark.parametrize("lang", list(WAYS))
@pytest.mark.parametrize(
    "argv",
    [
        ("add-project", "乙项目", "--group", "新能源", "--amount", "6"),
        ("edit", "QZ-1", "--amount", "99,999"),
        ("advance", "QZ-1", "registered", "--on", "2022-04-01", "--amount", "６"),
        ("list", "--at-least", "5千"),
        ("list", "--at-most", "0.5"),
    ],
)
def test_a_small_number_without_a_unit_is_refused_with_the_ways_of_writing_it(
    run: Run, signed: str, argv: tuple[str, ...], lang: str
) -> None:
    said = run(*argv, "--lang", lang)
    assert (said.code, said.out) == (3, "")
    assert WAYS[lang] in said.err
    assert amount_of(run, signed) == 560_000_000


@pytest.mark.parametrize(
    "text", ["560 million", "¥560m", "RMB 560 million", "CNY 0.56bn", "５.６亿"]
)
def test_every_command_reads_every_way(run: Run, signed: str, text: str) -> None:
    assert run(*LEAD, text).code == 0
    assert amount_of(run, "QZ-2") == 560_000_000
    assert run("edit", "QZ-2", "--amount", "7亿").code == 0
    assert run("edit", "QZ-2", "--amount", text).code == 0
    assert amount_of(run, "QZ-2") == 560_000_000
    assert run("advance", signed, "signed", "--amount", text).code == 0
    shown = run("show", signed).out
    assert "CNY 560 million" in shown
    assert "yuan" not in shown  # an exact amount is said once
    found = run("list", "--at-least", text, "--at-most", text, "--format", "csv").out
    assert found.count("\n") == 3


def test_a_filter_of_parts_of_a_yuan_is_exact(run: Run) -> None:
    run(*LEAD, "10337133元")
    for flag, found in (("--at-least", 1), ("--at-most", 0)):
        rows = run("list", flag, "1033.71325万元", "--format", "csv").out.splitlines()
        assert len(rows) == 1 + found


@pytest.mark.parametrize(
    ("amount", "factor"), [("6元", "93,333,333"), ("56万", "1,000"), ("5600亿", "1,000")]
)
def test_a_leap_needs_yes_where_nobody_can_be_asked(
    run: Run, signed: str, amount: str, factor: str
) -> None:
    said = run("edit", signed, "--amount", amount)
    assert (said.code, said.out) == (3, "")
    assert f"a factor of {factor}." in said.err
    assert "`--yes`" in said.err
    assert amount_of(run) == 560_000_000
    assert run("edit", signed, "--amount", amount, "--yes").code == 0
    assert amount_of(run) != 560_000_000


def test_less_than_a_thousand_times_is_no_leap(run: Run, signed: str) -> None:
    assert run("edit", signed, "--amount", "56.1万").code == 0


def test_a_terminal_is_asked_about_a_leap(db: Path, run: Run, signed: str) -> None:
    code, screen = talked(["edit", signed, "--amount", "6元"], ["n\n"], db)
    assert code == 3, screen
    assert "Is that meant?" in screen
    assert amount_of(run) == 560_000_000
    code, screen = talked(["edit", signed, "--amount", "6元"], ["y\n"], db)
    assert code == 0, screen
    assert amount_of(run) == 6


@pytest.mark.parametrize(
    ("stage", "amount", "code"),
    [
        ("registered", "10万", 3),
        ("registered", "1亿", 0),
        ("registered", "6000亿", 3),
        ("funded", "10万", 0),
        ("funded", "6000亿", 3),
    ],
)
def test_a_milestones_amount_is_held_against_the_projects(
    run: Run, signed: str, stage: str, amount: str, code: int
) -> None:
    argv = ("advance", signed, stage, "--on", "2022-05-01", "--amount", amount)
    assert run(*argv).code == code
    assert run(*argv, "--yes").code in (0, 3)  # 3 where nothing would change


def test_a_milestones_amount_is_held_against_its_own(run: Run, signed: str) -> None:
    run("advance", signed, "funded", "--on", "2022-05-01", "--amount", "1亿")
    assert run("advance", signed, "funded", "--amount", "10万").code == 3
    assert run("advance", signed, "funded", "--amount", "10万", "--yes").code == 0


def test_an_amount_of_the_signings_own_stays_and_the_answer_says_how_to_move_it(
    run: Run, signed: str
) -> None:
    run("advance", signed, "signed", "--on", "2022-03-15", "--amount", "3亿")
    said = run("edit", signed, "--amount", "6亿")
    assert contracted(run) == "300000000"
    assert "Not moved: “Total investment signed”, for “Signed” has an amount of its own" in said.err
    assert "`qzinvest advance QZ-1 signed --amount CNY600000000`" in said.err
    assert "`qzinvest edit QZ-1 --clear signed_amount`" in said.err
    assert run("advance", "QZ-1", "signed", "--amount", "CNY600000000").code == 0
    assert contracted(run) == "600000000"
    assert "2022-03-15" in run("show", signed).out


def test_where_no_indicator_sums_money_sums_of_that_stage_are_named(run: Run, signed: str) -> None:
    run("advance", signed, "started", "--on", "2022-05-01", "--amount", "3亿")
    said = run("edit", signed, "--amount", "6亿")
    assert "Not moved: sums of money at that stage, for “Started” has an amount" in said.err
    assert "Not moved" not in run("edit", signed, "--amount", "3亿").err


def test_an_own_amount_is_cleared_and_the_projects_counts(run: Run, signed: str) -> None:
    run("advance", signed, "signed", "--on", "2022-03-15", "--amount", "3亿")
    assert contracted(run) == "300000000"
    assert run("edit", signed, "--clear", "signed_amount").code == 0
    assert contracted(run) == "560000000"
    assert "Not moved" not in run("edit", signed, "--amount", "6亿").err
    assert contracted(run) == "600000000"
    assert run("edit", signed, "--clear", "signed_amount").code == 3


def test_the_answer_in_chinese_names_chinese_ways(run: Run, signed: str) -> None:
    run("advance", signed, "signed", "--amount", "3亿")
    said = run("edit", signed, "--amount", "6亿", "--lang", "zh_Hans")
    assert "qzinvest advance QZ-1 signed --amount 600000000元" in said.err


def test_money_paid_in_stays_and_the_answer_says_so(run: Run, signed: str) -> None:
    run("advance", signed, "funded", "--on", "2022-05-01", "--amount", "1亿")
    said = run("edit", signed, "--amount", "6亿")
    assert "Not moved: the money paid in stays at CNY 100 million" in said.err
    assert "Signed" not in said.err


def test_what_was_dropped_is_corrected_too(run: Run, signed: str) -> None:
    run("advance", signed, "signed", "--amount", "3亿")
    run("drop", signed, "--on", "2022-06-01", "--reason", "资金不到位")
    assert run("advance", signed, "signed", "--amount", "6亿").code == 0
    assert run("advance", signed, "registered", "--on", "2022-05-01").code == 3


def test_a_day_known_to_the_month_stays_so(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("项目名称,属地,总投资,签约时间\n风电,惠安,5亿,2022年3月\n", "utf-8")
    assert run("import", str(table)).code == 0
    assert run("advance", "QZ-1", "signed", "--amount", "4亿").code == 0
    assert "2022-03-" not in run("show", "QZ-1").out.split("History")[0]


def test_what_counts_nowhere_moves_nothing_and_the_answer_says_so(run: Run, signed: str) -> None:
    run(*LEAD, "5亿", "--district", "晋江")
    run("link", signed, "QZ-2")
    said = run("edit", "QZ-2", "--amount", "6亿")
    assert "No figure moves: QZ-2 is a second report of QZ-1" in said.err
    run("exclude", signed, "--reason", "不符合")
    said = run("edit", signed, "--amount", "6亿")
    assert "No figure moves: QZ-1 is excluded." in said.err


def test_parts_of_a_yuan_are_rounded_if_that_is_asked_for(run: Run, signed: str) -> None:
    said = run(*LEAD, "1033.71325万元")
    assert (said.code, said.out) == (3, "")
    assert "`--round`" in said.err
    said = run(*LEAD, "1033.71325万元", "--round")
    assert "1033.71325万元 → 10,337,133 yuan (rounded, halves up)" in said.err
    assert amount_of(run, "QZ-2") == 10_337_133
    assert "1033.71325万元" in run("show", "QZ-2").out
    said = run("edit", signed, "--amount", "60000.00005万", "--round")
    assert "60000.00005万 → 600,000,001 yuan (rounded, halves up)" in said.err
    said = run("advance", signed, "signed", "--amount", "60000.00004万", "--round")
    assert "60000.00004万 → 600,000,000 yuan (rounded, halves up)" in said.err


TABLE = "项目名称,投资方,属地,总投资（万元）,签约日期\n"
PARTS = TABLE + (
    "甲项目装备园,甲公司,晋江,1033.71325,2022-03-15\n"
    "乙项目材料园,乙公司,南安,2000,2022-03-16\n"
    "丙项目电子园,丙公司,石狮,33.33335,2022-03-17\n"
    "丁项目食品园,丁公司,惠安,88.123456,2022-03-18\n"
)


def test_a_column_with_parts_of_a_yuan_is_one_fault_that_names_its_cells(
    run: Run, tmp_path: Path
) -> None:
    table = tmp_path / "a.csv"
    table.write_text(PARTS, "utf-8")
    said = run("import", str(table))
    assert said.code == 3
    assert "Faults found: 1." in said.err
    faults = [line for line in said.err.splitlines() if "come to whole yuan" in line]
    assert len(faults) == 1
    assert "D2, D4–D5" in faults[0]
    assert said.err.count("`--round`") == 1


def test_a_column_without_a_unit_is_one_fault(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text(PARTS.replace("（万元）", "").replace("2000,", "2000万元,"), "utf-8")
    said = run("import", str(table))
    assert "Faults found: 1." in said.err
    assert "  D2, D4–D5 总投资" in said.err
    assert said.err.count("it has no unit") == 1


def test_a_column_whose_good_rows_are_taken_is_one_fault_too(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text(PARTS, "utf-8")
    said = run("import", str(table), "--accept-good")
    assert said.code == 0
    assert said.err.count("come to whole yuan") == 1
    assert "D2, D4–D5" in said.err
    assert "Rows left out because of faults: 3" in said.err


def test_a_column_is_rounded_if_that_is_asked_for_and_the_answer_says_so(
    run: Run, tmp_path: Path
) -> None:
    table, saved = tmp_path / "a.csv", tmp_path / "a.toml"
    table.write_text(PARTS, "utf-8")
    said = run("import", str(table), "--round", "--save-map", str(saved))
    assert said.code == 0
    assert "a.csv: amounts rounded to the yuan, halves up: 3 (D2 1033.71325" in said.err
    assert [amount_of(run, f"QZ-{n}") for n in (1, 2, 3, 4)] == [
        *(10_337_133, 20_000_000, 333_334, 881_235)
    ]
    assert "1033.71325 × 10,000 CNY" in run("show", "QZ-1").out
    assert 'fractions = "round"' in saved.read_text("utf-8")
    assert "unchanged: 4" in run("import", str(table), "--map", str(saved)).err


def test_foreign_money_is_rounded_to_the_yuan_and_the_answer_says_so(
    run: Run, tmp_path: Path
) -> None:
    table = tmp_path / "a.csv"
    table.write_text(
        '项目名称,属地,总投资,签约日期\n风电,惠安,"$1,234,567.89",2022-03-15\n', "utf-8"
    )
    said = run("import", str(table), "--rate", "USD=6.9@2022-06-30")
    assert "a.csv: amounts rounded to the yuan, halves up: 1 (D2" not in said.err
    assert "halves up: 1 (C2 $1,234,567.89 → 8,518,518)" in said.err
    assert amount_of(run) == 8_518_518


def test_an_import_that_corrects_by_a_leap_names_the_row(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    for cell in ("250000", "25"):
        table.write_text(f"{TABLE}甲项目装备园,甲公司,晋江,{cell},2022-03-15\n", "utf-8")
        said = run("import", str(table))
        assert said.code == 0
    assert (
        "a.csv:2: the amount of QZ-1 甲项目装备园 goes from 2,500,000,000 to 250,000 yuan,"
        " a factor of 10,000. Check the unit."
    ) in said.err
    again = run("import", str(table), "--format", "json")
    assert '"leaps": []' in again.out


def test_an_import_says_which_figures_a_correction_leaves(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    for cell in ("30000", "60000"):
        table.write_text(f"{TABLE}甲项目装备园,甲公司,晋江,{cell},2022-03-15\n", "utf-8")
        said = run("import", str(table))
        run("advance", "QZ-1", "signed", "--amount", "3亿")
    assert "Not moved: “Total investment signed”" in said.err


def test_the_echo_of_an_import_names_the_money_paid_in(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text(
        "项目名称,属地,总投资（亿元）,到资时间,到资金额（亿元）\n风电,惠安,20,2022-03-15,3\n",
        "utf-8",
    )
    said = run("import", str(table), "--dry-run")
    assert "E  到资金额（亿元） → Money paid in (亿元)" in said.err


def test_money_paid_in_without_its_day_is_named_and_looked_at(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text(
        "项目名称,属地,总投资（亿元）,签约时间,到资金额（亿元）\n风电,惠安,20,2022-03-15,3\n",
        "utf-8",
    )
    said = run("import", str(table))
    assert "  E2 到资金额（亿元） “3”: " in said.err
    assert "Money paid in belongs to the stage “Funded”" in said.err


PLAIN = (
    "code,name,investor,district,department,group,amount,signing,lead_on,talks_on,signed_on,"
    "registered_on,funded_on,started_on,producing_on,dropped_on,drop_reason,funded_amount\n"
    "E1,甲,,晋江,,,10337132.5,,,,2022-03-15,,,,,,,\n"
    "E2,乙,,晋江,,,20000000,,,,2022-03-15,,2022-05-01,,,,,99.49\n"
    "E3,丙,,晋江,,,30000000.4,,,,2022-03-15,,,,,,,\n"
)


def test_the_plain_layout_is_rounded_too_if_that_is_asked_for(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text(PLAIN, "utf-8")
    said = run("import", str(table))
    assert said.code == 3
    assert "Faults found: 2." in said.err
    assert "  G2, G4 amount: " in said.err
    said = run("import", str(table), "--round")
    assert "halves up: 3 (G2 10337132.5 → 10,337,133, R3 99.49 → 99, G4" in said.err
    assert [amount_of(run, f"QZ-{n}") for n in (1, 2, 3)] == [10_337_133, 20_000_000, 30_000_000]
    assert "10337132.5" in run("show", "QZ-1").out
    assert "as stated" not in run("show", "QZ-2").out
    assert "unchanged: 3" in run("import", str(table), "--round").err
    table.write_text(PLAIN.replace("10337132.5", "10337132.0"), "utf-8")
    assert "in the digits 0–9 only" in run("import", str(table)).err
    assert run("import", str(table), "--round").code == 0
    assert amount_of(run, "QZ-1") == 10_337_132


def test_only_a_recorded_milestone_is_corrected_without_its_day(run: Run, signed: str) -> None:
    said = run("advance", signed, "registered", "--amount", "3亿")
    assert (said.code, said.out) == (2, "")
    assert "error: The day on which QZ-1 reached “Registered” is needed." in said.err
