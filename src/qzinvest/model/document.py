"""What an answer says: a ``Document`` for people, ``Data`` for programs.

A view makes both from a report; every format writes either without knowing what it is of. Figures
stay figures until a format writes them: a screen as text, a workbook as numbers.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Literal

from qzinvest.model.heading import Heading
from qzinvest.model.letter import Letter, Setting
from qzinvest.tuples import NamedTuple

Kind = Literal[
    "text",  # names, words, ids
    "count",  # projects; a Fraction where they are shared
    "number",  # a mean, with one decimal; below 1 with two
    "money",  # integer yuan
    "rough",  # yuan, as far as an estimate is worth
    "bound",  # the same where that is all of it, else as an amount
    "ratio",  # 1/2 is 50.0%
    "growth",  # the same with its sign
    "chance",  # the same without decimals
    "part",  # the same with the decimals that it has: what of a project is a unit's
    "points",  # percentage points, signed
    "gap",  # the same with one decimal, as under a light
    "score",
    "rank",
    "moved",  # ranks gained or lost
    "days",
    "date",
    "light",
    "bar",  # a ratio drawn; only beside the figure that it draws
    "spark",  # figures drawn one after the other
]
Rank = Literal["line", "heading", "subtotal", "total"]
MoneyUnit = Literal["yi", "wan", "bn", "m"]
"""What people read money in: 亿元 or 万元; in English billions or millions of yuan."""
Tone = Literal["", "good", "fair", "bad", "soft"]
"""What a sign says besides: green, yellow or red on a screen, or softly; never by colour alone."""


class Light(NamedTuple):
    """A light of the plan: its sign, its name, and the tone that repeats them."""

    mark: str
    name: str
    tone: Tone = ""


class Change(NamedTuple):
    """What was added to a figure of the column's kind: it says its sign, above 0 too."""

    figure: int | Fraction


class Lit(NamedTuple):
    """A distance to pace in points under the light that it has: one cell, for it is one thing."""

    points: Fraction
    light: Light


class Own(NamedTuple):
    """A figure of a kind of its own, where the rows of a column are of different things."""

    kind: Kind
    figure: int | Fraction | Change


Value = (
    str
    | int
    | Fraction
    | date
    | tuple[int | Fraction | str, ...]
    | Light
    | Change
    | Lit
    | Own
    | None
)
"""A cell: a figure of the column's kind; words in its place; ``None`` where there is no figure.

Several figures in a tuple are an interval, the parts of one cell, or what a spark draws; where the
first is a rank, the second is by how many it moved. An empty text leaves the cell empty: there can
be no figure.
"""


class Column(NamedTuple):
    """A column: its head, what its cells are, and how it gives way where room is short.

    ``group`` is a head above several columns. ``mark`` is where the bars of a column should have
    arrived. ``spare`` says which columns a narrow screen leaves out first, 1 before 2; 0 is never
    left out. ``least`` is the width in which texts are still read with ease, 0 for the format's
    own; of distances under lights that of their points. ``whole`` texts are never parted.
    ``digits`` are more decimals than the kind has. ``join`` stands between several figures of one
    cell, empty for the kind's own. On a terminal a text has at most so many ``lines``, 0 for any,
    and a figure that is ``extra`` gives way.
    """

    head: str
    kind: Kind = "text"
    group: str = ""
    mark: Fraction | None = None
    spare: int = 0
    least: int = 0
    whole: bool = False
    digits: int = 0
    join: str = ""
    lines: int = 0
    extra: bool = False

    @property
    def is_figure(self) -> bool:
        """Whether its cells stand at the right, and are never parted."""
        return self.kind not in ("text", "date", "light", "bar", "moved")


def naming(columns: Sequence[Column]) -> int:
    """The place of the column that names the rows."""
    return next((place for place, column in enumerate(columns) if column.kind == "text"), 0)


