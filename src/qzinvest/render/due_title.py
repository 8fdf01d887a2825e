"""What stands above the list of what is due, and the list in Markdown, JSON and CSV."""

from qzinvest.locale import Wording
from qzinvest.model.document import MoneyUnit
from qzinvest.model.due import DueTitle
from qzinvest.model.plan import Plan
from qzinvest.model.progress import Heading, heading_of
from qzinvest.model.table import Table
from qzinvest.render.asked import asked_json, asked_words, assumed_json
from qzinvest.render.data import report_csv, report_json
from qzinvest.render.listing import plain_rows, table_markdown
from qzinvest.render.markdown_text import escape


def subtitle(title: DueTitle, w: Wording) -> str:
    """The line under the plan's title: what the list is, as of when, of which projects."""
    said = w("due.subtitle", by=w(f"by.{title.by}"), as_of=title.as_of.isoformat())
    return said + asked_words(title.asked, w)


def due_markdown(title: DueTitle, table: Table, w: Wording, unit: MoneyUnit = "yi") -> str:
    """Title, table, and the notes as a list."""
    lines = [f"# {escape(title.plan)}", "", escape(subtitle(title, w)), ""]
    return "\n".join(lines) + "\n" + table_markdown(table, w, unit)


def due_json(title: DueTitle, table: Table, w: Wording, plan: Plan) -> str:
    """One object, as of every report, with how many are due at each level.

    Args:
        title: what the list is of.
        table: the list, with codes.
        w: the language of names and sentences.
        plan: the plan in force.
    """
    body = {
        "report": "due",
        "plan": plan.code,
        "kind": title.by,
        "as_of": title.as_of.isoformat(),
        **asked_json(title.asked),
        "assumed": assumed_json((a for a in plan.assumptions if a.path == "due"), w),
        "levels": dict(title.levels),
        "rows": _records(table),
        "more": {"projects": title.more},
    }
    return report_json(body, plan, w, _headings(plan, w))


def due_csv(table: Table, w: Wording, plan: Plan, *, labels: bool) -> str:
    """The rows of the JSON; with ``labels`` for people."""
    keys = [column.key for column in table.columns]
    return report_csv(keys, _records(table), plan, w, _headings(plan, w), labels=labels)


def _records(table: Table) -> list[dict[str, object]]:
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, row, strict=True)) for row in plain_rows(table)]


def _headings(plan: Plan, w: Wording) -> list[Heading]:
    return [heading_of(i, w.lang) for i in plan.indicators]
