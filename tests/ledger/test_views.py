"""The views say what the reports say, in dates, names and yuan that other programs understand."""

import sqlite3
from contextlib import closing, suppress
from datetime import date
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from qzinvest.errors import Refused
from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger.connection import connect
from qzinvest.ledger.counts import counts
from qzinvest.ledger.passages import Scope, passages
from qzinvest.ledger.record import Recorder, recording
from qzinvest.ledger.rulings import evaluate, linked
from qzinvest.ledger.verify import findings
from qzinvest.ledger.views import iso
from qzinvest.model.advance import advanced
from qzinvest.model.entry import Payment
from qzinvest.model.evaluation import Evaluation
from qzinvest.model.money import YI
from qzinvest.model.plan import Names
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import Stage
from tests.ledger.samples import (
    A_FEW,
    DAYS,
    JINJIANG,
    LAST,
    NANAN,
    STAMP,
    change,
    copied,
    lives,
    project,
    reached,
    record,
    rows,
    table,
)
from tests.ledger.test_steps import undo

PLAN = shipped_plan()
MARCH = date(2022, 3, 31)


@given(st.dates())
@example(date.min)
@example(date.max)
@example(date(1900, 2, 28))
@example(date(1900, 3, 1))
@example(date(2000, 2, 29))
@example(date(2022, 12, 31))
@example(date(2024, 2, 29))
@example(date(2024, 12, 31))
def test_a_day_is_written_as_everybody_writes_it(day: date) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        (said,) = connection.execute(f"SELECT {iso(':day')}", {"day": day.toordinal()}).fetchone()
    assert said == day.isoformat()


def test_a_day_that_is_not_known_is_none() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        assert connection.execute(f"SELECT {iso('NULL')}").fetchone() == (None,)


FIRST = {
    "id": "QZ-1",
    "office": "QZ",
    "number": 1,
    "code": "E-1",
    "name": "晋江芯片项目",
    "investor": "华威电源有限公司、甲公司",
    "amount": 500_000_000,
    "signing": "contract",
    "district_code": "350582",
    "district_name": "晋江市",
    "department_code": "COM",
    "department_name": "市商务局",
    "group_code": "IG05",
    "group_name": "纺织鞋服",
    "channel_code": "fill",
    "channel_name": "补链",
    "origin_code": "yrd",
    "origin_name": "长三角",
    "investor_class_code": "soe",
    "investor_class_name": "国企",
    "event_code": "city",
    "event_name": "城市建设专场推介",
    "stage": "signed",
    "stage_on": "2022-03-01",
    "dropped_on": "2022-05-01",
    "counted": 1,
    "excluded": None,
    "same_as": None,
    "owner": None,
    "phone": None,
}


def test_projects(ledger: Path) -> None:
    one = project(
        *("晋江芯片项目", reached(Stage.LEAD, "2022-01-05"), reached(Stage.SIGNED, "2022-03-01")),
        code="E-1",
        investor="华威电源有限公司、甲公司",
        department="COM",
        channel="fill",
        origin="yrd",
        investor_class="soe",
        event="city",
    )
    one, left, second = record(ledger, one, project("B"), project("C"))
    dropped = one._replace(dropped_on=date(2022, 5, 1), drop_reason="x")
    change(ledger, one, dropped)
    change(ledger, left, left._replace(rulings=left.rulings.decided("excluded", "重复")))
    with recording(ledger, STAMP) as recorder:
        recorder.change(linked(recorder, recorder.project("QZ-1"), second))

    with closing(sqlite3.connect(ledger)) as connection:
        connection.row_factory = sqlite3.Row
        (first, *others) = map(dict, connection.execute("SELECT * FROM projects ORDER BY number"))

    assert first == FIRST
    assert [(row["id"], row["counted"], row["excluded"], row["same_as"]) for row in others] == [
        ("QZ-2", 0, "重复", None),
        ("QZ-3", 0, None, "QZ-1"),
    ]


