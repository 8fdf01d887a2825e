"""Recording many projects in one transaction, matched by their codes to those already known."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from qzinvest.errors import BadText, QzinvestError, RepeatedCode
from qzinvest.ledger import queries
from qzinvest.ledger.record import Recorder
from qzinvest.model.course import merged, settled
from qzinvest.model.likeness import akin
from qzinvest.model.project import Project, number_of

_CHUNK = 1000
_MANY = 20_000
"""New rows, at the least, from which building indexes anew is cheaper than keeping them."""
Numbered = tuple[int, Project]


class Refusal(NamedTuple):
    """A row that cannot be recorded, and why."""

    row: int
    code: str
    error: QzinvestError


class Outcome(NamedTuple):
    """What became of a chunk of rows; ``changed`` holds pairs ``(before, after)``."""

    added: int
    changed: tuple[tuple[Project, Project], ...]
    unchanged: int
    refused: tuple[Refusal, ...]


class Matcher:
    """Matches reported projects to those of the ledger, for one import.

    A row belongs to the project that carries its code. It belongs to the project whose id its code
    is only if name or investor agree: another office's ledger may have given the same id to another
    project. A row with an id that was never given is new and keeps it, so that a ledger's own
    export goes into a new ledger under the same ids. Every other row is new.
    """

    def __init__(self, recorder: Recorder, highest: int = 0) -> None:
        """Begin an import.

        Args:
            highest: the highest number among the rows' codes that are ids of this office; rows
                without such a code are numbered beyond it.
        """
        self._recorder = recorder
        self._given = recorder.numbers
        recorder.reserve(highest)
        self._begin = recorder.last_seq
        self._many = max(_MANY, queries.count_projects(recorder.connection))

    def record(self, rows: Iterable[Numbered]) -> Iterator[Outcome]:
        """Record the rows ``(row number, project)`` chunk by chunk."""
        stream = iter(rows)
        taken = 0
        while chunk := list(islice(stream, _CHUNK)):
            if taken < self._many <= taken + len(chunk):
                self._recorder.expect_many()
            taken += len(chunk)
            yield self._chunk(chunk)

    def _chunk(self, chunk: Sequence[Numbered]) -> Outcome:
        codes = [project.code or "" for _, project in chunk]
        known = queries.by_codes(self._recorder.connection, self._recorder.office, codes)
        fresh: list[Project] = []
        changed: list[tuple[Project, Project]] = []
        refused: list[Refusal] = []
        touched: set[str] = set()
        for row, project in chunk:
            found = known.get(project.code or "")
            try:
                if found is None:
                    fresh.append(self._new(project))
                    continue
                before, ver = found
                by_id = before.code != project.code
                if (
                    ver > self._begin
                    or before.id in touched
                    or (by_id and not akin(before, project))
                ):
                    raise RepeatedCode(code=project.code or "", where=before.id)
                touched.add(before.id)
                after = merged(before, project)
            except QzinvestError as error:
                refused.append(Refusal(row, project.code or "", error))
            else:
                changed += [(before, after)] if before != after else []
        unchanged = len(chunk) - len(fresh) - len(changed) - len(refused)
        self._recorder.add(fresh)
        self._recorder.change(changed)
        return Outcome(len(fresh), tuple(changed), unchanged, tuple(refused))

    def _new(self, project: Project) -> Project:
        project = settled(project)
        org, _, number = (project.code or "").rpartition("-")
        kept = number_of(number) if org == self._recorder.office else None
        if kept is None:
            return project
        if kept <= self._given:
            raise BadText(field="code", text=project.code or "", reason="id")
        return project._replace(number=kept, code=None)
