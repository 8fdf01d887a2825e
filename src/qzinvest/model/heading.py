"""What figures are of: an indicator as reports, views and formats know it."""

from qzinvest.model.note import Name
from qzinvest.model.plan import Indicator
from qzinvest.tuples import NamedTuple


class Heading(NamedTuple):
    """A code, a name and a measure: ``count`` or ``sum``, also ``ratio`` and ``score``."""

    code: str
    name: Name
    measure: str


def heading_of(indicator: Indicator) -> Heading:
    """The heading of an indicator."""
    return Heading(indicator.code, indicator.names, indicator.measure)
