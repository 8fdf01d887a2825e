"""Markdown text: tables that survive any cell."""

from collections.abc import Iterable, Sequence

from qzinvest.render.wording import visible


def escape(text: str) -> str:
    """``text`` as one cell or sentence: no mark-up of its own, no line break."""
    one_line = visible(" ".join(text.split()))
    return "".join(f"\\{c}" if c in "\\`*_[]<>|#" else c for c in one_line)


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
