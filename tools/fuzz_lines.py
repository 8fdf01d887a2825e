"""Type what nobody would: ``python -m tools.fuzz_lines [--lines N] [--plans N] [--seed S]``.

Command lines are made of every command and option, with sound, odd and spoilt values; plans and
maps are the shipped ones, spoilt in a few places. Each runs in this process, on a small ledger, by
the quick reader or by Typer. Of every one it must hold:

- its exit code is one of the manual's, and 1 only where the answer can be "no";
- what fails says so on stderr, and prints no data; there is no traceback, and no fault of ours;
- JSON that it prints is JSON;
- it ends within ``SLOW`` seconds;
- both readers answer alike; and after every ``TURN`` lines the ledger still verifies.

Prints what was found, and exits with 1 if anything broke a rule.
"""

import contextlib
import io
import json
import os
import random
import shlex
import shutil
import signal
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from qzinvest.cli import quick
from qzinvest.cli.declare import REQUIRED, Arg, Parameter, parameters
from qzinvest.cli.main import main
from qzinvest.cli.registry import COMMANDS, Command
from qzinvest.intake.plans.file import shipped_plan_path
from tools.fuzz_words import ODD, SOUND, VALUES

SLOW = 30
TURN = 50
"""Lines between two looks at the ledger, which then begins anew."""
ROOT = Path(__file__).parents[1]
KEPT = Path(tempfile.gettempdir())
"""Where plans and maps that broke a rule are kept."""
SHOWING = ("panel.see",)
WRITING = ("edition freeze", "export")
"""Commands of that part of the help that write."""


class SlowError(BaseException):
    """A line did not end in time. No ``Exception``, so that the program does not catch it."""


class Said(NamedTuple):
    """What a line gave back."""

    code: int
    out: str
    err: str


