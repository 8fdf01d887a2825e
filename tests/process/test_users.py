"""Several users of one machine and one ledger: each command runs as a user of its own."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from qzinvest.ledger.connection import connect
from qzinvest.ledger.queries import count_projects, reading
from tests.process.world import ENVIRON, LEAD

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root can become other users"
)
GROUP, ONE, TWO, STRANGER = 54000, 54001, 54002, 54003

# Python itself may lie where only root can read. So all is loaded before a command's process, a
# fork, becomes its user.
NURSERY = """
import contextlib, grp, importlib, io, json, os, pkgutil, pwd, sys, tempfile
import qzinvest
from qzinvest.cli.main import main

for module in pkgutil.walk_packages(qzinvest.__path__, "qzinvest."):
    importlib.import_module(module.name)
"".encode("utf-16-le")
said = io.TextIOWrapper(io.BytesIO())
with tempfile.TemporaryDirectory() as scratch, contextlib.redirect_stdout(said):
    with contextlib.redirect_stderr(said):
        os.environ["QZINVEST_DB"] = scratch + "/l.db"
        for line in ("init", "add-project X --group IG05 --amount 1亿", "list", "verify", "list x"):
            main(line.split())

for line in sys.stdin:
    user, group, argv = json.loads(line)
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        child = os.fork()
        if child == 0:
            sys.stdout, sys.stderr = out, err
            os.setgroups([group] if group else [])
            os.setgid(user)
            os.setuid(user)
            os.umask(0o077)
            code = main(argv)
            out.flush()
            err.flush()
            os._exit(code)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        texts = [file.seek(0) or file.read() for file in (out, err)]
    print(json.dumps([code, *texts]), flush=True)
"""


class Done(NamedTuple):
    """How a command ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


AsUser = Callable[..., Done]


