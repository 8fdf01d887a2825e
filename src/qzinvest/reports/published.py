"""Whether what is recorded now moves a figure that an edition published, and how changes tells it.

An edition stays as it was published; the comparison with now (``reports.changes``) shows what has
moved on its days since.
"""

from collections.abc import Iterator
from typing import NamedTuple

from qzinvest.model.changes import Known
from qzinvest.model.counting import COUNTED, Measure, holders
from qzinvest.model.passage import Passage
from qzinvest.reports.reasons import Lens, States, reason_of

_VIEWS = (
    *(("district", False), ("department", False), ("group", False), ("channel", False)),
    *(("origin", False), ("investor_class", False), ("event", False)),
    *(("district", True), ("department", True)),
)
"""What a figure is published by, and whether an assessment divides it: as ``changes`` is asked."""


class Touched(NamedTuple):
    """A project that a command touched: as an edition saw it, before the command, and after it.

    ``then`` and ``now`` are what was known of it at the edition and is now, where it has no
    passage there.
    """

    published: Passage | None
    before: Passage | None
    after: Passage | None
    then: Known | None = None
    now: Known | None = None


def moves(measures: list[Measure], before: Passage | None, after: Passage | None) -> bool:
    """Whether a project's new state brings another figure to a published day than its old one."""
    return any(_brought(measure, before) != _brought(measure, after) for measure in measures)


def reason_now(lenses: list[Lens], project: Touched) -> str | None:
    """Why the project stands in the comparison of the edition with now; ``None``: it does not."""
    for lens in lenses:
        was, is_ = _counted(lens.then, project.published), _counted(lens.now, project.after)
        for kind, assessed in _VIEWS:
            parts = [
                passage and holders(passage, kind, assessed=assessed) for passage in (was, is_)
            ]
            values = [p and m.value(p) for p, m in ((was, lens.then), (is_, lens.now))]
            if (parts[0], values[0]) != (parts[1], values[1]):
                states = States(project.published, project.after, project.then, project.now)
                return reason_of(lens, states, kind, assessed=assessed, stayed=parts[0] == parts[1])
    return None


def _counted(measure: Measure, passage: Passage | None) -> Passage | None:
    return passage if passage is not None and measure.verdict(passage) == COUNTED else None


def _brought(measure: Measure, passage: Passage | None) -> tuple[object, ...] | None:
    """What the project brings to the indicator, and to whom in every view."""
    if _counted(measure, passage) is None or passage is None:
        return None
    shared: Iterator[object] = (holders(passage, k, assessed=assessed) for k, assessed in _VIEWS)
    return (measure.value(passage), *shared)
