"""Deciding about a project: every ruling gives a new project, or raises."""

from datetime import date

from qzinvest.errors import (
    AlreadyExcluded,
    AlreadySpared,
    CountedElsewhere,
    HoldsLater,
    NotExcluded,
    NotLinked,
    NotSpared,
)
from qzinvest.model.project import Project
from qzinvest.model.ruling import on_day

_SO_ALREADY = {"excluded": AlreadyExcluded, "spared": AlreadySpared}
_NOT_SO = {"excluded": NotExcluded, "same_as": NotLinked, "spared": NotSpared}


def decided(project: Project, kind: str, reason: str, since: date | None = None) -> Project:
    """``project``, about which a ruling of a kind holds from ``since`` on, for ``reason``.

    Args:
        project: as it is.
        kind: ``excluded``: it passed but is not counted; ``spared``: nobody is chased or marked
            down.
        reason: in words.
        since: the day; ``None`` for always.

    Raises:
        AlreadyExcluded, AlreadySpared: that holds then.
        CountedElsewhere: a second report is spared; the first one stands for both.
    """
    day = 0 if since is None else since.toordinal()
    first = on_day(project.rulings.same_as, day)
    if kind == "spared" and first is not None:
        raise CountedElsewhere(project=project.id, first=first)
    known = getattr(project.rulings, kind)
    # What holds on some days may be decided for all of them.
    held = None if since is None and len(known) > 1 else on_day(known, day)
    if held is not None:
        raise _SO_ALREADY[kind](project=project.id, reason=held)
    return project._replace(rulings=project.rulings.decided(kind, reason, since))


def ended(project: Project, kind: str, since: date | None = None) -> Project:
    """``project``, about which a ruling of a kind holds no more from ``since`` on.

    Args:
        project: as it is; a second report that was left out is counted again with the first.
        kind: as of ``decided``, or ``same_as``: a linked report is a project of its own again.
        since: the day; ``None`` for always.

    Raises:
        CountedElsewhere: it is a second report, and not left out.
        HoldsLater: there is such a ruling from a later day on.
        NotExcluded, NotLinked, NotSpared: there is none.
    """
    rulings = project.rulings.decided(kind, None, since)
    if rulings != project.rulings:
        return project._replace(rulings=rulings)
    for day, value in getattr(project.rulings, kind):
        if since is not None and day is not None and day > since and value is not None:
            raise HoldsLater(project=project.id, on=since, since=day)
    if kind == "excluded" and project.same_as is not None:
        raise CountedElsewhere(project=project.id, first=project.same_as)
    raise _NOT_SO[kind](project=project.id)
