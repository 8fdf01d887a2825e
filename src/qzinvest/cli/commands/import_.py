"""``import``: projects from whatever the offices send, all or nothing."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from errno import EISDIR, ENOENT
from pathlib import Path
from tempfile import gettempdir
from typing import Annotated, BinaryIO

from qzinvest.cli.asking import Asking
from qzinvest.cli.context import Surroundings, choice, emit, look_of, surroundings, talk
from qzinvest.cli.declare import Arg, Db, Lang, Looking, Opt, Wait
from qzinvest.cli.reading import Answering, Reading, rules_of
from qzinvest.cli.remarks import say_of_marks
from qzinvest.cli.writing import desk
from qzinvest.errors import (
    BadOption,
    BadRows,
    Conflict,
    ExitCode,
    Fault,
    FileUnwritable,
    NoColumn,
    NotATable,
    TwoColumns,
    refused_by_system,
    unreadable,
)
from qzinvest.intake.offices.answers import answers_of, sender_named
from qzinvest.intake.offices.map import map_text
from qzinvest.intake.offices.tables import map_of
from qzinvest.intake.plain_csv.kind import is_entries, is_plain
from qzinvest.locale import Wording
from qzinvest.model.document import Said
from qzinvest.model.imported import Imported
from qzinvest.model.plan import Plan
from qzinvest.render.causes import fault_lines
from qzinvest.render.data import bare
from qzinvest.render.files.atomic import write_atomic
from qzinvest.render.messages import differences, unmoved
from qzinvest.render.output import Look, written
from qzinvest.render.views import imported as view
from qzinvest.render.views.imported import (
    disagreement_text,
    faults_data,
    implausible_text,
    leap_text,
    left_out_text,
    recalled_text,
    remark_text,
    rounded_lines,
    suspect_text,
)
from qzinvest.tasks.ground import ground
from qzinvest.tasks.importing import Importer, Input, Wishes
from qzinvest.temporary import temporary_folder
from qzinvest.tuples import NamedTuple

_UNSEEN = ("hidden", "filtered")
"""Remarks without which faults are not found in the file."""
_MOST_INPUT = 1_000_000_000
"""Bytes from stdin; ten times what the largest table of a province would have."""
_CHUNK = 1 << 20
_BAR_FROM = 10_000
"""Rows from which a terminal gets a progress bar."""

ON_DUPLICATE = ("warn", "refuse", "link")
_LINKS = 20
"""Links that are told one by one."""


class Beside(NamedTuple):
    """The files that tell the sender what is wrong."""

    faults: Annotated[str | None, Opt("--faults", "option.faults", "FILE")] = None
    return_to: Annotated[str | None, Opt("--return", "option.return", "FILE")] = None


def run(
    *,
    files: Annotated[list[str], Arg("FILE...", "argument.files")],
    dry_run: Annotated[bool, Opt("--dry-run", "option.dry_run")] = False,
    accept_good: Annotated[bool, Opt("--accept-good", "option.accept_good")] = False,
    reading: Reading,
    answering: Answering,
    on_duplicate: Annotated[
        str, Opt("--on-duplicate", "option.on_duplicate", "RULE", ON_DUPLICATE)
    ] = "warn",
    beside: Beside,
    looking: Looking,
    wait: Wait = None,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Import the files in one transaction and say what was added, changed and left alone."""
    here = surroundings(db, lang, looking.output, wait)
    w = here.w
    look = look_of(looking)
    on_duplicate = choice("--on-duplicate", on_duplicate, ON_DUPLICATE)
    targets = {"--faults": beside.faults, "--return": beside.return_to}
    targets |= {"--save-map": reading.save_map, "--output": looking.output}
    _check_targets(here.path, files := expanded(files), targets)
    if looking.output is not None and look.form == "table" and not dry_run:
        raise Conflict(option="--output", other="--format table")
    rules = rules_of(reading, here.today)._replace(zone=here.zone)
    is_printed = dry_run or look.form != "table"
    wishes = Wishes(rules, on_duplicate, accept_good, dry_run, is_printed, answering.remember)
    with _inputs(files) as inputs, _ledger(here.path, dry_run=dry_run) as path:
        here = here._replace(ledger=str(path))
        importer, bad = _imported(here, inputs, wishes, (reading, answering))
        imported = importer.imported(saved=not dry_run and bad is None)
        _hand_back(importer, imported.faults, beside, w)
    if bad is not None and importer.tables:
        _save_map(importer, reading.save_map, w)
    if is_printed:
        _print(imported, importer.plan, w, look, looking.output)
    if bad is not None:
        for remark in (one for one in imported.remarks if one.kind in _UNSEEN):
            talk(remark_text(remark, w))
        raise bad.handed_back() if beside.return_to is not None else bad
    _say(imported, importer.plan, w)
    _save_map(importer, reading.save_map, w)
    return ExitCode.OK


