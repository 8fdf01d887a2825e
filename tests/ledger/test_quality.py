"""How late stages are recorded is read from the states of the log, spell by spell."""

from datetime import UTC, date
from pathlib import Path

from qzinvest.ledger.passages import Scope
from qzinvest.ledger.quality import Asked, delays, filled, look_alikes
from qzinvest.ledger.queries import reading
from qzinvest.ledger.record import recording
from qzinvest.model.advance import advanced, dropped
from qzinvest.model.project import Milestone
from qzinvest.model.stage import Stage
from tests.ledger.samples import JINJIANG, project, reached, record

YEAR = date(2022, 1, 1), date(2022, 12, 31)


def on(path: Path, day: str, told: Milestone | None) -> None:
    """Record on a day what was reached; ``None`` for the drop of that day."""
    with recording(path, (f"{day}T02:00:00Z", "clerk")) as recorder:
        known = recorder.project("QZ-1")
        today = date.fromisoformat(day)
        after = dropped(known, today, "x") if told is None else advanced(known, told)
        recorder.change([(known, after)])


def test_a_spell_that_begins_sooner_than_was_known_was_not_recorded_later(ledger: Path) -> None:
    """Signed anew in August and recorded the next day; in October talks of July are told."""
    with recording(ledger, ("2022-03-16T02:00:00Z", "clerk")) as recorder:
        recorder.add([project("A")])
    on(ledger, "2022-05-10", None)
    on(ledger, "2022-08-02", reached(Stage.SIGNED, "2022-08-01"))
    on(ledger, "2022-10-05", reached(Stage.TALKS, "2022-07-25"))
    asked = Asked(Scope(), "district", *YEAR, date(2022, 12, 31), UTC)

    with reading(ledger) as connection:
        found = delays(connection, asked)

    assert found == {JINJIANG: {1: 1, 72: 1}}  # signed, and the talks of July


def test_a_look_alike_is_signed_in_the_period_whatever_it_is_like(ledger: Path) -> None:
    years = ("2021-12-31", "2022-03-15", "2022-08-01")
    record(ledger, *(project("光电产业园", reached(Stage.SIGNED, day)) for day in years))
    asked = Asked(Scope(), "district", *YEAR, date(2022, 6, 30), UTC)

    with reading(ledger) as connection:
        found = list(look_alikes(connection, asked))

    assert found == [("QZ-2", JINJIANG, "QZ-1"), ("QZ-2", JINJIANG, "QZ-3")]


def test_what_came_after_the_period_is_not_of_it(ledger: Path) -> None:
    record(
        ledger, *(project(day, reached(Stage.SIGNED, day)) for day in ("2022-12-31", "2023-01-01"))
    )
    asked = Asked(Scope(), "district", *YEAR, date(2023, 4, 30), UTC)

    with reading(ledger) as connection:
        assert [of.projects for of in filled(connection, asked, ("origin",)).values()] == [1]
        assert [sum(of.values()) for of in delays(connection, asked).values()] == [1]
