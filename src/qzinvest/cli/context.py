"""What a command knows of the world it runs in: paths, language, terminal, today."""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone, tzinfo
from errno import EINVAL
from typing import TYPE_CHECKING

from qzinvest.cli.declare import BINARY, DOCUMENTS, FORMATS, SUFFIXES, Amounts, Looking
from qzinvest.cli.preferences import Settings, settings_of
from qzinvest.cli.terminal import Pager, colour, folded, is_bare, paged, screen_width
from qzinvest.errors import (
    BadOption,
    Conflict,
    NeedsFile,
    Negative,
    NoFileName,
    QzinvestError,
    UnknownZone,
    refused_by_system,
)
from qzinvest.locale import Wording, wanted_language, wording
from qzinvest.model.plan import LANGUAGES
from qzinvest.render.output import Look
from qzinvest.tuples import NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from qzinvest.model.document import MoneyUnit

ZONE = "Asia/Shanghai"
_CHINA = timezone(timedelta(hours=8))
"""China's time, all the year round since September 1991. To load the world's zones, and to ask how
this Python was built where they lie, takes a fifteenth of a report."""
_FILE = 100
"""Columns of a file."""
_WAIT, _LONGEST = 30, 10**6
"""Seconds that a command waits until others have written; and more than a week at the most."""
AMOUNTS = ("yi", "wan")
"""What people read money in: 亿元 or 万元."""
_MOST_ROWS = 10**9
"""No ledger has more; SQLite cannot take every whole number that a person can type."""


class Surroundings(NamedTuple):
    """What a command stands in: its ledger, the language, and the ledger's day.

    ``lang`` is the option ``--lang``, which goes before the language that an edition keeps;
    ``settings`` are the ledger's and the user's; for ``wait`` seconds others may write first.
    """

    ledger: str
    w: Wording
    lang: str | None
    settings: Settings
    wait: int

    @property
    def path(self) -> "Path":
        """The ledger's path, for who makes files; reading does without pathlib."""
        from pathlib import Path

        return Path(self.ledger)

    @property
    def zone(self) -> tzinfo:
        """The ledger's time zone.

        Raises:
            UnknownZone: this system does not know it.
        """
        return zone_of(self.settings.of("timezone")[0])

    @property
    def today(self) -> date:
        """The ledger's day, wherever the computer stands; errors as ``zone``."""
        return datetime.now(self.zone).date()


def surroundings(
    db: str | None, lang: str | None, output: str | None = None, wait: int | None = None
) -> Surroundings:
    """The ledger's path, language and settings, asked once at a command's beginning.

    Args:
        output: the file that the answer goes to, which must not change with who asks.

    Raises:
        BadOption: ``lang`` is no language of ours, ``db`` is empty.
        Negative: ``wait`` is.
    """
    # Imported here: help and mistakes of a command line often need no ledger.
    from qzinvest.ledger.place import refuse_name

    patience = _WAIT if wait is None else min(natural("--wait", wait), _LONGEST)
    if lang is not None:
        choice("--lang", lang, LANGUAGES)
    path = ledger_path(db)
    refuse_name(path)
    settings = settings_of(path)
    spoken = wording(lang or settings.of("lang", to_file=output is not None)[0])
    return Surroundings(path, spoken, lang, settings, patience)


def zone_of(name: str) -> tzinfo:
    """The time zone of an IANA name.

    Raises:
        UnknownZone: there is none, or this system does not know it.
    """
    if name == ZONE:
        return _CHINA
    # Imported here, as said above.
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise UnknownZone(zone=name) from error


def ledger_path(db: str | None, environ: Mapping[str, str] = os.environ) -> str:
    """The ledger's file: ``--db``, else ``QZINVEST_DB``, else the user's data folder."""
    if db == "":
        # An unset variable in a script must not lead to another ledger.
        raise BadOption(option="--db", value=db, allowed=("FILE",))
    given = db or environ.get("QZINVEST_DB")
    if given:
        option = "--db" if db else "QZINVEST_DB"
        if given == ":memory:" or given.startswith("file:"):
            raise NoFileName(option=option, value=given, reason="memory")
        if any("\ud800" <= character <= "\udfff" for character in given):
            raise NoFileName(option=option, value=given, reason="encoding")
        return _tidied(given)
    # Imported here: it costs a sixth of a report, and cron lines name their ledger.
    from platformdirs import user_data_path

    return str(user_data_path("qzinvest") / "ledger.db")


