"""What a report says in words, in no language yet."""

from collections.abc import Mapping

from qzinvest.model.plan import Names
from qzinvest.tuples import NamedTuple


class Ordinal(int):
    """A number in a fixed term, which some languages write out: 第一梯队."""


class Note(NamedTuple):
    """Words of the catalogues: their key, and what fills them; names and other notes do too."""

    key: str
    fields: Mapping[str, object] = {}


def tier_name(tier: int) -> Note:
    """What a tier is called."""
    return Note("row.tier", {"tier": Ordinal(tier)})


Name = Names | Note
"""What something is called: by the plan, or in words of the catalogues."""
