"""Pages, workbooks and Word files say what Markdown says, which says what JSON does."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.cli.said import Run
from tests.end_to_end.test_same_numbers import markdown_rows
from tests.render.test_docx import Read, body_of, shown
from tests.render.test_html import Reader
from tests.render.test_xlsx import says

LINES = (
    "report --total",
    "report --by tier --by area",
    "rank --indicator signed_investment",
    "rank --scorecard",
    "funnel --by event --days",
    "trend --every week --by district",
    "forecast",
    "due --level red",
    "explain --unit 350582 --indicator signed_investment --limit 20",
    "list --limit 50",
)
LIT = re.compile("^([●◆■]) (?=[-+0-9])(.*)")
"""A distance to pace behind the sign of its light."""
SPARK = re.compile("[▁▂▃▄▅▆▇█·-]{2,}")


def rows(run: Run, line: str, db: Path) -> list[list[str]]:
    """The rows below the heads as Markdown has them, without empty cells and what is drawn."""
    every = list(markdown_rows(run(*line.split(), "--db", str(db), "--format", "markdown").out))
    rules = {place for place, row in enumerate(every) if set("".join(row)) <= set("-: ")}
    cells = (
        [cell for cell in row if cell and not SPARK.fullmatch(cell)]
        for place, row in enumerate(every)
        if not {place, place + 1} & rules
    )
    return [row for row in cells if row]


@pytest.mark.parametrize(
    "line", [*LINES, "show QZ-17", "log --limit 3", "plan show", "set", "imports", "edition list"]
)
def test_every_page_heads_what_it_is_and_that_it_is_invented(
    run: Run, demo_ledger: Path, line: str
) -> None:
    said = run(*line.split(), "--db", str(demo_ledger), "--format", "html").out
    (head,) = re.findall("<header>(.*)</header>", said)
    plan, *what = re.findall("<(?:p|h1)[^>]*>([^<]+)<", head)
    assert plan.startswith("FICTIONAL demo data · Quanzhou 2022 action plan")
    assert what


@pytest.mark.parametrize("line", LINES)
def test_a_page_has_the_rows_of_the_markdown_and_no_other(
    run: Run, demo_ledger: Path, line: str
) -> None:
    page = Reader(run(*line.split(), "--db", str(demo_ledger), "--format", "html").out)
    found = [
        [cell.replace("\u2212", "-").replace("\u2014", "-") for cell in row if cell]
        for row in page.bodies
    ]
    assert [row for row in found if row] == rows(run, line, demo_ledger)


@pytest.mark.parametrize("line", ["report", "rank --scorecard", "funnel", "list --limit 50"])
def test_a_workbook_has_the_rows_of_the_markdown(
    run: Run, demo_ledger: Path, tmp_path: Path, line: str
) -> None:
    target = tmp_path / "r.xlsx"
    assert run(*line.split(), "--db", str(demo_ledger), "--output", str(target)).code == 0
    book = CalamineWorkbook.from_filelike(BytesIO(target.read_bytes()))
    found = [
        [cell for cell in row if cell != ""]
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
    ]
    for row in rows(run, line, demo_ledger):
        bare = (LIT.sub(r"\2", cell) for cell in row)  # there a light is the number's format
        texts = ["—" if cell == "-" else re.sub(r"^-(?=\d)", "−", cell) for cell in bare]
        assert any(len(cells) == len(texts) and all(map(says, cells, texts)) for cells in found), (
            texts
        )


@pytest.mark.parametrize("line", LINES)
def test_a_word_file_has_the_rows_of_the_markdown_and_no_other(
    run: Run, demo_ledger: Path, tmp_path: Path, line: str
) -> None:
    target = tmp_path / "r.docx"
    assert run(*line.split(), "--db", str(demo_ledger), "--output", str(target)).code == 0
    found = [
        [shown(cell).replace("\u2212", "-").replace("\u2014", "-") for cell in row if cell]
        for block in body_of(target.read_bytes())
        if isinstance(block, Read)
        for row in block.rows
    ]
    kept = [[cell for cell in row if not SPARK.fullmatch(cell)] for row in found]
    wanted = rows(run, line, demo_ledger)
    behind = [[LIT.sub(r"\2 \1", cell) for cell in row] for row in wanted]  # as ``shown`` has it
    assert [row for row in kept if row] == behind


@pytest.mark.parametrize(
    "line", ["list", "log", "imports", "duplicates", "edition list", "set", "show QZ-1", "due"]
)
def test_every_page_says_what_it_is_and_that_it_is_invented(
    run: Run, demo_ledger: Path, line: str
) -> None:
    page = run(*line.split(), "--db", str(demo_ledger), "--format", "html", "--lang", "en").out
    heading = re.findall("<h1>(.*?)</h1>", page)
    assert len(heading) == 1
    assert heading[0] not in {"", "qzinvest"}
    assert "FICTIONAL" in page or "（虚构）" in page
