"""``--install-completion``: says which files of a shell it would edit, asks, and only then does it.

Typer's own asks nobody, rewrites files whole, and lets any script run in PowerShell.
"""

from pathlib import Path
from typing import NamedTuple

from qzinvest.cli.context import talk
from qzinvest.cli.writing import agreed, can_ask
from qzinvest.errors import NoCompletion, refused_by_system
from qzinvest.locale import Wording

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


def install(w: Wording) -> None:
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
    agreed(w("ask.completion"))
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