class Row(NamedTuple):
    """A row of a table; a heading has its words in its first cell, and no other.

    ``proofs`` name the proofs of its cells, empty for none, where the document has some.
    """

    cells: tuple[Value, ...]
    rank: Rank = "line"
    proofs: tuple[str, ...] = ()


class Table(NamedTuple):
    """Rows under columns. ``empty`` is the sentence that stands for no rows.

    ``records`` says that each row is a thing of its own, as in a list: where a screen is too narrow
    a row becomes lines of ``head  value``, while the columns of a figures' table go on below.
    ``drawn`` are the places of the columns that a workbook draws beside it: the first as columns,
    the second as a thick line, the third as what is due. Of a ``switched`` one a phone shows one
    group of columns, which its reader chooses.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    empty: str = ""
    records: bool = False
    drawn: tuple[int, ...] = ()
    switched: bool = False

    @property
    def places(self) -> list[int]:
        """The places of the columns that say something: in a list, those with any value at all."""
        every, of = range(len(self.columns)), [r.cells for r in self.rows if r.rank != "heading"]
        return [p for p in every if not self.records or any(cells[p] != "" for cells in of)]


class Led(NamedTuple):
    """A paragraph with words that lead it, set apart from the rest."""

    lead: str
    text: str


class Texts(NamedTuple):
    """Sentences under a heading: steps of a formula, rules, the paragraphs of a section."""

    title: str
    items: tuple[str | Led, ...]
    setting: Setting = "items"

    @property
    def lines(self) -> tuple[str, ...]:
        """The same without what sets words apart."""
        return tuple(f"{t.lead}{t.text}" if isinstance(t, Led) else t for t in self.items)


class Facts(NamedTuple):
    """One thing in full: what is known of it, each with its name."""

    title: str
    pairs: tuple[tuple[Column, Value], ...]


class Chart(NamedTuple):
    """What was reached at each of ``labels``, what was due there, and a year before.

    ``low`` and ``high`` bound what is to be expected; what has no figures is empty.
    """

    title: str
    kind: Kind
    labels: tuple[str, ...]
    values: tuple[int | Fraction, ...]
    due: tuple[int | Fraction | None, ...] = ()
    before: tuple[int | Fraction, ...] = ()
    low: tuple[int | Fraction | None, ...] = ()
    high: tuple[int | Fraction | None, ...] = ()

    def column(self, head: str, figures: Iterable[int | Fraction | None]) -> Column:
        """Some of its figures as a column: of a number of projects a mean may be due."""
        whole = all(each is None or each == int(each) for each in figures)
        return Column(head, self.kind if whole or self.kind != "count" else "number")


Block = Table | Texts | Facts | Chart


class Headline(NamedTuple):
    """A figure set large: of what it is a part, how far a bar of it goes, and words below."""

    title: str
    column: Column
    figure: int | Fraction
    whole: int | None
    part: Fraction | None
    lead: Lit | Fraction | None
    texts: tuple[str, ...]
    proof: str = ""


class Headlines(NamedTuple):
    """The figures that a document begins with."""

    items: tuple[Headline, ...]


class Proof(NamedTuple):
    """Why a figure is what it is: ``total`` is the sum itself, then its steps and what it adds."""

    name: str
    title: str
    total: str
    steps: tuple[str, ...]
    parts: Table


class Proofs(NamedTuple):
    """Proofs under a heading; ``back`` are the words that lead to what a proof is of."""

    title: str
    items: tuple[Proof, ...]
    back: str


class Course(NamedTuple):
    """How far a year has come: lines of what is, what was due, and what is to be expected.

    ``values`` are at the end of each of ``labels`` so far, the last at the part ``passed`` of the
    year, ``due`` likewise; ``target`` is what is due at the end. ``expected`` are the least, the
    middle and the most that the end may bring, ``None`` where nothing tells of it. ``words`` stand
    at the ends of lines: now, due, target, expected, least, most; ``said`` describes all of it.
    """

    title: str
    kind: Kind
    labels: tuple[str, ...]
    values: tuple[int | Fraction, ...]
    due: tuple[Fraction, ...]
    passed: Fraction
    target: int
    expected: tuple[int, int, int] | None
    words: tuple[str, ...]
    said: str
    tone: Tone = ""


class Tile(NamedTuple):
    """A unit in its row and column of a grid, both from 1: its share, and the light of it."""

    row: int
    column: int
    name: str
    part: Fraction | None
    light: Light | None
    proof: str


class Tiles(NamedTuple):
    """Units about where they lie, all of one size."""

    title: str
    items: tuple[Tile, ...]


class Legend(NamedTuple):
    """What the signs of a table mean: its lights, each with its rule, and the rest in words."""

    lights: tuple[tuple[Light, str], ...]
    text: str


class Part(NamedTuple):
    """Blocks that belong together: a section under its heading, or what stands side by side.

    Of ``beside`` all are as wide, of ``lead`` the second has more room than the first; ``columns``
    is prose in two columns, where there is room; a ``folded`` part its reader opens.
    """

    title: str
    blocks: "tuple[Linked, ...]"
    setting: Literal["section", "stack", "beside", "lead", "columns", "folded"] = "section"


Linked = Block | Headlines | Proofs | Course | Tiles | Legend | Part
"""What stands in a document in which one follows links."""


class Sheet(NamedTuple):
    """What stands on one sheet of a workbook that is called ``name``, under three lines.

    The lines are what stands above the largest, that line, and what stands below it.
    """

    name: str
    lines: tuple[str, str, str]
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()


class Page(NamedTuple):
    """A document in which one follows links: who issues it, its title, of when it is, its blocks.

    ``mark`` says that all of it is invented; ``skip`` are the words that lead past the beginning.
    """

    issuer: str
    title: str
    facts: tuple[str, ...]
    mark: str
    skip: str
    blocks: tuple[Linked, ...]


class Document(NamedTuple):
    """An answer as people read it: title, the line under it, blocks, and the footer's sentences.

    ``unit`` is what its money is read in. ``level`` gives all tables the same widths. Where the
    title is the plan's alone ``titled`` is false, and the line under it says what the answer is.
    ``listed`` is an answer of things, off a terminal a line each. ``name`` says what a file is, and
    ``over`` above its title that all of it is invented. ``page`` stands in place of the blocks
    where one follows links; ``sheets``, which are gone through once, where one filters and sorts.
    ``foot`` is what a page says at its foot, ``letter`` what stands above where it is signed. A
    terminal, below its command, has ``brief``, what and when, in place of the title, and ``hints``
    in place of many notes.
    """

    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()
    unit: MoneyUnit = "yi"
    level: bool = False
    titled: bool = True
    listed: bool = False
    name: str = ""
    over: str = ""
    page: Callable[[], Page] | None = None
    sheets: Iterable[Sheet] = ()
    foot: str = ""
    brief: tuple[str, str] = ("", "")
    hints: tuple[str, ...] = ()
    letter: Letter | None = None

    @property
    def lines(self) -> tuple[str, str, str]:
        """What stands above the largest line, that line, which says what it is, and what below."""
        if self.title and self.titled:
            return self.over, self.title, self.subtitle
        return self.title, self.subtitle or self.name, ""


class Data(NamedTuple):
    """An answer as programs read it: the JSON object's keys, and the rows of the CSV by key.

    The body of a list is its objects, one a row. What comes row by row may go on for longer than
    the memory is: either the body or the rows are gone through, once.

    ``of`` are the indicators, and what else its figures are called; ``heads`` are the headers for
    people of columns that only this answer has.
    """

    body: Mapping[str, object] | Iterable[Mapping[str, object]]
    keys: Sequence[str]
    rows: Iterable[Mapping[str, object]]
    of: Sequence[Heading] = ()
    heads: Mapping[str, str] = {}


class Said(NamedTuple):
    """An answer both ways. Each is made only where a format wants it."""

    document: Callable[[], Document]
    data: Callable[[], Data]
