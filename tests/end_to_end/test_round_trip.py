"""Random ledgers, exported and imported: the same figures, ids, links, rulings and marks."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qzinvest.errors import AlreadyEvaluated, QzinvestError
from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger.plans import evaluations
from qzinvest.ledger.queries import Wanted, projects, reading
from qzinvest.ledger.record import event_of, found, recording
from qzinvest.ledger.rulings import apart, evaluate, linked
from qzinvest.model.deciding import ended
from qzinvest.model.evaluation import Evaluation
from qzinvest.model.precision import PRECISIONS, last_day
from qzinvest.model.project import Milestone, Project, Stated
from qzinvest.model.stage import STAGES, Stage
from tests.cli.said import Run, Said
from tests.ledger.samples import A_FEW, lives
from tests.ledger.samples import DAYS as DAYS_ON
from tests.ruled import ruled

PLAN = shipped_plan()
DISTRICTS = [unit.code for unit in PLAN.units_of("district")]
DEPARTMENTS = [unit.code for unit in PLAN.units_of("department")]
GROUPS = [None, *(group.code for group in PLAN.groups)]
CREDITS = [(), (("district", DISTRICTS[0], 3333), ("district", DISTRICTS[1], 6667))]
VIEWS = (
    ("report", "--by", "district"),
    ("report", "--by", "department", "--view", "assessment"),
    ("funnel", "--by", "group"),
    ("rank", "--scorecard"),
    ("rank", "--scorecard", "--by", "department"),
    ("rank", "--indicator", "signed_investment"),
    ("trend", "--by", "district"),
    ("due",),
    ("explain", "--indicator", "paid_in"),
    ("explain", "--unit", "total", "--indicator", "signed_investment", "--view", "assessment"),
    ("explain", "--unit", DISTRICTS[0], "--indicator", "score"),
)
DAYS = ("2022-03-31", "2022-08-17", "2022-12-31")
ASKED = (
    *((*view, "--as-of", day) for view in VIEWS for day in DAYS),
    ("forecast", "--as-of", DAYS[1]),
)
"""A forecast is drawn, which takes as long as all the others: it is asked for one day."""


@st.composite
def milestones(draw: st.DrawFn) -> tuple[Milestone, ...]:
    """A course of stages, some of them known by their period only."""
    on = date(2021, 11, 1)
    course = []
    for stage in sorted(draw(st.sets(st.sampled_from(STAGES), min_size=1, max_size=4))):
        on += timedelta(draw(st.integers(0, 60)))
        precision = draw(st.sampled_from(("day", "day", *PRECISIONS)))
        on = last_day(on, precision)
        amount = draw(st.none() | st.integers(1, 10**10))
        later = draw(st.sampled_from((0, 0, 9))) if precision == "day" else 0
        counted, evidence = on + timedelta(later), draw(st.sampled_from((None, "合同 1")))
        course.append(Milestone(stage, on, counted, amount, evidence, precision))
        on = counted
    return tuple(course)


@st.composite
def reports(draw: st.DrawFn) -> Project:
    """A project as an office reports it, without id."""
    course = draw(milestones())
    signed = course[-1].stage >= Stage.SIGNED
    dropped = draw(st.none() | st.integers(0, 90))
    one = Project(
        org="",
        number=0,
        name="",
        amount=draw(st.integers(1, 10**11)),
        milestones=course,
        investor=draw(st.sampled_from((None, "恒安", "三安"))),
        district=draw(st.sampled_from(DISTRICTS)) if signed or draw(st.booleans()) else None,
        department=draw(st.sampled_from((None, *DEPARTMENTS))),
        group=draw(st.sampled_from(GROUPS)),
        signing=draw(st.sampled_from(("contract", "intent"))) if signed else None,
        dropped_on=None if dropped is None else course[-1].counted_on + timedelta(dropped),
        drop_reason=None if dropped is None else "解约",
        channel=draw(st.sampled_from((None, "fill", "expansion"))),
        site=draw(st.sampled_from((None, "=1+1", "''x", '一行，“引号”"'))),
        note=draw(st.sampled_from((None, "@附注", "a,b;c", "'=x"))),
        stated=draw(st.none() | st.just(Stated("约5亿", "about"))),
    )
    excluded = draw(st.none() | st.none() | st.just("省里统计"))
    return ruled(one, excluded=excluded, credit=draw(st.sampled_from(CREDITS)))


@st.composite
def ledgers(draw: st.DrawFn) -> list[tuple[str, object]]:
    """What is done to a ledger: projects added, some taken back, pairs of them linked."""
    steps: list[tuple[str, object]] = []
    for number in range(1, draw(st.integers(1, 7)) + 1):
        code = draw(st.none() | st.just(f"甲-{number}"))
        steps.append(("add", draw(reports())._replace(name=f"项目 {number}", code=code)))
        if draw(st.sampled_from((True, False, False))):
            steps.append(("undo", None))
        elif draw(st.booleans()):
            life = draw(lives())._replace(name=f"别的项目 {number}", department=None)
            parts = draw(st.sampled_from(CREDITS))
            for kind in dict.fromkeys(part[0] for part in parts):
                own = [part for part in parts if part[0] == kind]
                shared = life.rulings.shared(kind, own, draw(DAYS_ON))
                life = life._replace(rulings=shared)
            steps.append(("live", life._replace(code=code and f"乙-{number}")))
        elif draw(st.booleans()):
            pair = draw(st.integers(1, number)), draw(st.integers(1, number))
            steps.append(("link", (*pair, draw(st.none() | DAYS_ON))))
            if draw(st.booleans()):
                steps.append(("unlink", (*pair, draw(DAYS_ON))))
        elif draw(st.booleans()):
            steps.append(("apart", (draw(st.integers(1, number)), draw(st.integers(1, number)))))
        if draw(st.sampled_from((True, False, False))):
            steps.append(("mark", draw(marks())))
    return steps


@st.composite
def marks(draw: st.DrawFn) -> Evaluation:
    """A mark of one of two units, on one of a few days."""
    kind, unit = draw(st.sampled_from((("district", DISTRICTS[0]), ("department", DEPARTMENTS[0]))))
    on = draw(st.sampled_from((date(2022, 1, 1), date(2022, 3, 31), date(2022, 7, 1))))
    score = draw(st.sampled_from((0, 1, 9250, 10000)))
    return Evaluation(kind, unit, "three_looks", on, score, draw(st.sampled_from(("", "=现场"))))


def made(path: Path, steps: list[tuple[str, object]], prefix: str = "") -> Path:
    """A ledger to which this has been done; what it refuses is left out."""
    found(path, "QZ", PLAN)
    with recording(path) as recorder:
        for what, given_ in steps:
            if isinstance(given_, Project):
                code = given_.code and prefix + given_.code
                investor = given_.investor and prefix + given_.investor
                name = prefix + given_.name
                recorder.add([given_._replace(name=name, code=code, investor=investor)])
            elif what == "undo":
                recorder.undo(event_of(recorder.connection, str(recorder.last_seq), "QZ"))
            elif isinstance(given_, Evaluation):
                with suppress(AlreadyEvaluated):
                    evaluate(recorder, [given_])
            elif isinstance(given_, tuple):
                with suppress(QzinvestError):
                    one, other = (recorder.project(f"QZ-{n}") for n in given_[:2])
                    if what == "apart":
                        recorder.change(apart(recorder, one, other))
                    elif what == "unlink":
                        later = max(one, other, key=lambda p: p.number)
                        recorder.change([(later, ended(later, "same_as", given_[2]))])
                    else:
                        recorder.change(linked(recorder, one, other, given_[2]))
    return path


def held(path: Path) -> list[Project]:
    """Its projects."""
    with reading(path) as connection:
        return list(projects(connection, Wanted()))


def marks_in(path: Path) -> list[Evaluation]:
    """Its marks."""
    with reading(path) as connection:
        return evaluations(connection)


def without_ids(path: Path) -> list[Project]:
    """Its projects by name, with names in place of the ids that rulings name."""
    known = held(path)
    names = {one.id: one.name for one in known}
    pairs = [(one.id, other) for one in known for other in one.rulings.others]

    def named(one: Project) -> Project:
        # Of two that are not one, whichever has the lower number says so.
        others = {id_ for pair in pairs if one.id in pair for id_ in pair} - {one.id}
        links = tuple((day, first and names[first]) for day, first in one.rulings.same_as)
        apart = one.rulings._replace(not_same=(), same_as=links)
        apart = apart.told_apart(names[other].replace(" ", "") for other in others)
        return one._replace(number=0, rulings=apart)

    return sorted(map(named, known), key=lambda one: one.name)


@pytest.fixture
def beside(run: Run) -> Callable[[Path, Path], list[str]]:
    """The views that say another thing of two ledgers, whose heads alone may differ."""

    def both(one: Path, other: Path) -> list[str]:
        lines = [(*line, "--format", "json") for line in ASKED]
        return [
            " ".join(line)
            for line in lines
            if told(run(*line, "--db", str(one))) != told(run(*line, "--db", str(other)))
        ]

    return both


def told(said: Said) -> str:
    """What was answered, without the head of the log."""
    assert said.code in (0, 1), said
    return re.sub(r"QZ:[0-9]+ [0-9a-f]+", "", said.out or said.err)


FEW = settings(A_FEW, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(steps=ledgers())
@FEW
def test_an_export_goes_into_a_new_ledger(
    run: Run, beside: Callable[[Path, Path], list[str]], steps: list[tuple[str, object]]
) -> None:
    with TemporaryDirectory() as folder:
        old, new, out = Path(folder) / "old.db", Path(folder) / "new.db", Path(folder) / "out"
        made(old, steps)
        assert run("export", "--out", str(out), "--db", str(old)).code == 0
        said = run("import", str(out / "projects.csv"), "--db", str(new))
        assert said.code == 0, said.err
        assert run("import", str(out / "entries.csv"), "--db", str(new)).code == 0
        assert held(new) == held(old)
        assert beside(old, new) == []
        given = marks_in(old)
        assert marks_in(new) == given
        paid = sum(1 for one in held(old) if one.payments) + len(given)
        for ledger in (new, old):
            again = run("import", str(out / "projects.csv"), "--db", str(ledger)).err
            assert f"Added: 0, changed: 0, unchanged: {len(held(old))}." in again, again
            again = run("import", str(out / "entries.csv"), "--db", str(ledger)).err
            assert f"Added: 0, changed: 0, unchanged: {paid}." in again, again
        assert (held(new), marks_in(new)) == (held(old), given)
        assert run("verify", "--db", str(new)).code == 0


def test_links_keep_their_days(run: Run, tmp_path: Path) -> None:
    """Of a link that has ended, and of one to another report since, no figure changes."""
    old, new, out = tmp_path / "old.db", tmp_path / "new.db", tmp_path / "out"
    signed = ("--district", "晋江", "--group", "新能源", "--amount", "5亿", "--stage", "signed")
    for name in ("海峡园", "石材", "芯片"):
        run("add-project", name, *signed, "--on", "2022-03-15", "--db", str(old))
    run("link", "QZ-1", "QZ-3", "--from", "2022-05-01", "--db", str(old))
    run("unlink", "QZ-3", "--from", "2022-07-01", "--db", str(old))
    run("link", "QZ-2", "QZ-3", "--from", "2022-08-01", "--db", str(old))
    run("export", "--out", str(out), "--db", str(old))
    assert run("import", str(out / "projects.csv"), "--db", str(new)).code == 0
    assert held(new) == held(old)
    assert [dict(one.rulings.same_as) for one in held(new)] == [
        {},
        {},
        {
            date(2022, 5, 1): "QZ-1",
            date(2022, 7, 1): None,
            date(2022, 8, 1): "QZ-2",
        },
    ]


@given(steps=ledgers(), others=ledgers())
@FEW
def test_no_link_goes_to_another_project_of_the_same_id(
    run: Run, steps: list[tuple[str, object]], others: list[tuple[str, object]]
) -> None:
    """All of the file arrives as it was, whatever the ids there, or nothing does."""
    with TemporaryDirectory() as folder:
        old, there, out = Path(folder) / "old.db", Path(folder) / "there.db", Path(folder) / "out"
        made(old, steps)
        made(there, others, prefix="别处 ")
        before = without_ids(there)
        assert run("export", "--out", str(out), "--db", str(old)).code == 0
        said = run("import", str(out / "projects.csv"), "--db", str(there))
        assert said.code in (0, 3), said.err
        after = without_ids(there)
        if said.code == 3:
            assert after == before
        else:
            assert after == sorted([*before, *without_ids(old)], key=lambda one: one.name)
