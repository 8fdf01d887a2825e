"""Reading: ids and codes, lists, searches, and the plan in force."""

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from qzinvest.errors import (
    AmbiguousName,
    LedgerDamaged,
    PlanUnknown,
    RepeatedCode,
    UnknownProject,
)
from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger import log, queries
from qzinvest.ledger.queries import Wanted, reading
from qzinvest.ledger.record import recording
from qzinvest.model.money import YI
from qzinvest.model.normal import investor_key, name_key, search_text
from qzinvest.model.plan import shares_of
from qzinvest.model.stage import Stage
from tests.ledger.samples import NANAN, STAMP, change, execute, project, reached, record, rows
from tests.ruled import ruled

PLAN = shipped_plan()


@pytest.mark.parametrize("text", ["QZ-2", "qz-2", " QZ-2 ", "2", "E-7"])
def test_a_project_is_found_by_id_number_or_code(ledger: Path, text: str) -> None:
    _, two = record(ledger, project("A"), project("B", code="E-7"))

    with reading(ledger) as connection:
        assert queries.project(connection, text) == two


@pytest.mark.parametrize(
    "text", ["QZ-3", "XX-2", "0", "e-7", "C", "", "QZ-", "²", "9" * 20, "9" * 5000]
)
def test_an_unknown_project_is_refused(ledger: Path, text: str) -> None:
    record(ledger, project("A"), project("B", code="E-7"))

    with reading(ledger) as connection, pytest.raises(UnknownProject):
        queries.project(connection, text)


def test_a_project_is_found_by_the_name_that_one_alone_has(ledger: Path) -> None:
    record(ledger, project("安踏 智能园"), project("B"), project("B"))

    with reading(ledger) as connection:
        assert queries.project(connection, "安踏智能园").id == "QZ-1"
        with pytest.raises(AmbiguousName) as refused:
            queries.project(connection, "B")
    assert refused.value.fields["candidates"] == ("QZ-2", "QZ-3")


def test_one_projects_id_and_another_ones_code_are_ambiguous(ledger: Path) -> None:
    record(ledger, project("A"), project("B", code="QZ-1"), project("C", code="QZ-3"))

    with reading(ledger) as connection:
        with pytest.raises(AmbiguousName) as caught:
            queries.project(connection, "QZ-1")
        assert queries.project(connection, "QZ-3").name == "C"  # its id and its code
    assert caught.value.fields["candidates"] == ("QZ-1", "QZ-2")


def test_codes_find_their_projects_and_the_events_that_left_them(ledger: Path) -> None:
    one, two, three = record(
        ledger, project("A"), project("B", code="QZ-1"), project("C", code="E-7")
    )
    changed = one._replace(amount=1)
    change(ledger, one, changed)

    with reading(ledger) as connection:
        found = queries.by_codes(connection, "QZ", ["QZ-1", "E-7", "QZ-3", "XX-1", "", "QZ-9"])

    assert found == {"QZ-1": (two, 4), "E-7": (three, 5), "QZ-3": (three, 5)}


@pytest.fixture
def four(ledger: Path) -> Path:
    """Four projects that differ in everything that a list can ask for."""
    started = reached(Stage.STARTED, "2022-08-01")
    signed = reached(Stage.SIGNED, "2022-03-15")
    lead = reached(Stage.LEAD, "2022-01-10")
    record(
        ledger,
        project("晉江芯片項目", signed, department="SWJ", investor="華威電源", channel="fill"),
        project(
            "南安石材 100% 回收_基地", signed, started, amount=20 * YI, district=NANAN
        )._replace(channel="green", event="fair", note='not "channel":"fill"'),
        project(
            "Ｐｏｗｅｒ　Ｐｌａｎｔ", lead, amount=YI, group="IG01", code="E-7", channel="fill"
        ),
        project("乾隆码头", amount=3 * YI)._replace(
            dropped_on=date(2022, 9, 1), drop_reason="x", channel="Fill"
        ),
    )
    return ledger


def test_a_list_by_term_has_what_no_report_counts(four: Path) -> None:
    """What is excluded, linked, or counted from a day on names its terms as before."""
    with reading(four) as connection:
        one, _, three, _ = queries.projects(connection, Wanted())
    left_out = ruled(one, excluded="twice")
    change(four, one, left_out)
    change(four, three, ruled(three, same_as="QZ-2"))

    assert numbers(four, Wanted(terms={"channel": ("fill",)})) == [1, 3]
    assert numbers(four, Wanted(terms={"channel": ("Fill", "green")})) == [2, 4]

    change(
        four, left_out, one._replace(rulings=one.rulings.decided("excluded", "x", date(2022, 5, 1)))
    )
    assert numbers(four, Wanted(terms={"channel": ("fill", "none")})) == [1, 3]


