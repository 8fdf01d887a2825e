"""An explanation as text: what the screen and Markdown both show."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby

from qzinvest.locale import Wording
from qzinvest.model.counting import Figure
from qzinvest.model.credit import WHOLE, shown
from qzinvest.model.explanation import Explanation, Item, Left, Rule, rest_of
from qzinvest.model.plan import ScoreLine
from qzinvest.model.progress import Heading
from qzinvest.model.table import Note
from qzinvest.render.asked import asked_notes, asked_words
from qzinvest.render.figures import NOTHING, MoneyUnit, money, percent, points, quantity, score
from qzinvest.render.grid import TOTAL, Grid, GridRow, Head
from qzinvest.render.judging import score_text
from qzinvest.render.wording import fields_text

_FIGURES = {
    *("actual", "gross", "dropped", "target", "left", "city", "own", "shares", "quota"),
    *("whole", "part"),
}
"""Fields of the formula that are projects or yuan, as the figure is."""
_SCORES = {"score", "terms"}
"""Fields that are points of the scorecard."""
_DIGITS = 2


def subtitle(found: Explanation, w: Wording, unit: MoneyUnit) -> str:
    """What is explained: whose figure, of what, as of when, and of which projects if not all."""
    said = w(
        "explain.subtitle",
        name=found.name,
        figure=_with_unit(found.heading.name, found, w, unit),
        as_of=found.as_of.isoformat(),
    )
    return said + asked_words(found.asked, w)


def steps(found: Explanation, w: Wording, unit: MoneyUnit) -> list[str]:
    """The formula with its numbers, one sentence a step; after a rank, who is ranked."""
    lines = [step_text(note, found, w, unit) for note in found.steps]
    if found.rivals:
        lines.append(w("explain.rivals", rows=w("list.separator").join(_ranks(found, w))))
    return lines


def _ranks(found: Explanation, w: Wording) -> Iterable[str]:
    for rank, lines in groupby(found.rivals, key=lambda line: line.rank):
        for line in lines:
            ratio = NOTHING if line.completion is None else percent(line.completion, _DIGITS)
            yield w("explain.rival", rank=rank, name=line.name, ratio=ratio)


def step_text(note: Note, found: Explanation, w: Wording, unit: MoneyUnit) -> str:
    """One step of the formula."""
    line = note.fields.get("rule")
    if isinstance(line, ScoreLine):
        return _score_step(note, line, w, unit)
    fields = {
        name: _field(name, value, found.measure, w, unit)
        for name, value in note.fields.items()
        if value is not None
    }
    return w(note.key, **fields)


def _score_step(note: Note, line: ScoreLine, w: Wording, unit: MoneyUnit) -> str:
    """A line of the scorecard: its rule, its value and its points."""
    of = note.fields.get("of")
    indicators = {of.code: of} if isinstance(of, Heading) else {}
    fields = {"rule": score_text(line, indicators, w)}
    measure = line.measure(of.measure) if isinstance(of, Heading) else "count"
    for name, value in note.fields.items():
        if name in ("value", "least", "most") and isinstance(value, int | Fraction):
            fields[name] = _judged(value, line, measure, unit)
        elif name == "score" and isinstance(value, int | Fraction):
            fields[name] = score(value)
        elif isinstance(value, int):
            fields[name] = str(value)
    return w(note.key, **fields)


def _judged(value: Figure, line: ScoreLine, measure: str, unit: MoneyUnit) -> str:
    """What a line judges: a ratio, a mark, projects or money."""
    if line.source in ("completion", "rate"):
        return percent(Fraction(value), _DIGITS)
    return score(value) if line.source == "evaluation" else quantity(value, measure, unit)


def _field(name: str, value: object, measure: str, w: Wording, unit: MoneyUnit) -> str:
    if isinstance(value, list):
        terms = " + ".join(_field(name, each, measure, w, unit) for each in value)
        return terms.replace("+ -", "− ")
    if isinstance(value, int | Fraction):
        return _number(name, value, measure, unit)
    if isinstance(value, date):
        return value.isoformat()
    return w(f"stage.{value}") if name == "stage" else str(value)


def _number(name: str, value: Figure, measure: str, unit: MoneyUnit) -> str:
    """A number of the formula, by its name: projects or money, points, percent, or as it is."""
    if name in _FIGURES:
        return quantity(value, measure, unit)
    if name in _SCORES:
        return score(value)
    if isinstance(value, int):
        return str(value)
    return points(value) if name.endswith("pp") else percent(value, _DIGITS)


def rules(found: Explanation, w: Wording) -> list[str]:
    """The rules that the figure rests on, each with its basis; an assumption with its sentence."""
    return [rule_text(rule, w) for rule in found.rules]


def rule_text(rule: Rule, w: Wording) -> str:
    """One rule, without its path."""
    said = w(rule.note.key, **fields_text(rule.note.fields, w))
    basis = w(f"basis.{rule.basis}")
    if rule.assumed is None:
        return w("explain.rule", basis=basis, text=said)
    return w("explain.rule_assumed", basis=basis, text=said, assumed=rule.assumed.get(w.lang))


def grids(found: Explanation, w: Wording, rows: int, unit: MoneyUnit) -> list[Grid]:
    """The projects that count, with their sum, and those that do not, a table a reason.

    Args:
        found: what to show.
        w: the reader's language.
        rows: how many projects of each table, 0 for all.
        unit: 亿元 or 万元.
    """
    tables = _Tables(found, w, rows, unit)
    counted = [tables.counted()] if found.counted else []
    return [*counted, *map(tables.left, found.left)]


def footer(found: Explanation, w: Wording, rows: int) -> list[str]:
    """What a reader must know to judge the lists."""
    lines = asked_notes(found.asked, w)
    if found.left:
        lines.append(w("explain.left_note"))
    longest = max(len(items) for items in (found.counted, *(group.items for group in found.left)))
    if rows and longest > rows:
        lines.append(w("explain.more", rows=rows))
    return lines


class _Tables:
    """Writes the lists of one explanation."""

    def __init__(self, found: Explanation, w: Wording, rows: int, unit: MoneyUnit) -> None:
        self._found = found
        self._w = w
        self._rows = rows
        self._unit = unit

    def counted(self) -> Grid:
        """The projects that count; the last row is their sum, which is the figure."""
        found, w = self._found, self._w
        title = w("explain.counted", name=found.heading.name, projects=len(found.counted))
        columns = [*self._first(found.counted), ("amount", True), *self._last(found.counted)]
        grid = self._grid(
            title, columns, found.counted, "brings" if found.base is None else "numerator"
        )
        sums = {"id": w("explain.sum"), "brings": self._number(found.actual)}
        if found.base is not None:
            sums["base"] = self._number(found.base)
        total = GridRow(tuple(sums.get(key, "") for key, _ in columns), TOTAL)
        return grid._replace(rows=(*grid.rows, total))

    def left(self, group: Left) -> Grid:
        """The projects that do not count for one reason."""
        adds = group.brings if group.base is None else group.base
        title = self._w(
            "explain.left" if group.base is None else "explain.left_base",
            reason=self._w(f"verdict.{group.verdict}"),
            projects=len(group.items),
            adds=self._said(adds),
        )
        more = {"signing": ["signing"], "unreached": ["stage"]}.get(group.verdict, [])
        remark = ["remark"] if any(item.remark for item in group.items) else []
        columns = [
            *self._first(group.items),
            *((key, False) for key in more),
            ("amount", True),
            *self._last(group.items),
            *((key, False) for key in remark),
        ]
        brings = "would_bring" if group.base is None else "numerator"
        return self._grid(title, columns, group.items, brings)

    def _first(self, items: Sequence[Item]) -> list[tuple[str, bool]]:
        several = len({item.district for item in items}) > 1
        dated = any(item.on for item in items)
        keys = ["id", "name", *(["district"] * several), *(["counted_on"] * dated)]
        return [(key, False) for key in keys]

    def _last(self, items: Sequence[Item]) -> list[tuple[str, bool]]:
        parted = any(item.points < WHOLE for item in items)
        based = self._found.base is not None
        keys = [*(["part"] * parted), *(["base"] * based), "brings"]
        return [(key, True) for key in keys]

    def _grid(
        self, title: str, columns: Sequence[tuple[str, bool]], items: Sequence[Item], brings: str
    ) -> Grid:
        shown_items = items[: self._rows] if self._rows else items
        heads = tuple(Head(self._head(key, brings), figure) for key, figure in columns)
        rows = [GridRow(tuple(self._cell(item, key) for key, _ in columns)) for item in shown_items]
        if rest := items[len(shown_items) :]:
            sums = self._rest(rest)
            rows.append(GridRow(tuple(sums.get(key, "") for key, _ in columns)))
        return Grid(title, heads, tuple(rows))

    def _rest(self, items: Sequence[Item]) -> dict[str, str]:
        """What is not listed: how many projects, and the sums of what they bring."""
        more = rest_of(items)
        return {
            "name": self._w("row.more", count=f"{len(items):,}"),
            "base": self._number(more.base),
            "brings": self._number(more.brings),
        }

    def _head(self, key: str, brings: str) -> str:
        w = self._w
        if key in ("part", "base", "brings"):
            return w(f"explain.{brings if key == 'brings' else key}")
        name = w(f"column.{key}")
        if key != "amount":
            return name
        return w("head.with_unit", name=name, unit=w(f"unit.{self._unit}"))

    def _cell(self, item: Item, key: str) -> str:
        w = self._w
        cells: Mapping[str, str] = {
            "id": item.id,
            "name": self._found.names.get(item.id, ""),
            "district": self._found.districts.get(item.district or "", item.district or ""),
            "counted_on": "" if item.on is None else item.on.isoformat(),
            "stage": "" if item.stage is None else w(f"stage.{item.stage.code}"),
            "signing": "" if item.signing is None else w(f"signing.{item.signing}"),
            "amount": money(item.amount, self._unit),
            "part": shown(item.points),
            "base": self._number(item.base or 0),
            "brings": self._number(item.brings),
            "remark": item.remark or "",
        }
        return cells[key]

    def _said(self, value: Figure) -> str:
        text = self._number(value)
        if self._found.measure == "count":
            return text
        return self._w(f"money.{self._unit}", amount=text)

    def _number(self, value: Figure) -> str:
        return quantity(value, self._found.measure, self._unit)


def _with_unit(text: str, found: Explanation, w: Wording, unit: MoneyUnit) -> str:
    """``text`` with the unit of the figure, where that is money."""
    if found.measure != "sum":
        return text
    return w("head.with_unit", name=text, unit=w(f"unit.{unit}"))
