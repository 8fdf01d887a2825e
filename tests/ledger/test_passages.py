"""Passages as they stand today, and as they stood at any place of the log."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import date
from itertools import product
from pathlib import Path
from sqlite3 import Connection

from hypothesis import given
from hypothesis import strategies as st

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger import fold
from qzinvest.ledger.connection import connect
from qzinvest.ledger.log import positions
from qzinvest.ledger.moved import Asked, differing, moved
from qzinvest.ledger.passages import Scope, passages
from qzinvest.ledger.queries import reading
from qzinvest.ledger.record import Recorder, event_of
from qzinvest.model.advance import advanced
from qzinvest.model.counting import COUNTED, measure_of
from qzinvest.model.passage import Passage, passage_of, passages_of
from qzinvest.model.plan import Indicator
from qzinvest.model.project import Project, with_payments
from qzinvest.model.stage import STAGES, Stage
from qzinvest.reports.changes import paired
from tests.ledger.samples import (
    A_FEW,
    DAYS,
    JINJIANG,
    NANAN,
    STAMP,
    change,
    copied,
    lives,
    project,
    reached,
    record,
    table,
)
from tests.ruled import ruled

SIGNED = reached(Stage.SIGNED, "2022-03-15")


def read(path: Path, scope: Scope = Scope()) -> list[Passage]:  # noqa: B008 - immutable
    with reading(path) as connection:
        return list(passages(connection, scope))


def test_a_project_as_it_stands(ledger: Path) -> None:
    one = project("A", SIGNED, reached(Stage.FUNDED, "2022-05-01", amount=7), event="conference")
    record(ledger, one)

    (passage,) = read(ledger)
    assert passage == passage_of(with_payments(one._replace(org="QZ", number=1)))
    assert (passage.id, passage.event, passage.brings(Stage.FUNDED)) == ("QZ-1", "conference", 7)
    march, may = SIGNED.on.toordinal(), SIGNED.on.toordinal() + 47
    assert passage[12:19] == (march, march, march, may, may, None, None)
    recorded = [stage for stage in Stage if passage.recorded >> stage & 1]
    assert recorded == [Stage.SIGNED, Stage.FUNDED]


def test_what_is_linked_or_excluded_has_none(ledger: Path) -> None:
    record(
        ledger,
        project("A"),
        ruled(project("B"), same_as="QZ-1"),
        ruled(project("C"), excluded="double"),
    )
    assert [passage.id for passage in read(ledger)] == ["QZ-1"]


def test_filters_are_all_met(ledger: Path) -> None:
    record(
        ledger,
        project("A", channel="fill", district=JINJIANG),
        project("B", channel="fill", district=NANAN),
        project("C", district=NANAN),
    )
    chosen = {"channel": ("fill",), "district": (NANAN, "x")}
    assert [passage.id for passage in read(ledger, Scope(chosen))] == ["QZ-2"]


def test_a_place_of_the_log_shows_what_was_recorded_until_then(ledger: Path) -> None:
    (first,) = record(ledger, project("A", amount=1))
    with reading(ledger) as connection:
        before = event_of(connection, "QZ:3", "QZ").seq
    after = change(ledger, first, first._replace(amount=2))
    amounts = {
        seq: [passage.amount for passage in read(ledger, Scope(positions={"QZ": seq}))]
        for seq in (before - 1, before, after)
    }
    assert amounts == {before - 1: [], before: [1], after: [2]}
    assert read(ledger, Scope(positions={"XM": after})) == []


@A_FEW
@given(
    st.lists(lives(), min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(0, 2), lives() | st.just("exclude")), max_size=6),
)
def test_every_place_of_the_log_can_be_read_again(
    template: Path, recorded: list[Project], steps: list[tuple[int, Project | str]]
) -> None:
    """However projects are changed and excluded, no earlier state is lost, and a replay agrees."""
    with copied(template) as path, closing(connect(path)) as connection:
        recorder = Recorder(connection, "QZ", STAMP)
        known = recorder.add(recorded)
        recorder.close()
        seen = {recorder.last_seq: list(passages(connection))}
        for place, after in steps:
            before = known[place % len(known)]
            if isinstance(after, Project):
                now = after._replace(org=before.org, number=before.number)
            else:
                now = before._replace(
                    rulings=before.rulings.decided(
                        "excluded", None if before.excluded else "passed over"
                    )
                )
            recorder = Recorder(connection, "QZ", STAMP)
            recorder.change([(before, now)])
            recorder.close()
            known[place % len(known)] = with_payments(now)
            seen[recorder.last_seq] = list(passages(connection))
            expected = [each for one in known for each in passages_of(one)]
            assert seen[recorder.last_seq] == expected
        for seq, then in seen.items():
            assert list(passages(connection, Scope(positions={"QZ": seq}))) == then
        folded = connection.execute("SELECT * FROM passage").fetchall()
        for name in ("chain", "project", "partner", "ruling", "entry", "passage"):
            connection.execute(f"DELETE FROM {name}")  # noqa: S608 - a name of our own
        connection.execute("DELETE FROM plan")
        connection.execute("DELETE FROM target")
        fold.replay(connection)
        assert connection.execute("SELECT * FROM passage").fetchall() == folded


PLAN = shipped_plan()
MEASURED = [
    PLAN.indicators[1]._replace(code=stage.code, stage=stage, measure=measure)
    for stage, measure in product(STAGES, ("count", "sum"))
]


@A_FEW
@given(
    st.lists(lives(), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 3), lives()), max_size=4),
    st.tuples(DAYS, DAYS),
    st.tuples(st.integers(0, 4), st.integers(0, 5)),
)
def test_what_is_left_out_of_two_ends_brings_both_the_same(
    template: Path,
    recorded: list[Project],
    steps: list[tuple[int, Project]],
    days: tuple[date, date],
    places: tuple[int, int],
) -> None:
    with copied(template) as path, closing(connect(path)) as connection:
        recorder = Recorder(connection, "QZ", STAMP)
        known = recorder.add(recorded)
        recorder.close()
        seqs = [recorder.last_seq]
        for place, after in steps:
            before = known[place % len(known)]
            now = after._replace(org=before.org, number=before.number)
            recorder = Recorder(connection, "QZ", STAMP)
            recorder.change([(before, now)])
            recorder.close()
            known[place % len(known)] = with_payments(now)
            seqs.append(recorder.last_seq)
        early, late = sorted(min(place, len(seqs)) for place in places)
        earlier = Scope(positions={"QZ": seqs[min(early, len(seqs) - 1)]}, day=days[0])
        at = {"QZ": seqs[late]} if late < len(seqs) else None
        later = Scope(positions=at, day=days[1])

        every = [list(passages(connection, scope)) for scope in (earlier, later)]
        for measured in (MEASURED, *((each,) for each in MEASURED)):

            def told(
                ends: Iterable[Iterable[Passage]], measured: Sequence[Indicator] = measured
            ) -> list[tuple[Passage | None, ...]]:
                return [pair for pair in paired(*ends) if moves(*pair, *days, measured=measured)]

            assert told(looked_at_twice(connection, earlier, later, measured)) == told(every)


def looked_at_twice(
    connection: Connection, before: Scope, after: Scope, measured: Sequence[Indicator]
) -> list[list[Passage]]:
    """What differs at both ends, with what time alone moves."""
    assert before.day is not None
    assert after.day is not None
    measures = {
        str(n): (measure_of(PLAN, each, before.day), measure_of(PLAN, each, after.day))
        for n, each in enumerate(measured)
    }
    asked = Asked(before, after, measures, "district")
    told = list(moved(connection, asked, 0)[1])
    ends = differing(connection, before, after)
    return [sorted([*end, *told], key=lambda each: each.key) for end in ends]


def test_whatever_happens_between_two_ends_is_looked_at(ledger: Path) -> None:
    signed = reached(Stage.SIGNED, "2022-03-15")
    _, _, _, fourth = record(
        ledger,
        project("still", signed),
        project("dropped", signed)._replace(dropped_on=date(2022, 6, 10), drop_reason="x"),
        project("started", signed, reached(Stage.STARTED, "2022-06-30")),
        project("recorded anew", signed),
    )
    days = date(2022, 5, 31), date(2022, 6, 30)
    with reading(ledger) as connection:
        at = {"QZ": event_of(connection, "QZ:6", "QZ").seq}
    change(ledger, fourth, fourth._replace(amount=2))
    with reading(ledger) as connection:
        ends = Scope(positions=at, day=days[0]), Scope(day=days[1])
        told = [[each.id for each in end] for end in differing(connection, *ends)]
        assert told == [["QZ-4"]] * 2
        found = looked_at_twice(connection, *ends, MEASURED)
        assert [[each.id for each in end] for end in found] == [["QZ-2", "QZ-3", "QZ-4"]] * 2


def test_what_is_paid_between_two_ends_is_looked_at(ledger: Path) -> None:
    one = project("A", reached(Stage.SIGNED, "2022-03-15"))
    for on in ("2022-04-10", "2022-06-10"):
        one = advanced(one, reached(Stage.FUNDED, on, amount=7))
    record(ledger, one)
    with reading(ledger) as connection:
        at = positions(connection)
        ends = Scope(positions=at, day=date(2022, 5, 31)), Scope(day=date(2022, 6, 30))
        assert [len(list(end)) for end in differing(connection, *ends)] == [1, 1]


def moves(
    old: Passage | None,
    new: Passage | None,
    *days: date,
    measured: Sequence[Indicator] = MEASURED,
) -> bool:
    """Whether a project brings something else to any of the figures, or to another unit."""
    if old is not None and new is not None and old[:10] != new[:10]:
        return True
    brought = (
        [
            measure.value(each) if each and measure.verdict(each) == COUNTED else 0
            for measure in (measure_of(PLAN, indicator, day) for indicator in measured)
        ]
        for each, day in zip((old, new), days, strict=True)
    )
    was, is_ = brought
    return was != is_


def test_the_log_alone_gives_the_passages(ledger: Path) -> None:
    (first,) = record(ledger, project("A"))
    change(ledger, first, first._replace(amount=2))
    assert len(table(ledger, "passage")) == 2
