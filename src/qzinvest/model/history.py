"""What an event of the log did, as reports and people see it."""

from typing import NamedTuple

from qzinvest.model.project import Project


class Entry(NamedTuple):
    """One event: its name, UTC second, author, and the fact that it changed.

    ``kind`` is ``project``, ``plan`` or ``office``; ``key`` the project's id, ``plan@date`` or the
    office. ``existed`` and ``exists`` tell whether the fact was there before and after; ``before``
    and ``after`` are a project's states. ``undone`` names the event that this one took back.
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

    @property
    def action(self) -> str:
        """``undone``, ``added``, ``changed`` or ``removed``."""
        if self.undone is not None:
            return "undone"
        if not self.existed:
            return "added"
        return "changed" if self.exists else "removed"
