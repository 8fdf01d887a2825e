"""An edition is for ever: whatever is recorded later, its reports are the same to the byte.

CI takes a size that it bears; ``QZINVEST_FULL=1`` records 1,000 events after the first editions and
asks every report in every view and format.
"""

import os
import shutil
import subprocess
import sys
from datetime import datetime, tzinfo
from itertools import product
from pathlib import Path

import pytest

from qzinvest.cli import context
from qzinvest.ledger.verify import rebuild
from tests.cli.said import Run
from tests.end_to_end.clerk import Clerk

FULL = os.environ.get("QZINVEST_FULL") == "1"
EVENTS, ROUNDS, SAMPLE = (1000, 5, None) if FULL else (80, 2, 20)
FORMATS = ("table", "csv", "json", "markdown")
BYS = ("district", "department", "tier", "group", "area", "channel", "origin", "investor_class")
VIEWS = ("statistics", "assessment")

Selection = tuple[str, ...]


def asked() -> list[Selection]:
    """Every report of one edition, in every view and format, and with options of its own."""
    every: list[Selection] = [
        (command, "--by", by, "--view", view)
        for command, by, view in product(("report", "funnel", "trend", "rank"), BYS, VIEWS)
        if command != "rank" or by in BYS[:2]
    ]
    every += [
        ("report", "--by", "district", "--by", "group"),
        ("report", "--tier", "1", "--total"),
        ("report", "--unit", "晋江"),
        ("rank", "--unit", "晋江", "--unit", "石狮"),
        ("report", "--district", "晋江", "--by", "channel"),
        ("report", "--indicator", "signed_investment", "--wan"),
        ("rank", "--scorecard"),
        ("rank", "--scorecard", "--by", "department", "--view", "assessment"),
        ("rank", "--indicator", "landed_projects", "--since", "2022-02-28"),
        ("funnel", "--days"),
        ("trend", "--every", "week", "--by", "tier", "--indicator", "signed_investment"),
        ("trend", "--restated", "--by", "district"),
        ("forecast",),
        ("forecast", "--by", "department"),
        ("due",),
        ("due", "--by", "department", "--level", "red"),
        ("due", "--view", "assessment", "--district", "晋江"),
        ("changes", "2022-03"),
        ("changes", "2022-03", "--view", "assessment", "--by", "department"),
        ("explain",),
        ("explain", "--unit", "晋江", "--indicator", "signed_investment"),
        ("explain", "--unit", "石狮", "--view", "assessment"),
        ("explain", "--by", "group", "--indicator", "paid_in"),
    ]
    asked = ((*argv, "--format", form) for argv, form in product(every, FORMATS))
    return [a for a in asked if "--wan" not in a or a[-1] not in ("csv", "json")]


class Later(datetime):
    """Years have passed: what is said of an edition does not go by the clock."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "Later":
        return cls(2031, 1, 1, tzinfo=tz)


def test_every_edition_stays(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    db = tmp_path / "ledger.db"
    assert run("init", "--db", str(db)).code == 0
    clerk = Clerk(run, db, seed=2043)
    clerk.act(60)
    texts: dict[Selection, str] = {}
    for place in range(ROUNDS):
        for code in (f"2022-{3 + 2 * place:02}", f"late-{place}"):
            assert run("edition", "freeze", code, "--db", str(db)).code == 0
            texts |= {argv: told(run, db, argv) for argv in chosen(clerk, code)}
        clerk.act(EVENTS // ROUNDS)
        for argv, text in texts.items():
            assert told(run, db, argv) == text, (argv, clerk.events)
    now = told(run, db, ("report", "--as-of", "2022-03-31"))
    assert now != told(run, db, ("report", "--edition", "2022-03"))
    rebuild(db)
    monkeypatch.setattr(context, "datetime", Later)
    assert [argv for argv, text in texts.items() if told(run, db, argv) != text] == []


def chosen(clerk: Clerk, code: str) -> list[Selection]:
    """What is asked of an edition: all of it, or a sample."""
    every = [(*argv, "--edition", code) for argv in asked()]
    return every if SAMPLE is None else clerk.random.sample(every, SAMPLE)


def told(run: Run, db: Path, argv: Selection) -> str:
    said = run(*argv, "--db", str(db))
    assert said.code == 0, (argv, said)
    return said.out


PROGRAM = Path(sys.executable).with_name("qzinvest")
KINDS = ("docx", "xlsx", "html", "md", "json", "csv")


def test_a_bulletin_comes_again_to_the_byte_after_1000_events_elsewhere(
    demo_ledger: Path, run: Run, tmp_path: Path
) -> None:
    """In another folder, time zone, language and width, with another seed of hashes.

    The plan has been revised from a day on that lies before it.
    """
    db = Path(shutil.copy(demo_ledger, tmp_path / "ledger.db"))
    notes = tmp_path / "notes.md"
    notes.write_text("请各单位于7月15日前报送。", encoding="utf-8")
    assert run("edition", "freeze", "2022-05", "--lang", "zh_Hans", "--db", str(db)).code == 0
    kept = ("--number", "6", "--issued", "2022-07-05", "--text", str(notes), "--lang", "zh_Hans")
    assert run("edition", "freeze", "2022-06", *kept, "--db", str(db)).code == 0
    before = printed(db, tmp_path / "a", TZ="Asia/Shanghai", COLUMNS="80", PYTHONHASHSEED="1")

    notes.unlink()
    ids = [f"QZ-{n}" for n in range(1, 1001)]
    assert run("edit", *ids, "--amount", "30亿", "--db", str(db)).code == 0
    assert run("undo", "QZ:3949", "--db", str(db)).code == 0, "the earlier edition"
    revised = tmp_path / "revised.toml"
    text = run("plan", "export", "--db", str(db)).out
    assert "target = 2_000" in text
    revised.write_text(text.replace("target = 2_000", "target = 2_500"), encoding="utf-8")
    earlier = ("--effective", "2022-03-01", "--db", str(db))
    assert run("plan", "adopt", str(revised), *earlier).code == 0
    moved = tmp_path / "elsewhere" / "records.db"
    moved.parent.mkdir()
    db.rename(moved)
    away = {"TZ": "America/St_Johns", "COLUMNS": "200", "QZINVEST_LANG": "en"}
    after = printed(moved, tmp_path / "b", PYTHONHASHSEED="2", **away)

    assert [name for name in KINDS if after[name] != before[name]] == []


def printed(db: Path, folder: Path, **environ: str) -> dict[str, bytes]:
    """The bulletin of the edition, by a process of its own."""
    folder.mkdir()
    outputs = [word for kind in KINDS for word in ("--output", f"通报.{kind}")]
    done = subprocess.run(
        [PROGRAM, "bulletin", "2022-06", "--db", db, *outputs],
        env=os.environ | environ,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {kind: (folder / f"通报.{kind}").read_bytes() for kind in KINDS}
