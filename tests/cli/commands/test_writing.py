"""``advance``, ``edit`` and ``drop``: what they say and refuse."""

import json
from pathlib import Path

import pytest

from qzinvest.locale import wording
from tests.cli.said import Run

W = wording("en")


def fields(run: Run, project: str = "QZ-1") -> dict[str, object]:
    (row,) = json.loads(run("show", project, "--format", "json").out)
    assert isinstance(row, dict)
    return row


def test_advance_says_what_changed_and_prints_the_id(run: Run, signed: str) -> None:
    said = run("advance", signed, "registered", "--on", "2022-04-02", "--evidence", "licence")
    assert (said.code, said.out) == (0, "QZ-1\n")
    assert (
        said.err
        == "QZ-1 半导体材料产业园\n  Milestone: (none) → Registered on 2022-04-02 · licence\n"
    )


def test_advancing_to_a_stage_already_reached_corrects_what_is_stated(
    run: Run, signed: str
) -> None:
    run("advance", signed, "registered", "--on", "2022-04-02", "--evidence", "licence")
    said = run("advance", signed, "registered", "--on", "2022-04-03")
    assert said.err.splitlines()[1] == (
        "  Milestone: Registered on 2022-04-02 · licence → Registered on 2022-04-03 · licence"
    )


def test_advance_with_an_amount_of_its_own(run: Run, signed: str) -> None:
    said = run("advance", signed, "到资", "--on", "2022-05-01", "--amount", "3000万")
    assert said.err.startswith("3000万 → 30,000,000 yuan\n")
    assert fields(run)["milestones"] == {
        "signed": {"on": "2022-03-15", "counted_on": "2022-03-15", "amount": None},
        "funded": {"on": "2022-05-01", "counted_on": "2022-05-01", "amount": 30_000_000},
    }


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("advance QZ-1 funded --on 2022-03-14", "Funded (2022-03-14) would come before Signed"),
        ("advance QZ-1 funded --on 2032-01-01", "“2032-01-01” is still to come"),
        ("advance QZ-1 funded --on 2022-04-31", "“2022-04-31” is not a date"),
        ("advance QZ-1 landed --on 2022-04-01", "No stage is called “landed”"),
        ("advance QZ-9 funded --on 2022-04-01", "There is no project “QZ-9”"),
        ("advance QZ-1 signed --on 2022-03-15", "Nothing would change in QZ-1"),
        ("advance QZ-1 lead --on 2022-04-01", "Signed (2022-03-15) would come before Lead"),
        ("edit QZ-1 --amount 5.6亿", "Nothing would change in QZ-1"),
        ("edit QZ-1 --clear district", "A project at the stage “Signed” needs a district"),
        ("edit QZ-1 --clear signed", "Signed is the only milestone of QZ-1"),
        ("edit QZ-1 --amount 0", "it must be more than 0"),
        ("edit QZ-9 --note x", "There is no project “QZ-9”"),
        ("drop QZ-1 --on 2022-03-01 --reason x", "would come before Signed (2022-03-15)"),
        ("drop QZ-1 --on 2032-03-01 --reason x", "is still to come"),
        ("undo 99", "There is no event “99”"),
        ("undo XX:3", "There is no event “XX:3”"),
        ("undo 1", "The event QZ:1 cannot be undone: it founded this office"),
        ("undo 2", "The event QZ:2 cannot be undone: it adopted the only plan"),
    ],
)
def test_refused(run: Run, signed: str, line: str, sentence: str) -> None:
    before = run("log", "--format", "csv").out
    said = run(*line.split())
    assert (said.code, said.out) == (3, ""), signed
    assert sentence in said.err
    assert run("log", "--format", "csv").out == before


def test_a_field_that_cannot_be_cleared_is_a_wrong_option(run: Run, signed: str) -> None:
    said = run("edit", signed, "--clear", "name")
    assert said.code == 2
    assert "--clear cannot be “name”" in said.err


def test_from_signing_on_a_project_has_a_district(run: Run) -> None:
    run("add-project", "海上风电", "--group", "新能源", "--amount", "20亿", "--on", "2022-01-01")
    assert "needs a district" in run("advance", "QZ-1", "signed", "--on", "2022-02-01").err
    moved = run("advance", "QZ-1", "signed", "--on", "2022-02-01", "--district", "惠安")
    assert moved.code == 0
    assert "District: (none) → Hui'an County (350521)" in moved.err