def numbers(path: Path, wanted: Wanted) -> list[int]:
    with reading(path) as connection:
        found = [one.number for one in queries.projects(connection, wanted)]
        if not wanted.limit:
            assert queries.count_projects(connection, wanted) == len(found)
        return found


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(), [1, 2, 3, 4]),
        (Wanted(districts=(NANAN,)), [2]),
        (Wanted(districts=(NANAN, "350582")), [1, 2, 3, 4]),
        (Wanted(departments=("SWJ",)), [1]),
        (Wanted(districts=(NANAN,), departments=("SWJ",)), []),
        (Wanted(groups=("IG01",)), [3]),
        (Wanted(terms={"channel": ("fill",)}), [1, 3]),
        (Wanted(terms={"channel": ("fill", "green")}), [1, 2, 3]),
        (Wanted(terms={"channel": ("fill", "green"), "event": ("fair",)}), [2]),
        (Wanted(terms={"channel": ()}), [1, 2, 3, 4]),
        (Wanted(terms={"origin": ("fill",)}), []),
        (Wanted(terms={"channel": ("fill",)}, groups=("IG01",)), [3]),
        (Wanted(stage=Stage.SIGNED), [1, 4]),
        (Wanted(since=date(2022, 3, 15), until=date(2022, 7, 31)), [1, 4]),
        (Wanted(since=date(2022, 3, 16)), [2]),
        (Wanted(at_least=5 * YI), [1, 2]),
        (Wanted(at_most=3 * YI), [3, 4]),
        (Wanted(dropped=True), [4]),
        (Wanted(dropped=False, limit=2), [1, 2]),
        (Wanted(sort="-id"), [4, 3, 2, 1]),
        (Wanted(sort="name"), [4, 2, 1, 3]),
        (Wanted(sort="-amount"), [2, 1, 4, 3]),
        (Wanted(sort="amount", limit=1), [3]),
        (Wanted(sort="date"), [3, 1, 4, 2]),
        (Wanted(sort="-stage"), [2, 1, 4, 3]),
    ],
)
def test_a_list_gives_what_is_wanted_in_its_order(
    four: Path, wanted: Wanted, expected: list[int]
) -> None:
    assert numbers(four, wanted) == expected


def test_what_has_no_amount_is_in_no_filter_by_size(ledger: Path) -> None:
    record(ledger, project("Priced"), project("Lead", amount=0))
    assert numbers(ledger, Wanted()) == [1, 2]
    assert numbers(ledger, Wanted(at_most=10**12)) == [1]
    assert numbers(ledger, Wanted(at_least=1)) == [1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("晋江", [1]),
        ("晉江", [1]),
        ("华威", [1]),
        ("芯片项目", [1]),
        ("乾", [4]),  # a character that simplifies otherwise inside a phrase
        ("power", [3]),
        ("ＰＯＷＥＲ", [3]),
        ("e-7", [3]),
        ("100%", [2]),
        ("100％", [2]),
        ("回收_基地", [2]),
        ("%", [2]),
        ("_", [2]),
        ("\\", []),
        ("江芯", [1]),
        ("'", []),
    ],
)
def test_a_search_finds_parts_of_texts_in_any_script(
    four: Path, text: str, expected: list[int]
) -> None:
    assert numbers(four, Wanted(text=search_text(text))) == expected


def test_look_alikes_have_the_same_name_or_investor(ledger: Path) -> None:
    investor = "华威电源有限公司"
    record(
        ledger,
        project("晋江芯片项目"),
        project("晋江 芯片", investor=investor),
        project("石材", investor="華威電源"),
        project("石材二", investor=investor),
        project("别的"),
        project("合资", investor="恒安集团、华威电源"),
    )
    with reading(ledger) as connection:

        def alike(name: str, investor: str | None, limit: int = 200) -> list[int]:
            keys = [key] if (key := investor_key(investor)) else []
            found = queries.look_alikes(connection, name_key(name), keys, limit)
            return [one.number for one in found]

        assert alike("晉江芯片項目", None) == [1, 2]
        assert alike("晋江芯片", investor) == [1, 2, 4, 3, 6]
        assert alike("晋江芯片", investor, 1) == [1, 4, 6]
        assert alike("新的", None) == []


def test_a_taken_code_is_refused(ledger: Path) -> None:
    one, two = record(ledger, project("A", code="E-7"), project("B"))

    with reading(ledger) as connection:
        queries.refuse_taken_code(connection, one)
        queries.refuse_taken_code(connection, two)
        with pytest.raises(RepeatedCode) as caught:
            queries.refuse_taken_code(connection, two._replace(code="E-7"))
    assert caught.value.fields == {"code": "E-7", "where": "QZ-1"}


@pytest.fixture
def revised(ledger: Path) -> Path:
    """The plan of 2022, revised from July on, and a plan of 2023."""
    first = PLAN.indicators[0]
    halved = PLAN._replace(indicators=(first._replace(target=1000),))
    following = PLAN._replace(code="quanzhou-2023", start=date(2023, 1, 1), end=date(2023, 12, 31))
    with recording(ledger, STAMP) as recorder:
        recorder.adopt(following, following.start)
        recorder.adopt(halved, date(2022, 7, 1))
    return ledger


