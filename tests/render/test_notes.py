"""Where printed amounts miss their printed total, every report says so; and nowhere else."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qzinvest.cli.main import main
from qzinvest.locale import wording
from qzinvest.model.counting import Figure
from qzinvest.model.document import MoneyUnit
from qzinvest.model.money import WAN, YI
from qzinvest.render.figures import money
from qzinvest.render.wording import amounts, rounding_notes
from tests.cli.said import Run, Said, runner, set_surroundings

SAID = wording("en")("note.rounded")
UNITS: st.SearchStrategy[MoneyUnit] = st.sampled_from(["yi", "wan"])


@pytest.mark.parametrize(
    ("parts", "whole", "unit", "missed"),
    [
        ([33_400_000] * 3, 100_200_000, "yi", True),  # 0.33 three times, 1.00 in all
        ([33_400_000] * 3, 100_200_000, "wan", False),
        ([10 * YI, 20 * YI, None], 30 * YI, "yi", False),
        ([5_000, 5_000], WAN, "wan", True),  # 1 and 1, 1 in all
        ([33_400_000] * 2, 100_200_000, "yi", False),  # some of the rows are no sum
        ([], None, "yi", False),
    ],
)
def test_what_misses_its_total(
    parts: list[Figure | None],
    whole: Figure | None,
    unit: MoneyUnit,
    missed: bool,  # noqa: FBT001 - expected
) -> None:
    assert rounding_notes([(parts, whole)], wording("en"), amounts(unit)) == (
        [SAID] if missed else []
    )


@given(st.lists(st.integers(0, 10**11), max_size=8), UNITS, st.integers(0, 4))
def test_it_is_said_where_and_only_where_it_is_seen(
    parts: list[int], unit: MoneyUnit, more: int
) -> None:
    def seen(yuan: int) -> Decimal:
        return Decimal(money(yuan, unit, more).replace(",", ""))

    missed = sum(map(seen, parts)) != seen(sum(parts))
    assert bool(rounding_notes([(parts, sum(parts))], wording("en"), amounts(unit, more))) == missed


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Three contracts of 0.334亿 in three districts of one tier, a part of each paid in."""
    set_surroundings(monkeypatch)
    monkeypatch.setenv("QZINVEST_DB", str(tmp_path / "ledger.db"))
    bare = runner(capsys)
    assert bare("init").code == 0
    assert bare("edition", "freeze", "2022-03", "--as-of", "2022-03-31").code == 0
    add(bare, [33_400_000] * 3)
    return bare


def add(run: Run, amounts: list[int]) -> None:
    for number, yuan in enumerate(amounts):
        district = ("晋江", "南安", "台商投资区")[number % 3]
        options = ("--district", district, "--group", "装备制造", "--amount", f"{yuan}元")
        on = ("--stage", "signed", "--on", f"2022-0{4 + number % 3}-15", "--allow-duplicate")
        assert run("add-project", f"{number}号产业园", *options, *on).code == 0


REPORTS = [
    ("report",),
    ("report", "--by", "tier"),
    ("report", "--by", "district", "--by", "group"),
    ("trend", "--indicator", "signed_investment"),
    ("trend", "--indicator", "signed_investment", "--by", "district"),
    ("changes", "2022-03"),
    ("funnel",),
    ("forecast",),
    ("explain", "--indicator", "signed_investment"),
]


@pytest.mark.parametrize("form", ["table", "markdown"])
@pytest.mark.parametrize("argv", REPORTS, ids=" ".join)
def test_every_report_says_it(run: Run, argv: tuple[str, ...], form: str) -> None:
    by_tier = argv == ("report", "--by", "tier")  # where all of them are one row
    line = (*argv, *(() if argv[0] == "changes" else ("--as-of", "2022-06-30")), "--format", form)
    assert flat(run(*line).out).count(SAID) == (0 if by_tier else 1)
    assert SAID not in flat(run(*line, "--wan").out)


def test_a_plan_with_shares_of_its_own_says_it(run: Run, tmp_path: Path) -> None:
    assert SAID not in flat(run("plan", "show").out)
    path = tmp_path / "plan.toml"
    text = run("plan", "export").out
    for code in ("350582", "350583"):
        own = f'code = "{code}"\nshare = {{ signed_investment = 130434000 }}'
        text = text.replace(f'code = "{code}"', own, 1)
    path.write_text(text, encoding="utf-8")
    assert run("plan", "adopt", str(path), "--effective", "2022-01-02").code == 0
    assert SAID in flat(run("plan", "show").out)
    assert SAID in flat(run("report", "--as-of", "2022-01-31").out)


def test_parts_of_a_whole_say_it_too(run: Run) -> None:
    line = ("report", "--by", "group", "--indicator", "signed_projects", "--as-of", "2022-12-31")
    assert SAID not in flat(run(*line).out)
    for number, group in ((1, "纺织鞋服"), (2, "食品饮料")):
        assert run("edit", f"QZ-{number}", "--group", group).code == 0
    text = flat(run(*line).out)
    assert text.count("33.3%") == 3
    assert SAID in text


@pytest.mark.parametrize("by", ["district", "department"])
def test_scores_are_the_sums_of_their_parts_or_say_it(run: Run, demo_ledger: Path, by: str) -> None:
    demo = ("--db", str(demo_ledger))
    for day in ("2022-04-17", "2022-12-31"):
        line = ("rank", "--scorecard", "--by", by, "--as-of", day, "--format", "markdown")
        text = run(*line, *demo).out
        rows = [row.split("|")[1:-1] for row in text.splitlines() if row.startswith("|")]
        place = next(n for n, head in enumerate(rows[0]) if head.strip() == "Score")
        parts = slice(place + 1, place + 10)
        scores = [[number(cell) for cell in (row[place], *row[parts])] for row in rows[2:]]
        assert len(scores) > 13
        missed = any(sum(score[1:]) != score[0] for score in scores)
        assert (SAID in flat(text)) == missed


def number(cell: str) -> Decimal:
    text = cell.strip().replace("-", "", 1) if cell.strip() == "-" else cell.strip()
    return Decimal(text or "0")


@settings(max_examples=15)
@given(
    st.lists(st.integers(10**6, 10**9), min_size=1, max_size=6),
    st.sampled_from([(), ("--wan",)]),
)
def test_the_columns_of_a_report_add_up_or_it_says_so(
    tmp_path_factory: pytest.TempPathFactory, amounts: list[int], wan: tuple[str, ...]
) -> None:
    folder = tmp_path_factory.mktemp("sums")
    db, output = str(folder / "ledger.db"), folder / "report.md"

    def bare(*argv: str) -> Said:
        return Said(main([*argv, "--db", db]), "", "")

    add(bare, amounts)
    line = ("report", "--indicator", "signed_investment", "--as-of", "2022-12-31", *wan)
    assert bare(*line, "--format", "markdown", "--output", str(output)).code == 0
    text = output.read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in row.split("|")] for row in text.splitlines() if "|" in row]
    *units, total = [Decimal(row[3].replace(",", "")) for row in rows[2:] if row[3]]
    assert (SAID in flat(text)) == (sum(units) != total)


def flat(text: str) -> str:
    """The text as one line, as it reads whatever the width of the screen."""
    return re.sub(r"\s+", " ", text)
