"""Projects as a list, in full, and in pairs, for people and for programs."""

import csv
import io
import json
from datetime import UTC, date

import pytest

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.locale import wording
from qzinvest.model.document import Facts, Table
from qzinvest.model.history import Entry
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import Stage
from qzinvest.render.data import csv_of, json_of
from qzinvest.render.markdown import markdown
from qzinvest.render.screen import screen
from qzinvest.render.views.projects import (
    Known,
    card,
    card_data,
    data,
    document,
    line,
)
from tests.ruled import ruled

PLAN = shipped_plan()
W, ZH = wording("en"), wording("zh_Hans")
SIGNED = Milestone(Stage.SIGNED, date(2022, 3, 15), date(2022, 3, 20))
TALKS = Milestone(Stage.TALKS, date(2022, 2, 1), date(2022, 2, 1), None, None, "month")
PLANT = Project(
    "QZ",
    1,
    "智能装备产业园（一期）",
    123_456_789_000,
    (TALKS, SIGNED),
    code="EXT-1",
    investor="=Some Very Long Investor Name Holdings Co., Ltd.",
    district="350582",
    group="IG07",
    signing="contract",
)
LEAD = Project(
    "QZ", 2, "A|B\u202e", 1_000_000, (TALKS,), dropped_on=date(2022, 5, 1), drop_reason="no land"
)


def rows_of(project: Project, lang: str = "en") -> dict[str, object]:
    (table,) = document([project], 1, PLAN, wording(lang), "yi").blocks
    assert isinstance(table, Table)
    heads = [column.head for column in table.columns]
    return dict(zip(heads, table.rows[0].cells, strict=True))


def test_people_get_names() -> None:
    assert rows_of(PLANT, "zh_Hans") == {
        "编号": "QZ-1",
        "编码": "EXT-1",
        "名称": "智能装备产业园（一期）",
        "投资方": "=Some Very Long Investor Name Holdings Co., Ltd.",
        "属地": "晋江",
        "引荐部门": "",
        "产业组": "装备制造",
        "梯队": 1,
        "总投资（亿元）": 123_456_789_000,
        "阶段": "签约",
        "签约类型": "合同",
        "终止日期": "",
        "并入": "",
        "不计入原因": "",
    }


def test_programs_get_codes() -> None:
    (row,) = json.loads(json_of(data([PLANT], PLAN, labels=False), PLAN, W))
    assert (row["district"], row["group"], row["tier"]) == ("350582", "IG07", 1)
    assert (row["stage"], row["signing"], row["department"]) == ("signed", "contract", None)
    assert row["amount"] == 123_456_789_000
    assert row["milestones"] == {
        "talks": {"on": "2022-02", "counted_on": "2022-02-01", "amount": None},
        "signed": {"on": "2022-03-15", "counted_on": "2022-03-20", "amount": None},
    }
    assert list(row)[-1] == "fictional"


def test_codes_that_the_plan_does_not_know_stay() -> None:
    row = rows_of(PLANT._replace(district="old", group="gone"))
    assert (row["District"], row["Industry group"], row["Tier"]) == ("old", "gone", "")


def test_csv_has_a_day_for_each_stage() -> None:
    text = csv_of(data([PLANT, LEAD], PLAN, labels=False), PLAN, W, labels=False)
    first, second = csv.DictReader(io.StringIO(text))
    assert (first["talks_on"], first["signed_on"], second["signed_on"]) == (
        *("2022-02", "2022-03-15"),
        "",
    )
    assert first["investor"].startswith("'=Some")
    assert (second["dropped_on"], second["fictional"]) == ("2022-05-01", "false")


def test_csv_with_labels() -> None:
    text = csv_of(data([PLANT], PLAN, labels=True), PLAN, ZH, labels=True)
    (row,) = csv.DictReader(io.StringIO(text))
    assert list(row)[:5] == ["编号", "编码", "名称", "投资方", "属地"]
    assert (row["属地"], row["总投资（元）"], row["签约日期"]) == (
        *("晋江", "123456789000"),
        "2022-03-15",
    )


@pytest.mark.parametrize(
    ("total", "notes"),
    [(1, ()), (2000, ("Shown: 1 of 2,000. --limit 0 shows all.",))],
)
def test_a_note_says_that_there_are_more(total: int, notes: tuple[str, ...]) -> None:
    assert document([PLANT], total, PLAN, W, "bn").notes == notes


