"""The dates of one row: what has happened, and what is only planned."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from qzinvest.errors import BadDate, DateOrder, Fault, QzinvestError, VagueDate
from qzinvest.intake.files.sheets import Value
from qzinvest.intake.offices.map import Map
from qzinvest.intake.words.texts import says_nothing
from qzinvest.intake.words.written_dates import (
    CHINA,
    Custom,
    in_past,
    is_planned,
    orders_of,
    read_when,
)
from qzinvest.model.precision import When
from qzinvest.model.stage import STAGES
from qzinvest.patterns import pattern
from qzinvest.tuples import NamedTuple

MILESTONES = frozenset(f"{stage.code}_on" for stage in STAGES)
_SERIAL = pattern(r"[0-9]{5}(?:\.[0-9]+)?")


class Planned(NamedTuple):
    """What a cell says of a milestone that is still to come."""

    text: str

    @property
    def error(self) -> QzinvestError:
        """Why it is no date, where the row needs one."""
        try:
            read_when(self.text)
        except VagueDate as error:
            return error
        except (BadDate, DateOrder):
            pass
        return VagueDate(text=self.text, reason="plan")


class RowDates:
    """Reads dates.

    Args:
        rules: the map.
        epoch: where the file's serial dates begin; ``None`` of a text file, which has none.
        today: no date may be later.
    """

    def __init__(self, rules: Map, epoch: int | None, today: date) -> None:
        self._today = today
        self._in_book = bool(rules.epoch or epoch)
        epoch = rules.epoch or epoch or 1900
        zone = rules.zone or CHINA
        self._custom = Custom(rules.year, epoch, rules.order, rules.century, zone)

    def when(self, field: str, value: Value, text: str) -> When | Planned:
        """When something happened; of a milestone also that it is only planned.

        Raises:
            BadDate, VagueDate, FutureDate: as ``read_when`` and ``in_past``.
        """
        if isinstance(value, str):
            if field in MILESTONES and is_planned(text, self._today):
                return Planned(text)
            text = _without_word(field, text)
            value = text
            if self._in_book and _SERIAL.fullmatch(value.strip()):
                value = float(value)  # a day's number in a cell that was made text
        try:
            when = read_when(value, custom=self._custom)
        except DateOrder as error:
            # An order by which it would be still to come is not meant.
            if over := [o for o in orders_of(text, self._today) if o in error.orders]:
                raise DateOrder(text=text, orders=over, short=error.short) from error
            raise
        return in_past(when, text, self._today)


_WORDS = {
    "lead_on": "线索|線索",
    "talks_on": "在谈|在談|洽谈|洽談|对接|對接",
    "signed_on": "签约|簽約|签订|簽訂|签署|簽署|signed",
    "registered_on": "注册|註冊|登记|登記|成立|registered",
    "funded_on": "到资|到資|到账|到帳|到位|进资|進資|funded",
    "started_on": "开工|開工|动工|動工|动建|動建|started",
    "producing_on": "投产|投產|producing",
    "dropped_on": "终止|終止|退出|取消",
}
"""What may stand behind a date in its own column: 2022年5月1日已开工."""


def _without_word(field: str, text: str) -> str:
    """A date without the word of its own column: 已于2022年5月1日正式开工建设."""
    if field not in _WORDS:
        return text
    said = re.fullmatch(
        rf"(?:已于|已於|于|於|\s)*(?P<date>[^于於]*[0-9日月号]\s*)(?:已|正式|完成|举行|開始|开始|\s)*"
        rf"(?:{_WORDS[field]})(?:建设|建設|仪式|儀式|完成|公司|合同|协议|了)*",
        text.strip(),
        re.IGNORECASE,
    )
    return text if said is None else said["date"].strip()


_SIGNS = "年月日号份度 "


def joined_date(parts: Sequence[str]) -> str:
    """The date of which year, month and day stand in cells of their own; empty for none.

    What lacks before another part is shown as ``?``, so that no day is read for a month. Months as
    words say themselves what they are: ``May`` and ``2016``.
    """
    texts = ["" if says_nothing(part) else part.strip(_SIGNS) for part in parts]
    while texts and not texts[-1]:
        texts.pop()
    if any(letter.isascii() and letter.isalpha() for text in texts for letter in text):
        return " ".join(filter(None, texts))
    return "".join(f"{text or '?'}{sign}" for text, sign in zip(texts, "年月日", strict=False))


_HELD = 10_000
"""Faults of dates without an order that are held until the table's end."""


class Ordered:
    """Holds back the faults of dates without an order: all of a table together may tell it."""

    def __init__(self) -> None:
        self._held: list[tuple[Fault, DateOrder]] = []

    def take(self, faults: Iterable[Fault]) -> Iterator[Fault]:
        """The faults but those that are held back."""
        for fault in faults:
            if isinstance(fault.error, DateOrder) and len(self._held) < _HELD:
                self._held.append((fault, fault.error))
            else:
                yield fault

    def settled(self) -> Iterator[Fault]:
        """The faults that were held back, with the orders in which all of the dates are days."""
        orders = [set(error.orders) for _, error in self._held if error.orders]
        common = set.intersection(*orders) if orders else set()
        for fault, error in self._held:
            said = [order for order in error.orders if order in common] or error.orders
            known = DateOrder(text=error.text, orders=said, short=error.short)
            yield fault._replace(error=known)
        self._held.clear()
