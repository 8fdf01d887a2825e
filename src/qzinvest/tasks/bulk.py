"""Recording many projects in one transaction, matched by their codes to those already known."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import length_hint
from types import MappingProxyType

from qzinvest.errors import (
    BadText,
    NoSubject,
    OthersCode,
    QzinvestError,
    RepeatedCode,
    RepeatedProject,
    SeveralProjects,
)
from qzinvest.ledger import queries
from qzinvest.ledger.record import Recorder
from qzinvest.model.advance import merged, told_first
from qzinvest.model.likeness import (
    Identity,
    can_be,
    identity_of,
    investor_as_recorded,
    may_be_renamed,
    same,
    unnumbered,
)
from qzinvest.model.plain_layout import BASE_COLUMNS
from qzinvest.model.plan import UNIT_KINDS, Taken
from qzinvest.model.project import Project, number_of, unit_turns
from qzinvest.model.ruling import OF_PAIRS
from qzinvest.model.stage import Stage
from qzinvest.tasks.pairs import Pairs
from qzinvest.tuples import NamedTuple

_CHUNK = 1000
_MANY = 20_000
"""New rows, at the least, from which building indexes anew is cheaper than keeping them."""
Numbered = tuple[int, Project]


class Refusal(NamedTuple):
    """A row that cannot be recorded, and why; ``value`` is the cell of ``column``, if known."""

    row: int
    code: str
    name: str
    error: QzinvestError
    column: str = "code"
    value: str | None = None


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
    export goes into a new ledger under the same ids; where its id is another project's, a row with
    a code of its own gets a new one. What a file says of first reports is meant in its own ids.

    ``by_name``: a row whose code is not known, or that has none, belongs to the project of the same
    name (``name_key``) whose district and investor do not contradict it (``model.likeness.same``).
    The number of a list before a name (``1.``, ``（1）``) is no part of it.
    Every other row is new.
    """

    def __init__(
        self,
        recorder: Recorder,
        highest: int = 0,
        *,
        by_name: bool = False,
        taken: Taken = MappingProxyType({}),
    ) -> None:
        """Begin an import.

        Args:
            taken: what units of the plan take over. A report of such a unit is one of the unit that
                takes it over, and leaves the unit of a known project as recorded.
            highest: the highest number among the rows' codes that are ids of this office; rows
                without such a code are numbered beyond it.
        """
        self._recorder = recorder
        self._by_name = by_name
        self._taken_over = taken
        self._given = recorder.numbers
        recorder.reserve(highest)
        self._begin = recorder.last_seq
        self._many = max(_MANY, queries.count_projects(recorder.connection))
        self._is_bulky = False
        self._taken = 0
        self._place = ""
        self._dayless: Collection[int] = ()
        self._kept: set[int] = set()
        self._codes: dict[str, str] = {}
        self._seen: dict[str, list[tuple[str, Identity]]] = {}
        self._pairs = Pairs(recorder, self._given)
        self._is_first = False
        self._added = 0

    @property
    def added(self) -> Collection[int]:
        """What the new projects are numbered within; nothing where there is none."""
        # No new one has a number that was given before, and a range of 200,000 takes no memory.
        return range(self._given + 1, self._recorder.numbers + 1) if self._added else ()

    def record(
        self,
        rows: Iterable[Numbered],
        place: str = "",
        firsts: Collection[str] = (),
        dayless: Collection[int] = (),
    ) -> Iterator[Outcome]:
        """Record the rows ``(row number, project)`` chunk by chunk.

        Args:
            place: names their table.
            firsts: what the rows call first reports.
            dayless: rows whose only day is that of their list; a known project that has come so far
                keeps the day on which it did.
        """
        self._place, self._dayless = place, dayless
        self._is_first = not (self._by_name or self._taken) and queries.is_empty(
            self._recorder.connection
        )
        self._pairs.begin(place, firsts)
        expected = length_hint(rows) if self._is_first else 0
        stream = iter(rows)
        while chunk := list(islice(stream, _CHUNK)):
            if not self._is_bulky and self._added + max(len(chunk), expected) >= self._many:
                self._is_bulky = True
                self._recorder.expect_many(keep=("project_name_key",) if self._by_name else ())
            self._taken += len(chunk)
            if self._by_name:
                chunk = [(row, self._unlisted(project)) for row, project in chunk]
            yield self._chunk(chunk)

    def link_copies(self) -> Iterator[tuple[str, Refusal]]:
        """Record what rows say of pairs, once every row of every file is recorded.

        Gives, with its place, each row whose first report, or other, is none of its file's.
        """
        for copy, project, error in self._pairs.recorded():
            told = (copy.row, project.code or project.id, project.name, error)
            yield copy.place, Refusal(*told, "facts" if copy.other else "same_as", copy.first)

    def _chunk(self, chunk: Sequence[Numbered]) -> Outcome:
        connection, office = self._recorder.connection, self._recorder.office
        # A plain file has each code once: of a first one no row can be known by a code of its own.
        ours = f"{office}-" if self._is_first else ""
        codes = [p.code for _, p in chunk if p.code and p.code.startswith(ours)]
        known = queries.by_codes(connection, office, codes)
        ids = [p.id for _, p in chunk if p.number and p.code not in known]
        known |= queries.by_codes(connection, office, ids)
        fresh: list[tuple[int, Project, Project]] = []
        changed: list[tuple[int, Project, Project]] = []
        unchanged: list[Numbered] = []
        refused: list[Refusal] = []
        touched: set[str] = set()
        for row, project in chunk:
            try:
                found = self._found(row, project, known)
                if found is None and not (project.name and project.milestones):
                    refused += self._lacking(row, project)
                    continue
                if found is None:
                    fresh.append((row, project, self._new(project)))
                    continue
                before, ver = found
                report = self._as_recorded(before, project)
                if row in self._dayless and report.stage <= min(before.stage, Stage.TALKS):
                    report = report._replace(milestones=())
                if ver > self._begin or before.id in touched:
                    raise _repeated(project, before.id)
                touched.add(before.id)
                after = self._with_code(merged(before, report), project.code)
            except QzinvestError as error:
                code, column = project.code or "", str(error.fields.get("field", "code"))
                refused.append(Refusal(row, code, project.name, error, column))
            else:
                self._pairs.note(row, project, before)
                if before != after:
                    changed.append((row, before, after))
                else:
                    unchanged.append((row, after))
        added = self._add(fresh)
        self._recorder.change((before, after) for _, before, after in changed)
        return Outcome(added, tuple(changed), tuple(unchanged), tuple(refused))

    def _unlisted(self, report: Project) -> Project:
        """The report without its list's number in the name, unless it is recorded with that."""
        name = unnumbered(report.name)
        if name == report.name:
            return report
        try:
            recorded = self._named(report)
        except SeveralProjects:
            return report
        return report if recorded is not None else report._replace(name=name)

    def _add(self, fresh: Sequence[tuple[int, Project, Project]]) -> tuple[Numbered, ...]:
        """Record the new projects: each with its row, as reported, and as it shall be."""
        added = self._recorder.add(new for _, _, new in fresh)
        self._added += len(added)
        for (row, report, _), project in zip(fresh, added, strict=True):
            self._pairs.note(row, report, project)
        return tuple(zip([row for row, _, _ in fresh], added, strict=True))

    def _found(
        self, row: int, project: Project, known: Mapping[str, tuple[Project, int]]
    ) -> tuple[Project, int] | None:
        """The recorded project that a row belongs to, with the event that left it."""
        if self._by_name:
            self._refuse_repeated(row, project)
        found = known.get(project.code or "")
        if found is not None:
            if found[0].code != project.code and not can_be(found[0], project):
                raise RepeatedCode(code=project.code or "", where=found[0].id)
            if self._by_name and not may_be_renamed(found[0], project):
                raise OthersCode(code=project.code or "", where=found[0].id, name=found[0].name)
            return found
        found = known.get(project.id) if project.number else None
        if found is not None and self._is(found[0], self._identity(project)):
            return found
        return self._named(project) if self._by_name else None

    def _refuse_repeated(self, row: int, project: Project) -> None:
        report = self._identity(project)
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
        report = self._identity(project)
        rows = queries.by_name(self._recorder.connection, self._recorder.office, report.name_key)
        alike = [found for found in rows if self._is(found[0], report)]
        exact = [found for found in alike if _equal(self._identity(found[0]), report)]
        if len(exact) == 1:
            return exact[0]
        if len(alike) > 1:
            raise SeveralProjects(candidates=[found.id for found, _ in alike])
        return alike[0] if alike else None

    def _as_recorded(self, known: Project, project: Project) -> Project:
        """The report with the recorded spelling, where it is by name that the project was found.

        A legal form that it corrects stays: 甲有限公司 has become 甲股份有限公司. A unit that the
        project had before it moved moves nothing back.
        """
        for kind in UNIT_KINDS if self._taken_over or known.formerly else ():
            unit = getattr(known, kind)
            homes = {self._home(kind, each) for _, each in unit_turns(known, kind) if each}
            if self._home(kind, getattr(project, kind)) in homes:
                project = project._replace(**{kind: unit})
        if not self._by_name or project.code is not None:
            return project
        recorded, report = identity_of(known), identity_of(project)
        if recorded.investors == report.investors:
            project = project._replace(
                investor=investor_as_recorded(known.investor, project.investor)
            )
        return project._replace(name=known.name)

    def _is(self, known: Project, report: Identity) -> bool:
        """Whether a report says a known project, by any district that it has had."""
        own = self._identity(known)
        moved = [self._home("district", each) for _, each in unit_turns(known, "district")[:-1]]
        return any(
            same(own._replace(district=each), report)
            for each in (own.district, *filter(None, moved))
        )

    def _identity(self, project: Project) -> Identity:
        identity = identity_of(project)
        return identity._replace(district=self._home("district", identity.district))

    def _home(self, kind: str, unit: str | None) -> str | None:
        """The unit that takes over the one that is named."""
        return self._taken_over.get((kind, unit), unit)

    def _with_code(self, known: Project, code: str | None) -> Project:
        """``known`` with the code that a report found by name brings, if it is no id of ours."""
        org, _, _ = (code or "").rpartition("-")
        named = known.code is None and code is not None and org != self._recorder.office
        return known._replace(code=code) if named else known

    def _new(self, project: Project) -> Project:
        project = told_first(project)
        org, _, number = (project.code or "").rpartition("-")
        named = number_of(number) if org == self._recorder.office else None
        kept = named or (project.number if project.org == self._recorder.office else 0)
        if kept in self._kept:
            raise RepeatedCode(code=f"{self._recorder.office}-{kept}", where=self._place)
        if named is not None and named <= self._given:
            raise BadText(field="code", text=project.code or "", reason="id")
        if kept <= self._given:
            kept = 0
        else:
            self._kept.add(kept)
        code = project.code if named is None else None
        rulings = project.rulings
        if rulings.same_as or rulings.not_same:  # of pairs when every row is recorded
            rulings = rulings._replace(**dict.fromkeys(OF_PAIRS, ()))
        if (kept, code, rulings) == (project.number, project.code, project.rulings):
            return project
        return project._replace(number=kept, code=code, rulings=rulings)

    def _lacking(self, row: int, project: Project) -> Iterator[Refusal]:
        """What a new project's row leaves blank though no project is without it."""
        if project.payments and not project.milestones:
            error: QzinvestError = NoSubject(subject=project.code or "")
            yield Refusal(row, project.code or "", project.name, error)
            return
        code, dated = project.code or "", BASE_COLUMNS[BASE_COLUMNS.index("signing") + 1]
        if not project.name:
            error = BadText(field="name", text="", reason="empty")
            yield Refusal(row, code, "", error, "name", "")
        if not project.milestones:
            error = BadText(field=dated, text="", reason="undated")
            yield Refusal(row, code, project.name, error, dated, "")


def _equal(one: Identity, other: Identity) -> bool:
    return (one.district, one.investors) == (other.district, other.investors)


def _repeated(project: Project, where: str) -> QzinvestError:
    if project.code:
        return RepeatedCode(code=project.code, where=where)
    return RepeatedProject(where=where)
