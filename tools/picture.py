"""The pictures of the READMEs: ``python -m tools.picture [FOLDER]``, by default ``docs``.

``screen.en.svg`` and ``screen.zh.svg`` show what the demo prints on a terminal.
"""

import re
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.terminal_theme import MONOKAI
from rich.text import Text

from tools.look import on_terminal, run

FOLDER = Path(__file__).parents[1] / "docs"
LANGS = {"en": "en", "zh": "zh_Hans"}
LINES = (
    "today --as-of 2022-06-30",
    "report --indicator signed_projects --as-of 2022-06-30",
)
WIDTH, CELL, ROW, EDGE = 80, 8.4, 19, 16
"""Columns of the terminal; width of a column, height of a line and the edge, in pixels."""
_HEAD = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">
<title>qzinvest</title>
<rect width="100%" height="100%" rx="8" fill="#0c0c0c"/>
<g font-family="'DejaVu Sans Mono','Noto Sans Mono CJK SC','Microsoft YaHei',monospace" \
font-size="14" fill="#d9d9d9" xml:space="preserve">
"""
_WIDE, _BARS = r"\u2e80-\u9fff\uff00-\uffef", "▏▎▍▌▋▊▉█"
_RUN = re.compile(rf"[{_BARS}]+|[{_WIDE}]+|[^\s{_WIDE}{_BARS}]+")
"""Bars, characters of two columns, or others: each run gets the width that a terminal gives it."""


def screen(db: Path, lang: str) -> list[str]:
    """Each command with what it prints, coloured."""
    shown: list[str] = []
    for line in LINES:
        said = on_terminal((*line.split(), "--lang", lang, "--db", str(db)), WIDTH).splitlines()
        shown += [f"\x1b[1m$ qzinvest {line}\x1b[0m", "", *said, ""]
    return shown[:-1]


def svg(lines: list[str]) -> str:
    """Lines with a terminal's colours as one SVG without fonts, scripts or links."""
    width, height = round(WIDTH * CELL + 2 * EDGE), len(lines) * ROW + 2 * EDGE
    texts = [tag for at, line in enumerate(lines) for tag in _row(line, EDGE + at * ROW + 14)]
    return _HEAD.format(width=width, height=height) + "\n".join([*texts, "</g>", "</svg>", ""])


def _row(line: str, y: int) -> Iterator[str]:
    column = 0
    console = Console(width=WIDTH * 2, force_terminal=True)
    for text, style, _ in Text.from_ansi(line, end="").render(console):
        for found in _RUN.finditer(text):
            x = EDGE + (column + cell_len(text[: found.start()])) * CELL
            if found[0][0] in _BARS:
                eighths = sum(_BARS.index(sign) + 1 for sign in found[0])
                yield _bar(x, y, eighths * CELL / len(_BARS), style)
                continue
            length = cell_len(found[0]) * CELL
            yield (
                f'<text x="{x:.1f}" y="{y}" textLength="{length:.1f}" '
                f'lengthAdjust="spacingAndGlyphs"{_look(style)}>{escape(found[0])}</text>'
            )
        column += cell_len(text)


def _bar(x: float, y: int, width: float, style: Style | None) -> str:
    """A bar in one piece: fonts leave gaps between its characters."""
    place = f'x="{x:.1f}" y="{y - 12}" width="{width:.1f}" height="{ROW - 3}"'
    return f"<rect {place}{_look(style)}/>"


def _look(style: Style | None) -> str:
    if style is None:
        return ""
    weight = ' font-weight="bold"' if style.bold else ""
    faint = ' opacity="0.6"' if style.dim else ""
    colour = f' fill="{style.color.get_truecolor(MONOKAI).hex}"' if style.color else ""
    return weight + faint + colour


def drawn(db: Path) -> dict[str, str]:
    """The pictures of the demo's ledger, by their files' names."""
    return {f"screen.{name}.svg": svg(screen(db, lang)) for name, lang in LANGS.items()}


def main(folder: Path) -> None:
    """Draw the demo in each language."""
    with TemporaryDirectory() as place:
        db = Path(place) / "demo.db"
        run("demo", "--db", str(db))
        for name, text in drawn(db).items():
            (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