if sys.platform == "win32":

    def expanded(files: Sequence[str]) -> list[str]:
        """The files that ``*.xlsx`` names, which no shell there puts in its place.

        What fits nothing stays, and is named as missing. ``~$…`` are Excel's marks of open files.
        """
        # Imported here: no other system needs it.
        from glob import glob

        found: list[str] = []
        for name in files:
            fit = glob(name.replace("[", "[[]")) if {"*", "?"} & set(name) else []  # noqa: PTH207 - as named
            found += sorted(f for f in fit if not Path(f).name.startswith("~$")) or [name]
        return found
else:

    def expanded(files: Sequence[str]) -> list[str]:
        """The files as they are named: a shell has put them in the place of ``*.xlsx``."""
        return list(files)


def _imported(
    here: Surroundings,
    inputs: Sequence[Input],
    wishes: Wishes,
    given: tuple[Reading, Answering],
) -> tuple[Importer, BadRows | None]:
    """Read and record all files; gives why that was given up, where rows are bad.

    At a terminal a person is asked what the files leave open, and they are read again by that.
    """
    save_map, answering = given[0].save_map is not None, given[1]
    at = ground(here.path, here.w, here.today)
    words = answering.columns or (), answering.words or (), answering.unit
    wishes = wishes._replace(answers=answers_of(*words, at.resolver))
    if answering.sender is not None:
        wishes = wishes._replace(sender=sender_named(answering.sender, at.resolver))
    asking = Asking(at.resolver, here.w)
    say = _once(talk)
    while True:
        importer = Importer(at, wishes, say, _progress)
        try:
            _read(importer, inputs, save_map=save_map)
            wishes = asking.whose(importer, wishes)
            with desk(here, make=True, keep=not wishes.dry_run) as open_desk:
                if open_desk.ground.decides != importer.ground.decides:
                    # Another plan was adopted, or the ledger made, while the files were read.
                    importer = Importer(open_desk.ground, wishes, say, _progress)
                    _read(importer, inputs, save_map=save_map)
                importer.record(open_desk)
                importer.finish(open_desk)
                if days := [m.mark.on for m in importer.marks if m.outcome != "unchanged"]:
                    say_of_marks(open_desk.recorder, min(days), here.w)
        except (BadRows, NoColumn, TwoColumns) as error:
            named = asking.whose_first(importer, wishes, error)
            if named.sender != wishes.sender:
                wishes = named
                continue
            if answers := asking.answers_to(error):
                wishes = wishes._replace(answers=(*wishes.answers, *answers))
                continue
            asking.say_unlearned()
            if not isinstance(error, BadRows):
                raise
            return importer, error
        return importer, None


def _once(say: Callable[[str], None]) -> Callable[[str], None]:
    """Says each text once: files that are read again by an answer say the same again."""
    told: set[str] = set()

    def first(text: str) -> None:
        if text not in told:
            told.add(text)
            say(text)

    return first


