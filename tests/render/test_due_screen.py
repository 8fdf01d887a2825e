"""The list of what is due on screens of several widths."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from rich.cells import cell_len

from qzinvest.locale import wording
from qzinvest.model.asked import Asked, Filter
from qzinvest.model.due import DueTitle
from qzinvest.model.table import Note, Table
from qzinvest.render.due_screen import due_screen
from qzinvest.render.due_title import due_markdown
from qzinvest.reports.due import COLUMNS

Golden = Callable[[str, str], None]
FIRST = ("red", "QZ-17", "海峡智能装备产业园", "Quanzhou ETDZ", "Commerce Bureau", "signed")
SECOND = ("yellow", "QZ-1234", "Optics", "晋江", None, "intent")
TITLE = DueTitle(
    "A plan", "district", date(2022, 8, 17), Asked(), {"yellow": 1, "red": 1, "remove": 0}
)
TABLE = Table(
    "due",
    COLUMNS,
    (
        (
            *FIRST,
            date(2022, 5, 1),
            108,
            "registered",
            250 * 10**8,
            "Landed projects",
            Fraction(25, 2),
        ),
        (*SECOND, date(2022, 6, 1), 77, "signed", 10**7, None, None),
    ),
    (Note("due.levels", {"yellow": 1, "red": 1, "remove": 0}), Note("due.gain", {})),
)


@pytest.mark.parametrize("lang", ["en", "zh_Hans"])
@pytest.mark.parametrize("width", [80, 120])
def test_screen(golden: Golden, lang: str, width: int) -> None:
    text = due_screen(TITLE, TABLE, wording(lang), width, colour=False)
    assert max(map(cell_len, text.splitlines())) <= width
    golden(f"due.{lang}.{width}.txt", text)


def test_nothing_is_due() -> None:
    text = due_screen(TITLE, TABLE._replace(rows=(), notes=()), wording("en"), 80, colour=False)
    assert text.splitlines() == [
        "A plan",
        "To be chased · Districts · as of 2022-08-17",
        "",
        "No project is due.",
        "",
    ]


def test_markdown_says_of_which_projects_and_when() -> None:
    title = TITLE._replace(asked=Asked((Filter("district", "350582", "Jinjiang City"),)))
    text = due_markdown(title, TABLE, wording("en"))
    assert text.startswith("# A plan\n\nTo be chased · Districts · as of 2022-08-17 · ")
    assert "Jinjiang City" in text.splitlines()[2]
    assert "\n| Level |" in text