def _tidied(name: str) -> str:
    """A file's name as pathlib writes it, which is loaded only where that is another one."""
    parts = name.removeprefix("/").split("/")
    if os.sep == "/" and "" not in parts and "." not in parts:
        return name
    from pathlib import Path

    return str(Path(name))


def language_asked(argv: Sequence[str]) -> str:
    """The language of help, and of a command line that failed or was not understood.

    As ``surroundings`` settles it, as far as the words can be told.
    """
    lang = _value(argv, "--lang")
    if lang in LANGUAGES:
        return lang
    if wanted := wanted_language():
        return wanted
    try:
        settings = settings_of(ledger_path(_value(argv, "--db") or None))
    except (QzinvestError, OSError):
        settings = Settings({}, {})
    return settings.of("lang")[0]


def _value(argv: Sequence[str], flag: str) -> str:
    """What follows an option in a command line, empty where it is not given."""
    for word, following in zip(argv, [*argv[1:], ""], strict=False):
        if word == flag:
            return following
        if word.startswith(f"{flag}="):
            return word.removeprefix(f"{flag}=")
    return ""


def choice(option: str, value: str, allowed: Sequence[str]) -> str:
    """The one of ``allowed`` that ``value`` is, or names in any of the languages.

    Raises:
        BadOption: it is none.
    """
    if value in allowed:
        return value
    for words in map(wording, LANGUAGES):
        for code in allowed:
            said = words(f"choice.{code}")
            if said != f"choice.{code}" and value in said.split():
                return code
    raise BadOption(option=option, value=value, allowed=allowed)


def natural(option: str, number: int) -> int:
    """``number``, of which there can be none but not less.

    Raises:
        Negative: it is.
    """
    if number < 0:
        raise Negative(option=option, value=number)
    return number


def row_limit(limit: int | None, look: Look, screenful: int) -> int:
    """How many rows to print, 0 for all: ``--limit``, else in tables for reading ``screenful``.

    Raises:
        Negative: it is.
    """
    if limit is None:
        return screenful if look.form == "table" else 0
    return min(natural("--limit", limit), _MOST_ROWS)


def look_of(
    looking: Looking,
    here: Surroundings | None = None,
    *,
    frozen: bool = False,
    amounts: Amounts = Amounts(),  # noqa: B008 - immutable
) -> Look:
    """How an answer looks that goes to a file, or to stdout.

    The file's suffix decides the format; without one ``--format`` does. A file never looks at the
    terminal; nor does an edition that is not read on one: its bytes are the same anywhere.

    Args:
        here: whose settings say what money is read in; an edition's own day knew none.

    Raises:
        BadOption: there is no such format, or the suffix is that of none.
        Conflict: they contradict each other, or ``--wan`` would change nothing: machine formats
            have whole yuan.
        NeedsFile: a terminal cannot show the format.
    """
    form, output, labels, bom, bare, notes, no_pager = looking
    if form is not None:
        choice("--format", form, FORMATS)
    written = None if output is None else format_of_file(output)
    if form is not None and written not in (None, form):
        raise Conflict(option=f"--output {output}", other=f"--format {form}")
    form = written or form or FORMATS[0]
    if form in BINARY and output is None and sys.stdout.isatty():
        raise NeedsFile(form=form)
    still = output is not None or form in DOCUMENTS or (frozen and not sys.stdout.isatty())
    Pager.wanted = not no_pager
    look = Look(
        form,
        _FILE if still else screen_width(),
        not still and colour(),
        still,
        labels=labels,
        piped=still or not sys.stdout.isatty(),
        bare=bare or (not still and is_bare()),
        bom=form == "csv" and (bom or (labels and output is not None)),
        notes=notes,
    )
    unit = _money(look, here, amounts, frozen=frozen, to_file=output is not None)
    return look._replace(unit=unit)


