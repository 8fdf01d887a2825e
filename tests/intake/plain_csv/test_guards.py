"""What other programs put around the cells of a plain file, and between its rows."""

from datetime import date
from pathlib import Path

import pytest

from qzinvest.errors import BadText, Fault
from qzinvest.intake.plain_csv.rows import PlainRow, read_plain
from qzinvest.intake.plans.file import shipped_plan
from qzinvest.intake.words.names import Resolver
from qzinvest.model.plain_layout import BASE_COLUMNS

HEAD = ",".join(BASE_COLUMNS)


def read(tmp_path: Path, text: str) -> list[PlainRow | Fault]:
    path = tmp_path / "in.csv"
    path.write_text(text, encoding="utf-8")
    return list(read_plain(path, Resolver(shipped_plan()), date(2022, 6, 30)))


def row(code: str, name: str, amount: str, signed: str) -> str:
    cells = dict.fromkeys(BASE_COLUMNS, "") | {"code": code, "name": name, "amount": amount}
    return ",".join((cells | {"signed_on": signed}).values())


def test_guards_and_the_header_of_a_second_file(tmp_path: Path) -> None:
    one = row('="350582001"', '="甲园"', '="5"', '="2022-03-15"')
    two = row("'350582002", "'=乙园", "'6", "'2022-03-16")
    found = read(tmp_path, f"{HEAD}\n{one}\n\ufeff{HEAD}\n{two}\n")
    projects = [each.project for each in found if isinstance(each, PlainRow)]
    assert [(p.code, p.name, p.amount) for p in projects] == [
        ("350582001", "甲园", 5),
        ("350582002", "=乙园", 6),
    ]
    assert [p.milestones[0].on for p in projects] == [date(2022, 3, 15), date(2022, 3, 16)]


@pytest.mark.parametrize(
    "code", ["3.50582E+17", "3.50582e+17", "3.5E17", "３．５Ｅ＋１７", "3505820000000000000.0"]
)
def test_a_code_that_lost_its_digits(tmp_path: Path, code: str) -> None:
    [fault] = read(tmp_path, f"{HEAD}\n{row(code, '甲园', '5', '2022-03-15')}\n")
    assert isinstance(fault, Fault)
    assert isinstance(fault.error, BadText)
    assert fault.error.fields["reason"] == "digits"


def test_names_with_an_apostrophe_of_their_own(tmp_path: Path) -> None:
    [found] = read(tmp_path, f"{HEAD}\n{row('A', chr(39) + '94 Park', '5', '2022-03-15')}\n")
    assert isinstance(found, PlainRow)
    assert found.project.name == "'94 Park"
