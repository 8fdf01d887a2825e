"""Two bulletins to compare, made of projects as they stood at both ends."""

from collections.abc import Mapping
from datetime import date

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.model.changes import Changes, Known
from qzinvest.model.passage import Passage, passages_of
from qzinvest.model.plan import UNIT_KINDS, Plan, shares_of
from qzinvest.model.project import Project
from qzinvest.model.selection import ASSESSMENT, Selection
from qzinvest.reports.changes import Bulletin, changes, paired, steps, unseen
from qzinvest.reports.progress import progress
from qzinvest.reports.subjects import Question, count_kind
from tools.counted import counts_of

PLAN = shipped_plan()
MAY, JUNE = date(2022, 5, 31), date(2022, 6, 30)
Then = Mapping[str, Project]


def numbered(*projects: Project | None) -> dict[str, Project]:
    """Recorded projects by id; ``None`` stands for a number whose project is not recorded."""
    given = [
        one._replace(org="QZ", number=n) for n, one in enumerate(projects, 1) if one is not None
    ]
    return {one.id: one for one in given}


def counted(projects: Then) -> list[Passage]:
    """The passages of those that count at all."""
    return [each for one in projects.values() for each in passages_of(one)]


def bulletin(  # noqa: PLR0913 - what a report can be asked for
    projects: Then,
    as_of: date,
    *,
    plan: Plan | None = None,
    by: str = "district",
    tier: int | None = None,
    indicator: str | None = None,
    view: str = "statistics",
    edition: str | None = None,
    effective: date = date(2022, 1, 1),
) -> Bulletin:
    """One end of a comparison, computed as ``report`` does."""
    plan = plan or PLAN
    selection = Question(by, as_of, tier, indicator, effective, Selection((), view))
    found = counts_of(counted(projects), plan, count_kind(by), as_of, assessed=view == ASSESSMENT)
    report = progress(plan, shared(plan), found, selection)
    return Bulletin(edition, plan, f"{id(plan)}:{effective}", selection, report)


_SHARED: dict[int, tuple[Plan, dict[tuple[str, str, str], int]]] = {}


def shared(plan: Plan) -> dict[tuple[str, str, str], int]:
    """All shares of a plan; computed once, since a property asks for them often."""
    if id(plan) not in _SHARED:
        _SHARED[id(plan)] = (
            plan,
            {
                (kind, unit, each.code): share
                for kind in UNIT_KINDS
                for each in plan.indicators
                for unit, share in shares_of(plan, kind, each).items()
            },
        )
    return _SHARED[id(plan)][1]


def compared(before: Bulletin, then: Then, after: Bulletin, now: Then) -> Changes:
    """The changes from one end to the other."""
    found = list(steps(before, after, paired(counted(then), counted(now))))
    facts = known(now)
    selection = unseen(found, facts)
    earlier = {each: fact for each, fact in known(then).items() if each in selection}
    return changes(before, after, found, (earlier, facts))


def known(projects: Then) -> dict[str, Known]:
    """What the ledger would know of them."""
    return {
        each: Known(one.name, "excluded" if one.excluded else "linked" if one.same_as else "")
        for each, one in projects.items()
    }
