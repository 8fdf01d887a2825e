"""Drawings in a page: bars in cells, figures side by side, charts with their scale.

Every figure that is drawn stands beside it or in its description; colours are the style's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil
from xml.etree.ElementTree import Element, SubElement

from qzinvest.locale import Wording
from qzinvest.model.document import Chart, Column, Course, MoneyUnit
from qzinvest.render.figures import DECIMALS, SIZES, document_text, legend
from qzinvest.render.widths import width_of
from qzinvest.render.wording import visible
from qzinvest.tuples import NamedTuple

_WIDTH, _HEIGHT, _LEFT, _TOP, _FOOT = 660, 282, 76, 20, 28
"""Of a chart: all of it, and what its scale, its top and its labels take."""
_LETTER = 7
_SPARK = 20
_EDGE = Fraction(1, 5)
"""So near to the end of a bar words stand to one side of the line."""
Attributes = Mapping[str, str]


def add(parent: Element, tag: str, text: str = "", attributes: Attributes | None = None) -> Element:
    """A new element with a text; whatever is hidden in the text is made visible."""
    found = SubElement(parent, tag, dict(attributes or {}))
    found.text = visible(text)
    return found


def bar(cell: Element, length: Fraction, tone: str, mark: Fraction | None) -> None:
    """A bar, of which the whole is 100 %: what exceeds it is cut, and its figure says so.

    How high it is, and that it stands in the middle of its row, the style says.
    """
    svg = SubElement(cell, "svg", {"aria-hidden": "true"})
    width = f"{_number(max(Fraction(0), min(length, Fraction(1))) * 100)}%"
    look = {"class": tone} if tone else {}
    SubElement(svg, "rect", {**look, "width": width})
    if mark is not None:
        at = f"{_number(min(mark, Fraction(1)) * 100)}%"
        SubElement(svg, "line", {"x1": at, "x2": at, "y2": "100%"})


def axis(cell: Element, text: str, mark: Fraction) -> None:
    """What the line through the bars of a column is, above it."""
    svg = SubElement(cell, "svg", {"class": "axis", "aria-hidden": "true"})
    side = "start" if mark < _EDGE else "end" if mark > 1 - _EDGE else "middle"
    add(svg, "text", text, {"x": f"{_number(mark * 100)}%", "y": "80%", "text-anchor": side})


def spark(cell: Element, values: Sequence[int | Fraction]) -> None:
    """Figures as bars side by side, as high as each is against the largest."""
    top = max(values, default=0)
    box = f"0 0 {len(values) * 5} {_SPARK}"
    drawing = {"class": "spark", "viewBox": box, "preserveAspectRatio": "none"}
    svg = SubElement(cell, "svg", {**drawing, "aria-hidden": "true"})
    for place, value in enumerate(values):
        height = Fraction(_SPARK) * max(value, 0) / top if top > 0 else Fraction(0)
        _rect(svg, Fraction(place * 5), Fraction(_SPARK) - height, Fraction(4), height)


def chart(main: Element, chart: Chart, number: str, unit: MoneyUnit, w: Wording) -> None:
    """Bars with what was due at each; all its figures stand in its description."""
    scale = _Scale.of(chart)
    if scale is None:
        return
    figure = SubElement(main, "figure")
    title, said = (f"chart-{number}-{part}" for part in ("title", "text"))
    drawing = {"viewBox": f"0 0 {_WIDTH} {_HEIGHT}", "role": "img"}
    svg = SubElement(figure, "svg", {**drawing, "aria-labelledby": f"{title} {said}"})
    add(svg, "title", chart.title, {"id": title})
    add(svg, "desc", "; ".join(_described(chart, unit)), {"id": said})
    for tick in scale.ticks():
        at = _number(scale.y(tick))
        SubElement(svg, "path", {"class": "grid", "d": f"M{_LEFT} {at}H{_WIDTH}"})
        place = {"x": str(_LEFT - 6), "y": _number(scale.y(tick) + 5), "text-anchor": "end"}
        add(svg, "text", document_text(tick, Column("", chart.kind), unit), place)
    _plot(svg, chart, scale)
    add(figure, "figcaption", " · ".join(legend(chart, w)))


def step_of(largest: int | Fraction) -> int:
    """How far apart four or five round figures stand, the last of them at least the largest."""
    power: int = 10 ** (len(str(ceil(largest))) - 1)
    sizes = sorted({max(power * part // 10, 1) for part in (1, 2, 5, 10, 20, 50)})
    return min(size for size in sizes if largest <= size * 5)


class _Scale(NamedTuple):
    """Where the figures of a chart stand in its picture: ``top`` is the highest tick."""

    step: int
    top: int
    bars: int

    @classmethod
    def of(cls, chart: Chart) -> "_Scale | None":
        """The scale with four or five ticks at round figures; none of nothing but zeros."""
        rows = (chart.values, chart.due, chart.before, chart.low, chart.high)
        largest = max((each or 0 for row in rows for each in row), default=0)
        if largest <= 0:
            return None
        step = step_of(largest)
        return cls(step, -(-ceil(largest) // step) * step, len(chart.values))

    def ticks(self) -> Iterable[int]:
        """The figures that the scale names."""
        return range(0, self.top + 1, self.step)

    def y(self, value: int | Fraction) -> Fraction:
        """How far down a figure stands."""
        room = _HEIGHT - _TOP - _FOOT
        return _TOP + room - Fraction(value) * room / self.top

    def x(self, place: int) -> tuple[Fraction, Fraction]:
        """Where a bar begins, and how wide it is."""
        room = Fraction(_WIDTH - _LEFT, self.bars)
        return _LEFT + room * place + room / 8, room * 3 / 4


def _plot(svg: Element, chart: Chart, scale: _Scale) -> None:
    widest = max(width_of(label) for label in chart.labels) * _LETTER + _LETTER
    every = ceil(widest * scale.bars / (_WIDTH - _LEFT))
    foot = scale.y(0)
    for place, value in enumerate(chart.values):
        x, width = scale.x(place)
        middle = _number(x + width / 2)
        _rect(svg, x, scale.y(max(value, 0)), width, foot - scale.y(max(value, 0)))
        if (low := _at(chart.low, place)) is not None and (high := _at(chart.high, place)):
            ends = f"M{middle} {_number(scale.y(low))}V{_number(scale.y(high))}"
            SubElement(svg, "path", {"class": "range", "d": ends})
        if due := _at(chart.due, place):
            d = f"M{_number(x)} {_number(scale.y(due))}h{_number(width)}"
            SubElement(svg, "path", {"class": "due", "d": d})
        if before := _at(chart.before, place):
            spot = {"cx": middle, "cy": _number(scale.y(before)), "r": "4"}
            SubElement(svg, "circle", {"class": "before", **spot})
        if place % every == 0:
            at = {"x": middle, "y": str(_HEIGHT - 8), "text-anchor": "middle"}
            add(svg, "text", chart.labels[place], at)


def _described(chart: Chart, unit: MoneyUnit) -> Iterator[str]:
    """Each label with its figures: reached, due, a year before, and what is to be expected."""
    rows = [
        (chart.column("", row), row)
        for row in (chart.values, chart.due, chart.before, chart.low, chart.high)
    ]
    for place, label in enumerate(chart.labels):
        found = [
            document_text(figure, column, unit)
            for column, row in rows
            if (figure := _at(row, place)) is not None
        ]
        yield f"{label} {' / '.join(found)}"


def course(main: Element, found: Course, number: str, unit: MoneyUnit) -> None:
    """Lines of a year up to its end, with words at their ends; a description says the same."""
    low, middle, high = found.expected or (0, 0, 0)
    # What may come at most shall not make all else small.
    largest = max(found.target, *found.values, low, middle, min(high, found.target * 3 // 2), 1)
    plot = _Plot.of(largest, len(found.labels), found)
    figure = SubElement(main, "figure", {"class": "course"})
    title, said = (f"course-{number}-{part}" for part in ("title", "text"))
    add(figure, "figcaption", found.title, {"id": title})
    drawing = {"viewBox": f"0 0 {_WIDE} {_HIGH}", "role": "img"}
    svg = SubElement(figure, "svg", {**drawing, "aria-labelledby": f"{title} {said}"})
    add(svg, "desc", found.said, {"id": said})
    for tick in range(0, plot.top + 1, plot.step):
        at = _number(plot.y(tick))
        SubElement(svg, "path", {"class": "grid", "d": f"M{_BEGIN} {at}H{_END}"})
        place = {"x": str(_BEGIN - 6), "y": _number(plot.y(tick) + 5), "text-anchor": "end"}
        text = document_text(tick, Column("", found.kind, digits=plot.digits(unit)), unit)
        add(svg, "text", text, {**place, "class": "soft"})
    every = -(-len(found.labels) // _NAMED)
    for n in range(every, len(found.labels) + 1, every):
        place = {"x": _number(plot.x(n - Fraction(1, 2))), "y": str(_HIGH - 8)}
        add(svg, "text", found.labels[n - 1], {**place, "text-anchor": "middle", "class": "soft"})
    plot.lines(svg)
    plot.words(svg)


_WIDE, _HIGH, _BEGIN, _END = 420, 216, 56, 300
"""Of a course: all of it, and where the year begins and ends; beyond stand words.

