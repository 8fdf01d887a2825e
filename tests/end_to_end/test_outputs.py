"""Every output of the program, to the byte: all commands, options, formats, languages and widths.

``tests/golden/outputs/<command>.sha256`` has a line an output, ``<command>.json.xz`` their texts,
from which a failure prints what differs. ``pytest tests/end_to_end/test_outputs.py -k funnel``
looks at one command, ``QZINVEST_GOLDEN=write`` writes its two files anew. Read what it says then:
nothing here knows which difference is right.
"""

import difflib
import io
import json
import lzma
import os
import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from hashlib import sha256
from pathlib import Path

import pytest

from qzinvest.cli.main import main
from qzinvest.cli.registry import BY_NAME, find
from tests.cli.said import set_surroundings
from tests.end_to_end.outputs_ledger import make_world, stop_clocks
from tests.end_to_end.outputs_lines import Line, commands, lines_of

GOLDEN = Path(__file__).parents[1] / "golden" / "outputs"
LENGTH = 60
"""So many lines a failure shows of what differs, of one output of each format."""
_READS = frozenset(
    ("report", "rank", "funnel", "trend", "forecast", "changes", "due", "explain", "list", "show")
) | {
    "log",
    "import list",
    "duplicates",
    "quality",
    "edition list",
    "plan show",
    "plan names",
    "plan check",
}

_HASH = re.compile(r"(QZ:\d+[ :])[0-9a-f]{8,}")
"""The end of a chain: it is another one whenever a body before it is, such as that of the plan."""


class Stream(io.TextIOWrapper):
    """A stream to memory that may say that it is a terminal."""

    def __init__(self, *, terminal: bool = False) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="")
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    def text(self) -> str:
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder with the ledger of the story, which every line finds as its own."""
    folder = tmp_path_factory.mktemp("world")
    with pytest.MonkeyPatch.context() as patch:
        set_surroundings(patch)
        for name in ("COLORTERM", "FORCE_COLOR", "LINES", "LANG", "LANGUAGE", "TTY_COMPATIBLE"):
            patch.delenv(name, raising=False)
        patch.setenv("QZINVEST_DB", "ledger.db")
        patch.setenv("TERM", "xterm")
        stop_clocks(patch)
        patch.chdir(folder)
        make_world(_tell)
        yield folder


def _tell(words: list[str]) -> None:
    out, err = Stream(), Stream()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(words)
    assert code == 0, (words, err.text())


def printed(line: Line, world: Path, scratch: Path, patch: pytest.MonkeyPatch) -> str:
    """All that a line gives out: data, talk, exit code, and the files that it writes."""
    found = find(list(line.words))
    command = "" if found is None else found[0].name
    reads = command in _READS and "--output" not in line.words
    patch.chdir(world)
    before: dict[str, bytes] = {}
    if not reads:
        shutil.rmtree(scratch, ignore_errors=True)
        shutil.copytree(world, scratch)
        patch.chdir(scratch)
        before = {path.name: path.read_bytes() for path in scratch.iterdir()}
    patch.setenv("COLUMNS", str(line.width))
    state = world.with_name("state")
    shutil.rmtree(state, ignore_errors=True)
    patch.setenv("XDG_STATE_HOME", str(state))
    out, err = Stream(terminal=line.terminal), Stream()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(list(line.words))
    text = seen(out.text()) if line.terminal else out.text()
    if err.text():
        text += f"\n--- said\n{err.text()}"
    if code:
        text += f"\n--- exit code {code}\n"
    text = text if reads else text + "".join(_written(scratch, before))
    return _HASH.sub(r"\1########", text)


def seen(text: str) -> str:
    """What a terminal shows: each line's words with the marks of their styles, and no end blanks.

    How a style is switched on and off around blanks is nothing that anybody sees.
    """
    style: set[str] = set()
    lines = []
    for line in text.split("\n"):
        shown, parts = "", []
        for piece in re.split(r"(\x1b\[[\d;]*m|\s+)", line):
            if piece.startswith("\x1b["):
                codes = set(piece[2:-1].split(";"))
                style = set() if codes & {"", "0"} else style | codes
            elif piece.strip() and shown != (shown := ";".join(sorted(style))):
                parts += [f"⟦{shown}⟧", piece]
            else:
                parts.append(piece)
        lines.append("".join(parts).rstrip())
    return "\n".join(lines)


def _written(folder: Path, before: dict[str, bytes]) -> Iterator[str]:
    """The files that are new or other than before; of a workbook the name alone."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        if path.suffix == ".db" or before.get(path.name) == content:
            continue
        name = path.relative_to(folder).as_posix()
        told = "" if path.suffix == ".xlsx" else content.decode()
        yield f"\n--- file {name}\n{told}"


