"""Payments typed by hand and told in files: none moves, none is lost, none counts twice."""

from pathlib import Path

import pytest

from tests.cli.said import Run

HEAD = "项目名称,投资方,属地,总投资（亿元）,签约日期,"


def payments_of(run: Run, project: str = "QZ-1") -> list[tuple[str, int]]:
    """Day and yuan of the payments that ``export`` writes."""
    run("export", "--out", "out")
    lines = Path("out/entries.csv").read_text("utf-8-sig").splitlines()[1:]
    rows = [line.split(",") for line in lines]
    return [(row[2], int(row[4])) for row in rows if row[0] == project]


@pytest.fixture
def twice_paid(run: Run, signed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A project with two payments, and the folder in which the test works."""
    monkeypatch.chdir(tmp_path)
    for day, amount in (("2022-04-10", "1亿"), ("2022-06-10", "3亿")):
        assert run("advance", signed, "funded", "--on", day, "--amount", amount).code == 0
    return signed


def test_of_several_payments_the_day_is_asked_for(run: Run, twice_paid: str) -> None:
    said = run("advance", twice_paid, "funded", "--amount", "2亿")
    assert said.code == 3
    assert "2022-04-10, 2022-06-10" in said.err
    assert "--on 2022-04-10" in said.err
    assert payments_of(run) == [("2022-04-10", 10**8), ("2022-06-10", 3 * 10**8)]


def test_one_more_payment_may_be_small(run: Run, twice_paid: str) -> None:
    again = ("advance", twice_paid, "funded", "--on", "2022-07-01", "--amount", "10万")
    assert run(*again).code == 0
    said = run("advance", twice_paid, "funded", "--on", "2022-04-10", "--amount", "5万")
    assert (said.code, "a factor of 2,000" in said.err) == (3, True)


def test_a_sum_told_later_in_a_file_leaves_the_month_of_known_money(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    table = tmp_path / "a.csv"
    head = HEAD + "到资日期,累计到资（万元）\n"
    row = "乙项目,乙公司,晋江,5.6,2022-03-15,"
    for day, amount, code in (
        ("2022-04-20", 100, 0),
        ("2022-05-20", 100, 0),
        ("2022-04-20", 300, 3),
        ("2022-05-20", 300, 0),
    ):
        table.write_text(f"{head}{row}{day},{amount}\n", "utf-8")
        said = run("import", str(table))
        assert said.code == code, said.err
    assert payments_of(run) == [("2022-04-20", 10**6), ("2022-05-20", 2 * 10**6)]
