"""Who records, and when: what each event says of its making."""

import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

from qzinvest.model.normal import seen

_WHO_LIMIT = 64
"""Most characters of a name in the log."""


def stamp_now(environ: Mapping[str, str] = os.environ) -> tuple[str, str]:
    """The clock's UTC second and who records.

    Whom ``QZINVEST_WHO`` names, with the system's user beside it where that is another: several
    clerks share a login, and nobody signs for somebody else unseen. Else the system's user alone.
    """
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    user = _signed(system_user())
    who = _signed(environ.get("QZINVEST_WHO", ""))
    return at, user if who in ("", user) else f"{who} ({user})"


if sys.platform == "win32":
    from getpass import getuser as system_user
else:
    from pwd import getpwuid

    def system_user() -> str:
        """The name of the user that the process runs as, else its number."""
        try:
            return getpwuid(os.getuid()).pw_name
        except KeyError:  # a user without a name, as in containers
            return str(os.getuid())


def _signed(name: str) -> str:
    """A name as it stands in the log: what nobody sees is gone, and it is of a bounded length.

    A line break would end the column in the hashed row; bytes that are no text become signs.
    """
    return seen(name.encode("utf-8", "replace").decode())[:_WHO_LIMIT].strip()
