"""Any document as a page: every cell is there, nothing is live, nothing is asked for."""

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from hypothesis import given

from qzinvest.locale import wording
from qzinvest.model.document import Column, Document, Row, Table
from qzinvest.model.plan import LANGUAGES
from qzinvest.render.figures import document_text
from qzinvest.render.html import page
from qzinvest.render.wording import visible
from tests.render.documents import HOSTILE, SMALL, any_documents

W = wording("en")
VOID = {"meta", "col", "wbr", "input"}


class Reader(HTMLParser):
    """What a browser shows of a page, and the tags that it meets."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[tuple[str, str]] = []
        self.tables: list[list[list[str]]] = []
        self.bodies: list[list[str]] = []
        self.seen: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs).get("class") or ""))
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
            if ("thead", "") not in self.open:
                self.bodies.append(self.tables[-1][-1])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.seen.append(data)
        if any(tag in ("td", "th") for tag, _ in self.open) and self.open[-1][1] != "vh":
            self.tables[-1][-1][-1] += data


def cells(table: Table, unit: str) -> Iterator[list[str]]:
    """The rows of a table as the page should write them."""
    places = [
        place
        for place in range(len(table.columns))
        if not table.records or any(row.cells[place] != "" for row in table.rows)
    ]
    for row in table.rows:
        if row.rank == "heading":
            yield [str(row.cells[0])]
            continue
        yield [
            ""
            if table.columns[place].kind in ("bar", "spark")
            else visible(
                document_text(
                    row.cells[place], table.columns[place], "wan" if unit == "wan" else "yi"
                )
            )
            for place in places
        ]


@given(any_documents())
def test_every_cell_is_there_and_no_other(document: Document) -> None:
    found = Reader(page(document, W))
    tables = [block for block in document.blocks if isinstance(block, Table) and block.rows]
    assert len(found.tables) == len(tables)
    for written, table in zip(found.tables, tables, strict=True):
        heads = 2 if any(column.group for column in table.columns) else 1
        assert written[heads:] == list(cells(table, document.unit))


@given(any_documents())
def test_nothing_is_live_and_nothing_asked_for(document: Document) -> None:
    text = page(document, W)
    found = Reader(text)
    assert {tag for tag, _ in found.tags}.isdisjoint({"script", "link", "a", "img", "r", "t"})
    names = {name for _, attributes in found.tags for name in attributes}
    assert not {name for name in names if name.startswith("on")} | names & {"style", "src", "href"}
    assert text == page(document, W)


@pytest.mark.parametrize("name", HOSTILE)
def test_what_means_harm_stays_text(name: str) -> None:
    found = Reader(page(SMALL._replace(notes=(name,)), W))
    assert visible(name) in found.seen
    assert "\u202e" not in "".join(found.seen)


def test_the_policy_allows_this_style_alone() -> None:
    text = page(SMALL, W)
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"content=\"default-src 'none'; style-src 'sha256-{digest}'\"" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_its_language(lang: str) -> None:
    (root,) = (found for found in Reader(page(SMALL, wording(lang))).tags if found[0] == "html")
    assert root[1] == {"lang": lang.replace("_", "-")}


def test_heads_say_what_they_are_of() -> None:
    scopes = [
        (tag, attributes["scope"], attributes.get("colspan"))
        for tag, attributes in Reader(page(SMALL, W)).tags
        if "scope" in attributes
    ]
    assert scopes == [
        ("th", "col", None),
        ("th", "colgroup", "6"),
        ("th", "col", None),
        *[("th", "col", None)] * 5,  # a bar has no head
        ("th", "rowgroup", "8"),
        ("th", "row", None),
        ("th", "row", None),
    ]


def test_a_row_in_full() -> None:
    (table,) = Reader(page(SMALL, W)).tables
    assert table[3] == ["晋江市", "382.35", "39.0%", "", "−11.0", "■ Red", "▼2", "2022-01-31"]
    assert table[4] == ["All", "0.01", "—", "", "—", "—", "", ""]


def test_no_text_of_a_list_pushes_its_figures_out() -> None:
    """A line may end in a long word, not in an id or a short name."""
    columns = (Column("Id"), Column("Name"), Column("Tier", "count"))
    long = "Aa" * 30 + " 海峡智能装备产业园"
    table = Table("", columns, (Row(("QZ-1018", long, 1)),), records=True)
    text = page(Document("T", "", (table,)), W)
    assert '<th scope="row" class="whole">QZ-1018</th>' in text
    parted = f"{'Aa' * 12}<wbr>{'Aa' * 12}<wbr>{'Aa' * 6} 海峡智能装备产业园"
    assert f"<td>{parted}</td>" in text
    assert Reader(text).tables[0][1] == ["QZ-1018", long, "1"]


def test_a_bar_takes_the_colour_of_its_row_and_shows_the_pace() -> None:
    text = page(SMALL, W)
    assert '<rect class="bad" width="39%"/>' in text
    assert '<line x1="50%" x2="50%" y2="100%"/>' in text


@pytest.mark.parametrize(
    ("titled", "over", "title"),
    [(True, None, "Campaign 2022"), (False, "Campaign 2022", "Districts, as of 2022-06-30")],
)
def test_the_largest_line_says_what_the_answer_is(
    *, titled: bool, over: str | None, title: str
) -> None:
    text = page(SMALL._replace(titled=titled), W)
    assert f"<h1>{title}</h1>" in text
    assert f"<title>{title}</title>" in text
    assert (f'<p class="over">{over}</p>' in text) == (over is not None)
