"""What a report says besides its figures."""

from collections.abc import Mapping
from typing import NamedTuple


class Note(NamedTuple):
    """A sentence of the footer: its key in the catalogues, and what fills it."""

    key: str
    fields: Mapping[str, object]
