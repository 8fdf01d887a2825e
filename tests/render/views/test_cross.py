"""Cross tables in every format, from a small one made by hand."""

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
from qzinvest.model.counting import Figure, settled
from qzinvest.model.cross import Cross, Sheet, Side
from qzinvest.model.document import Row, Table
from qzinvest.model.heading import Heading
from qzinvest.model.money import YI
from qzinvest.model.note import Note
from qzinvest.model.plan import Assumption, Names
from qzinvest.model.selection import ASSESSMENT, Filter, Selection
from qzinvest.render.data import csv_of, json_of
from qzinvest.render.figures import money_unit
from qzinvest.render.markdown import markdown
from qzinvest.render.screen import screen
from qzinvest.render.views.cross import data, document
from tests.render.conftest import names

PLAN = shipped_plan()

Golden = Callable[[str, str], None]
W = wording("en")
GROUPS = (
    ("IG01", "电子信息"),
    ("IG02", "石油化工与新材料"),
    ("IG03", "新能源"),
    ("IG04", "金融与新兴产业"),
    ("IG05", "Textiles, footwear and apparel"),
    ("IG06", "Building materials, home furnishing and crafts"),
    ("IG07", "装备制造"),
)


def summed(heading: Heading, cells: tuple[tuple[Figure, ...], ...], gross: int) -> Sheet:
    """The sheet of these rows and no others."""
    rows, columns = (
        tuple(settled(sum(each)) for each in side) for side in (cells, zip(*cells, strict=True))
    )
    return Sheet(heading, cells, rows, columns, settled(sum(rows)), gross)


@pytest.fixture
def report() -> Cross:
    """Two districts and what has none by seven groups; one count and one sum of money."""
    deals = ((1, 0, 0, Fraction(1, 2), 0, 1200, 0), (0, 0, 0, Fraction(1, 2), 7, 0, 0))
    money = (
        (5 * YI, 0, 0, YI // 2, 0, 98_765 * YI, 0),
        (0, 0, 0, YI // 2, 12_345_678, 0, 0),
    )
    none = ((0,) * 6 + (3,), (0,) * 6 + (1,))
    return Cross(
        plan="town-2022",
        title=names("某市2022年行动方案"),
        by=("district", "group"),
        as_of=date(2022, 6, 30),
        rows=(
            Side("350582", names("=晋江市"), names("晋江")),
            Side("350583", names("泉州台商投资区"), names("台商投资区")),
            Side("unassigned", names("未明确单位"), names("未明确单位")),
        ),
        columns=tuple(Side(code, names(name), names(name)) for code, name in GROUPS),
        sheets=(
            summed(
                Heading("signed_projects", names("新签招商项目"), "count"), (*deals, none[0]), 1215
            ),
            summed(
                Heading("signed_investment", names("Total investment signed"), "sum"),
                (*money, none[1]),
                sum(map(sum, money)) + 1,
            ),
        ),
        total_name=names("全市合计"),
        assumed=(Assumption("rules", Names("Assumed so.", "暂定如此。", "暫定如此。")),),
        selection=Selection((Filter("channel", "fill", names("补链")),), ASSESSMENT),
        notes=(Note("progress.period", {"start": date(2022, 1, 1), "end": date(2022, 12, 31)}),),
    )


def csv_text(report: Cross, w: Wording = W, *, total: bool = False, labels: bool = False) -> str:
    return csv_of(data(report, w, total=total), PLAN, w, labels=labels)


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("lang", ["en", "zh_Hans"])
@pytest.mark.parametrize("width", [80, 120])
def test_screen(report: Cross, golden: Golden, lang: str, width: int) -> None:
    w = wording(lang)
    text = screen(document(report, w, money_unit(w.lang)), w, width)
    assert max(map(cell_len, text.splitlines())) <= width
    golden(f"cross.{lang}.{width}.txt", text)


def test_figures_stay_figures_and_a_dot_stands_for_none(report: Cross) -> None:
    deals, money = document(report, W, "bn").blocks
    assert isinstance(deals, Table)
    assert isinstance(money, Table)
    assert [column.kind for column in money.columns] == ["text", *["money"] * 8]
    half, whole = Fraction(1, 2), Fraction(2403, 2)
    assert deals.rows[0].cells == ("晋江", 1, "·", "·", half, "·", 1200, "·", whole)
    assert deals.rows[-1] == Row(("全市合计", 1, "·", "·", 1, 7, 1200, 3, 1212), "total")
    assert money.rows[0].cells[1] == 5 * YI


def test_wan(report: Cross) -> None:
    assert "987,650,000" in markdown(document(report, wording("zh_Hans"), "wan"))
    assert "9,876,500.00" in markdown(document(report, W, "m"))


def test_markdown(report: Cross, golden: Golden) -> None:
    golden("cross.zh_Hans.md", markdown(document(report, wording("zh_Hans"), "yi")))


def test_csv_is_long_and_leaves_nothing_out(report: Cross) -> None:
    rows = rows_of(csv_text(report))
    assert len(rows) == 3 * 7 * 2
    first = ("350582", "'=晋江市", "IG01", "电子信息", "signed_projects", "1", "projects")
    assert tuple(rows[0].values())[:7] == first
    assert rows[6]["actual"] == "0.5"
    every = rows_of(csv_text(report, total=True))
    assert len(every) == (3 + 1) * (7 + 1) * 2
    assert [row["actual"] for row in every[-2:]] == ["1212", str(report.sheets[1].total)]
    assert {(row["row"], row["column"]) for row in every[-2:]} == {("total", "total")}
    labelled = csv_text(report, wording("zh_Hans"), labels=True)
    assert labelled.startswith("行,行名称,列,列名称,指标,完成数,计量单位,")
    labelled = csv_text(report, wording("zh_Hant"), labels=True)
    assert labelled.startswith("列,列名稱,欄,欄名稱,")


def test_json_and_csv_hold_the_same(report: Cross) -> None:
    told = json.loads(json_of(data(report, W, total=False), PLAN, W))
    assert (told["report"], told["rows"], told["columns"]) == ("cross", "district", "group")
    assert (told["filters"], told["view"]) == ({"channel": "fill"}, "assessment")
    rows = rows_of(csv_text(report))
    for record, row in zip(told["cells"], rows, strict=True):
        assert row | {key: str(value) for key, value in record.items()} == row | {
            "row_name": row["row_name"].lstrip("'")
        }
    assert told["row_totals"][0] == {
        "row": "350582",
        "row_name": "=晋江市",
        "indicator": "signed_projects",
        "actual": 1201.5,
    }
    assert told["column_totals"][-1]["actual"] == 1
    assert told["total"]["signed_projects"] == {"actual": 1212, "gross": 1215}
