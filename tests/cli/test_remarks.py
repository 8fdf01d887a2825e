"""What answers say besides: of editions whose figures move, and of days outside every period."""

import json
import random
import re
from pathlib import Path

import pytest

from qzinvest.locale import wording
from qzinvest.model.changes import REASONS
from qzinvest.model.plain_layout import BASE_COLUMNS
from tests.cli.said import Run, Said

pytestmark = pytest.mark.uncounted
"""They go through every report; each has tests of its own."""
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
    assert "`qzinvest changes 2022-05`" in said.err
    views = ("", "--by department", "--view assessment")
    shown = [
        json.loads(frozen("changes", "2022-05", "--format", "json", *view.split()).out)["rows"]
        for view in views
    ]
    assert reason in {move["reason"] for moves in shown for move in moves}


def months(said: Said) -> list[str]:
    """What is said of ended months."""
    return [line for line in said.err.splitlines() if line.startswith("Past months")]


@pytest.mark.parametrize(
    ("line", "moved"),
    [
        ("exclude QZ-1 --reason x", "2022-03 to 2022-12"),
        ("exclude QZ-1 --reason x --from 2022-05-10", "2022-05 to 2022-12"),
        ("exclude QZ-1 --reason x --from 2023-01-02", None),
        ("link QZ-1 QZ-2", "2022-03 to 2022-12"),
        ("link QZ-1 QZ-2 --from 2022-06-01", "2022-06 to 2022-12"),
        ("credit QZ-2 --unit 鲤城=50 --unit 丰泽=50", "2022-06 to 2022-12"),
        ("edit QZ-1 --district 丰泽", "2022-03 to 2022-12"),
        ("edit QZ-2 --amount 6亿", "2022-06 to 2022-12"),
        ("edit QZ-2 --note x", None),
        ("advance QZ-1 signed --on 2022-05-15", "2022-03 to 2022-04"),
        ("edit QZ-2 --signing intent", "2022-06 to 2022-12"),
        ("drop QZ-1 --on 2022-04-30 --reason 解约", "2022-04 to 2022-12"),
        ("undo QZ:4", "2022-06 to 2022-12"),
        ("undo QZ:3", "2022-03 to 2022-12"),
        ("spare QZ-1 --reason 容错", None),
    ],
)
def test_a_change_says_which_ended_months_it_moves(
    frozen: Run, line: str, moved: str | None
) -> None:
    ends = ("2022-02-28", "2022-03-31", "2022-04-30", "2022-05-31", "2022-06-30", "2022-12-31")
    before = {end: figures(frozen, end) for end in ends}
    said = frozen(*line.split())
    assert said.code == 0, said.err
    found = [end[:7] for end in ends if figures(frozen, end) != before[end]]
    assert (found[0], found[-1]) == tuple(moved.split(" to ")) if moved else not found
    assert months(said) == ([W("talk.months", months=moved)] if moved else [])
    if not line.startswith("undo"):
        assert months(frozen("undo")) == months(said)


def test_sparing_a_dropped_project_moves_marks_of_ended_months(frozen: Run) -> None:
    frozen("drop", "QZ-1", "--on", "2022-04-30", "--reason", "x")
    said = frozen("spare", "QZ-1", "--reason", "容错")
    (line,) = months(said)
    assert "2022-04 to " in line
    assert reasons(said) == {"dropped"}
    assert months(frozen("unspare", "QZ-1")) == [line]


def test_what_is_new_moves_no_month_that_needs_naming(frozen: Run) -> None:
    assert months(add(frozen, "丙", "2022-03-15")) == []


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


def test_a_project_that_comes_back_is_said_as_changes_shows_it(run: Run) -> None:
    add(run, "甲", "2022-03-15")
    run("drop", "QZ-1", "--on", "2022-04-10", "--reason", "x")
    assert run("edition", "freeze", "2022-05", "--as-of", SINCE).code == 0

    for line, reason in (("advance QZ-1 signed --on 2022-05-20", "late"), ("undo", None)):
        said = run(*line.split())
        shown = run("changes", "2022-05", "--as-of", SINCE, "--format", "json").out
        assert reasons(said) == {row["reason"] for row in json.loads(shown)["rows"]}
        assert reasons(said) == ({reason} if reason else set())


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


