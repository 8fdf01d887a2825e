"""Charts of a workbook: columns, and lines over them, as drawings that stand at a cell.

Source: ECMA-376, part 1, 20.5 and 21.2; what no reader needs is left out.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from qzinvest.render.office import OPEN_XML, RELATED, XML, attribute, escaped

_EMU = 9525
"""English metric units of a pixel."""
_CHART = (680, 336, 24)
"""Pixels of a chart, and from the edge of its cell."""
_TICKS = '<c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
"""Said, as all else of which programs have their own opinion where nothing is."""
_AXES = (
    '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling>'
    f'<c:delete val="0"/><c:axPos val="b"/>{_TICKS}<c:crossAx val="2"/>'
    '<c:crosses val="autoZero"/><c:auto val="1"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
    '</c:catAx><c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/></c:scaling>'
    '<c:delete val="0"/><c:axPos val="l"/><c:majorGridlines><c:spPr><a:ln><a:solidFill>'
    '<a:srgbClr val="D5DAE0"/></a:solidFill></a:ln></c:spPr></c:majorGridlines>'
    f'<c:numFmt formatCode="#,##0" sourceLinked="0"/>{_TICKS}'
    '<c:crossAx val="1"/><c:crosses val="autoZero"/><c:crossBetween val="between"/></c:valAx>'
)
_ONE_COLOUR = '<c:varyColors val="0"/>'
_ON_AXES = '<c:axId val="1"/><c:axId val="2"/>'


class Series(NamedTuple):
    """How a series of a chart is drawn: as columns with a ``fill``, else as a line or as rings."""

    fill: str = ""
    line: str = ""
    width: float = 0
    dash: bool = False
    rings: str = ""

    @property
    def xml(self) -> str:
        """The same as the file has it."""
        if self.fill:
            return f'<c:spPr>{_solid(self.fill)}</c:spPr><c:invertIfNegative val="0"/>'
        if self.rings:
            edge = f"<c:spPr><a:ln>{_solid(self.rings)}</a:ln></c:spPr>"
            ring = f'<c:marker><c:symbol val="circle"/><c:size val="6"/>{edge}</c:marker>'
            return f"<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{ring}"
        dash = '<a:prstDash val="dash"/>' if self.dash else ""
        stroke = f'<a:ln w="{self.width * 12700:.0f}">{_solid(self.line)}{dash}</a:ln>'
        return f'<c:spPr>{stroke}</c:spPr><c:marker><c:symbol val="none"/></c:marker>'


class Drawn(NamedTuple):
    """A column of figures as a chart draws it, with the cells of its head and of its figures."""

    series: Series
    name: str
    head: str
    cells: str
    values: Sequence[float | None]


class Chart(NamedTuple):
    """Columns, and lines over them, of some labels; it stands at a cell."""

    title: str
    row: int
    column: int
    cells: str
    labels: Sequence[str]
    drawn: Sequence[Drawn]

    @property
    def xml(self) -> str:
        """The part of the package."""
        found = [self._series(n, each) for n, each in enumerate(self.drawn)]
        over = "".join(found[1:])
        lines = f'<c:grouping val="standard"/>{_ONE_COLOUR}{over}<c:marker val="1"/>{_ON_AXES}'
        lines = f"<c:lineChart>{lines}</c:lineChart>" if over else ""
        return (
            f'{XML}<c:chartSpace xmlns:c="{OPEN_XML}/drawingml/2006/chart" '
            f'xmlns:a="{OPEN_XML}/drawingml/2006/main" xmlns:r="{RELATED}">'
            '<c:roundedCorners val="0"/><c:chart>'
            '<c:autoTitleDeleted val="1"/><c:plotArea><c:layout/><c:barChart>'
            f'<c:barDir val="col"/><c:grouping val="clustered"/>{_ONE_COLOUR}{"".join(found[:1])}'
            f'<c:gapWidth val="40"/>{_ON_AXES}</c:barChart>'
            f"{lines}{_AXES}</c:plotArea>"
            '<c:legend><c:legendPos val="b"/><c:layout/><c:overlay val="0"/></c:legend>'
            '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/>'
            "</c:chart></c:chartSpace>"
        )

    def _series(self, n: int, drawn: Drawn) -> str:
        head = f"<c:tx>{_texts(drawn.head, [drawn.name])}</c:tx>"
        points = _points(None if each is None else f"{each:.16G}" for each in drawn.values)
        form = "<c:formatCode>General</c:formatCode>"
        smooth = '<c:smooth val="0"/>' if n else ""
        figures = f"<c:f>{escaped(drawn.cells)}</c:f><c:numCache>{form}{points}</c:numCache>"
        return (
            f'<c:ser><c:idx val="{n}"/><c:order val="{n}"/>{head}{drawn.series.xml}'
            f"<c:cat>{_texts(self.cells, self.labels)}</c:cat>"
            f"<c:val><c:numRef>{figures}</c:numRef></c:val>{smooth}</c:ser>"
        )

    def anchored(self, n: int) -> str:
        """Where it stands, the ``n``-th of its sheet."""
        wide, high, edge = (_EMU * each for each in _CHART)
        return (
            f"<xdr:oneCellAnchor><xdr:from><xdr:col>{self.column}</xdr:col>"
            f"<xdr:colOff>{edge}</xdr:colOff><xdr:row>{self.row}</xdr:row><xdr:rowOff>0"
            f'</xdr:rowOff></xdr:from><xdr:ext cx="{wide}" cy="{high}"/><xdr:graphicFrame macro="">'
            f'<xdr:nvGraphicFramePr><xdr:cNvPr id="{n + 1}" name="Chart {n}" '
            f'descr="{attribute(self.title)}"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>'
            '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>'
            f'<a:graphicData uri="{OPEN_XML}/drawingml/2006/chart"><c:chart '
            f'xmlns:c="{OPEN_XML}/drawingml/2006/chart" xmlns:r="{RELATED}" r:id="rId{n}"/>'
            "</a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:oneCellAnchor>"
        )


def _solid(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour.removeprefix("#")}"/></a:solidFill>'


def _texts(cells: str, texts: Sequence[str]) -> str:
    """Cells with texts, and what they say: some readers look at no cell."""
    cache = _points(map(escaped, texts))
    return f"<c:strRef><c:f>{escaped(cells)}</c:f><c:strCache>{cache}</c:strCache></c:strRef>"


def _points(values: Iterable[str | None]) -> str:
    found = list(values)
    points = (
        f'<c:pt idx="{n}"><c:v>{value}</c:v></c:pt>'
        for n, value in enumerate(found)
        if value is not None
    )
    return f'<c:ptCount val="{len(found)}"/>{"".join(points)}'
