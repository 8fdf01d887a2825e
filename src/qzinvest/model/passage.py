"""How far one counted project has come: what every judgement about projects is computed from.

Days are proleptic ordinals (``date.toordinal``), so that days between stages are differences and
the database needs no date functions.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from operator import itemgetter

from qzinvest.model.credit import Part, credit_parts
from qzinvest.model.entry import Payments
from qzinvest.model.project import Milestone, Project, begins_of, funded_by, unit_on, with_payments
from qzinvest.model.ruling import on_day
from qzinvest.model.stage import STAGES, Stage
from qzinvest.tuples import NamedTuple

ALWAYS, NEVER = 0, 9_999_999
"""The first day of what always was so, and the day on which it ceases that never does."""


class Passage(NamedTuple):
    """One spell of a project that is counted, as the reports read it.

    Linked second reports and excluded projects have none. ``amount`` is the total investment in
    yuan. ``lead`` … ``producing`` are the days from which the project counts at that stage: the
    first ``counted_on`` at which it reached that stage or a later one; ``None`` if it never did.
    ``recorded`` has the bit ``1 << stage`` for every stage that was recorded with its day, so that
    days between stages are told from stages that were passed over. ``lead_sum`` … are what the
    project brings to an indicator that sums money at that stage (see docs/rules.md); at *funded*
    that is ``payments``, by the day from which they count. ``dropped`` is the day on which it
    ended, for ``drop_reason``. ``credit`` is how an assessment shares it between units; empty where
    its units get all of it. ``spared`` is the reason for which it is in no list of what is due.

    It holds for reports of the days ``valid_from`` <= day < ``valid_to``: a project that moved has
    one before and one after. ``begins`` is the first day of a spell after the first one, ``ends``
    that of the next one.
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
    started_sum: int
    producing_sum: int
    dropped: int | None
    drop_reason: str | None
    credit: tuple[Part, ...] = ()
    spared: str | None = None
    payments: tuple[tuple[int, int], ...] = ()
    begins: int = ALWAYS
    valid_from: int = ALWAYS
    valid_to: int = NEVER
    ends: int = NEVER

    @property
    def id(self) -> str:
        """The project's id for people, ``QZ-17``."""
        return f"{self.org}-{self.number}"

    @property
    def key(self) -> tuple[str, int, int]:
        """What tells a spell from all others: office, number, first day."""
        return self.org, self.number, self.begins

    @property
    def said(self) -> tuple[object, ...]:
        """What is said of the project, from ``district`` to ``producing``."""
        return self[_DISTRICT:_LEAD_SUM]

    @property
    def days(self) -> tuple[int | None, ...]:
        """The days from which the project counts at each stage, in the order of ``STAGES``."""
        days: tuple[int | None, ...] = self[_LEAD:_LEAD_SUM]  # type: ignore[assignment]  # days
        return days

    @property
    def sums(self) -> tuple[int, ...]:
        """What it brings to a sum at each stage of ``SUMMED``."""
        sums: tuple[int, ...] = self[_LEAD_SUM : _LEAD_SUM + len(SUMMED)]  # type: ignore[assignment]  # sums
        return sums

    @property
    def paid(self) -> int:
        """Yuan paid in, whenever."""
        return sum(amount for _, amount in self.payments)

    def paid_between(self, first: int, last: int) -> int:
        """Yuan paid in that count from days within ``first`` … ``last``."""
        return sum(amount for day, amount in self.payments if first <= day <= last)

    def reached(self, stage: Stage) -> int | None:
        """The day from which the project counts at ``stage``."""
        day: int | None = self[_LEAD + stage - 1]  # type: ignore[assignment]  # a day's column
        return day

    def brings(self, stage: Stage) -> int:
        """What the project brings to a sum of money at ``stage``, in yuan; all that is paid in."""
        if stage == Stage.FUNDED:
            return self.paid
        place = _LEAD_SUM + stage - (1 if stage < Stage.FUNDED else 2)
        sum_: int = self[place]  # type: ignore[assignment]  # a sum's column
        return sum_


_DISTRICT = Passage._fields.index("district")
_LEAD = Passage._fields.index("lead")
_LEAD_SUM = Passage._fields.index("lead_sum")
SUMMED = tuple(stage for stage in STAGES if stage != Stage.FUNDED)
"""The stages of which a passage has a sum of its own."""
_FUNDED = STAGES.index(Stage.FUNDED)
_LATEST_FIRST = range(len(STAGES) - 1, -1, -1)
_said = itemgetter(*map(Project._fields.index, Passage._fields[_DISTRICT : _LEAD - 1]))


def passage_of(project: Project) -> Passage:
    """The passage of a project's last spell; whether it counts is ``passages_of``'s to say."""
    project = with_payments(project)
    return _passage(project, spells_of(project)[-1])


def passage_on(project: Project, day: date) -> Passage:
    """The same with its own units and what is decided on a day."""
    on = day.toordinal()
    return passage_of(project)._replace(
        district=unit_on(project, "district", on),
        department=unit_on(project, "department", on),
        credit=credit_parts(on_day(project.rulings.credit, on) or ""),
        spared=on_day(project.rulings.spared, on),
    )


