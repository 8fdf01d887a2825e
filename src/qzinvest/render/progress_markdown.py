"""The progress report in Markdown, for minutes and web pages."""

from qzinvest.locale import Wording
from qzinvest.model.progress import Progress
from qzinvest.render.arrange import fields_of, footer, heads_of, sections, subtitle
from qzinvest.render.figures import MoneyUnit
from qzinvest.render.markdown_text import escape, markdown_table


def progress_markdown(progress: Progress, w: Wording, unit: MoneyUnit = "yi") -> str:
    """Title, one table an indicator, and the footer as a list."""
    fields, heads = fields_of(progress), heads_of(progress, w)
    right = [field != "name" for field in fields]
    lines = [f"# {escape(progress.title)}", "", escape(subtitle(progress, w)), ""]
    for section in sections(progress, w, unit):
        rows = ([getattr(row, field) for field in fields] for row in section.rows)
        table = markdown_table([heads[field] for field in fields], right, rows)
        lines += [f"## {escape(section.title)}", "", *table, ""]
    lines += [f"- {escape(text)}" for text in footer(progress, w, unit)]
    return "\n".join(lines) + "\n"
