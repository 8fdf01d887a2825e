"""What every report says besides figures: what was asked, what it rests on, what rounding does."""

from collections.abc import Callable, Iterable
from fractions import Fraction

from qzinvest.locale import Wording
from qzinvest.model.counting import Figure
from qzinvest.model.document import MoneyUnit
from qzinvest.model.heading import Heading
from qzinvest.model.note import Note
from qzinvest.model.plan import Assumption, Names
from qzinvest.model.selection import ASSESSMENT, Selection
from qzinvest.render.figures import printed, quantity, rounded
from qzinvest.render.wording import figure_title, worded

Addition = tuple[Iterable[Figure | None], Figure | None]
"""Figures that are printed one by one, and their sum."""
Shown = Callable[[Figure], Fraction]
"""Gives the figure that is printed."""


def selection_words(selection: Selection, w: Wording) -> str:
    """What the subtitle goes on with; nothing where all projects are meant as they land."""
    parts = []
    if selection.filters:
        parts.append(w("asked.only", filters=filters_text(selection, w)))
    if selection.rows:
        parts.append(w("asked.rows", names=rows_text(selection, w)))
    if selection.view == ASSESSMENT:
        parts.append(w("asked.view"))
    return "".join(f" · {part}" for part in parts)


def selection_notes(selection: Selection, w: Wording, part: str = "asked.part") -> list[str]:
    """What a reader must know of it, for the footer; ``part`` is said of some of the projects."""
    notes = []
    if selection.filters:
        notes.append(w(part, filters=filters_text(selection, w)))
    notes += rows_notes(selection, w)
    if selection.view == ASSESSMENT:
        notes.append(w("asked.shared"))
    return notes


def rows_notes(selection: Selection, w: Wording) -> list[str]:
    """That the other rows stay what the figures are of."""
    return [w("asked.rows_only", names=rows_text(selection, w))] if selection.rows else []


def selection_json(selection: Selection) -> dict[str, object]:
    """The keys ``filters``, ``shown`` and ``view``, each only where it says something.

    A key of the filters holds one code, or a list where there are several.
    """
    fields: dict[str, object] = {}
    if selection.filters:
        fields["filters"] = {
            key: codes[0] if len(codes) == 1 else list(codes)
            for key, codes in selection.chosen.items()
        }
    if selection.rows:
        fields["shown"] = [row.code for row in selection.rows]
    if selection.view == ASSESSMENT:
        fields["view"] = selection.view
    return fields


def filters_text(selection: Selection, w: Wording) -> str:
    """``District: Jinjiang City or Nan'an City, Channel: Missing links``."""
    texts = (
        w(
            "asked.filter",
            kind=w(f"column.{key}"),
            name=w("list.or").join(f.name.get(w.lang) for f in selection.filters if f.key == key),
        )
        for key in selection.chosen
    )
    return w("list.separator").join(texts)


def rows_text(selection: Selection, w: Wording) -> str:
    """``Jinjiang City, Nan'an City``."""
    return w("list.separator").join(worded(row.name, w) for row in selection.rows)


def assumed_json(assumed: Iterable[Assumption], w: Wording) -> list[str]:
    """Values that the published text does not give, each with its place in the plan."""
    return [f"{item.path}: {item.text.get(w.lang)}" for item in assumed]


def number(figure: Figure | None) -> int | float | None:
    """A figure or ratio as machine formats give it: whole as it is, else unrounded."""
    return float(figure) if isinstance(figure, Fraction) else figure


def note_texts(notes: Iterable[Note], w: Wording) -> list[str]:
    """The notes' sentences."""
    return [worded(note, w) for note in notes]


def sources(assumed: Iterable[Assumption], w: Wording, source: Names | None = None) -> list[str]:
    """A sentence on each value that the published text does not give, and its source."""
    texts = [w("progress.assumed", text=item.text.get(w.lang)) for item in assumed]
    return texts if source is None else [*texts, w("progress.source", source=source.get(w.lang))]


def closing(
    sums: Iterable[Addition],
    unit: MoneyUnit,
    assumed: Iterable[Assumption],
    w: Wording,
    source: Names | None = None,
) -> list[str]:
    """How a footer ends: what rounding does to sums of money, and what the report rests on."""
    return [*rounding_notes(sums, w, amounts(unit)), *sources(assumed, w, source)]


def gross_note(
    heading: Heading, gross: Figure, dropped: Figure, w: Wording, unit: MoneyUnit
) -> list[str]:
    """With dropped projects a total would be ``gross``; nothing where there are none."""
    if not dropped:
        return []
    with_them, alone = (quantity(n, heading.measure, unit) for n in (gross, dropped))
    return [
        w("progress.gross", name=figure_title(heading, w, unit), gross=with_them, dropped=alone)
    ]


def rounding_notes(sums: Iterable[Addition], w: Wording, shown: Shown) -> list[str]:
    """The line that says that printed figures miss their total; nothing where all of them hold.

    What does not add up before it is rounded, such as some of the rows, is no sum.

    Args:
        sums: all that a reader could add up.
        w: the reader's language.
        shown: how these figures are printed.
    """
    missed = any(_misses([each or 0 for each in parts], whole, shown) for parts, whole in sums)
    return [w("note.rounded")] if missed else []


def amounts(unit: MoneyUnit, more: int = 0) -> Shown:
    """Of yuan: how they are printed in a unit, with so many more decimals than usual."""
    return lambda yuan: printed(yuan, unit, more)


def decimals(digits: int) -> Shown:
    """Of figures that are printed with so many decimals."""
    return lambda figure: rounded(Fraction(figure), digits)


def _misses(parts: list[Figure], whole: Figure | None, shown: Shown) -> bool:
    if whole is None or sum(parts) != whole:
        return False
    return sum(map(shown, parts)) != shown(whole)
