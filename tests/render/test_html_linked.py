"""A page in which one follows links: whatever stands in it stays text, and each link arrives."""

import re
from fractions import Fraction

import pytest

from qzinvest.locale import wording
from qzinvest.model.document import (
    Column,
    Course,
    Document,
    Headline,
    Headlines,
    Led,
    Legend,
    Light,
    Lit,
    Page,
    Part,
    Proof,
    Proofs,
    Row,
    Table,
    Texts,
    Tile,
    Tiles,
)
from qzinvest.render.html import page
from qzinvest.render.wording import visible
from tests.render.documents import HOSTILE
from tests.render.test_html import Reader

W = wording("en")
NAMES = (
    *HOSTILE,
    "\"'><img src=x onerror=alert(1)>",
    "' autofocus onfocus='alert(1)",
    "\u2066\u200f\u200bبلدية\u202e",
    "很长的名称" * 60,
    "Donaudampfschifffahrtsgesellschaft" * 9,
)


def linked(name: str) -> Document:
    """Each kind of block once, every text of it ``name``."""
    light = Light("●", name, "good")
    lead = Lit(Fraction(5), light)
    count = Column(name, "count", mark=Fraction(1, 2), join="/")
    board = (
        Column(name),
        *(Column(name, "count", g, join="/") for g in ("g", name)),
        Column(name, "bar", name, Fraction(1, 2)),
        Column(name, "gap", name),
        Column(name, "moved", name),
    )
    cells = (name, (3, 9), (4, 9), Fraction(4, 9), lead, (2, -1))
    row = Row(cells, proofs=("", "p1", "", "", "", ""))
    parts = Table(name, (Column(name), Column(name)), (Row((name, name)),), records=True)
    course = Course(
        name, "count", (name, name), (3,), (Fraction(4),), Fraction(1, 2), 9, (5, 7, 9),
        (name,) * 6, name, "fair",
    )  # fmt: skip
    blocks = (
        Headlines((Headline(name, count, 3, 9, Fraction(1, 3), lead, (name,), "p1"),)),
        Part(
            name,
            (
                Legend(((light, name),), name),
                Table(name, board, (Row((name,), "heading"), row), switched=True),
                Part(name, (Tiles(name, (Tile(1, 2, name, Fraction(1, 3), light, "p1"),)),)),
                Part("", (Texts("", (Led(name, name),), "prose"), course), "lead"),
                Part(name, (parts,), "folded"),
                Proofs(name, (Proof("p1", name, name, (name,), parts),), name),
            ),
        ),
    )
    shown = Page(name, name, (name,), name, name, blocks)
    return Document(name, name, (), page=lambda: shown)


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_what_means_harm_stays_text_and_is_there(name: str) -> None:
    text = page(linked(name), W)
    found = Reader(text)
    names = {attribute for _, attributes in found.tags for attribute in attributes}

    assert {tag for tag, _ in found.tags}.isdisjoint({"script", "img", "r", "t"})
    assert not {each for each in names if each.startswith("on")} | names & {"style", "autofocus"}
    assert not re.search("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\x00-\x08]", text)
    whole = "".join(found.seen)
    assert whole.count(visible(name)) >= 24
    said = [a["aria-label"] for _, a in found.tags if a.get("role") == "img" and "aria-label" in a]
    assert visible(name) in said


def test_each_link_arrives_and_each_name_is_one_things() -> None:
    found = Reader(page(linked("晋江市"), W))
    names = [attributes["id"] for _, attributes in found.tags if attributes.get("id")]
    links = [attributes["href"] for tag, attributes in found.tags if tag == "a"]

    assert len(names) == len(set(names))
    assert {link[1:] for link in links if link} <= set(names)
    assert [link for link in links if link == "#p1"] == ["#p1"] * 3  # headline, board, tile
    # What a link leads to stands inside what is opened, else a browser would not open it.
    tags = [tag for tag, _ in found.tags]
    place = next(n for n, (_, a) in enumerate(found.tags) if a.get("id") == "p1")
    assert "details" in tags[place - 4 : place]


