"""Any document on a screen: nothing is lost, nothing too wide, colour says the same."""

import re
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from qzinvest.locale import wording
from qzinvest.model.document import (
    Change,
    Column,
    Document,
    Kind,
    Light,
    Row,
    Table,
    Texts,
    Value,
)
from qzinvest.render.cells import cell_text
from qzinvest.render.markdown import markdown
from qzinvest.render.screen import screen

W = wording("en")
NAMES = st.sampled_from(
    ["晋江市", "Quanzhou Taiwanese Investment Zone", "=cmd|x", "鲤城区（市）", "a"]
)
FIGURES = st.integers(-(10**6), 10**13)
RATIOS = st.fractions(0, 3, max_denominator=10**4)
KINDS: dict[Kind, st.SearchStrategy[Value]] = {
    "count": FIGURES,
    "money": FIGURES | FIGURES.map(Change),
    "ratio": st.none() | RATIOS,
    "gap": st.none() | RATIOS.map(lambda ratio: ratio * 100 - 50),
    "rank": st.none() | st.integers(1, 99),
    "moved": st.sampled_from([0, 2, -1, (3, -2), (1, 0), (4, "new"), (5,), None, ""]),
    "light": st.sampled_from([Light("●", "Green", "good"), Light("■", "Red", "bad"), ""]),
    "spark": st.lists(FIGURES, max_size=20).map(tuple),
    "days": st.tuples(st.integers(0, 999), st.just("under half")),
    "bar": st.none() | RATIOS,
}


@st.composite
def tables(draw: st.DrawFn, kinds: list[Kind], *, records: bool = False) -> Table:
    """A table of figures by name, with its total or without."""
    name = Column("Unit", whole=draw(st.booleans()))
    columns = (name, *(Column(f"{kind} head", kind) for kind in kinds))
    values = st.tuples(NAMES, *(KINDS[kind] for kind in kinds))
    rows = [Row(cells) for cells in draw(st.lists(values, min_size=1, max_size=5))]
    total = [] if records else [Row(draw(values), "total")]
    heading = [] if records else [Row(("Tier 1",), "heading")]
    return Table(draw(NAMES), columns, (*heading, *rows, *total), records=records)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Two tables of the same columns, level or not, and sentences."""
    kinds = draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=8, unique=True))
    level = draw(st.booleans())
    records = not level and draw(st.booleans())
    blocks = [draw(tables(kinds, records=records)), draw(tables(kinds, records=records))]
    texts = Texts("Rules", ("A sentence of some length about 晋江市.",))
    notes = ("A note.",)
    return Document("Title", "Subtitle", (*blocks, texts), notes, level=level)


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
