"""Days and periods that people give to a command, and what of them is said back."""

from datetime import date
from typing import TYPE_CHECKING

from qzinvest.cli.context import talk
from qzinvest.locale import Wording

if TYPE_CHECKING:
    from qzinvest.model.precision import When


def day_asked(text: str | None, now: date) -> date | None:
    """The day that a report is asked for, ``None`` where none is: ``words.dates.report_day``."""
    if text is None:
        return None
    # Imported here: most reports are of the day that is.
    from qzinvest.intake.words.dates import report_day

    return report_day(text, now)


def period_asked(text: str | None, now: date, w: Wording | None = None) -> "When | None":
    """The day or period that an option names, ``None`` where it was not given.

    Args:
        w: says which it is (``heard``), where the command's own answer does not.
    """
    if text is None:
        return None
    from qzinvest.intake.words.dates import read_day

    when = read_day(text, now)
    return when if w is None else heard(text, when, w)


def heard(text: str, when: "When", w: Wording) -> "When":
    """Say which day or period was understood where its year was not said: 3月15日, 上月, 昨天."""
    if str(when.last.year) not in text:
        talk(w("echo.day", text=text.strip(), day=str(when)))
    return when
