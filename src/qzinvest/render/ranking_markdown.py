"""The ranking in Markdown, for minutes and web pages."""

from qzinvest.locale import Wording
from qzinvest.model.ranking import Ranking
from qzinvest.render.figures import MoneyUnit
from qzinvest.render.markdown_text import escape, markdown_table
from qzinvest.render.ranking import fields, footer, rows, subtitle, title


def ranking_markdown(ranking: Ranking, w: Wording, unit: MoneyUnit = "yi") -> str:
    """Title, the table with a row for each tier's heading, and the footer as a list."""
    heads = fields(ranking, w)
    entries = rows(ranking, w, unit)
    cells = (
        entry.cells or [entry.name if head.kind == "name" else "" for head in heads]
        for entry in entries
    )
    lines = [f"# {escape(ranking.title)}", "", escape(subtitle(ranking, w)), ""]
    lines += [f"## {escape(title(ranking, w, unit))}", ""]
    lines += markdown_table([head.head for head in heads], [head.right for head in heads], cells)
    lines += ["", *(f"- {escape(text)}" for text in footer(ranking, w))]
    return "\n".join(lines) + "\n"
