"""What the days and the money of a row say of its project's course, and against each other."""

from collections.abc import Iterator, Mapping
from datetime import date

from qzinvest.errors import BadText, NotReached, QzinvestError, StageDiffers
from qzinvest.intake.offices.money import Money
from qzinvest.model.entry import Payments
from qzinvest.model.precision import When
from qzinvest.model.project import Milestone, Project, contradictions
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
    return tuple(reached[stage] for stage in sorted(reached))


def contradicting(reached: Mapping[Stage, Milestone], dropped: object) -> Iterator[QzinvestError]:
    """What milestones, of which there is one at least, say against each other and a drop's day."""
    milestones = tuple(reached[stage] for stage in sorted(reached))
    on = dropped.last if isinstance(dropped, When) else None
    yield from contradictions(Project("", 0, "", 0, milestones, dropped_on=on))