def outside(said: Said) -> list[str]:
    """What is said of days that no plan covers."""
    return [line for line in said.err.splitlines() if line.startswith("Outside the period")]


def told(run: Run, *more: str) -> tuple[int, int]:
    """How many projects a report names as outside: in its JSON, and in its footer."""
    body = json.loads(run("report", "--format", "json", *more).out)
    notes = run("report", *more).out
    (found,) = re.findall(r"Outside the period: (\d+)", notes) or ["0"]
    return body["outside_period"], int(found)


def test_a_record_outside_the_period_is_told_of(run: Run) -> None:
    said = add(run, "甲", "2022-03-15")
    assert outside(said) == []
    assert told(run) == (0, 0)
    (line,) = outside(add(run, "乙", "2024-03-15", "--department", "市商务局"))
    assert "2024-03-15" in line
    assert "quanzhou-2022: 2022-01-01 to 2022-12-31" in line
    assert told(run) == told(run, "--as-of", "2022-06-30") == told(run, "--by", "group") == (1, 1)
    assert told(run, "--by", "district", "--by", "group") == (1, 1)
    # What a filter leaves out is not told of, and what an edition has not seen neither.
    assert told(run, "--department", "市商务局", "--by", "district") == (1, 1)
    assert told(run, "--department", "市发改委", "--by", "district") == (0, 0)
    run("edition", "freeze", "a", "--as-of", "2022-05-31")
    add(run, "丙", "2024-03-16")
    assert told(run, "--edition", "a") == (1, 1)
    assert told(run) == (2, 2)


def test_it_is_said_once_of_each_day(run: Run) -> None:
    add(run, "甲", "2022-03-15")
    run("edit", "QZ-1", "--amount", "30亿")
    assert len(outside(run("advance", "QZ-1", "producing", "--on", "2024-05-01"))) == 1
    assert outside(run("edit", "QZ-1", "--note", "x")) == []
    assert len(outside(run("advance", "QZ-1", "producing", "--on", "2024-05-02"))) == 1
    assert told(run) == (0, 0)  # its signing counts
    assert told(run, "--indicator", "landed_projects") == (1, 1)


@pytest.mark.parametrize("rows", [3, 80])
def test_an_import_says_how_many(run: Run, tmp_path: Path, rows: int) -> None:
    head = ",".join(BASE_COLUMNS)
    blank = "," * (len(BASE_COLUMNS) - BASE_COLUMNS.index("signed_on") - 1)
    text = "".join(
        f"E-{n},项目{n},,350502,,,100000000,contract,,,{2022 + n % 2}-03-01{blank}\n"
        for n in range(rows)
    )
    (tmp_path / "in.csv").write_text(f"{head}\n{text}", encoding="utf-8")
    said = run("import", str(tmp_path / "in.csv"))
    assert said.code == 0, said.err
    (line,) = outside(said)
    assert (f" {rows // 2} of the" in line) == (rows // 2 > 1)
    assert told(run) == (rows // 2, rows // 2)


def test_the_plan_of_that_year_takes_it_in(run: Run, tmp_path: Path) -> None:
    add(run, "甲", "2023-03-15")
    assert told(run) == (1, 1)
    text = run("plan", "export").out.replace("2022-01-01", "2023-01-01")
    text = text.replace("2022-12-31", "2023-12-31").replace('"quanzhou-2022"', '"quanzhou-2023"')
    (tmp_path / "2023.toml").write_text(text, encoding="utf-8")
    assert run("plan", "adopt", str(tmp_path / "2023.toml"), "--effective", "2023-01-01").code == 0
    assert told(run) == told(run, "--plan", "quanzhou-2022") == (0, 0)
    assert outside(run("advance", "QZ-1", "signed", "--on", "2023-03-16")) == []
