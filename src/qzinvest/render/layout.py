"""Tables in the columns of a screen: two policies for figures, one for lists; no digit is ever cut.

``own`` gives each table the widths that it needs, ``level`` gives all tables of a document the
same. Where a screen is too narrow the bars go first, then names and heads wrap, and at last the
columns that do not fit go on below, under the same rows. A list does without its least columns;
where even that does not do, each row becomes lines of ``head  value``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby

from qzinvest.locale import Wording
from qzinvest.model.document import Column, Light, MoneyUnit, Table, Value, naming
from qzinvest.render.figures import bar_tone, cell_text, tone_of
from qzinvest.render.sheet import Cell, Line, Sheet, Track
from qzinvest.render.widths import (
    GAP,
    bar,
    headed,
    scale,
    share_out,
    widest,
    widest_piece,
    width_of,
)
from qzinvest.tuples import NamedTuple

NAME_LEAST, NAME_PART = 8, 4
"""Names have a quarter of the width if that leaves room for the figures."""
NAME_BESIDE_BAR, NAME_MOST = 18, 30
HEAD_EASY, GROUP_EASY, HEAD_LINES = 8, 16, 4
BAR_LEAST, BAR_MOST = 12, 36
FIRST = 1
"""The turn of what is extra and gives way first, on any screen."""
TEXT_LEAST, VALUE_LEAST, WHOLE_MOST = 14, 12, 40
"""In lists. Only the keys of the log's smaller facts are longer; nobody has to type them."""


class Written(NamedTuple):
    """A table whose figures are written out; ``levels`` are the lengths of a row's bar."""

    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    levels: tuple[Fraction | None, ...]

    @property
    def name(self) -> int:
        """The place of the column that names the rows."""
        return naming(self.columns)

    def texts(self, place: int) -> list[str]:
        """The cells of a column."""
        return [line.cells[place].text for line in self.lines if line.rank != "heading"]

    def natural(self, place: int, lines: int = 1) -> int:
        """The width that needs no wrapping, but a figure's head in so many lines at the most."""
        column = self.columns[place]
        least = max(widest(self.texts(place)), min(width_of(column.head), HEAD_EASY))
        return headed(column.head, least, lines if column.is_figure else 1)

    def gap(self, place: int, before: int | None) -> int:
        """The space before a column: less beside one under the same head, none at the edge."""
        group = self.columns[place].group
        if before is None:
            return 0
        return 1 if group and group == self.columns[before].group else GAP

    def gaps(self, places: Iterable[int]) -> int:
        """The space between some columns."""
        row = list(places)
        return sum(map(self.gap, row, [None, *row[:-1]]))

    def total(self, widths: Mapping[int, int]) -> int:
        """The width of a row."""
        return sum(widths.values()) + self.gaps(sorted(widths))


def written(table: Table, unit: MoneyUnit, *, cuts: bool = False) -> Written:
    """The table with its figures as text; in a list, without columns that have no value at all.

    Where nothing ``cuts``, a text has as many lines as it needs.
    """
    kept = table.places
    columns = tuple(table.columns[place] for place in kept)
    if not cuts:
        columns = tuple(column._replace(lines=0) for column in columns)
    lines, levels = list[Line](), list[Fraction | None]()
    bars = [place for place in kept if table.columns[place].kind == "bar"]
    for row in table.rows:
        if row.rank == "heading":
            lines.append(Line((Cell(str(row.cells[0])),), "heading"))
            levels.append(None)
            continue
        values = [row.cells[place] for place in kept]
        lines.append(Line(tuple(_cells(values, columns, unit)), row.rank))
        level = row.cells[bars[0]] if bars else None
        levels.append(Fraction(level) if isinstance(level, int | Fraction) else None)
    return Written(table.title, columns, tuple(lines), tuple(levels))


def _cells(values: Sequence[Value], columns: Sequence[Column], unit: MoneyUnit) -> Iterator[Cell]:
    """A row written out; its bar repeats what its light or its distance to pace says."""
    for value, column in zip(values, columns, strict=True):
        if column.kind == "bar":
            yield Cell("", bar_tone(values, columns, column.group))
        elif isinstance(value, Light) and column.lines:
            yield Cell(value.mark, value.tone)  # the foot says what it is
        else:
            yield Cell(cell_text(value, column, unit), tone_of(value, column))