def test_milestones(ledger: Path) -> None:
    signed = Milestone(Stage.SIGNED, MARCH, MARCH, 3 * YI, precision="month")
    late = reached(Stage.STARTED, "2022-04-20", counted_on="2022-05-01")
    (one, two) = record(ledger, project("A", signed, late), project("B"))
    paid = (Payment(date(2022, 4, 1), date(2022, 4, 1), 7), Payment(MARCH, date(2022, 4, 2), 8))
    change(ledger, one, one._replace(payments=paid))
    change(ledger, two, two._replace(rulings=two.rulings.decided("excluded", "重复")))

    assert rows(
        ledger,
        "SELECT project, name, district_name, stage, happened_on, counted_on, amount, dropped_on "
        "FROM milestones",
    ) == [
        ("QZ-1", "A", "晋江市", "lead", None, "2022-03-31", 5 * YI, None),
        ("QZ-1", "A", "晋江市", "talks", None, "2022-03-31", 5 * YI, None),
        ("QZ-1", "A", "晋江市", "signed", "2022-03-31", "2022-03-31", 3 * YI, None),
        ("QZ-1", "A", "晋江市", "registered", None, "2022-04-01", 5 * YI, None),
        ("QZ-1", "A", "晋江市", "funded", "2022-04-01", "2022-04-01", 15, None),
        ("QZ-1", "A", "晋江市", "started", "2022-04-20", "2022-05-01", 5 * YI, None),
    ]


def test_an_earlier_life_keeps_its_milestones_and_its_end(ledger: Path) -> None:
    (one,) = record(ledger, project("A")._replace(dropped_on=date(2022, 4, 1)))
    with recording(ledger, STAMP) as recorder:
        again = advanced(one, reached(Stage.SIGNED, "2022-06-01"))
        recorder.change([(one, again)])

    assert rows(
        ledger, "SELECT happened_on, dropped_on FROM milestones WHERE stage = 'signed' ORDER BY 1"
    ) == [("2022-03-15", "2022-04-01"), ("2022-06-01", None)]


def test_entries(ledger: Path) -> None:
    (one, two) = record(ledger, project("A"), project("B"))
    proven = Payment(MARCH, date(2022, 4, 2), 8, "回单")
    change(ledger, one, one._replace(payments=(proven,)))
    change(ledger, two, two._replace(payments=(proven,)))
    two = two._replace(payments=(proven,))
    change(ledger, two, two._replace(rulings=two.rulings.decided("excluded", "重复")))
    mark = Evaluation("district", JINJIANG, "three_looks", date(2022, 6, 30), 9250, "现场")
    with recording(ledger, STAMP) as recorder:
        evaluate(recorder, [mark])

    said = ("paid", "2022-03-31", "2022-04-02", 8, None, "回单")
    marked = ("three_looks", "2022-06-30", "2022-06-30", None, 9250, "现场")
    assert rows(ledger, "SELECT * FROM entries ORDER BY subject") == [
        ("QZ", "QZ-1", "A", *said, 1),
        ("QZ", "QZ-2", "B", *said, 0),
        ("QZ", "district:350582", "晋江市", *marked, 1),
    ]


def test_a_corrected_or_undone_payment_stands_once_or_not_at_all(ledger: Path) -> None:
    (one,) = record(ledger, project("A"))
    paid = one._replace(payments=(Payment(MARCH, MARCH, 8),))
    change(ledger, one, paid)
    change(ledger, paid, one._replace(payments=(Payment(MARCH, MARCH, 9),)))
    assert rows(ledger, "SELECT amount FROM entries") == [(9,)]
    undo(ledger)
    assert rows(ledger, "SELECT amount FROM entries") == [(8,)]
    undo(ledger)
    assert rows(ledger, "SELECT amount FROM entries") == []


@A_FEW
@given(st.lists(lives(), max_size=6), st.none() | DAYS)
def test_sums_of_the_views_are_those_of_the_reports(
    template: Path, told: list[Project], since: date | None
) -> None:
    with copied(template) as path:
        with closing(connect(path)) as connection:
            recorder = Recorder(connection, "QZ", STAMP)
            added = recorder.add(told)
            if since is not None and len(added) > 1:
                with suppress(Refused):  # one that is excluded is linked with none
                    recorder.change(linked(recorder, added[0], added[1], since))
            recorder.close()
            scope = Scope(day=LAST)
            reported = {
                (count.indicator, count.unit): count.gross - count.dropped
                for count in counts(connection, scope, PLAN, "district", LAST)
                if count.gross - count.dropped
            }
            paid = sum(passage.paid for passage in passages(connection, scope))
        assert shown(path) == reported
        assert rows(path, "SELECT COALESCE(SUM(amount), 0) FROM entries WHERE counted = 1") == [
            (paid,)
        ]
        assert rows(path, "SELECT COUNT(*) FROM projects") == [(len(told),)]
        assert len(rows(path, "SELECT * FROM projects WHERE counted = 1")) == len(
            rows(path, "SELECT DISTINCT project FROM milestones")
        )


