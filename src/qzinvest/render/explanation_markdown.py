"""An explanation in Markdown, for minutes and web pages."""

from qzinvest.locale import Wording
from qzinvest.model.explanation import Explanation
from qzinvest.render.explanation import footer, grids, rules, subtitle
from qzinvest.render.figures import MoneyUnit
from qzinvest.render.formula import steps
from qzinvest.render.grid import grid_markdown
from qzinvest.render.markdown_text import escape


def explanation_markdown(
    found: Explanation, w: Wording, rows: int = 0, unit: MoneyUnit = "yi"
) -> str:
    """Title, formula, rules, the tables of the screen, and the footer as a list."""
    lines = [f"# {escape(found.title)}", "", escape(subtitle(found, w, unit)), ""]
    for heading, texts in (("formula", steps(found, w, unit)), ("rules", rules(found, w))):
        lines += [f"## {escape(w(f'explain.{heading}'))}", ""]
        lines += [*(f"- {escape(text)}" for text in texts), ""]
    for grid in grids(found, w, rows, unit):
        lines += grid_markdown(grid)
    lines += [f"- {escape(text)}" for text in footer(found, w, rows, unit)]
    return "\n".join(lines).rstrip("\n") + "\n"
