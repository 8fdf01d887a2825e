"""The amounts of one row: in the row's own currency, by the map's rules, with what was written."""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from qzinvest.errors import BadAmount, QzinvestError
from qzinvest.intake.files.sheets import Value
from qzinvest.intake.offices.map import Map
from qzinvest.intake.words.noted_amounts import read_noted
from qzinvest.intake.words.written_amounts import Written, read_amount, settled, whole_yuan
from qzinvest.intake.words.written_units import Unit, unit_of
from qzinvest.model.project import Stated


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
            value: the cell.
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
            if not (currency and unit and error.fields["reason"] == "mixed"):
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
        return error.fields["reason"] == "unitless"
    return False
