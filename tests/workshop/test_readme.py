"""READMEs, guides and docs/sql.md are true: console blocks, cron line, timer run as they stand.

A ```` ```console ```` block holds ``$ command`` lines, each followed by what it prints; ``…``
stands for any text. All blocks of one file are one session in an empty home folder that holds
``data/`` and ``examples/``.
A ```` ```cron ```` block holds crontab lines, a ```` ```systemd ```` block unit files; there
``/opt/qzinvest/.venv/bin/qzinvest`` is the program and ``/srv/qzinvest`` the place for files.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
READMES = ("README.md", "README.zh.md")
GUIDES = ("docs/guide.md", "docs/guide.zh.md")
"""What goes on in the session that a README begins."""
SQL = "docs/sql.md"
PRACTICE = ("practice.db", "练习.db")
"""The ledger that the guides go on with."""
MARK = "\x1e"


def blocks(name: str, language: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


def steps(block: str) -> list[tuple[str, str]]:
    """The commands of a console block, each with the output shown below it."""
    found = re.split(r"^\$ ((?:.*\\\n)*.*)\n", block, flags=re.MULTILINE)
    assert not found[0].strip(), "a console block begins with a command"
    return list(zip(found[1::2], found[2::2], strict=True))


def fits(shown: str, printed: str) -> bool:
    pattern = ".*".join(re.escape(part.strip()) for part in shown.split("…"))
    return re.fullmatch(pattern, printed.strip(), flags=re.DOTALL) is not None


def session(home: Path, commands: list[str]) -> list[str]:
    """What each command prints, when all are typed into one shell."""
    shutil.copytree(ROOT / "data", home / "data")
    shutil.copytree(ROOT / "examples", home / "examples")
    script = "".join(f"{command}\nprintf '{MARK}'\n" for command in commands)
    done = subprocess.run(
        ["bash", "-c", f"exec 2>&1\n{script}"],
        cwd=home,
        env=environment(home) | {"COLUMNS": "80", "LANG": "C.UTF-8"},
        capture_output=True,
        check=False,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
    )
    return done.stdout.split(MARK)[: len(commands)]


def environment(home: Path) -> dict[str, str]:
    return {"HOME": str(home), "PATH": f"{BIN}:/usr/local/bin:/usr/bin:/bin"}


@pytest.mark.parametrize("number", range(len(READMES)))
def test_readme_and_guide_print_what_they_show(number: int, tmp_path: Path) -> None:
    again = f"$ export QZINVEST_DB={PRACTICE[number]}\n"
    told = [*blocks(READMES[number], "console"), again, *blocks(GUIDES[number], "console")]
    hold(told, tmp_path)
    signed(tmp_path)


def test_recipes_for_other_tools_print_what_they_show(tmp_path: Path) -> None:
    hold(blocks(SQL, "console"), tmp_path)


def hold(told: list[str], tmp_path: Path) -> None:
    """Type the blocks into one shell, and hold what it prints to what they show."""
    wanted = [step for block in told for step in steps(block)]
    printed = session(tmp_path, [command for command, _ in wanted])
    assert len(wanted) >= 5
    assert len(printed) == len(wanted)
    for (command, shown), text in zip(wanted, printed, strict=True):
        assert fits(shown, text), f"$ {command}\nshown:\n{shown}\nprinted:\n{text}"


@pytest.mark.skipif(shutil.which("datasette") is None, reason="needs Datasette")
def test_datasette_answers_what_the_docs_show(served: Path) -> None:
    for command, shown in (step for block in blocks(SQL, "datasette") for step in steps(block)):
        done = subprocess.run(
            ["bash", "-c", command], cwd=served, check=True, capture_output=True, text=True
        )
        assert fits(shown, done.stdout)


def test_python_in_the_docs_reads_a_ledger(served: Path) -> None:
    (code,) = blocks(SQL, "python")
    printed = subprocess.run(
        [sys.executable, "-c", code], cwd=served, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    assert len(printed) == 12
    assert printed[0].startswith("2022-01 ")


@pytest.fixture
def served(demo_ledger: Path, tmp_path: Path) -> Path:
    """A home folder with the demo's ledger where the README's cron line looks for it."""
    shutil.copy(demo_ledger, tmp_path / "ledger.db")
    return tmp_path


def placed(line: str, home: Path) -> str:
    assert "/opt/qzinvest/.venv/bin/qzinvest" in line
    line = line.replace("/opt/qzinvest/.venv/bin/qzinvest", str(BIN / "qzinvest"))
    return line.replace("/srv/qzinvest", str(home))


@pytest.mark.parametrize("name", GUIDES)
def test_crontab_lines_say_nothing_unless_something_is_due(name: str, served: Path) -> None:
    (block,) = blocks(name, "cron")
    lines = [line for line in block.splitlines() if re.match(r"[\d*]", line)]
    assert lines
    for line in lines:
        command = line.split(maxsplit=5)[5]
        assert not re.search(r"(?<!\\)%", command), "cron reads a bare % as the end of the line"
        done = subprocess.run(
            ["/bin/sh", "-c", placed(command.replace("\\%", "%"), served)],
            env=environment(served) | {"PATH": "/usr/bin:/bin"},
            cwd=served,
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        if "--check" in command:
            # The demo has overdue projects, which this line is there to tell of.
            assert (done.returncode, bool(done.stdout), done.stderr) == (1, True, b"")
        else:
            assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert list(served.rglob("progress.csv")), "nothing was exported"


@pytest.mark.parametrize("name", GUIDES)
def test_systemd_service_exports(name: str, served: Path) -> None:
    units = "\n".join(blocks(name, "systemd"))
    (command,) = re.findall(r"^ExecStart=(.*)$", units, flags=re.MULTILINE)
    assert re.search(r"^OnCalendar=\S", units, flags=re.MULTILINE)
    subprocess.run(placed(command, served).split(), env=environment(served), cwd=served, check=True)
    assert list(served.rglob("progress.csv")), "nothing was exported"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd")
def test_systemd_understands_the_calendar() -> None:
    units = "\n".join(block for name in GUIDES for block in blocks(name, "systemd"))
    for when in re.findall(r"^OnCalendar=(.*)$", units, flags=re.MULTILINE):
        subprocess.run(["systemd-analyze", "calendar", when], check=True, capture_output=True)


@pytest.mark.parametrize("name", READMES)
def test_a_readme_is_a_page_and_its_first_screen_has_two_commands(name: str) -> None:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    assert len(lines) <= 220
    assert [line.split("#")[0].split() for line in lines[:20] if line.startswith("make ")] == [
        ["make", "try"],
        ["make", "check"],
    ]


@pytest.mark.parametrize("name", [*READMES, *GUIDES, SQL, "SECURITY.md", "data/README.md"])
def test_links_lead_to_files_that_are_there(name: str) -> None:
    folder = (ROOT / name).parent
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / name).read_text("utf-8"))
    assert [link for link in links if not (folder / link).exists()] == []


@pytest.mark.parametrize("name", READMES)
def test_a_month_takes_less_than_ten_commands(name: str) -> None:
    parts = re.split(r"^## ", (ROOT / name).read_text("utf-8"), flags=re.MULTILINE)
    (month,) = (part for part in parts if part.startswith(("The month\n", "一个月\n")))
    commands = re.findall(r"^\$ (.*)", month, flags=re.MULTILINE)
    assert len(commands) < 10
    assert len([line for line in commands if line.startswith("qzinvest import ")]) == 4
    assert commands[-1].startswith("qzinvest bulletin 2022-06 ")


def signed(folder: Path) -> None:
    """Hold that the month's last documents are whole: nothing is left for anybody to fill in."""
    with ZipFile(folder / "通报.docx") as word:
        texts = re.sub(r"<[^>]*>", "", word.read("word/document.xml").decode())
    for document in (texts, (folder / "通报.html").read_text("utf-8")):
        assert [part in document for part in ("泉州市招商办", "7月5日", "倒排时间")] == [True] * 3
        assert "填写】" not in document


def test_wildcard_stands_for_any_text_and_nothing_else_does() -> None:
    assert fits("1 …\nend", "1 2\n3\nend\n")
    assert not fits("1 …\nend", "1 2\nend.")


def test_long_command_goes_on_after_a_backslash() -> None:
    assert steps("$ a \\\n  b\nout\n$ c\n") == [("a \\\n  b", "out\n"), ("c", "")]
