"""The progress report on a terminal: one table an indicator, all of the same column widths."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from io import StringIO
from typing import NamedTuple

from rich.box import Box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from qzinvest.locale import Wording
from qzinvest.model.document import MoneyUnit
from qzinvest.model.progress import Progress
from qzinvest.render.arrange import (
    Row,
    Section,
    fields_of,
    footer,
    heads_of,
    sections,
    subtitle,
)
from qzinvest.render.terminal import BAD, BOLD, DIM, GOOD, HEAD, PLAIN, Track, paint, total_width
from qzinvest.render.widths import BEYOND, GAP, bar, item, widest, wrap

_STYLES = {PLAIN: "", BOLD: "bold", DIM: "dim", HEAD: "bold cyan", GOOD: "green", BAD: "yellow"}
"""What the styles of ``terminal`` are called in Rich."""
_RULED = Box("    \n    \n ── \n    \n ── \n ── \n    \n    \n")
"""A rule below the header and above the total, and nothing else."""
NAME_LEAST, NAME_BESIDE_BAR, NAME_MOST = 8, 20, 30
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
    last the columns that do not fit go on below, under the same rows. Without
    ``colour`` the text holds no escape sequence.

    Args:
        progress: what to show.
        w: the reader's language.
        width: columns of the terminal.
        colour: whether to use ANSI colours.
        unit: ``yi`` shows money in 亿元, ``wan`` in 万元.
    """
    tables = sections(progress, w, unit)
    headers = heads_of(progress, w) | {"bar": ""}
    layouts = _layouts(progress, tables, headers, width)
    lines = [paint(line, BOLD, colour=colour) for line in wrap(progress.title, width)]
    lines += [*wrap(subtitle(progress, w), width), ""]
    # A screen too narrow for the figures is overrun: Rich would cut digits to fit it.
    console = _console(max(width, *(total_width(each.tracks) for each in layouts)), colour=colour)
    for section in tables:
        for part, layout in enumerate(layouts, 1):
            named = {"name": section.title, "part": part, "parts": len(layouts)}
            title = section.title if len(layouts) == 1 else w("grid.part", **named)
            console.print(_table(section._replace(title=title), headers, layout))
            console.print()
    notes = [*_beyond(tables, layouts, w), *footer(progress, w, unit)]
    notes = [line for text in notes for line in item(text, width)]
    ending = [paint(line, DIM, colour=colour) for line in notes]
    return "\n".join(lines) + "\n" + _printed(console) + "\n".join(ending) + "\n"


def _beyond(tables: Sequence[Section], layouts: Sequence[Layout], w: Wording) -> list[str]:
    """What the lighter part of a bar means, where there is one."""
    levels = [row.level for section in tables for row in section.rows]
    barred = any("bar" in layout.fields for layout in layouts)
    beyond = barred and any(level is not None and level > 1 for level in levels)
    return [w("progress.beyond", sign=BEYOND)] if beyond else []


def _layouts(
    progress: Progress, tables: Sequence[Section], headers: dict[str, str], width: int
) -> list[Layout]:
    """Widths from the widest figures of all tables, so that the tables stand in line.

    There is one layout where all columns fit beside the names, else one for each part.
    """
    rows = [row for section in tables for row in section.rows]
    fields = fields_of(progress)
    widths = {f: widest([headers[f], *(getattr(row, f) for row in rows)]) for f in fields}
    longest = widths.pop("name")
    mark = progress.pace if progress.has_targets else None
    parts: list[dict[str, int]] = [{}]
    for field, size in widths.items():
        if parts[-1] and _room({**parts[-1], field: size}, width) < min(longest, NAME_LEAST):
            parts.append({})
        parts[-1][field] = size
    return [_layout(part, longest, width, mark) for part in parts]


def _room(widths: Mapping[str, int], width: int) -> int:
    """What the figures leave for the names."""
    return width - sum(widths.values()) - GAP * len(widths)


