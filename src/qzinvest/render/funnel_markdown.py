"""The funnel in Markdown, for minutes and web pages."""

from qzinvest.locale import Wording
from qzinvest.model.funnel import Funnel
from qzinvest.render.figures import MoneyUnit
from qzinvest.render.funnel_arrange import footer, grids, subtitle
from qzinvest.render.grid import grid_markdown
from qzinvest.render.markdown_text import escape


def funnel_markdown(funnel: Funnel, w: Wording, unit: MoneyUnit = "yi") -> str:
    """Title, the tables of the screen, and the footer as a list."""
    lines = [f"# {escape(funnel.title)}", "", escape(subtitle(funnel, w)), ""]
    for grid in grids(funnel, w, unit):
        lines += grid_markdown(grid)
    lines += [f"- {escape(text)}" for text in footer(funnel, w, unit)]
    return "\n".join(lines) + "\n"
