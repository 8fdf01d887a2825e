"""Any document on a screen: nothing is lost, nothing too wide, colour says the same."""

import re
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from qzinvest.locale import wording
from qzinvest.model.document import (
    Change,
    Document,
    Table,
)
from qzinvest.render.cells import cell_text
from qzinvest.render.markdown import markdown
from qzinvest.render.screen import screen
from tests.render.documents import documents

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


@given(documents())
def test_markdown_has_a_cell_for_every_cell(document: Document) -> None:
    text = markdown(document)
    for table in document.blocks:
        if isinstance(table, Table):
            heads = [column.head for column in table.columns if column.kind != "bar"]
            assert f"| {' | '.join(heads)} |" in text
    cells = [re.split(r"(?<!\\)\|", line) for line in text.splitlines() if line.startswith("|")]
    assert {len(each) for each in cells} == {2 + len(heads)}
