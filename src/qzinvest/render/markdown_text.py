"""Markdown text: tables that survive any cell, and nothing in them that is live."""

import re
from collections.abc import Iterable, Sequence

from qzinvest.render.wording import visible

_LIVE = re.compile(
    r"[\\`*_\[\]<>|#&~@$]"  # mark-up, HTML and its entities, mentions, formulas
    r"|:(?=//)|(?<=mailto):|(?<=xmpp):|(?<=www)\."  # bare addresses
    r"|:(?=[a-z+-][a-z0-9_+-]*:)"  # names of pictures
    r"|^[-+](?=[\s-])|"  # lists of points, and rules
    # Lists with numbers, which have up to nine digits; what looks back has one width.
    + "|".join(rf"(?<=^{'[0-9]' * digits})[.)](?=\s)" for digits in range(1, 10)),
    flags=re.IGNORECASE,
)
"""What CommonMark, GitHub's dialect or pandoc's make more of than its sign."""


def escape(text: str) -> str:
    """``text`` as one cell or sentence: no mark-up of its own, no line break."""
    return _LIVE.sub(r"\\\g<0>", visible(" ".join(text.split())))


def markdown_table(
    header: Sequence[str], right: Sequence[bool], rows: Iterable[Sequence[str]]
) -> list[str]:
    """The lines of a table; ``right`` says which columns stand right-aligned."""
    return [
        _row(map(escape, header)),
        _row("---:" if flag else "---" for flag in right),
        *(_row(map(escape, cells)) for cells in rows),
    ]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
