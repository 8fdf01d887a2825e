"""A full disk is said, loses nothing, and leaves a ledger that works once there is room."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from qzinvest.ledger.record import recording
from qzinvest.ledger.verify import findings
from tests.conftest import Run
from tests.ledger.samples import project, record, tables
from tests.process.world import ENVIRON, PROGRAM, count, plain_file

# Everything happens on a small file system of the test's own, in a mount namespace that ends
# with it: $1 is where to mount, $2 the ledger to begin with, $3 a file to import, $4 the program.
SCRIPT = """
mount -t tmpfs -o size=3m,mode=700 tmpfs "$1" || exit 77
cd "$1" && cp "$2" ledger.db
program=$4
say() { "$program" "$@" >../out 2>../err; echo "$1 $? $(head -n 1 ../err)"; }
say import "$3" --db ledger.db
say verify --db ledger.db
dd if=/dev/zero of=filler bs=4096 2>../err
say add-project P --group IG05 --amount 1亿 --db ledger.db
say report --db ledger.db
say verify --db ledger.db
say export --out copy --db ledger.db
say backup copy.db --db ledger.db
say init --db new.db
ls -A
rm filler
say verify --db ledger.db
say add-project P --group IG05 --amount 1亿 --db ledger.db
say verify --db ledger.db
cp ledger.db ../after.db
"""


def namespace() -> Sequence[str] | None:
    """The command that gives a mount namespace, as root or as anybody; ``None`` if none does."""
    for command in (["unshare", "--mount"], ["unshare", "--map-root-user", "--mount"]):
        try:
            probe = "d=$(mktemp -d) && mount -t tmpfs tmpfs $d && umount $d && rmdir $d"
            subprocess.run([*command, "sh", "-c", probe], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        return command
    return None


def test_a_full_disk_loses_nothing(ledger: Path, tmp_path: Path) -> None:
    unshare = namespace()
    if unshare is None:
        pytest.skip("this machine lets nobody mount a small file system")
    with recording(ledger) as recorder:  # now: a clock that was set back would be remarked
        recorder.add([project("A")])
    whole = plain_file(tmp_path / "whole.csv", 10_000, "W")
    (tmp_path / "small").mkdir()

    done = subprocess.run(
        [*unshare, "sh", "-c", SCRIPT, "sh", tmp_path / "small", ledger, whole, PROGRAM],
        env=ENVIRON,
        capture_output=True,
        text=True,
        check=False,
    )

    no_space = "5 error: No space is left to write {}; what was there before is unchanged."
    assert done.stdout.splitlines() == [
        "import " + no_space.format("ledger.db"),
        "verify 0 Ledger verified: ledger.db",
        # Now not even the reader's shared memory has room: it reads a copy elsewhere.
        "add-project " + no_space.format("ledger.db"),
        "report 0 ",
        "verify 0 Ledger verified: ledger.db",
        "export " + no_space.format(tmp_path / "small" / "copy"),
        "backup " + no_space.format("copy.db"),
        "init " + no_space.format("new.db"),
        *("filler", "ledger.db", "ledger.db-shm", "ledger.db-wal"),
        # Somebody made room.
        "verify 0 Ledger verified: ledger.db",
        "add-project 0 Recorded as QZ-2:",
        "verify 0 Ledger verified: ledger.db",
    ], done.stderr
    assert findings(tmp_path / "after.db") == []
    assert count(tmp_path / "after.db") == 2


def test_a_limit_of_the_system_is_said_and_loses_nothing(
    ledger: Path, tmp_path: Path, run: Run
) -> None:
    record(ledger, project("A"))
    before = tables(ledger)
    whole = plain_file(tmp_path / "whole.csv", 3_000, "W")

    limited = subprocess.run(
        ["sh", "-c", 'ulimit -f 800; exec "$@"', "sh", PROGRAM, "import", whole, "--db", ledger],
        env=ENVIRON,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (limited.returncode, limited.stdout) == (5, "")
    assert str(ledger) in limited.stderr
    assert "Traceback" not in limited.stderr
    assert tables(ledger) == before
    assert findings(ledger) == []
    assert run("import", whole, "--db", ledger).returncode == 0
    assert count(ledger) == 3_001


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("form", ["table", "csv", "json", "markdown"])
def test_output_onto_a_full_disk_is_said(ledger: Path, form: str) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [PROGRAM, "report", "--format", form, "--db", ledger],
            env=ENVIRON,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert done.returncode == 5
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


def test_a_limit_of_size_is_said(ledger: Path, tmp_path: Path) -> None:
    whole = plain_file(tmp_path / "whole.csv", 3_000, "W")
    limited = ["sh", "-c", 'ulimit -f 800; exec "$@"', "sh", PROGRAM, "import", str(whole)]
    done = subprocess.run(
        [*limited, "--db", str(ledger)], env=ENVIRON, capture_output=True, text=True, check=False
    )
    assert done.returncode == 5, done.stderr
    assert f"lets {ledger} grow no further" in done.stderr
    assert "ulimit -f" in done.stderr
    assert count(ledger) == 0
    assert findings(ledger) == []
