"""``count no`` and ``count yes``: passed, but not counted."""

import json

import pytest

from qzinvest.locale import wording
from tests.cli.said import Run

W = wording("en")
LEAD = ("--district", "晋江", "--group", "新能源", "--amount", "5亿", "--stage", "lead")


def lead(run: Run, name: str) -> None:
    assert run("add-project", name, *LEAD, "--on", "2022-02-01").code == 0


def figures(run: Run) -> tuple[int, int]:
    body = json.loads(run("report", "--format", "json", "--as-of", "2022-12-31").out)["total"]
    return body["signed_projects"]["actual"], body["signed_investment"]["actual"]


def test_what_is_left_out_is_in_no_figure_until_it_is_taken_in(run: Run, signed: str) -> None:
    assert figures(run) == (1, 560_000_000)
    said = run("count", "no", signed, "--reason", "counted by the province")
    assert (said.code, said.out) == (0, f"{signed}\n")
    assert said.err.splitlines() == [
        f"{signed} 半导体材料产业园",
        "  Not counted because: (none) → counted by the province",
        f"  It is in no figure (for all days); `qzinvest count yes {signed}` counts it again.",
        W("talk.months", months="2022-03 to 2022-12"),
    ]
    assert figures(run) == (0, 0)
    assert run("verify").code == 0
    said = run("count", "yes", signed)
    assert (said.code, said.out) == (0, f"{signed}\n")
    assert figures(run) == (1, 560_000_000)


def test_undo_takes_it_in_again(run: Run, signed: str) -> None:
    run("count", "no", signed, "--reason", "a framework")
    run("undo")
    assert figures(run) == (1, 560_000_000)


def test_card_list_and_log_show_the_reason(run: Run, signed: str) -> None:
    run("count", "no", signed, "--reason", "a framework")
    for command in (("show", signed), ("list",), ("log",)):
        assert "a framework" in run(*command).out, command
    [row] = json.loads(run("list", "--format", "json").out)
    assert row["excluded"] == "a framework"


@pytest.mark.parametrize(
    ("command", "error", "remedy"),
    [
        (("count", "no", "QZ-1", "--reason", "again"), "excluded already: first", "count yes QZ-1"),
        (("count", "yes", "QZ-2"), "was not excluded", "qzinvest explain"),
        (("count", "yes", "QZ-3"), "second report of QZ-2", "unlink QZ-3"),
        (("count", "no", "QZ-9", "--reason", "x"), "QZ-9", ""),
        (("count", "no", "QZ-2", "--reason", " "), "there is no text", ""),
    ],
)
def test_what_is_refused(
    run: Run, signed: str, command: tuple[str, ...], error: str, remedy: str
) -> None:
    for name in ("海峡装备园", "石材基地"):
        lead(run, name)
    run("link", "QZ-2", "QZ-3")
    run("count", "no", signed, "--reason", "first")
    said = run(*command)
    assert (said.code, said.out) == (3, "")
    assert error in said.err
    assert remedy in said.err


def test_links_to_what_is_left_out_are_told_of(run: Run, signed: str) -> None:
    lead(run, "芯片材料园")
    run("count", "no", signed, "--reason", "first")
    assert f"Neither is counted: {signed} was excluded (first)" in run("link", signed, "QZ-2").err
    run("count", "yes", signed)
    assert (
        "QZ-2, a second report of it, is not counted either"
        in run("count", "no", signed, "--reason", "x").err
    )


def test_a_second_report_that_was_left_out_before_is_taken_in_again(run: Run, signed: str) -> None:
    lead(run, "芯片材料园")
    run("count", "no", "QZ-2", "--reason", "a framework")
    run("link", signed, "QZ-2")
    said = run("count", "yes", "QZ-2")
    assert (said.code, said.out) == (0, "QZ-2\n")
    assert f"second report of {signed}, and is counted with it" in said.err
    assert figures(run) == (1, 560_000_000)
    assert run("count", "yes", "QZ-2").code == 3


@pytest.mark.parametrize(
    ("line", "lang", "told"),
    [
        ("count no QZ-1 --reason x", "en", "Not counted because: (none) → from 2022-05-01: x"),
        ("count no QZ-1 --reason x", "zh_Hans", "不计入原因：（空） → 自 2022-05-01 起 x"),
        ("count no QZ-1 --reason x", "zh_Hant", "不計入原因：（空） → 自 2022-05-01 起 x"),
        ("spare QZ-1 --reason x", "en", "Spared: (none) → from 2022-05-01: x"),
        (
            "edit QZ-1 --district 惠安",
            "zh_Hans",
            "属地：晋江市 (350582) → 晋江市 (350582)、自 2022-05-01 起 惠安县 (350521)",
        ),
        (
            "credit QZ-1 --district 惠安=100",
            "en",
            "Credit (District): (none) → from 2022-05-01: Hui'an County (350521) 100%",
        ),
        ("link QZ-1 QZ-2", "en", "Counted with: (none) → from 2022-05-01: QZ-1"),
    ],
)
def test_answer_log_card_and_undo_name_the_day(
    run: Run, signed: str, line: str, lang: str, told: str
) -> None:
    lead(run, "石材基地")
    said = run(*line.split(), "--from", "2022-05", "--lang", lang)
    wide = ("--lang", lang, "--format", "json")
    assert "2022-05-01" in said.err
    assert said.err.splitlines()[1] == f"  {told}"
    assert json.loads(run("log", *wide).out)[-1]["detail"] == told
    card = json.loads(run("show", "QZ-2" if "link" in line else signed, *wide).out)[0]
    assert "2022-05-01" in json.dumps([card["rulings"], card["formerly"]])
    assert told in run("undo", "--lang", lang).err


