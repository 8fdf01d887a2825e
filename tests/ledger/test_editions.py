"""Editions: what is noted of a bulletin, and how it is found again."""

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from qzinvest.errors import EditionFrozen, PlanUnknown, UnknownEdition
from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger import queries
from qzinvest.ledger.connection import connect
from qzinvest.ledger.editions import edition_of, editions, plan_of
from qzinvest.ledger.record import event_of, recording
from qzinvest.ledger.rulings import freeze
from qzinvest.ledger.uncounted import known_at
from qzinvest.ledger.verify import findings, rebuild
from qzinvest.model.edition import Edition, Printed
from qzinvest.model.plan import Letterhead
from tests.ledger.samples import STAMP, project, record, rows, tables

TODAY = date(2022, 7, 1)
JUNE = date(2022, 6, 30)


def frozen(path: Path, code: str, as_of: date | None = JUNE, plan: str | None = None) -> Edition:
    with recording(path, STAMP) as recorder:
        return freeze(recorder, code, plan, as_of, TODAY, lang="zh_Hans")


def undo(path: Path, event: str) -> None:
    with recording(path, STAMP) as recorder:
        recorder.undo(event_of(recorder.connection, event, "QZ"))


def codes(path: Path) -> list[str]:
    with queries.reading(path) as connection:
        return [edition.code for edition in editions(connection)]


def adopt(path: Path, target: int, effective: date) -> None:
    plan = shipped_plan()
    first = plan.indicators[0]._replace(target=target)
    with recording(path, STAMP) as recorder:
        recorder.adopt(plan._replace(indicators=(first, *plan.indicators[1:])), effective)


def digest(path: Path, seq: int) -> str:
    ((value,),) = rows(path, f"SELECT lower(hex(hash)) FROM event WHERE seq = {seq}")  # noqa: S608 - a number
    return str(value)


def test_an_edition_is_one_event_that_says_what_it_saw(ledger: Path) -> None:
    record(ledger, project("A"), project("B"))

    edition = frozen(ledger, "2022-06")

    assert edition == Edition(
        code="2022-06",
        as_of=JUNE,
        plan="quanzhou-2022",
        effective=date(2022, 1, 1),
        plan_event="QZ:2",
        positions={"QZ": 4},
        plans=edition.plans,
        event="QZ:5",
        office="QZ",
        at=STAMP[0],
        who=STAMP[1],
        lang="zh_Hans",
        heads={"QZ": f"4:{digest(ledger, 4)}"},
        hash=digest(ledger, 5),
        printed=Printed("6"),  # the plan numbers bulletins by their month
    )
    assert edition.sealed == {"QZ": f"5:{digest(ledger, 5)}"}
    assert [tuple(row) for row in edition.plans] == [
        ("QZ", "quanzhou-2022", "2022-01-01", 2, "2022-01-01", "2022-12-31")
    ]
    assert rows(ledger, "SELECT kind, key FROM event WHERE seq = 5") == [
        ("edition", "QZ/edition/2022-06")
    ]


@pytest.mark.parametrize(
    ("rule", "numbers"),
    [("month", ["5", "6", "6"]), ("edition", ["1", "2", "2"]), ("", ["", "", ""])],
)
def test_its_bulletin_is_numbered_by_the_plan(ledger: Path, rule: str, numbers: list[str]) -> None:
    plan = shipped_plan()
    with recording(ledger, STAMP) as recorder:
        recorder.adopt(plan._replace(bulletin=Letterhead(number=rule)), date(2022, 1, 1))

    found = [
        frozen(ledger, code, day).printed.number
        for code, day in (("a", date(2022, 5, 31)), ("b", JUNE), ("b2", JUNE))
    ]

    assert found == numbers


def test_what_is_printed_is_kept_and_a_number_goes_before_the_plans(ledger: Path) -> None:
    printed = Printed("12", date(2022, 7, 5), ("请各单位抓紧。", "One."))
    with recording(ledger, STAMP) as recorder:
        edition = freeze(recorder, "x", None, JUNE, TODAY, lang="en", printed=printed)

    assert edition.printed == printed


