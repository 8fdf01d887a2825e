"""How the demo looks, as pictures: ``python -m tools.look [FOLDER]``, by default ``build/look``.

Screens on a black and a white terminal, pages (light, dark, on a phone, printed), workbooks and
Word files, in Chinese and English. Wants Chromium, LibreOffice (Calc and Writer) and pdftoppm: what
is missing is said, and the rest is drawn. Nothing here judges: look at them.
"""

import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME, MONOKAI
from rich.text import Text

from tools.chromium import FOUND, Chromium

DAY = "--as-of 2022-06-30"
LINES: Mapping[str, str] = {
    "report": f"report {DAY}",
    "rank": f"rank {DAY}",
    "scorecard": f"rank --scorecard {DAY}",
    "funnel": f"funnel {DAY}",
    "trend": f"trend {DAY}",
    "forecast": f"forecast {DAY}",
    "cross": f"report --by district --by group {DAY}",
    "due": f"due --limit 8 {DAY}",
    "explain": f"explain --unit 晋江 {DAY}",
    "list": "list --limit 30",
    "show": "show QZ-17",
    "plan": "plan show",
}
LANGS = ("zh_Hans", "en")
WIDTHS = (80, 120)
THEMES = {"black": MONOKAI, "white": DEFAULT_TERMINAL_THEME}
_SCREEN = """<!DOCTYPE html><meta charset="UTF-8"><style>
@font-face {{font-family: Signs; src: local("DejaVu Sans Mono"); size-adjust: 83%;
unicode-range: U+B7, U+2010-2027, U+2190-21FF, U+2500-25FF}}
body {{margin: 8px; color: {foreground}; background: {background}}}
pre {{margin: 0; font: 14px/1.35 Signs, "Noto Sans Mono CJK SC", monospace}}
</style><pre>{code}</pre>
"""
"""A terminal that gives bars and signs one column, as most do."""
_VIEWS = (("light", 1280, False), ("dark", 1280, True), ("phone", 375, False))
PAGES = 3
"""So many pages of a printed file are drawn."""
_PROGRAM = str(Path(sys.executable).with_name("qzinvest"))


def main(folder: Path) -> None:
    """Draw everything that can be drawn."""
    missing = [
        name
        for name, there in (
            ("chromium", FOUND),
            ("soffice", shutil.which("soffice")),
            ("pdftoppm", shutil.which("pdftoppm")),
        )
        if not there
    ]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    db = folder / "demo.db"
    run("demo", "--db", str(db))
    for lang in LANGS:
        for name, line in LINES.items():
            for form in ("html", "xlsx", "docx"):
                target = folder / f"{name}.{lang}.{form}"
                words = (*line.split(), "--lang", lang, "--db", str(db))
                run(*words, "--output", str(target))
    if FOUND:
        _draw_screens_and_pages(folder, db)
    if "soffice" not in missing:
        _print(folder)
    if "pdftoppm" not in missing:
        for file in sorted(folder.glob("*.pdf")):
            _do("pdftoppm", "-r", "70", "-l", str(PAGES), "-png", str(file), str(file))
    print(f"{folder}: {len(list(folder.glob('*.png')))} pictures")
    if missing:
        print("left out for want of: " + ", ".join(missing))


def _draw_screens_and_pages(folder: Path, db: Path) -> None:
    with TemporaryDirectory() as profile:
        browser = Chromium(Path(profile))
        try:
            for page in sorted(folder.glob("*.html")):
                for name, width, dark in (
                    ("light", 1280, False),
                    ("dark", 1280, True),
                    ("phone", 375, False),
                ):
                    browser.open(page, dark=dark, width=width)
                    page.with_suffix(f".{name}.png").write_bytes(browser.picture())
                page.with_suffix(".html.pdf").write_bytes(browser.printed())
            for screen, width in _screens(folder, db):
                browser.open(screen, width=width * 9)
                screen.with_suffix(".png").write_bytes(browser.picture())
                screen.unlink()
        finally:
            browser.close()


def _screens(folder: Path, db: Path) -> Iterator[tuple[Path, int]]:
    """Each answer on a terminal, as a page that a browser can show, and its columns."""
    for lang in LANGS:
        for name, line in LINES.items():
            for width in WIDTHS:
                words = (*line.split(), "--lang", lang, "--db", str(db))
                text = Text.from_ansi(on_terminal(words, width))
                theme = "black" if width == WIDTHS[0] else "white"
                console = Console(file=StringIO(), record=True, width=width, force_terminal=True)
                console.print(text)
                body = console.export_html(
                    theme=THEMES[theme], inline_styles=True, code_format=_SCREEN
                )
                page = folder / f"{name}.{lang}.{width}.{theme}.html"
                page.write_text(body, encoding="utf-8")
                yield page, width


def on_terminal(words: tuple[str, ...], width: int) -> str:
    """What a terminal of so many columns is told."""
    ours, theirs = pty.openpty()
    # Whoever draws has no settings of their own.
    kept = {k: v for k, v in os.environ.items() if k != "NO_COLOR" and not k.startswith("QZINVEST")}
    env = {**kept, "COLUMNS": str(width), "TERM": "xterm", "PAGER": ""}
    env["XDG_CONFIG_HOME"] = os.devnull
    with subprocess.Popen(
        [_PROGRAM, *words], stdout=theirs, stderr=subprocess.DEVNULL, env=env
    ) as program:
        os.close(theirs)
        said = b""
        while True:
            try:
                more = os.read(ours, 1 << 16)
            except OSError:  # the terminal is gone with the program
                more = b""
            if not more:
                break
            said += more
    if program.returncode:
        raise subprocess.CalledProcessError(program.returncode, words)
    os.close(ours)
    return said.decode().replace("\r\n", "\n")


def _print(folder: Path) -> None:
    """Workbooks and Word files as LibreOffice would print them."""
    with TemporaryDirectory() as profile:
        for form in ("xlsx", "docx"):
            for file in sorted(folder.glob(f"*.{form}")):
                own = f"-env:UserInstallation={Path(profile).as_uri()}"
                _do(
                    "soffice",
                    own,
                    "--headless",
                    "--convert-to",
                    "pdf",
                    "--outdir",
                    profile,
                    str(file),
                )
                Path(profile, f"{file.stem}.pdf").rename(folder / f"{file.name}.pdf")


def run(*words: str) -> None:
    """Run the program for what it writes, not what it says."""
    _do(_PROGRAM, *words)


def _do(*words: str) -> None:
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/look"))
