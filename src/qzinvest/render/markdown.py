"""A document as Markdown: for minutes and web pages. Nothing in a cell is live."""

import re
from collections.abc import Iterable, Sequence

from qzinvest.model.document import (
    Block,
    Chart,
    Document,
    Facts,
    Led,
    MoneyUnit,
    Table,
    Texts,
    naming,
)
from qzinvest.patterns import pattern
from qzinvest.render.figures import cell_text
from qzinvest.render.wording import visible

_LIVE = pattern(
    r"[\\`*_\[\]<>|#&~@$]"  # mark-up, HTML and its entities, mentions, formulas
    r"|:(?=//)|(?<=mailto):|(?<=xmpp):|(?<=www)\."  # bare addresses
    r"|:(?=[a-z+-][a-z0-9_+-]*:)"  # names of pictures
    r"|^[-+](?=[\s-])|"  # lists of points, and rules
    # Lists with numbers, which have up to nine digits; what looks back has one width.
    + "|".join(rf"(?<=^{'[0-9]' * digits})[.)](?=\s)" for digits in range(1, 10)),
    flags=re.IGNORECASE,
)
"""What CommonMark, GitHub's dialect or pandoc's make more of than its sign."""


def markdown(document: Document) -> str:
    """Title, blocks under their headings, and the footer as a list; no charts and bars."""
    lines = [f"# {escape(document.title)}", ""] if document.title else []
    lines += [escape(document.subtitle), ""] if document.subtitle else []
    for block in document.blocks:
        lines += _block(block, document.unit)
    lines += [f"- {escape(text)}" for text in document.notes]
    return "\n".join(lines).rstrip("\n") + "\n"


def _block(block: Block, unit: MoneyUnit) -> list[str]:
    if isinstance(block, Chart):
        return []
    title = [f"## {escape(block.title)}", ""] if block.title else []
    if isinstance(block, Texts) and block.setting != "items":
        return [*title, *(line for text in block.items for line in (_paragraph(text), ""))]
    if isinstance(block, Texts):
        return [*title, *(f"- {escape(text)}" for text in block.lines), ""]
    if isinstance(block, Facts):
        pairs = ((column.head, cell_text(value, column, unit)) for column, value in block.pairs)
        return [*title, *(f"- {escape(head)}: {escape(text)}" for head, text in pairs if text), ""]
    if not block.rows and not block.records:
        return [*title, escape(block.empty), ""]
    return [*title, *_table(block, unit), ""]


def _paragraph(text: str | Led) -> str:
    if isinstance(text, Led):
        space = " " if text.text.startswith(" ") else ""
        return f"**{escape(text.lead)}**{space}{escape(text.text)}"
    return escape(text)


def _table(table: Table, unit: MoneyUnit) -> list[str]:
    places = [place for place, column in enumerate(table.columns) if column.kind != "bar"]
    columns = [table.columns[place] for place in places]
    name = naming(columns)

    def cells() -> Iterable[Sequence[str]]:
        for row in table.rows:
            if row.rank == "heading":
                yield [str(row.cells[0]) if i == name else "" for i in range(len(columns))]
            else:
                yield [cell_text(row.cells[p], table.columns[p], unit) for p in places]

    right = [column.is_figure for column in columns]
    return markdown_table([column.head for column in columns], right, cells())


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