It is as wide as a phone or a third of a screen, so that its words can be read on both.
"""
_NAMED = 4
"""Periods that are named below it."""
_LINE = 19
"""How far apart words stand at least."""
_ROOM = 112
"""What words beside a point take."""
_ASIDE = 24
"""So far from the beginning of a year what was due has risen above the words at its foot."""


class _Plot(NamedTuple):
    """Where the figures of a course stand in its picture."""

    found: Course
    step: int
    top: int
    periods: int

    @classmethod
    def of(cls, largest: int | Fraction, periods: int, found: Course) -> "_Plot":
        """The scale up to a round figure."""
        step = step_of(largest)
        return cls(found, step, -(-ceil(largest) // step) * step, periods)

    def y(self, value: int | Fraction) -> Fraction:
        """How far down a figure stands; what is above the scale stands at its top."""
        room = _HIGH - _TOP - _FOOT
        return _TOP + room - Fraction(min(max(value, 0), self.top)) * room / self.top

    def x(self, place: int | Fraction) -> Fraction:
        """How far to the right so many periods end."""
        return _BEGIN + Fraction(_END - _BEGIN) * place / self.periods

    def digits(self, unit: MoneyUnit) -> int:
        """The decimals that the scale has more than usual: none where it has whole figures."""
        return -DECIMALS[unit] if self.step % SIZES[unit] == 0 else 0

    def band(self) -> list[tuple[Fraction, Fraction]]:
        """What is to be expected, cut where it leaves the picture."""
        low, _, high = self.found.expected or (0, 0, 0)
        now, end = self.now, self.x(self.periods)
        reached = self.found.values[-1] if self.found.values else 0
        above = [(end, self.y(high))]
        if high > self.top:
            part = Fraction(self.top - reached) / (high - reached)
            above = [(now + (end - now) * part, self.y(self.top)), (end, self.y(self.top))]
        return [(now, self.y(reached)), *above, (end, self.y(low))]

    def points(self, figures: Iterable[int | Fraction]) -> list[tuple[Fraction, Fraction]]:
        """From nothing at the beginning to each figure at the end of its period."""
        found = [(self.x(n), self.y(each)) for n, each in enumerate(figures, 1)]
        found[-1:] = [(self.now, found[-1][1])] if found else []
        return [(self.x(0), self.y(0)), *found]

    @property
    def now(self) -> Fraction:
        """Where today is."""
        return self.x(self.found.passed * self.periods)

    def lines(self, svg: Element) -> None:
        """What is to be expected lies below what was due, and that below what is."""
        found, end = self.found, self.x(self.periods)
        reached, due = self.points(found.values), self.points(found.due)
        here = reached[-1]
        if found.expected is not None:
            band = {"class": f"band {found.tone}".strip(), "d": f"{_path(self.band())}Z"}
            SubElement(svg, "path", band)
            middle = [here, (end, self.y(found.expected[1]))]
            line = {"class": f"course expected {found.tone}".strip(), "d": _path(middle)}
            SubElement(svg, "path", line)
        target = [*due, (end, self.y(found.target))]
        SubElement(svg, "path", {"class": "course due", "d": _path(target)})
        line = {"class": f"course {found.tone}".strip(), "d": _path(reached)}
        SubElement(svg, "path", line)
        spot = {"cx": _number(here[0]), "cy": _number(here[1]), "r": "5"}
        SubElement(svg, "circle", {"class": found.tone, **spot} if found.tone else spot)

    def words(self, svg: Element) -> None:
        """Beside the point and at the ends of lines, none over another."""
        now, due, target, *expected = self.found.words
        here = self.y(self.found.values[-1] if self.found.values else 0)
        there = self.y(self.found.due[-1] if self.found.due else 0)
        upper, lower = (due, ""), (now, "strong")
        if here < there:
            upper, lower = lower, upper
        above, below = sorted((here, there))
        early, late = self.now < _BEGIN + _ROOM, self.now > _END - _ROOM
        lowest = min(below + 22, Fraction(_HIGH - _FOOT - 6))
        texts = [(self.y(self.found.target), (target, ""))]
        if self.found.expected is not None:
            low, middle, high = self.found.expected
            texts += [(self.y(middle), (expected[0], "strong"))]
            texts += [(self.y(low), (expected[1], "soft")), (self.y(high), (expected[2], "soft"))]
        if self.found.passed == 1:  # what is due is the target
            texts.append((here, (now, "strong")))
        else:
            if late:  # left of the point the line itself would cross its words
                texts.append((below, lower))
            else:
                aside = _ASIDE if early and below == self.y(0) else 0  # there is no room below
                _word(svg, lower, self.now + aside, lowest, end=False)
            if upper[0] != due or not early:  # in the beginning words would cross what is due
                highest = min(max(above - 10, Fraction(14)), lowest - _LINE)
                _word(svg, upper, self.now, highest, end=not early)
        for at, word in _spread(texts):
            _word(svg, word, Fraction(_END), at + 5, end=False)


def _word(svg: Element, word: tuple[str, str], x: Fraction, y: Fraction, *, end: bool) -> None:
    """Words that end left of a point, or begin right of it."""
    text, look = word
    place = {"x": _number(x - 8 if end else x + 8), "y": _number(y)}
    place |= {"text-anchor": "end"} if end else {}
    add(svg, "text", text, {**place, "class": look} if look else place)


def _spread(
    texts: Iterable[tuple[Fraction, tuple[str, str]]],
) -> Iterator[tuple[Fraction, tuple[str, str]]]:
    """The same from above, so far from each other that all can be read, and inside the picture."""
    ordered = sorted(texts)
    least = Fraction(_HIGH - _FOOT - _LINE * (len(ordered) - 1))
    last = Fraction(-_LINE)
    for n, (at, word) in enumerate(ordered):
        last = max(min(at, least + n * _LINE), last + _LINE)
        yield last, word


def _path(points: Iterable[tuple[Fraction, Fraction]]) -> str:
    return "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in points)


def _at(row: Sequence[int | Fraction | None], place: int) -> int | Fraction | None:
    return row[place] if place < len(row) else None


def _rect(svg: Element, x: Fraction, y: Fraction, width: Fraction, height: Fraction) -> None:
    sides = {"x": x, "y": y, "width": width, "height": height}
    SubElement(svg, "rect", {name: _number(side) for name, side in sides.items()})


def _number(value: Fraction) -> str:
    """A place in a drawing, to a hundredth."""
    hundredths = round(value * 100)
    return f"{hundredths // 100}.{hundredths % 100:02}".rstrip("0").rstrip(".")
