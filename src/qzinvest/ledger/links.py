"""Links: two reports that are one project, counted once, where it was reported first.

The later report keeps its own record and its unit, but nothing of it is counted. What the first
report leaves open of the units responsible is taken over from the later one, so that a district
and a department that both reported the project both have it in their view.
"""

from qzinvest.errors import AlreadyLinked, NotLinked
from qzinvest.ledger import queries
from qzinvest.ledger.record import Recorder
from qzinvest.model.course import settled
from qzinvest.model.lending import returned
from qzinvest.model.plan import UNIT_KINDS
from qzinvest.model.project import Project

Pair = tuple[Project, Project]


def link(recorder: Recorder, one: Project, other: Project) -> Pair:
    """Record that two projects are one; gives the first report and the later one as they are now.

    A report that is linked already stands for the project that it is counted with; reports that
    were linked to the later one follow it.

    Raises:
        AlreadyLinked: they are one project already.
    """
    roots = {root(recorder, project) for project in (one, other)}
    if len(roots) == 1:
        first = roots.pop()
        raise AlreadyLinked(project=one.id if other.id == first.id else other.id, first=first.id)
    first, second = sorted(roots, key=lambda project: (project.org, project.number))
    return counted_with(recorder, first, second)


def counted_with(recorder: Recorder, first: Project, second: Project) -> Pair:
    """Record that ``second`` is a second report of ``first``; neither is one yet."""
    lent = tuple(
        kind
        for kind in UNIT_KINDS
        if getattr(first, kind) is None and getattr(second, kind) is not None
    )
    kept = settled(first._replace(**{kind: getattr(second, kind) for kind in lent}))
    linked = second._replace(same_as=first.id, lent=lent)
    followers = queries.linked_to(recorder.connection, second.id)
    recorder.change(
        [
            *([(first, kept)] if kept != first else []),
            *((follower, follower._replace(same_as=first.id)) for follower in followers),
            (second, linked),
        ]
    )
    return kept, linked


def unlink(recorder: Recorder, project: Project) -> Pair:
    """Record that a linked report is a project of its own again; gives both as they are now.

    Raises:
        NotLinked: it is not linked to another one.
        NoDistrict: the first report would be left without the district that it took over.
    """
    if project.same_as is None:
        raise NotLinked(project=project.id)
    first = queries.project(recorder.connection, project.same_as)
    left = returned(first, project)
    alone = project._replace(same_as=None, lent=())
    recorder.change([*([(first, left)] if left != first else []), (project, alone)])
    return left, alone


def root(recorder: Recorder, project: Project) -> Project:
    """The project with which ``project`` is counted: itself, or the first report."""
    if project.same_as is None:
        return project
    return queries.project(recorder.connection, project.same_as)
