"""An explanation as one JSON object, and its projects as CSV: those that count first."""

from collections.abc import Sequence
from fractions import Fraction

from qzinvest.locale import Wording
from qzinvest.model.counting import COUNTED
from qzinvest.model.explanation import Explanation, Item, rest_of
from qzinvest.model.plan import Plan
from qzinvest.render.asked import asked_json, number
from qzinvest.render.data import report_csv, report_json
from qzinvest.render.explanation import rule_text
from qzinvest.render.figures import points_number
from qzinvest.render.formula import step_texts

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
)
"""The keys of a project, in the order in which every machine format has them."""


def explanation_json(found: Explanation, w: Wording, plan: Plan, rows: int = 0) -> str:
    """Figures as numbers, money in whole yuan, ratios unrounded; sentences in the language.

    ``rows`` is how many projects of each list are given, 0 for all.
    """
    line = found.line
    ratio = None if not found.base else Fraction(found.actual) / found.base
    body = {
        "report": "explain",
        "plan": found.plan,
        "kind": found.by,
        "unit": found.unit,
        "name": found.name,
        "as_of": found.as_of.isoformat(),
        **asked_json(found.asked),
        "indicator": found.heading.code,
        "measure": found.measure,
        "actual": number(found.actual),
        "base": None if found.base is None else number(found.base),
        "rate": None if ratio is None else float(ratio),
        "target": None if line is None else line.target,
        "completion": None if line is None else number(line.completion),
        "ahead_pp": None if line is None or line.ahead_pp is None else points_number(line.ahead_pp),
        "rank": None if line is None else line.rank,
        "rivals": [
            {"unit": r.unit, "name": r.name, "completion": number(r.completion), "rank": r.rank}
            for r in found.rivals
        ],
        "formula": step_texts(found, w, "yi"),
        "rules": [
            {"path": rule.path, "basis": rule.basis, "text": rule_text(rule, w)}
            for rule in found.rules
        ],
        "projects": len(found.counted),
        "counted": [_item_fields(item, found) for item in _some(found.counted, rows)],
        "counted_more": _more(found.counted, found, rows, "brings"),
        "left": [
            {
                "verdict": group.verdict,
                "projects": len(group.items),
                "only_reason": group.alone,
                "would_bring": number(group.brings),
                "would_bring_base": None if group.base is None else number(group.base),
                "items": [_item_fields(item, found) for item in _some(group.items, rows)],
                "more": _more(group.items, found, rows, "would_bring"),
            }
            for group in found.left
        ],
    }
    return report_json(body, plan, w, (found.heading,))


def _item_fields(item: Item, found: Explanation) -> dict[str, object]:
    """One project by stable keys; ``part`` is in basis points."""
    brings = number(item.brings)
    counts = item.verdict == COUNTED
    cells = (
        item.id,
        found.names.get(item.id),
        item.district,
        item.verdict,
        None if item.on is None else item.on.isoformat(),
        None if item.stage is None else item.stage.code,
        item.signing,
        item.amount,
        item.points,
        brings if counts else None,
        number(item.base) if counts and item.base is not None else None,
        None if counts else brings,
        item.remark,
    )
    return dict(zip(_FIELDS, cells, strict=True))


def _some(items: Sequence[Item], rows: int) -> Sequence[Item]:
    return items[:rows] if rows else items


def _more(items: Sequence[Item], found: Explanation, rows: int, brings: str) -> dict[str, object]:
    """What a list that was cut off does not show; with what it shows that is all of it."""
    rest = rest_of(items[rows:] if rows else ())
    base = None if found.base is None else number(rest.base)
    return {"projects": rest.projects, brings: number(rest.brings), "base": base}


def explanation_csv(
    found: Explanation, w: Wording, plan: Plan, rows: int = 0, *, labels: bool = False
) -> str:
    """The figure is the sum of ``brings``; what does not count has its ``verdict``.

    Args:
        found: what to write.
        w: the language of the title, and of everything with ``labels``.
        plan: the plan in force.
        rows: how many projects of each list, 0 for all.
        labels: whether it is for people (``render.data``).
    """
    lists = (found.counted, *(group.items for group in found.left))
    items = [item for of in lists for item in (of[:rows] if rows else of)]
    records = (_item_fields(item, found) for item in items)
    return report_csv(_FIELDS, records, plan, w, (found.heading,), labels=labels)
