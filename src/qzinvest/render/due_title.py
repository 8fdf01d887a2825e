"""What stands above the list of what is due, and the list in Markdown and JSON."""

from qzinvest.locale import Wording
from qzinvest.model.due import DueTitle
from qzinvest.model.plan import Plan
from qzinvest.model.progress import Heading
from qzinvest.model.table import Table
from qzinvest.render.asked import asked_json, asked_words
from qzinvest.render.data import report_json
from qzinvest.render.figures import MoneyUnit
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
    keys = [column.key for column in table.columns]
    body = {
        "report": "due",
        "plan": plan.code,
        "kind": title.by,
        "as_of": title.as_of.isoformat(),
        **asked_json(title.asked),
        "assumed": [
            f"{item.path}: {item.text.get(w.lang)}"
            for item in plan.assumptions
            if item.path == "due"
        ],
        "levels": dict(title.levels),
        "rows": [dict(zip(keys, row, strict=True)) for row in plain_rows(table)],
    }
    headings = [Heading(i.code, i.names.get(w.lang), i.measure) for i in plan.indicators]
    return report_json(body, plan, w, headings)
