"""An explanation: why a figure is what it is, by its formula, its rules and its projects."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from qzinvest.locale import Wording
from qzinvest.model.counting import COUNTED, Figure
from qzinvest.model.credit import WHOLE
from qzinvest.model.document import (
    Block,
    Column,
    Data,
    Document,
    MoneyUnit,
    Row,
    Table,
    Texts,
    Value,
)
from qzinvest.model.explanation import Explanation, Group, Item, Rule
from qzinvest.render.figures import money_unit, points_number, quantity
from qzinvest.render.views.formula import more_decimals, step_texts, steps
from qzinvest.render.wording import (
    Addition,
    amounts,
    kind_of,
    number,
    rounding_notes,
    selection_json,
    selection_notes,
    selection_words,
    with_unit,
    worded,
)

_FIELDS = (
    "id",
    "name",
    "district",
    "verdict",
    "counted_on",
    "stage",
    "signing",
    "amount",
    "part",
    "brings",
    "base",
    "would_bring",
    "remark",
    "would_bring_base",
)
"""The keys of a project, in the order in which every machine format has them."""


def document(found: Explanation, w: Wording, unit: MoneyUnit, rows: int) -> Document:
    """The formula, the rules, and the projects: those that count, and the others by reason.

    Args:
        rows: how many projects of each list, 0 for all.
    """
    texts = (
        Texts(w("explain.formula"), tuple(steps(found, w, unit))),
        Texts(w("explain.rules"), tuple(_rule(rule, w) for rule in found.rules)),
    )
    lists = _Lists(found, w, rows, unit)
    tables = [*([lists.counted()] if found.counted.projects else []), *map(lists.left, found.left)]
    notes = tuple(_notes(found, w, rows, unit))
    title, said = found.title.get(w.lang), _subtitle(found, w, unit)
    blocks: tuple[Block, ...] = (*texts, *tables)
    brief = (
        _subtitle(found, w, unit, "explain.brief"),
        w("brief.day", as_of=found.as_of.isoformat()),
    )
    return Document(title, said, blocks, notes, unit, titled=False, brief=brief)


def data(found: Explanation, w: Wording, rows: int) -> Data:
    """Figures as numbers, money in whole yuan, ratios unrounded; sentences in the language.

    CSV has the projects, those that count first: the figure is the sum of ``brings``; what does not
    count has its ``verdict``. ``rows`` is how many projects of each list are given, 0 for all.
    """
    counted = _items(found.counted, found, rows)
    left = [(group, _items(group, found, rows)) for group in found.left]
    body = {
        **_head(found, w),
        "projects": found.counted.projects,
        "counted": counted,
        "counted_more": _more(found.counted, found, rows, "brings"),
        "left": [
            {
                "verdict": group.verdict,
                "projects": group.projects,
                "only_reason": group.alone,
                "would_bring": number(group.brings),
                "would_bring_base": None if found.base is None else number(group.base),
                "items": items,
                "more": _more(group, found, rows, "would_bring"),
            }
            for group, items in left
        ],
    }
    every = [*counted, *(item for _, items in left for item in items)]
    return Data(body, _FIELDS, every, (found.heading,))


def _subtitle(
    found: Explanation, w: Wording, unit: MoneyUnit, key: str = "explain.subtitle"
) -> str:
    """What is explained: whose figure, of what, as of when, and of which projects if not all."""
    name = worded(found.heading.name, w)
    said = w(
        key,
        name=worded(found.name, w),
        figure=with_unit(name, w, unit) if found.measure == "sum" else name,
        as_of=found.as_of.isoformat(),
    )
    return said + selection_words(found.selection, w)


def _rule(rule: Rule, w: Wording) -> str:
    """A rule with its basis, an assumption with its sentence; without its path."""
    said = worded(rule.note, w)
    basis = w(f"basis.{rule.basis}")
    if rule.assumed is None:
        return w("explain.rule", basis=basis, text=said)
    return w("explain.rule_assumed", basis=basis, text=said, assumed=rule.assumed.get(w.lang))


def _notes(found: Explanation, w: Wording, rows: int, unit: MoneyUnit) -> list[str]:
    """What a reader must know to judge the lists."""
    lines = selection_notes(found.selection, w)
    lines += rounding_notes(_sums(found, rows), w, amounts(unit, more_decimals(found, unit)))
    if found.left:
        lines.append(w("explain.left_note"))
    longest = max(group.projects for group in (found.counted, *found.left))
    if rows and longest > rows:
        lines.append(w("explain.more", rows=rows))
    return lines


def _sums(found: Explanation, rows: int) -> Iterator[Addition]:
    """The lists of money, each with what it sums to."""
    if found.measure != "sum":
        return
    for group in (found.counted, *found.left):
        shown, rest = group.shown(rows), group.rest(rows)
        yield [*(item.brings for item in shown), rest.brings], group.brings
        if found.base is not None:
            yield [*(item.base for item in shown), rest.base], group.base


class _Lists:
    """The lists of projects of one explanation, with figures as its formula has them."""

    def __init__(self, found: Explanation, w: Wording, rows: int, unit: MoneyUnit) -> None:
        self._found = found
        self._w = w
        self._rows = rows
        self._unit = unit
        self._more = more_decimals(found, unit)

    def counted(self) -> Table:
        """The projects that count; the last row is their sum, which is the figure."""
        found, w = self._found, self._w
        title = w(
            "explain.counted", name=worded(found.heading.name, w), projects=found.counted.projects
        )
        keys = [*self._first(found.counted), "amount", *self._last(found.counted)]
        brings = "brings" if found.base is None else "numerator"
        table = self._table(title, keys, found.counted, brings)
        sums = {"id": w("explain.sum"), "brings": found.actual, "base": found.base}
        total = Row(tuple(sums.get(key, "") for key in keys), "total")
        return table._replace(rows=(*table.rows, total))

    def left(self, group: Group) -> Table:
        """The projects that do not count for one reason."""
        is_rate = self._found.base is not None
        title = self._w(
            "explain.left_base" if is_rate else "explain.left",
            reason=self._w(f"verdict.{group.verdict}"),
            projects=self._w(
                "explain.left_all" if group.alone == group.projects else "explain.left_some",
                projects=group.projects,
                alone=group.alone,
            ),
            adds=self._said(group.base if is_rate else group.brings),
        )
        more = {"signing": ["signing"], "unreached": ["stage"]}.get(group.verdict, [])
        remark = ["remark"] if any(pile.remarked for pile in group.piles) else []
        keys = [*self._first(group), *more, "amount", *self._last(group), *remark]
        return self._table(title, keys, group, "numerator" if is_rate else "would_bring")

    def _first(self, group: Group) -> list[str]:
        several = len({pile.district for pile in group.piles}) > 1
        dated = any(pile.dated for pile in group.piles)
        return ["id", "name", *(["district"] * several), *(["counted_on"] * dated)]

    def _last(self, group: Group) -> list[str]:
        parted = any(pile.parted for pile in group.piles)
        based = self._found.base is not None
        return [*(["part"] * parted), *(["base"] * based), "brings"]

    def _table(self, title: str, keys: Sequence[str], group: Group, brings: str) -> Table:
        shown, more = group.shown(self._rows), group.rest(self._rows)
        rows = [Row(tuple(map(self._values(item).__getitem__, keys))) for item in shown]
        if more.projects:
            name = self._w("row.more", count=f"{more.projects:,}")
            sums = {"name": name, "base": more.base, "brings": more.brings}
            rows.append(Row(tuple(sums.get(key, "") for key in keys)))
        return Table(title, tuple(self._column(key, brings) for key in keys), rows)

    def _column(self, key: str, brings: str) -> Column:
        w = self._w
        if key in ("base", "brings"):
            head = w(f"explain.{brings if key == 'brings' else key}")
            return Column(head, kind_of(self._found.measure), digits=self._more)
        if key == "part":
            return Column(w("explain.part"), "part")
        if key == "amount":
            return Column(with_unit(w("column.amount"), w, self._unit), "money")
        return Column(w(f"column.{key}"), "date" if key == "counted_on" else "text")

    def _values(self, item: Item) -> Mapping[str, Value]:
        w, district = self._w, self._found.districts.get(item.district or "")
        known = item.brings or item.amount or self._found.measure == "count"
        return {
            "id": item.id,
            "name": self._found.names.get(item.id, ""),
            "district": item.district or "" if district is None else district.get(w.lang),
            "counted_on": item.on or "",
            "stage": "" if item.stage is None else w(f"stage.{item.stage.code}"),
            "signing": "" if item.signing is None else w(f"signing.{item.signing}"),
            "amount": item.amount or "",
            "part": Fraction(item.points, WHOLE),
            "base": item.base or 0,
            "brings": item.brings if known else None,
            "remark": item.remark or "",
        }

    def _said(self, value: Figure) -> str:
        text = quantity(value, self._found.measure, self._unit, self._more)
        if self._found.measure == "count":
            return text
        return self._w(f"money.{self._unit}", amount=text)


def _head(found: Explanation, w: Wording) -> dict[str, object]:
    """What the object of an explanation says before its projects."""
    line = found.line
    return {
        "report": "explain",
        "plan": found.plan,
        "kind": found.by,
        "unit": found.unit,
        "name": worded(found.name, w),
        "as_of": found.as_of.isoformat(),
        **selection_json(found.selection),
        "indicator": found.heading.code,
        "measure": found.measure,
        "actual": number(found.actual),
        "base": number(found.base),
        "rate": number(found.rate),
        "target": None if line is None else line.target,
        "completion": None if line is None else number(line.completion),
        "ahead_pp": None if line is None else points_number(line.ahead_pp),
        "rank": None if line is None else line.rank,
        "rivals": [
            {
                "unit": r.unit,
                "name": worded(r.name, w),
                "completion": number(r.completion),
                "rank": r.rank,
            }
            for r in found.rivals
        ],
        "formula": step_texts(found, w, money_unit(w.lang)),
        "rules": [
            {"path": rule.path, "basis": rule.basis, "text": _rule(rule, w)} for rule in found.rules
        ],
    }


def _items(group: Group, found: Explanation, rows: int) -> list[dict[str, object]]:
    return [_item_fields(item, found) for item in group.shown(rows)]


def _item_fields(item: Item, found: Explanation) -> dict[str, object]:
    """One project by stable keys; ``part`` is in basis points."""
    brings, base = number(item.brings), None if item.base is None else number(item.base)
    counts = item.verdict == COUNTED
    cells = (
        item.id,
        found.names.get(item.id),
        item.district,
        item.verdict,
        None if item.on is None else item.on.isoformat(),
        None if item.stage is None else item.stage.code,
        item.signing,
        item.amount or None,
        item.points,
        brings if counts else None,
        base if counts else None,
        None if counts else brings,
        item.remark,
        None if counts else base,
    )
    return dict(zip(_FIELDS, cells, strict=True))


def _more(group: Group, found: Explanation, rows: int, brings: str) -> dict[str, object]:
    """What a list that was cut off does not show; with what it shows that is all of it."""
    rest = group.rest(rows)
    base = None if found.base is None else number(rest.base)
    return {"projects": rest.projects, brings: number(rest.brings), "base": base}