@pytest.mark.parametrize("command", commands())
def test_every_output_is_as_before(
    command: str,
    world: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("QZINVEST_DB", "ledger.db")
    scratch = tmp_path / "scratch"
    texts = {line.text: printed(line, world, scratch, monkeypatch) for line in lines_of(command)}
    monkeypatch.chdir(tmp_path)
    name = command.replace(" ", "-")
    told = _compared(name, texts, tmp_path / "all.diff")
    if os.environ.get("QZINVEST_GOLDEN") == "write":
        _write(name, texts)
        with capsys.disabled():
            sys.stderr.write(told)
    elif told:
        pytest.fail(told, pytrace=False)


def test_outputs_of_every_command_are_held() -> None:
    assert BY_NAME.keys() - set(commands()) == {"demo"}
    names = {command.replace(" ", "-") for command in commands()}
    assert {path.name.partition(".")[0] for path in GOLDEN.iterdir()} == names


def _compared(name: str, texts: dict[str, str], all_of_it: Path) -> str:
    """What differs from the golden files, for people; nothing if nothing does."""
    known, now = _manifest(name), {line: _digest(text) for line, text in texts.items()}
    other = [line for line in {**known, **now} if known.get(line) != now.get(line)]
    if not other:
        return ""
    store = _store(name)
    diffs = [_diff(line, store.get(known.get(line, ""), ""), texts.get(line, "")) for line in other]
    all_of_it.write_text("".join(f"{row}\n" for diff in diffs for row in diff), encoding="utf-8")
    kinds = Counter(map(_kind, other, diffs))
    told = [f"{name}: {len(other)} of {len(now)} outputs are other than before. By kind:"]
    told += [f"{count:5} {kind}" for kind, count in sorted(kinds.items())]
    firsts: dict[str, list[str]] = {}
    for line, diff in zip(other, diffs, strict=True):
        firsts.setdefault(re.split("[ ,]", _kind(line, diff))[0], diff)
    for diff in firsts.values():
        told += diff[:LENGTH]
        told += [f"… {len(diff) - LENGTH} lines more"] if len(diff) > LENGTH else []
    return "\n".join([*told, f"All differences: {all_of_it}", ""])


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _manifest(name: str) -> dict[str, str]:
    """The digest of each line's output; none of a command that is new."""
    path = GOLDEN / f"{name}.sha256"
    rows = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {line: digest for digest, _, line in (row.partition("  ") for row in rows)}


def _store(name: str) -> dict[str, str]:
    """The outputs by their digests."""
    path = GOLDEN / f"{name}.json.xz"
    texts: list[str] = json.loads(lzma.decompress(path.read_bytes())) if path.exists() else []
    return {_digest(text): text for text in texts}


def _write(name: str, texts: dict[str, str]) -> None:
    """Write a command's two files, if anything in them is other than before."""
    now = {line: _digest(text) for line, text in texts.items()}
    if now == _manifest(name) and set(now.values()) <= _store(name).keys():
        return
    GOLDEN.mkdir(exist_ok=True)
    rows = "".join(f"{digest}  {line}\n" for line, digest in now.items())
    (GOLDEN / f"{name}.sha256").write_text(rows, encoding="utf-8", newline="")
    packed = json.dumps(list(dict.fromkeys(texts.values())), ensure_ascii=False).encode()
    (GOLDEN / f"{name}.json.xz").write_bytes(lzma.compress(packed, preset=9))


def _diff(line: str, before: str, after: str) -> list[str]:
    """What differs in one output; line ends of CSV can be seen."""
    old, new = (text.replace("\r", "␍").split("\n") for text in (before, after))
    return list(difflib.unified_diff(old, new, line, line, lineterm=""))


def _kind(line: str, diff: list[str]) -> str:
    """The format, language and width of a line, by which a failure is counted."""
    form = re.search(r"--format (\w+)", line)
    lang = re.search(r"--lang (\w+)", line)
    screen = "terminal" if line.startswith("TERM") else "screen"
    width = re.search(r"COLUMNS=(\d+)", line)
    where = form[1] if form else f"{screen} of {width[1] if width else '?'}"
    gone, come = (
        [re.sub("⟦.*?⟧", "", row[1:]) for row in diff[2:] if row.startswith(sign)] for sign in "-+"
    )
    return f"{where}, {lang[1] if lang else '?'}{'; only colour' if gone == come else ''}"
