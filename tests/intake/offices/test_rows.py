"""Rows of an office's table to projects: values, constants, contradictions."""

from datetime import date
from fractions import Fraction

import pytest

from qzinvest.errors import Fault, MapMisses, QzinvestError
from qzinvest.intake.files.sheets import Row, Value
from qzinvest.intake.offices.cells import Source
from qzinvest.intake.offices.layout import find_layouts
from qzinvest.intake.offices.map import Map
from qzinvest.intake.offices.rows import RowReader
from qzinvest.intake.plans.file import shipped_plan
from qzinvest.intake.words.names import Resolver
from qzinvest.intake.words.written_amounts import Rate
from qzinvest.model.project import Project, Stated
from qzinvest.model.stage import Stage

TODAY = date(2022, 12, 31)
RESOLVER = Resolver(shipped_plan())
NO_MAP = Map()
USD = {"USD": Rate(Fraction(6), date(2022, 6, 30))}
SIGNED: dict[str, Value] = {"项目名称": "风电", "总投资（亿元）": 20, "签约时间": "2022-03-15"}


def read(cells: dict[str, Value], rules: Map = NO_MAP) -> Project | list[Fault]:
    """The one row of a table with these headers."""
    head = [Row(1, list(cells)), Row(2, list(cells.values()))]
    (layout,) = find_layouts("in.xlsx", head, ())
    reader = RowReader(Source("in.xlsx", "表"), layout, rules, RESOLVER, TODAY)
    found = reader.read(head[1])
    return list(found) if isinstance(found[0], Fault) else found.project


def sound(cells: dict[str, Value], rules: Map = NO_MAP) -> Project:
    found = read(cells, rules)
    assert isinstance(found, Project), found
    return found


def faults(cells: dict[str, Value], rules: Map = NO_MAP) -> list[str]:
    """``cell error reason`` of each fault."""
    found = read(cells, rules)
    assert isinstance(found, list), found
    return [f"{fault.cell} {kind(fault.error)}" for fault in found]


def kind(error: QzinvestError) -> str:
    return f"{type(error).__name__} {error.fields.get('reason', '')}".strip()


def test_a_row_with_everything() -> None:
    project = sound(
        {
            "项目编号": "A-1",
            "项目名称": " 海上\n风电 ",
            "属地": "惠安",
            "引荐单位": "市商务局",
            "投资方": "三峡集团;华能",
            "总投资（亿元）": 20,
            "行业": "新能源",
            "签约时间": "2022年3月",
            "到资时间": date(2022, 5, 1),
            "到资金额（万元）": "1,500",
            "备注": "=1+1",
        }
    )
    assert (project.code, project.name, project.district) == ("A-1", "海上风电", "350521")
    assert (project.investor, project.amount) == ("三峡集团、华能", 2_000_000_000)
    assert [(m.stage, str(m.on), m.precision, m.amount) for m in project.milestones] == [
        (Stage.SIGNED, "2022-03-31", "month", None),
        (Stage.FUNDED, "2022-05-01", "day", 15_000_000),
    ]
    assert project.note == "=1+1"  # kept as written; what writes a sheet guards it


@pytest.mark.parametrize(
    ("amount", "yuan", "stated"),
    [
        (20, 2_000_000_000, None),
        ("20亿", 2_000_000_000, Stated("20亿", "exact", None)),
        ("约20", 2_000_000_000, Stated("约20 × 100,000,000 CNY", "about", None)),
        ("10-20", 1_000_000_000, Stated("10-20 × 100,000,000 CNY", "range", None)),
        ("1亿美元", 600_000_000, Stated("1亿美元", "exact", "USD=6@2022-06-30")),
    ],
)
def test_what_was_written_stays_beside_the_amount(
    amount: Value, yuan: int, stated: Stated | None
) -> None:
    project = sound({**SIGNED, "总投资（亿元）": amount}, Map(ranges="low", rates=USD))
    assert (project.amount, project.stated) == (yuan, stated)


def test_a_days_number_in_a_text_cell_needs_to_know_where_numbers_begin() -> None:
    assert faults({**SIGNED, "签约时间": "44635"}) == ["C2 BadDate form"]
    (signed,) = sound({**SIGNED, "签约时间": "44635"}, Map(epoch=1900)).milestones
    assert signed.on == date(2022, 3, 15)


def test_the_first_day_counts_where_the_map_says_so() -> None:
    cells = {**SIGNED, "签约时间": "2022年3月"}
    (last,) = sound(cells).milestones
    (first,) = sound(cells, Map(counted="first")).milestones
    assert (last.counted_on, first.counted_on) == (date(2022, 3, 31), date(2022, 3, 1))
    assert last.on == first.on


