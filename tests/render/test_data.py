"""What every JSON and CSV says of itself, from rows made by hand."""

import csv
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.locale import wording
from qzinvest.model.document import Data
from qzinvest.model.heading import Heading
from qzinvest.model.plain_layout import guard
from qzinvest.render.data import bare, csv_of, csv_pieces, json_of, json_pieces_of
from tests.render.conftest import names

PLAN = shipped_plan()
FICTION = PLAN._replace(
    titles=PLAN.titles._replace(en=wording("en")("demo.title", title=PLAN.titles.en))
)
W = wording("en")
COUNT = Heading("signed_projects", names("Signed"), "count")
SUM = Heading("signed_investment", names("Invested"), "sum")
KEYS = ("unit", "name", "indicator", "actual", "ahead_pp")
REPORT = {"report": "x"}
ROWS = (
    {"unit": "350582", "name": "=晋江", "indicator": COUNT.code, "actual": 3, "ahead_pp": -6.8},
    {"unit": "total", "name": "全市合计", "indicator": SUM.code, "actual": 5, "ahead_pp": None},
)


def test_a_report_says_what_it_is_right_after_its_name() -> None:
    told = json.loads(json_of(Data({"report": "x", "rows": []}, (), (), (COUNT, SUM)), FICTION, W))
    assert list(told) == ["report", "fictional", "title", "rows", "indicators"]
    assert told["fictional"] is True
    assert told["title"].startswith("FICTIONAL demo data · Quanzhou")
    assert told["indicators"] == {
        "signed_projects": {"name": "Signed", "measure": "count", "unit": "projects"},
        "signed_investment": {"name": "Invested", "measure": "sum", "unit": "yuan"},
    }
    assert json.loads(json_of(Data({"report": "x"}, (), ()), PLAN, W))["fictional"] is False


def test_csv_says_it_in_its_last_columns() -> None:
    text = csv_of(Data(REPORT, KEYS, ROWS, (COUNT, SUM)), FICTION, W, labels=False)
    first, second = csv.reader(io.StringIO(text.split("\n", 1)[1]))
    assert text.startswith("unit,name,indicator,actual,ahead_pp,measured_in,fictional,title\n")
    title = FICTION.titles.en
    assert first == ["350582", "'=晋江", "signed_projects", "3", "-6.80", "projects", "true", title]
    assert second == ["total", "全市合计", "signed_investment", "5", "", "yuan", "true", title]


def test_labels_are_names_and_units() -> None:
    w = wording("zh_Hans")
    title = PLAN.titles.zh_Hans
    mixed = csv_of(Data(REPORT, KEYS, ROWS, (COUNT, SUM)), PLAN, w, labels=True).splitlines()
    assert mixed == [
        "单位,名称,指标,完成数,较序时（百分点）,计量单位,是否虚构,方案名称",
        f"晋江,'=晋江,Signed,3,-6.80,个,否,{title}",
        f"全市合计,全市合计,Invested,5,,元,否,{title}",
    ]
    one = csv_of(Data(REPORT, KEYS, ROWS[1:], (SUM,)), PLAN, w, labels=True).splitlines()
    assert one[0] == "单位,名称,指标,完成数（元）,较序时（百分点）,计量单位,是否虚构,方案名称"


def test_a_list_says_what_is_fictional_and_no_more() -> None:
    rows = [{"id": "QZ-1", "stage": "signed", "amount": 7, "signing": "contract"}]
    told = Data(rows, list(rows[0]), rows)
    assert json.loads(json_of(told, FICTION, W)) == [{**rows[0], "fictional": True}]
    assert csv_of(told, PLAN, W, labels=False) == (
        "id,stage,amount,signing,fictional\nQZ-1,signed,7,contract,false\n"
    )
    assert csv_of(told, PLAN, wording("zh_Hans"), labels=True) == (
        "编号,阶段,总投资（元）,签约类型,是否虚构\nQZ-1,签约,7,合同,否\n"
    )


@pytest.mark.parametrize("rows", [[], [{"id": "QZ-1"}], [{"id": "a\nb", "of": [1]}, {"id": None}]])
def test_a_list_in_pieces_is_the_array_of_its_rows(rows: list[dict[str, object]]) -> None:
    told = [{**row, "fictional": False} for row in rows]
    pieces = list(json_pieces_of(Data(iter(rows), ("id",), ()), PLAN, W))
    assert "".join(pieces) == json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    assert len(pieces) == len(rows) + 1


def test_an_object_that_is_no_report_says_of_itself_what_it_says() -> None:
    told = Data({"import": "import-1"}, ("id",), [{"id": "QZ-1"}])
    assert json.loads(json_of(told, FICTION, W)) == {"import": "import-1"}
    assert csv_of(told, FICTION, W, labels=False) == "id,fictional\nQZ-1,true\n"


def test_what_is_nested_is_json_in_a_cell() -> None:
    rows: list[dict[str, object]] = [{"id": "QZ-1", "more": {"晋": None}, "codes": ("a", "b")}]
    text = csv_of(Data(rows, list(rows[0]), rows), PLAN, W, labels=False)
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["more"], row["codes"]) == ('{"晋": null}', '["a", "b"]')


def test_rows_alone_are_guarded_too() -> None:
    told = Data((), ("cell", "value"), [{"cell": "B3", "value": "=1"}])
    assert bare(told, "csv") == "cell,value\nB3,'=1\n"
    assert json.loads(bare(told, "json")) == [{"cell": "B3", "value": "=1"}]


def test_csv_pieces() -> None:
    rows: list[list[object]] = [[1, None], ["x,y", 'q"']]
    assert "".join(csv_pieces(["a", "b"], rows)) == 'a,b\n1,\n"x,y","q"""\n'


@pytest.mark.parametrize("text", ["=1+1", "+86 595", "-x", "@SUM(A1)", "\tx", "\rx", "＝1", "'=1"])
def test_formula_is_guarded(text: str) -> None:
    assert guard(text) == "'" + text


@pytest.mark.parametrize("text", ["", "晋江市", "'quoted'", "5.6亿", "a=b"])
def test_other_text_is_left_alone(text: str) -> None:
    assert guard(text) == text


@given(st.text("'=+-@＝\t\rab", max_size=8))
def test_guard_can_be_taken_back(text: str) -> None:
    guarded = guard(text)
    assert (guarded[1:] if re.match(r"'+[=+\-@\t\r＝＋－＠]", guarded) else guarded) == text


def test_the_demos_titles_are_known_as_such() -> None:
    assert FICTION.is_fictional
    assert not PLAN.is_fictional
