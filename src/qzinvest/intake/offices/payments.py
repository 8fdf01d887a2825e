"""Money that a row of an office's table tells as one payment: 本月到资, 当月到资."""

from collections.abc import Iterable, Mapping
from datetime import date

from qzinvest.errors import NoPaymentDay
from qzinvest.intake.offices.context import months_in
from qzinvest.intake.offices.money import Money
from qzinvest.intake.words.written_dates import in_past
from qzinvest.model.entry import Payment
from qzinvest.model.precision import When
from qzinvest.model.project import Milestone
from qzinvest.model.stage import Stage


def month_in(note: str, sheet: str, year: int | None) -> When | None:
    """The one month that a table's title and sheet name; ``None`` where they name none or several.

    Args:
        note: what stands above the header; a month with a day is when it was filled in.
        sheet: the sheet's name.
        year: of a sheet's name that says none.
    """
    named = (*months_in(note), *months_in(sheet, year))
    months = {month.when for month in named if month.whole}
    return months.pop() if len(months) == 1 else None


def paid_when(values: Mapping[str, object], month: When | None, today: date) -> When:
    """The day of a row's payment: its own, else the day of *funded* in the month, else the month.

    Raises:
        NoPaymentDay: nothing says in which month it was paid in.
        FutureDate: the month has not begun.
    """
    own = values.get("paid_on")
    if not isinstance(own, When) and values.get("stage") is None:
        own = values.get("on")
    if isinstance(own, When):
        return own
    funded = values.get("funded_on")
    if isinstance(funded, When) and (month is None or _within(funded, month)):
        return funded
    if month is None:
        raise NoPaymentDay(field="paid_amount")
    return in_past(month, str(month), today)


def _within(when: When, month: When) -> bool:
    return month.first <= when.first and when.last <= month.last


def told_paid(
    reached: Mapping[Stage, Milestone], at: Milestone, paid: Money | None, funded: Money | None
) -> tuple[dict[Stage, Milestone], tuple[Payment, ...]]:
    """The milestones of a row, and its payment.

    Args:
        reached: what the row's days say.
        at: *funded*, as the day of the payment would have it.
        paid: the payment; ``None`` where nothing came in.
        funded: all that was paid in by then. Without a payment and a day of its own it is only held
            against what is known, beside a payment of nothing.
    """
    milestones = dict(reached)
    if funded is not None and (paid is not None or Stage.FUNDED not in milestones):
        milestones[Stage.FUNDED] = at._replace(amount=funded.yuan)
    elif funded is not None:
        milestones[Stage.FUNDED] = milestones[Stage.FUNDED]._replace(amount=funded.yuan)
        return milestones, ()
    elif paid is not None and milestones.get(Stage.FUNDED) == at:
        del milestones[Stage.FUNDED]
    if paid is not None and not milestones:
        milestones[Stage.FUNDED] = at
    yuan = 0 if paid is None else paid.yuan
    return milestones, (Payment(at.on, at.counted_on, yuan, None, at.precision),)


def any_money(values: Mapping[str, object], fields: Iterable[str]) -> bool:
    """Whether a row tells money in any of these columns."""
    return any(isinstance(values.get(field), Money) for field in fields)
