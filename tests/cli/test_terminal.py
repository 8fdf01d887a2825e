"""What a terminal shows."""

import sys
from collections.abc import Mapping

import pytest

from qzinvest.cli.terminal import colour, screen_width, talk_width


@pytest.mark.parametrize(("terminal", "width"), [(True, 120), (False, 0)])
def test_what_is_said_to_no_terminal_has_no_width(
    monkeypatch: pytest.MonkeyPatch, *, terminal: bool, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    assert talk_width() == width


@pytest.mark.parametrize(
    ("columns", "width"), [("120", 120), ("", 80), ("0", 80), ("wide", 80), ("-5", 80)]
)
def test_screen_width(columns: str, width: int) -> None:
    # Under pytest stdout is no terminal.
    assert screen_width({"COLUMNS": columns}) == width


@pytest.mark.parametrize(
    ("terminal", "environ", "coloured"),
    [
        (True, {}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (True, {"TERM": "dumb"}, False),
        (False, {}, False),
    ],
)
def test_colour(
    monkeypatch: pytest.MonkeyPatch,
    environ: Mapping[str, str],
    *,
    terminal: bool,
    coloured: bool,
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    assert colour(environ) is coloured
