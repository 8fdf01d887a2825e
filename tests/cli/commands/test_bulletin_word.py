"""The bulletin as a Word file: by the schema, and no figure in it that the data has not."""

import json
import re
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import NamedTuple
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

import pytest

from qzinvest.cli.main import main
from tests.render.word_schema import SPACE, misplaced

NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")


class Made(NamedTuple):
    files: dict[str, Element]
    data: dict[str, object]
    lang: str


@pytest.fixture(scope="module", params=["zh_Hans", "zh_Hant", "en"])
def made(
    request: pytest.FixtureRequest, published: str, tmp_path_factory: pytest.TempPathFactory
) -> Made:
    folder = tmp_path_factory.mktemp("word")
    word, data = folder / "通报.docx", folder / "通报.json"
    argv = ["bulletin", "--as-of", "2022-06-30", "--db", published, "--lang", request.param]
    more = ["--copies", "市委办、市政府办", "--issued", "2022-07-05", "--contact", "张三，2222"]
    assert main([*argv, *more, "--output", str(word), "--output", str(data)]) == 0
    with ZipFile(BytesIO(word.read_bytes())) as package:
        files = {name: fromstring(package.read(name)) for name in package.namelist()}  # noqa: S314
    return Made(files, json.loads(data.read_bytes()), request.param)


def text_of(element: Element) -> str:
    return "".join(part.text or "" for part in element.iter(f"{SPACE}t"))


def styled(made: Made) -> list[tuple[str, str]]:
    """The paragraphs that say something, outside tables, with their styles."""
    (body,) = made.files["word/document.xml"]
    found = []
    for each in body.findall(f"{SPACE}p"):
        style = each.find(f".//{SPACE}pStyle")
        assert style is not None
        if text := text_of(each):
            found.append((style.attrib[f"{SPACE}val"], text))
    return found


def test_it_is_in_the_order_of_the_schema(made: Made) -> None:
    assert [each for root in made.files.values() for each in misplaced(root)] == []


def said(value: object) -> tuple[set[Decimal], list[str]]:
    """The numbers and the texts of JSON data."""
    if isinstance(value, bool) or value is None:
        return set(), []
    if isinstance(value, int | float):
        return {abs(Decimal(repr(value)))}, []
    if isinstance(value, str):
        return set(), [value]
    numbers, texts = set[Decimal](), list[str]()
    for each in value.values() if isinstance(value, dict) else value:  # type: ignore[attr-defined]
        more, others = said(each)
        numbers |= more
        texts += others
    return numbers, texts


def test_every_figure_in_it_is_one_of_the_data(made: Made) -> None:
    numbers, texts = said(made.data)
    # Points have two decimals in the data; what is shown is rounded once.
    for kind in ("districts", "departments"):
        pace = made.data[kind]["pace"]  # type: ignore[index]  # JSON
        rows = made.data[kind]["rows"]  # type: ignore[index]  # JSON
        rates = (row["completion"] for row in rows if row["completion"] is not None)
        numbers |= {abs(Decimal(repr(rate)) - Decimal(repr(pace))) * 100 for rate in rates}
    words = set(NUMBER.findall(" ".join(texts)))
    known: dict[int, set[Decimal]] = {}
    for digits in range(4):
        grain = Decimal(1).scaleb(-digits)
        scaled = (
            n * by
            for n in numbers
            for by in (1, 100, Decimal("1e-8"), Decimal("1e-9"))
            if n < 10**15
        )
        known[digits] = {each.quantize(grain, ROUND_HALF_UP) for each in scaled}
    root = made.files["word/document.xml"]
    strange = set()
    for cell in root.iter(f"{SPACE}p"):
        for token in NUMBER.findall(text_of(cell)):
            figure = Decimal(token.replace(",", ""))
            digits = len(token.partition(".")[2])
            if token not in words and figure not in known[digits]:
                strange.add((token, text_of(cell)))
    assert strange == set()


def test_the_board_has_the_figures_of_each_unit_and_the_city(made: Made) -> None:
    rows = made.data["districts"]["rows"]  # type: ignore[index]  # JSON
    first = {row["name"]: row for row in rows if row["indicator"] == "signed_projects"}
    board = next(made.files["word/document.xml"].iter(f"{SPACE}tbl"))
    cells = [[text_of(cell) for cell in row.iter(f"{SPACE}tc")] for row in board]
    lines = {
        line[0]: line for line in cells if len(line) > 1 and line[1].replace(",", "").isdigit()
    }

    assert len(lines) == 14
    if made.lang != "en":  # there they have short names
        for name, row in first.items():
            _, target, actual, completion, lead, rank, *_ = lines[name]
            assert (int(target), int(actual), int(rank)) == (
                row["target"],
                row["actual"],
                row["rank"],
            )
            assert completion == f"{Decimal(repr(row['completion'] * 100)):.1f}%"
            assert lead.replace("−", "-").split()[-1] == f"{Decimal(repr(row['ahead_pp'])):+.1f}"
    total = list(lines.values())[-1]
    overall = made.data["overall"][0]  # type: ignore[index]  # JSON
    assert [text.replace(",", "") for text in total[1:3]] == [
        str(overall["target"]),
        str(overall["actual"]),
    ]


def test_it_is_a_letter_from_its_red_head_to_its_imprint(made: Made) -> None:
    found = styled(made)
    styles = [style for style, _ in found]

    assert styles[:3] == ["Masthead", "Subtitle", "Issued"]
    assert styles[3:6] == ["Subtitle", "Title", "Address"]
    assert styles[-2:] == ["Imprint", "Imprint"]
    assert styles.index("Annexes") < styles.index("Signed") < styles.index("AnnexHead")
    assert styles.count("AnnexHead") == 2
    assert found[0][1] == made.data["head"]
    signed = [text for style, text in found if style == "Signed"]
    assert signed[0] == made.data["issuer"]


def test_prose_stands_upright_and_the_annexes_lie(made: Made) -> None:
    root = made.files["word/document.xml"]
    orients = [size.get(f"{SPACE}orient") for size in root.iter(f"{SPACE}pgSz")]
    assert orients == [None, "landscape"]
