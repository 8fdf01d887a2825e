"""Why a project brings another figure to a later bulletin than to an earlier one.

Both of its states are held against the earlier bulletin's rules and day, then against the same
rules on the later day and in the later plan's period, then against the later rules; the first step
that makes the difference is the reason. What the facts alone explain goes before what only time
explains; what another period does to a project even as it stood goes before all.
"""

from collections.abc import Iterable, Iterator

from qzinvest.model.changes import Known
from qzinvest.model.counting import COUNTED, DROPPED, Measure, holders
from qzinvest.model.credit import Portion
from qzinvest.model.passage import Passage
from qzinvest.model.plan import Taken
from qzinvest.tuples import NamedTuple

_ENTERED = {
    DROPPED: "restored",
    "signing": "signing",
    "size": "amended",
    "expansion": "channel",
    "later": "dated",
    "before": "dated",
    "after": "dated",
}
"""By what kept a project out before: why it counts now."""
_LEFT = {
    DROPPED: "dropped",
    "signing": "signing",
    "size": "amended",
    "expansion": "channel",
    "unreached": "undone",
    "later": "dated",
    "before": "dated",
    "after": "dated",
}
"""By what keeps a project out now: why it counts no more."""
_OUTSIDE = ("before", "after")
"""Verdicts on what lies outside the plan's period."""


class Lens(NamedTuple):
    """One indicator as the two bulletins see it.

    Args:
        then: by the earlier rules, on the earlier day.
        between: by the earlier rules, on the later day and in the later plan's period.
        now: by the later rules, on the later day.
        taken: the codes that units take over by the earlier plan, and by the later one.
    """

    then: Measure
    between: Measure
    now: Measure
    taken: tuple[Taken, Taken]

    @property
    def across(self) -> bool:
        """Whether the two bulletins are of plans of different periods."""
        return (self.then.start, self.then.end) != (self.now.start, self.now.end)


class States(NamedTuple):
    """A project at both ends: its passages, where it is counted at all, and what was known.

    What was known needs not be told of an end that has a passage. ``again`` says that it is a later
    spell of a project that both ends have, and one of them has not this spell.
    """

    before: Passage | None
    after: Passage | None
    then: Known | None
    now: Known | None
    again: bool = False


def reason_of(lens: Lens, states: States, kind: str, *, assessed: bool, stayed: bool) -> str:
    """One of ``model.changes.REASONS`` for a project that brings something else than before.

    Args:
        states: of the project.
        kind: the field of ``Passage`` by which the report is made.
        assessed: whether credit divides projects between units.
        stayed: whether it counted at both ends, in the same lines of the report.
    """
    before, after = states.before, states.after
    counted = before is not None and lens.then.verdict(before) == COUNTED
    counts = after is not None and lens.now.verdict(after) == COUNTED
    if before is None or after is None or not (counted and counts):
        return _entered(lens, states) if counts else _left(lens, states)
    same_unit = getattr(before, kind) == getattr(after, kind)
    if not same_unit and not stayed:
        return "moved"
    shared = [holders(passage, kind, assessed=assessed) for passage in (before, after)]
    if same_unit and shared[0] != shared[1]:
        return "credit"
    held = [_held(*each, kind) for each in zip(shared, lens.taken, strict=True)]
    if held[0] != held[1] and not stayed:
        return "merged"
    if lens.then.value(before) == lens.between.value(after):
        return "plan"
    return "time" if lens.between.value(before) == lens.between.value(after) else "amended"


def _entered(lens: Lens, states: States) -> str:
    before, after = states.before, states.after
    if after is None or lens.between.verdict(after) != COUNTED:
        return "plan"
    if lens.across and any(_brought_in(lens, each) for each in (before, after)):
        return "period"
    covered = lens.then.verdict(after) == COUNTED
    if before is None:
        return _appeared(states, covered=covered)
    if not covered and lens.between.verdict(before) == COUNTED:
        return "time"
    obstacle = (lens.then if covered else lens.between).verdict(before)
    if obstacle == "unreached":
        return "late" if covered else "reached"
    return _ENTERED[obstacle]


