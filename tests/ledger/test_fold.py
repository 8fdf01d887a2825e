"""From a state to the rows of the projections."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger import fold, log, schema
from qzinvest.ledger.log import Event
from qzinvest.ledger.record import recording
from qzinvest.model.money import YI
from qzinvest.model.passage import sum_at
from qzinvest.model.plan import shares_of
from qzinvest.model.project import Milestone
from qzinvest.model.stage import Stage
from tests.ledger.samples import STAMP, change, project, reached, record, rows, table

SIGNED = reached(Stage.SIGNED, "2022-03-15", amount=3 * YI)
FUNDED = reached(Stage.FUNDED, "2022-05-01", counted_on="2022-06-01")


def test_a_milestone_spans_the_unrecorded_stages_before_it() -> None:
    spans = [span for span, _ in fold.spans(project("A", SIGNED, FUNDED))]

    assert spans == [31, 54]  # signed stands for 1 to 3, funded for 4 and 5


@pytest.mark.parametrize(
    ("milestone", "amount"),
    [
        (SIGNED, 3 * YI),
        (reached(Stage.SIGNED, "2022-03-15"), 5 * YI),
        (FUNDED, 0),  # nobody said that money came
        (FUNDED._replace(amount=YI), YI),
        (reached(Stage.PRODUCING, "2022-03-15"), 5 * YI),
    ],
)
def test_a_milestone_brings_its_own_figure_else_the_investment(
    milestone: Milestone, amount: int
) -> None:
    assert sum_at(project("A", milestone), milestone.stage, milestone) == amount


def test_the_row_of_a_project(ledger: Path) -> None:
    record(ledger, project("晉江芯片項目", SIGNED, FUNDED, code="E-1", investor="華威電源有限公司"))

    assert rows(ledger, "SELECT * FROM project") == [
        (
            *("QZ", 1, 3, "E-1", "晉江芯片項目", 5 * YI),
            *("350582", None, "IG05", "contract", 5, "2022-05-01", None),
            *("晋江芯片项目\n华威电源有限公司\ne-1", "晋江芯片", "华威电源", None),
        )
    ]


def test_the_rows_of_its_milestones(ledger: Path) -> None:
    (one,) = record(ledger, project("A", SIGNED, FUNDED, channel="fill"))
    shared = ("350582", "", "IG05", "contract", "fill", 5 * YI)

    assert rows(ledger, "SELECT * FROM milestone") == [
        ("QZ", 1, 3, 3, 31, "2022-03-15", *shared, 3 * YI, ""),
        ("QZ", 1, 5, 3, 54, "2022-06-01", *shared, 0, ""),
    ]

    day = FUNDED.counted_on
    change(ledger, one, one._replace(milestones=(SIGNED,), dropped_on=day, drop_reason="x"))

    assert rows(ledger, "SELECT * FROM milestone") == [
        ("QZ", 1, 3, 4, 31, "2022-03-15", *shared, 3 * YI, "2022-06-01")
    ]


def test_the_roll_up_gathers_the_projects_of_a_month_and_forgets_empty_cells(
    ledger: Path,
) -> None:
    one, _ = record(ledger, project("A", SIGNED), project("B", reached(Stage.SIGNED, "2022-03-31")))

    assert rows(ledger, "SELECT * FROM tally ORDER BY kind") == [
        ("QZ", "department", 31, 202203, "", "contract", 0, 2, 10 * YI, 8 * YI),
        ("QZ", "district", 31, 202203, "350582", "contract", 0, 2, 10 * YI, 8 * YI),
        ("QZ", "group", 31, 202203, "IG05", "contract", 0, 2, 10 * YI, 8 * YI),
    ]

    change(ledger, one, one._replace(district="350583"))

    assert rows(ledger, "SELECT unit, n, amount FROM tally WHERE kind = 'district'") == [
        ("350582", 1, 5 * YI),
        ("350583", 1, 3 * YI),
    ]
    (other,) = rows(ledger, "SELECT COUNT(*), SUM(n) FROM tally WHERE kind <> 'district'")
    assert other == (2, 4)

    change(ledger, one._replace(district="350583"), one)

    assert rows(ledger, "SELECT unit, n FROM tally WHERE kind = 'district'") == [("350582", 2)]


def test_a_month_of_many_cells_is_written_in_parts(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fold, "_CELLS", 2)
    with recording(ledger, STAMP) as recorder:
        for month in range(1, 10):
            recorder.add([project("A", reached(Stage.SIGNED, f"2022-{month:02}-01"))])

    assert rows(ledger, "SELECT COUNT(*), SUM(n) FROM tally") == [(27, 27)]


def test_an_adoption_keeps_the_shares_as_computed(ledger: Path) -> None:
    plan = shipped_plan()
    row = ("QZ", "quanzhou-2022", "2022-01-01", 2, "2022-01-01", "2022-12-31")

    assert rows(ledger, "SELECT * FROM plan") == [row]
    assert sorted(table(ledger, "target")) == sorted(
        ("QZ", "quanzhou-2022", "2022-01-01", kind, unit, indicator.code, 2, share)
        for kind in ("district", "department")
        for indicator in plan.indicators
        for unit, share in shares_of(plan, kind, indicator).items()
    )


def test_an_event_gives_its_project_back(ledger: Path) -> None:
    (one,) = record(ledger, project("A", SIGNED, FUNDED))
    (row,) = rows(ledger, "SELECT * FROM event WHERE seq = 3")
    event = Event._make(row)

    assert fold.project_of(event) == one
    assert fold.project_of(event._replace(body="null")) is None


def test_replaying_the_log_gives_the_same_rows(ledger: Path) -> None:
    (one,) = record(ledger, project("A", SIGNED))
    change(ledger, one, one._replace(name="B"))

    with closing(sqlite3.connect(":memory:")) as scratch:
        schema.create(scratch)
        scratch.executemany(log.INSERT, rows(ledger, "SELECT * FROM event"))
        fold.replay(scratch)
        scratch.commit()
        scratch.execute("VACUUM INTO :path", {"path": str(ledger.with_name("scratch.db"))})

    for name in schema.PROJECTIONS:
        assert table(ledger.with_name("scratch.db"), name) == table(ledger, name)


def test_an_older_state_never_overwrites_a_newer_one(ledger: Path) -> None:
    (one,) = record(ledger, project("New"))
    old = one._replace(name="Old")

    with closing(sqlite3.connect(ledger)) as connection, connection:
        connection.execute(fold.INSERT_PROJECT, fold.project_row(old, 1))

    assert rows(ledger, "SELECT name, ver FROM project") == [("New", 3)]
