"""What was recorded, as lists for people and for programs."""

import csv
import gc
import io
import json
import tracemalloc
from collections.abc import Iterator
from datetime import date
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.locale import wording
from qzinvest.model.document import Document, Table
from qzinvest.model.edition import Edition
from qzinvest.model.history import Entry, Import
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import Stage
from qzinvest.render.data import csv_of, csv_pieces_of, json_of
from qzinvest.render.views import history

PLAN, W, ZONE = shipped_plan(), wording("en"), ZoneInfo("Asia/Shanghai")
AT = "2022-06-30T09:05:00Z"
SIGNED = Milestone(Stage.SIGNED, date(2022, 3, 15), date(2022, 3, 15))
PLANT = Project("QZ", 1, "Plant", 5 * 10**8, (SIGNED,), district="350582")
ADDED = Entry("QZ:7", AT, "wang", "project", "QZ-1", existed=False, exists=True, after=PLANT)
MILL = PLANT._replace(name="Mill")
MOVED = Entry(
    *("QZ:8", AT, "li", "project", "QZ-1"), existed=True, exists=True, before=PLANT, after=MILL
)
FILES: tuple[dict[str, object], ...] = ({"name": "a.csv"}, {"name": "b.csv"})
IMPORT = Import("QZ", 3, AT, "wang", FILES, 5, 2, 1, 0, 7, 13, undone=True)


def cells(document: Document) -> list[tuple[object, ...]]:
    (table,) = document.blocks
    assert isinstance(table, Table)
    return [row.cells for row in table.rows]


def test_an_event_says_in_words_what_it_did_at_the_ledgers_time() -> None:
    added, moved = cells(history.document([ADDED, MOVED], 2, PLAN, W, ZONE))
    assert added[:5] == ("QZ:7", "2022-06-30 17:05 +08:00", "wang", "QZ-1", "added")
    assert added[5] == "Plant · Jinjiang City (350582) · CNY 500 million · Signed"
    assert moved[4:] == ("changed", "Name: Plant → Mill")


def test_programs_get_the_logs_own_time() -> None:
    (row,) = json.loads(json_of(history.data([MOVED], PLAN, W), PLAN, W))
    assert (row["at"], row["who"], row["key"], row["action"]) == (AT, "li", "QZ-1", "changed")


@pytest.mark.parametrize(("total", "notes"), [(1, 0), (9, 1)])
def test_a_note_says_that_there_are_more_events(total: int, notes: int) -> None:
    assert len(history.document([ADDED], total, PLAN, W, ZONE).notes) == notes


@pytest.mark.uncounted
def test_a_log_as_csv_takes_no_more_memory_for_more_events() -> None:
    def events() -> Iterator[Entry]:
        for number in range(10**9):
            yield ADDED._replace(event=f"QZ:{number}")

    told = csv_pieces_of(history.data(events(), PLAN, W), PLAN, W, labels=False)
    tracemalloc.start()
    held = []
    for _ in range(3):
        assert sum(map(len, islice(told, 5))) > 5 * 100 * 1000
        gc.collect()  # what is garbage already is not held
        held.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert max(held) < 1.1 * held[0]


def test_an_import_that_was_taken_back_says_so() -> None:
    (row,) = cells(history.imports([IMPORT], 4, W, ZONE))
    assert row == (
        *("import-3", "2022-06-30 17:05 +08:00", "wang", "a.csv, b.csv", 5, 2, 1, 0),
        "undone",
    )
    assert history.imports([IMPORT], 4, W, ZONE).notes == ("Shown: 1 of 4. --limit 0 shows all.",)
    text = csv_of(history.imports_data([IMPORT]), PLAN, W, labels=False)
    (told,) = csv.DictReader(io.StringIO(text))
    assert (told["at"], told["files"], told["left_out"]) == (AT, "a.csv, b.csv", "0")


def test_an_edition_has_its_positions_for_programs_alone() -> None:
    day = date(2022, 6, 30)
    frozen = ("QZ:10", "QZ", AT, "li")
    edition = Edition("2022-06", day, "quanzhou-2022", day, "QZ:2", {"QZ": 9}, (), *frozen)
    (row,) = cells(history.editions([edition], W, ZONE))
    assert row == (
        *("2022-06", day, "quanzhou-2022", day, "QZ:10", "2022-06-30 17:05 +08:00"),
        *("li", "", ""),
    )
    (told,) = json.loads(json_of(history.editions_data([edition], labels=False), PLAN, W))
    assert (told["positions"], told["as_of"]) == ({"QZ": 9}, "2022-06-30")
    assert "positions" not in history.editions_data([edition], labels=True).keys


def test_settings_are_told_by_name() -> None:
    kept = [
        history.Setting("timezone", "Asia/Shanghai", "default"),
        history.Setting("unit", "350582", "user"),
        history.Setting("amounts", "wan", "ledger"),
    ]
    assert cells(history.settings(kept, PLAN, W)) == [
        ("Time zone (timezone)", "Asia/Shanghai", "default"),
        ("Own unit (unit)", "Jinjiang (350582)", "you"),
        ("Amounts in (amounts)", "¥m", "ledger"),
    ]
    rows = json.loads(json_of(history.settings_data(kept), PLAN, W))
    assert rows[1] == {
        "setting": "unit",
        "in_force": "350582",
        "set_by": "user",
        "fictional": False,
    }