def _appeared(states: States, *, covered: bool) -> str:
    """Why a project, or a later spell of one, that no report counted counts now."""
    then = states.then
    if states.again:
        return "late" if covered else "reached"
    if then is None:
        return "late" if covered else "new"
    return "restored" if then.aside else "moved"


def _brought_in(lens: Lens, passage: Passage | None) -> bool:
    """Whether the later period alone lets a passage count, that the earlier one left out."""
    if passage is None or lens.then.verdict(passage) not in _OUTSIDE:
        return False
    come = (passage.reached(lens.then.indicator.stage) or 0) <= lens.then.as_of
    return come and lens.between.verdict(passage) == COUNTED


def _left(lens: Lens, states: States) -> str:
    before, after = states.before, states.after
    if lens.across and before is not None and lens.between.verdict(before) in _OUTSIDE:
        return "period"
    if after is None:
        return "undone" if states.again else _fate(states.now)
    obstacle = lens.between.verdict(after)
    if obstacle == COUNTED:
        return "plan"
    if lens.then.verdict(after) != COUNTED and obstacle != DROPPED:
        return _LEFT[lens.then.verdict(after)]
    return "time" if obstacle == "later" else _LEFT[obstacle]


def _fate(now: Known | None) -> str:
    return "undone" if now is None else now.aside or "moved"


_VIEWS = (
    *(("district", False), ("department", False), ("group", False), ("channel", False)),
    *(("origin", False), ("investor_class", False), ("event", False)),
    *(("district", True), ("department", True)),
)
"""What a figure is published by, and whether an assessment divides it: as ``changes`` is asked."""


def moves(
    measures: list[Measure], taken: Taken, before: Passage | None, after: Passage | None
) -> bool:
    """Whether a project's new state brings another figure to a published day than its old one."""
    return any(
        _brought(measure, taken, before) != _brought(measure, taken, after) for measure in measures
    )


def reason_now(lenses: list[Lens], states: States) -> str | None:
    """Why a project stands in the comparison of an edition with now; ``None``: it does not."""
    for lens in lenses:
        was, is_ = _counted(lens.then, states.before), _counted(lens.now, states.after)
        for kind, assessed in _VIEWS:
            parts = [
                passage and _held(holders(passage, kind, assessed=assessed), taken, kind)
                for passage, taken in zip((was, is_), lens.taken, strict=True)
            ]
            values = [p and m.value(p) for p, m in ((was, lens.then), (is_, lens.now))]
            if (parts[0], values[0]) != (parts[1], values[1]):
                return reason_of(lens, states, kind, assessed=assessed, stayed=parts[0] == parts[1])
    return None


def _counted(measure: Measure, passage: Passage | None) -> Passage | None:
    return passage if passage is not None and measure.verdict(passage) == COUNTED else None


def _held(parts: Iterable[Portion], taken: Taken, kind: str) -> dict[str | None, int]:
    """The parts of a project by the units whose their recorded codes are."""
    held: dict[str | None, int] = {}
    for unit, points in parts:
        home = taken.get((kind, unit), unit)
        held[home] = held.get(home, 0) + points
    return held


def _brought(measure: Measure, taken: Taken, passage: Passage | None) -> tuple[object, ...] | None:
    """What the project brings to the indicator, and to whom in every view.

    A project that was dropped brings deductions of its unit's marks, unless it is spared.
    """
    if passage is not None and measure.verdict(passage) == DROPPED and passage.spared is not None:
        return ("spared",)
    if _counted(measure, passage) is None or passage is None:
        return None
    shared: Iterator[object] = (
        _held(holders(passage, k, assessed=assessed), taken, k) for k, assessed in _VIEWS
    )
    return (measure.value(passage), *shared)
