"""What stands above the list of what is due, and the list in Markdown."""

from qzinvest.locale import Wording
from qzinvest.model.due import DueTitle
from qzinvest.model.table import Table
from qzinvest.render.asked import asked_words
from qzinvest.render.figures import MoneyUnit
from qzinvest.render.listing import table_markdown
from qzinvest.render.markdown_text import escape


def subtitle(title: DueTitle, w: Wording) -> str:
    """The line under the plan's title: what the list is, as of when, of which projects."""
    said = w("due.subtitle", by=w(f"by.{title.by}"), as_of=title.as_of.isoformat())
    return said + asked_words(title.asked, w)


def due_markdown(title: DueTitle, table: Table, w: Wording, unit: MoneyUnit = "yi") -> str:
    """Title, table, and the notes as a list."""
    lines = [f"# {escape(title.plan)}", "", escape(subtitle(title, w)), ""]
    return "\n".join(lines) + "\n" + table_markdown(table, w, unit)
