"""Help, mistakes and completion, as real processes say them in three languages."""

import json
import os
import re
import subprocess
import sys

import pytest

from qzinvest.cli.registry import COMMANDS
from qzinvest.model.plan import LANGUAGES
from qzinvest.render.widths import width_of

PROGRAM = "from qzinvest.cli.main import main; raise SystemExit(main())"
EVERY = """
import contextlib, io, json, sys
from qzinvest.cli.main import main
said = {}
for line in json.load(sys.stdin):
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in "oe")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(line.split())
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode())
    said[line] = [code, *texts]
json.dump(said, sys.stdout)
"""
GROUPS = ["plan"]
HELP = [f"{name} --help".strip() for name in ("", *GROUPS, *(c.name for c in COMMANDS))]
MISTAKES = {
    "reprot": "error.NotUnderstood.command",
    "plan shwo": "error.NotUnderstood.command",
    "report --tierr 1": "error.NotUnderstood.option",
    "report --zzzz 1": "error.NotUnderstood.option",
    "report --format": "error.NotUnderstood.lacking",
    "report --total=1": "error.NotUnderstood.flag",
    "report extra words": "error.NotUnderstood.extra",
    "report --tier one": "error.NotUnderstood.number",
    "advance": "error.NotUnderstood.missing",
    "drop QZ-1 --on 2022-01-01": "error.NotUnderstood.missing",
}
KEY = re.compile(r"\b(?:option|argument|command|panel|usage|error|talk|typer)\.[a-z_]+")
ENGLISH = re.compile(
    r"\b(?:the|and|of|for|this|message|default|required|usage|with|options|arguments|commands"
    r"|install|current|got|missing|invalid|value|valid|try|such|did|you|mean)\b",
    re.IGNORECASE,
)


def process(*argv: str, stdin: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if k.startswith("COV")}
    plain = {"PATH": os.environ["PATH"], "HOME": "/nowhere", "COLUMNS": "80", "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, *argv],
        env=kept | plain | environ,
        input=stdin,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )


Everything = dict[str, tuple[int, str, str]]


@pytest.fixture(scope="module", params=LANGUAGES)
def spoken(request: pytest.FixtureRequest) -> tuple[str, Everything]:
    """A language, and what the program says in it: code, stdout and stderr by line."""
    lines = json.dumps([*HELP, *MISTAKES, "plan", "--version", "--lang"])
    done = process("-c", EVERY, stdin=lines, QZINVEST_LANG=request.param)
    assert done.returncode == 0, done.stderr
    return request.param, {line: tuple(said) for line, said in json.loads(done.stdout).items()}


def test_no_key_shows_through(spoken: tuple[str, Everything]) -> None:
    _, everything = spoken
    for _, out, err in everything.values():
        assert not KEY.findall(out + err)


def test_every_help_is_whole(spoken: tuple[str, Everything]) -> None:
    lang, everything = spoken
    for line in HELP:
        code, out, err = everything[line]
        assert (code, err) == (0, "")
        assert "--help" in out
        assert not re.search(r"…\s*│", out), f"{lang}: {line} is cut"
        assert all(len(row.rstrip()) <= 80 for row in out.splitlines())
        assert not re.search(r"<(?:bool|str|list)|\{|\.\.\.[].}]", out), f"{lang}: {line}"


def test_help_in_a_pipe_fits_a_screen_and_begins_no_line_with_a_closing_mark(
    spoken: tuple[str, Everything],
) -> None:
    lang, everything = spoken
    for line in HELP:
        for text in everything[line][1].splitlines():
            assert width_of(text) <= 80, (lang, line, text)
            assert not text.strip().startswith(tuple("。，、；：？！）”")), (lang, line, text)
            assert lang == "en" or not text.endswith(":"), (line, text)


def test_chinese_help_and_mistakes_hold_no_english_sentence(
    spoken: tuple[str, Everything],
) -> None:
    lang, everything = spoken
    if lang == "en":
        assert ENGLISH.search(everything["--help"][1])
        return
    for line, (_, out, err) in everything.items():
        own = re.sub(r"--?[a-z-]+|`[^`]*`|qzinvest[^\n│]*", "", out + err)
        assert not ENGLISH.findall(own), line


@pytest.mark.parametrize("line", MISTAKES)
def test_mistakes_name_what_is_wrong_and_whose_help_tells(
    spoken: tuple[str, Everything], line: str
) -> None:
    lang, everything = spoken
    code, out, err = everything[line]
    assert (code, out) == (2, "")
    sentence, remedy = err.splitlines()
    command = "qzinvest" if line == "reprot" else f"qzinvest {line.partition(' ')[0]}"
    assert f"`{command} --help`" in remedy
    if lang == "en":
        word = {"plan shwo": "shwo", "advance": "PROJECT"}.get(line, line.rpartition(" ")[2])
        named = {
            "report --tierr 1": "--tierr; near it is --tier",
            "report --zzzz 1": "--zzzz",
            "report --format": "--format needs a value",
            "report --total=1": "--total takes no value",
            "report extra words": "unexpected “extra words”",
            "report --tier one": "“one” is not a whole number",
            "drop QZ-1 --on 2022-01-01": "--reason is needed",
        }.get(line, word)
        assert named in sentence


def test_typos_of_commands_get_a_hint(spoken: tuple[str, Everything]) -> None:
    _, everything = spoken
    assert "report" in everything["reprot"][2].splitlines()[0]
    assert "show" in everything["plan shwo"][2].splitlines()[0]


def test_no_command_shows_the_help_and_is_wrong_usage(spoken: tuple[str, Everything]) -> None:
    _, everything = spoken
    for line in GROUPS:
        code, out, _ = everything[line]
        assert code == 2
        assert out.strip() == everything[f"{line} --help".strip()][1].strip()


def test_version(spoken: tuple[str, Everything]) -> None:
    assert re.fullmatch(
        r"qzinvest \d+\.\d+\.\d+\S* \(Python \S+, SQLite 3\.\S+\)\n", spoken[1]["--version"][1]
    )


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script(shell: str) -> None:
    done = process("-c", PROGRAM, "--show-completion", shell)
    assert done.returncode == 0
    assert "_QZINVEST_COMPLETE" in done.stdout


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("qzinvest rep", {"report"}),
        ("qzinvest report --form", {"--format"}),
        ("qzinvest report --format ", {"table", "csv", "json", "markdown", "html", "xlsx", "docx"}),
        ("qzinvest report --by d", {"district", "department"}),
        ("qzinvest plan a", {"adopt"}),
    ],
)
def test_completion_offers(words: str, offered: set[str]) -> None:
    done = process(
        *("-c", PROGRAM),
        _QZINVEST_COMPLETE="complete_bash",
        COMP_WORDS=words,
        COMP_CWORD=str(words.count(" ")),
    )
    assert set(done.stdout.split()) == offered


@pytest.mark.parametrize("before", [["--lang", "zh_Hant"], ["--lang=zh_Hant"]])
@pytest.mark.parametrize("line", ["list", "plan show", "show QZ-1"])
def test_language_may_stand_before_the_command(before: list[str], line: str) -> None:
    done = process("-c", PROGRAM, *before, *line.split(), "--db", "no.db")
    assert done.returncode == 4
    assert done.stderr.startswith("錯誤：no.db")


def test_a_language_alone_is_no_command(spoken: tuple[str, Everything]) -> None:
    _, everything = spoken
    assert everything["--lang"][0] == 2
