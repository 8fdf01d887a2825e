"""What a plain file says of a stage besides its date, in columns of its own."""

from datetime import date
from typing import Any

from qzinvest.errors import FutureMilestone, NotPeriodEnd, NotReached
from qzinvest.model.precision import SHORT, last_day
from qzinvest.model.project import Milestone
from qzinvest.model.stage import STAGES

OTHERS = ("counted_on", "amount", "evidence", "precision")
MORE = tuple(f"{stage.code}_{what}" for stage in STAGES for what in OTHERS)
SUBJECTS = {"dropped_on": "drop", "drop_reason": "drop"} | {
    f"{stage.code}_{what}": stage.code for stage in STAGES for what in ("on", *OTHERS)
}
"""What several columns tell of together; where one is bad, the others are unsure."""
_NOTHING = (None,) * len(OTHERS)


def with_more(
    reached: list[Milestone | None], more: tuple[Any, ...], today: date
) -> tuple[Milestone, ...]:
    """The milestones with what the file says besides their dates: four values for each stage."""
    complete = []
    places = range(0, len(more), len(OTHERS))
    for place, milestone in zip(places, reached, strict=True):
        values = more[place : place + len(OTHERS)]
        if milestone is None:
            if values != _NOTHING:
                said = next(w for w, v in zip(MORE[place:], values, strict=False) if v is not None)
                raise NotReached(stage=STAGES[place // len(OTHERS)].code, field=said)
        elif values == _NOTHING:
            complete.append(_known_then(milestone, today))
        else:
            stage, on = milestone[:2]
            counted_on, amount, evidence, precision = values
            value = (stage, on, counted_on or on, amount, evidence, precision or "day")
            complete.append(_known_then(Milestone._make(value), today))
    return tuple(complete)


def _known_then(milestone: Milestone, today: date) -> Milestone:
    """Refuse a period's date that is not its last day, and a day that is still to come."""
    on, precision = milestone.on, milestone.precision
    if precision == "day" and on <= today:
        return milestone
    if on != last_day(on, precision):
        raise NotPeriodEnd(stage=milestone.stage.code, on=on, precision=precision)
    if milestone.earliest > today or (precision not in SHORT and on > today):
        raise FutureMilestone(stage=milestone.stage.code, on=on, today=today)
    return milestone