class _Spell(NamedTuple):
    """A spell with its payments; ``begins`` is ``ALWAYS`` for the first."""

    begins: int
    ends: int
    milestones: tuple[Milestone, ...]
    payments: Payments
    dropped: int | None
    drop_reason: str | None


def spells_of(project: Project) -> list[_Spell]:
    """The spells of a project, oldest first; each has the payments until the next one begins."""
    lasting = (project.milestones, project.dropped_on, project.drop_reason)
    if not project.spells:  # of most; an import comes here for every row
        return [_spell(lasting, project.payments)]
    spells = [*project.spells, lasting]
    begins = [ALWAYS, *(begin.toordinal() for begin in begins_of(project)), NEVER]
    found = []
    for spell, (first, after) in zip(spells, pairwise(begins), strict=True):
        payments = tuple(p for p in project.payments if first <= p.counted_on.toordinal() < after)
        found.append(_spell(spell, payments, first, after))
    return found


def _spell(
    told: tuple[tuple[Milestone, ...], date | None, str | None],
    payments: Payments,
    first: int = ALWAYS,
    after: int = NEVER,
) -> _Spell:
    milestones, dropped_on, reason = told
    dropped = None if dropped_on is None else dropped_on.toordinal()
    return _Spell(first, after, funded_by(milestones, payments), payments, dropped, reason)


def days_by_spell(project: Project) -> dict[int, tuple[int | None, ...]]:
    """The days on which each stage happened, as recorded, by the first day of the spell."""
    found = {}
    for spell in spells_of(with_payments(project)):
        days: list[int | None] = [None] * len(STAGES)
        for milestone in spell.milestones:
            days[milestone.stage - 1] = milestone.on.toordinal()
        found[spell.begins] = tuple(days)
    return found


_View = tuple[str | None, str | None, str | None, str | None]
"""District, department, credit and why it is spared."""


def passages_of(project: Project, reports: Sequence[Project] = ()) -> Iterator[Passage]:
    """Everything that reports of any day count of a project, as it stands.

    Args:
        project: a first report, or a second one for the days on which it was none.
        reports: the second reports that were ever counted with it, the earliest first.
    """
    project = with_payments(project)
    if not (project.formerly or reports or any(project.rulings)):
        yield from (_passage(project, spell) for spell in spells_of(project))
        return
    spells = [_passage(project, spell) for spell in spells_of(project)]
    held: list[tuple[int, int, _View]] = []
    for first, after in pairwise([*_turning_days(project, reports), NEVER]):
        view = _view_on(project, reports, first)
        if view is None:
            continue
        if held and held[-1][1:] == (first, view):
            held[-1] = (held[-1][0], after, view)
        else:
            held.append((first, after, view))
    for spell in spells:
        for first, after, (district, department, credit, spared) in held:
            yield spell._replace(
                district=district,
                department=department,
                credit=credit_parts(credit or ""),
                spared=spared,
                valid_from=first,
                valid_to=after,
            )


def _turning_days(project: Project, reports: Sequence[Project]) -> list[int]:
    """The days from which another view of the project can hold, from ``ALWAYS`` on."""
    days = {ALWAYS}
    for each in (project, *reports):
        days |= {former.until.toordinal() for former in each.formerly}
    timelines = (*project.rulings, *(report.rulings.same_as for report in reports))
    days |= {since.toordinal() for turns in timelines for since, _ in turns if since is not None}
    return sorted(days)


def _view_on(project: Project, reports: Sequence[Project], day: int) -> _View | None:
    """Units, credit and sparing on a day; ``None`` where the project does not count by itself.

    Which unit a linked set counts for is resolved from the set: the first report's own, else that
    of the earliest linked one that names any.
    """
    decided = project.rulings
    if on_day(decided.excluded, day) is not None or on_day(decided.same_as, day) is not None:
        return None
    linked = [each for each in reports if on_day(each.rulings.same_as, day) == project.id]

    def unit(kind: str) -> str | None:
        named = (unit_on(each, kind, day) for each in (project, *linked))
        return next((code for code in named if code is not None), None)

    credit, spared = on_day(decided.credit, day), on_day(decided.spared, day)
    return unit("district"), unit("department"), credit, spared


def _passage(project: Project, spell: _Spell) -> Passage:
    # Fields by their places: an import comes here a million times.
    days: list[int | None] = [None] * len(STAGES)
    sums = [project.amount] * len(STAGES)
    recorded = 0
    for stage, _, counted_on, amount, _, precision in spell.milestones:
        days[stage - 1] = counted_on.toordinal()
        if amount is not None:
            sums[stage - 1] = amount
        if precision == "day":
            recorded |= 1 << stage
    del sums[_FUNDED]
    earliest: int | None = None
    for place in _LATEST_FIRST:
        own = days[place]
        if own is None or (earliest is not None and earliest < own):
            days[place] = earliest
        else:
            earliest = own
    by_day: dict[int, int] = {}
    for payment in spell.payments:
        on = payment.counted_on.toordinal()
        by_day[on] = by_day.get(on, 0) + payment.amount
    ending = (
        spell.dropped,
        spell.drop_reason,
        project.credit,
        project.spared,
        tuple(sorted(by_day.items())),
    )
    own_id = (project.org, project.number)
    window = (spell.begins, ALWAYS, NEVER, spell.ends)
    return Passage._make((*own_id, *_said(project), recorded, *days, *sums, *ending, *window))
