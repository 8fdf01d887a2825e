"""What people write for a bulletin: a text file, or one of Markdown, as paragraphs."""

from pathlib import Path

from qzinvest.errors import FileUnreadable, unreadable
from qzinvest.patterns import pattern

_MARK = pattern(r"(?:#+|[-*+])\s+")
"""How headings and entries of lists begin in Markdown."""
_SPACED = pattern(r"[!-~]")
"""A line that ends or begins so goes on in its paragraph behind a space; Chinese has none."""


def paragraphs(path: str) -> tuple[str, ...]:
    """The paragraphs of a file, parted by empty lines; a heading or an entry of a list is one.

    Raises:
        FileUnreadable: the file cannot be read, or is not in UTF-8.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise unreadable(error, path) from error
    except UnicodeDecodeError as error:
        raise FileUnreadable(path=path, reason="encoding") from error
    found = [""]
    for line in map(str.strip, text.splitlines()):
        mark = _MARK.match(line)
        if mark or not line:
            found.append("")
        rest = line[mark.end() :] if mark else line
        spaced = found[-1] and rest and _SPACED.match(found[-1][-1]) and _SPACED.match(rest)
        found[-1] += f" {rest}" if spaced else rest
        if mark and mark[0].startswith("#"):
            found.append("")
    return tuple(filter(None, found))
