"""What a terminal shows."""

import sys
from collections.abc import Mapping

import pytest

from qzinvest.cli.context import talk
from qzinvest.cli.terminal import colour, screen_width


@pytest.mark.parametrize(
    ("terminal", "whole", "parted"),
    [(True, False, True), (True, True, False), (False, False, False)],
)
def test_lines_that_are_said_on_a_terminal_end_between_words(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    terminal: bool,
    whole: bool,
    parted: bool,
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    text = "QZ-1 海峡园\n  不计入任何统计（不论日期）；可用 `qzinvest count yes QZ-1` 恢复计入。\n"
    talk(text, whole=whole)
    lines = [
        "QZ-1 海峡园\n",
        "  不计入任何统计（不论日期）；可用 `qzinvest\n",
        "    count yes QZ-1` 恢复计入。\n",
    ]
    assert capsys.readouterr().err == ("".join(lines) if parted else text)


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
