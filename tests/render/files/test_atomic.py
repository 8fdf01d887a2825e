"""Whole files or none."""

import os
import stat
from pathlib import Path

import pytest

from qzinvest.errors import DiskFull, FileExists, FileUnwritable
from qzinvest.render.files.atomic import write_atomic


def test_new_file_in_utf8_and_nothing_beside_it(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a.txt", "晋江\n")
    assert (tmp_path / "a.txt").read_bytes() == "晋江\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_existing_file_keeps_its_mode_and_a_link_stays(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    write_atomic(link, b"new")
    assert real.read_bytes() == b"new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert link.is_symlink()


def test_what_is_no_regular_file_is_written_to_directly() -> None:
    reading, writing = os.pipe()
    write_atomic(Path(f"/dev/fd/{writing}"), "text")
    assert os.read(reading, 10) == b"text"
    os.close(reading)
    os.close(writing)


def test_full_disk() -> None:
    with pytest.raises(DiskFull):
        write_atomic(Path("/dev/full"), "text")


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileUnwritable, match="No such file"):
        write_atomic(tmp_path / "none" / "a.txt", "text")


def test_interrupted_writing_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(path, "new")
    assert path.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal"])
def test_a_link_to_what_lies_beside_a_ledger_costs_no_record(tmp_path: Path, suffix: str) -> None:
    beside, link = tmp_path / f"ledger.db{suffix}", tmp_path / "report.csv"
    beside.write_bytes(b"records that are nowhere else yet")
    link.symlink_to(beside)
    with pytest.raises(FileExists):
        write_atomic(link, "new")
    assert beside.read_bytes() == b"records that are nowhere else yet"
