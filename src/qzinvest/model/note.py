"""What a report says in words, in no language yet."""

from collections.abc import Mapping
from typing import NamedTuple

from qzinvest.model.plan import Names


class Note(NamedTuple):
    """Words of the catalogues: their key, and what fills them; names and other notes do too."""

    key: str
    fields: Mapping[str, object] = {}


Name = Names | Note
"""What something is called: by the plan, or in words of the catalogues."""
