"""What an event of the log did, as reports and people see it."""

from datetime import datetime, tzinfo

from qzinvest.model.evaluation import Evaluation
from qzinvest.model.project import Project
from qzinvest.tuples import NamedTuple


def time_told(at: str, zone: tzinfo | None) -> str:
    """A UTC second of the log in a zone's time, ``2022-06-30 17:05 +08:00``; without one as it is.

    Machine formats take no zone: their times are the log's own.
    """
    if zone is None:
        return at
    local = datetime.fromisoformat(at).astimezone(zone)
    offset = f"{local:%z}"
    return f"{local:%Y-%m-%d %H:%M} {offset[:3]}:{offset[3:5]}"


class Entry(NamedTuple):
    """One event: its name, UTC second, author, and the fact that it changed.

    ``kind`` is ``project``, ``plan``, ``office``, ``import``, ``learned``,
    ``edition`` or ``evaluation``;
    ``key`` the project's id, ``plan@date``, the office, or such as ``office/import-3``. ``existed``
    and ``exists`` tell whether the fact was there before and after; ``before`` and ``after`` are a
    project's states, ``evaluation`` is what an evaluation says. ``undone`` names the event that
    this one took back; ``origin`` is the record on which the undo works in the end, and which it
    puts back ``again`` where it took an undo back.
    """

    event: str
    at: str
    who: str
    kind: str
    key: str
    existed: bool
    exists: bool
    before: Project | None = None
    after: Project | None = None
    undone: str | None = None
    evaluation: Evaluation | None = None
    origin: "Entry | None" = None
    again: bool = False

    @property
    def action(self) -> str:
        """``undone``, ``added``, ``changed`` or ``removed``."""
        if self.undone is not None:
            return "undone"
        if not self.existed:
            return "added"
        return "changed" if self.exists else "removed"


IMPORT_PREFIX = "import-"


class Import(NamedTuple):
    """One import: its number among the office's, its events, and what it did.

    ``files`` hold ``name``, ``kind`` and ``digest`` (SHA-256 of the bytes) each.
    ``first`` and ``last`` are the numbers of its projects' events.
    """

    org: str
    number: int
    at: str
    who: str
    files: tuple[dict[str, object], ...]
    added: int
    changed: int
    unchanged: int
    left_out: int
    first: int
    last: int
    undone: bool

    @property
    def id(self) -> str:
        """Its name for people, ``import-3``."""
        return f"{IMPORT_PREFIX}{self.number}"
