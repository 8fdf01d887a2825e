"""The workbook of ``bulletin``: every number is one of its JSON or of the ledger's export."""

import csv
import json
import re
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from qzinvest.cli.main import main

YI = 10**8
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DAY = ("--as-of", "2022-06-30", "--number", "6", "--lang", "zh_Hans")
NAMES = ["封面与口径", "总览", "亮晒", "市直部门", "各月", "项目推进", "催办", "项目", "数据"]
Cells = list[list[Any]]
Json = dict[str, Any]


class Made(NamedTuple):
    """A bulletin as a workbook and as JSON, and the projects of the export."""

    raw: bytes
    sheets: dict[str, Cells]
    body: Json
    projects: dict[str, dict[str, str]]


def cells(raw: bytes) -> dict[str, Cells]:
    book = CalamineWorkbook.from_filelike(BytesIO(raw))
    return {
        name: [row for row in book.get_sheet_by_name(name).to_python() if any(map(str, row))]
        for name in book.sheet_names
    }


@pytest.fixture(scope="module")
def made(published: str, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("workbook")
    book, data = folder / "通报.xlsx", folder / "通报.json"
    outputs = ("--output", str(book), "--output", str(data))
    assert main(["bulletin", *DAY, *outputs, "--db", published]) == 0
    assert main(["export", "--out", str(folder / "out"), "--db", published]) == 0
    with (folder / "out" / "projects.csv").open(encoding="utf-8-sig") as file:
        projects = {row["id"]: row for row in csv.DictReader(file)}
    raw = book.read_bytes()
    return Made(raw, cells(raw), json.loads(data.read_bytes()), projects)


def numbers(value: object) -> set[float]:
    """Every number in JSON."""
    if isinstance(value, dict):
        return set[float]().union(*map(numbers, value.values()))
    if isinstance(value, list):
        return set[float]().union(*map(numbers, value))
    return {float(value)} if isinstance(value, int | float) else set()


def is_one_of(cell: float, found: set[float]) -> bool:
    return any(abs(cell - each) <= 1e-9 * max(1, abs(each)) for each in found)


def test_a_sheet_for_each_thing_that_one_looks_up(made: Made) -> None:
    assert list(made.sheets) == NAMES
    assert made.sheets["封面与口径"][1][0] == "关于2022年上半年全市招商项目进展情况的通报"
    for name in NAMES[1:]:
        assert made.sheets[name][2][0] == "截至2022年6月30日 · 序时进度50.0%"


def test_the_overview_has_the_city_and_its_months(made: Made) -> None:
    _, _, _, _, *rows = made.sheets["总览"]
    units = [1, YI, 1]
    for row, each, total, unit in zip(
        rows, made.body["overall"], made.body["districts"]["total"].values(), units, strict=False
    ):
        _, target, actual, completion, ahead, light, since, median, low, high, chance, *_ = row
        assert [target * unit, actual * unit, since * unit] == pytest.approx(
            [each["target"], each["actual"], each["since"]["net"]]
        )
        assert completion == pytest.approx(total["completion"])
        assert abs(ahead - total["ahead_pp"]) <= 0.055
        assert light in ("◆ 黄牌", "■ 红牌")
        assert median * unit == pytest.approx(each["median"])
        assert low * unit <= each["low"] < (low + 1) * unit
        assert (high - 1) * unit < each["high"] <= high * unit
        assert chance == each["probability"]
    months = made.body["courses"][0]["months"]
    assert [[row[0], *map(pytest.approx, row[1:4])] for row in rows[5:]] == [
        [m["period"], *("" if m[key] is None else m[key] for key in ("new", "total", "due"))]
        for m in months
    ]


@pytest.mark.parametrize(("name", "kind"), [("亮晒", "districts"), ("市直部门", "departments")])
def test_every_unit_has_the_figures_of_its_rank(made: Made, name: str, kind: str) -> None:
    rankings = [r for r in made.body["rankings"] if r["kind"] == kind.removesuffix("s")]
    places = [{p["name"]: p for p in ranking["rows"]} for ranking in rankings]
    rows = [row for row in made.sheets[name][5:] if row[0] in places[0]]

    assert len(rows) == len(places[0])
    assert [row[0] for row in rows] == [place["name"] for place in rankings[0]["rows"]]
    marks = {"green": "● 绿牌", "yellow": "◆ 黄牌", "red": "■ 红牌"}
    for row in rows:
        for n, (by_name, unit) in enumerate(zip(places, (1, YI, 1), strict=True)):
            place = by_name[row[0]]
            target, actual, completion, ahead, light, rank, moved = row[1 + 7 * n : 8 + 7 * n]
            assert [target * unit, actual * unit] == pytest.approx(
                [place["target"], place["actual"]]
            )
            assert completion == pytest.approx(place["completion"])
            assert abs(ahead - place["ahead_pp"]) <= 0.055
            assert light == marks[place["light"]]
            assert (rank, moved) == (place["rank"], place["moved"])
    total = made.body[kind]["total"]
    *_, city, (legend, *_) = made.sheets[name]
    for n, (each, unit) in enumerate(zip(total.values(), (1, YI, 1), strict=True)):
        assert city[2 + 7 * n] * unit == pytest.approx(each["actual"])
    assert all(mark in legend for mark in marks.values())


def test_months_and_funnel_have_no_other_numbers(made: Made) -> None:
    courses, funnel = numbers(made.body["courses"]), made.body["funnel"]
    known = courses | {each / YI for each in courses}
    of = [funnel["total"], *funnel["rows"], *funnel["reasons"]]
    base, amounts = funnel["total"]["signed"], funnel["total"]["signed_amount"]
    found = numbers(of)
    found |= {each / YI for each in found} | {each / amounts for each in found}
    found |= {each / base for each in found} | {1.0}
    found |= {each["projects"] / funnel["total"]["dropped"] for each in funnel["reasons"]}

    for name, allowed in (("各月", known), ("项目推进", found)):
        held = [c for row in made.sheets[name] for c in row if isinstance(c, int | float)]
        assert len(held) > 60
        assert not [cell for cell in held if not is_one_of(cell, allowed)]


def test_what_is_to_be_chased_is_what_the_data_have(made: Made) -> None:
    _, _, _, head, *rows = made.sheets["催办"]
    due = made.body["due"]

    assert len(rows) == len(due) > 100
    for row, each in zip(rows, due, strict=True):
        said = dict(zip(head, row, strict=True))
        assert said["编号"] == each["id"]
        assert said["天数"] == each["waited"]
        assert said["起始日期"] == date.fromisoformat(each["since"])
        assert said["总投资（亿元）"] == pytest.approx(each["amount"] / YI)
        assert said["名称"] == made.projects[each["id"]]["name"].removeprefix("（虚构）")


def test_the_projects_are_the_exports_and_sum_to_every_figure(made: Made) -> None:
    _, _, _, head, _, *rows = made.sheets["项目"]
    sums: dict[tuple[str, int], float] = {}
    for row in rows:
        known = made.projects[row[0]]
        assert known["name"].removeprefix("（虚构）") == row[1]
        assert known["investor"].removeprefix("虚构·") == row[2]
        assert row[6] * YI == pytest.approx(int(known["amount"]))
        days = {known[key] for key in known if key.endswith("_on")}
        assert {day.isoformat() for day in row[8:14] if day} <= days
        for n, brings in enumerate(row[14:]):
            unit = known["district"], n
            sums[unit] = sums.get(unit, 0) + (brings or 0) * (YI if n == 1 else 1)
    codes = list(made.body["districts"]["total"])

    assert (head[:3], head[8], head[14]) == (["编号", "项目", "投资方"], "计入日期", "计入数")
    assert {key: each for key, each in sums.items() if each} == pytest.approx(
        {
            (row["unit"], codes.index(row["indicator"])): row["actual"]
            for row in made.body["districts"]["rows"]
            if row["actual"]
        }
    )


def test_the_last_sheet_is_for_programs(made: Made) -> None:
    _, _, _, keys, *rows = made.sheets["数据"]
    reports = (made.body["districts"], made.body["departments"])
    wanted = [
        ["" if value is None else value for value in (report["kind"], *map(row.get, keys[1:]))]
        for report in reports
        for row in (*report["rows"], *report["total"].values())
    ]

    assert len(rows) == len(wanted)
    for row, line in zip(rows, wanted, strict=True):
        assert row == [pytest.approx(v) if isinstance(v, int | float) else v for v in line]


def test_heads_stay_and_each_page_says_where_it_is_from(made: Made) -> None:
    with ZipFile(BytesIO(made.raw)) as archive:
        assert not [name for name in archive.namelist() if "externalLink" in name]
        assert len([name for name in archive.namelist() if "charts/chart" in name]) == 1
        for n in range(1, len(NAMES) + 1):
            sheet = ET.fromstring(archive.read(f"xl/worksheets/sheet{n}.xml"))  # noqa: S314
            foot = sheet.findtext(f"{MAIN}headerFooter/{MAIN}oddFooter") or ""
            assert re.fullmatch(
                r"&C— &P —&L&8台账 QZ:\d+ [0-9a-f]{8}… · 方案 quanzhou-2022&R&8【虚构演示数据.*】",
                foot,
            )
            pane = sheet.find(f"{MAIN}sheetViews/{MAIN}sheetView/{MAIN}pane")
            assert (pane is not None) == (NAMES[n - 1] not in ("封面与口径", "总览", "项目推进"))
            is_filtered = sheet.find(f"{MAIN}autoFilter") is not None
            assert is_filtered == (NAMES[n - 1] in ("催办", "项目", "数据"))


def test_for_publication_no_project_is_named(made: Made, published: str, tmp_path: Path) -> None:
    book, data = tmp_path / "公开.xlsx", tmp_path / "公开.json"
    outputs = ("--output", str(book), "--output", str(data))
    assert main(["bulletin", *DAY, "--names", "none", *outputs, "--db", published]) == 0
    with ZipFile(book) as archive:
        said = archive.read("xl/sharedStrings.xml").decode() + data.read_text("utf-8")

    assert list(cells(book.read_bytes())) == [n for n in NAMES if n not in ("催办", "项目")]
    for each in made.projects.values():
        bare = each["name"].removeprefix("（虚构）"), each["investor"].removeprefix("虚构·")
        assert not [name for name in bare if name and name in said]
        assert f'"{each["id"]}"' not in said
        assert f">{each['id']}<" not in said
