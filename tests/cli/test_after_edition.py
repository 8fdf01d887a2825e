"""What is recorded into days that an edition covers: said where a published figure moves."""

import json
import random

import pytest

from qzinvest.locale import wording
from qzinvest.model.changes import REASONS
from tests.cli.said import Run, Said

W = wording("en")
SINCE = "2022-05-31"
DEAL = ("--group", "装备制造", "--stage", "signed", "--allow-duplicate")
VIEWS = (
    *("--by district", "--by department", "--by group"),
    *("--view assessment", "--by department --view assessment"),
)


def add(run: Run, name: str, on: str, *more: str) -> Said:
    options = ("--district", "鲤城", "--amount", "5亿", "--investor", f"{name}公司")
    return run("add-project", name, *options, *DEAL, "--on", on, *more)


def lines(said: Said) -> list[str]:
    """What is said of editions."""
    return [line for line in said.err.splitlines() if line.startswith("Counts before edition")]


def reasons(said: Said) -> set[str]:
    """The codes of the reasons that are said."""
    return {r for r in REASONS for line in lines(said) if f"“{_words(r)}”" in line}


def _words(reason: str) -> str:
    return W(f"reason_of_change.{reason}", since=SINCE)


def figures(run: Run, as_of: str = SINCE) -> list[str]:
    return [
        run("report", *view.split(), "--as-of", as_of, "--format", "csv", "--total").out
        for view in VIEWS
    ]


@pytest.fixture
def frozen(run: Run) -> Run:
    """Two projects, one with its signing in June, and the edition of May."""
    add(run, "甲", "2022-03-15")
    add(run, "乙", "2022-06-15", "--department", "市商务局")
    assert run("edition", "freeze", "2022-05", "--as-of", SINCE).code == 0
    return run


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("advance QZ-2 signed --on 2022-05-15", "dated"),
        ("advance QZ-1 registered --on 2022-04-15", None),
        ("edit QZ-1 --amount 6亿", "amended"),
        ("edit QZ-1 --district 丰泽", "moved"),
        ("edit QZ-1 --department 市商务局", "moved"),
        ("edit QZ-1 --note x", None),
        ("edit QZ-2 --amount 6亿", None),
        ("drop QZ-1 --on 2022-04-30 --reason 解约", "dropped"),
        ("drop QZ-1 --on 2022-06-30 --reason 解约", None),
        ("exclude QZ-1 --reason x", "excluded"),
        ("exclude QZ-2 --reason x", None),
        ("link QZ-1 QZ-2", "moved"),
        ("credit QZ-1 --unit 鲤城=50 --unit 丰泽=50", "credit"),
        ("undo QZ:3", "undone"),
        ("undo QZ:4", None),
    ],
)
def test_a_recording_says_which_edition_it_counts_before(
    frozen: Run, line: str, reason: str | None
) -> None:
    before = figures(frozen)
    said = frozen(*line.split())
    assert said.code == 0, said.err
    assert (figures(frozen) != before) == (reason is not None)
    if reason is None:
        assert lines(said) == []
        return
    assert reasons(said) == {reason}
    assert "`changes 2022-05`" in said.err
    views = ("", "--by department", "--view assessment")
    shown = [
        json.loads(frozen("changes", "2022-05", "--format", "json", *view.split()).out)["rows"]
        for view in views
    ]
    assert reason in {move["reason"] for moves in shown for move in moves}


def test_a_late_signing_an_import_and_what_takes_them_back(
    frozen: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert reasons(add(frozen, "丙", "2022-04-15")) == {"late"}
    assert lines(add(frozen, "丁", "2022-06-20")) == []
    assert lines(frozen("undo")) == []
    # The figure moves back to what was published: nothing is left to show.
    assert lines(frozen("undo")) == [W("talk.published_unseen", edition="2022-05")]
    folder = tmp_path_factory.mktemp("files")
    table = folder / "lists.csv"
    table.write_text(
        "项目名称,投资方,县市区,总投资(亿元),签约日期\n戊,戊公司,丰泽,3,2022-04-01\n"
        "己,己公司,丰泽,4,2022-04-02\n庚,庚公司,丰泽,5,2022-06-02\n",
        encoding="utf-8",
    )
    said = frozen("import", str(table))
    assert said.code == 0, said.err
    assert [f"“{_words('late')}” (2 projects)" in line for line in lines(said)] == [True]
    assert len(lines(frozen("undo", "import-1"))) == 1


def test_the_latest_edition_is_named_and_the_others_counted(frozen: Run) -> None:
    for name, as_of in (("2022-06", "2022-06-30"), ("2022-04", "2022-04-30")):
        assert frozen("edition", "freeze", name, "--as-of", as_of).code == 0
    (line,) = lines(add(frozen, "丙", "2022-04-15"))
    assert "edition 2022-06 (frozen)" in line
    assert line.endswith("The same of other editions: 2.")
    (line,) = lines(add(frozen, "丁", "2022-05-15"))
    assert line.endswith("The same of other editions: 1.")
    # A drop between two editions that is moved before the earlier one.
    assert lines(frozen("drop", "QZ-1", "--on", "2022-07-05", "--reason", "x")) == []


def test_a_mark_says_that_published_scores_stay(frozen: Run) -> None:
    line = ("evaluate", "鲤城", "三看两评")
    assert len(lines(frozen(*line, "80", "--on", "2022-03-31"))) == 1
    assert len(lines(frozen("undo"))) == 1
    assert lines(frozen(*line, "80", "--on", "2022-06-30")) == []


@pytest.mark.parametrize("seed", range(8))
def test_it_is_said_where_a_published_figure_moves_and_nowhere_else(run: Run, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - no secret
    for number in range(4):
        add(run, f"项目{number}", f"2022-0{dice.randint(2, 7)}-15")
    assert run("edition", "freeze", "2022-05", "--as-of", SINCE).code == 0
    assert run("edit", "QZ-1", "--note", "x").code == 0  # undo must not reach the edition
    before, moved, steps = figures(run), 0, 0
    for _ in range(25):
        one, other = (f"QZ-{n}" for n in dice.sample(range(1, 6), 2))
        day = f"2022-0{dice.randint(2, 9)}-{dice.randint(10, 28)}"
        line = dice.choice(
            [
                f"advance {one} signed --on {day}",
                f"advance {one} started --on {day}",
                f"edit {one} --amount {dice.randint(1, 9)}亿",
                f"edit {one} --district {dice.choice(['晋江', '鲤城'])}",
                f"edit {one} --signing {dice.choice(['intent', 'contract'])}",
                f"drop {one} --on {day} --reason x",
                f"exclude {one} --reason x",
                f"include {one}",
                f"link {one} {other}",
                f"unlink {one}",
                f"credit {one} --unit 鲤城=30 --unit 晋江=70",
                *(["undo"] if steps else []),
            ]
        )
        said = run(*line.split())
        if not said.code:
            steps += -1 if line == "undo" else 1
        after = figures(run)
        assert bool(lines(said)) == (after != before), line
        moved += after != before
        before = after
    assert moved
