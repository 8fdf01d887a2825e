"""What a report was asked to look at: which projects, and by which way of sharing them."""

from typing import NamedTuple

STATISTICS, ASSESSMENT = "statistics", "assessment"
ASPECTS = (STATISTICS, ASSESSMENT)
"""Projects stay where they land; or credit shares them between units."""


class Filter(NamedTuple):
    """One limit on the projects: a unit, group or term that they must name.

    ``key`` is a field of ``Passage``, ``name`` is in the report's language.
    """

    key: str
    code: str
    name: str


class Asked(NamedTuple):
    """All projects as they land, unless it says otherwise."""

    filters: tuple[Filter, ...] = ()
    view: str = STATISTICS

    @property
    def is_part(self) -> bool:
        """Whether only a part of the projects is meant, which no target can be compared with."""
        return bool(self.filters)
