"""What a report looks at: which projects, which rows, and by which way of sharing them."""

from qzinvest.model.note import Name
from qzinvest.model.plan import Names
from qzinvest.tuples import NamedTuple

STATISTICS, ASSESSMENT = "statistics", "assessment"
ASPECTS = (STATISTICS, ASSESSMENT)
"""Projects stay where they land; or credit shares them between units."""


class Filter(NamedTuple):
    """A unit, group or term that projects must name, or another one of the same key.

    ``key`` is a field of ``Passage``.
    """

    key: str
    code: str
    name: Names


class Shown(NamedTuple):
    """A row that is asked for: of which view, its code and its name."""

    view: str
    code: str
    name: Name


class Selection(NamedTuple):
    """All projects as they land and all rows, unless it says otherwise.

    ``filters`` keep projects, so that no target, rank or light is comparable. ``rows`` are the only
    ones to be shown, all for none: every figure is what it is without them.
    """

    filters: tuple[Filter, ...] = ()
    view: str = STATISTICS
    rows: tuple[Shown, ...] = ()

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

    @property
    def all_rows(self) -> "Selection":
        """The same of all rows: what those asked for are computed with."""
        return self._replace(rows=())

    def shows(self, view: str, code: str) -> bool:
        """Whether the row is to be shown, as far as rows of its view are asked for."""
        codes = {row.code for row in self.rows if row.view == view}
        return not codes or code in codes
