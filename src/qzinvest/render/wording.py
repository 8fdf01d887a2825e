"""Words: values on their way into a sentence, and what every report says besides its figures."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from qzinvest.locale import Wording
from qzinvest.model.counting import MOST_OUTSIDE, Figure
from qzinvest.model.document import Kind, MoneyUnit
from qzinvest.model.heading import Heading
from qzinvest.model.note import Name, Note, Ordinal
from qzinvest.model.plan import UNIT_KINDS, VOCABULARIES, Assumption, Names, Plan
from qzinvest.model.selection import ASSESSMENT, Selection
from qzinvest.render.figures import (
    money,
    percent,
    points,
    printed,
    quantity,
    rounded,
    unit_said,
)

_KEYS: Mapping[str, Callable[[str], str]] = {
    "action": lambda code: f"action.{code}",
    "earlier": lambda code: f"stage.{code}",
    "field": lambda code: f"column.{code}",
    "from": lambda code: f"stage.{code}",
    "kind": lambda code: f"kind.{code}",
    "late_stage": lambda code: f"stage.{code}",
    "level": lambda code: f"level.{code}",
    "measure": lambda code: f"measure.{code}",
    "measured_in": lambda code: f"unit.{code}",
    "outcome": lambda code: f"outcome.{code}",
    "signing": lambda code: f"signing.{code}",
    "stage": lambda code: f"stage.{code}",
    "to": lambda code: f"stage.{code}",
    "verdict": lambda code: f"verdict.{code}",
    "what": lambda code: f"what.{code}",
    "reached": lambda code: f"stage.{code}",
}
"""The key of what names a code, by the field or column that holds it."""
_LISTS = {"reasons": "reason", "missing": "column"}
"""What names several codes in one text, by the column that holds them."""
UNITS = {"count": "projects", "sum": "yuan", "ratio": "ratio", "score": "points"}
"""What figures are in, by measure; money is in yuan in every machine format."""


def fields_text(fields: Mapping[str, object], w: Wording) -> dict[str, str]:
    """Every field as text, ready for ``w(key, **fields)``.

    Where a field ``measure`` is ``sum``, all whole numbers beside it are money.
    """
    is_money = fields.get("measure") == "sum"
    return {name: _field(name, value, w, is_money=is_money) for name, value in fields.items()}


def worded(name: Name, w: Wording) -> str:
    """A name in the reader's language, a sentence with its fields put in."""
    return (
        name.get(w.lang) if isinstance(name, Names) else w(name.key, **fields_text(name.fields, w))
    )


def inside(name: str) -> str:
    """A name where it stands inside a sentence: Latin names without their capital, but acronyms."""
    first, rest = name[:1], name[1:2]
    return first.lower() + name[1:] if first.isascii() and rest.islower() else name


def coded(branch: str, value: str, w: Wording) -> str:
    """The name of a code, else the value itself.

    Args:
        branch: the field or column that holds the code, such as ``stage``.
        value: the code; also any text that is none.
    """
    if branch in _LISTS:
        return w("list.separator").join(w(f"{_LISTS[branch]}.{each}") for each in value.split())
    if branch == "field" and value.endswith("_amount"):
        return own_amount(value, w)
    key = _key(branch, value) or value
    name = visible(value) if key == value else w(key)
    return visible(value) if name == key else name


def own_amount(field: str, w: Wording) -> str:
    """The amount of a milestone's own, such as ``signed_amount``; at ``funded`` the money paid in.

    Reports have columns of the same codes for what the projects at a stage come to.
    """
    if field in ("funded_amount", "paid_amount"):
        return w(f"field.{field}")
    return w("field.own_amount", stage=w(f"stage.{field.removesuffix('_amount')}"))


def is_coded(branch: str) -> bool:
    """Whether a field or column of this name holds codes that ``coded`` knows."""
    return branch in _LISTS or _key(branch, "") is not None


def _key(branch: str, value: str) -> str | None:
    key = _KEYS.get(branch)
    return None if key is None else key(value)


def numeral(n: int, w: Wording) -> str:
    """A small number as fixed terms have it: 第一梯队, Tier 1 (GB/T 15835)."""
    numerals = w("bulletin.numeral").split()
    return numerals[n - 1] if 0 < n <= len(numerals) else str(n)


def visible(text: str) -> str:
    r"""``text`` with its control and other unseen characters as escapes, such as ``\u202e``."""
    if text.isprintable():
        return text
    return "".join(c if _shows(c) else c.encode("unicode_escape").decode() for c in text)


def figure_title(heading: Heading, w: Wording, unit: MoneyUnit) -> str:
    """What a table of figures is of, with their unit."""
    measure = w(f"unit.{unit}") if heading.measure == "sum" else w("unit.projects")
    return w("head.with_unit", name=worded(heading.name, w), unit=measure)