def test_edit_shows_what_was_and_what_is(run: Run, signed: str) -> None:
    said = run("edit", signed, "--amount", "6亿", "--name", "新园", "--clear", "investor")
    assert said.err.splitlines() == [
        "6亿 → 600,000,000 yuan",
        "QZ-1 新园",
        "  Name: 半导体材料产业园 → 新园",
        "  Investor: 三安集团 → (none)",
        "  Amount: CNY 560 million → CNY 600 million",
        W("talk.months", months="2022-03 to 2022-12"),
    ]


def test_edit_clears_a_milestone_and_a_drop(run: Run, signed: str) -> None:
    run("advance", signed, "started", "--on", "2022-06-01")
    run("drop", signed, "--on", "2022-07-01", "--reason", "no land")
    assert run("edit", signed, "--clear", "dropped", "--clear", "started").code == 0
    row = fields(run)
    assert (row["stage"], row["dropped_on"], row["drop_reason"]) == ("signed", None, None)


def test_edit_leaves_a_code_to_its_owner(run: Run, signed: str) -> None:
    assert run("edit", signed, "--code", "EXT-1").code == 0
    run("add-project", "海上风电", "--group", "新能源", "--amount", "20亿")
    assert "“EXT-1” already stands at QZ-1" in run("edit", "QZ-2", "--code", "EXT-1").err
    assert run("show", "EXT-1").code == 0


def test_a_dropped_project_moves_no_further_before_its_end(run: Run, signed: str) -> None:
    said = run("drop", signed, "--on", "2022-06-01", "--reason", "土" * 300)
    assert (said.code, said.out) == (0, "QZ-1\n")
    for line in ("advance QZ-1 started --on 2022-05-01", "drop QZ-1 --on 2022-07-01 --reason x"):
        again = run(*line.split())
        assert again.code == 3
        assert "QZ-1 was dropped on 2022-06-01" in again.err


def test_ids_are_never_given_twice(run: Run, signed: str) -> None:
    assert signed == "QZ-1"
    run("undo")
    more = ("--group", "新能源", "--amount", "20亿")
    assert run("add-project", "海上风电", *more).out == "QZ-2\n"


def test_a_project_that_came_back_shows_its_earlier_spell(run: Run, signed: str) -> None:
    run("advance", signed, "funded", "--on", "2022-04-01", "--amount", "1亿")
    run("drop", signed, "--on", "2022-04-30", "--reason", "解约")
    said = run("advance", signed, "signed", "--on", "2022-06-15")
    assert said.err.splitlines()[1:] == [
        "  New spell begun (the earlier one stays ended: 2022-04-30 解约)",
        "  Milestone: (none) → Signed on 2022-06-15",
        # March and what came after the drop stay as they were.
        W("talk.months", months="2022-06 to 2022-12"),
    ]

    (known,) = json.loads(run("show", signed, "--format", "json").out)
    assert list(known["milestones"]) == ["signed"]
    (spell,) = known["spells"]
    assert {stage: told["on"] for stage, told in spell["milestones"].items()} == {
        "signed": "2022-03-15",
        "funded": "2022-04-01",
    }
    assert (spell["dropped_on"], spell["drop_reason"]) == ("2022-04-30", "解约")
    card = run("show", signed).out
    first, then = card.index("Earlier spell, ended on 2022-04-30"), card.index("Milestones")
    assert first < card.index("2022-03-15") < card.index("解约") < then < card.index("2022-06-15")

    assert "New spell begun (the earlier one stays ended: 2022-04-30 解约); " in run("undo").err
    (known,) = json.loads(run("show", signed, "--format", "json").out)
    assert (known["spells"], known["dropped_on"]) == ([], "2022-04-30")


