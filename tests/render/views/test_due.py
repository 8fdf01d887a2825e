"""The list of what is due in every format."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from rich.cells import cell_len

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.locale import wording
from qzinvest.model.changes import Known
from qzinvest.model.document import Light, Table
from qzinvest.model.due import Due, DueList, Gain, Waiting
from qzinvest.model.passage import Passage, passage_of
from qzinvest.model.project import Milestone, Project
from qzinvest.model.selection import Filter, Selection
from qzinvest.model.stage import Stage
from qzinvest.render.data import csv_of, json_of
from qzinvest.render.figures import money_unit
from qzinvest.render.markdown import markdown
from qzinvest.render.screen import screen
from qzinvest.render.views.due import data, document
from tests.ledger.samples import JINJIANG
from tests.render.conftest import names

Golden = Callable[[str, str], None]
PLAN = shipped_plan()
DUE = {rule.after: rule for rule in PLAN.due}


def passage(number: int, stage: Stage, signing: str, **fields: object) -> Passage:
    milestones = (Milestone(stage, date(2022, 5, 1), date(2022, 5, 1)),)
    return passage_of(
        Project("QZ", number, "P", 250 * 10**8, milestones, signing=signing, **fields)  # type: ignore[arg-type]  # fields of a project
    )


SIGNED = passage(17, Stage.SIGNED, "contract", district=JINJIANG, department="COM")
INTENT = passage(1234, Stage.REGISTERED, "intent", district="gone")
SINCE = date(2022, 5, 1).toordinal()
FOUND = DueList(
    PLAN,
    "district",
    date(2022, 8, 17),
    Selection(),
    {"yellow": 1, "red": 2, "remove": 0},
    {
        JINJIANG: Waiting({"yellow": 0, "red": 2, "remove": 0}, 300 * 10**8),
        None: Waiting({"yellow": 1, "red": 0, "remove": 0}, 250 * 10**8),
    },
    spared=0,
    wanted=3,
    listed=2,
    rows=(
        (
            Due(
                SIGNED,
                DUE[Stage.SIGNED],
                "red",
                Stage.SIGNED,
                SINCE,
                108,
                Gain("landed_projects", Fraction(25, 2)),
            ),
            Known("海峡智能装备产业园", owner="陈晓东", phone="13805957788"),
        ),
        (
            Due(INTENT, DUE[Stage.TALKS], "yellow", Stage.REGISTERED, SINCE, 108),
            Known("Optics | \u202e"),
        ),
    ),
)


@pytest.mark.parametrize("lang", ["en", "zh_Hans"])
@pytest.mark.parametrize("width", [80, 120])
def test_screen(golden: Golden, lang: str, width: int) -> None:
    w = wording(lang)
    text = screen(document(FOUND, w, money_unit(w.lang)), w, width)
    assert max(map(cell_len, text.splitlines())) <= width
    golden(f"due.{lang}.{width}.txt", text)


@pytest.mark.parametrize("width", [61, 66])
def test_a_narrow_screen_has_a_line_a_project_and_names_what_it_spares(width: int) -> None:
    w = wording("en")
    nobody = FOUND._replace(rows=tuple((each, Known(told.name)) for each, told in FOUND.rows))
    lines = screen(
        document(nobody, w, money_unit(w.lang)), w, width, brief=True, notes=True
    ).splitlines()
    assert max(map(cell_len, lines)) <= width
    first = next(line for line in lines if "QZ-17" in line)
    assert first.split()[-3:] == ["108", "25.000", "+12.50"]
    assert "Left out for width: Indicator, Department, Since" in " ".join(lines)


def test_a_terminal_has_one_line_a_project_under_whom_to_chase(golden: Golden) -> None:
    w = wording("zh_Hans")
    text = screen(document(FOUND, w, money_unit(w.lang)), w, 80, brief=True)
    golden("due.zh_Hans.80.terminal.txt", text)
    head, _, _, unit, project, *_ = text.splitlines()
    assert head.split() == ["催办单", "截至", "2022-08-17"]
    assert unit.startswith("── 晋江 · 逾期 2 个")
    assert project.split()[:2] == ["■", "QZ-17"]
    assert "■ 逾期 2 个  ◆ 提醒 1 个  显示 2/3：--limit 0" in text


def test_figures_stay_figures_and_codes_are_named() -> None:
    [table] = document(FOUND, wording("zh_Hans"), "yi").blocks
    assert isinstance(table, Table)
    jinjiang, first, other, second = (row.cells for row in table.rows)
    assert [row.rank for row in table.rows] == ["heading", "line"] * 2
    assert jinjiang == ("晋江 · 逾期 2 个，共 300.00 亿元，列出 1 个",)
    assert other == ("未注明责任单位 · 提醒 1 个，共 250.00 亿元",)
    assert first[0] == Light("■", "红", "bad")
    assert first[3:7] == ("签约→注册", 108, 250 * 10**8, Fraction(25, 2))
    assert first[7:] == (
        *("陈晓东", "13805957788", "市商务局", date(2022, 5, 1), "20亿元以上落地项目"),
    )
    # What waits for another signing has its kind; what there is no figure of is empty.
    assert second[2:4] == ("Optics | \\u202e", "意向→签约")
    assert second[6:10] == ("", "", "", "")
    assert second[-1] == ""


def test_nothing_is_due() -> None:
    w, none = wording("en"), FOUND._replace(rows=(), listed=0, wanted=0)
    title, subtitle, _, text, *_ = screen(
        document(none, w, money_unit(w.lang)), w, 120
    ).splitlines()
    assert title == PLAN.titles.en
    assert subtitle == "To be chased · Districts · as of 2022-08-17"
    assert text == "No project is due."


def test_notes_say_how_many_there_are_and_by_which_rules() -> None:
    first, second, *rules = document(FOUND, wording("en"), "bn").notes
    assert first == "Shown: 2 of 3. --limit 0 shows all."
    assert second == "Due in all: reminder (yellow) 1, overdue (red) 2, to leave the pool 0."
    assert (
        "Registered, not funded: reminder (yellow) from day 60, overdue (red) from day 120."
        in rules
    )
    assert not any("money paid in" in text for text in rules)
    paid = PLAN.indicators[1]._replace(stage=Stage.FUNDED)
    notes = document(FOUND._replace(plan=PLAN._replace(indicators=(paid,))), wording("en"), "bn")
    assert "money paid in" in notes.notes[-1]


def test_markdown_says_of_which_projects_and_when() -> None:
    selection = Selection((Filter("district", "350582", names("Jinjiang City")),))
    text = markdown(document(FOUND._replace(selection=selection), wording("en"), "bn"))
    subtitle, _, head, _, first, *_ = text.splitlines()[2:]
    assert subtitle.startswith("To be chased · Districts · as of 2022-08-17 · ")
    assert "Jinjiang City" in subtitle
    assert head.startswith("|  | Id | Name | To do |")
    assert first.startswith("|  | Jinjiang · 2 overdue, ") or "Jinjiang · 2 overdue, " in first


def test_json_and_csv_have_codes_and_people_names() -> None:
    w = wording("zh_Hans")
    told = json.loads(json_of(data(FOUND, w), PLAN, w))
    assert told["levels"] == {"yellow": 1, "red": 2, "remove": 0}
    assert told["units"][JINJIANG] == {"yellow": 0, "red": 2, "remove": 0, "amount": 300 * 10**8}
    assert told["more"] == {"projects": 1}
    assert told["rows"][0] == {
        "level": "red",
        "id": "QZ-17",
        "name": "海峡智能装备产业园",
        "district": JINJIANG,
        "department": "COM",
        "stage": "signed",
        "since": "2022-05-01",
        "waited": 108,
        "next": "registered",
        "amount": 250 * 10**8,
        "indicator": "landed_projects",
        "gain": 12.5,
        "owner": "陈晓东",
        "phone": "13805957788",
    }
    [_, row] = csv.DictReader(io.StringIO(csv_of(data(FOUND, w), PLAN, w, labels=False)))
    assert [row[key] for key in ("stage", "next", "indicator", "gain")] == [
        "intent",
        "signed",
        "",
        "",
    ]
    [row, _] = csv.DictReader(io.StringIO(csv_of(data(FOUND, w), PLAN, w, labels=True)))
    assert list(row.values())[3:6] == ["晋江", "市商务局", "签约"]