def own(table: Written, w: Wording, width: int, *, cuts: bool) -> tuple[list[Sheet], list[str]]:
    """The table in the widths that it needs, in parts where it must be; and heads left out.

    Only what ``cuts`` leaves out more of what is extra than its first turn.
    """
    spared = list[str]()
    for turn in sorted({each.spare for each in table.columns if each.extra}):
        if _wanted(table) <= width or not (cuts or turn == FIRST):
            break
        spared += [each.head for each in table.columns if each.extra and each.spare == turn]
        stay = [not each.extra or each.spare > turn for each in table.columns]
        table = _part(table, [place for place, stays in enumerate(stay) if stays])
    widths = _own_widths(table, width)
    is_crowded = table.columns[table.name].whole or table.total(widths) > width
    if is_crowded and len(parts := _below(table, width)) > 1:
        sheets = list[Sheet]()
        for title, places in zip(_titles(table.title, len(parts), w), parts, strict=True):
            part = _part(table, places)._replace(title=title)
            columns = tuple(column._replace(whole=False, extra=False) for column in part.columns)
            sheets += own(part._replace(columns=columns), w, width, cuts=cuts)[0]
        return sheets, list(dict.fromkeys(spared))
    left = width - table.total(widths) - GAP
    if cuts:
        # Names that a terminal may cut give way to bars before these go.
        spare = min(max(BAR_LEAST - left, 0), max(widths[table.name] - NAME_BESIDE_BAR, 0))
        gives = table.columns[table.name].lines and left + spare >= BAR_LEAST and any(table.levels)
        widths[table.name] -= spare if gives else 0
        left += spare if gives else 0
    for place, column in enumerate(table.columns):
        if column.kind == "bar" and left >= BAR_LEAST and any(table.levels):
            widths[place] = min(left, BAR_MOST)
    return [_sheet(table, dict(sorted(widths.items())))], list(dict.fromkeys(spared))


def _wanted(table: Written) -> int:
    """The width in which a table is read with ease."""
    places = _without_bars(table)
    least = _under_groups(table, {place: _least(table, place) for place in places})
    widths = dict(zip(places, least, strict=True))
    widths[table.name] = min(table.natural(table.name), NAME_BESIDE_BAR)
    return table.total(widths)


def _own_widths(table: Written, width: int) -> dict[int, int]:
    """The widths of all columns but the bars, by place."""
    places = _without_bars(table)
    least = _under_groups(table, {n: _least(table, n) for n in places})
    room = width - table.gaps(places)
    name = places.index(table.name)
    # Heads of figures have more lines before names have.
    for lines in range(1, HEAD_LINES + 1):
        natural = _under_groups(table, {n: table.natural(n, lines) for n in places}, GROUP_EASY)
        names = _easy_name(natural[name], least[name], width)
        if sum(natural) - natural[name] + names <= room:
            break
    easy = [*least[:name], names, *least[name + 1 :]]
    widths = share_out(natural, easy if sum(easy) <= room else least, room)
    # A name's words are parted only where the figures leave no other way.
    rest = sum(widths) - widths[name]
    widths[name] = max(min(widths[name], NAME_LEAST), min(widths[name], room - rest))
    return dict(zip(places, widths, strict=True))


def _least(table: Written, place: int) -> int:
    """The width that parts nothing that must stay whole; endless words need not."""
    column, texts = table.columns[place], table.texts(place)
    size = widest(texts) if column.is_figure else min(table.natural(place), NAME_LEAST)
    # A word longer than any that people write must not push the figures out.
    return max(size, min(widest_piece([column.head, *texts]), NAME_MOST))


def _under_groups(table: Written, sizes: Mapping[int, int], easy: int = 0) -> list[int]:
    """The widths with so much more that a head above columns parts no word, and is read easily."""
    found, above = dict(sizes), {place: table.columns[place].group for place in sizes}
    for group in filter(None, dict.fromkeys(above.values())):
        under = [place for place in sizes if above[place] == group]
        wanted = min(max(widest_piece([group]), min(width_of(group), easy)), NAME_MOST)
        found[under[-1]] += max(0, wanted - sum(map(found.__getitem__, under)) - len(under) + 1)
    return list(found.values())


