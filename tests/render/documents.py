"""Any document, for the tests of every format: all kinds of cells, all blocks, hostile names."""

from datetime import date
from fractions import Fraction

from hypothesis import strategies as st

from qzinvest.model.document import (
    Change,
    Chart,
    Column,
    Document,
    Facts,
    Kind,
    Light,
    Row,
    Table,
    Texts,
    Value,
)

HOSTILE = (
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "<r><t>rich</t></r>",
    "]]>&amp;_x0041_",
    "\u202e市江晋",
    "a\x00\x07\x1b[31m\ufffe\ud800b",
    "http://example.org",
)
NAMES = st.sampled_from(
    ["晋江市", "Quanzhou Taiwanese Investment Zone", "=cmd|x", "鲤城区（市）", "a"]
)
FIGURES = st.integers(-(10**6), 10**13)
RATIOS = st.fractions(0, 3, max_denominator=10**4)
POINTS = RATIOS.map(lambda ratio: ratio * 100 - 50)
LIGHTS = (Light("●", "Green", "good"), Light("◆", "Yellow", "fair"), Light("■", "Red", "bad"))
KINDS: dict[Kind, st.SearchStrategy[Value]] = {
    "count": FIGURES,
    "money": FIGURES | FIGURES.map(Change),
    "ratio": st.none() | RATIOS,
    "gap": st.none() | POINTS,
    "rank": st.none() | st.integers(1, 99),
    "moved": st.sampled_from([0, 2, -1, (3, -2), (1, 0), (4, "new"), (5,), None, ""]),
    "light": st.sampled_from([*LIGHTS, None, ""]),
    "spark": st.lists(FIGURES, max_size=20).map(tuple),
    "days": st.tuples(st.integers(0, 999), st.just("under half")),
    "bar": st.none() | RATIOS,
}
"""The kinds that every table of figures has."""
ALL: dict[Kind, st.SearchStrategy[Value]] = KINDS | {
    "count": FIGURES | st.fractions(0, 99, max_denominator=10**4) | st.tuples(FIGURES, FIGURES),
    "number": RATIOS,
    "rough": FIGURES,
    "bound": FIGURES,
    "growth": RATIOS.map(lambda ratio: ratio - 1),
    "chance": st.fractions(0, 1),
    "part": st.fractions(0, 1),
    "points": POINTS,
    "score": RATIOS,
    "date": st.dates() | st.just("2022-Q2") | st.just(""),
    "text": NAMES | st.sampled_from(HOSTILE),
}
MARK = Fraction(1, 2)


@st.composite
def tables(
    draw: st.DrawFn,
    kinds: list[Kind],
    *,
    records: bool = False,
    of: dict[Kind, st.SearchStrategy[Value]] = KINDS,
) -> Table:
    """A table of figures by name, with its total or without."""
    group = draw(st.sampled_from(["", "Group"])) if of is ALL else ""
    columns = (
        Column("Unit", whole=draw(st.booleans())),
        *(
            Column(f"{kind} head", kind, group, MARK if kind == "bar" and of is ALL else None)
            for kind in kinds
        ),
    )
    values = st.tuples(of["text"] if of is ALL else NAMES, *(of[kind] for kind in kinds))
    rows = [Row(cells) for cells in draw(st.lists(values, min_size=1, max_size=5))]
    total = [] if records else [Row(draw(values), "total")]
    heading = [] if records else [Row(("Tier 1",), "heading")]
    return Table(draw(NAMES), columns, (*heading, *rows, *total), records=records)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Two tables of the same columns, level or not, and sentences."""
    kinds = draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=8, unique=True))
    level = draw(st.booleans())
    records = not level and draw(st.booleans())
    blocks = [draw(tables(kinds, records=records)), draw(tables(kinds, records=records))]
    texts = Texts("Rules", ("A sentence of some length about 晋江市.",))
    notes = ("A note.",)
    return Document("Title", "Subtitle", (*blocks, texts), notes, level=level)


@st.composite
def any_documents(draw: st.DrawFn, *, bars: bool = True) -> Document:
    """Every kind of cell and block, in any order, with names that mean harm."""
    names = NAMES | st.sampled_from(HOSTILE)
    kinds = st.lists(
        st.sampled_from(sorted(set(ALL) - {"text"} - (set() if bars else {"bar"}))),
        min_size=1,
        max_size=9,
    )
    blocks: list[Table | Texts | Facts | Chart] = [
        draw(tables(draw(kinds), records=draw(st.booleans()), of=ALL))
        for _ in range(draw(st.integers(0, 2)))
    ]
    blocks.append(Table(draw(names), (Column("Unit"),), (), "Nothing yet."))
    blocks.append(Texts(draw(names), (draw(names),)))
    pairs = [(Column(kind, kind), draw(of)) for kind, of in ALL.items() if kind != "bar"]
    blocks.append(Facts(draw(names), tuple(pairs)))
    count = draw(st.integers(1, 60))
    row = st.lists(st.integers(0, 10**12), min_size=count, max_size=count).map(tuple)
    labels = tuple(f"W{place}" for place in range(count))
    blocks.append(Chart(draw(names), "money", labels, draw(row), draw(row), draw(row)))
    said = draw(names), draw(names)
    order = draw(st.permutations(blocks))
    unit = draw(st.sampled_from(["yi", "wan"]))
    return Document(
        *said,
        tuple(order),
        (draw(names),),
        "wan" if unit == "wan" else "yi",
        titled=draw(st.booleans()),
    )


SMALL = Document(
    "Campaign 2022",
    "Districts, as of 2022-06-30",
    (
        Table(
            "Signed investment (100 million yuan)",
            (
                Column("Unit"),
                Column("Actual", "money", "Progress"),
                Column("Done", "ratio", "Progress"),
                Column("", "bar", "Progress", MARK),
                Column("Ahead", "gap", "Progress"),
                Column("Light", "light", "Progress"),
                Column("Moved", "moved", "Progress"),
                Column("Since", "date"),
            ),
            (
                Row(("Tier 1",), "heading"),
                Row(
                    (
                        "晋江市",
                        38_235_000_000,
                        Fraction(39, 100),
                        Fraction(39, 100),
                        Fraction(-11),
                        LIGHTS[2],
                        -2,
                        date(2022, 1, 31),
                    )
                ),
                Row(("All", 500_000, None, None, None, None, "", ""), "total"),
            ),
        ),
    ),
    ("A note.",),
)
"""One table with a bit of everything."""