def kind_of(measure: str) -> Kind:
    """What a column of an indicator's figures holds."""
    return "money" if measure == "sum" else "count"


def pace_subtitle(by: str, as_of: date, pace: Fraction, w: Wording) -> str:
    """The line under the title: view, as-of date, pace."""
    return w("progress.subtitle", by=w(f"by.{by}"), as_of=as_of.isoformat(), pace=percent(pace))


def pace_brief(as_of: date, pace: Fraction, w: Wording) -> str:
    """The same at the right of a terminal's first line: as-of date, pace."""
    return w("brief.pace", as_of=as_of.isoformat(), pace=percent(pace))


def rows_of(by: str, w: Wording) -> str:
    """What the rows of a view are, in few words."""
    return w("rows.district") if by == "district" else w(f"by.{by}")


def name_head(by: str, w: Wording) -> str:
    """The head of the column that names the rows of a view."""
    return w(f"head.{'unit' if by in UNIT_KINDS else by}")


def with_unit(name: str, w: Wording, unit: MoneyUnit) -> str:
    """A head of money with its unit, once."""
    return w("head.with_unit", name=name, unit=w(f"unit.{unit}"))


def amount_said(yuan: int, w: Wording, unit: MoneyUnit | None = None) -> str:
    """An amount in a sentence: ``5.60 亿元``; in English ``CNY 5.6 billion``, ``CNY 46 million``.

    Args:
        unit: what money is read in, the language's larger one by default.
    """
    unit = unit_said(yuan, w.lang, unit)
    text = money(yuan, unit)
    if w.lang == "en":
        text = text.rstrip("0").rstrip(".")
    return w(f"money.{unit}", amount=text)


def _field(name: str, value: object, w: Wording, *, is_money: bool) -> str:
    """One field: dates ISO, thousands separated, sequences joined as the language does.

    A whole number is money where the name ends in ``amount``; a Fraction is a ratio, or percentage
    points where the name ends in ``pp``.
    """
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return points(value) if name.endswith("pp") else percent(value)
    if isinstance(value, int):
        is_money = is_money or name.endswith("amount")
        number = numeral(value, w) if isinstance(value, Ordinal) else f"{value:,}"
        return amount_said(value, w) if is_money else number
    if isinstance(value, Names | Note):
        return visible(worded(value, w))
    if isinstance(value, Sequence) and not isinstance(value, str):
        items = (_field(name, item, w, is_money=is_money) for item in value)
        return w("list.separator").join(items)
    return "" if value is None else coded(name, str(value), w)


_NONE = (0xFFFE, 0xFFFF)
_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Categories that nobody sees. What this Python's Unicode does not know may be a rare ideograph,
and is shown as one: the same ledger prints the same under every Python."""


def _shows(char: str) -> bool:
    if char.isprintable():
        return True
    # Imported here: nearly every character can be seen.
    from unicodedata import category

    # The last two places of each plane are for no character at all, and XML cannot hold them.
    return category(char) not in _HIDDEN and ord(char) % 0x10000 not in _NONE


class CodeNames:
    """Names of units, groups, terms, indicators and lights, by the keys of rows that hold them."""

    def __init__(self, plan: Plan, w: Wording, indicators: Mapping[str, str] | None = None) -> None:
        """``indicators`` are more names of figures by code."""
        lang = w.lang
        self.w = w
        self._of: dict[str, dict[str, str]] = {
            "unit": {},
            "group": {group.code: group.names.get(lang) for group in plan.groups},
            "indicator": {i.code: i.names.get(lang) for i in plan.indicators},
            "light": {light.code: light.names.get(lang) for light in plan.lights},
        }
        for kind in reversed(UNIT_KINDS):
            self._of[kind] = {code: u.short.get(lang) for code, u in plan.homes(kind).items()}
            self._of["unit"] |= self._of[kind]
        for key in VOCABULARIES:
            terms = plan.vocabularies.get(key, ())
            self._of[key] = {term.code: term.names.get(lang) for term in terms}
        self._of["indicator"] |= indicators or {}

    def of(self, key: str, code: str) -> str | None:
        """The name of a code that rows hold under this key, ``None`` where the plan has none."""
        known = self._of.get(key)
        return None if known is None else known.get(code)

    def said(self, key: str, text: str) -> str:
        """A text of a row as a screen shows it: a code's name, unseen characters as escapes."""
        name = self.of(key, text)
        return coded(key, text, self.w) if name is None else visible(name)


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


def outside_json(found: int) -> dict[str, object]:
    """How many are in no plan's period, and whether there are more than are counted."""
    return {
        "outside_period": min(found, MOST_OUTSIDE),
        "outside_period_more": found > MOST_OUTSIDE,
    }


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


def hint(assumed: Sequence[Assumption], w: Wording) -> tuple[str, ...]:
    """The same in a few words, for the foot of a terminal."""
    return (w("foot.assumed", n=len(assumed)),) if assumed else ()


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
