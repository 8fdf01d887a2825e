"""All formats of an answer agree, cell for cell, and with its JSON, digit for digit.

What the tables of an answer should say is worked out from its JSON by code of the tests' own; a
page, a workbook, Markdown and screens are read by other code of the tests' own. What is compared is
whole rows in their order, so that nothing may be missing and nothing too much. By default few
ledgers are drawn; ``QZINVEST_FULL=1`` takes ten times as many.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from qzinvest.cli.main import main
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import Stage
from qzinvest.render.wording import visible
from tests.cli.said import Run
from tests.end_to_end.figures_of import BILLION, EXPECTED, MILLION, Row, chart
from tests.end_to_end.figures_of_things import changes, explain, listed
from tests.end_to_end.formats import (
    markdown_tables,
    page_tables,
    parted,
    word_tables,
    workbook_cells,
    workbook_tables,
)
from tests.end_to_end.test_every_way import Steps, asked
from tests.end_to_end.test_round_trip import DISTRICTS, PLAN, made
from tests.ledger.samples import A_FEW

FIGURE = re.compile(r"[+-]?[\d,]+(\.\d+)?%?")
OF = EXPECTED | {"explain": explain, "changes": changes}
CALM = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)
FEW = settings(
    max_examples=A_FEW.max_examples // 5,
    suppress_health_check=CALM,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
"""What fails is told as it is: to find a smaller one takes minutes."""
ASKED = """
report
report --by department --view assessment
report --by group --wan
report --by tier
report --by area --indicator signed_investment
report --by district --by group
report --by department --by tier --wan
report --channel fill --by district
rank
rank --since 2022-03-31
rank --indicator signed_investment --by department --view assessment
rank --scorecard
rank --by group
funnel
funnel --days --by channel
funnel --by department --view assessment --wan
trend
trend --every quarter --indicator signed_investment --wan
trend --restated --by district
trend --by group --view assessment
due
due --limit 2 --by department
forecast
forecast --indicator signed_investment --wan
forecast --by department --channel fill
explain --unit 晋江 --limit 0
explain --unit 晋江 --indicator registration --limit 0
explain --unit 南安 --indicator paid_in --limit 0 --view assessment
explain --indicator signed_investment --limit 0 --view assessment --by department --unit COM
""".strip().split("\n")
"""Reports, whose day is given."""
LISTS = ("due", "forecast")
"""Reports that a narrow screen may leave columns out of, and says so."""
THINGS = ("list --limit 0", "duplicates", "log --limit 0", "imports", "edition list", "set")


class Answer(NamedTuple):
    """One answer in all formats."""

    told: Any
    page: str
    markdown: str
    book: bytes
    word: bytes


Ask = Callable[..., Answer]


@pytest.fixture
def ask(run: Run, tmp_path: Path) -> Ask:
    """Ask a command line for all formats, documents as files."""

    def asked_for(*line: str) -> Answer:
        said = run(*(word for word in line if word != "--wan"), "--format", "json")
        assert said.code == 0, (line, said.err)
        found = [tmp_path / f"answer.{suffix}" for suffix in ("html", "md", "xlsx", "docx")]
        for path in found:
            assert run(*line, "--output", str(path)).code == 0
        page, text = (path.read_text("utf-8") for path in found[:2])
        return Answer(json.loads(said.out), page, text, *(path.read_bytes() for path in found[2:]))

    return asked_for


def wanted(told: Any, line: str) -> Iterator[list[Row]]:  # noqa: ANN401 - JSON
    """The tables that the JSON of a line asks for; what no font shows is escaped in them."""
    of = listed if isinstance(told, list) else OF[told["report"]]
    for table in of(told, MILLION if "--wan" in line else BILLION):
        if table:
            yield [tuple(piece for cell in row for piece in seen(cell)) for row in table]


def seen(cell: object) -> tuple[object, ...]:
    return parted([visible(cell)]) if type(cell) is str else (cell,)


def compare(ask: Ask, line: str, *more: str) -> Answer:
    """Hold the formats of a line to each other and to its JSON."""
    answer = ask(*line.split(), *more)
    tables, expected = page_tables(answer.page), list(wanted(answer.told, line))
    if line.startswith("changes"):  # its projects stand by what they change, the largest first
        for table, rows in zip(tables, expected, strict=True):
            assert len(table) == len(rows), line
            assert all(row in table for row in rows), line
    else:
        assert tables == expected, line
    assert [table for table in markdown_tables(answer.markdown) if table] == tables, line
    unit = MILLION if "--wan" in line else BILLION
    drawn = list(chart(answer.told, unit)) if line.startswith("trend") else []
    assert workbook_tables(answer.book) == tables + drawn, line
    assert word_tables(answer.word) == tables + drawn, line
    return answer


@pytest.fixture(scope="module")
def demo(demo_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The demo with an edition, and what was recorded after it; only read."""
    path = str(shutil.copy(demo_ledger, tmp_path_factory.mktemp("formats")))
    db = ("--db", path)
    assert main(["edition", "freeze", "2022-04", *db]) == 0
    assert main(["edit", "QZ-7", "--amount", "1234.5678亿", *db]) == 0
    assert main(["credit", "QZ-8", "--unit", "晋江=33.33", "--unit", "南安=66.67", *db]) == 0
    assert main(["exclude", "QZ-9", "--reason", "试点|=1+1", *db]) == 0
    return path


