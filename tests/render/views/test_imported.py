"""What an import understood and did, row by row, for people and for programs."""

import csv
import io
import json
from datetime import date

from qzinvest.errors import Fault, UnknownName
from qzinvest.intake.plans.file import shipped_plan
from qzinvest.locale import wording
from qzinvest.model.document import Table
from qzinvest.model.imported import Imported, Line
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import Stage
from qzinvest.render.data import bare, csv_of, json_of
from qzinvest.render.views import imported as view

PLAN, W = shipped_plan(), wording("en")
SIGNED = Milestone(Stage.SIGNED, date(2022, 3, 15), date(2022, 3, 15))
PLANT = Project("QZ", 1, "Plant", 5 * 10**8, (SIGNED,), district="350582")
MILL = PLANT._replace(number=2, name="Mill")
FAULT = Fault("june.csv", 5, "district", "=晋红", UnknownName(what="district", text="=晋红"))
ACCOUNT = Imported(
    name=None,
    dry_run=True,
    saved=False,
    added=1,
    changed=1,
    unchanged=0,
    left_out=(),
    tables=(),
    lines=(
        Line("june.csv", "", 6, "changed", PLANT, PLANT._replace(note="more")),
        Line("june.csv", "", 2, "added", None, MILL),
    ),
    marks=(),
    faults=(FAULT,),
    disagreements=(),
    rounded=(),
    leaps=(),
    implausible=(),
    remarks=(),
    suspects=(),
    linked=(),
    shown=(),
)


def rows_of(imported: Imported) -> list[tuple[object, ...]]:
    (table,) = view.document(imported, PLAN, W).blocks
    assert isinstance(table, Table)
    return [row.cells for row in table.rows]


def test_good_rows_and_bad_ones_stand_in_the_order_of_the_file() -> None:
    added, refused, changed = rows_of(ACCOUNT)
    assert added[:6] == ("", "", 2, "add", "QZ-2", "Mill")
    assert added[6] == ("CNY 500 million; Jinjiang City (350582); Signed on 2022-03-15")
    assert refused[2:6] == (5, "REFUSED", "", "district =晋红")
    assert changed[2:] == (6, "change", "QZ-1", "Plant", "Note: (none) → more")


def test_the_file_stands_there_where_there_are_several() -> None:
    several = ACCOUNT._replace(faults=(FAULT._replace(file="july.xlsx", sheet="一"),))
    assert [row[:3] for row in rows_of(several)] == [
        ("june.csv", "", 2),
        ("june.csv", "", 6),
        ("july.xlsx", "一", 5),
    ]


def test_programs_get_codes_and_the_file_in_every_row() -> None:
    told = view.data(ACCOUNT, PLAN, W, labels=False)
    rows = list(csv.DictReader(io.StringIO(csv_of(told, PLAN, W, labels=False))))
    assert [(row["file"], row["outcome"], row["id"]) for row in rows] == [
        ("june.csv", "added", "QZ-2"),
        ("june.csv", "refused", ""),
        ("june.csv", "changed", "QZ-1"),
    ]


def test_the_account_is_an_object_of_its_own() -> None:
    told = json.loads(json_of(view.data(ACCOUNT, PLAN, W, labels=False), PLAN, W))
    assert list(told)[:4] == ["import", "fictional", "dry_run", "saved"]
    assert (told["added"], told["changed"], told["refused"]) == (1, 1, 1)
    assert told["rows"][0]["changes"] == {"note": [None, "more"]}
    assert told["faults"][0]["error"] == "UnknownName"


def test_faults_go_back_without_what_a_list_says_of_itself() -> None:
    (row,) = csv.DictReader(io.StringIO(bare(view.faults_data([FAULT], W), "csv")))
    assert (row["file"], row["row"], row["value"]) == ("june.csv", "5", "'=晋红")
    assert (row["error"], list(row)[-1]) == ("UnknownName", "remedy")
    assert json.loads(bare(view.faults_data([FAULT], W), "json"))[0]["value"] == "=晋红"
