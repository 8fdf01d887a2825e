"""The amounts of a row, in its own currency and by the map's rules, and of a table together."""

import re
from array import array
from collections.abc import Iterator, Mapping
from fractions import Fraction
from statistics import median_low

from qzinvest.errors import AmountBeyond, BadAmount, QzinvestError
from qzinvest.intake.files.sheets import Value
from qzinvest.intake.offices.map import Map
from qzinvest.intake.words.amounts import BARE_FROM
from qzinvest.intake.words.written_amounts import Written, read_amount, settled, whole_yuan
from qzinvest.intake.words.written_units import CURRENCY, SCALE, Unit, plain_text, unit_of
from qzinvest.model.money import YI
from qzinvest.model.plan import Plan, shares_of
from qzinvest.model.project import Stated
from qzinvest.patterns import pattern
from qzinvest.tuples import NamedTuple

BRACKETS = ("refuse", "before", "inside")
"""Which of two amounts is taken, the one in front of the brackets or the one in them."""

_BEHIND = pattern(r"(?P<before>.+?)\s*[（(【\[](?P<note>[^（）()【】\[\]]+)[)）】\]]\s*[。.]?")
_PLACES = r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?"
_MONEY = pattern(
    rf"(?:(?:{CURRENCY}) ?{_PLACES}(?: ?(?:{SCALE}))?"
    rf"|(?:{_PLACES}|[一二两三四五六七八九十百千]+) ?(?:{SCALE}) ?(?:元|{CURRENCY})?"
    rf"|{_PLACES} ?(?:元|{CURRENCY}))(?:人民币|rmb)?"
)
_OF_MONEY = pattern(rf"元|{CURRENCY}|[百千]?[万亿](?!达|年)|million|billion")
_PART = pattern(
    r"其中|包括|包含|含|内|期|阶段|年|固定资产|固投|设备|建安|土地|流动资金|外资|自筹|启动|"
    r"of which|incl|thereof|phase|stage|equipment|initial|first"
)
_BESIDE = pattern(
    r"另|不含|不包括|除外|之外|追加|新增|增资|plus|excl|not includ|additional|another"
)
_ABOUT = pattern(r"约|左右|上下|估|暂定|拟定|待定|预计|about|approx|estimat|tentativ|tbc")


def read_noted(value: str | float, unit: Unit | None = None, brackets: str = "refuse") -> Written:
    """What a cell says of an amount, where something may stand in brackets behind it.

    A note (``$30 million (Phase 1)``) and a part of the amount (``10亿元（其中一期3亿元）``) leave
    the amount in front as it is; an estimate makes it one. Of two amounts, such as
    ``2000万美元（约1.3亿元）``, one must be chosen. ``text`` has all that was written.

    Args:
        unit: of bare numbers.
        brackets: one of ``BRACKETS``.

    Raises:
        BadAmount: as ``read_amount``; reason ``two`` where two amounts are named and ``brackets``
            takes neither, ``note`` where the brackets say of the money what is not understood.
    """
    match = _BEHIND.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        return read_amount(value, unit)
    try:
        return read_amount(value, unit)  # 5（亿元） is an amount with its unit
    except BadAmount as error:
        if error.reason not in ("form", "vague", "mixed"):
            raise
    return _noted(match, unit, brackets)


def _noted(match: re.Match[str], unit: Unit | None, brackets: str) -> Written:
    text, note = match[0].strip(), plain_text(match["note"])
    before = _read(match["before"], text, unit)._replace(text=text)
    money = _MONEY.search(note)
    if money is None:
        if _BESIDE.search(note) is None and _OF_MONEY.search(note) is not None:
            raise BadAmount(text=text, reason="note")
        is_about = before.bound == "exact" and _ABOUT.search(note) is not None
        return before._replace(bound="about") if is_about else before
    inside = _read(note[money.start() : money.end()], text, unit)._replace(text=text)
    if _is_within(before, inside, note):
        return before
    if brackets == "refuse":
        raise BadAmount(text=text, reason="two")
    if brackets == "inside" and _ABOUT.search(note[: money.start()]):
        return inside._replace(bound="about")
    return before if brackets == "before" else inside


