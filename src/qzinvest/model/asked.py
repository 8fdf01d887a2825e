"""What a report was asked to look at: which projects, and by which way of sharing them."""

from typing import NamedTuple

STATISTICS, ASSESSMENT = "statistics", "assessment"
ASPECTS = (STATISTICS, ASSESSMENT)
"""Projects stay where they land; or credit shares them between units."""


class Filter(NamedTuple):
    """A unit, group or term that projects must name, or another one of the same key.

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
    def chosen(self) -> dict[str, tuple[str, ...]]:
        """The codes by key; a project must have one of each key's."""
        return {
            key: tuple(f.code for f in self.filters if f.key == key)
            for key in dict.fromkeys(f.key for f in self.filters)
        }

    @property
    def is_part(self) -> bool:
        """Whether only a part of the projects is meant, which no target can be compared with."""
        return bool(self.filters)
