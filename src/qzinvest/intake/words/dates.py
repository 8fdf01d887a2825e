"""Days and periods as people give them to a command: one reader for every option.

A day is a day; a period is what it is for whoever asks: its last day for a report, its first for
``--since``, itself for something that happened in it.
"""

from datetime import date, timedelta

from qzinvest.errors import BadDate, BadDay, DateOrder, FutureDate, VagueDate
from qzinvest.model.precision import When, when_of
from qzinvest.patterns import pattern

_ISO_LENGTH = 10
_DAYS = {"today": 0, "今天": 0, "今日": 0, "yesterday": 1, "昨天": 1, "昨日": 1, "前天": 2}
"""Words for days, by how many lie between them and today."""
_WHAT = {
    **dict.fromkeys(("周", "星期", "week"), "week"),
    **dict.fromkeys(("月", "月份", "month"), "month"),
    **dict.fromkeys(("季", "季度", "quarter"), "quarter"),
    **dict.fromkeys(("年", "年度", "year"), "year"),
}
_RELATIVE = pattern(
    r"(?P<before>上个?|去(?=年)|last[ -])?(?:本|这个?|今(?=年)|this[ -])?"
    rf"(?P<what>{'|'.join(_WHAT)})"
)
_THIS_YEAR, _LAST_YEAR = pattern(r"^[今本]年(?=.)"), pattern(r"^[去上]年(?=.)")
_DAY_ALONE = pattern(r"(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]")
_END = pattern(r"end of (.+)|(.+)(?:[末底]|最后一[天日])")


def read_day(text: str, today: date) -> When:
    """A day or a period: everything that ``read_when`` takes, and words that are seen from today.

    Args:
        text: ``2022-03-15``, ``2022年3月``, ``2022-Q2``, ``2022-W20``, ``2022``, ``yesterday``,
            ``上月``, ``2022年6月底`` (that month's last day), ``4月1日`` (the last one) …;
            full-width digits and outer white space do no harm. Nothing that means two things:
            03/04/2022, 2022.1.

    Raises:
        BadDay: reason ``form`` (no date, or none of the calendar), ``year`` (it is missing),
            ``tenth`` or ``vague`` as in VagueDate.
    """
    if len(text) == _ISO_LENGTH and text[4] == text[7] == "-" and text.isascii():
        # Scripts write days so: they do without the other forms, which cost a tenth of a report.
        try:
            return when_of(date.fromisoformat(text))
        except ValueError:
            pass  # the other reader tells what is wrong with it
    try:
        return _read(text, today)
    except VagueDate as error:
        raise BadDay(text=text, reason=error.reason) from error
    except BadDate as error:
        raise BadDay(text=text, reason=error.reason, month=error.month, days=error.days) from error
    except DateOrder as error:
        raise BadDay(text=text, reason="form") from error


def _read(text: str, today: date) -> When:
    # Imported here, as said above.
    from qzinvest.intake.words.written_dates import plain, read_when

    words = plain(text)
    if ":" in words:  # an hour would want a time zone
        raise BadDate(text=text)
    words = _THIS_YEAR.sub(f"{today.year}年", words)
    words = _LAST_YEAR.sub(f"{today.year - 1}年", words)
    if match := _DAY_ALONE.fullmatch(words):
        words = f"{_latest_year(int(match['month']), int(match['day']), today)}年{words}"
    if match := _END.fullmatch(words):
        period = match[1] or match[2]
        return when_of((_relative(period, today) or read_when(period)).last)
    return _relative(words, today) or read_when(words)


def _latest_year(month: int, day: int, today: date) -> int:
    """The year of a day that names none: of the last such day that is not after today."""
    return today.year - ((month, day) > (today.month, today.day))


def _relative(words: str, today: date) -> When | None:
    """The day or period of a word that is seen from today, such as 上月."""
    if words in _DAYS:
        return when_of(today - timedelta(days=_DAYS[words]))
    match = _RELATIVE.fullmatch(words)
    if match is None or match["what"] == words:
        return None
    this = when_of(today, _WHAT[match["what"]])
    if match["before"] is None:
        return this
    return when_of(this.first - timedelta(days=1), this.precision)


def report_day(text: str, today: date) -> date:
    """The day that a report is of: of a period its last day, or today while it lasts.

    Raises:
        BadDay: as ``read_day``; reason ``future``: the period has not begun.
    """
    when = read_day(text, today)
    if when.precision == "day":
        return when.last
    if when.first > today:
        raise BadDay(text=text, reason="future")
    return min(when.last, today)


def past(text: str, today: date) -> When:
    """When something happened, as far as it is known.

    Raises:
        BadDay: as ``read_day``.
        FutureDate: it is still to come (``written_dates.in_past``).
    """
    when = read_day(text, today)
    if when.last <= today:
        return when
    # Imported here: what is over needs no more.
    from qzinvest.intake.words.written_dates import in_past

    return in_past(when, text, today)


def since_day(text: str | None, today: date) -> date | None:
    """The day from which something holds, of a period its first day; ``None`` for always.

    Raises:
        BadDay: as ``read_day``.
        FutureDate: the day is still to come.
    """
    if text is None:
        return None
    day = read_day(text, today).first
    if day > today:
        raise FutureDate(text=text, today=today)
    return day


def past_day(text: str, today: date) -> date:
    """A day on which something happened; of a period that is over its last day.

    Raises:
        BadDay: as ``read_day``.
        FutureDate: the day, or the period's last one, is still to come.
    """
    day = read_day(text, today).last
    if day > today:
        raise FutureDate(text=text, today=today)
    return day