def test_a_decision_of_an_earlier_day_leaves_the_later_one(run: Run, signed: str) -> None:
    def counted() -> list[int]:
        days = ("2022-04-30", "2022-06-30", "2022-08-31")
        bodies = [json.loads(run("report", "--format", "json", "--as-of", d).out) for d in days]
        return [body["total"]["signed_projects"]["actual"] for body in bodies]

    run("count", "no", signed, "--reason", "a", "--from", "2022-06-15")
    run("count", "yes", signed, "--from", "2022-08-01")
    assert counted() == [1, 0, 1]
    said = run("count", "no", signed, "--reason", "b", "--from", "2022-04")
    was = "from 2022-06-15: a, from 2022-08-01: (none)"
    assert f"  Not counted because: {was} → from 2022-04-01: b, {was}\n" in said.err
    assert "  It is in no figure (2022-04-01 to 2022-06-14)" in said.err
    assert counted() == [0, 0, 1]
    run("undo")
    said = run("count", "yes", signed, "--from", "2022-05-01")
    assert (said.code, counted()) == (3, [1, 0, 1])
    assert "it holds from 2022-06-15 on" in said.err
    said = run("count", "no", signed, "--reason", "c")
    assert "from 2022-08-01: (none) → c" in said.err
    assert counted() == [0, 0, 0]
    assert run("count", "yes", signed).code == 0
    assert counted() == [1, 1, 1]
    assert run("verify").code == 0


def test_a_link_may_begin_sooner_and_one_that_has_ended_may_go(run: Run, signed: str) -> None:
    lead(run, "石材基地")
    run("link", signed, "QZ-2", "--from", "2022-06-01")
    assert run("link", signed, "QZ-2", "--from", "2022-07-01").code == 3
    said = run("link", signed, "QZ-2", "--from", "2022-05-01")
    assert "Counted with: from 2022-06-01: QZ-1 → from 2022-05-01: QZ-1" in said.err
    said = run("unlink", "QZ-2", "--from", "2022-08-01")
    assert f"apart from {signed} (from 2022-08-01 on)" in said.err
    assert run("unlink", "QZ-2", "--from", "2022-04-01").code == 3
    assert run("unlink", "QZ-2").code == 0
    assert json.loads(run("show", "QZ-2", "--format", "json").out)[0]["rulings"] == {}
    assert run("unlink", "QZ-2").code == 3


def test_what_was_left_out_for_a_while_is_told_as_of_its_days(run: Run, signed: str) -> None:
    run("edition", "freeze", "2022-05")
    run("count", "no", signed, "--reason", "x", "--from", "2022-05-01")
    run("count", "yes", signed, "--from", "2022-07-01")
    for day, counts in (("2022-04-30", 1), ("2022-05-31", 0), ("2022-07-31", 1)):
        asked = ("--indicator", "signed_projects", "--as-of", day, "--format", "json")
        found = json.loads(run("explain", *asked).out)
        assert (found["actual"], len(found["counted"])) == (counts, counts), day
        assert [pile["verdict"] for pile in found["left"]] == ["excluded"] * (1 - counts)
    run("edition", "freeze", "2022-06")
    changes = json.loads(run("changes", "2022-05", "2022-06", "--format", "json").out)
    assert changes["total"]["signed_projects"]["reasons"] == {
        "excluded": {"projects": 1, "change": -1}
    }


def test_the_answer_says_of_an_edition_what_changes_shows(run: Run, signed: str) -> None:
    run("edition", "freeze", "2022-05")
    run("count", "no", signed, "--reason", "a", "--from", "2022-06-01")
    run("count", "yes", signed, "--from", "2022-07-01")
    said = run("count", "no", signed, "--reason", "b", "--from", "2022-05-15")
    assert W("talk.published_unseen", edition="2022-05") in said.err
    assert "No project changed any of these figures" in run("changes", "2022-05").out


def test_what_is_left_out_from_a_day_on_is_not_said_to_count_nowhere(run: Run, signed: str) -> None:
    run("count", "no", signed, "--reason", "a", "--from", "2022-09-01")
    said = run("edit", signed, "--amount", "6亿")
    assert W("talk.months", months="2022-03 to 2022-08") in said.err
    assert "No figure moves" not in said.err
    assert "takes effect only" not in run("credit", signed, "--unit", "石狮=100").err
    lead(run, "石材基地")
    assert "Neither is counted" not in run("link", signed, "QZ-2").err
    run("count", "no", signed, "--reason", "a")
    assert "No figure moves" in run("edit", signed, "--amount", "7亿").err
