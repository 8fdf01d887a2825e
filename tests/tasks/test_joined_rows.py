"""Rows of one project, each with a payment: one report with all of them, or what is wrong."""

from datetime import date

import pytest

from qzinvest.model.entry import Payment
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import Stage
from qzinvest.tasks.joined_rows import joined

APRIL, MAY = date(2022, 4, 20), date(2022, 5, 20)
SIGNED = Milestone(Stage.SIGNED, date(2022, 3, 15), date(2022, 3, 15))


def row(name: str, on: date, paid: int, so_far: int | None = None) -> Project:
    """A row with a payment, and with what was paid in until then."""
    funded = () if so_far is None else (Milestone(Stage.FUNDED, on, on, so_far),)
    return Project(
        "",
        0,
        name,
        500,
        (SIGNED, *funded),
        district="350582",
        payments=(Payment(on, on, paid),),
    )


def made(*tables: list[Project]) -> tuple[list[tuple[str, list[int]]], list[tuple[int, str]]]:
    """Name and payments of each report, and row and error of each refusal; rows count from 2."""
    found = joined({n: (f"{n}.csv", enumerate(rows, 2)) for n, rows in enumerate(tables)})
    reports = [report for rows in found.rows.values() for _, report in rows]
    paid = [(one.name, [p.amount for p in one.payments]) for one in reports]
    return paid, [(bad.row, type(bad.error).__name__) for _, bad in found.refused]


@pytest.mark.parametrize(
    ("rows", "paid", "refused"),
    [
        ([row("A", APRIL, 1), row("B", MAY, 2), row("A", MAY, 3)], [("A", [1, 3]), ("B", [2])], []),
        ([row("A", APRIL, 1), row("A", APRIL, 2)], [("A", [1, 2])], []),
        ([row("A", APRIL, 1), row("A", APRIL, 1)], [("A", [1])], [(3, "PaymentTwice")]),
        ([row("A", APRIL, 1, 1), row("A", MAY, 2, 3)], [("A", [1, 2])], []),
        ([row("A", MAY, 2, 3), row("A", APRIL, 1, 1)], [("A", [2, 1])], []),
        ([row("A", APRIL, 1, 1), row("A", MAY, 2, 9)], [("A", [1])], [(3, "SumDiffers")]),
        (
            [row("A", APRIL, 1), row("A", MAY, 2)._replace(amount=600)],
            [("A", [1])],
            [(3, "RowsDiffer")],
        ),
    ],
)
def test_the_rows_of_a_project_are_one_report(
    rows: list[Project], paid: list[tuple[str, list[int]]], refused: list[tuple[int, str]]
) -> None:
    assert made(rows) == (paid, refused)


def test_two_tables_may_not_tell_two_sums_of_a_day() -> None:
    assert made([row("A", APRIL, 1)], [row("A", MAY, 2)]) == ([("A", [1, 2])], [])
    assert made([row("A", APRIL, 1)], [row("A", APRIL, 2)])[1] == [(2, "RowsDiffer")]


def test_a_repetition_without_a_payment_stays_one() -> None:
    blank = row("A", APRIL, 0)
    assert made([blank, blank])[0] == [("A", [0]), ("A", [0])]
