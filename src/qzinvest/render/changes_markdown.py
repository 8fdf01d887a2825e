"""The changes in Markdown, for minutes and web pages."""

from qzinvest.locale import Wording
from qzinvest.model.changes import Changes
from qzinvest.render.changes_arrange import footer, grids, subtitle
from qzinvest.render.figures import MoneyUnit
from qzinvest.render.grid import grid_markdown
from qzinvest.render.markdown_text import escape


def changes_markdown(changes: Changes, w: Wording, unit: MoneyUnit, limit: int) -> str:
    """Title, the tables of the screen, and the footer as a list; ``limit`` as on the screen."""
    lines = [f"# {escape(changes.title)}", "", escape(subtitle(changes, w)), ""]
    for grid in grids(changes, w, unit, limit):
        lines += grid_markdown(grid)
    lines += [f"- {escape(text)}" for text in footer(changes, w, unit)]
    return "\n".join(lines) + "\n"
