"""Files that are only there for a moment, and what becomes of a dead maker's."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from qzinvest.temporary import spill, temporary_file, temporary_folder

MAKER = """
import sys, time
from pathlib import Path
from qzinvest import temporary

with getattr(temporary, sys.argv[1])(Path(sys.argv[2])) as path:
    if path.is_dir():
        (path / "inside").write_text("half")
    print(path, flush=True)
    time.sleep(60)
"""
KINDS = ["temporary_file", "temporary_folder"]


def maker(kind: str, target: Path) -> tuple["subprocess.Popen[str]", Path]:
    """A process that holds a temporary thing, and the thing's path."""
    started = subprocess.Popen(
        [sys.executable, "-c", MAKER, kind, target], stdout=subprocess.PIPE, text=True
    )
    assert started.stdout is not None
    return started, Path(started.stdout.readline().strip())


def test_it_is_new_private_and_gone_at_the_end(tmp_path: Path) -> None:
    with temporary_file(tmp_path / "r.csv") as file, temporary_folder(tmp_path / "out") as folder:
        assert (file.stat().st_mode & 0o777, file.stat().st_size) == (0o600, 0)
        assert folder.stat().st_mode & 0o777 == 0o700
        assert {file.parent, folder.parent} == {tmp_path}
    assert list(tmp_path.iterdir()) == []


def test_what_was_put_in_place_stays(tmp_path: Path) -> None:
    with temporary_file(tmp_path / "r.csv") as file:
        file.write_text("whole")
        file.replace(tmp_path / "r.csv")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["whole"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_living_makers_stays_and_a_dead_ones_goes(tmp_path: Path, kind: str) -> None:
    started, path = maker(kind, tmp_path / "target")
    with temporary_file(tmp_path / "other"):
        assert path.exists()
    started.send_signal(signal.SIGKILL)
    started.communicate()
    assert path.exists()
    with temporary_file(tmp_path / "other"):
        assert not path.exists()
    assert list(tmp_path.iterdir()) == []


def test_only_what_is_provably_ours_is_removed(tmp_path: Path) -> None:
    keep = tmp_path / "keep"
    keep.mkdir()
    precious = keep / "precious"
    precious.write_text("mine")
    ours = ".qzinvest-0123456789abcdef.new"
    names = [".out.new", ".out.old", ".qzinvest-mine.new", ours + "er"]
    for name in names:
        (tmp_path / name).write_text("mine")
    (tmp_path / ours).symlink_to(precious)
    with temporary_folder(tmp_path / "out"):
        pass
    assert {path.name for path in tmp_path.iterdir()} == {"keep", ours, *names}
    assert precious.read_text() == "mine"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a file of another user")
def test_another_users_is_left_alone(tmp_path: Path) -> None:
    theirs = tmp_path / ".qzinvest-0123456789abcdef.new"
    theirs.write_text("half")
    os.chown(theirs, 65534, 65534)
    with temporary_file(tmp_path / "r.csv"):
        pass
    assert theirs.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no such pipes there")
def test_a_pipe_of_such_a_name_keeps_nobody_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".qzinvest-0123456789abcdef.new")
    with temporary_file(tmp_path / "other"):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="its choice is Python's there")
def test_the_folder_that_spills_is_sqlites_choice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one := tmp_path / "one").mkdir()
    (two := tmp_path / "two").mkdir()
    monkeypatch.setenv("TMPDIR", str(two))
    monkeypatch.setenv("SQLITE_TMPDIR", str(one))
    assert spill() == str(one)
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path / "none"))
    assert spill() == str(two)


def test_a_folder_that_is_removed_before_its_lock_is_held_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, removed = os.open, list[str]()

    def late(path: str | Path, flags: int) -> int:
        if not removed:
            removed.append(str(path))
            Path(path).rmdir()  # what another process does that looks just now
        return opened(path, flags)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", late)
        with temporary_folder(tmp_path / "out") as folder:
            assert (str(folder), folder.is_dir()) == (removed[0], True)
