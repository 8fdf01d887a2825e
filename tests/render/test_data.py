"""What every JSON and CSV says of itself, from rows made by hand."""

import csv
import io
import json

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.locale import wording
from qzinvest.model.progress import Heading
from qzinvest.model.table import Column
from qzinvest.render.data import list_csv, list_json, report_csv, report_json

PLAN = shipped_plan()
FICTION = PLAN._replace(
    titles=PLAN.titles._replace(en=wording("en")("demo.title", title=PLAN.titles.en))
)
W = wording("en")
COUNT = Heading("signed_projects", "Signed", "count")
SUM = Heading("signed_investment", "Invested", "sum")
KEYS = ("unit", "name", "indicator", "actual", "ahead_pp")
ROWS = (
    {"unit": "350582", "name": "=晋江", "indicator": COUNT.code, "actual": 3, "ahead_pp": -6.8},
    {"unit": "total", "name": "全市合计", "indicator": SUM.code, "actual": 5, "ahead_pp": None},
)


def test_a_report_says_what_it_is_right_after_its_name() -> None:
    told = json.loads(report_json({"report": "x", "rows": []}, FICTION, W, (COUNT, SUM)))
    assert list(told) == ["report", "fictional", "title", "rows", "indicators"]
    assert told["fictional"] is True
    assert told["title"].startswith("FICTIONAL demo data · Quanzhou")
    assert told["indicators"] == {
        "signed_projects": {"name": "Signed", "measure": "count", "unit": "projects"},
        "signed_investment": {"name": "Invested", "measure": "sum", "unit": "yuan"},
    }
    assert json.loads(report_json({"report": "x"}, PLAN, W, ()))["fictional"] is False


def test_csv_says_it_in_its_last_columns() -> None:
    text = report_csv(KEYS, ROWS, FICTION, W, (COUNT, SUM), labels=False)
    first, second = csv.reader(io.StringIO(text.split("\n", 1)[1]))
    assert text.startswith("unit,name,indicator,actual,ahead_pp,measured_in,fictional,title\n")
    title = FICTION.titles.en
    assert first == ["350582", "'=晋江", "signed_projects", "3", "-6.80", "projects", "true", title]
    assert second == ["total", "全市合计", "signed_investment", "5", "", "yuan", "true", title]


def test_labels_are_names_and_units() -> None:
    w = wording("zh_Hans")
    title = PLAN.titles.zh_Hans
    mixed = report_csv(KEYS, ROWS, PLAN, w, (COUNT, SUM), labels=True).splitlines()
    assert mixed == [
        "单位,名称,指标,完成数,较序时（百分点）,计量单位,是否虚构,方案名称",
        f"晋江,'=晋江,Signed,3,-6.80,个,否,{title}",
        f"全市合计,全市合计,Invested,5,,元,否,{title}",
    ]
    one = report_csv(KEYS, ROWS[1:], PLAN, w, (SUM,), labels=True).splitlines()
    assert one[0] == "单位,名称,指标,完成数（元）,较序时（百分点）,计量单位,是否虚构,方案名称"


def test_a_list_says_what_is_fictional_and_no_more() -> None:
    columns = (Column("id"), Column("stage"), Column("amount", "money"), Column("signing"))
    rows = [("QZ-1", "signed", 7, "contract")]
    assert json.loads(list_json(columns, rows, FICTION)) == [
        {"id": "QZ-1", "stage": "signed", "amount": 7, "signing": "contract", "fictional": True}
    ]
    assert list_csv(columns, rows, PLAN, W, labels=False) == (
        "id,stage,amount,signing,fictional\nQZ-1,signed,7,contract,false\n"
    )
    assert list_csv(columns, rows, PLAN, wording("zh_Hans"), labels=True) == (
        "编号,阶段,总投资（元）,签约类型,是否虚构\nQZ-1,签约,7,合同,否\n"
    )


def test_a_target_says_what_it_is_measured_in() -> None:
    columns = (Column("measure"), Column("share", "quantity"))
    told = json.loads(list_json(columns, [("sum", 7), ("count", 7)], PLAN))
    assert [row["measured_in"] for row in told] == ["yuan", "projects"]


def test_the_demos_titles_are_known_as_such() -> None:
    assert FICTION.is_fictional
    assert not PLAN.is_fictional