@pytest.fixture(scope="module")
def as_user() -> Iterator[AsUser]:
    """Runs commands as a user whose own group is of the same number, with a strict umask."""
    with subprocess.Popen(
        [sys.executable, "-c", NURSERY],
        env=ENVIRON,
        cwd="/",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as nursery:
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        asked, told = nursery.stdin, nursery.stdout

        def ask(user: int, *argv: str | Path, group: int = GROUP) -> Done:
            print(json.dumps([user, group, [*map(str, argv)]]), file=asked, flush=True)
            return Done(*json.loads(told.readline()))

        yield ask


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o7777


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every user can reach; the ledger's own inside it is the group's."""
    folder = Path(tempfile.mkdtemp(prefix="qzinvest-test-"))
    folder.chmod(0o755)
    own = folder / "own"
    own.mkdir()
    os.chown(own, ONE, GROUP)
    own.chmod(0o770)
    yield own
    shutil.rmtree(folder)


def test_a_shared_ledger_takes_the_records_of_its_group(as_user: AsUser, place: Path) -> None:
    path = place / "ledger.db"
    made = as_user(ONE, "init", "--shared", "--db", path)
    assert (made.returncode, made.stdout) == (0, ""), made.stderr
    assert "54000" in made.stderr
    assert (mode(place), mode(path), path.stat().st_gid) == (0o2770, 0o660, GROUP)

    first = as_user(ONE, "add-project", "P", *LEAD, "--db", path)
    with closing(connect(path)) as held:  # as another's command that is not at its end yet
        held.execute("SELECT * FROM event").fetchone()
        second = as_user(TWO, "add-project", "Q", *LEAD, "--db", path)
    third = as_user(ONE, "add-project", "R", *LEAD, "--db", path)

    assert [done.returncode for done in (first, second, third)] == [0, 0, 0], second.stderr
    with reading(path) as connection:
        assert count_projects(connection) == 3
    assert as_user(STRANGER, "list", "--db", path, group=0).returncode == 5


def test_a_ledger_that_is_there_can_be_shared(as_user: AsUser, place: Path) -> None:
    path = place / "ledger.db"
    assert as_user(ONE, "init", "--db", path).returncode == 0
    assert mode(path) == 0o600
    assert as_user(TWO, "list", "--db", path).returncode == 5

    assert as_user(ONE, "init", "--shared", "--db", path).returncode == 0
    os.chown(path, ONE, GROUP)  # it was made before the folder passed its group on

    assert as_user(TWO, "list", "--db", path).returncode == 0


def test_a_ledger_shared_by_half_is_refused_before_it_stops_others(
    as_user: AsUser, place: Path
) -> None:
    path = place / "ledger.db"
    assert as_user(ONE, "init", "--shared", "--db", path).returncode == 0
    place.chmod(0o770)

    done = as_user(TWO, "list", "--db", path)

    assert done.returncode == 5
    assert f"chmod g+rwxs {place}" in done.stderr
    assert [entry.name for entry in place.iterdir()] == ["ledger.db"]


def test_whose_file_stops_a_command_is_said(as_user: AsUser, place: Path) -> None:
    path = place / "ledger.db"
    assert as_user(ONE, "init", "--shared", "--db", path).returncode == 0
    with closing(connect(path)) as held:
        held.execute("SELECT * FROM event").fetchone()
        os.chown(f"{path}-shm", ONE, ONE)
        os.chown(f"{path}-wal", ONE, ONE)
        done = as_user(TWO, "add-project", "Q", *LEAD, "--db", path)

    assert done.returncode == 5
    assert f"ledger.db-wal belongs to {ONE}" in done.stderr
    assert f"qzinvest init --shared --db {path}" in done.stderr


def test_a_file_of_ones_own_is_not_said_to_be_anothers(as_user: AsUser, place: Path) -> None:
    path = place / "ledger.db"
    assert as_user(ONE, "init", "--db", path).returncode == 0
    path.chmod(0o400)
    assert as_user(ONE, "list", "--db", path).returncode == 0

    done = as_user(ONE, "add-project", "Q", *LEAD, "--db", path)

    assert (done.returncode, done.stdout) == (5, "")
    assert f"{path} cannot be written" in done.stderr
    assert "--shared" not in done.stderr


def test_a_folder_of_other_things_keeps_its_rights(as_user: AsUser, place: Path) -> None:
    (place / "letters").touch()

    done = as_user(ONE, "init", "--shared", "--db", place / "ledger.db")

    assert done.returncode == 5
    assert f"chmod g+rwxs {place}" in done.stderr
    assert (mode(place), [entry.name for entry in place.iterdir()]) == (0o770, ["letters"])


def test_a_folder_is_never_a_ledger_to_share(as_user: AsUser, place: Path) -> None:
    """Of ``/`` the folder is ``/`` itself, and every name begins with its own, which is empty."""
    inner = place / "inner"
    inner.mkdir()
    os.chown(inner, ONE, GROUP)
    inner.chmod(0o700)

    for folder in ("/", inner, f"{inner}/.", f"{inner}/.."):
        done = as_user(ONE, "init", "--shared", "--db", folder)  # root could harm the machine
        assert done.returncode in (4, 5), done.stderr
        assert "not permitted" not in done.stderr  # it did not even ask for other rights

    assert (mode(place), mode(inner)) == (0o770, 0o700)


def test_names_that_begin_alike_are_not_the_ledgers_own(as_user: AsUser, place: Path) -> None:
    (place / "ledger.db.letters").touch()

    done = as_user(ONE, "init", "--shared", "--db", place / "ledger.db")

    assert (done.returncode, mode(place)) == (5, 0o770)


OTHERS = ("list", "report", "verify", "log", "undo", "set lang en", "export --out {own}/tables")


@pytest.mark.parametrize("line", [*OTHERS, "backup {own}/copy.db", "set"])
def test_another_users_ledger_is_one_sentence(as_user: AsUser, place: Path, line: str) -> None:
    path = place.parent / "root.db"
    assert as_user(0, "init", "--db", path, group=0).returncode == 0

    done = as_user(ONE, *line.format(own=place).split(), "--db", path)

    refused(done)
    assert f"{path} cannot be read: Permission denied." in done.stderr
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("there", ["open", "closed"])
@pytest.mark.parametrize(
    "line",
    [
        "backup {there}/copy.db",
        "init --db {there}/new.db",
        "demo --db {there}/new.db",
        "export --out {there}/tables",
        "report --output {there}/report.csv",
        "template {there}/template.xlsx",
        "import {own}/in.csv --dry-run --return {there}/back.xlsx",
        "import {own}/in.csv --dry-run --faults {there}/faults.csv",
        "plan export --output {there}/plan.toml",
    ],
)
def test_a_folder_closed_to_writing_is_one_sentence(
    as_user: AsUser, place: Path, line: str, there: str
) -> None:
    for name, rights in (("open", 0o755), ("closed", 0o700)):
        (place.parent / name).mkdir()
        (place.parent / name).chmod(rights)
    path, target = place / "ledger.db", place.parent / there
    assert as_user(ONE, "init", "--db", path).returncode == 0
    (place / "in.csv").write_text("项目名称,总投资（亿元）\n甲,1\n", encoding="utf-8")
    (place / "in.csv").chmod(0o644)
    before = sorted(place.iterdir())

    words = line.format(own=place, there=target).split()
    done = as_user(ONE, *words, *(() if "--db" in words else ("--db", path)))

    refused(done)
    assert str(target) in done.stderr
    assert list(target.iterdir()) == []
    assert sorted(place.iterdir()) == before


def refused(done: Done) -> None:
    """By the system: one sentence and its remedy, nothing on stdout."""
    assert (done.returncode, done.stdout) == (5, ""), done.stderr
    assert done.stderr.count("error: ") == 1
    assert "Permission denied" in done.stderr
    assert "Traceback" not in done.stderr
