"""``undo`` takes back one's own last step, or a named one, and says in words what that was."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qzinvest.cli.main import main
from qzinvest.locale import wording
from tests.cli.said import Run
from tests.ledger.samples import A_FEW, facts, rows, worded

W = wording("en")


def add(run: Run, name: str, district: str = "晋江", *more: str) -> str:
    said = run(
        *("add-project", name, "--district", district, "--group", "新能源", "--amount", "5.6亿"),
        *("--stage", "signed", "--on", "2022-03-15", *more),
    )
    assert said.code == 0
    return said.out.strip()


def state(db: Path) -> dict[str, object]:
    """What stands of every fact of the log, and what is folded from it.

    The numbers of events are left out: an undo brings a state back, not the event that left it.
    """
    latest = rows(
        db,
        "SELECT org, kind, key, body FROM event AS e WHERE body <> 'null' AND seq = ("
        "SELECT MAX(seq) FROM event AS l WHERE l.org = e.org AND l.key = e.key) ORDER BY key",
    )
    passages = rows(db, "SELECT * FROM passage WHERE until = (1 << 62) ORDER BY org, n")
    return {"log": latest, "passage": [row[:2] + row[4:] for row in passages], **facts(db)}


def fields(run: Run, project: str = "QZ-1") -> dict[str, object]:
    (found,) = json.loads(run("show", project, "--format", "json").out)
    return dict(found)


@pytest.mark.parametrize(
    ("lang", "answer"),
    [
        ("en", "Taken back: QZ-1 · Registered on 2022-04-02\n"),
        ("zh_Hans", "撤回：QZ-1 · 2022-04-02 注册\n"),
        ("zh_Hant", "撤回：QZ-1 · 2022-04-02 註冊\n"),
    ],
)
def test_the_answer_says_what_was_taken_back(run: Run, signed: str, lang: str, answer: str) -> None:
    run("advance", signed, "registered", "--on", "2022-04-02")
    assert run("undo", "--lang", lang).err == answer
    assert fields(run)["stage"] == "signed"


def test_it_goes_back_step_by_step_and_can_itself_be_undone(run: Run, signed: str) -> None:
    run("edit", signed, "--note", "first")
    run("edit", signed, "--note", "wrong")
    assert run("undo").err == "Taken back: QZ-1 · Note: first → wrong\n"
    assert fields(run)["note"] == "first"
    assert run("undo").err == "Taken back: QZ-1 · Note: (none) → first\n"
    assert fields(run)["note"] is None
    assert run("undo", "QZ:7").err == "Put back: QZ-1 · Note: (none) → first\n"
    assert fields(run)["note"] == "first"


def test_an_earlier_step_goes_and_what_came_later_stays(run: Run, signed: str) -> None:
    run("edit", signed, "--note", "first")
    run("edit", signed, "--site", "later")
    assert run("undo", "QZ:4").code == 0
    assert (fields(run)["note"], fields(run)["site"]) == (None, "later")
    assert "later event changed" in run("undo", "3").err


def test_a_new_project_is_no_more(run: Run, signed: str) -> None:
    said = run("undo")
    assert said.err.startswith("Taken back: QZ-1 · added · 半导体材料产业园 · 三安集团 · ")
    assert run("show", signed).code == 3


def test_a_drop_that_was_cleared_comes_back_and_nothing_else_goes(
    run: Run, db: Path, signed: str
) -> None:
    """The drop was cleared, not taken back: the milestone of another project is no last step."""
    run("drop", signed, "--on", "2022-05-01", "--reason", "no land")
    run("advance", add(run, "石材", "南安"), "registered", "--on", "2022-04-02")
    before = state(db)
    run("edit", signed, "--clear", "dropped")

    assert run("undo").err.splitlines() == [
        "Taken back: QZ-1 · Dropped: 2022-05-01 no land → (none)",
        W("talk.months", months="2022-05 to 2022-12"),
    ]

    assert state(db) == before


def test_a_link_of_two_groups_goes_whole_and_comes_back_whole(run: Run, db: Path) -> None:
    for name in ("芯片", "石材", "风电", "光伏"):
        add(run, name, "晋江", *(("--department", "商务局") if name == "光伏" else ()))
    run("link", "QZ-1", "QZ-2")
    run("link", "QZ-3", "QZ-4")
    before = state(db)
    run("link", "QZ-2", "QZ-4")
    linked = state(db)

    said = run("undo")
    assert state(db) == before
    step = said.err.split("undo ")[1].split("`")[0]
    assert run("undo", step).code == 0
    assert state(db) == linked


def test_an_import_goes_whole_each_row_of_it_alone_and_all_come_back(
    run: Run, db: Path, tmp_path: Path
) -> None:
    path = tmp_path / "june.csv"
    head = "项目名称,属地,总投资（亿元）,签约时间"
    names = ("风电", "石材", "芯片", "光伏", "港口", "钢铁", "冷链")
    lines = (f"{name},惠安,{n},2022-03-15" for n, name in enumerate(names, 1))
    path.write_text("\n".join([head, *lines]), encoding="utf-8")
    empty = state(db)
    assert run("import", str(path)).code == 0
    full = state(db)

    told = run("undo").err.splitlines()
    assert told[0] == "import-1 was taken back: 7 projects are as they were before it."
    assert told[1].startswith("Taken back: QZ-1 · added · 风电 · ")
    assert told[-3:-1] == ["… and 2 more", "`qzinvest undo 11` puts it back."]
    assert state(db) == empty

    assert run("undo", "12").err.splitlines()[0] == (
        "import-1 was put back: 7 projects are as it left them."
    )
    assert state(db) == full
    assert run("undo", "4").err.startswith("Taken back: QZ-2 · added · 石材 · ")
    assert len(json.loads(run("list", "--format", "json").out)) == 6
    assert run("undo", "import-1").code == 0
    assert state(db) == empty


NOTHING = "Nothing that li (wang) recorded still stands."


def test_another_persons_step_is_named_and_left_alone(
    run: Run, signed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("edit", signed, "--note", "wang's")
    monkeypatch.setenv("QZINVEST_WHO", "li")
    said = run("undo")
    assert (said.code, said.err.splitlines()) == (
        3,
        [
            f"error: {NOTHING} The last step, QZ:4, was recorded by wang.",
            "  `qzinvest undo QZ:4` takes that one back.",
        ],
    )
    run("edit", signed, "--site", "li's")
    monkeypatch.setenv("QZINVEST_WHO", "wang")
    assert run("undo").err.splitlines() == [
        "Taken back: QZ-1 · Note: (none) → wang's",
        "Later than that is step QZ:5 of li (wang); `qzinvest undo QZ:5` would take it back.",
    ]
    assert fields(run)["site"] == "li's"


def test_the_log_tells_of_undos_that_were_made_and_of_no_other(run: Run, signed: str) -> None:
    run("edit", signed, "--note", "x")
    run("edit", signed, "--clear", "note")
    run("undo")
    run("undo", "6")
    found = json.loads(run("log", signed, "--format", "json").out)
    assert [(row["entry"], row["action"], row["detail"]) for row in found[1:]] == [
        ("QZ:4", "changed", "Note: (none) → x"),
        ("QZ:5", "changed", "Note: x → (none)"),
        ("QZ:6", "undone", "took back QZ:5: Note: x → (none)"),
        ("QZ:7", "undone", "put back QZ:5: Note: x → (none)"),
    ]


DAYS = ("2022-03-20", "2022-04-02", "2022-05-09", "2022-06-11")
IDS = ("QZ-1", "QZ-2", "QZ-3")
NAMES = ("芯片", "石材", "风电", "光伏")
one, day, name = st.sampled_from(IDS), st.sampled_from(DAYS), st.sampled_from(NAMES)
unit, field = st.sampled_from(("晋江", "南安")), st.sampled_from(("dropped", "registered"))
LINES = st.one_of(
    st.builds("add-project {} --district 晋江 --group 新能源 --amount 5亿".format, name),
    st.builds("advance {} signed --on {}".format, one, day),
    st.builds("advance {} registered --on {}".format, one, day),
    st.builds("advance {} funded --on {} --amount 1亿".format, one, day),
    st.builds("edit {} --district {}".format, one, unit),
    st.builds("edit {} --amount {}亿".format, one, st.integers(4, 6)),
    st.builds("edit {} --clear {}".format, one, field),
    st.builds("drop {} --on 2022-07-01 --reason x".format, one),
    st.builds("link {} {}".format, one, one),
    st.builds("unlink {}".format, one),
    st.builds("exclude {} --reason x".format, one),
    st.builds("include {}".format, one),
    st.builds("credit {} --unit 鲤城=30 --unit 晋江=70".format, one),
    st.builds("evaluate 鲤城 三看两评 {} --on 2022-03-31".format, st.integers(80, 82)),
    st.sampled_from(("import A", "import B")),
    st.just("undo"),
    st.just("plan adopt P --effective 2022-05-01"),
)
FILES = {
    "A": "项目名称,属地,总投资（亿元）,签约时间\n芯片,晋江,5,2022-03-15\n冷链,惠安,3,2022-03-16\n",
    "B": "项目名称,属地,总投资（亿元）,注册时间\n芯片,晋江,6,2022-04-15\n石材,南安,2,2022-04-16\n",
}


FIRST = [
    f"add-project {name} --district {unit} --group 新能源 --amount 5亿 --stage signed --on {day}"
    for name, unit, day in zip(NAMES, ("晋江", "南安", "晋江"), DAYS)  # noqa: B905 - three of them
]


@given(st.lists(LINES, min_size=6, max_size=14))
@settings(A_FEW)
def test_as_many_undos_as_steps_lead_back_to_where_they_began(
    template: Path, lines: list[str]
) -> None:
    with TemporaryDirectory() as folder:
        here = Path(folder)
        db = here / "ledger.db"
        db.write_bytes(template.read_bytes())
        for file, text in FILES.items():
            (here / f"{file}.csv").write_text(text, encoding="utf-8")
        assert main(["plan", "export", "--output", f"{here}/P.toml", "--db", str(db)]) == 0
        states = [state(db)]
        for line in [*FIRST, *lines]:
            words = [f"{here}/{w}.csv" if w in FILES else w for w in line.split()]
            words = [f"{here}/P.toml" if w == "P" else w for w in words]
            if words == ["undo"]:
                if len(states) > 1:
                    assert main(["undo", "--db", str(db)]) == 0
                    states.pop()
                    assert state(db) == states[-1]
            elif main([*words, "--db", str(db)]) == 0:
                states.append(state(db))
        for expected in reversed(states[:-1]):
            assert main(["undo", "--db", str(db)]) == 0
            assert state(db) == expected
        assert main(["undo", "--db", str(db)]) == 3  # only the founding is left
        assert worded(db) == []
