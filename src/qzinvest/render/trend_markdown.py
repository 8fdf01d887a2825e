"""The trend in Markdown, for minutes and web pages."""

from qzinvest.locale import Wording
from qzinvest.model.trend import Trend
from qzinvest.render.figures import MoneyUnit
from qzinvest.render.grid import grid_markdown
from qzinvest.render.markdown_text import escape
from qzinvest.render.trend_arrange import footer, grid_of, subtitle


def trend_markdown(trend: Trend, w: Wording, unit: MoneyUnit = "yi") -> str:
    """Title, the screen's table, and the footer as a list."""
    lines = [f"# {escape(trend.title)}", "", escape(subtitle(trend, w)), ""]
    lines += grid_markdown(grid_of(trend, w, unit)) if trend.periods else [w("empty.trend"), ""]
    lines += [f"- {escape(text)}" for text in footer(trend, w, unit)]
    return "\n".join(lines) + "\n"
