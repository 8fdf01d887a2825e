"""Recording many projects in one transaction, matched by their codes to those already known."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from qzinvest.errors import (
    BadText,
    OthersCode,
    QzinvestError,
    RepeatedCode,
    RepeatedProject,
    SeveralProjects,
)
from qzinvest.ledger import queries
from qzinvest.ledger.links import link
from qzinvest.ledger.record import Recorder
from qzinvest.model.course import merged, settled
from qzinvest.model.identity import Identity, identity_of, same
from qzinvest.model.lending import returned
from qzinvest.model.likeness import SIMILAR, akin
from qzinvest.model.normal import similarity
from qzinvest.model.project import Project, number_of

_CHUNK = 1000
_MANY = 20_000
"""New rows, at the least, from which building indexes anew is cheaper than keeping them."""
Numbered = tuple[int, Project]


class Refusal(NamedTuple):
    """A row that cannot be recorded, and why."""

    row: int
    code: str
    name: str
    error: QzinvestError


class Outcome(NamedTuple):
    """What became of a chunk of rows: each with its number, and with the project it led to.

    ``changed`` holds ``(row, before, after)``.
    """

    added: tuple[Numbered, ...]
    changed: tuple[tuple[int, Project, Project], ...]
    unchanged: tuple[Numbered, ...]
    refused: tuple[Refusal, ...]


class Matcher:
    """Matches reported projects to those of the ledger, for one import.

    A row belongs to the project that carries its code. It belongs to the project whose id its code
    is only if name or investor agree: another office's ledger may have given the same id to another
    project. A row with an id that was never given is new and keeps it, so that a ledger's own
    export goes into a new ledger under the same ids.

    ``by_name``: a row whose code is not known, or that has none, belongs to the project of the same
    name (``name_key``) whose district and investor do not contradict it (``model.identity.same``).
    Every other row is new.

    Attributes:
        added: the numbers of the new projects with the rows that brought them, in order.
    """

    def __init__(self, recorder: Recorder, highest: int = 0, *, by_name: bool = False) -> None:
        """Begin an import.

        Args:
            highest: the highest number among the rows' codes that are ids of this office; rows
                without such a code are numbered beyond it.
        """
        self._recorder = recorder
        self._by_name = by_name
        self._given = recorder.numbers
        recorder.reserve(highest)
        self._begin = recorder.last_seq
        self._many = max(_MANY, queries.count_projects(recorder.connection))
        self._taken = 0
        self._place = ""
        self._codes: dict[str, str] = {}
        self._seen: dict[str, list[tuple[str, Identity]]] = {}
        self._copies: list[tuple[str, str]] = []
        self.added: dict[int, int] = {}

    def record(self, rows: Iterable[Numbered], place: str = "") -> Iterator[Outcome]:
        """Record the rows ``(row number, project)`` chunk by chunk; ``place`` names their table."""
        self._place = place
        stream = iter(rows)
        while chunk := list(islice(stream, _CHUNK)):
            if self._taken < self._many <= self._taken + len(chunk):
                self._recorder.expect_many(keep=("project_name_key",) if self._by_name else ())
            self._taken += len(chunk)
            yield self._chunk(chunk)

    def link_copies(self) -> None:
        """Link the rows that a ledger's own export marks as second reports to their first ones.

        Raises:
            UnknownProject: the ledger does not hold the first report.
        """
        for project_id, first in self._copies:
            project = self._recorder.project(project_id)
            if project.same_as is None:
                link(self._recorder, self._recorder.project(first), project)

    def _chunk(self, chunk: Sequence[Numbered]) -> Outcome:
        codes = [project.code for _, project in chunk if project.code]
        known = queries.by_codes(self._recorder.connection, self._recorder.office, codes)
        fresh: list[Numbered] = []
        changed: list[tuple[int, Project, Project]] = []
        unchanged: list[Numbered] = []
        refused: list[Refusal] = []
        touched: set[str] = set()
        for row, project in chunk:
            try:
                found = self._found(row, project, known)
                if found is None:
                    fresh.append((row, self._new(project)))
                    continue
                before, ver = found
                report = self._as_recorded(before, project)
                if ver > self._begin or before.id in touched:
                    raise _repeated(project, before.id)
                touched.add(before.id)
                after = self._with_code(merged(before, report), project.code)
            except QzinvestError as error:
                refused.append(Refusal(row, project.code or "", project.name, error))
            else:
                self._copies += [(before.id, project.same_as)] if project.same_as else []
                if before != after:
                    changed.append((row, before, after))
                else:
                    unchanged.append((row, after))
        added = self._add(fresh)
        self._recorder.change((before, after) for _, before, after in changed)
        return Outcome(added, tuple(changed), tuple(unchanged), tuple(refused))

    def _add(self, fresh: Sequence[Numbered]) -> tuple[Numbered, ...]:
        added = self._recorder.add(project._replace(same_as=None) for _, project in fresh)
        for (row, project), new in zip(fresh, added, strict=True):
            self.added[new.number] = row
            if project.same_as:
                self._copies.append((new.id, project.same_as))
        return tuple((row, new) for (row, _), new in zip(fresh, added, strict=True))

    def _found(
        self, row: int, project: Project, known: Mapping[str, tuple[Project, int]]
    ) -> tuple[Project, int] | None:
        """The recorded project that a row belongs to, with the event that left it."""
        if self._by_name:
            self._refuse_repeated(row, project)
        found = known.get(project.code or "")
        if found is not None:
            if found[0].code != project.code and not akin(found[0], project):
                raise RepeatedCode(code=project.code or "", where=found[0].id)
            if self._by_name and not _renamed(found[0], project):
                raise OthersCode(code=project.code or "", where=found[0].id, name=found[0].name)
            return found
        return self._named(project) if self._by_name else None

    def _refuse_repeated(self, row: int, project: Project) -> None:
        report = identity_of(project)
        earlier = self._seen.setdefault(report.name_key, [])
        for where, other in earlier:
            if same(other, report):
                raise RepeatedProject(where=where)
        place = f"{self._place}:{row}"
        if project.code and self._codes.setdefault(project.code, place) != place:
            raise RepeatedCode(code=project.code, where=self._codes[project.code])
        earlier.append((place, report))

    def _named(self, project: Project) -> tuple[Project, int] | None:
        """The one recorded project that the report says without naming its code."""
        report = identity_of(project)
        rows = queries.by_name(self._recorder.connection, self._recorder.office, report.name_key)
        alike = [found for found in rows if same(identity_of(found[0]), report)]
        if rows and len(alike) != 1:
            alike = self._as_reported(rows, report)
        if len(alike) > 1:
            raise SeveralProjects(candidates=[found.id for found, _ in alike])
        return alike[0] if alike else None

    def _as_reported(
        self, rows: Sequence[tuple[Project, int]], report: Identity
    ) -> list[tuple[Project, int]]:
        """Those that the report says, without what linked reports lent them."""
        own: list[tuple[Identity, tuple[Project, int]]] = []
        for found in rows:
            project = found[0]
            for linked in queries.linked_to(self._recorder.connection, project.id):
                project = returned(project, linked)
            if same(identity := identity_of(project), report):
                own.append((identity, found))
        exact = [found for identity, found in own if _equal(identity, report)]
        return exact if len(exact) == 1 else [found for _, found in own]

    def _as_recorded(self, known: Project, project: Project) -> Project:
        """The report with the recorded spelling, where it is by name that the project was found."""
        if not self._by_name or project.code is not None:
            return project
        recorded, report = identity_of(known), identity_of(project)
        if recorded.investors == report.investors:
            project = project._replace(investor=known.investor)
        return project._replace(name=known.name)

    def _with_code(self, known: Project, code: str | None) -> Project:
        """``known`` with the code that a report found by name brings, if it is no id of ours."""
        org, _, _ = (code or "").rpartition("-")
        named = known.code is None and code is not None and org != self._recorder.office
        return known._replace(code=code) if named else known

    def _new(self, project: Project) -> Project:
        project = settled(project)
        org, _, number = (project.code or "").rpartition("-")
        kept = number_of(number) if org == self._recorder.office else None
        if kept is None:
            return project
        if kept <= self._given:
            raise BadText(field="code", text=project.code or "", reason="id")
        return project._replace(number=kept, code=None)


def _equal(one: Identity, other: Identity) -> bool:
    return (one.district, one.investors) == (other.district, other.investors)


def _renamed(known: Project, report: Project) -> bool:
    """Whether a report with a project's code can be of it.

    Offices number their lists from 1, so that one's 3 is another project than the other's.
    """
    return akin(known, report) or similarity(known.name, report.name) >= SIMILAR


def _repeated(project: Project, where: str) -> QzinvestError:
    if project.code:
        return RepeatedCode(code=project.code, where=where)
    return RepeatedProject(where=where)