def test_no_project_is_a_sentence_for_people_and_an_empty_list_for_programs() -> None:
    nothing = data([], PLAN, labels=False)
    assert json_of(nothing, PLAN, W) == "[]\n"
    assert csv_of(nothing, PLAN, W, labels=False).startswith("id,code,name,")
    assert screen(document([], 0, PLAN, W, "bn"), W, 80) == (
        "No project matches. `qzinvest list` without filters shows all.\n"
    )


@pytest.mark.parametrize("width", [34, 80, 120, 200])
def test_what_nobody_recorded_takes_no_room(width: int) -> None:
    text = screen(document([PLANT, LEAD], 2, PLAN, W, "bn"), W, width)
    assert "Department" not in text
    assert "123.457" in text
    assert "QZ-1" in text


def test_unseen_characters_are_shown() -> None:
    assert "A\\|B\\\\u202e" in markdown(document([LEAD], 1, PLAN, W, "bn"))
    assert "A|B\\u202e" in screen(document([LEAD], 1, PLAN, W, "bn"), W, 80)


FUNDED = Milestone(Stage.FUNDED, date(2022, 3, 31), date(2022, 4, 1), 200, "bank slip")
KNOWN = Known(
    ruled(
        PLANT._replace(
            milestones=(SIGNED, FUNDED), dropped_on=date(2022, 5, 1), drop_reason="no land"
        ),
        excluded="a framework",
        credit=(("district", "350582", 3333), ("district", "350583", 6667)),
    ),
    (PLANT._replace(number=9, district="350583"),),
    [
        Entry(
            *("QZ:7", "2022-06-30T09:05:00Z", "wang", "project", "QZ-1"),
            existed=False,
            exists=True,
            after=PLANT,
        )
    ],
    3,
)


def told_of(known: Known) -> dict[str, object]:
    found = card(known, PLAN, W, UTC, "bn").blocks[0]
    assert isinstance(found, Facts)
    return {column.head: value for column, value in found.pairs}


def test_a_card_names_units_and_terms() -> None:
    told = told_of(KNOWN)
    assert (told["District"], told["Tier"], told["Stage"]) == ("Jinjiang", 1, "Funded")
    assert (told["Dropped on"], told["Reason of the drop"]) == (date(2022, 5, 1), "no land")
    assert told["Also reported as"] == "QZ-9 Nan'an"
    assert (told["Credit"], told["Not counted because"]) == (
        "Jinjiang 33.33%, Nan'an 66.67%",
        "a framework",
    )


def test_a_card_has_the_days_between_milestones() -> None:
    stages = card(KNOWN, PLAN, W, UTC, "bn").blocks[1]
    assert isinstance(stages, Table)
    assert [row.cells for row in stages.rows] == [
        ("Signed", date(2022, 3, 15), "", date(2022, 3, 20), "", ""),
        ("Funded", date(2022, 3, 31), 16, date(2022, 4, 1), 200, "bank slip"),
        ("Dropped", date(2022, 5, 1), 31, "", "", "no land"),
    ]


def test_days_are_told_between_days_alone() -> None:
    stages = card(KNOWN._replace(project=PLANT), PLAN, W, UTC, "bn").blocks[1]
    assert isinstance(stages, Table)
    assert [row.cells[1:3] for row in stages.rows] == [("2022-02", ""), (date(2022, 3, 15), "")]


def test_a_card_tells_where_the_rest_of_its_events_stands() -> None:
    found = card(KNOWN, PLAN, W, UTC, "bn")
    assert found.subtitle == "QZ-1 智能装备产业园（一期）"
    assert found.notes == ("Shown: the last 1 of 3. `qzinvest log QZ-1 --limit 0` shows all.",)
    assert card(KNOWN._replace(total=1), PLAN, W, UTC, "bn").notes == ()


def test_programs_get_a_card_as_a_list_of_one_with_codes() -> None:
    (row,) = json.loads(json_of(card_data(KNOWN, PLAN, W, labels=False), PLAN, W))
    assert (row["also"], row["district"]) == ("QZ-9 350583", "350582")
    assert row["credit"] == "district:350582=3333;district:350583=6667"
    text = csv_of(card_data(KNOWN, PLAN, W, labels=True), PLAN, W, labels=True)
    (said,) = csv.DictReader(io.StringIO(text))
    assert (said["Credit"], said["Also reported as"]) == (
        *("Jinjiang 33.33%, Nan'an 66.67%",),
        "QZ-9 Nan'an",
    )


def test_a_card_as_a_line_has_what_the_list_has_not() -> None:
    (table,) = line(KNOWN, PLAN, W, "m").blocks
    assert isinstance(table, Table)
    heads = [column.head for column in table.columns]
    assert {"Note", "Source", "Credit", "Amount (¥m)"} <= set(heads)
    assert len(table.rows) == 1
