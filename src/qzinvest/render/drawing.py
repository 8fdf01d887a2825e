"""Drawings in a page: bars in cells, figures side by side, charts with their scale.

Every figure that is drawn stands beside it or in its description; colours are the style's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from qzinvest.locale import Wording
from qzinvest.model.document import Chart, Column, MoneyUnit
from qzinvest.render.figures import document_text, legend
from qzinvest.render.widths import width_of
from qzinvest.render.wording import visible

_WIDTH, _HEIGHT, _LEFT, _TOP, _FOOT = 660, 282, 76, 20, 28
"""Of a chart: all of it, and what its scale, its top and its labels take."""
_LETTER = 7
_SPARK = 20
Attributes = Mapping[str, str]


def add(parent: Element, tag: str, text: str = "", attributes: Attributes | None = None) -> Element:
    """A new element with a text; whatever is hidden in the text is made visible."""
    found = SubElement(parent, tag, dict(attributes or {}))
    found.text = visible(text)
    return found


def bar(cell: Element, length: Fraction, tone: str, mark: Fraction | None) -> None:
    """A bar, of which the whole is 100 %: what exceeds it is cut, and its figure says so."""
    drawing = {"viewBox": "0 0 100 20", "preserveAspectRatio": "none", "aria-hidden": "true"}
    svg = SubElement(cell, "svg", drawing)
    SubElement(svg, "path", {"class": "full", "d": "M100 0V20"})
    width = _number(max(Fraction(0), min(length, Fraction(1))) * 100)
    look = {"class": tone} if tone else {}
    SubElement(svg, "rect", {**look, "x": "0", "y": "4", "width": width, "height": "12"})
    if mark is not None:
        at = _number(min(mark, Fraction(1)) * 100)
        SubElement(svg, "path", {"class": "pace", "d": f"M{at} 0V20"})


def spark(cell: Element, values: Sequence[int | Fraction]) -> None:
    """Figures as bars side by side, as high as each is against the largest."""
    top = max(values, default=0)
    box = f"0 0 {len(values) * 5} {_SPARK}"
    drawing = {"class": "spark", "viewBox": box, "preserveAspectRatio": "none"}
    svg = SubElement(cell, "svg", {**drawing, "aria-hidden": "true"})
    for place, value in enumerate(values):
        height = Fraction(_SPARK) * max(value, 0) / top if top > 0 else Fraction(0)
        _rect(svg, Fraction(place * 5), Fraction(_SPARK) - height, Fraction(4), height)


def chart(main: Element, chart: Chart, number: int, unit: MoneyUnit, w: Wording) -> None:
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
        power = 10 ** (len(str(ceil(largest))) - 1)
        sizes = sorted({max(power * part // 10, 1) for part in (1, 2, 5, 10, 20, 50)})
        step = next(size for size in sizes if largest <= size * 5)
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


def _at(row: Sequence[int | Fraction | None], place: int) -> int | Fraction | None:
    return row[place] if place < len(row) else None


def _rect(svg: Element, x: Fraction, y: Fraction, width: Fraction, height: Fraction) -> None:
    sides = {"x": x, "y": y, "width": width, "height": height}
    SubElement(svg, "rect", {name: _number(side) for name, side in sides.items()})


def _number(value: Fraction) -> str:
    """A place in a drawing, to a hundredth."""
    hundredths = round(value * 100)
    return f"{hundredths // 100}.{hundredths % 100:02}".rstrip("0").rstrip(".")
