"""The funnel in every format."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from rich.cells import cell_len

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.locale import Wording, wording
from qzinvest.model.cohort import cohort_of
from qzinvest.model.cohort_facts import facts_of
from qzinvest.model.counting import by_holder
from qzinvest.model.funnel import Funnel
from qzinvest.model.money import YI
from qzinvest.model.passage import passage_of
from qzinvest.model.stage import Stage
from qzinvest.render.data import csv_of, json_of
from qzinvest.render.figures import money_unit
from qzinvest.render.markdown import markdown
from qzinvest.render.screen import screen as screen_of
from qzinvest.render.views.funnel import data, document
from qzinvest.reports.funnel import funnel
from qzinvest.reports.subjects import Question
from tests.ledger.samples import JINJIANG, NANAN, project, reached
from tests.ruled import ruled

PLAN = shipped_plan()

Golden = Callable[[str, str], None]
AS_OF = date(2022, 9, 30)
COURSE = (
    reached(Stage.SIGNED, "2022-03-01"),
    reached(Stage.REGISTERED, "2022-03-31"),
    reached(Stage.FUNDED, "2022-05-01", amount=YI),
    reached(Stage.STARTED, "2022-06-15"),
)
PROJECTS = (
    project("A", *COURSE),
    project("B", *COURSE[:2], amount=1234 * YI, district=NANAN),
    project("C", *COURSE[:1])._replace(dropped_on=date(2022, 4, 1), drop_reason="no land | site"),
    project("D", reached(Stage.TALKS, "2022-02-01"), district=NANAN),
    ruled(
        project("E", *COURSE[:3]),
        credit=(("district", JINJIANG, 2500), ("district", NANAN, 7500)),
    ),
)


def report(*, days: bool = False, assessed: bool = False) -> Funnel:
    """The funnel of five projects."""
    plan = shipped_plan()
    cohort = cohort_of(plan, AS_OF)
    passages = [passage_of(one._replace(org="QZ", number=n)) for n, one in enumerate(PROJECTS, 1)]
    shares = by_holder("district", assessed=assessed)
    facts = facts_of(passages, cohort, shares, assessed=assessed)
    return funnel(plan, facts, cohort, Question("district", AS_OF), days=days)


def screen(found: Funnel, w: Wording, width: int, *, colour: bool = False) -> str:
    return screen_of(document(found, w, money_unit(w.lang)), w, width, colour=colour)


@pytest.mark.parametrize("lang", ["en", "zh_Hans"])
@pytest.mark.parametrize("width", [80, 120])
def test_screen(golden: Golden, lang: str, width: int) -> None:
    text = screen(report(days=True), wording(lang), width)
    assert max(map(cell_len, text.splitlines())) <= width
    golden(f"funnel.{lang}.{width}.txt", text)


def test_colour_says_the_same() -> None:
    painted, plain = (
        screen(report(), wording("en"), 100, colour=colour) for colour in (True, False)
    )
    assert "\x1b[" in painted
    assert "\x1b[" not in plain


@pytest.mark.parametrize("width", [1, 20, 60])
def test_narrow_screens_keep_every_digit(width: int) -> None:
    words = screen(report(), wording("zh_Hans"), width).split()
    assert {"1,244.00", "100.0%", "2.00"} <= set(words)


def test_markdown_has_the_tables_of_the_screen(golden: Golden) -> None:
    found = document(report(), wording("zh_Hans"), "yi")
    golden("funnel.zh_Hans.md", markdown(found))


def test_json(golden: Golden) -> None:
    text = json_of(data(report(days=True), wording("en"), total=False), PLAN, wording("en"))
    golden("funnel.en.json", text)
    body = json.loads(text)
    assert body["total"]["signed"] == 3
    assert body["total"]["paid_in_rate"] == 2 / 1244
    assert body["rows"][0]["days"][0]["median_days"] == 30
    assert body["reasons"] == [
        {"reason": "no land | site", "kinds": 1, "projects": 1, "amount": 5 * YI}
    ]


def test_csv_has_the_rows_of_the_json() -> None:
    body = json.loads(json_of(data(report(), wording("en"), total=False), PLAN, wording("en")))
    table = list(
        csv.DictReader(
            io.StringIO(
                csv_of(data(report(), wording("en"), total=True), PLAN, wording("en"), labels=False)
            )
        )
    )
    assert len(table) == len(body["rows"]) + 1
    for row, fields in zip(table, [*body["rows"], body["total"]], strict=True):
        for key, value in fields.items():
            if key != "days":
                assert row[key] == ("" if value is None else str(value))


def test_csv_of_days_has_a_row_for_each_leg() -> None:
    w = wording("zh_Hans")
    text = csv_of(data(report(days=True), w, total=False), PLAN, w, labels=True)
    lines = text.splitlines()
    assert lines[0].startswith("单位,名称,梯队,起始阶段,到达阶段,可计天数的项目（个）,")
    assert lines[1] == (
        "晋江,晋江市,1,签约,注册,3,2,1,0,30,,否,泉州市“抓开放招商促项目落地”2022年专项行动方案"
    )


def test_an_assessment_shows_parts_of_projects() -> None:
    shared = report(assessed=True)
    assert shared.lines[0].cell.projects[0] == Fraction(5, 4)
    assert "1.25" in screen(shared, wording("en"), 100)
    assert (
        json.loads(json_of(data(shared, wording("en"), total=False), PLAN, wording("en")))["rows"][
            0
        ]["signed"]
        == 1.25
    )
    assert shared.total.cell == report().total.cell