def _easy_name(natural: int, least: int, width: int) -> int:
    """The width in which names need few lines."""
    return max(least, min(natural, width // NAME_PART))


def _below(table: Written, width: int) -> list[list[int]]:
    """The columns in parts that fit into ``width``, each with the names, some others, the bars.

    What may be spared stands in parts of its own, behind the others.
    """
    others = [place for place in _without_bars(table) if place != table.name]
    parts = _packed(table, others, width)
    if len(parts) > 1:
        turns: dict[int, list[int]] = {}
        for place in sorted(others, key=lambda place: table.columns[place].spare):
            turns.setdefault(table.columns[place].spare, []).append(place)
        parts = [part for turn in turns.values() for part in _packed(table, turn, width)]
    bars = [place for place, column in enumerate(table.columns) if column.kind == "bar"]
    return [sorted([table.name, *part, *bars]) for part in parts]


def _packed(table: Written, places: Sequence[int], width: int) -> list[list[int]]:
    """Columns in as few parts as fit beside the names; those under one head stay together."""
    heads = {place: min(width_of(table.columns[place].head), HEAD_EASY) for place in places}
    sizes = {place: max(_least(table, place), heads[place]) for place in places}
    name = table.name
    sizes[name] = _easy_name(table.natural(name), _least(table, name), width)
    parts: list[list[int]] = []
    for _, under in groupby(places, lambda place: table.columns[place].group or place):
        run = list(under)
        fits = table.total({place: sizes[place] for place in (name, *run)}) <= width
        for each in [run] if fits else [[place] for place in run]:
            part = [*(parts[-1] if parts else ()), *each]
            if parts and table.total({place: sizes[place] for place in (name, *part)}) <= width:
                parts[-1] = part
            else:
                parts.append(each)
    return parts


def level(tables: Sequence[Written], w: Wording, width: int) -> tuple[list[list[Sheet]], list[str]]:
    """All tables, which have the same columns, in the same widths: each one's sheets.

    What is extra is there only where all of it has room beside names and bars; else its heads are
    given.
    """
    spared = [column.head for column in tables[0].columns if column.extra]
    if spared and any(_needs(each) > width for each in tables):
        kept = [place for place, column in enumerate(tables[0].columns) if not column.extra]
        tables = [_part(table, kept) for table in tables]
    else:
        spared = []
    first = tables[0]
    sizes = {p: max(table.natural(p) for table in tables) for p in _without_bars(first)}
    longest = sizes.pop(first.name)
    parts: list[dict[int, int]] = [{}]
    for place, size in sizes.items():
        room = width - first.total({**parts[-1], place: size}) - GAP
        if parts[-1] and room < min(longest, NAME_LEAST):
            parts.append({})
        parts[-1][place] = size
    fits = [_with_name_and_bar(first, part, longest, width) for part in parts]
    sheets = [
        [
            _sheet(table._replace(title=title), widths)
            for title, widths in zip(_titles(table.title, len(fits), w), fits, strict=True)
        ]
        for table in tables
    ]
    return sheets, spared


def _needs(table: Written) -> int:
    """The width of a row with all columns, the names beside a bar, and a bar."""
    widths = {place: table.natural(place) for place in range(len(table.columns))}
    for place, column in enumerate(table.columns):
        if column.kind == "bar":
            widths[place] = BAR_LEAST
    widths[table.name] = min(widths[table.name], NAME_BESIDE_BAR)
    return table.total(widths)


def _with_name_and_bar(
    table: Written, widths: dict[int, int], longest: int, width: int
) -> dict[int, int]:
    """The widths of a part's columns; no bar is better than a stump."""
    bars = [
        place
        for place, column in enumerate(table.columns)
        if column.kind == "bar" and {place - 1, place + 1} & widths.keys()
    ]
    room = width - table.total(widths) - GAP
    name = min(longest, NAME_MOST)
    name = max(min(name, room - GAP - BAR_MOST), min(name, NAME_BESIDE_BAR))
    size = min(room - GAP - name, BAR_MOST)
    if bars and size >= BAR_LEAST:
        more = {table.name: min(longest, room - GAP - size), bars[0]: size}
    else:
        more = {table.name: max(min(longest, room), min(longest, NAME_LEAST))}
    return dict(sorted({**widths, **more}.items()))


def listed(table: Written, width: int) -> tuple[Sheet, list[str]]:
    """A list, and the heads of the columns that a narrow screen does without."""
    places = list(range(len(table.columns)))
    order = sorted({column.spare for column in table.columns} - {0})
    every = [table.natural(place) for place in places]
    lowest = [_list_least(table, place, size) for place, size in enumerate(every)]
    spared = list[int]()
    for turn in order:
        if table.total({place: lowest[place] for place in places}) <= width:
            break
        spared += [place for place in places if table.columns[place].spare == turn]
        places = [place for place in places if table.columns[place].spare != turn]
    natural = [every[place] for place in places]
    least = [lowest[place] for place in places]
    if table.total(dict(zip(places, least, strict=True))) > width:
        # What would be read with ease in more is still read better than as many lines a row.
        easy = [table.columns[place].least for place in places]
        least = [min(size, NAME_LEAST) if e else size for size, e in zip(least, easy, strict=True)]
    sizes = share_out(natural, least, width - table.gaps(places))
    widths = dict(zip(places, sizes, strict=True))
    if table.total(widths) > width:
        return records(table, width), []
    return _sheet(table, widths), [table.columns[place].head for place in spared]


def _list_least(table: Written, place: int, natural: int) -> int:
    """The width that parts nothing that must stay whole; a figure's head may wrap."""
    column = table.columns[place]
    if column.is_figure:
        return max(widest(table.texts(place)), min(width_of(column.head), HEAD_EASY))
    if column.kind == "date" or (column.whole and natural <= WHOLE_MOST):
        return natural
    if column.lines == 1 and not column.spare:
        return min(natural, NAME_MOST)  # what is cut should still tell which it is
    return min(natural, column.least or TEXT_LEAST)


def records(table: Written, width: int) -> Sheet:
    """Each row as lines of ``head  value``, without what has no value; a blank line between."""
    label = widest(column.head for column in table.columns)
    lines: list[Line] = []
    for row in table.lines:
        if row.rank == "heading":
            lines.append(row)
            continue
        lines += [Line(())] if lines and lines[-1].rank != "heading" else []
        for column, cell in zip(table.columns, row.cells, strict=True):
            if cell.text:
                lines.append(Line((Cell(column.head), cell)))
    figures = [place for place, column in enumerate(table.columns) if column.is_figure]
    longest = max((widest(table.texts(place)) for place in figures), default=0)
    natural = max(widest(table.texts(place)) for place in range(len(table.columns)))
    room = min(max(width - label - GAP, VALUE_LEAST, longest), natural)
    tracks = (Track(label, heads=True), Track(room))
    return Sheet(table.title, (), tracks, tuple(lines))


def _sheet(table: Written, widths: dict[int, int]) -> Sheet:
    """The columns that have a width, with the bars drawn in theirs."""
    lines = []
    for line, length in zip(table.lines, table.levels, strict=True):
        if line.rank == "heading":
            lines.append(line)
            continue
        cells = []
        for place, size in widths.items():
            cell, column = line.cells[place], table.columns[place]
            if column.kind == "bar" and length is not None:
                cell = cell._replace(text=bar(length, size, column.mark))
            cells.append(cell)
        lines.append(Line(tuple(cells), line.rank))
    tracks, before = list[Track](), None
    for place, size in widths.items():
        column = table.columns[place]
        gap = table.gap(place, before)
        track = Track(size, column.is_figure, lines=column.lines, gap=gap, group=column.group)
        tracks.append(track)
        before = place
    # The head of bars stands where they should have arrived.
    sized = [(table.columns[place], size) for place, size in widths.items()]
    heads = [c.head if c.mark is None else scale(c.head, size, c.mark) for c, size in sized]
    return Sheet(table.title, tuple(heads), tuple(tracks), tuple(lines))


def _part(table: Written, places: Sequence[int]) -> Written:
    def of(line: Line) -> Line:
        is_heading = line.rank == "heading"
        return line if is_heading else line._replace(cells=tuple(line.cells[p] for p in places))

    columns = tuple(table.columns[place] for place in places)
    return table._replace(columns=columns, lines=tuple(map(of, table.lines)))


def _titles(title: str, parts: int, w: Wording) -> list[str]:
    """The title, numbered where there are several parts."""
    if parts == 1:
        return [title]
    numbered = (w("grid.part", name=title, part=n, parts=parts) for n in range(1, parts + 1))
    return [text.strip(" ·") for text in numbered]


def _without_bars(table: Written) -> list[int]:
    return [place for place, column in enumerate(table.columns) if column.kind != "bar"]
