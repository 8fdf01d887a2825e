"""What the days and the money of a row say of its project's course, and against each other."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from qzinvest.errors import BadText, NoPaymentDay, NotReached, QzinvestError, StageDiffers
from qzinvest.intake.offices.context import months_in
from qzinvest.intake.offices.money import Money
from qzinvest.intake.words.written_dates import in_past
from qzinvest.model.course import contradictions
from qzinvest.model.entry import Payment, Payments
from qzinvest.model.precision import When
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import Stage

Values = dict[str, object]
"""The values of a row's sound cells, by field."""
Course = tuple[tuple[Milestone, ...], Payments]


def refuse_later(stage: Stage, dated: Stage) -> None:
    """Raise ``StageDiffers`` where the dates go further than the stage."""
    if dated > stage:
        raise StageDiffers(stage=stage.code, reached=dated.code)


def ended_on(values: Values) -> date | None:
    """The day of the drop, which never stands without its reason, nor the other way round.

    Raises:
        NotReached, BadText: it does, or it is no day.
    """
    when, reason = values.get("dropped_on"), values.get("drop_reason")
    if not isinstance(when, When):
        if reason is not None:
            raise NotReached(stage="dropped", field="drop_reason")
        return None
    if reason is None:
        raise BadText(field="drop_reason", text="", reason="empty")
    if when.precision != "day":
        raise BadText(field="dropped_on", text=str(when), reason="day")
    return when.last


def with_money(reached: dict[Stage, Milestone], funded: object) -> tuple[Milestone, ...]:
    """The milestones in their order, with the money paid in.

    Raises:
        NotReached: there is money, and no day of it.
    """
    if isinstance(funded, Money):
        if Stage.FUNDED not in reached:
            raise NotReached(stage="funded", field="funded_amount")
        reached[Stage.FUNDED] = reached[Stage.FUNDED]._replace(amount=funded.yuan)
    return in_order(reached)


def in_order(reached: Mapping[Stage, Milestone]) -> tuple[Milestone, ...]:
    """The milestones by stage."""
    return tuple(reached[stage] for stage in sorted(reached))


def contradicting(reached: Mapping[Stage, Milestone], dropped: object) -> Iterator[QzinvestError]:
    """What milestones, of which there is one at least, say against each other and a drop's day."""
    on = dropped.last if isinstance(dropped, When) else None
    yield from contradictions(Project("", 0, "", 0, in_order(reached), dropped_on=on))


def month_in(note: str, sheet: str, year: int | None) -> When | None:
    """The one month that a table's title and sheet name; ``None`` where they name none or several.

    Args:
        note: what stands above the header; a month with a day is when it was filled in.
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


def told_paid(
    reached: Mapping[Stage, Milestone], at: Milestone, paid: Money | None, funded: Money | None
) -> Course:
    """The milestones of a row in their order, and its payment.

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
        return in_order(milestones), ()
    elif paid is not None and milestones.get(Stage.FUNDED) == at:
        del milestones[Stage.FUNDED]
    if paid is not None and not milestones:
        milestones[Stage.FUNDED] = at
    yuan = 0 if paid is None else paid.yuan
    return in_order(milestones), (Payment(at.on, at.counted_on, yuan, None, at.precision),)


def any_money(values: Mapping[str, object], fields: Iterable[str]) -> bool:
    """Whether a row tells money in any of these columns."""
    return any(isinstance(values.get(field), Money) for field in fields)


def may_lack_amount(values: Values, dated: Iterable[Stage], given: Stage | None) -> bool:
    """Whether a row is of a lead or talks, and says more of it than a name.

    A name alone may be the title of what follows, if nobody says what is to be invested.
    """
    stages = list(dated)
    stage = values.get("stage") or (None if stages else given)
    stages += [stage] if isinstance(stage, Stage) else []
    more = any(value for field, value in values.items() if field != "name")
    paid = any_money(values, ("paid_amount", "funded_amount"))
    return max(stages, default=Stage.SIGNED) <= Stage.TALKS and more and not paid


def _within(when: When, month: When) -> bool:
    return month.first <= when.first and when.last <= month.last