def _money(
    look: Look, here: Surroundings | None, amounts: Amounts, *, frozen: bool, to_file: bool
) -> "MoneyUnit":
    if amounts.wan and amounts.yi:
        raise Conflict(option="--wan", other="--yi")
    if (amounts.wan or amounts.yi) and not look.is_read:
        raise Conflict(option="--wan" if amounts.wan else "--yi", other=f"--format {look.form}")
    if amounts.wan or amounts.yi or here is None or frozen:
        return "wan" if amounts.wan else "yi"
    value, _ = here.settings.of("amounts", to_file=to_file)
    return "wan" if choice("QZINVEST_AMOUNTS", value, AMOUNTS) == "wan" else "yi"


def format_of_file(output: str, suffixes: Mapping[str, str] = SUFFIXES) -> str | None:
    """The format that a file's name says by its suffix, ``None`` where it has none.

    Raises:
        BadOption: the suffix is none of ``suffixes``.
    """
    # Imported here, as above: most answers go to stdout.
    from pathlib import Path

    suffix = Path(output).suffix.lower()
    if not suffix:
        return None
    if suffix not in suffixes:
        allowed = [f"FILE{known}" for known in suffixes]
        raise BadOption(option="--output", value=output, allowed=allowed)
    return suffixes[suffix]


def talk(text: str, *, whole: bool = False) -> None:
    """Say something to the person: stderr, never data; a ``whole`` line is none to be parted."""
    said = text.rstrip("\n")
    # Where it cannot be said, what was recorded stays recorded all the same.
    with suppress(OSError):
        sys.stderr.write((said if whole else folded(said)) + "\n")


_REMARKS: list[str] = []
"""What was recorded is known where its transaction ends, deep in a command; what is said of it
besides comes behind the command's own answer. ``main`` empties this, however a command ends."""


def remark(text: str) -> None:
    """Keep something to say behind the command's own answer."""
    _REMARKS.append(text)


def talk_remarks() -> None:
    """Say what was kept until the command had ended."""
    while _REMARKS:
        talk(_REMARKS.pop(0))


def answer(text: str | bytes, form: str, w: Wording, edition: str | None = None) -> str | bytes:
    """What a report of no project at all answers: what to do next, in place of ``text``.

    Programs get their text, documents are written as always, and the person is told beside it.

    Args:
        edition: the edition that holds none, ``None`` where the ledger does.
    """
    # Imported here: most ledgers have projects.
    from qzinvest.render.messages import nothing_yet

    if form not in ("table", "markdown"):
        talk(nothing_yet(w, edition))
        return text
    return nothing_yet(w, edition, mark="- " if form == "markdown" else "  ")


def is_reader_gone(error: BaseException) -> bool:
    """Whether who reads our answer (`| head`) has seen enough; Windows calls writing on invalid."""
    if sys.platform == "win32" and isinstance(error, OSError) and error.errno == EINVAL:
        return error.filename is None
    return isinstance(error, BrokenPipeError)


def stdout_lost() -> None:
    """Let nothing more go to stdout: what is buffered would fail once more at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def emit(
    text: str | bytes | Iterable[str], output: str | None = None, w: Wording | None = None
) -> None:
    """Give out data: to stdout, or whole into the file ``output``, which ``w`` then tells of.

    Args:
        text: the data, whole or in pieces.

    Raises:
        DiskFull, FileUnwritable: the text could not be written to the end.
    """
    if output is not None:
        from pathlib import Path

        from qzinvest.render.files.atomic import write_atomic

        write_atomic(Path(output), text)
        if w is not None:
            talk(w("talk.written", path=output))
        return
    if isinstance(text, str) and paged(text):
        return
    try:
        # Bytes, so that a C locale in cron cannot refuse the characters.
        sys.stdout.flush()
        for piece in (text,) if isinstance(text, str | bytes) else text:
            sys.stdout.buffer.write(piece.encode() if isinstance(piece, str) else piece)
        sys.stdout.flush()
    except OSError as error:
        if is_reader_gone(error):
            raise BrokenPipeError from error
        stdout_lost()
        raise refused_by_system(error, "stdout") from error
