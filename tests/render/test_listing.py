"""Lists in every format."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from rich.cells import cell_len

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.locale import wording
from qzinvest.model.table import Column, Note, Table
from qzinvest.render.listing import render_table
from qzinvest.render.listing_screen import render_card

PLAN = shipped_plan()

Golden = Callable[[str, str], None]
W = wording("en")
COLUMNS = (
    Column("id"),
    Column("code"),
    Column("name"),
    Column("investor"),
    Column("district"),
    Column("department"),
    Column("group"),
    Column("tier", "count"),
    Column("amount", "money"),
    Column("stage", "stage"),
    Column("signing", "signing"),
    Column("milestones", "nested"),
    Column("dropped_on", "date"),
)
SIGNED = {"signed": {"on": date(2022, 3, 15), "counted_on": "2022-03-20", "amount": None}}
PROJECTS = Table(
    "list",
    COLUMNS,
    (
        (
            "QZ-1",
            "EXT-1",
            "智能装备产业园（一期）基础设施与标准厂房建设项目",
            "=Some Very Long Investor Name Holdings Co., Ltd.",
            "Jinjiang",
            "Commerce Bureau",
            "Equipment",
            1,
            123_456_789_000,
            "signed",
            "contract",
            SIGNED,
            None,
        ),
        (
            "QZ-2",
            None,
            "A|B\u202e",
            None,
            None,
            None,
            None,
            None,
            1_000_000,
            "lead",
            None,
            {},
            date(2022, 5, 1),
        ),
    ),
    (Note("list.more", {"shown": 2, "total": 2000}),),
)


@pytest.mark.parametrize("width", [34, 80, 120, 200])
@pytest.mark.parametrize("lang", ["en", "zh_Hans"])
def test_screen(golden: Golden, lang: str, width: int) -> None:
    text = render_table(PROJECTS, "table", wording(lang), PLAN, width=width)
    assert "1,234.57" in text
    assert "QZ-1" in text
    assert max(map(cell_len, text.splitlines())) <= width
    golden(f"list.{lang}.{width}.txt", text)


def test_screen_in_colour_and_wan() -> None:
    text = render_table(PROJECTS, "table", W, PLAN, width=200, colour=True, unit="wan")
    assert "\x1b[2m" in text
    assert "12,345,679" in text


def test_column_without_values_is_left_out() -> None:
    table = Table("list", (Column("id"), Column("code")), (("QZ-1", None),))
    assert render_table(table, "table", W, PLAN) == "Id\n────\nQZ-1\n"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("list", "No project matches. `qzinvest list` without filters shows all.\n"),
        ("unheard-of", "There is nothing to show.\n"),
    ],
)
def test_empty_list_says_so(name: str, sentence: str) -> None:
    assert render_table(Table(name, COLUMNS, ()), "table", W, PLAN) == sentence


def test_json() -> None:
    first, second = json.loads(render_table(PROJECTS, "json", W, PLAN))
    assert list(first) == [*(column.key for column in COLUMNS), "fictional"]
    assert first["amount"] == 123_456_789_000
    assert first["milestones"]["signed"]["on"] == "2022-03-15"
    assert second["milestones"] == {}
    assert second["dropped_on"] == "2022-05-01"
    assert render_table(Table("list", COLUMNS, ()), "json", W, PLAN) == "[]\n"


def test_json_of_ratios() -> None:
    columns = (Column("completion", "ratio"), Column("ahead_pp", "points"))
    table = Table("x", columns, ((Fraction(1, 3), Fraction(-2, 3)),))
    assert json.loads(render_table(table, "json", W, PLAN)) == [
        {"completion": 1 / 3, "ahead_pp": -0.67, "fictional": False}
    ]


def test_csv(golden: Golden) -> None:
    text = render_table(PROJECTS, "csv", W, PLAN)
    golden("list.csv", text)
    first, second = csv.DictReader(io.StringIO(text))
    assert (first["signed_on"], second["signed_on"]) == ("2022-03-15", "")
    assert first["investor"].startswith("'=Some")


def test_csv_with_labels() -> None:
    header = render_table(PROJECTS, "csv", wording("zh_Hans"), PLAN, labels=True).splitlines()[0]
    assert header.startswith("编号,编码,名称,投资方,属地,")
    assert "签约日期" in header


def test_csv_of_another_nested_column() -> None:
    table = Table("x", (Column("id"), Column("more", "nested")), (("QZ-1", {"a": {"b": None}}),))
    assert render_table(table, "csv", W, PLAN) == (
        'id,more,fictional\nQZ-1,"{""a"": {""b"": null}}",false\n'
    )


def test_markdown(golden: Golden) -> None:
    text = render_table(PROJECTS, "markdown", wording("zh_Hant"), PLAN)
    assert "A\\|B\\\\u202e" in text
    golden("list.zh_Hant.md", text)


def test_quantity_is_money_where_the_measure_says_so() -> None:
    columns = (Column("measure"), Column("share", "quantity"))
    table = Table("targets", columns, (("count", 2000), ("sum", 10**12)))
    lines = render_table(table, "markdown", wording("zh_Hans"), PLAN).splitlines()
    assert lines[2:] == ["| 个数 | 2,000 |", "| 金额 | 10,000.00 亿元 |"]


def test_card(golden: Golden) -> None:
    facts = PROJECTS._replace(rows=PROJECTS.rows[:1], notes=())
    columns = (Column("stage", "stage"), Column("on", "date"), Column("amount", "money"))
    milestones = Table("milestones", columns, (("signed", date(2022, 3, 15), 560_000_000),))
    text = render_card("QZ-1 智能装备产业园", facts, [milestones], wording("zh_Hans"))
    golden("card.zh_Hans.80.txt", text)
