"""How an answer looks: without drawn signs, and as CSV that Excel opens."""

import codecs
from pathlib import Path

import pytest

from tests.cli.said import Run

pytestmark = pytest.mark.uncounted
"""They go through every command; each has tests of its own."""
DRAWN = "─│╭╮╰╯█▉▊▋▌▍▎▏▲▼●◆■·…"


@pytest.mark.parametrize(
    ("name", "value"), [("TERM", "dumb"), ("QZINVEST_ASCII", "1"), ("COLUMNS", "100")]
)
@pytest.mark.parametrize("lang", ["en", "zh_Hans"])
def test_a_terminal_that_draws_no_signs(
    demo: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, lang: str
) -> None:
    monkeypatch.setenv(name, value)
    plain = ("--plain",) if name == "COLUMNS" else ()
    for command in ("report", "rank", "trend", "forecast", "due"):
        text = demo(command, "--as-of", "2022-06-30", "--lang", lang, *plain).out
        assert text
        assert not set(text) & set(DRAWN)


@pytest.mark.parametrize("words", [(), ("report",), ("plan",), ("edition", "freeze")])
def test_help_in_a_pipe_has_no_frames(bare: Run, words: tuple[str, ...]) -> None:
    for lang in ("en", "zh_Hans", "zh_Hant"):
        said = bare("--lang", lang, *words, "--help")
        assert said.code == 0
        assert not set(said.out) & set("─│╭╮╰╯")
        assert "--help" in said.out


def test_a_csv_with_labels_opens_in_excel(demo: Run, tmp_path: Path) -> None:
    def first(*argv: str) -> bytes:
        path = tmp_path / "r.csv"
        assert demo("report", "--format", "csv", "--output", str(path), *argv).code == 0
        return path.read_bytes()[:3]

    assert first("--labels") == codecs.BOM_UTF8
    assert first("--bom") == codecs.BOM_UTF8
    assert first() == b"uni"
    assert demo("list", "--format", "csv", "--bom").out.startswith("\ufeffid,")
    assert demo("list", "--format", "csv", "--labels").out.startswith("Id,")
