"""Mistakes that Typer finds, as errors of our own."""

from types import SimpleNamespace

import pytest
from rich.console import Console
from rich.text import Text
from typer import rich_utils
from typer._click.exceptions import UsageError

from qzinvest.cli import typer_words
from qzinvest.errors import ExitCode
from qzinvest.locale import wording
from tests.cli.said import Run


def test_a_sentence_that_a_newer_typer_has_is_passed_on() -> None:
    error = typer_words.understood(UsageError("The moon is full."), "qzinvest report")
    assert error.fields == {
        "reason": "other",
        "text": "The moon is full.",
        "near": (),
        "command": "qzinvest report",
    }


def test_a_typer_that_makes_its_texts_otherwise_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(rich_utils, "_make_rich_text")
    with typer_words.speaking(wording("en")):
        pass
    assert not hasattr(rich_utils, "_make_rich_text")


def test_folding_is_put_in_once() -> None:
    stock = SimpleNamespace(_make_rich_text=lambda **_: SimpleNamespace(overflow=None))
    for _ in range(2):
        typer_words._fold_long_words(stock)  # noqa: SLF001 - the guard against twice
        folding = vars(stock)["_make_rich_text"]
        assert folding(text="x").overflow == "fold"
    typer_words._fold_long_words(stock)  # noqa: SLF001 - the same
    assert vars(stock)["_make_rich_text"] is folding


def test_typer_gives_up(bare: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import typer

    def give_up(*_: object, **_options: object) -> None:
        raise typer.Abort

    monkeypatch.setattr("qzinvest.cli.quick.read", lambda *_: None)
    monkeypatch.setattr("qzinvest.cli.commands.verify.surroundings", give_up)
    assert bare("verify").code == ExitCode.INTERRUPTED


@pytest.mark.parametrize("width", range(16, 40))
def test_help_in_frames_begins_no_line_with_a_closing_mark(width: int) -> None:
    """Rich parts a Chinese sentence anywhere by itself."""
    with typer_words.speaking(wording("zh_Hans")):
        console = Console(width=width)
        text = "截止日期或时段（2022-06-30、2022年6月）：时段取最后一天，约2000个；默认当天。"
        lines = [str(line).rstrip() for line in Text(text, overflow="fold").wrap(console, width)]
    assert "".join(lines) == text
    assert not [line for line in lines if line[0] in "、。，；：）" or line[-1] == "（"]
    assert "2000个" in "|".join(lines)
