"""A table of a letter stands where its page has room, and nothing is lost or turned round."""

from hypothesis import given
from hypothesis import strategies as st

from qzinvest.model.document import Block, Column, Document, Row, Table, Texts
from qzinvest.model.letter import Letter
from qzinvest.render.word import placed

LETTER = Letter("", "", "", "", ("题",))
TABLE = Table("", (Column("Unit"), Column("n", "count")), [Row((f"u{n}", n)) for n in range(16)])
GROUP: tuple[Block, ...] = (
    Texts("", ("表",), "caption"),
    TABLE,
    Texts("", ("注",), "note"),
)
LINE = "字" * 26


def letter(before: int, after: list[int]) -> Document:
    """Paragraphs of so many lines before a table and after it, some of four lines each."""
    first = Texts("", (LINE * before,), "prose")
    rest = Texts("", tuple(f"{n}{LINE * lines}" for n, lines in enumerate(after)), "prose")
    return Document("题", "", (first, *GROUP, rest), letter=LETTER)


def places(document: Document) -> list[str]:
    """What stands in it: paragraphs by their beginning, and the table."""
    return [
        text[:1]
        for block in placed(document)[1:]
        for text in (block.lines if isinstance(block, Texts) else ("T",))
    ]


def test_it_follows_what_is_before_it_where_the_page_has_room() -> None:
    assert places(letter(4, [4, 4])) == ["表", "T", "注", "0", "1"]


def test_paragraphs_fill_the_page_where_it_has_none() -> None:
    assert places(letter(12, [4, 4])) == ["0", "1", "表", "T", "注"]


def test_it_stays_where_no_paragraph_helps() -> None:
    assert places(letter(12, [2])) == ["表", "T", "注", "0"]


@given(st.integers(0, 60), st.lists(st.integers(0, 12), max_size=6))
def test_nothing_is_lost_and_the_order_of_paragraphs_stays(before: int, after: list[int]) -> None:
    found = places(letter(before, after))

    assert sorted(found) == sorted(["表", "T", "注", *map(str, range(len(after)))])
    assert [each for each in found if each.isdigit()] == [str(n) for n in range(len(after))]
    assert "".join(found).count("表T注") == 1


def test_what_is_no_letter_stays_as_it_is() -> None:
    document = letter(12, [4, 4])._replace(letter=None)
    assert placed(document) == document.blocks