def test_constants_fill_what_the_table_leaves_open() -> None:
    rules = Map(constants={"district": "晋江", "group": "新能源"})
    assert sound(SIGNED, rules).district == "350582"
    assert sound({**SIGNED, "属地": "—"}, rules).district == "350582"
    assert sound({**SIGNED, "属地": "惠安"}, rules).district == "350521"


def test_a_constant_way_of_signing_is_none_of_a_leads() -> None:
    rules = Map(constants={"signing": "合同"})
    lead: dict[str, Value] = {"项目名称": "风电", "总投资（亿元）": 20, "线索时间": "2022-03-15"}
    assert sound(SIGNED, rules).signing == "contract"
    assert sound(lead, rules).signing is None
    assert sound({**lead, "签约性质": "意向"}, rules).signing == "intent"


def test_values_and_places_are_translated() -> None:
    rules = Map(values={"district": {"本县": "惠安"}}, places={"万安街道": "洛江"})
    assert sound({**SIGNED, "属地": "本县"}, rules).district == "350521"
    assert sound({**SIGNED, "属地": "万安街道"}, rules).district == "350504"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"总投资（亿元）": None}, ["B2 BadText empty"]),
        ({"项目名称": None, "总投资（亿元）": "x"}, ["B2 BadAmount form", "A2 BadText empty"]),
        ({"项目名称": "#REF!"}, ["A2 BadText error_cell"]),
        ({"签约时间": None}, ["C2 BadText undated"]),
        ({"签约时间": "2022-02-30"}, ["C2 BadDate days"]),
        ({"签约时间": "2023-01-01"}, ["C2 FutureDate"]),
        ({"开工时间": "2022-02-01"}, ["D2 BackwardsMilestone"]),
        ({"开工时间": "2022-05-01", "项目阶段": "签约"}, ["E2 StageDiffers"]),
        ({"到资金额（万元）": 5}, ["D2 NotReached"]),
        ({"属地": "火星", "行业": "火星"}, ["D2 UnknownName", "E2 UnknownName"]),
    ],
)
def test_every_fault_of_a_row_is_told(cells: dict[str, Value], expected: list[str]) -> None:
    assert faults({**SIGNED, **cells}) == expected


def test_a_map_that_names_what_is_not_there() -> None:
    with pytest.raises(MapMisses, match="概算"):
        read(SIGNED, Map(columns={"amount": ("概算",)}))
    with pytest.raises(MapMisses, match="状态"):
        read(SIGNED, Map(skip={"状态": ("终止",)}))


def test_columns_are_joined_as_the_map_says() -> None:
    rules = Map(columns={"name": ("项目名称", "批次")}, joints={"name": "-"})
    assert sound({**SIGNED, "批次": 2.0}, rules).name == "风电-2"
    assert sound({**SIGNED, "批次": None}, rules).name == "风电"


def test_a_code_of_more_digits_than_a_number_keeps_is_refused() -> None:
    assert sound({**SIGNED, "项目编号": "2203350582041234567"}).code == "2203350582041234567"
    assert sound({**SIGNED, "项目编号": 220335}).code == "220335"
    assert faults({**SIGNED, "项目编号": 2203350582041234567}) == ["D2 BadText digits"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        # The stage against the dates, though another cell is bad.
        (
            {"属地": "火星", "项目阶段": "在谈"},
            ["D2 UnknownName", "E2 StageDiffers"],
        ),
        (
            {"开工时间": "很快", "项目阶段": "在谈"},
            ["D2 BadDate form", "E2 StageDiffers"],
        ),
        # The dates against each other, though a third is bad, and though the stage differs.
        (
            {"注册时间": "很快", "开工时间": "2022-02-01"},
            ["D2 BadDate form", "E2 BackwardsMilestone"],
        ),
        (
            {"注册时间": "2022-02-01", "项目阶段": "在谈"},
            ["E2 StageDiffers", "D2 BackwardsMilestone"],
        ),
        (
            {"注册时间": "2022-02-01", "开工时间": "2022-01-01"},
            ["D2 BackwardsMilestone", "E2 BackwardsMilestone"],
        ),
        # What lacks its day, though the name is bad.
        ({"项目名称": None, "到资金额（万元）": 5}, ["A2 BadText empty", "D2 NotReached"]),
        ({"属地": "火星", "总投资（亿元）": 0.0005}, ["D2 UnknownName", "B2 AmountBeyond below"]),
        # What could follow from the bad cell alone is not told.
        ({"签约时间": "很快", "项目阶段": "开工"}, ["C2 BadDate form"]),
        ({"签约时间": "很快", "项目阶段": "签约"}, ["C2 BadDate form"]),
        ({"到资时间": "很快", "到资金额（万元）": 5}, ["D2 BadDate form"]),
    ],
)
def test_all_faults_of_a_row_come_at_once(cells: dict[str, Value], expected: list[str]) -> None:
    assert faults(SIGNED | cells) == expected