def run(argv: list[str]) -> Said:
    """Run one line in this process, with no terminal and nothing on stdin."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    signal.alarm(SLOW)
    kept, sys.stdin = sys.stdin, Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - see below
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(argv)
    finally:
        signal.alarm(0)
        sys.stdin.close()
        sys.stdin = kept
    said, talk = (stream.buffer.getvalue() for stream in (out, err))
    # Workbooks and Word files, which are archives, are no text; everything else is UTF-8.
    return Said(code, "PK" if said.startswith(b"PK\x03\x04") else said.decode(), talk.decode())


def broken(argv: list[str], said: Said) -> str:
    """The rule that an answer breaks, empty if it keeps them all."""
    can_say_no = "--check" in argv or "verify" in argv or "check" in argv
    if said.code not in (0, 2, 3, 4, 5) and not (said.code == 1 and can_say_no):
        return f"exit code {said.code}"
    if "Traceback (most recent call last)" in said.out + said.err:
        return "a traceback"
    if said.code > 1 and not said.err.strip():
        return "it failed and said nothing"
    if said.code > 1 and said.out and "import" not in argv:
        return "it failed and printed something"
    asks_json = "json" in [word.removeprefix("--format=") for word in argv]
    if asks_json and said.code == 0 and said.out.startswith("{"):
        try:
            json.loads(said.out)
        except ValueError as error:
            return f"no JSON: {error}"
    return ""


def spoilt(text: str, chance: random.Random) -> str:
    """A text with a piece taken out, doubled, put in, or exchanged."""
    at = chance.randint(0, len(text))
    match chance.randrange(4):
        case 0:
            return text[:at] + text[at + chance.randint(1, 4) :]
        case 1:
            return text[:at] + text[at : at + 5] * 2 + text[at + 5 :]
        case 2:
            return text[:at] + chance.choice(ODD) + text[at:]
        case _:
            return text[:at] + chance.choice("0-.,=\"'[]{}()\\ \n年月亿万%") + text[at + 1 :]


def value(parameter: Parameter, chance: random.Random) -> str:
    """A value for a parameter: more often than not a sound one."""
    info = parameter.info
    name = info.metavar if isinstance(info, Arg) else info.flag
    sound = SOUND.get(name or "", ("甲", "公告 2022-1", "x"))
    kind = chance.random()
    if kind < 0.8:  # noqa: PLR2004 - a share
        return chance.choice(sound)
    if kind < 0.9:  # noqa: PLR2004 - a share
        return spoilt(chance.choice(sound), chance)
    return chance.choice(ODD)


def written(parameter: Parameter, chance: random.Random) -> list[str]:
    """One parameter as words of a command line, now and then with a mistake."""
    text = value(parameter, chance).replace("\0", "")
    if isinstance(parameter.info, Arg):
        return [text]
    flag = parameter.info.flag
    slip = chance.randrange(60)
    if slip == 0:
        return [flag]
    if slip == 1:
        return [spoilt(flag, chance).replace("\0", ""), text]
    if parameter.kind is bool:
        return [flag]
    return [f"{flag}={text}"] if chance.random() < 1 / 3 else [flag, text]


def line(chance: random.Random) -> tuple[Command, list[str]]:
    """A command line; options in any order, and sometimes what does not belong there."""
    command = chance.choice(COMMANDS)
    if command.name in ("demo", "forecast"):  # the two that take longest, less often
        command = chance.choice(COMMANDS)
    declared = parameters(command.load())
    needed = [p for p in declared if p.default is REQUIRED and chance.randrange(30)]
    others = [p for p in declared if p.default is not REQUIRED]
    count = min(chance.choice([0, 1, 1, 2, 2, 3, 4, 6]), len(others))
    parts = [written(p, chance) for p in (*needed, *chance.sample(others, count))]
    if not chance.randrange(20):
        parts.append([chance.choice(["--help", "-h", "--version", "--", "extra", "-x", ""])])
    if chance.randrange(4) == 0:
        chance.shuffle(parts)
    words = command.name.split()
    if not chance.randrange(60):
        words = [spoilt(words[0], chance), *words[1:]]
    if not chance.randrange(40):
        words = ["--lang", chance.choice(["en", "zh_Hans", "xx"]), *words]
    return command, [*words, *(word for part in parts for word in part)]


def lay_seed(folder: Path) -> None:
    """The files that lines are run on: a small ledger with some of everything, tables, a plan."""
    (folder / "folder").mkdir()
    (folder / "empty").touch()
    (folder / "junk").write_bytes(bytes(range(256)) * 4)
    shutil.copy(shipped_plan_path(), folder / "plan.toml")
    shutil.copy(ROOT / "examples" / "office" / "june.csv", folder / "table.csv")
    shutil.copy(ROOT / "examples" / "reported" / "map.toml", folder / "map.toml")
    with contextlib.chdir(folder):
        for text in (
            "init",
            "import table.csv --ranges low",
            (
                "add-project 海上风电 --group 新能源 --district 晋江 --amount 20亿 --code A-1 "
                "--stage 签约 --on 2022-03-15"
            ),
            "add-project 线索 --group 新能源 --amount 3亿 --note x",
            "advance A-1 开工 --on 2022-06-20",
            "edition freeze 2022-06",
            "exclude QZ-2 --reason x",
            "export --out tables",
        ):
            said = run(shlex.split(text))
            if said.code:
                raise SystemExit(f"{text}: {said}")
        shutil.move("tables/projects.csv", "plain.csv")
        shutil.rmtree("tables")


def by_typer() -> contextlib.AbstractContextManager[object]:
    """Let Typer read every line: the quick reader understands none."""
    return patch.object(quick, "read", return_value=None)


class World:
    """A folder that begins anew every ``TURN`` lines, after its ledger was verified."""

    def __init__(self, folder: Path) -> None:
        self._seed, self.used = folder / "seed", folder / "used"
        self._seed.mkdir()
        os.environ.update(HOME=str(folder / "home"), XDG_DATA_HOME=str(folder / "home"))
        os.environ.update(QZINVEST_DB="ledger.db", QZINVEST_WHO="wang", TMPDIR=str(folder / "tmp"))
        (folder / "tmp").mkdir()
        tempfile.tempdir = None
        lay_seed(self._seed)
        self.renew()

    def renew(self) -> None:
        """Begin anew."""
        shutil.rmtree(self.used, ignore_errors=True)
        shutil.copytree(self._seed, self.used)
        for path in Path(tempfile.gettempdir()).iterdir():
            path.unlink()

    def answer(self, command: Command, argv: list[str], chance: random.Random) -> Said:
        """Run a line by one reader, and by both where nothing is written."""
        shows = command.panel in SHOWING and command.name not in WRITING
        # What is checked is told once.
        both = shows and not any(word.startswith(("--output", "--check")) for word in argv)
        with contextlib.chdir(self.used):
            if not both:
                with by_typer() if chance.randrange(2) else contextlib.nullcontext():
                    return checked(argv)
            said = checked(argv)
            if chance.randrange(3) == 0:
                with by_typer():
                    other = checked(argv)
                if said != other:
                    raise AssertionError(f"the readers differ: {said} {other}")
            return said

    def verify(self) -> None:
        """Hold the ledger to its log."""
        with contextlib.chdir(self.used):
            said = run(["verify", "--db", "ledger.db"])
        if said.code:
            raise AssertionError(f"the ledger does not verify: {said}")


def checked(argv: list[str]) -> Said:
    """Run a line; an answer that breaks a rule is an error, with the report of a fault of ours."""
    said = run(argv)
    reports = [path.read_text() for path in Path(tempfile.gettempdir()).glob("qzinvest-fault-*")]
    if rule := broken(argv, said):
        raise AssertionError("\n".join([rule, said.out[-300:], said.err[-500:], *reports[-1:]]))
    return said


def fuzz_lines(total: int, chance: random.Random, world: World) -> Counter[str]:
    """Run so many command lines; how they ended."""
    told = Counter[str]()
    for number in range(total):
        command, argv = line(chance)
        told[attempt(world, command, argv, chance)] += 1
        if number % TURN == TURN - 1:
            try:
                world.verify()
            except (AssertionError, SlowError) as error:
                print(f"after line {number}: {error}", flush=True)
                told["BROKEN"] += 1
            world.renew()
    return told


def attempt(world: World, command: Command, argv: list[str], chance: random.Random) -> str:
    """How a line ended; one that breaks a rule is printed."""
    begin = time.perf_counter()
    try:
        ended = f"exit {world.answer(command, argv, chance).code}"
    except (Exception, SlowError) as error:  # noqa: BLE001 - that is what is looked for
        taken = time.perf_counter() - begin
        print(f"{argv!r} ({taken:.1f} s): {type(error).__name__}: {error}\n", flush=True)
        return "BROKEN"
    return ended


def fuzz_plans(total: int, chance: random.Random, world: World) -> Counter[str]:
    """Check, adopt or import with so many spoilt plans and maps; how they ended."""
    told = Counter[str]()
    plans = [
        path.read_text(encoding="utf-8")
        for path in (shipped_plan_path(), ROOT / "examples" / "aei" / "plan.toml")
    ]
    maps = [path.read_text(encoding="utf-8") for path in (ROOT / "examples").glob("*/map.toml")]
    ways = {
        "plan": (
            plans,
            ("plan check spoilt.toml", "plan adopt spoilt.toml --effective 2022-07-01"),
        ),
        "map": (maps, ("import table.csv --map spoilt.toml --dry-run",)),
    }
    by_name = {command.name: command for command in COMMANDS}
    for number in range(total):
        kind = "map" if number % 3 == 0 else "plan"
        texts, lines = ways[kind]
        text = spoilt_toml(chance.choice(texts), chance)
        (world.used / "spoilt.toml").write_text(text, "utf-8", "surrogateescape", newline="")
        argv = shlex.split(chance.choice(lines))
        command = by_name.get(argv[0]) or by_name[" ".join(argv[:2])]
        ended = attempt(world, command, argv, chance)
        told[f"{kind} {ended}"] += 1
        if ended == "BROKEN":
            shutil.copy(world.used / "spoilt.toml", KEPT / f"qzinvest-fuzz-{number}.toml")
        if number % TURN == TURN - 1:
            world.verify()
            world.renew()
    return told


def spoilt_toml(text: str, chance: random.Random) -> str:
    """A plan or map with lines gone, doubled, moved or exchanged, values of other kinds, slips."""
    lines = text.split("\n")
    for _ in range(chance.choice([1, 1, 1, 2, 4])):
        at = chance.randrange(len(lines))
        match chance.randrange(7):
            case 0:
                del lines[at : at + chance.choice([1, 1, 1, 10, 200])]
            case 1:
                end = at + chance.choice([1, 1, 5, 30])
                lines[at:end] = lines[at:end] * 2
            case 2:
                other = chance.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                lines[at] = spoilt(lines[at], chance)
            case _:
                places = [n for n, each in enumerate(lines) if "=" in each.partition("#")[0]]
                if places:
                    at = chance.choice(places)
                    key = lines[at].partition("=")[0]
                    lines[at] = f"{key}= {chance.choice(VALUES)}"
        lines = lines or [""]
    return "\n".join(lines)


def arguments() -> Namespace:
    """The command line."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=30_000)
    parser.add_argument("--plans", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=2022)
    return parser.parse_args()


def _too_slow(number: int, frame: object) -> None:  # noqa: ARG001 - the protocol of signals
    raise SlowError


if __name__ == "__main__":
    asked = arguments()
    generator = random.Random(asked.seed)  # noqa: S311 - the same lines every time
    signal.signal(signal.SIGALRM, _too_slow)
    with tempfile.TemporaryDirectory(prefix="qzinvest-fuzz-") as name:
        here = World(Path(name))
        lines = fuzz_lines(asked.lines, generator, here)
        print(f"{asked.lines:,} lines: {dict(lines.most_common())}", flush=True)
        here.renew()
        plans = fuzz_plans(asked.plans, generator, here)
        print(f"{asked.plans:,} plans and maps: {dict(plans.most_common())}", flush=True)
    sys.exit(lines["BROKEN"] + plans["plan BROKEN"] + plans["map BROKEN"] > 0)
