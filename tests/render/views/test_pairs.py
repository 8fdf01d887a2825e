"""Pairs that may be one project, for people and for programs."""

import json

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.locale import wording
from qzinvest.model.document import Own, Table, Value
from qzinvest.model.likeness import Pair
from qzinvest.model.project import Project
from qzinvest.render.data import csv_of, json_of
from qzinvest.render.figures import money_unit
from qzinvest.render.views.pairs import beside, data, document
from tests.render.views.test_projects import LEAD, PLAN, PLANT, W

PAIRS = [Pair("QZ-1", "QZ-2", ("similar", "amount"), 875)]
BOTH = {"QZ-1": PLANT, "QZ-2": LEAD}
HERE = PLANT._replace(name="海峡智能装备产业园", investor="海峡装备", code=None)
THERE = HERE._replace(number=2, name="海峡智慧装备产业园（一期）", district="350583")


def told(one: Project, other: Project, lang: str = "en", total: int = 0) -> dict[str, list[object]]:
    """The cells of a pair by column, the earlier report's above the later one's."""
    w = wording(lang)
    pair = [Pair("QZ-1", "QZ-2", ("similar", "investor"), 875)]
    found = document(
        pair, total, {"QZ-1": one, "QZ-2": other}, shipped_plan(), w, money_unit(w.lang)
    )
    (table,) = found.blocks
    assert isinstance(table, Table)
    cells = zip(*(row.cells for row in table.rows), strict=True)
    return {c.head: list(of) for c, of in zip(table.columns, cells, strict=True)}


def test_two_rows_show_what_differs_by_marks_in_the_text() -> None:
    assert told(HERE, THERE, "zh_Hans") == {
        "对": ["1", ""],
        "编号": ["QZ-1", "QZ-2"],
        "名称": ["海峡智[能]装备产业园", "海峡智[慧]装备产业园[（一期）]"],
        "投资方": ["海峡装备", "海峡装备"],
        "单位": ["晋江", "≠ 南安"],
        "产业组": ["装备制造", "装备制造"],
        "总投资（亿元）": [HERE.amount, HERE.amount],
        "阶段": ["签约", "签约"],
        "异同": ["= 名称相近、投资方相同 (88%)", "≠ 名称、属地"],
    }


def test_what_one_report_leaves_open_differs_too() -> None:
    bare = HERE._replace(number=2, investor=None, district=None, amount=100_000_000)
    cells = told(HERE, bare)
    assert cells["Investor"] == ["海峡装备", "≠ —"]
    assert cells["Unit"] == ["Jinjiang", "≠ —"]
    assert cells["Compared"][1] == "≠ Investor, District, Amount"


def test_names_that_have_little_in_common_are_marked_as_a_whole() -> None:
    assert told(HERE, LEAD)["Name"] == [HERE.name, "≠ A|B\\u202e"]


def test_the_same_in_all_has_no_mark() -> None:
    assert told(HERE, HERE._replace(number=2))["Compared"][1] == ""


def test_a_list_says_how_many_there_are_and_what_the_marks_mean() -> None:
    found = document(PAIRS, 3, BOTH, PLAN, W, "bn")
    assert found.notes[0] == "Shown: 1 of 3. --limit 0 shows all."
    assert found.notes[1].startswith("= is alike; ≠ and [ ] differ.")


def test_programs_get_the_reasons_and_units_of_a_pair_apart() -> None:
    found = data(PAIRS, BOTH, PLAN, W, labels=False)
    (row,) = json.loads(json_of(found, PLAN, W))
    assert (row["first_unit"], row["similarity"], row["reasons"], row["differs"]) == (
        *("350582", 0.875),
        "similar amount",
        "name investor district group amount stage",
    )
    assert row["reason_codes"] == ["similar", "amount"]
    assert row["first_units"] == {
        "district": {"code": "350582", "name": "Jinjiang"},
        "department": None,
    }
    text = csv_of(data(PAIRS, BOTH, PLAN, W, labels=False), PLAN, W, labels=False)
    assert '"[""similar"", ""amount""]"' in text
    people = data(PAIRS, BOTH, PLAN, W, labels=True)
    assert "first_units" not in people.keys


def test_a_terminal_has_them_side_by_side() -> None:
    w = wording("zh_Hans")
    other = HERE._replace(number=2, name="海峡智慧装备产业园（一期）", district="350583")
    pair = [Pair("QZ-1", "QZ-2", ("similar", "investor"), 875)]
    found = beside(pair, 3, {"QZ-1": HERE, "QZ-2": other}, PLAN, w, "yi")
    (table,) = found.blocks
    assert isinstance(table, Table)
    assert table.title == "1 · 名称相近、投资方相同（名称相似度 88%）"
    assert [column.head for column in table.columns] == ["", "先登记 QZ-1", "", "后登记 QZ-2"]
    cells = {str(label): (one, mark, other) for label, one, mark, other in _cells(table)}
    assert cells["名称"] == ("海峡智[能]装备产业园", "", "海峡智[慧]装备产业园[（一期）]")
    assert cells["投资方"] == ("海峡装备", "=", "海峡装备")
    assert cells["单位"] == ("晋江", "", "南安")
    assert cells["总投资（亿元）"] == (Own("money", HERE.amount), "=", Own("money", HERE.amount))
    assert found.notes[0].startswith("显示 1 / 3")
    (seventh,) = beside(pair, 0, {"QZ-1": HERE, "QZ-2": other}, PLAN, w, "yi", 7).blocks
    assert seventh.title.startswith("7 · 名称相近")


def _cells(table: Table) -> list[tuple[Value, ...]]:
    return [row.cells for row in table.rows]