def test_every_sheet_of_paper_says_that_all_of_it_is_invented() -> None:
    text = page(linked('虚构 "}</style>'), W)
    style = text.partition("<style>")[2].partition("</style>")[0]

    assert style.endswith(
        r'@page{@bottom-left{content:"虚构\20 \22 \7d \3c \2f style\3e ";font:7pt sans-serif}}'
        "\n"
    )


def test_a_board_says_in_words_what_its_signs_say() -> None:
    text = page(linked("甲"), W)

    assert '<i role="img" aria-label="甲">●</i> <span>+5.0</span>' in text
    assert '<b>2</b> <i role="img" aria-label="−1">▼1</i>' in text
    assert re.findall(r'<input type="radio"[^>]*class="(k\d)"', text) == ["k1", "k2"]
    assert text.count("checked") - text.split("</style>")[0].count("checked") == 2  # name and value


def drawn(course: Course) -> dict[str, list[tuple[Fraction, Fraction]]]:
    """The lines of a course by their classes, each as its points."""
    text = page(Document("", "", (), page=lambda: Page("", "", (), "", "", (course,))), W)
    return {
        look: [(Fraction(x), Fraction(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", line)]
        for look, line in re.findall(r'<path class="([^"]+)" d="M([^"H]+)"/>', text)
    }


def test_a_course_stands_where_its_figures_do() -> None:
    """Half of a year of four quarters has gone by: 3 of 9, where 4.5 were due and 7 may come."""
    course = Course(
        "", "count", ("1", "2", "3", "4"), (1, 3), (Fraction(9, 4), Fraction(9, 2)), Fraction(1, 2),
        9, (5, 7, 9), ("now", "due", "target", "expected", "least", "most"), "", "fair",
    )  # fmt: skip
    lines = drawn(course)
    (left, foot), _, here = lines["course fair"]
    (_, _, (middle, due), (right, top)) = lines["course due"]

    assert here[0] == middle == (left + right) / 2
    assert (foot - here[1]) / (foot - top) == pytest.approx(3 / 9, abs=0.001)
    assert (foot - due) / (foot - top) == pytest.approx(1 / 2, abs=0.001)
    (_, end) = lines["course expected fair"]
    assert (foot - end[1]) / (foot - top) == pytest.approx(7 / 9, abs=0.001)
    assert [point[0] for point in lines["band fair"]] == [middle, right, right]


def test_a_band_that_leaves_the_picture_is_cut_where_it_does() -> None:
    """Up to 30 of 9 may come; the scale ends at 15."""
    course = Course(
        "", "count", ("1", "2"), (3,), (Fraction(9, 2),), Fraction(1, 2), 9, (5, 7, 30),
        ("now", "due", "target", "expected", "least", "most"), "",
    )  # fmt: skip
    (now, here), (cut, top), (end, also_top), (_, low) = drawn(course)["band"]

    assert top == also_top < low < here
    assert (cut - now) / (end - now) == pytest.approx((15 - 3) / (30 - 3), abs=0.001)


@pytest.mark.parametrize("passed", [0, 1, 5, 6, 9, 11, 12])
@pytest.mark.parametrize("reached", [0, 40, 100, 160])
def test_no_words_of_a_course_stand_over_others(passed: int, reached: int) -> None:
    months, part = max(passed, 1), Fraction(max(passed, 1), 12)
    course = Course(
        "", "count", tuple(map(str, range(1, 13))), (reached,) * months,
        tuple(Fraction(100 * n, 12) for n in range(1, months + 1)), part, 100,
        None if passed == 12 else (reached, reached + 1, reached + 2),
        ("now", "due", "target", "expected", "least", "most"), "",
    )  # fmt: skip
    text = page(Document("", "", (), page=lambda: Page("", "", (), "", "", (course,))), W)
    words = re.findall(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>([a-z]+)</text>', text)
    places = [(float(x) > 300, float(y)) for x, y, _ in words]

    assert {"now", "target"} <= {word for *_, word in words}
    for n, (beside, y) in enumerate(places):
        assert 10 <= y <= 216
        for other, down in places[n + 1 :]:
            assert beside != other or abs(y - down) >= 13
