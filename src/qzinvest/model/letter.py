"""What a document has that is printed and signed: its head (GB/T 9704-2012), and its parts."""

from typing import Literal

from qzinvest.tuples import NamedTuple

Setting = Literal[
    "items", "prose", "address", "signed", "annex", "annexes", "caption", "note", "imprint"
]
"""How texts are set: one by one as in a list; as paragraphs; without indent, to whom they go; at
the right, under what was said; above what is annexed, which begins a new page; as a list of that;
above a table; small, where one looks last; between lines, at the very end."""


class Letter(NamedTuple):
    """The head of a printed document; all may be empty.

    ``head`` is set large and red. ``title`` is parted where a line of it may end by its meaning.
    """

    head: str
    number: str
    issuer: str
    day: str
    title: tuple[str, ...]
