"""How far one counted project has come: what every judgement about projects is computed from.

Days are proleptic ordinals (``date.toordinal``), so that days between stages are differences and
the database needs no date functions.
"""

from typing import NamedTuple

from qzinvest.model.credit import Part
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import STAGES, Stage


class Passage(NamedTuple):
    """One project that is counted, as the reports read it; fields are columns of the ledger.

    Linked second reports and excluded projects have none. ``amount`` is the total investment in
    yuan. ``lead`` … ``producing`` are the days from which the project counts at that stage: the
    first ``counted_on`` at which it reached that stage or a later one; ``None`` if it never did.
    ``recorded`` has the bit ``1 << stage`` for every stage that was recorded with its day, so that
    days between stages are told from stages that were passed over. ``lead_sum`` … are what the
    project brings to an indicator that sums money at that stage (see docs/rules.md). ``dropped``
    is the day on which it ended, for ``drop_reason``. ``credit`` is how an assessment shares it
    between units; empty where its units get all of it.
    """

    org: str
    number: int
    district: str | None
    department: str | None
    group: str | None
    signing: str | None
    channel: str | None
    origin: str | None
    investor_class: str | None
    event: str | None
    amount: int
    recorded: int
    lead: int | None
    talks: int | None
    signed: int | None
    registered: int | None
    funded: int | None
    started: int | None
    producing: int | None
    lead_sum: int
    talks_sum: int
    signed_sum: int
    registered_sum: int
    funded_sum: int
    started_sum: int
    producing_sum: int
    dropped: int | None
    drop_reason: str | None
    credit: tuple[Part, ...] = ()

    @property
    def id(self) -> str:
        """The project's id for people, ``QZ-17``."""
        return f"{self.org}-{self.number}"

    @property
    def days(self) -> tuple[int | None, ...]:
        """The days from which the project counts at each stage, in the order of ``STAGES``."""
        days: tuple[int | None, ...] = self[_LEAD:_LEAD_SUM]  # type: ignore[assignment]  # days
        return days

    def reached(self, stage: Stage) -> int | None:
        """The day from which the project counts at ``stage``."""
        day: int | None = self[_LEAD + stage - 1]  # type: ignore[assignment]  # a day's column
        return day

    def brings(self, stage: Stage) -> int:
        """What the project brings to a sum of money at ``stage``, in yuan."""
        sum_: int = self[_LEAD_SUM + stage - 1]  # type: ignore[assignment]  # a sum's column
        return sum_

    def was_recorded(self, stage: Stage) -> bool:
        """Whether the stage itself was recorded with its day, not only a later one."""
        return bool(self.recorded >> stage & 1)


_LEAD = Passage._fields.index("lead")
_LEAD_SUM = Passage._fields.index("lead_sum")


def counts_nowhere(project: Project) -> bool:
    """Whether nothing of a project is counted: it is a second report, or was excluded."""
    return project.same_as is not None or project.excluded is not None


def passage_of(project: Project) -> Passage:
    """The passage of a project; whether it counts at all is ``counts_nowhere``'s to say."""
    days: list[int | None] = []
    sums: list[int] = []
    recorded = 0
    by_stage = {milestone.stage: milestone for milestone in project.milestones}
    day: int | None = None
    for stage in reversed(STAGES):
        milestone = by_stage.get(stage)
        if milestone is not None:
            counted = milestone.counted_on.toordinal()
            day = counted if day is None or counted < day else day
            if milestone.precision == "day":
                recorded |= 1 << stage
        days.append(day)
        sums.append(sum_at(project, stage, milestone))
    dropped = None if project.dropped_on is None else project.dropped_on.toordinal()
    ending = (dropped, project.drop_reason, project.credit)
    own = (project.org, project.number)
    said = (
        project.district,
        project.department,
        project.group,
        project.signing,
        project.channel,
        project.origin,
        project.investor_class,
        project.event,
        project.amount,
    )
    return Passage._make((*own, *said, recorded, *days[::-1], *sums[::-1], *ending))


def sum_at(project: Project, stage: Stage, milestone: Milestone | None) -> int:
    """What a project brings to a sum of money at ``stage``, in yuan.

    The amount that this stage's own milestone states, else the total investment; at ``funded`` only
    money that was stated as paid in.
    """
    if milestone is not None and milestone.amount is not None:
        return milestone.amount
    return 0 if stage == Stage.FUNDED else project.amount
