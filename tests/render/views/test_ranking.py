"""The ranking in every format, against golden files."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from rich.cells import cell_len

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.locale import Wording, wording
from qzinvest.model.document import Light as Shown
from qzinvest.model.document import Lit, Table, Value
from qzinvest.model.heading import Heading
from qzinvest.model.money import YI
from qzinvest.model.note import Note
from qzinvest.model.plan import LANGUAGES, Assumption, Light, Names, ScoreLine
from qzinvest.model.ranking import Part, Place, Ranking
from qzinvest.model.selection import Filter, Selection
from qzinvest.render.data import csv_of, json_of
from qzinvest.render.figures import money_unit
from qzinvest.render.markdown import markdown
from qzinvest.render.screen import screen as screen_of
from qzinvest.render.views.ranking import data, document
from tests.render.conftest import ASSUMED, PACE, SOURCE, names

PLAN = shipped_plan()

Golden = Callable[[str, str], None]
GREEN = Light("green", Names("Green", "绿牌", "綠牌"), "●", 0)
RED = Light("red", Names("Red", "红牌", "紅牌"), "■", None)
LONG = "=Quanzhou Taiwanese Investment Zone"
UNITS = (("350582", names("晋江市"), 1), ("350583", names(LONG), 1), ("350502", names("鲤城区"), 3))


def of(code: str, en: str, zh: str, **fields: object) -> ScoreLine:
    """A weighted line of 20 points by the completion of signed projects."""
    blank = (code, Names(en, zh, zh), "weighted", "completion", "signed_projects", "proportion")
    line = ScoreLine(*blank, 20_00, 100_00, 0, 20_00, 0)
    return line._replace(**fields)  # type: ignore[arg-type]  # fields of the line


CARD = (
    of("signed", "Signed projects", "新签项目数", cap=24_00),
    of("money", "Signed investment", "新签总投资", of="signed_investment", form="rank", floor=2_50),
    of("start", "Start rate", "开工率", source="rate", of="start", form="efficacy"),
    of("looks", "Three looks, two reviews", "三看两评", source="evaluation", of=""),
    of("size", "Large investments", "大额投资", kind="bonus", of="signed_investment")._replace(
        source="figure", form="each", points=50, cap=5_00, unit=20 * YI
    ),
    of("lost", "Projects dropped", "项目终止", kind="deduction")._replace(
        source="dropped", form="each", points=50, cap=5_00, unit=1
    ),
)


def place(n: int, rank: int | None, before: int | None, light: Light | None) -> Place:
    return Place(*UNITS[n], rank=rank, before=before, light=light)


@pytest.fixture
def ranking() -> Ranking:
    """Three units in two tiers, by completion; one has no target."""
    done = (Fraction(102, 261), Fraction(5, 4))
    return Ranking(
        plan="town-2022",
        title=names("某市2022年行动方案"),
        by="district",
        tier=None,
        as_of=date(2022, 6, 30),
        since=date(2022, 5, 31),
        pace=PACE,
        heading=Heading("signed_projects", names("新签招商项目"), "count"),
        targeted=True,
        lines=(),
        indicators={},
        lights=(GREEN, RED),
        places=(
            place(1, 1, 2, GREEN)._replace(
                actual=1500, target=1200, completion=done[1], ahead_pp=(done[1] - PACE) * 100
            ),
            place(0, 2, 1, RED)._replace(
                actual=102, target=261, completion=done[0], ahead_pp=(done[0] - PACE) * 100
            ),
            place(2, None, None, None)._replace(actual=7, target=0),
        ),
        assumed=(Assumption("light", ASSUMED),),
        source=SOURCE,
        notes=(Note("rank.unassigned.count", {"figure": 3, "measure": "count"}),),
    )


@pytest.fixture
def scored(ranking: Ranking) -> Ranking:
    """The same units by the scorecard."""

    def scored_place(base: Place, lead: int, *points: int | str | None) -> Place:
        parts = tuple(
            Part(line.code, None if earned is None else 1, Fraction(earned or 0))
            for line, earned in zip(CARD, points, strict=True)
        )
        total = sum((part.points for part in parts), Fraction(0))
        return base._replace(ahead_pp=Fraction(lead), score=total, parts=parts)

    return ranking._replace(
        heading=None,
        lines=CARD,
        indicators={
            "signed_projects": Heading("signed_projects", names("新签招商项目"), "count"),
            "signed_investment": Heading(
                "signed_investment", names("Total investment signed"), "sum"
            ),
        },
        places=(
            scored_place(place(0, 1, 1, GREEN), 8, "23.456", 20, "14.4", "18.5", "1.5", "-0.5"),
            scored_place(place(1, 2, None, RED), -12, "7.8", 10, "12", None, 0, 0),
            scored_place(place(2, 1, 2, RED), -3, "9.885", "2.5", None, "19", 0, -2),
        ),
        notes=(Note("rank.without", {"name": "三看两评", "units": [LONG]}),),
    )


def screen(found: Ranking, w: Wording, width: int, **how: bool) -> str:
    return screen_of(document(found, w, money_unit(w.lang)), w, width, **how)


def beside(first: Ranking) -> list[Ranking]:
    """The same units by two more indicators, with other ranks and lights."""
    names_of = (
        ("signed_investment", "新签项目总投资", "sum"),
        ("landed_projects", "落地", "count"),
    )
    found = []
    for n, (code, name, measure) in enumerate(names_of, 1):
        places = [
            each._replace(actual=(each.actual or 0) * n * YI if n == 1 else n, rank=3 - each.rank)
            if each.rank
            else each
            for each in reversed(first.places)
        ]
        heading = Heading(code, names(name), measure)
        found.append(first._replace(heading=heading, places=tuple(places)))
    return found


def column(found: Ranking, head: str) -> list[Value]:
    """The cells under a head."""
    (table,) = document(found, wording("zh_Hans"), "yi").blocks
    assert isinstance(table, Table)
    place = [each.head for each in table.columns].index(head)
    return [row.cells[place] for row in table.rows if row.rank == "line"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [80, 120])
def test_screen(ranking: Ranking, golden: Golden, lang: str, width: int) -> None:
    text = screen(ranking, wording(lang), width)
    assert max(map(cell_len, text.splitlines())) <= width
    golden(f"ranking.{lang}.{width}.txt", text)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [80, 120])
def test_screen_of_the_scorecard(scored: Ranking, golden: Golden, lang: str, width: int) -> None:
    text = screen(scored, wording(lang), width)
    assert max(map(cell_len, text.splitlines())) <= width
    golden(f"ranking-score.{lang}.{width}.txt", text)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [80, 100])
def test_three_indicators_are_a_line_a_unit(
    ranking: Ranking, golden: Golden, lang: str, width: int
) -> None:
    w = wording(lang)
    said = document(ranking, w, money_unit(w.lang), beside(ranking))
    text = screen_of(said, w, width, brief=True)
    golden(f"ranking-beside.{lang}.{width}.txt", text)
    assert max(map(cell_len, text.splitlines())) <= width
    (line,) = (each for each in text.splitlines() if each.startswith("晋江市"))
    assert line.count("39.1%") == 3
    piped = screen_of(said, w, 150)
    assert LONG in piped
    assert {"en": "10.200"}.get(lang, "102.00") in piped


@pytest.mark.parametrize("width", [30, 50, 80, 120, 160])
def test_no_width_loses_a_digit(ranking: Ranking, scored: Ranking, width: int) -> None:
    w = wording("en")
    for figure in ("1,500", "1,200", "125.0%", "+75.0", "39.1%", "▼1"):
        assert figure in screen(ranking, w, width).split()
    for figure in ("77.36", "23.46", "-0.50", "29.80", "9.89", "new", "▲1", "+8.0"):
        assert figure in screen(scored, w, width).split()


def test_moves_and_lights_are_coloured(ranking: Ranking) -> None:
    text = screen(ranking, wording("en"), 80, colour=True)
    for style, sign in (("2", "▲1"), ("2", "▼1"), ("32", "●"), ("1;31", "■")):
        assert re.search(rf"\x1b\[{style}m ?{sign}", text)


def test_a_move_is_none_where_it_says_nothing(scored: Ranking) -> None:
    first, second, third = scored.places
    places = (first, second, third._replace(before=None, apart=True), third._replace(rank=None))
    assert column(scored._replace(places=places), "升降") == [0, "新", "", None]


def test_a_lights_tone_is_its_place_among_the_plans_lights(ranking: Ranking) -> None:
    yellow = Light("yellow", Names("Yellow", "黄牌", "黃牌"), "◆", -10_00)
    places = (*ranking.places, ranking.places[0]._replace(light=yellow))
    found = ranking._replace(lights=(GREEN, yellow, RED), places=places)
    leads = column(found, "较序时")
    assert [each.light if isinstance(each, Lit) else each for each in leads] == [
        Shown("●", "绿牌", "good"),
        Shown("■", "红牌", "bad"),
        None,
        Shown("◆", "黄牌", "fair"),
    ]


def test_a_part_that_nothing_is_judged_by_has_no_figure(scored: Ranking) -> None:
    assert column(scored, "三看两评") == [Fraction("18.5"), None, 19]
    assert column(scored, "得分") == [each.score for each in scored.places]


def test_what_the_score_is_made_of_stands_below_on_a_narrow_screen(scored: Ranking) -> None:
    heads = [
        line.split()
        for line in screen(scored, wording("zh_Hans"), 80).splitlines()
        if line.startswith(("名次", "责任单位"))
    ]
    assert heads[0] == ["名次", "升降", "责任单位", "得分", "较序时"]
    assert {head[0] for head in heads[1:]} == {"责任单位"}


def test_without_an_earlier_day_there_is_no_column_for_moves(ranking: Ranking) -> None:
    text = screen(ranking._replace(since=None), wording("en"), 80)
    assert "Move" not in text
    assert "No moves are shown" in text


def test_markdown(ranking: Ranking, scored: Ranking, golden: Golden) -> None:
    w = wording("zh_Hans")
    golden("ranking.zh_Hans.md", markdown(document(ranking, w, money_unit(w.lang))))
    golden("ranking-score.zh_Hans.md", markdown(document(scored, w, money_unit(w.lang))))


def test_machines(ranking: Ranking, scored: Ranking, golden: Golden) -> None:
    w = wording("en")
    for name, each in (("ranking", ranking), ("ranking-score", scored)):
        golden(f"{name}.json", json_of(data(each, w), PLAN, w))
        golden(f"{name}.csv", csv_of(data(each, w), PLAN, w, labels=False))
        body = json.loads(json_of(data(each, w), PLAN, w))
        rows = list(csv.DictReader(io.StringIO(csv_of(data(each, w), PLAN, w, labels=False))))
        for entry, row in zip(body["rows"], rows, strict=True):
            for key in ("unit", "rank", "previous_rank", "moved", "light"):
                assert row[key] == ("" if entry[key] is None else str(entry[key]))
            for code, part in entry["parts"].items():
                assert float(row[f"{code}_points"]) == part["points"]


def test_csv_with_labels(scored: Ranking) -> None:
    w = wording("zh_Hans")
    head = csv_of(data(scored, w), PLAN, w, labels=True).splitlines()[0]
    assert head.startswith("单位,名称,梯队,名次,上期名次,升降,亮牌,得分,")
    assert "新签项目数 指标值,新签项目数 得分" in head


@pytest.mark.parametrize("width", [80, 100])
def test_a_head_above_a_single_column_parts_no_word(ranking: Ranking, width: int) -> None:
    part = ranking._replace(
        targeted=False, selection=Selection((Filter("group", "x", names("X")),))
    )
    w = wording("en")
    lines = screen_of(document(part, w, "bn", beside(part)), w, width, brief=True).splitlines()
    assert not [line for line in lines if line.strip() in ("projec", "ts", "r)")]
    assert any("(number)" in line for line in lines)


def test_all_units_together_stand_below_a_rule(ranking: Ranking) -> None:
    city = Place("total", Note("row.total"), None, actual=225, target=348, light=None)
    w = wording("zh_Hans")
    (table,) = document(ranking._replace(total=city), w, "yi").blocks
    assert isinstance(table, Table)
    assert [row.rank for row in table.rows].count("total") == 1
    assert table.rows[-1].cells[:5] == ("", "", "全市合计", 348, 225)
    body = json.loads(json_of(data(ranking._replace(total=city), w), PLAN, w))
    code = body["indicator"]
    assert (body["total"][code]["actual"], body["total"][code]["rank"]) == (225, None)