@pytest.mark.parametrize("line", [*ASKED, "changes 2022-04 --limit 0", "due --edition 2022-04"])
def test_the_demo_says_the_same_in_every_format(ask: Ask, demo: str, line: str) -> None:
    day = () if "2022-04" in line else ("--as-of", "2022-06-30")
    answer = compare(ask, line, *day, "--db", demo)
    for table in workbook_cells(answer.book):
        # A figure in a workbook is a number, whatever stands beside it.
        assert not [
            cell.value
            for row in table
            for cell in row
            if isinstance(cell.value, str) and FIGURE.fullmatch(cell.value)
        ]


@given(asked(), st.lists(st.sampled_from([*ASKED, *THINGS]), min_size=5, max_size=5, unique=True))
@FEW
def test_any_ledger_says_the_same_in_every_format(
    ask: Ask, asked: tuple[Steps, date], lines: list[str]
) -> None:
    steps, day = asked
    with TemporaryDirectory() as folder:
        path = str(made(Path(folder) / "ledger.db", steps))
        for line in lines:
            # Of one period alone readers cannot tell the drawing from a figure.
            late = "--since" in line or line.startswith("trend")
            on = max(day, date(2022, 4, 1)) if late else day
            dated = () if line in THINGS else ("--as-of", str(on))
            compare(ask, line, *dated, "--db", path)


@pytest.mark.parametrize("line", [line for line in ASKED if not line.startswith(LISTS)])
def test_screens_have_the_figures_and_no_others(
    run: Run, demo: str, monkeypatch: pytest.MonkeyPatch, line: str, tmp_path: Path
) -> None:
    """Whatever wraps or goes on below: each figure as often as in the page at least, and whole."""
    path = tmp_path / "answer.html"
    words = (*line.split(), "--as-of", "2022-06-30", "--db", demo)
    assert run(*words, "--output", str(path)).code == 0
    page = path.read_text("utf-8")
    cells = (cell for table in page_tables(page) for row in table for cell in row)
    figures = Counter(filter(FIGURE.fullmatch, cells))
    said = set(pieces(re.sub(r"<[^>]*>", " ", page).replace("−", "-")))
    for width in ("60", "100", "250"):
        monkeypatch.setenv("COLUMNS", width)
        shown = Counter(filter(FIGURE.fullmatch, pieces(run(*words).out)))
        assert not figures - shown, width
        assert not {each for each in shown if "." in each or "%" in each} - said, width


def pieces(text: str) -> list[str]:
    """A text in words and figures."""
    return re.split(r"[\s（）()–/→;，；。：]+", text)


HUGE = 90_071_992_547_409_931
"""Yuan that no double holds."""
HOSTILE = (
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>&amp;<b>",
    "]]> -- | \\| \\",
    "\u202e市江晋\u2066 \u05d0\u05d1",
    "a\x01\x1b[31m _x0041_ \ufffe",
    "长" * 1_000,
    "<r><t>rich</t></r>",
)


@pytest.mark.parametrize("line", ["report", "list --limit 0", "explain --limit 0", "log --limit 0"])
def test_names_that_mean_harm_and_huge_amounts(ask: Ask, tmp_path: Path, line: str) -> None:
    day = PLAN.start
    steps: Steps = []
    for place, name in enumerate(HOSTILE):
        course = (Milestone(Stage.SIGNED, day, day),)
        given_ = Project("", 0, name, HUGE if place else 1, course, district=DISTRICTS[place])
        steps.append(("add", given_._replace(signing="contract", investor=name, note=name)))
    path = made(tmp_path / "ledger.db", steps)
    if line.startswith(("report", "explain")):
        line += " --indicator signed_investment"
    answer = compare(ask, line, "--db", str(path))
    assert "<script" not in answer.page
    if line.startswith("report"):
        money = [
            cell.value
            for table in workbook_cells(answer.book)
            for row in table
            for cell in row
            if cell.form == "#,##0.000_ ;−#,##0.000_ ;#,##0.000_ "
        ]
        assert Decimal(HUGE).scaleb(-9).quantize(Decimal("0.001")) in {
            value.quantize(Decimal("0.001")) for value in money if isinstance(value, Decimal)
        }


@pytest.mark.parametrize("line", ["report --edition 2022-04", "list --limit 30", "trend"])
def test_files_do_not_know_where_and_when_they_are_made(
    demo: str, tmp_path: Path, line: str
) -> None:
    made_ = []
    for zone, lang, seed in (("UTC", "C", "1"), ("America/New_York", "zh_CN.UTF-8", "2")):
        found = []
        for suffix in ("html", "xlsx", "docx", "md", "csv", "json"):
            path = tmp_path / f"{seed}.{suffix}"
            here = {"TZ": zone, "LC_ALL": lang, "PYTHONHASHSEED": seed, "COLUMNS": f"{seed}0"}
            code = "from qzinvest.cli.main import main; raise SystemExit(main())"
            words = (*line.split(), "--lang", "en", "--db", demo, "--output", str(path))
            subprocess.run([sys.executable, "-c", code, *words], env=os.environ | here, check=True)
            found.append(path.read_bytes())
        made_.append(found)
    assert made_[0] == made_[1]
