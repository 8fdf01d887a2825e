"""The data that comes with the program can be used as it is."""

from datetime import date

from qzinvest.intake.plain_csv.rows import PlainRow, read_plain
from qzinvest.intake.plans.file import data_folder, shipped_plan
from qzinvest.intake.words.names import Resolver

REPORTED = data_folder() / "reported-projects.csv"


def test_reported_projects_are_read_without_a_fault() -> None:
    rows = list(read_plain(REPORTED, Resolver(shipped_plan()), date(2026, 1, 1)))
    projects = [row.project for row in rows if isinstance(row, PlainRow)]
    assert len(rows) == len(projects) == 22
    assert [p.stage.code for p in projects].count("signed") == 7
    assert all(p.source and p.note for p in projects)


def test_a_reported_signing_without_district_is_in_talks_and_says_so() -> None:
    rows = read_plain(REPORTED, Resolver(shipped_plan()), date(2026, 1, 1))
    (xtep,) = (r.project for r in rows if isinstance(r, PlainRow) and r.project.code == "REAL-10")
    assert (xtep.district, xtep.stage.code, xtep.signing) == (None, "talks", None)
    assert xtep.note is not None
    assert "签约须有属地" in xtep.note