def _is_within(before: Written, inside: Written, note: str) -> bool:
    """Whether the amount in brackets is the one in front once more, or a part of it."""
    if before.currency != inside.currency or before.low is None or inside.low is None:
        return False
    if before.low == inside.low:
        return True
    is_part = _PART.search(note) is not None and _BESIDE.search(note) is None
    return is_part and inside.low < before.low


def _read(part: str, text: str, unit: Unit | None) -> Written:
    try:
        return read_amount(part.strip(), unit)
    except BadAmount as error:
        raise BadAmount(text=text, reason=error.reason) from error


class Money(NamedTuple):
    """An amount of a row: whole yuan, and what was written if that was more than a number.

    ``rounded`` is whether it has parts of a yuan; ``stated`` has it in full then. ``bare`` is
    whether its unit is the column's and not its own.
    """

    yuan: int
    stated: Stated | None
    rounded: bool
    bare: bool = False


class RowMoney(NamedTuple):
    """Reads amounts.

    Args:
        rules: the map.
        units: the unit of bare numbers by field, as the headers or the map have it.
    """

    rules: Map
    units: Mapping[str, Unit]

    def amount(self, field: str, value: Value, currency: str) -> Money | None:
        """What a cell says; ``None`` for no money.

        Args:
            field: one of ``AMOUNTS``.
            currency: what the row says of its currency or unit, such as 美元 or 万美元; or nothing.

        Raises:
            BadAmount: as ``read_amount`` and ``settled``; reason ``mixed`` where it is not known
                or contradicts the amount or its header.
            PartYuan: yuan have parts, and the map does not say that they are rounded.
        """
        if field != "amount" and value in (0, "0"):
            return None  # nothing has come in yet
        unit = self._unit(field, currency)
        written = self._written(value, unit, currency)
        exact = settled(written, self.rules.ranges, self.rules.rates)
        yuan = whole_yuan(written, exact, rounding=self.rules.fractions == "round")
        rate = None
        if written.currency != "CNY":
            rate = rate_text(written.currency, self.rules)
        bare = unit is not None and _is_bare(written.text)
        plain = bare and not any(bracket in written.text for bracket in "(（[【")
        if plain and written.bound == "exact" and rate is None and yuan == exact:
            return Money(yuan, None, rounded=False, bare=True)
        text = written.text
        if unit and bare:
            text = f"{text} × {unit.factor:,} {unit.currency}"
        return Money(yuan, Stated(text, written.bound, rate), yuan != exact, bare)

    def plain_yuan(self, field: str, value: Value, currency: str) -> int | Fraction | None:
        """The yuan that a cell names, its lower end if it is a range, ``None`` if it names none."""
        try:
            written = self._written(value, self._unit(field, currency), currency)
        except QzinvestError:
            return None
        return written.low if written.currency == "CNY" else None

    def _unit(self, field: str, currency: str) -> Unit | None:
        """The unit of a bare number: 万美元 is one, 美元 is the currency of the header's 万元."""
        unit = self.units.get(field)
        if not currency:
            return unit
        found = unit_of(currency)
        if found is None or (unit and unit.currency not in ("CNY", found.currency)):
            raise BadAmount(text=currency, reason="mixed")
        return found._replace(factor=unit.factor) if unit and found.factor == 1 else found

    def _written(self, value: Value, unit: Unit | None, currency: str) -> Written:
        cell = value if isinstance(value, str | int | float) else str(value or "")
        try:
            written = read_noted(cell, unit, self.rules.brackets)
        except BadAmount as error:
            if not (currency and unit and error.reason == "mixed"):
                raise
            written = read_amount(f"{cell} {unit.currency}")  # 3亿, beside 美元
        if currency and unit and written.currency != unit.currency:
            raise BadAmount(text=f"{cell} / {currency}", reason="mixed")
        return written


