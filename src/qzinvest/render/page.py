"""A report as people read it, written out once for the screen and for Markdown."""

from fractions import Fraction
from typing import NamedTuple

from qzinvest.locale import Wording
from qzinvest.render.grid import Grid, grid_markdown
from qzinvest.render.markdown_text import escape


class Texts(NamedTuple):
    """Sentences under a heading, one below the other."""

    title: str
    items: tuple[str, ...]


class Chart(NamedTuple):
    """Bars with a mark for what was due, as ``chart.bars`` draws them; only a screen has them.

    ``top`` is what the highest bar stands for, ``says`` what the signs mean.
    """

    values: tuple[int | Fraction, ...]
    dues: tuple[int | Fraction | None, ...]
    before: tuple[int | Fraction, ...]
    top: str
    says: str


Block = Grid | Texts | Chart | str
"""A part of a page; a text stands for a table that has no rows."""


class Page(NamedTuple):
    """Title, the line under it, blocks, and the footer's sentences.

    ``titled`` is false where the title is the plan's alone, and the line under it says what it is.
    """

    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    titled: bool = True


def page_text(page: Page, w: Wording, form: str, width: int, *, colour: bool) -> str:
    """The page in a format for people: ``markdown``, or ``table`` for a screen of ``width``."""
    if form == "markdown":
        return page_markdown(page)
    # Imported here: Markdown needs no display widths.
    from qzinvest.render.page_screen import page_screen

    return page_screen(page, w, width, colour=colour)


def page_markdown(page: Page) -> str:
    """The page for minutes and web pages, with the footer as a list."""
    lines = [f"# {escape(page.title)}", "", escape(page.subtitle), ""]
    for block in page.blocks:
        lines += _block(block)
    lines += [f"- {escape(text)}" for text in page.notes]
    return "\n".join(lines).rstrip("\n") + "\n"


def _block(block: Block) -> list[str]:
    if isinstance(block, Grid):
        return grid_markdown(block)
    if isinstance(block, Texts):
        items = (f"- {escape(text)}" for text in block.items)
        return [f"## {escape(block.title)}", "", *items, ""]
    return [] if isinstance(block, Chart) else [escape(block), ""]
