"""An explanation in every format."""

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
from qzinvest.model.cohort import cohort_of
from qzinvest.model.document import Table
from qzinvest.model.explanation import Explanation, Group
from qzinvest.model.money import YI
from qzinvest.model.passage import passage_of
from qzinvest.model.plan import UNIT_KINDS, shares_of
from qzinvest.model.project import Project
from qzinvest.model.selection import Selection
from qzinvest.model.stage import Stage
from qzinvest.render.data import csv_of, json_of
from qzinvest.render.figures import money_unit
from qzinvest.render.markdown import markdown as markdown_of
from qzinvest.render.screen import screen as screen_of
from qzinvest.render.views.explanation import data, document
from qzinvest.reports.explain import candidates, explain, explain_rate, holder_of
from qzinvest.reports.subjects import Question
from tests.ledger.samples import JINJIANG, NANAN, project, reached
from tests.ruled import ruled
from tools.counted import counts_of

Golden = Callable[[str, str], None]
AS_OF = date(2022, 8, 17)
PLAN = shipped_plan()
SHARES = {
    (kind, unit, i.code): share
    for kind in UNIT_KINDS
    for i in PLAN.indicators
    for unit, share in shares_of(PLAN, kind, i).items()
}
HALVES = (("district", JINJIANG, 3333), ("district", NANAN, 6667))
_SIGNED = reached(Stage.SIGNED, "2022-03-01")
_ALL = (
    project("海峡智能装备产业园", _SIGNED, reached(Stage.FUNDED, "2022-05-01", amount=YI)),
    ruled(project("石材 | 新材料基地", _SIGNED, amount=1234 * YI), credit=HALVES),
    project("Optics", _SIGNED)._replace(dropped_on=date(2022, 4, 1), drop_reason="no land | site"),
    project("鞋服供应链总部", _SIGNED, signing="intent"),
    ruled(project("=海上风电", _SIGNED), excluded="a framework"),
    ruled(project("海峡智能装备产业园二期", _SIGNED), same_as="QZ-1"),
    project("芯片封测", reached(Stage.TALKS, "2022-02-01")),
    project("南安机电", _SIGNED, district=NANAN),
)
PROJECTS = tuple(one._replace(org="QZ", number=n) for n, one in enumerate(_ALL, 1))


def is_counted(one: Project) -> bool:
    return one.same_as is None and one.excluded is None


def money(view: str = "assessment") -> Explanation:
    """Jinjiang's investment, of which it shares a project."""
    selection = Question("district", AS_OF, None, "signed_investment", None, Selection((), view))
    passages = [passage_of(one) for one in PROJECTS if is_counted(one)]
    rest = [one for one in PROJECTS if not is_counted(one)]
    counts = counts_of(passages, PLAN, "district", AS_OF, assessed=view == "assessment")
    holder = holder_of(PLAN, JINJIANG, selection)
    found = explain(PLAN, SHARES, counts, candidates(passages, rest), holder, selection)
    return found._replace(names={one.id: one.name for one in PROJECTS})


def rate() -> Explanation:
    """The city's rate of money paid in."""
    selection = Question("district", AS_OF)
    passages = [passage_of(one) for one in PROJECTS if is_counted(one)]
    holder = holder_of(PLAN, "total", selection)
    cohort = cohort_of(PLAN, AS_OF)
    projects = candidates(passages, ())
    found = explain_rate(PLAN, cohort, "paid_in", projects, holder, selection)
    return found._replace(names={one.id: one.name for one in PROJECTS})


def screen(found: Explanation, w: Wording, rows: int, width: int = 80) -> str:
    return screen_of(document(found, w, money_unit(w.lang), rows), w, width)


def markdown(found: Explanation, w: Wording, rows: int = 0) -> str:
    return markdown_of(document(found, w, money_unit(w.lang), rows))


def json_text(found: Explanation, rows: int = 0) -> str:
    w = wording("en")
    return json_of(data(found, w, rows), PLAN, w)


def csv_text(found: Explanation, *, labels: bool = False) -> str:
    w = wording("en")
    return csv_of(data(found, w, 0), PLAN, w, labels=labels)


