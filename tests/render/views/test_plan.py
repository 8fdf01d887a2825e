"""A plan and its shares in every format."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date

import pytest
from rich.cells import cell_len

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.locale import wording
from qzinvest.model.document import MoneyUnit, Table, Texts
from qzinvest.model.plan import (
    LANGUAGES,
    UNIT_KINDS,
    Plan,
    PlanInForce,
    Shares,
    shares_of,
    target_sheets,
)
from qzinvest.render.data import csv_of, json_of
from qzinvest.render.figures import money_unit
from qzinvest.render.markdown import markdown
from qzinvest.render.screen import screen as screen_of
from qzinvest.render.views.plan import data, document, listed

Golden = Callable[[str, str], None]
HISTORY = (("quanzhou-2022", "2022-01-01"), ("quanzhou-2022", "2022-07-01"))
PLAN = shipped_plan()
SHARES = {
    (kind, unit, indicator.code): share
    for kind in UNIT_KINDS
    for indicator in PLAN.indicators
    for unit, share in shares_of(PLAN, kind, indicator).items()
}
W = wording("en")


def in_force(plan: Plan = PLAN, shares: Shares = SHARES) -> PlanInForce:
    return PlanInForce(plan, date(2022, 1, 1), target_sheets(plan, shares), HISTORY)


def screen(lang: str, width: int, unit: MoneyUnit = "yi") -> str:
    w = wording(lang)
    return screen_of(document(in_force(), w, money_unit(w.lang, unit)), w, width)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [80, 120])
def test_screen(golden: Golden, lang: str, width: int) -> None:
    text = screen(lang, width)
    assert max(map(cell_len, text.splitlines())) <= width
    golden(f"plan.{lang}.{width}.txt", text)


def test_screen_in_wan() -> None:
    text = screen("zh_Hans", 100, "wan")
    assert "万元" in text
    assert "13,043,500" in text


def test_units_stand_below_their_tier_and_sums_above_the_citys_targets() -> None:
    districts, departments, *judging = document(in_force(), W, "bn").blocks
    assert isinstance(districts, Table)
    assert isinstance(departments, Table)
    assert [row.cells for row in districts.rows if row.rank == "heading"] == [
        ("Tier 1",),
        ("Tier 2",),
        ("Tier 3",),
    ]
    assert districts.rows[1].cells == ("Jinjiang City", 261, 130435 * 10**6, 13)
    for table in (districts, departments):
        own, city = table.rows[-2:]
        assert own.cells[1:] == city.cells[1:] == (2000, 10**12, 100)
        assert (own.rank, city.rank) == ("total", "total")
    assert [block.title for block in judging if isinstance(block, Texts)][-3:] == [
        "When a project is due",
        "Bulletins",
        "Adopted plans",
    ]


def test_every_adoption_is_listed() -> None:
    last = document(in_force(), W, "bn").blocks[-1]
    assert isinstance(last, Texts)
    assert last.items == ("quanzhou-2022 from 2022-01-01 on", "quanzhou-2022 from 2022-07-01 on")


def test_sums_that_miss_the_target_are_no_proof() -> None:
    first = PLAN.units_of("district")[0].code
    shares = SHARES | {("district", first, "landed_projects"): 12}
    notes = document(in_force(shares=shares), W, "bn").notes
    assert notes[0] == "Districts, Newly signed projects: the targets add up to 2,000 = the city's"
    assert notes[2].endswith("the targets add up to 99, the city's is 100")
    assert listed(PLAN, shares, W, "bn").notes == notes[:6]


def test_markdown_has_a_row_a_unit_and_indicator() -> None:
    head, _, *rows = markdown(listed(PLAN, SHARES, W, "bn")).splitlines()
    assert head == "| Kind | Unit | Name | Tier | Indicator | Measure | Target |"
    assert rows[1] == (
        r"| Districts | 350582 | Jinjiang City | 1 | signed\_investment | yuan "
        "| CNY 130.435 billion |"
    )


def test_json_and_csv_hold_the_same() -> None:
    found = data(PLAN, SHARES, W)
    rows = json.loads(json_of(found, PLAN, W))
    assert rows[1] == {
        "kind": "district",
        "unit": "350582",
        "name": "Jinjiang City",
        "tier": 1,
        "indicator": "signed_investment",
        "measure": "sum",
        "share": 130435 * 10**6,
        "measured_in": "yuan",
        "takes": None,
        "fictional": False,
    }
    table = list(csv.DictReader(io.StringIO(csv_of(found, PLAN, W, labels=False))))
    assert [list(row) for row in table] == [list(row) for row in rows]
    assert [row["share"] for row in table] == [str(row["share"]) for row in rows]


def test_a_csv_for_people_names_the_unit_where_all_shares_have_one() -> None:
    w, counts = wording("zh_Hans"), PLAN._replace(indicators=PLAN.indicators[:1])
    head = csv_of(data(counts, SHARES, w), counts, w, labels=True).splitlines()[0]
    assert "任务数（个）" in head
    head = csv_of(data(PLAN, SHARES, w), PLAN, w, labels=True).splitlines()[0]
    assert "任务数," in head