def _check_targets(ledger: Path, files: Sequence[str], targets: dict[str, str | None]) -> None:
    """Refuse to write over what is read, and where nothing can be written, before the import."""
    # ``Path.resolve`` raises on a ring of links in some versions of Python.
    read = {os.path.realpath(file) for file in (*files, str(ledger))}
    for option, name in targets.items():
        if name is not None and (not name or os.path.realpath(name) in read):
            raise BadOption(option=option, value=name, allowed=("FILE",))
        if name is not None and not Path(name).parent.is_dir():
            raise FileUnwritable(path=name, reason=os.strerror(ENOENT))
        if name is not None and Path(name).is_dir():
            raise FileUnwritable(path=name, reason=os.strerror(EISDIR))
    suffixes = {
        "--faults": (".csv", ".json"),
        "--return": (".xlsx", ".xlsm"),
        "--save-map": (".toml",),
    }
    for option, allowed in suffixes.items():
        target = targets[option]
        if target is not None and Path(target).suffix.lower() not in allowed:
            raise BadOption(option=option, value=target, allowed=[f"FILE{end}" for end in allowed])


@contextmanager
def _inputs(files: Sequence[str]) -> Iterator[list[Input]]:
    """The files of the call; what comes from stdin or a pipe is kept in a file meanwhile."""
    if len(set(files)) < len(files):
        again = next(name for name in files if files.count(name) > 1)
        raise Conflict(option=again, other=again)
    with temporary_folder(Path(gettempdir()) / "inputs") as folder:
        inputs = []
        for number, name in enumerate(files):
            path = Path(name)
            if name == "-":
                path = folder / str(number)
                _keep(sys.stdin.buffer, path, name)
            elif path.exists() and not (path.is_file() or path.is_dir()):
                path = folder / str(number)
                _keep_pipe(Path(name), path)
            inputs.append(Input(path, name))
        yield inputs


def _keep_pipe(pipe: Path, path: Path) -> None:
    """Likewise from a pipe or a device: it can be read once, and a table is looked at before."""
    try:
        handle = os.open(pipe, os.O_RDONLY)
    except OSError as error:
        raise unreadable(error, str(pipe)) from error
    with os.fdopen(handle, "rb") as stream:
        _keep(stream, path, str(pipe))


def _keep(stream: BinaryIO, path: Path, name: str) -> None:
    """Copy what comes in to a file, as far as any table goes."""
    left = _MOST_INPUT
    with path.open("wb") as file:
        while chunk := stream.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise NotATable(file=name, reason="endless", detail=f"{_MOST_INPUT:,}")
            try:
                file.write(chunk)
                file.flush()
            except OSError as error:
                raise refused_by_system(error, gettempdir()) from error


@contextmanager
def _ledger(path: Path, *, dry_run: bool) -> Iterator[Path]:
    """The ledger to write to; a rehearsal where there is none yet must not leave one behind."""
    if not dry_run or path.exists():
        yield path
        return
    with temporary_folder(Path(gettempdir()) / "rehearsal") as folder:
        # Its own folder: who makes a ledger takes the lock of its folder, and this one's is taken.
        yield folder / "new" / "ledger.db"