@pytest.mark.parametrize(
    ("code", "as_of", "today", "plan", "effective", "date_of"),
    [
        (None, None, "2022-05-01", "2022", "2022-01-01", "2022-05-01"),
        (None, "2022-06-30", "2026-01-01", "2022", "2022-01-01", "2022-06-30"),
        (None, "2022-07-01", "2026-01-01", "2022", "2022-07-01", "2022-07-01"),
        (None, None, "2023-02-01", "2023", "2023-01-01", "2023-02-01"),
        (None, None, "2026-01-01", "2023", "2023-01-01", "2023-12-31"),
        ("2022", None, "2026-01-01", "2022", "2022-07-01", "2022-12-31"),
        ("2022", "2023-03-01", "2026-01-01", "2022", "2022-07-01", "2023-03-01"),
    ],
)
def test_the_plan_in_force(  # noqa: PLR0913, PLR0917 - one case a line
    revised: Path, code: str | None, as_of: str | None, today: str, plan: str, effective: str,
    date_of: str,
) -> None:  # fmt: skip
    with reading(revised) as connection:
        adopted, day = queries.plan_for(
            connection,
            None if code is None else f"quanzhou-{code}",
            None if as_of is None else date.fromisoformat(as_of),
            date.fromisoformat(today),
        )

    assert adopted.plan.code == f"quanzhou-{plan}"
    assert adopted.effective == date.fromisoformat(effective)
    assert day == date.fromisoformat(date_of)
    for kind in ("district", "department"):
        for indicator in adopted.plan.indicators:
            shares = shares_of(adopted.plan, kind, indicator)
            assert {u: adopted.shares[kind, u, indicator.code] for u in shares} == shares


@pytest.mark.parametrize(
    ("code", "as_of"),
    [("elsewhere-2022", None), (None, date(2021, 12, 31)), ("quanzhou-2023", date(2022, 6, 30))],
)
def test_no_plan_is_in_force(revised: Path, code: str | None, as_of: date | None) -> None:
    with reading(revised) as connection, pytest.raises(PlanUnknown):
        queries.plan_for(connection, code, as_of, date(2026, 1, 1))


def test_the_state_that_was_read_has_a_name(ledger: Path) -> None:
    record(ledger, project("A"))
    ((last,),) = rows(ledger, "SELECT hex(hash) FROM event WHERE seq = 3")

    with reading(ledger) as connection:
        assert log.heads(connection) == {"QZ": f"3:{str(last).lower()}"}
        assert queries.office(connection) == "QZ"


def plans_of(connection: sqlite3.Connection, statements: list[str]) -> list[str]:
    return [
        str(row[3]) for sql in statements for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")
    ]


def test_finding_single_projects_never_scans(four: Path) -> None:
    statements: list[str] = []
    with reading(four) as connection:
        connection.set_trace_callback(statements.append)
        queries.project(connection, "QZ-1")
        queries.by_codes(connection, "QZ", ["QZ-1", "E-7"])
        queries.look_alikes(connection, "a", ["b"])
        queries.by_name(connection, "QZ", "a")
        queries.linked_to(connection, "QZ-1")
        queries.refuse_taken_code(connection, queries.project(connection, "E-7"))
        connection.set_trace_callback(None)
        steps = plans_of(connection, statements)

    assert len(statements) >= 7
    assert [step for step in steps if step.startswith("SCAN") and "chain" not in step] == []
    assert [step for step in steps if step.endswith("PRIMARY KEY (org=?)")] == []  # a whole office
    used = " ".join(steps)
    for index in (
        *("project_code", "project_name_key", "project_investor_key"),
        *("project_same_as", "partner_key"),
    ):
        assert f"USING INDEX {index} " in used or f"USING COVERING INDEX {index} " in used


def test_a_list_by_id_with_a_limit_stops_there(four: Path) -> None:
    statements: list[str] = []
    with reading(four) as connection:
        connection.set_trace_callback(statements.append)
        list(queries.projects(connection, Wanted(limit=20)))
        list(queries.projects(connection, Wanted(limit=20, sort="-id")))
        connection.set_trace_callback(None)
        steps = plans_of(connection, statements)

    assert not any("TEMP B-TREE" in step for step in steps)


def test_a_list_looks_up_what_it_gives_and_no_more(four: Path) -> None:
    statements: list[str] = []
    with reading(four) as connection:
        connection.set_trace_callback(statements.append)
        found = queries.projects(connection, Wanted(sort="-amount", limit=3))
        assert [next(found).number, next(found).number] == [2, 1]
        connection.set_trace_callback(None)

    assert sum("SELECT body" in sql for sql in statements) == 2


def test_a_damaged_ledger_is_said_when_it_is_read(ledger: Path) -> None:
    execute(ledger, "DROP TABLE plan")

    with pytest.raises(LedgerDamaged, match="plan"), reading(ledger) as connection:
        queries.plan_for(connection, None, None, date(2022, 1, 1))