def test_without_a_day_it_is_of_the_day_that_reports_take(ledger: Path) -> None:
    assert frozen(ledger, "today", None).as_of == TODAY


def test_without_a_plan_there_is_no_edition(ledger: Path) -> None:
    with pytest.raises(PlanUnknown):
        frozen(ledger, "x", plan="other")
    assert codes(ledger) == []


def test_a_name_is_frozen_once_until_it_is_taken_back(ledger: Path) -> None:
    frozen(ledger, "2022-06")
    with pytest.raises(EditionFrozen) as caught:
        frozen(ledger, "2022-06")
    assert caught.value.fields["event"] == "QZ:3"

    undo(ledger, "QZ:3")

    assert codes(ledger) == []
    record(ledger, project("A"))
    again = frozen(ledger, "2022-06")
    assert (again.event, again.positions) == ("QZ:6", {"QZ": 5})


def test_the_undo_of_an_edition_can_be_undone(ledger: Path) -> None:
    edition = frozen(ledger, "2022-06")
    undo(ledger, "QZ:3")
    undo(ledger, "QZ:4")

    with queries.reading(ledger) as connection:
        (back,) = editions(connection)

    assert back._replace(event=edition.event, hash=edition.hash) == edition


def test_an_unknown_edition_names_the_known_ones(ledger: Path) -> None:
    frozen(ledger, "2022-06")
    frozen(ledger, "2022-05")
    with queries.reading(ledger) as connection, pytest.raises(UnknownEdition) as caught:
        edition_of(connection, "2022-07")
    assert caught.value.fields == {"edition": "2022-07", "known": ("2022-05", "2022-06")}


def test_the_office_may_stand_before_the_name(ledger: Path) -> None:
    edition = frozen(ledger, "2022-06")
    with queries.reading(ledger) as connection:
        assert edition_of(connection, "QZ/2022-06") == edition


def test_the_plan_is_the_one_of_the_day_of_freezing(ledger: Path) -> None:
    edition = frozen(ledger, "2022-06")
    adopt(ledger, 1, date(2022, 1, 1))  # in the place of the first adoption
    adopt(ledger, 2, date(2022, 5, 1))

    with closing(connect(ledger)) as connection:
        then = plan_of(connection, edition)
        earlier, _ = queries.plan_for(connection, None, date(2022, 5, 31), TODAY, edition.plans)

    plan = shipped_plan()
    assert then.plan == earlier.plan == plan
    of_districts = [share for (kind, _, i), share in then.shares.items() if kind == "district"]
    assert sum(of_districts) == sum(indicator.target for indicator in plan.indicators)


def test_a_project_is_had_as_it_stood(ledger: Path) -> None:
    (one,) = record(ledger, project("A"))
    edition = frozen(ledger, "2022-06")
    with recording(ledger, STAMP) as recorder:
        recorder.change([(one, one._replace(name="B"))])
        recorder.add([project("C")])
    ids = ["QZ-1", "QZ-2", "QZ-9", "ZZ-1"]

    with queries.reading(ledger) as connection:
        then, now = (
            {id_: known.name for id_, known in known_at(connection, ids, positions).items()}
            for positions in (edition.positions, None)
        )

    assert then == {"QZ-1": "A"}
    assert now == {"QZ-1": "B", "QZ-2": "C"}


def test_a_project_that_was_taken_back_stood_before(ledger: Path) -> None:
    record(ledger, project("A"))
    edition = frozen(ledger, "2022-06")
    undo(ledger, "QZ:3")
    with queries.reading(ledger) as connection:
        assert list(known_at(connection, ["QZ-1"], edition.positions)) == ["QZ-1"]
        assert known_at(connection, ["QZ-1"], None) == {}


def test_a_ledger_with_editions_holds_and_can_be_rebuilt(ledger: Path) -> None:
    record(ledger, project("A"))
    frozen(ledger, "2022-06")
    before = tables(ledger)
    assert findings(ledger) == []
    rebuild(ledger)
    assert tables(ledger) == before
