"""The progress report in every format."""

import csv
import io
import json
import re
from collections.abc import Callable
from fractions import Fraction

import pytest
from rich.cells import cell_len

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.locale import Wording, wording
from qzinvest.model.document import Light as Shown
from qzinvest.model.document import Lit, MoneyUnit, Table
from qzinvest.model.note import Note
from qzinvest.model.plan import LANGUAGES
from qzinvest.model.progress import Line, Progress
from qzinvest.render.data import csv_of, json_of
from qzinvest.render.figures import money_unit
from qzinvest.render.markdown import markdown
from qzinvest.render.screen import screen as screen_of
from qzinvest.render.views.progress import data, document

PLAN = shipped_plan()

Golden = Callable[[str, str], None]
W = wording("en")
FIGURES = ["65.200", "65.323", "130.400", "1,000.000", "101.123", "1,500", "125.0%", "+75.0"]


def screen(found: Progress, w: Wording, width: int, *, unit: MoneyUnit = "yi", **how: bool) -> str:
    return screen_of(document(found, w, money_unit(w.lang, unit)), w, width, **how)


def as_json(found: Progress) -> str:
    return json_of(data(found, W, total=False), PLAN, W)


def as_csv(found: Progress) -> str:
    return csv_of(data(found, W, total=False), PLAN, W, labels=False)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [80, 100, 120])