def _layout(widths: dict[str, int], longest: int, width: int, mark: Fraction | None) -> Layout:
    name, size = _name_and_bar(longest, _room(widths, width))
    fields = [*(f for f in widths if f == "rank"), "name", *(f for f in widths if f != "rank")]
    if size and "ratio" in fields:
        fields.insert(fields.index("ratio") + 1, "bar")
    widths |= {"name": name, "bar": size}
    tracks = tuple(Track(widths[field], field not in ("name", "bar")) for field in fields)
    return Layout(tuple(fields), tracks, mark)


def _name_and_bar(longest: int, room: int) -> tuple[int, int]:
    """How a row's ``room`` is divided between name and bar; no bar is better than a stump."""
    name = min(longest, NAME_MOST)
    name = max(min(name, room - GAP - BAR_MOST), min(name, NAME_BESIDE_BAR))
    size = min(room - GAP - name, BAR_MOST)
    if size >= BAR_LEAST:
        return min(longest, room - GAP - size), size
    return max(min(longest, room), min(longest, NAME_LEAST)), 0


def _table(section: Section, headers: dict[str, str], layout: Layout) -> Table:
    """One indicator as a Rich table of fixed widths: Rich measures nothing and cuts nothing.

    All lines above the total make one row, whose cells have as many lines: Rich takes its time by
    the cell, and a report of a dozen units is then printed in a third of it.
    """
    table = Table(
        title=_text(section.title, HEAD),
        title_justify="left",
        box=_RULED,
        border_style=_STYLES[DIM],
        show_edge=False,
        pad_edge=False,
        padding=0,
    )
    for gap, field, track in zip(_gaps(layout), layout.fields, layout.tracks, strict=True):
        table.add_column(
            _text(headers[field] if track.right else gap + headers[field], DIM),
            width=len(gap) + track.width,
            justify="right" if track.right else "left",
            no_wrap=True,
        )
    body = [_lines(entry, layout) for entry in section.rows if entry.kind != "total"]
    totals = [_lines(entry, layout) for entry in section.rows if entry.kind == "total"]
    for rows in (body, totals):
        table.add_row(*map(_joined, zip(*rows, strict=True)), end_section=rows is body)
    return table


def _gaps(layout: Layout) -> list[str]:
    """What stands in front of each column besides the box's own blank: nothing before the first."""
    return ["", *[" " * (GAP - 1)] * (len(layout.fields) - 1)]


def _joined(cells: Sequence[list[Text]]) -> Text:
    return Text("\n").join(line for cell in cells for line in cell)


def _lines(entry: Row, layout: Layout) -> list[list[Text]]:
    """The cells of one row, each of as many lines as the longest name needs."""
    if entry.kind == "heading":
        texts = {"name": (entry.name, BOLD)}
    else:
        own = {"line": PLAIN, "subtotal": DIM, "total": BOLD}[entry.kind]
        judged = (PLAIN, GOOD, BAD)[entry.sign]
        texts = {field: (getattr(entry, field, ""), own) for field in layout.fields}
        if "bar" in layout.fields and entry.level is not None:
            size = layout.tracks[layout.fields.index("bar")].width
            texts["bar"] = (bar(entry.level, size, layout.mark), judged)
        texts["ahead"] = (entry.ahead, judged)
    name = layout.tracks[layout.fields.index("name")].width
    names = wrap(texts["name"][0], name)
    cells = []
    for gap, field, track in zip(_gaps(layout), layout.fields, layout.tracks, strict=True):
        text, style = texts.get(field, ("", PLAIN))
        lines = names if field == "name" else [text] + [""] * (len(names) - 1)
        cells.append([_text(line if track.right else gap + line, style) for line in lines])
    return cells


def _text(text: str, style: str) -> Text:
    return Text(text, _STYLES[style])


def _console(width: int, *, colour: bool) -> Console:
    """A console of ``width`` columns that gathers what it prints; without colour, plain text."""
    return Console(
        file=StringIO(),
        width=width,
        color_system="standard" if colour else None,
        force_terminal=colour,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
    )


def _printed(console: Console) -> str:
    """What the console printed, without blanks at the ends of lines."""
    text = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO of ``_console``
    return "\n".join(line.rstrip() for line in text.split("\n"))
