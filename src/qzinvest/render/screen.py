"""A Rich console that prints into a text: the only way in which Rich is set up here."""

from io import StringIO

from rich.console import Console


def screen(width: int, *, colour: bool) -> Console:
    """A console of ``width`` columns that gathers what it prints; without colour, plain text."""
    return Console(
        file=StringIO(),
        width=width,
        color_system="standard" if colour else None,
        force_terminal=colour,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
    )


def printed(console: Console) -> str:
    """What the console printed, without blanks at the ends of lines."""
    text = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO of ``screen``
    return "\n".join(line.rstrip() for line in text.split("\n"))