def test_screen(report: Progress, golden: Golden, lang: str, width: int) -> None:
    text = screen(report, wording(lang), width)
    assert max(map(cell_len, text.splitlines())) <= width
    golden(f"progress.{lang}.{width}.txt", text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_terminal_needs_less(report: Progress, golden: Golden, lang: str) -> None:
    text = screen(report, wording(lang), 80, brief=True)
    golden(f"progress.{lang}.80.terminal.txt", text)
    assert len(text.splitlines()) == 29
    every = screen(report, wording(lang), 80, brief=True, notes=True)
    assert every.splitlines()[-1] == screen(report, wording(lang), 80).splitlines()[-1]


def test_screen_in_colour_says_the_same(report: Progress, golden: Golden) -> None:
    text = screen(report, W, 80, colour=True, brief=True)
    golden("progress.en.80.ansi", text)
    plain = [re.sub(r"\x1b\[[0-9;]*m", "", line).rstrip() for line in text.split("\n")]
    assert plain == screen(report, W, 80, brief=True).split("\n")


@pytest.mark.parametrize("width", [1, 20, 40, 59, 66, 72])
def test_narrow_screen_keeps_every_digit(report: Progress, width: int) -> None:
    text = screen(report, W, width)
    words = text.split()
    for figure in FIGURES[1:]:
        assert figure.split()[0] in words


def test_screen_by_group_shows_shares_of_the_whole(by_group: Progress, golden: Golden) -> None:
    golden("progress-group.en.80.txt", screen(by_group, W, 80))


def test_without_targets_nothing_is_coloured_by_the_lead(by_group: Progress) -> None:
    text = screen(by_group, W, 80, colour=True)
    assert by_group.totals[0].ahead_pp == -20
    assert "█" in text
    assert not re.search(r"\x1b\[(?:1;)?3[123]m", text)


def test_digits_never_take_a_colour_and_bars_join_into_one_line(report: Progress) -> None:
    text = screen(report, W, 100, colour=True)
    for style, body in re.findall(r"\x1b\[([\d;]+)m([^\x1b]*)\x1b", text):
        assert style in ("1", "2") or not any(map(str.isdigit, body)), body
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    rows = [line for line in plain.splitlines() if line.endswith(("75.0", "2.9")) and "▕" in line]
    assert len({cell_len(line[: line.index("┃")]) for line in rows}) == 1


def test_screen_in_wan(report: Progress) -> None:
    text = screen(report, wording("zh_Hans"), 100, unit="wan")
    assert "（万元）" in text
    assert "亿元" not in text
    assert "6,532,346" in text


def test_notes_stand_at_the_end(report: Progress) -> None:
    noted = report._replace(notes=(Note("list.more", {"shown": 1, "total": 2000}),))
    last = screen(noted, W, 80).splitlines()[-1]
    assert "2,000" in last


def test_a_table_has_tiers_in_order_of_rank_and_the_total(report: Progress) -> None:
    table = document(report, wording("zh_Hans"), "yi").blocks[0]
    assert isinstance(table, Table)
    assert [(row.rank, row.cells[:4]) for row in table.rows] == [
        ("heading", ("第一梯队",)),
        ("line", (1, "=Quanzhou Taiwanese Investment Zone", 1500, 1200)),
        ("line", (2, "晋江市", 123, 261)),
        ("heading", ("第三梯队",)),
        ("line", (1, "鲤城区", 0, 87)),
        ("heading", ("未分梯队",)),
        ("line", (None, "未明确单位", 7, None)),
        ("total", ("", "全市合计", 1630, 1548)),
    ]
    assert [column.kind for column in table.columns] == [
        *("rank", "text", "count", "count", "bar", "ratio", "gap"),
    ]
    assert table.rows[1].cells[-1] == Lit(Fraction(75), Shown("●", "绿牌", "good"))
    assert table.rows[6].cells[-1] is None


@pytest.mark.parametrize("name", ["report", "by_group"])
def test_markdown(name: str, golden: Golden, request: pytest.FixtureRequest) -> None:
    text = markdown(document(request.getfixturevalue(name), wording("zh_Hans"), "yi"))
    golden(f"progress-{name}.zh_Hans.md", text)


def test_json(report: Progress, golden: Golden) -> None:
    text = as_json(report)
    golden("progress.en.json", text)
    body = json.loads(text)
    keys = "report fictional title plan kind as_of pace assumed rows total subtotals"
    keys += " outside_period outside_period_more indicators"
    assert list(body) == keys.split()
    assert body["rows"][0] == {
        "unit": "350582",
        "name": "晋江市",
        "tier": 1,
        "indicator": "signed_projects",
        "actual": 123,
        "target": 261,
        "completion": 123 / 261,
        "ahead_pp": -2.87,
        "rank": 2,
        "last_year": None,
        "growth": None,
    }
    assert body["total"]["signed_projects"]["gross"] == 1650


def test_json_by_group_has_the_share_of_the_whole(by_group: Progress) -> None:
    rows = json.loads(as_json(by_group))["rows"]
    assert [row["share_of_whole"] for row in rows] == [2 / 3, 1 / 3]
    assert {row["target"] for row in rows} == {None}


def test_csv_has_the_rows_of_the_json(report: Progress, golden: Golden) -> None:
    text = as_csv(report)
    golden("progress.csv", text)
    table = list(csv.DictReader(io.StringIO(text)))
    rows = json.loads(as_json(report))["rows"]
    assert [row["actual"] for row in table] == [str(row["actual"]) for row in rows]
    assert [float(row["completion"] or -1) for row in table] == [
        -1 if row["completion"] is None else row["completion"] for row in rows
    ]
    assert table[2]["name"] == "'=Quanzhou Taiwanese Investment Zone"
    assert table[0]["ahead_pp"] == "-2.87"


def test_csv_with_totals_and_labels(report: Progress) -> None:
    w = wording("zh_Hans")
    lines = csv_of(data(report, w, total=True), PLAN, w, labels=True).splitlines()
    assert lines[0] == (
        "单位,名称,梯队,指标,完成数,任务数,完成率,较序时（百分点）,名次,上年同期,同比增减,计量单位,是否虚构,方案名称"
    )
    assert lines[-2].startswith("全市合计,全市合计,,新签招商项目,1630,1548,1.05")
    assert len(lines) == 11


def a_year_on(report: Progress) -> Progress:
    """The report where everything had grown by 23 % since the year before."""

    def on(lines: tuple[Line, ...]) -> tuple[Line, ...]:
        return tuple(
            line._replace(last_year=int(line.actual / Fraction(123, 100))) for line in lines
        )

    return report._replace(lines=on(report.lines), totals=on(report.totals))


def test_last_year_is_on_a_screen_that_has_room(report: Progress) -> None:
    narrow, wide = (
        screen(a_year_on(report), wording("zh_Hans"), width, brief=True) for width in (80, 100)
    )
    assert "+23.0%" not in narrow
    assert "上年同期、同比" in narrow  # which columns had no room
    assert "+23.0%" in wide
    assert "上年同期、同比" not in wide


def test_last_year_is_in_every_file(report: Progress) -> None:
    w = wording("zh_Hans")
    text = markdown(document(a_year_on(report), w, money_unit(w.lang)))
    assert "| 上年同期 | 同比 |" in text
    assert "| 100 | +23.0% |" in text
    assert "上年同期" not in markdown(document(report, w, money_unit(w.lang)))


def test_csv_by_group(by_group: Progress) -> None:
    line = as_csv(by_group).splitlines()[1]
    assert line.startswith(
        "IG05,纺织鞋服,,signed_projects,2,,,,,0.6666666666666666,,,projects,false,"
    )


def test_of_a_whole_past_outside_the_period_it_says_that_it_is_more(report: Progress) -> None:
    few, many = (report._replace(outside=n) for n in (1000, 1001))
    outside = [json.loads(as_json(each))["outside_period_more"] for each in (few, many)]
    assert outside == [False, True]
    assert json.loads(as_json(many))["outside_period"] == 1000
    w = wording("en")
    found = [screen(each, w, 100, brief=True) for each in (few, many)]
    assert "more than" not in found[0]
    assert "more than 1000 projects in no plan’s period" in found[1]