def test_no_project_counts_twice_for_a_day_before_its_drop(
    run: Run, signed: str, tmp_path: Path
) -> None:
    """A correction, or a table that tells the first signing again, makes no two spells of a day."""
    run("drop", signed, "--on", "2022-05-01", "--reason", "x")
    run("advance", signed, "signed", "--on", "2022-07-01")
    before = run("show", signed, "--format", "json").out

    said = run("advance", signed, "signed", "--on", "2022-03-20")
    assert said.code == 3
    assert "Signed (2022-03-20) lies before the drop of 2022-05-01" in said.err
    table = tmp_path / "table.csv"
    table.write_text(
        "项目名称,属地,总投资(亿元),阶段,签约时间\n半导体材料产业园,晋江,5.6,签约,2022-03-15\n",
        "utf-8",
    )
    assert "Added: 0, changed: 0, unchanged: 1." in run("import", str(table)).err
    table.write_text(table.read_text("utf-8").replace("03-15", "03-20"), "utf-8")
    said = run("import", str(table))
    assert said.code == 3
    assert "lies before the drop" in said.err
    assert run("show", signed, "--format", "json").out == before


def test_a_drop_says_what_it_means_and_how_it_is_taken_back(run: Run, signed: str) -> None:
    said = run("drop", signed, "--on", "2022-05-10", "--reason", "资金未到位", "--lang", "zh_Hans")
    back = f"qzinvest edit {signed} --clear dropped"
    assert f"  自 2022-05-10 起不再计入完成数，此前各日的数据不变；可用 `{back}`" in said.err
    assert run(*back.split()[1:]).code == 0
    assert fields(run)["dropped_on"] is None


@pytest.mark.parametrize("field", ["投资方", "備註", "investor", "source"])
def test_what_is_cleared_may_be_named_in_chinese(run: Run, signed: str, field: str) -> None:
    run("edit", signed, "--note", "急", "--investor", "三安", "--source", "来信")
    said = run("edit", signed, "--clear", field)
    assert (said.code, said.err.count("→ (none)")) == (0, 1), said.err


def test_a_unit_may_be_cleared_by_its_chinese_name(run: Run, signed: str) -> None:
    run("edit", signed, "--department", "商务局")
    assert "→ (none)" in run("edit", signed, "--clear", "部门").err
    run("credit", signed, "-u", "晋江=60", "-u", "石狮=40")
    assert "→ (none)" in run("credit", signed, "--clear", "属地").err


def test_a_milestone_and_a_drop_may_be_cleared_by_their_chinese_names(
    run: Run, signed: str
) -> None:
    run("advance", signed, "registered", "--on", "2022-04-02")
    run("drop", signed, "--on", "2022-05-01", "--reason", "x")
    assert run("edit", signed, "--clear", "终止", "--clear", "注册").code == 0
    assert (fields(run)["stage"], fields(run)["dropped_on"]) == ("signed", None)


def test_what_an_option_takes_is_listed_with_its_names_in_chinese(run: Run, signed: str) -> None:
    assert "investor 投资方、district 县市区" in (
        run("edit", signed, "--clear", "x", "--lang", "zh_Hans").err
    )
    assert "code, investor, district," in run("edit", signed, "--clear", "x").err
    assert run("list", "--sort", "投资额", "--lang", "zh_Hans").code == 2
    for kind in ("县市区", "市直部门", "招商方式", "来源区域", "企业类别", "招商活动"):
        assert run("report", "--by", kind).code == 0, kind
    assert run("list", "--sort", "金额").out == run("list", "--sort", "amount").out


def test_a_drop_that_is_recorded_again_says_how_it_is_corrected(run: Run, signed: str) -> None:
    run("drop", signed, "--on", "2022-05-10", "--reason", "x")
    said = run("drop", signed, "--on", "2022-05-12", "--reason", "y")
    assert (said.code, f"`qzinvest edit {signed} --clear dropped`" in said.err) == (3, True)


def test_money_that_is_recorded_already_is_no_change(run: Run, signed: str) -> None:
    run("advance", signed, "funded", "--on", "2022-05-02", "--amount", "1亿")
    for day in ("2022-05-02", "2022-05-10"):
        said = run("advance", signed, "funded", "--on", day)
        assert (said.code, said.err.startswith("error: Nothing would change")) == (3, True), said
    assert run("advance", signed, "funded", "--on", "2022-05-01").code == 0
