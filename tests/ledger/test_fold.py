"""From a state to the rows of the projections."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger import fold, log, schema
from qzinvest.ledger.log import LAST, Event
from qzinvest.ledger.rows import project_rows
from qzinvest.model.money import YI
from qzinvest.model.passage import passage_of
from qzinvest.model.plan import shares_of
from qzinvest.model.project import Milestone, with_payments
from qzinvest.model.stage import Stage
from tests.ledger.samples import change, project, reached, record, rows, table

SIGNED = reached(Stage.SIGNED, "2022-03-15", amount=3 * YI)
FUNDED = reached(Stage.FUNDED, "2022-05-01", counted_on="2022-06-01")


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
    assert passage_of(with_payments(project("A", milestone))).brings(milestone.stage) == amount


def test_the_row_of_a_project(ledger: Path) -> None:
    record(ledger, project("晉江芯片項目", SIGNED, FUNDED, code="E-1", investor="華威電源有限公司"))

    assert rows(ledger, "SELECT * FROM project") == [
        (
            *("QZ", 1, 3, "E-1", "晉江芯片項目", 5 * YI),
            *("華威電源有限公司", "350582", None, "IG05", "contract"),
            *(None, None, None, None, 5, "2022-05-01", None),
            *("晋江芯片项目\n华威电源有限公司\ne-1", "晋江芯片", "华威电源", None, None, None),
        )
    ]


def test_the_row_of_its_passage(ledger: Path) -> None:
    paid = FUNDED._replace(amount=YI)
    (one,) = record(ledger, project("A", SIGNED, paid, channel="fill"))
    day = SIGNED.counted_on.toordinal()
    later = FUNDED.counted_on.toordinal()
    head = (0, 9_999_999, 0, 9_999_999)
    said = ("350582", None, "IG05", "contract", "fill", None, None, None, 5 * YI)
    recorded = 1 << Stage.SIGNED | 1 << Stage.FUNDED
    days = (recorded, day, day, day, later, later, None, None)
    happened = (None, None, day, None, FUNDED.on.toordinal(), None, None)
    sums = (None, None, 3 * YI, None, None, None)

    assert table(ledger, "passage") == [
        ("QZ", 1, 3, LAST, *head, *said, *days, *happened, *sums, YI, later, None, None, "", None)
    ]

    change(ledger, one, one._replace(payments=(), dropped_on=paid.on, drop_reason="x"))

    signed = (1 << Stage.SIGNED, day, day, day, *[None] * 6, day, *[None] * 4)
    ended = (None, None, paid.on.toordinal(), "x", "", None)
    assert table(ledger, "passage")[1:] == [
        ("QZ", 1, 5, LAST, *head, *said, *signed, *sums, *ended)
    ]
    assert rows(ledger, "SELECT since, until FROM passage") == [(3, 5), (5, LAST)]


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
        connection.execute(fold.INSERT_PROJECT, project_rows(old, 1)[0])

    assert rows(ledger, "SELECT name, ver FROM project") == [("New", 3)]
