"""What offices send, read from text and from a workbook: the same, and as expected."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from qzinvest.errors import Fault, QzinvestError
from qzinvest.intake.files.tables import open_tables
from qzinvest.intake.offices.map import Map
from qzinvest.intake.offices.table import OfficeTable
from qzinvest.intake.offices.tables import office_tables
from qzinvest.intake.plans.file import shipped_plan
from qzinvest.intake.words.names import Resolver
from qzinvest.model.money import YI
from qzinvest.model.precision import written
from qzinvest.model.project import Project
from tests.intake.corpus import HEADERS, ROWS, SEVERAL, Case
from tests.intake.corpus_cells import AMOUNTS, DATES, NAMES
from tests.intake.corpus_field import FIELD
from tests.intake.corpus_kinds import DOUBTED, KINDS
from tests.intake.corpus_parts import PARTS

TODAY = date(2026, 6, 30)
PLAN = shipped_plan()
RESOLVER = Resolver(PLAN)
SHORT = {unit.code: unit.short.zh_Hans for unit in PLAN.units}
GROUPS = {
    "header": HEADERS,
    "several": SEVERAL,
    "rows": ROWS,
    "amount": AMOUNTS,
    "date": DATES,
    "name": NAMES,
    "field": FIELD,
    "parts": PARTS,
    "kinds": KINDS,
}
CASES = {f"{group}: {case.trouble}": case for group, cases in GROUPS.items() for case in cases}
NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,8})(\.[0-9]+)?")
DAY = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
TEXTS = {
    "utf-8": ("utf-8", ","),
    "utf-8-sig": ("utf-8-sig", ","),
    "gb18030": ("gb18030", ";"),
    "utf-16": ("utf-16", "\t"),
}


def cells(case: Case) -> list[list[str]]:
    return [line.replace("↵", "\n").split("|") for line in case.table.split("\n")]


def as_text(case: Case, path: Path, form: str) -> Path:
    encoding, delimiter = TEXTS[form]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(cells(case))
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def as_workbook(case: Case, path: Path) -> Path:
    """Numbers as numbers, days as dates, headers merged; the rest as text."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy/m/d"}) as book:
        sheet = book.add_worksheet("表")
        for merge in case.merges:
            sheet.merge_range(*merge, "")
        for row, texts in enumerate(cells(case)):
            for column, text in enumerate(texts):
                if not text:
                    continue
                if NUMBER.fullmatch(text):
                    sheet.write_number(row, column, float(text))
                elif DAY.fullmatch(text) and is_day(text):
                    sheet.write_datetime(row, column, date.fromisoformat(text))
                else:
                    sheet.write_string(row, column, text)
    return path


def is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def understood(path: Path, rules: Map = Map()) -> list[str]:  # noqa: B008 - it never changes
    """What is understood of a file, in the words of the corpus."""
    try:
        tables = office_tables(open_tables(path), rules, RESOLVER, TODAY).tables
        return [line for table in tables for line in lines(table)]
    except QzinvestError as error:
        return [type(error).__name__]


def lines(table: OfficeTable) -> Iterator[str]:
    for found in table.rows():
        if isinstance(found, Fault):
            yield f"{found.row} {found.cell} {kind(found.error)}"
        else:
            yield f"{found.row} {said(found.project)}"
    yield from (f"- {kind} {len(rows)}" for kind, rows in table.left_out.items())
    for check in table.checks:
        yield f"! {chr(65 + check.column)}{check.row} {yi(check.stated)} {yi(check.found)}"


def kind(error: QzinvestError) -> str:
    reason = error.fields.get("reason")
    return f"{type(error).__name__}.{reason}" if reason else type(error).__name__


def said(project: Project) -> str:
    parts = [project.name, SHORT.get(project.district or "", "-"), yi(project.amount)]
    for m in project.milestones:
        parts += [m.stage.code, written(m.on, m.precision)]
        parts += [] if m.amount is None else [yi(m.amount)]
    return " ".join(parts)


def yi(yuan: int) -> str:
    return f"{yuan / YI:g}亿" if yuan % YI else f"{yuan // YI}亿"


@pytest.mark.parametrize("name", CASES)
def test_text_and_workbook_are_understood_alike(tmp_path: Path, name: str) -> None:
    case = CASES[name]
    expected = sorted(case.expected.split("\n")) if case.expected else []
    assert sorted(understood(as_text(case, tmp_path / "a.csv", "utf-8"), case.rules)) == expected
    assert sorted(understood(as_workbook(case, tmp_path / "a.xlsx"), case.rules)) == expected


@pytest.mark.uncounted
@pytest.mark.parametrize("form", TEXTS)
def test_every_encoding_and_separator_gives_the_same(tmp_path: Path, form: str) -> None:
    for name, case in CASES.items():
        if case.table.isascii():
            continue
        expected = sorted(case.expected.split("\n")) if case.expected else []
        assert (
            sorted(understood(as_text(case, tmp_path / "a.csv", form), case.rules)) == expected
        ), name


def test_what_only_a_workbook_knows(tmp_path: Path) -> None:
    """A number for a day, and the noise of binary fractions: a text says neither."""
    head = "项目名称|属地|总投资（亿元）|签约时间"
    serial = Case("a serial", f"{head}\n风电|惠安|20|44635", "")
    assert understood(as_workbook(serial, tmp_path / "a.xlsx")) == [
        "2 风电 惠安 20亿 signed 2022-03-15"
    ]
    assert understood(as_text(serial, tmp_path / "a.csv", "utf-8")) == ["2 D2 BadDate.form"]
    noisy = Case("noise", f"{head}\n风电|惠安|0.30000000000000004|2022-03-15", "")
    noisy_text = understood(as_text(noisy, tmp_path / "a.csv", "utf-8"))
    assert noisy_text == ["2 C2 PartYuan"]


@pytest.mark.parametrize(("table", "told"), DOUBTED)
def test_what_speaks_against_a_row_that_counts_is_told(
    tmp_path: Path, table: str, told: dict[tuple[str, str], list[int]]
) -> None:
    case = Case("", table, "")
    for path in (
        as_text(case, tmp_path / "a.csv", "utf-8"),
        as_workbook(case, tmp_path / "a.xlsx"),
    ):
        (found,) = office_tables(open_tables(path), Map(), RESOLVER, TODAY).tables
        assert not any(isinstance(row, Fault) for row in found.rows())
        assert found.reader.remarks == told


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 80
