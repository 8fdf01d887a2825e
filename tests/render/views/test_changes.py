"""The changes in every format: the same figures, and nothing cut."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date

import pytest
from rich.cells import cell_len

from qzinvest.locale import Wording, wording
from qzinvest.model.changes import Changes
from qzinvest.model.document import Change, Table
from qzinvest.model.money import YI
from qzinvest.model.stage import Stage
from qzinvest.render.data import csv_of, json_of
from qzinvest.render.figures import money_unit
from qzinvest.render.markdown import markdown
from qzinvest.render.screen import screen as screen_of
from qzinvest.render.views.changes import data, document
from tests.ledger.samples import NANAN, project, reached
from tests.reports.changing import JUNE, MAY, PLAN, bulletin, compared, numbered
from tests.ruled import ruled

W = wording("en")
Golden = Callable[[str, str], None]
SIGNED = reached(Stage.SIGNED, "2022-03-15")
IN_JUNE = reached(Stage.SIGNED, "2022-06-10")
REGISTERED = reached(Stage.REGISTERED, "2022-06-20")
A = project("锂电池隔膜生产线", SIGNED, amount=25 * YI)
B = project("石材基地", SIGNED, district=NANAN)
THEN = numbered(A, B, project("C", SIGNED), project("|D", SIGNED), project("E", SIGNED))
NOW = numbered(
    A._replace(milestones=(SIGNED, REGISTERED)),
    B._replace(amount=8 * YI),
    project("C", SIGNED, district=NANAN),
    project("|D", SIGNED)._replace(dropped_on=date(2022, 6, 2), drop_reason="no land"),
    ruled(project("E", SIGNED), excluded="twice"),
    project("=新签产业园", IN_JUNE, amount=1234 * YI),
    project("补录项目", SIGNED, district=NANAN),
    project("补录项目二", SIGNED, district=NANAN, amount=6 * YI),
)
FIRST, *OTHERS = PLAN.indicators
REVISED = PLAN._replace(indicators=(FIRST._replace(target=3000), *OTHERS))


def report() -> Changes:
    """What moved in June, when the target was raised too."""
    before = bulletin(THEN, MAY, tier=1, edition="2022-05")
    after = bulletin(NOW, JUNE, tier=1, edition="2022-06", plan=REVISED, effective=date(2022, 6, 1))
    return compared(before, THEN, after, NOW)


def screen(found: Changes, w: Wording, width: int, *, limit: int = 0) -> str:
    return screen_of(document(found, w, money_unit(w.lang), limit), w, width)


def json_text(found: Changes, limit: int = 0) -> str:
    return json_of(data(found, W, limit, units=False, labels=False), PLAN, W)


def csv_text(found: Changes, limit: int = 0, *, units: bool = False, labels: bool = False) -> str:
    return csv_of(data(found, W, limit, units=units, labels=labels), PLAN, W, labels=labels)


@pytest.mark.parametrize("lang", ["en", "zh_Hans"])
@pytest.mark.parametrize("width", [80, 120])
def test_screen(golden: Golden, lang: str, width: int) -> None:
    text = screen(report(), wording(lang), width, limit=1)
    assert max(map(cell_len, text.splitlines())) <= width
    golden(f"changes.{lang}.{width}.txt", text)


def test_markdown(golden: Golden) -> None:
    w = wording("zh_Hant")
    golden("changes.zh_Hant.md", markdown(document(report(), w, money_unit(w.lang, "wan"), 0)))


def test_what_changed_says_its_sign_and_ranks_what_they_gained() -> None:
    bridge, units, *_ = document(report(), W, "bn", 0).blocks
    assert isinstance(bridge, Table)
    assert isinstance(units, Table)
    first, *reasons, last = [row.cells for row in bridge.rows]
    changes = [cells[1].figure for cells in reasons if isinstance(cells[1], Change)]
    assert first[1] + sum(changes) == last[1]  # type: ignore[operator]  # both are figures
    heads = [column.head for column in units.columns]
    assert heads[1:3] == ["Rank", "Target"]
    for row in units.rows[:-1]:
        _, rank, share, before, after, change = row.cells
        assert isinstance(rank, tuple)
        assert isinstance(share, tuple)
        assert len(rank) == len(share) == 2
        assert isinstance(change, Change)
        assert before + change.figure == after  # type: ignore[operator]  # both are figures


def test_json(golden: Golden) -> None:
    golden("changes.json", json_text(report()))


def test_csv_has_the_rows_of_the_json() -> None:
    found = report()
    body = json.loads(json_text(found))
    for units, key in ((False, "rows"), (True, "units")):
        rows = list(csv.DictReader(io.StringIO(csv_text(found, units=units))))
        assert [list(row)[:-3] for row in rows] == [list(row) for row in body[key]]
        for row, expected in zip(rows, body[key], strict=True):
            texts = {k: "" if v is None else str(v) for k, v in expected.items()}
            assert {k: v.removeprefix("'") for k, v in row.items()} | texts == {
                k: v.removeprefix("'") for k, v in row.items()
            }
    assert "'=新签产业园" in csv_text(found)
    assert csv_text(found, labels=True).startswith("Indicator,Reason,Project,Name,")


def test_the_screen_has_the_figures_of_the_json() -> None:
    found = report()
    text = screen(found, wording("en"), 200)
    body = json.loads(json_text(found))
    for total in body["total"].values():
        change = total["change"]
        shown = f"{change:+,}" if abs(change) < YI else f"{change / YI / 10:+,.3f}"
        assert shown in text
    for row in body["rows"]:
        assert any(row["project"] in line and row["name"] in line for line in text.splitlines())


def test_where_nothing_moved() -> None:
    ends = (bulletin(THEN, MAY, edition="a"), bulletin(THEN, MAY, edition="b"))
    found = compared(ends[0], THEN, ends[1], THEN)
    text = screen(found, wording("en"), 80)
    assert "No project changed any of these figures." in text
    assert json.loads(json_text(found))["rows"] == []


@pytest.mark.parametrize("limit", [1, 2])
def test_a_limit_holds_in_every_format_and_says_what_it_leaves_out(limit: int) -> None:
    found = report()
    body = json.loads(json_text(found, limit))
    rows = list(csv.DictReader(io.StringIO(csv_text(found, limit))))
    assert [row["project"] for row in rows] == [row["project"] for row in body["rows"]]
    for code, total in body["total"].items():
        for reason, each in total["reasons"].items():
            mine = [r for r in body["rows"] if (r["indicator"], r["reason"]) == (code, reason)]
            projects = {row["project"] for row in mine}
            assert len(projects) <= limit
            assert len(projects) + each["more"]["projects"] == each["projects"]
            assert sum(row["change"] for row in mine) + each["more"]["change"] == each["change"]