def rate_text(currency: str, rules: Map) -> str:
    """A rate as it is kept with an amount: ``USD=6.9@2022-06-30``."""
    from decimal import Decimal

    rate = rules.rates[currency]
    # It was read from a decimal, so the fraction divides without a rest.
    yuan = Decimal(rate.yuan.numerator) / Decimal(rate.yuan.denominator)
    return f"{currency}={yuan:f}@{rate.on}"


def _is_bare(text: str) -> bool:
    """Whether an amount such as 20, 约20 or 10-20 had its unit from the column."""
    if text.replace(",", "").replace(".", "").isdigit():
        return True
    try:
        read_noted(text)
    except BadAmount as error:
        return error.reason == "unitless"
    return False


TIMES = 100
"""So many times more or less than its column's median, an amount is in doubt."""
_FEW = 3
"""Amounts from which they have a median that says something."""
_LEAST_LIMIT = 100 * YI
"""No plan is so small that a project of less is beyond it."""
_UNITS = (1, 10**4, 10**8)


class Doubt(NamedTuple):
    """An amount far from its column's median, both in yuan.

    ``likely`` is the factor of the unit that would bring it near, 0 where none does.
    """

    row: int
    column: int
    text: str
    yuan: int
    median: int
    likely: int


def limit_of(plan: Plan, district: str | None) -> int | None:
    """The yuan from which a bare number is no project's amount: the unit's target of the year.

    Of a project without a district it is the city's; ``None`` where the plan has no sum as target.
    """
    limits = [
        shares_of(plan, "district", each).get(district or "", each.target)
        for each in plan.indicators
        if each.measure == "sum"
    ]
    return max(*limits, _LEAST_LIMIT) if limits else None


class Plausible:
    """Looks at the amounts of a column; what names its own unit is in no doubt."""

    def __init__(self, columns: tuple[int, ...] | None, unit: Unit | None, plan: Plan) -> None:
        self._column = columns[0] if columns else 0
        self._unit = unit
        self._plan = plan
        self._limits: dict[str | None, int | None] = {}
        self._yuan = array("q")
        self._bare: list[tuple[int, str, int]] = []

    def take(self, row: int, text: str, yuan: int, district: str | None, *, bare: bool) -> None:
        """Note an amount; ``bare`` where its unit is the column's.

        Raises:
            AmountBeyond: it is bare, and more than its district's target of the year or less than
                any investment.
        """
        if bare:
            self.refuse_beyond(text, yuan, district)
            self._bare.append((row, text, yuan))
        self._yuan.append(yuan)

    def refuse_beyond(self, text: str, yuan: int, district: str | None) -> None:
        """Raise the ``AmountBeyond`` that a bare amount may be."""
        if district not in self._limits:
            self._limits[district] = limit_of(self._plan, district)
        limit = self._limits[district]
        if limit is not None and yuan > limit:
            raise AmountBeyond(text=text, yuan=yuan, limit=limit, reason="above")
        if yuan < BARE_FROM:
            raise AmountBeyond(text=text, yuan=yuan, limit=BARE_FROM, reason="below")

    def doubts(self) -> Iterator[Doubt]:
        """The bare numbers that are far from the median of all."""
        if len(self._yuan) < _FEW or self._unit is None or self._unit.currency != "CNY":
            return
        median = median_low(self._yuan)
        for row, text, yuan in self._bare:
            if yuan > TIMES * median or TIMES * yuan < median:
                likely = self._likely(yuan, median)
                yield Doubt(row, self._column, text, yuan, median, likely)

    def _likely(self, yuan: int, median: int) -> int:
        """The unit in which the number would be nearest to the median."""
        assert self._unit is not None  # noqa: S101 - as ``doubts`` looks
        figure = yuan / self._unit.factor
        near = [f for f in _UNITS if median <= TIMES * figure * f and figure * f <= TIMES * median]
        return min(near, key=lambda f: max(figure * f / median, median / (figure * f)), default=0)
