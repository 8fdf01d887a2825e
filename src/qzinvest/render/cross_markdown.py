"""A cross table in Markdown, for minutes and web pages."""

from qzinvest.locale import Wording
from qzinvest.model.cross import Cross
from qzinvest.render.cross_arrange import footer, grids, subtitle
from qzinvest.render.figures import MoneyUnit
from qzinvest.render.grid import grid_markdown
from qzinvest.render.markdown_text import escape


def cross_markdown(cross: Cross, w: Wording, unit: MoneyUnit = "yi") -> str:
    """Title, one table an indicator, and the footer as a list."""
    lines = [f"# {escape(cross.title)}", "", escape(subtitle(cross, w)), ""]
    for grid in grids(cross, w, unit):
        lines += grid_markdown(grid)
    lines += [f"- {escape(text)}" for text in footer(cross, w, unit)]
    return "\n".join(lines) + "\n"
