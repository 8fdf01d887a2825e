"""An explanation as text: what the screen and Markdown both show."""

from collections.abc import Iterator, Mapping, Sequence

from qzinvest.locale import Wording
from qzinvest.model.counting import Figure
from qzinvest.model.credit import WHOLE, shown
from qzinvest.model.document import MoneyUnit
from qzinvest.model.explanation import Explanation, Item, Left, Rule, rest_of
from qzinvest.render.asked import asked_notes, asked_words
from qzinvest.render.figures import money, quantity
from qzinvest.render.formula import more_decimals, steps
from qzinvest.render.grid import TOTAL, Grid, GridRow, Head
from qzinvest.render.page import Block, Page, Texts
from qzinvest.render.rounding import Addition, amounts, rounding_notes
from qzinvest.render.wording import fields_text


def explanation_page(found: Explanation, w: Wording, rows: int, unit: MoneyUnit) -> Page:
    """The explanation as people read it: formula, rules, lists of projects.

    Args:
        found: what to show.
        w: the reader's language.
        rows: how many projects of each list, 0 for all.
        unit: ``yi`` shows money in 亿元, ``wan`` in 万元.
    """
    texts = (
        Texts(w("explain.formula"), tuple(steps(found, w, unit))),
        Texts(w("explain.rules"), tuple(rule_text(rule, w) for rule in found.rules)),
    )
    blocks: list[Block] = [*texts, *_grids(found, w, rows, unit)]
    notes = tuple(_footer(found, w, rows, unit))
    return Page(found.title, _subtitle(found, w, unit), tuple(blocks), notes, titled=False)


def _subtitle(found: Explanation, w: Wording, unit: MoneyUnit) -> str:
    """What is explained: whose figure, of what, as of when, and of which projects if not all."""
    said = w(
        "explain.subtitle",
        name=found.name,
        figure=_with_unit(found.heading.name, found, w, unit),
        as_of=found.as_of.isoformat(),
    )
    return said + asked_words(found.asked, w)


def rule_text(rule: Rule, w: Wording) -> str:
    """A rule with its basis, an assumption with its sentence; without its path."""
    said = w(rule.note.key, **fields_text(rule.note.fields, w))
    basis = w(f"basis.{rule.basis}")
    if rule.assumed is None:
        return w("explain.rule", basis=basis, text=said)
    return w("explain.rule_assumed", basis=basis, text=said, assumed=rule.assumed.get(w.lang))


def _grids(found: Explanation, w: Wording, rows: int, unit: MoneyUnit) -> list[Grid]:
    """The projects that count, with their sum, and those that do not, a table a reason."""
    tables = _Tables(found, w, rows, unit)
    counted = [tables.counted()] if found.counted else []
    return [*counted, *map(tables.left, found.left)]


def _footer(found: Explanation, w: Wording, rows: int, unit: MoneyUnit) -> list[str]:
    """What a reader must know to judge the lists."""
    lines = asked_notes(found.asked, w)
    lines += rounding_notes(_sums(found, rows), w, amounts(unit, more_decimals(found, unit)))
    if found.left:
        lines.append(w("explain.left_note"))
    longest = max(len(items) for items in (found.counted, *(group.items for group in found.left)))
    if rows and longest > rows:
        lines.append(w("explain.more", rows=rows))
    return lines


def _sums(found: Explanation, rows: int) -> Iterator[Addition]:
    """The lists of money, each with what it sums to."""
    if found.measure != "sum":
        return
    groups = [(found.counted, found.actual, found.base)]
    groups += [(group.items, group.brings, group.base) for group in found.left]
    for items, brings, base in groups:
        shown = items[:rows] if rows else items
        rest = rest_of(items[len(shown) :])
        yield [*(item.brings for item in shown), rest.brings], brings
        yield [*(item.base for item in shown), rest.base], base


class _Tables:
    """Writes the lists of one explanation, with figures as its formula has them."""

    def __init__(self, found: Explanation, w: Wording, rows: int, unit: MoneyUnit) -> None:
        self._found = found
        self._w = w
        self._rows = rows
        self._unit = unit
        self._more = more_decimals(found, unit)

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
            projects=self._w(
                "explain.left_all" if group.alone == len(group.items) else "explain.left_some",
                projects=len(group.items),
                alone=group.alone,
            ),
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
        return quantity(value, self._found.measure, self._unit, self._more)


def _with_unit(text: str, found: Explanation, w: Wording, unit: MoneyUnit) -> str:
    """``text`` with the unit of the figure, where that is money."""
    if found.measure != "sum":
        return text
    return w("head.with_unit", name=text, unit=w(f"unit.{unit}"))
