"""Deciding about a project: every ruling gives a new project, or raises."""

from datetime import date

from qzinvest.errors import (
    AlreadyExcluded,
    AlreadySpared,
    CountedElsewhere,
    HoldsLater,
    NotExcluded,
    NotSpared,
)
from qzinvest.model.project import Project
from qzinvest.model.ruling import Timeline, on_day


def excluded(project: Project, reason: str, since: date | None = None) -> Project:
    """``project``, which passed but is not counted from ``since`` on, for ``reason``.

    Raises:
        AlreadyExcluded: it is left out then.
    """
    known = _known(project.rulings.excluded, since)
    if known is not None:
        raise AlreadyExcluded(project=project.id, reason=known)
    return project._replace(rulings=project.rulings.decided("excluded", reason, since))


def included(project: Project, since: date | None = None) -> Project:
    """``project``, counted again from ``since`` on; a second report, with the first.

    Raises:
        CountedElsewhere: it is a second report, and not left out.
        HoldsLater: it is left out from a later day on.
        NotExcluded: it is not left out.
    """
    rulings = project.rulings.decided("excluded", None, since)
    if rulings == project.rulings:
        refuse_later(project, "excluded", since)
        if project.same_as is not None:
            raise CountedElsewhere(project=project.id, first=project.same_as)
        raise NotExcluded(project=project.id)
    return project._replace(rulings=rulings)


def spared(project: Project, reason: str, since: date | None = None) -> Project:
    """``project``, of which nobody is chased or marked down from ``since`` on, for ``reason``.

    Raises:
        AlreadySpared: it is spared then.
        CountedElsewhere: it is a second report; the first one stands for both.
    """
    first = _decided_on(project.rulings.same_as, since)
    if first is not None:
        raise CountedElsewhere(project=project.id, first=first)
    known = _known(project.rulings.spared, since)
    if known is not None:
        raise AlreadySpared(project=project.id, reason=known)
    return project._replace(rulings=project.rulings.decided("spared", reason, since))


def unspared(project: Project, since: date | None = None) -> Project:
    """``project``, spared no longer from ``since`` on.

    Raises:
        HoldsLater: it is spared from a later day on.
        NotSpared: it is not spared then.
    """
    rulings = project.rulings.decided("spared", None, since)
    if rulings == project.rulings:
        refuse_later(project, "spared", since)
        raise NotSpared(project=project.id)
    return project._replace(rulings=rulings)


def _decided_on(timeline: Timeline[str], since: date | None) -> str | None:
    return on_day(timeline, 0 if since is None else since.toordinal())


def _known(timeline: Timeline[str], since: date | None) -> str | None:
    """What is decided on a day already; of all days, where that is all that ever was."""
    return None if since is None and len(timeline) > 1 else _decided_on(timeline, since)


def refuse_later(project: Project, kind: str, since: date | None) -> None:
    """Refuse to end, from ``since`` on, what was decided of a kind from a later day alone.

    Raises:
        HoldsLater: there is such a decision.
    """
    if since is None:
        return
    for day, value in getattr(project.rulings, kind):
        if day is not None and day > since and value is not None:
            raise HoldsLater(project=project.id, on=since, since=day)