@contextmanager
def _progress(text: str, rows: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on stderr where a person waits for a large file."""
    if not sys.stderr.isatty() or rows < _BAR_FROM:
        yield lambda _: None
        return
    # Imported here: only a person who waits needs it.
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task(text, total=rows)
        yield lambda done: bar.advance(task, done)


def _read(importer: Importer, inputs: Sequence[Input], *, save_map: bool) -> None:
    """Read and check all files."""
    plain = [file for file in inputs if is_plain(file.path) or is_entries(file.path)]
    if save_map and len(plain) == len(inputs):
        raise Conflict(option="--save-map", other=plain[0].name)
    importer.take_plain(plain)
    importer.take_tables([file for file in inputs if file not in plain])


def _hand_back(importer: Importer, found: Sequence[Fault], beside: Beside, w: Wording) -> None:
    """Write the faults for the sender: as data, and as a workbook to be mended."""
    if beside.faults is not None:
        form = Path(beside.faults).suffix.lower().removeprefix(".")
        write_atomic(Path(beside.faults), bare(faults_data(found, w), form))
        talk(w("talk.written", path=beside.faults))
    if beside.return_to is not None and found:
        from qzinvest.tasks.returned import returned

        for path, back in returned(importer, found, w, Path(beside.return_to)):
            write_atomic(path, back.data)
            talk(w("talk.written", path=str(path)))
            if back.is_plainer:
                talk(w("talk.returned_anew"))


def _print(imported: Imported, plan: Plan, w: Wording, look: Look, output: str | None) -> None:
    said = Said(
        lambda: view.document(imported, plan, w),
        lambda: view.data(imported, plan, w, labels=look.labels),
    )
    emit(written(said, look, w, plan), output, w)


def _say(imported: Imported, plan: Plan, w: Wording) -> None:
    """Tell the person the outcome."""
    if not imported.dry_run:
        changed = [line for line in imported.lines if line.before is not None]
        for line in changed:
            assert line.before is not None  # noqa: S101 - filtered above
            lines = differences(line.before, line.after, plan, w)
            lines += [f"  {text}" for text in unmoved(line.before, line.after, plan, w)]
            talk("\n".join([f"{line.after.id} {line.after.name}", *lines]))
        if imported.changed > len(changed):
            talk(w("talk.more_changes", count=f"{imported.changed - len(changed):,}"))
    _say_findings(imported, plan, w)
    _say_suspects(imported, plan, w)
    key = "talk.would_import" if imported.dry_run else "talk.imported"
    counts = {"added": imported.added, "changed": imported.changed, "unchanged": imported.unchanged}
    talk(w(key, **{name: f"{value:,}" for name, value in counts.items()}))
    if refused := len({(f.file, f.sheet, f.row) for f in imported.faults}):
        talk(w("talk.left_bad_rows", count=f"{refused:,}"))
    if imported.name is not None:
        for taught in imported.taught:
            talk(recalled_text(taught, plan, w, key="taught"))
        talk(w("talk.import_name", name=imported.name))


def _say_findings(imported: Imported, plan: Plan, w: Wording) -> None:
    """Tell what a person should look at in the files."""
    lines = fault_lines(imported.faults, w)
    lines += [recalled_text(recalled, plan, w) for recalled in imported.recalled]
    lines += [left_out_text(left_out, w) for left_out in imported.left_out]
    for line in (*lines, *(remark_text(remark, w) for remark in imported.remarks)):
        talk(line)
    for leap in imported.leaps:
        talk(leap_text(leap, w))
    for doubt in imported.implausible:
        talk(implausible_text(doubt, w))
    for line in rounded_lines(imported, w):
        talk(line)
    for found in imported.disagreements:
        talk(disagreement_text(found, w))


def _say_suspects(imported: Imported, plan: Plan, w: Wording) -> None:
    for pair in imported.linked[:_LINKS]:
        talk(w("talk.linked_now", first=pair.first, second=pair.second))
    if len(imported.linked) > _LINKS:
        talk(w("talk.more_linked", count=f"{len(imported.linked) - _LINKS:,}"))
    if not imported.suspects:
        return
    talk(w("talk.suspects", count=f"{len(imported.suspects):,}"))
    for suspect in imported.shown:
        talk("  " + suspect_text(suspect, plan, w))
    if rest := len(imported.suspects) - len(imported.shown):
        talk(w("talk.more_suspects", count=f"{rest:,}"))


def _save_map(importer: Importer, path: str | None, w: Wording) -> None:
    if path is None:
        return
    tables = [table for _, table in importer.tables]
    text = map_text(map_of(tables, importer.rules), w("map.comment"))
    write_atomic(Path(path), text)
    talk(w("talk.written", path=path))
