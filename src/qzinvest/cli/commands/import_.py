"""``import``: projects from plain CSV files, all or nothing."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from qzinvest.cli.context import ledger_path, talk, today, words
from qzinvest.cli.declare import Arg, Db, Lang, Opt
from qzinvest.cli.writing import Desk, desk
from qzinvest.errors import BadRows, ExitCode, Fault, NoDistrict
from qzinvest.intake.plain import PlainRow, count_rows, highest_id, read_plain, refuse_other_kinds
from qzinvest.ledger.bulk import Matcher, Outcome, Refusal
from qzinvest.locale import Wording
from qzinvest.model.project import Project
from qzinvest.render.echo import differences

_BAR_FROM = 10_000
"""Rows from which a terminal gets a progress bar."""
_CHANGES_SHOWN = 50


def run(
    *,
    files: Annotated[list[str], Arg("FILE...", "argument.files")],
    dry_run: Annotated[bool, Opt("--dry-run", "option.dry_run")] = False,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Import the files in one transaction and say what was added, changed and left alone."""
    w = words(lang)
    with (
        _ledger(ledger_path(db), dry_run=dry_run) as path,
        desk(path, w, make=True, keep=not dry_run) as at,
    ):
        for file in files:
            refuse_other_kinds(Path(file))
        office = at.recorder.office
        matcher = Matcher(at.recorder, max(highest_id(Path(file), office) for file in files))
        tally = _Tally(at, w)
        for file in files:
            tally.take(Path(file), matcher)
        tally.refuse_faults()
    tally.say(dry_run=dry_run)
    return ExitCode.OK


@contextmanager
def _ledger(path: Path, *, dry_run: bool) -> Iterator[Path]:
    """The ledger to write to; a rehearsal where there is none yet must not leave one behind."""
    if not dry_run or path.exists():
        yield path
        return
    with TemporaryDirectory() as folder:
        yield Path(folder) / "ledger.db"


class _Tally:
    """What an import has done so far, over all its files."""

    def __init__(self, at: Desk, w: Wording) -> None:
        self._at = at
        self._w = w
        self._faults: list[Fault] = []
        self._files: list[str] = []
        self.added = self.changed = self.unchanged = 0
        self._lines: list[str] = []

    def take(self, path: Path, matcher: Matcher) -> None:
        """Record one file's sound rows and gather its faults."""
        self._files.append(str(path))
        with _progress(path, self._w) as step:
            rows = read_plain(path, self._at.resolver, today())
            for outcome in matcher.record(self._sound(rows)):
                self._add(str(path), outcome)
                step(outcome.added + len(outcome.changed) + outcome.unchanged)

    def _sound(self, rows: Iterable[PlainRow | Fault]) -> Iterator[tuple[int, Project]]:
        for row in rows:
            if isinstance(row, Fault):
                self._faults.append(row)
            else:
                yield row

    def _add(self, file: str, outcome: Outcome) -> None:
        self.added += outcome.added
        self.changed += len(outcome.changed)
        self.unchanged += outcome.unchanged
        self._faults += [_fault(file, refusal) for refusal in outcome.refused]
        for before, after in outcome.changed[: _CHANGES_SHOWN - len(self._lines)]:
            changes = differences(before, after, self._at.plan, self._w)
            self._lines.append(f"{after.id} {after.name}\n" + "\n".join(changes))

    def refuse_faults(self) -> None:
        """Give the whole import up if any row was bad.

        Raises:
            BadRows: with every fault of every file.
        """
        if self._faults:
            self._faults.sort(key=lambda fault: (self._files.index(fault.file), fault.row))
            raise BadRows(file=", ".join(self._files), faults=self._faults)

    def say(self, *, dry_run: bool) -> None:
        """Tell the person the outcome."""
        for line in self._lines:
            talk(line)
        if self.changed > len(self._lines):
            talk(self._w("talk.more_changes", count=self.changed - len(self._lines)))
        key = "talk.would_import" if dry_run else "talk.imported"
        counts = {"added": self.added, "changed": self.changed, "unchanged": self.unchanged}
        talk(self._w(key, **{name: f"{value:,}" for name, value in counts.items()}))


def _fault(file: str, refusal: Refusal) -> Fault:
    if isinstance(refusal.error, NoDistrict):
        return Fault(file, refusal.row, "district", "", refusal.error)
    return Fault(file, refusal.row, "code", refusal.code, refusal.error)


@contextmanager
def _progress(path: Path, w: Wording) -> Iterator[Callable[[int], None]]:
    """A progress bar on stderr where a person waits for a large file."""
    if not sys.stderr.isatty() or (rows := count_rows(path)) < _BAR_FROM:
        yield lambda _: None
        return
    # Imported here: only a person who waits needs it.
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task(w("talk.importing", path=path), total=rows)
        yield lambda done: bar.advance(task, done)
