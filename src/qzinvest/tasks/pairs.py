"""What the rows of an import say of pairs: which reports are one project, and which are two."""

from collections.abc import Collection, Iterator

from qzinvest.errors import AlreadyLinked, NoFirstReport, QzinvestError
from qzinvest.ledger.record import Recorder
from qzinvest.ledger.rulings import apart, counted_with
from qzinvest.model.likeness import akin
from qzinvest.model.project import Project
from qzinvest.model.ruling import Timeline, followed, latest, level
from qzinvest.tuples import NamedTuple


class Copy(NamedTuple):
    """A row that says of which first report its project is a second one, or an ``other`` one.

    ``turns`` say on which days; they and ``first`` hold ids as the row's file has them.
    """

    place: str
    row: int
    id: str
    first: str
    has_id: bool
    turns: Timeline[str] = ()
    other: bool = False


class Pairs:
    """What the rows of one import say of pairs, gathered until all of them are recorded."""

    def __init__(self, recorder: Recorder, given: int) -> None:
        """Begin an import; ``given`` is the highest number that the office gave before it."""
        self._recorder = recorder
        self._given = given
        self._place = ""
        self._firsts: Collection[str] = ()
        self._copies: list[Copy] = []
        self._named_in: dict[tuple[str, str], set[str]] = {}

    def begin(self, place: str, firsts: Collection[str]) -> None:
        """Begin a table; ``firsts`` are what its rows call first reports."""
        self._place, self._firsts = place, firsts

    def note(self, row: int, report: Project, recorded: Project) -> None:
        """Remember what a row's project is called in its file, and of what it is a second report.

        A row that brings the id that it had elsewhere is called by it, another one by its code.
        """
        if not (self._firsts or any(report.rulings)):
            return
        has_id = bool(report.number)
        if turns := report.rulings.same_as:
            first = next(first for _, first in reversed(turns) if first is not None)
            self._copies.append(Copy(self._place, row, recorded.id, first, has_id, turns))
        for other in report.rulings.others:
            self._copies.append(Copy(self._place, row, recorded.id, other, has_id, other=True))
        name = report.id if report.number else report.code or ""
        if name in self._firsts:
            self._named_in.setdefault((self._place, name), set()).add(recorded.id)

    def recorded(self) -> Iterator[tuple[Copy, Project, QzinvestError]]:
        """Record all of it; gives each row of which that is refused, with its project."""
        # What is no second report is told of the reports as they are, before any is linked.
        for copy in sorted(self._copies, key=lambda copy: not copy.other):
            project = self._recorder.project(copy.id)
            try:
                self._record(copy, project)
            except QzinvestError as error:
                yield copy, project, error

    def _record(self, copy: Copy, project: Project) -> None:
        first = self._first_of(copy, project)
        if first is None:
            return
        if not copy.other:
            self._link(copy, project, first)
            return
        known = {*project.rulings.others, *first.rulings.others}
        if known.isdisjoint((project.id, first.id)):
            self._recorder.change(apart(self._recorder, first, project))

    def _link(self, copy: Copy, project: Project, first: Project) -> None:
        """Record a link on all its days; one that is known stays as it is.

        Raises:
            AlreadyLinked: it is counted with another one now.
        """
        firsts = {copy.first: first}
        for each in dict.fromkeys(named for _, named in copy.turns if named):
            if each not in firsts and (found := self._first_of(copy._replace(first=each), project)):
                firsts[each] = found
        told = ((day, firsts[each].id if each in firsts else None) for day, each in copy.turns)
        turns = level(told)
        for found in firsts.values():  # which may be second reports themselves
            turns = followed(turns, found.id, found.rulings.same_as)
        known = project.rulings.same_as
        if latest(known) is None and project.id not in {head for _, head in turns}:
            if not known or latest(turns) is not None:
                head = self._recorder.project(latest(turns) or first.id)
                self._recorder.change(counted_with(self._recorder, head, project, turns))
        elif latest(turns) not in (None, latest(known)):
            raise AlreadyLinked(project=project.id, first=project.same_as or first.id)

    def _first_of(self, copy: Copy, project: Project) -> Project | None:
        """The first report that a row means; ``None`` where it repeats what is recorded.

        Without an id of its own a row may name one that the ledger had before, if the two are akin.

        Raises:
            NoFirstReport: no row of its file is that, or several are.
        """
        found = self._named_in.get((copy.place, copy.first), set())
        if len(found) == 1:
            return self._recorder.project(min(found))
        if not found and copy.first in {first for _, first in project.rulings.same_as}:
            return None
        if not found and not copy.has_id:
            first = self._recorder.project(copy.first)
            if first.number <= self._given and akin(first, project):
                return first
        raise NoFirstReport(first=copy.first)
