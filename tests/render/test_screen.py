"""Any document on a screen: nothing is lost, nothing too wide, colour says the same."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.locale import wording
from qzinvest.model.document import (
    Change,
    Column,
    Document,
    Facts,
    Kind,
    Light,
    Lit,
    Row,
    Table,
    Value,
)
from qzinvest.render.figures import cell_text
from qzinvest.render.markdown import markdown
from qzinvest.render.screen import HEIGHT, bars, screen
from tests.render.documents import documents, tables

W = wording("en")


@given(documents(), st.integers(1, 160))
def test_colour_says_the_same(document: Document, width: int) -> None:
    plain, painted = (screen(document, W, width, colour=colour) for colour in (False, True))
    assert "\x1b" not in plain
    lines = re.sub(r"\x1b\[[0-9;]*m", "", painted).splitlines()
    assert [line.rstrip() for line in lines] == plain.splitlines()


@given(documents(), st.sampled_from([1, 24, 60, 80, 140]))
def test_every_figure_stands_whole_at_any_width(document: Document, width: int) -> None:
    lines = screen(document, W, width).splitlines()
    for table in document.blocks:
        if not isinstance(table, Table):
            continue
        for row in table.rows:
            for value, column in zip(row.cells, table.columns, strict=False):
                if column.is_figure and isinstance(value, int | Fraction | Change):
                    text = cell_text(value, column, document.unit)
                    assert any(text in line for line in lines), text


@given(st.data(), st.integers(1, 200))
def test_in_a_pipe_a_record_is_one_line(data: st.DataObject, width: int) -> None:
    kinds: list[Kind] = ["money", "days", "count", "rank"]
    table = data.draw(tables(kinds, records=True))._replace(title="")
    text = screen(Document("", "", (table,), listed=True), W, width, piped=True)
    _, _, *lines = text.splitlines()
    for row, line in zip(table.rows, lines, strict=True):
        pairs = zip(row.cells, table.columns, strict=True)
        shown = [cell_text(value, column, "yi") for value, column in pairs]
        assert line.split() == " ".join(shown).split()


@pytest.mark.parametrize("width", [60, 80])
def test_an_endless_word_gives_way_to_the_figures_beside_it(width: int) -> None:
    columns = (Column("Id"), Column("Name"), Column("Projects", "count"))
    table = Table("", columns, (Row(("QZ-29", "A" * 100, 1234)),))
    lines = screen(Document("T", "", (table,)), W, width).splitlines()
    assert max(map(len, lines)) <= width
    (line,) = (line for line in lines if line.startswith("QZ-29"))
    assert line.endswith("1,234")
    assert sum(each.count("A") for each in lines) == 100


@pytest.mark.parametrize(("width", "beside"), [(40, [1, 1, 1]), (60, [2, 1]), (80, [3])])
def test_columns_under_one_head_stay_together(width: int, beside: list[int]) -> None:
    heads: tuple[tuple[str, Kind], ...] = (("Rank", "rank"), ("Done", "ratio"), ("Lead", "gap"))
    columns = [Column("Unit", lines=1)]
    columns += [Column(head, kind, group) for group in "ABC" for head, kind in heads]
    row = Row(("Jinjiang City", *(1, Fraction(1), Fraction(0)) * 3))
    lines = screen(Document("", "", (Table("", tuple(columns), (row,)),)), W, width).splitlines()
    found = [line.split() for line in lines if line.startswith("Unit")]
    assert found == [["Unit", *["Rank", "Done", "Lead"] * groups] for groups in beside]


def test_numbers_with_parts_stand_below_one_another_by_their_points() -> None:
    change = Change(Fraction(5, 2))
    values: tuple[Value, ...] = (1575, Fraction(3191, 2), change, Fraction(1, 4), None, "new")
    columns = (Column("Unit"), Column("Days", "count"), Column("n", "count"))
    rows = [Row(("Tier",), "heading"), *(Row(("a", value, 1)) for value in values)]
    lines = screen(Document("", "", (Table("", columns, rows),)), W, 40).splitlines()
    assert lines[-6:] == [
        "a     1,575     1",
        "a     1,595.5   1",
        "a        +2.5   1",
        "a         0.25  1",
        "a            -  1",
        "a          new  1",
    ]


def test_signs_of_lights_stand_below_one_another() -> None:
    green, red = Light("●", "Green", "good"), Light("■", "Red", "bad")
    rows = [Row(("a", Lit(Fraction(n), light))) for n, light in ((0, green), (-10, red))]
    table = Table("", (Column("Unit"), Column("vs pace", "gap")), [*rows, Row(("b", None))])
    lines = screen(Document("", "", (table,)), W, 40).splitlines()
    assert lines[-3:] == ["a     ●   0.0", "a     ■ -10.0", "b           -"]


def test_in_a_pipe_a_fact_is_one_line() -> None:
    facts = Facts("", ((Column("Name"), "晋江市" * 40), (Column("Amount", "money"), 10**8)))
    text = screen(Document("QZ-1", "", (facts,), listed=True), W, 20, piped=True)
    assert text == f"QZ-1\n\nName    {'晋江市' * 40}\nAmount  1.00\n"


@pytest.mark.parametrize("rows", [3, 101])
def test_a_long_list_is_as_coloured_as_a_short_one(rows: int) -> None:
    columns = (Column("Id"), Column("Moved", "moved"), Column("Amount", "money"))
    table = Table("", columns, [Row((f"QZ-{n}", 1, 10**8)) for n in range(rows)], records=True)
    lines = screen(Document("", "", (table,)), W, 40, colour=True).splitlines()
    assert lines[0].startswith("\x1b[2mId")
    assert all("\x1b[2m▲1" in line for line in lines[2:])


def test_a_long_table_says_the_same_in_colour() -> None:
    columns = (Column("Name"), Column("Ahead", "gap"), Column("Amount", "money"))
    rows = [Row((f"晋江市第{n}个单位", Fraction(n - 50), 10**8 * n)) for n in range(101)]
    table = Table("All", columns, (*rows, Row(("Total", Fraction(0), 10**11), "total")))
    plain, painted = (
        screen(Document("", "", (table,)), W, 40, colour=colour) for colour in (False, True)
    )
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == plain
    assert plain.count("─" * 20) == 2


@given(documents())
def test_markdown_has_a_cell_for_every_cell(document: Document) -> None:
    text = markdown(document)
    for table in document.blocks:
        if isinstance(table, Table):
            heads = [column.head for column in table.columns if column.kind != "bar"]
            assert f"| {' | '.join(heads)} |" in text
    cells = [re.split(r"(?<!\\)\|", line) for line in text.splitlines() if line.startswith("|")]
    assert {len(each) for each in cells} == {2 + len(heads)}


def test_bars_stand_under_their_marks() -> None:
    drawn = bars([0, 5, 10], [None, 10, 5], [0, 0, 2], 6)
    assert len(drawn) == HEIGHT
    assert drawn[0] == "  ━ █"
    assert [row[2:3].strip() for row in drawn] == ["━", "", "", "", "", *"█████"]
    assert drawn[-3] == "  █ ○"
    assert bars([0, 0], [None, None], [0, 0], 10) == []
    assert bars([], [], [], 10) == []


def test_bars_that_do_not_fit_are_left_out_at_the_beginning() -> None:
    assert {len(row) for row in bars([9] * 30, [None] * 30, [0] * 30, 20)} == {20}
