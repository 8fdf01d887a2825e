"""Completion: of values, from what a ledger knows; and setting a shell up for it, which asks.

Typer's own asks nobody, rewrites files whole, and lets any script run in PowerShell.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from qzinvest.cli.context import language_asked, ledger_path, talk
from qzinvest.cli.writing import agreed, can_ask
from qzinvest.errors import NoCompletion, QzinvestError, refused_by_system
from qzinvest.ledger.connection import Connection
from qzinvest.locale import Wording
from qzinvest.model.plan import Plan
from qzinvest.tuples import NamedTuple

_MOST = 50
"""So many are offered: a shell that lists more asks first."""
Words = Iterable[str]


def offered(metavar: str, flag: str, incomplete: str) -> list[str]:
    """What begins so, of what the ledger knows.

    Where it cannot be read, or what is wanted is no list, there is nothing to offer.
    """
    make = _BY_FLAG.get(flag) or _BY_METAVAR.get(metavar.partition(".")[0])
    if make is None:
        return []
    try:
        words = _known(make)
    except (QzinvestError, OSError):
        return []
    return [word for word in words if word.casefold().startswith(incomplete.casefold())][:_MOST]


def _known(make: Callable[[Plan, Connection, str], Words]) -> list[str]:
    # Imported here: completion alone needs them, and no other start of the program.
    from datetime import UTC, datetime

    from qzinvest.ledger.queries import plan_for, reading

    with reading(ledger_path(None)) as connection:
        plan = plan_for(connection, None, None, datetime.now(UTC).date())[0].plan
        return list(dict.fromkeys(make(plan, connection, language_asked([]))))


def _units(kinds: tuple[str, ...]) -> Callable[[Plan, Connection, str], Words]:
    def words(plan: Plan, _: Connection, lang: str) -> Iterator[str]:
        units = [unit for kind in kinds for unit in plan.units_of(kind)]
        yield from (unit.short.get(lang) for unit in units)
        yield from (unit.pinyin.replace(" ", "") for unit in units if unit.pinyin)
        yield from (unit.code for unit in units)

    return words


def _groups(plan: Plan, _: Connection, lang: str) -> Iterator[str]:
    yield from (group.names.get(lang) for group in plan.groups)
    yield from (group.code for group in plan.groups)


def _indicators(plan: Plan, _: Connection, lang: str) -> Iterator[str]:
    del lang
    yield from (indicator.code for indicator in plan.indicators)


def _editions(_: Plan, connection: Connection, lang: str) -> Iterator[str]:
    del lang
    from qzinvest.ledger.editions import editions

    yield from (edition.code for edition in editions(connection))


def _projects(_: Plan, connection: Connection, lang: str) -> Iterator[str]:
    """The latest projects that have not ended."""
    del lang
    from qzinvest.ledger.queries import Wanted, projects

    latest = projects(connection, Wanted(sort="-id", limit=_MOST, dropped=False))
    yield from (each.id for each in latest)


_BY_FLAG: Mapping[str, Callable[[Plan, Connection, str], Words]] = {
    "--district": _units(("district",)),
    "--department": _units(("department",)),
    "--indicator": _indicators,
}
_BY_METAVAR: Mapping[str, Callable[[Plan, Connection, str], Words]] = {
    "UNIT": _units(("district", "department")),
    "GROUP": _groups,
    "EDITION": _editions,
    "PROJECT": _projects,
}


_POWERSHELL = ("powershell", "pwsh")


class Place(NamedTuple):
    """Where a shell looks: the script's file, and the lines that its own file must have for it."""

    script: str
    own: str = ""
    lines: tuple[str, ...] = ()


PLACES = {
    "bash": Place(
        ".bash_completions/qzinvest.sh",
        ".bashrc",
        ("source ~/.bash_completions/qzinvest.sh",),
    ),
    "zsh": Place(
        ".zfunc/_qzinvest", ".zshrc", ("fpath+=~/.zfunc; autoload -Uz compinit; compinit",)
    ),
    "fish": Place(".config/fish/completions/qzinvest.fish"),
}
"""In the user's home, by the name of the shell."""


def install_completion(w: Wording) -> None:
    """Set completion up for the shell that this runs in, if the person at it agrees.

    Raises:
        NoCompletion: nobody can be asked, or the shell is none of ours.
        DiskFull, FileUnwritable: the system refuses a file.
    """
    from typer._completion_shared import _get_shell_name, get_completion_script

    shell = _get_shell_name() or "?"
    if shell not in PLACES:
        reason = "powershell" if shell in _POWERSHELL else "shell"
        raise NoCompletion(reason=reason, shell=shell)
    if not can_ask():
        raise NoCompletion(reason="terminal", shell=shell)
    place = PLACES[shell]
    talk(w("talk.completion_writes", path=f"~/{place.script}"))
    if missing := _missing(place):
        talk(w("talk.completion_adds", path=f"~/{place.own}", lines="; ".join(missing)))
    agreed(w("ask.completion"), w)
    script = get_completion_script(
        prog_name="qzinvest", complete_var="_QZINVEST_COMPLETE", shell=shell
    )
    try:
        _write(place, script, missing)
    except OSError as error:
        raise refused_by_system(error, str(error.filename or place.script)) from error
    talk(w("talk.completion_installed", shell=shell))


def _missing(place: Place) -> list[str]:
    """The lines that the shell's own file lacks."""
    own = Path.home() / place.own
    held = own.read_text("utf-8", "replace").splitlines() if own.is_file() else []
    return [line for line in place.lines if line not in held]


def _write(place: Place, script: str, missing: list[str]) -> None:
    file = Path.home() / place.script
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{script}\n", encoding="utf-8")
    if missing:
        with (Path.home() / place.own).open("a", encoding="utf-8") as own:
            own.write("".join(f"\n{line}\n" for line in missing))
