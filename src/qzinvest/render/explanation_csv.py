"""The projects of an explanation as CSV: one line a project, those that count first."""

from qzinvest.locale import Wording
from qzinvest.model.explanation import Explanation
from qzinvest.model.plain_layout import guard
from qzinvest.render.csv_text import csv_text
from qzinvest.render.explanation_json import FIELDS, item_fields


def explanation_csv(found: Explanation, w: Wording, rows: int = 0, *, labels: bool = False) -> str:
    """The figure is the sum of ``brings``; what does not count has its ``verdict``.

    Args:
        found: what to write.
        w: the language of the header with ``labels``.
        rows: how many projects of each list, 0 for all.
        labels: whether the header is in the language instead of stable English keys.
    """
    lists = (found.counted, *(group.items for group in found.left))
    items = [item for of in lists for item in (of[:rows] if rows else of)]
    header = [w(f"column.{key}") for key in FIELDS] if labels else FIELDS
    return csv_text(header, (list(_guarded(item_fields(i, found)).values()) for i in items))


def _guarded(fields: dict[str, object]) -> dict[str, object]:
    """With the two texts that people wrote made safe for spreadsheets."""
    for key in ("name", "remark"):
        if isinstance(text := fields[key], str):
            fields[key] = guard(text)
    return fields