def shown(path: Path) -> dict[tuple[str, object], object]:
    """What somebody reads off the views for each indicator and district at the year's end."""
    found = {}
    for indicator in PLAN.indicators:
        what = "COUNT(*)" if indicator.measure == "count" else "SUM(m.amount)"
        for unit, value in rows(
            path,
            f"SELECT m.district_code, {what} FROM milestones AS m "  # noqa: S608 - our own words
            "JOIN projects AS p ON p.office = m.office AND p.number = m.number "
            f"WHERE m.stage = '{indicator.stage.code}' AND m.dropped_on IS NULL "
            "AND m.counted_on BETWEEN '2022-01-01' AND '2022-12-31' "
            f"AND m.signing IN ('contract', 'agreement') AND p.amount >= {indicator.minimum} "
            "GROUP BY 1",
        ):
            if value:
                found[indicator.code, unit] = value
    return found


def called(path: Path) -> dict[str, str]:
    """What the views call two districts, a group and a channel."""
    codes = f"('{JINJIANG}', '{NANAN}', 'IG01', 'fill')"
    found = rows(path, f"SELECT code, name FROM name WHERE org = 'QZ' AND code IN {codes}")  # noqa: S608 - our own words
    return {str(code): str(name) for code, name in found}


FIRST_NAMES = {JINJIANG: "晋江市", NANAN: "南安市", "IG01": "电子信息", "fill": "补链"}


def test_names_are_those_of_the_adoption_that_comes_into_force_last(ledger: Path) -> None:
    jinjiang = next(unit for unit in PLAN.units if unit.code == JINJIANG)
    renamed = jinjiang._replace(names=Names("X", "新晋江", "新晉江"), takes=(NANAN,))
    others = tuple(u for u in PLAN.units if u.code not in (JINJIANG, NANAN))
    merged = PLAN._replace(units=(renamed, *others))
    assert called(ledger) == FIRST_NAMES
    with recording(ledger, STAMP) as recorder:
        recorder.adopt(merged, date(2022, 7, 1))
    with recording(ledger, STAMP) as recorder:
        recorder.adopt(PLAN, date(2022, 6, 1))  # recorded later, in force earlier
    assert called(ledger) == FIRST_NAMES | {JINJIANG: "新晋江"}
    assert findings(ledger) == findings(ledger, quick=True) == []
    undo(ledger, 3)
    assert called(ledger) == FIRST_NAMES
    assert findings(ledger) == findings(ledger, quick=True) == []


def test_a_name_that_somebody_changed_is_found(ledger: Path) -> None:
    with closing(sqlite3.connect(ledger)) as connection, connection:
        connection.execute("UPDATE name SET name = '石狮市' WHERE code = ?", (JINJIANG,))
    assert {f.problem for f in findings(ledger)} == {"differs", "missing"}
    assert {f.problem for f in findings(ledger, quick=True)} == {"facts"}


def test_who_reads_with_another_program_and_who_writes_do_not_wait(ledger: Path) -> None:
    record(ledger, project("A"))
    uri = f"{ledger.as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=0)) as reader:
        reader.execute("BEGIN")
        counted = "SELECT COUNT(*) FROM projects"
        assert reader.execute(counted).fetchone() == (1,)
        with recording(ledger, STAMP, wait=0) as recorder:  # while somebody reads
            recorder.add([project("B")])
            with closing(sqlite3.connect(uri, uri=True, timeout=0)) as other:  # while we write
                assert other.execute(counted).fetchone() == (1,)
        assert reader.execute(counted).fetchone() == (1,)  # one snapshot
        reader.execute("COMMIT")
        assert reader.execute(counted).fetchone() == (2,)
    assert findings(ledger) == []


def test_another_offices_plan_names_nothing(ledger: Path) -> None:
    record(ledger, project("A"))
    with closing(connect(ledger, "write")) as connection:
        recorder = Recorder(connection, "JJ", STAMP)
        recorder.found_office()
        units = tuple(u._replace(names=Names("X", "甲", "甲")) for u in PLAN.units)
        recorder.adopt(PLAN._replace(code="jj-2022", units=units), date(2022, 2, 1))
        recorder.close()
    assert rows(ledger, "SELECT id, district_name FROM projects") == [("QZ-1", "晋江市")]
    assert len({name for org, *_, name in table(ledger, "name") if org == "JJ"}) > 1