@pytest.mark.parametrize("lang", ["en", "zh_Hans"])
@pytest.mark.parametrize("width", [80, 120])
def test_screen(golden: Golden, lang: str, width: int) -> None:
    text = screen(money(), wording(lang), 0, width)
    assert max(map(cell_len, text.splitlines())) <= width
    golden(f"explain.{lang}.{width}.txt", text)


def test_screen_of_a_rate(golden: Golden) -> None:
    golden("explain-rate.zh_Hans.80.txt", screen(rate(), wording("zh_Hans"), 2))


def test_machine_formats(golden: Golden) -> None:
    golden("explain.en.json", json_text(money()))
    golden("explain.csv", csv_text(money()))
    golden("explain.zh_Hant.md", markdown(money(), wording("zh_Hant")))


@pytest.mark.parametrize("view", ["statistics", "assessment"])
def test_all_formats_sum_to_the_same_figure(view: str) -> None:
    found = money(view)
    body = json.loads(json_text(found))
    rows = list(csv.DictReader(io.StringIO(csv_text(found))))
    brings = [row["brings"] for row in rows]
    assert sum(int(text) for text in brings if text) == found.actual
    assert sum(item["brings"] for item in body["counted"]) == body["actual"] == found.actual
    assert {"statistics": 1239 * YI, "assessment": 5 * YI + 41_129_220_000}[view] == found.actual
    assert [row["name"] for row in rows if row["id"] == "QZ-5"] == ["'=海上风电"]
    total = next(line for line in _lines(found) if line.startswith("| Sum"))
    assert f"{found.actual / YI / 10:,.3f}" in total


def test_parts_and_amounts_stay_figures() -> None:
    found = money()
    table = document(found, wording("en"), "m", 0).blocks[2]
    assert isinstance(table, Table)
    kinds = [column.kind for column in table.columns]
    assert kinds == ["text", "text", "date", "money", "part", "money"]
    on, part = date(2022, 3, 1), Fraction(3333, 10_000)
    assert table.rows[0].cells[2:] == (on, 1234 * YI, part, 1234 * YI * part)
    assert table.rows[-1].cells[-1] == found.actual
    assert table.rows[-1].rank == "total"


def _lines(found: Explanation) -> list[str]:
    return markdown(found, wording("en")).splitlines()


def test_labels_are_for_people() -> None:
    header = csv_text(money(), labels=True).splitlines()[0]
    assert header.startswith("Id,Name,District,Counts,")


def test_a_figure_of_nothing_has_an_empty_list() -> None:
    found = money()._replace(counted=Group("counted"), left=())
    text = screen(found, wording("en"), 5)
    assert "projects that count" not in text


@pytest.mark.parametrize("rows", range(6))
def test_what_a_limit_leaves_out_is_summed_above_the_total(rows: int) -> None:
    found, w = rate(), wording("en")
    body = json.loads(json_text(found, rows))
    lists = [(body["counted"], body["counted_more"], body["projects"])]
    lists += [(group["items"], group["more"], group["projects"]) for group in body["left"]]
    for items, more, projects in lists:
        assert len(items) + more["projects"] == projects
        assert rows == 0 or len(items) <= rows
    counted, more = body["counted"], body["counted_more"]
    for key, total in (("brings", body["actual"]), ("base", body["base"])):
        assert sum(item[key] for item in counted) + more[key] == total
    hidden = [more["projects"] for _, more, _ in lists if more["projects"]]
    for text in (screen(found, w, rows), markdown(found, w, rows)):
        assert re.findall(r"and (\d+) more", text) == list(map(str, hidden))


def test_the_rest_stands_above_the_sum() -> None:
    lines = markdown(money(), wording("en"), 1).splitlines()
    place = lines.index("| Sum |  |  |  |  | 41.629 |")
    assert lines[place - 2 : place] == [
        "| QZ-2 | 石材 \\| 新材料基地 | 2022-03-01 | 123.400 | 33.33% | 41.129 |",
        "|  | and 1 more |  |  |  | 0.500 |",
    ]
