"""What nobody has to type twice: settings of the ledger and of the user, and which of them holds.

An option goes before all of them. On a screen the environment holds, then the user's own setting,
then the ledger's. A file comes out the same whoever writes it: there the ledger's goes first.
"""

import os
import sys
from collections.abc import Mapping

from qzinvest.locale import locale_language, wanted_language
from qzinvest.model.plan import LANGUAGES
from qzinvest.tuples import NamedTuple

PERSONAL = ("lang", "unit", "amounts", "tier")
"""The settings that a person may have; whose today it is belongs to the ledger alone."""
_DEFAULTS = {"lang": "en", "timezone": "Asia/Shanghai", "unit": "", "amounts": "yi", "tier": ""}


class Settings(NamedTuple):
    """What the ledger keeps, and what the user has of their own."""

    kept: Mapping[str, str]
    own: Mapping[str, str]

    def of(self, name: str, *, to_file: bool = False) -> tuple[str, str]:
        """The value in force, and where it is from.

        That is ``environment``, ``user``, ``ledger``, ``locale`` or ``default``.
        """
        wishes = [("environment", _in_environment(name)), ("user", self.own.get(name, ""))]
        ledger = [("ledger", self.kept.get(name, ""))]
        ways = [*ledger, *wishes] if to_file else [*wishes, *ledger]
        if name == "lang":
            ways = [(source, value) for source, value in ways if value in LANGUAGES]
            ways.append(("locale", locale_language() or ""))
        for source, value in ways:
            if value:
                return value, source
        return _DEFAULTS[name], "default"

    @property
    def tier(self) -> int | None:
        """The tier that is read, ``None`` for all."""
        value, _ = self.of("tier")
        return int(value) if value.isascii() and value.isdigit() else None


def _in_environment(name: str) -> str:
    if name == "lang":
        return wanted_language() or ""
    return os.environ.get(f"QZINVEST_{name.upper()}", "") if name in PERSONAL else ""


def settings_of(path: str) -> Settings:
    """The settings for the ledger at ``path``; whatever cannot be read says nothing."""
    # Imported here: help and mistakes of a command line often need no ledger.
    from qzinvest.ledger.settings import settings

    return Settings(settings(path), own_settings())


def own_file(environ: Mapping[str, str] = os.environ) -> str:
    """The file of the user's own settings.

    As platformdirs has it, which takes a sixth of a report to import.
    """
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        room = environ.get("APPDATA") or home
    elif sys.platform == "darwin":
        room = os.path.join(home, "Library", "Application Support")
    else:
        room = environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
    return os.path.join(room, "qzinvest", "settings")


def own_settings() -> Mapping[str, str]:
    """The user's own settings, a line ``name = value`` each; ``{}`` where there are none."""
    try:
        with open(own_file(), encoding="utf-8") as file:
            lines = file.read(10_000).splitlines()
    except (OSError, ValueError):
        return {}
    pairs = ((name.strip(), value.strip()) for name, _, value in (x.partition("=") for x in lines))
    return {name: value for name, value in pairs if name in PERSONAL}


def keep_own(name: str, value: str | None) -> None:
    """Let the user have a setting of their own; ``None`` takes it away.

    Raises:
        DiskFull, FileUnwritable: the file cannot be written.
    """
    from pathlib import Path

    from qzinvest.errors import refused_by_system
    from qzinvest.render.files.atomic import write_atomic

    known = {**own_settings(), name: value}
    path = Path(own_file())
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise refused_by_system(error, str(path.parent)) from error
    write_atomic(path, "".join(f"{key} = {text}\n" for key, text in known.items() if text))
