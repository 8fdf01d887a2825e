"""A report as people read it, written out for Markdown."""

from typing import NamedTuple

from qzinvest.render.grid import Grid, grid_markdown
from qzinvest.render.markdown_text import escape


class Page(NamedTuple):
    """Title, the line under it, blocks, and the footer's sentences.

    ``titled`` is false where the title is the plan's alone, and the line under it says what it is.
    """

    title: str
    subtitle: str
    blocks: tuple[Grid, ...]
    notes: tuple[str, ...]
    titled: bool = True


def page_markdown(page: Page) -> str:
    """The page for minutes and web pages, with the footer as a list."""
    lines = [f"# {escape(page.title)}", "", escape(page.subtitle), ""]
    for block in page.blocks:
        lines += grid_markdown(block)
    lines += [f"- {escape(text)}" for text in page.notes]
    return "\n".join(lines).rstrip("\n") + "\n"
