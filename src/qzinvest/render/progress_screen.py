"""The progress report on a terminal: one table an indicator, all of the same column widths."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from qzinvest.locale import Wording
from qzinvest.model.progress import Progress
from qzinvest.render.arrange import (
    Row,
    Section,
    fields_of,
    footer,
    has_targets,
    heads_of,
    sections,
    subtitle,
)
from qzinvest.render.figures import MoneyUnit
from qzinvest.render.terminal import (
    BAD,
    BOLD,
    DIM,
    GAP,
    GOOD,
    HEAD,
    PLAIN,
    Cell,
    Track,
    bar,
    item,
    paint,
    row,
    rule,
    total_width,
    widest,
    wrap,
)

NAME_LEAST, NAME_MOST = 8, 28
BAR_LEAST, BAR_MOST = 6, 24


class Layout(NamedTuple):
    """The columns that fit, in order, with their widths; ``mark`` is the pace's place in a bar."""

    fields: tuple[str, ...]
    tracks: tuple[Track, ...]
    mark: Fraction | None


def progress_screen(
    progress: Progress, w: Wording, width: int, *, colour: bool, unit: MoneyUnit = "yi"
) -> str:
    """The report as text for a terminal or a pipe of ``width`` columns.

    Digits are never cut: where the width does not do, the bar goes first, then names wrap, and at
    last lines run over. Without ``colour`` the text holds no escape sequence.

    Args:
        progress: what to show.
        w: the reader's language.
        width: columns of the terminal.
        colour: whether to use ANSI colours.
        unit: ``yi`` shows money in 亿元, ``wan`` in 万元.
    """
    tables = sections(progress, w, unit)
    headers = heads_of(progress, w) | {"bar": ""}
    layout = _layout(progress, tables, headers, width)
    lines = [paint(line, BOLD, colour=colour) for line in wrap(progress.title, width)]
    lines += wrap(subtitle(progress, w), width)
    for section in tables:
        lines += ["", *_table(section, headers, layout, colour=colour)]
    lines.append("")
    for text in footer(progress, w, unit):
        lines += [paint(line, DIM, colour=colour) for line in item(text, width)]
    return "\n".join(lines) + "\n"


def _layout(
    progress: Progress, tables: Sequence[Section], headers: dict[str, str], width: int
) -> Layout:
    """Widths from the widest figures of all tables, so that the tables stand in line."""
    rows = [row for section in tables for row in section.rows if row.kind != "heading"]
    fields = list(fields_of(progress))
    widths = {f: widest([headers[f], *(getattr(row, f) for row in rows)]) for f in fields}
    widths["name"] = min(widths["name"], NAME_MOST)
    left = width - sum(widths.values()) - GAP * (len(widths) - 1)
    if left >= GAP + BAR_LEAST:
        fields.insert(fields.index("ratio") + 1, "bar")
        widths["bar"] = min(left - GAP, BAR_MOST)
    elif left < 0:
        widths["name"] = max(widths["name"] + left, min(NAME_LEAST, widths["name"]))
    tracks = tuple(Track(widths[field], field not in ("name", "bar")) for field in fields)
    return Layout(tuple(fields), tracks, progress.pace if has_targets(progress) else None)


def _table(section: Section, headers: dict[str, str], layout: Layout, *, colour: bool) -> list[str]:
    heads = [Cell(headers[field], DIM) for field in layout.fields]
    line = rule(layout.tracks, colour=colour)
    titles = wrap(section.title, total_width(layout.tracks))
    lines = [paint(title, HEAD, colour=colour) for title in titles]
    lines += [*row(heads, layout.tracks, colour=colour), line]
    for entry in section.rows:
        if entry.kind == "heading":
            lines.append(paint(entry.name, BOLD, colour=colour))
            continue
        if entry.kind == "total":
            lines.append(line)
        lines += row(_cells(entry, layout), layout.tracks, colour=colour)
    return lines


def _cells(entry: Row, layout: Layout) -> list[Cell]:
    own = {"line": PLAIN, "subtotal": DIM, "total": BOLD}[entry.kind]
    judged = (PLAIN, GOOD, BAD)[entry.sign]
    cells = []
    for field, track in zip(layout.fields, layout.tracks, strict=True):
        if field == "bar":
            text = "" if entry.level is None else bar(entry.level, track.width, layout.mark)
            cells.append(Cell(text, judged))
        else:
            cells.append(Cell(getattr(entry, field), judged if field == "ahead" else own))
    return cells
