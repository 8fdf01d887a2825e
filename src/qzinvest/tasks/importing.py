"""One import: files to rows, rows to the ledger, and what became of each.

All is read before the ledger is opened to write, for that may take long and others write meanwhile.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from qzinvest.errors import BadRows, Fault, NoRows
from qzinvest.intake.files.tables import Opened, open_tables
from qzinvest.intake.offices.map import Map
from qzinvest.intake.offices.rows import ReportRow
from qzinvest.intake.offices.tables import (
    disagreements,
    implausible,
    office_tables,
    remarks,
    used_table,
)
from qzinvest.intake.plain_csv.entries import MarkRow, read_entries
from qzinvest.intake.plain_csv.kind import count_rows, is_entries
from qzinvest.intake.plain_csv.rows import Noted, PlainRow, read_plain
from qzinvest.ledger import imports
from qzinvest.model.advance import amount_leaps
from qzinvest.model.imported import (
    Disagreement,
    Implausible,
    Imported,
    Leap,
    LeftOut,
    Line,
    MarkLine,
    Remark,
    Rounded,
)
from qzinvest.model.learned import Answer
from qzinvest.model.plan import Plan
from qzinvest.model.project import Project
from qzinvest.render.views.imported import table_text
from qzinvest.tasks.bulk import Matcher, Outcome
from qzinvest.tasks.demo import label_invented
from qzinvest.tasks.ground import Desk, Ground
from qzinvest.tasks.joined_rows import KeptRows, joined
from qzinvest.tasks.learning import Learning
from qzinvest.tasks.look_alikes import LookAlikes
from qzinvest.tasks.marking import record_marks
from qzinvest.tasks.places import Place, fault_of, placed
from qzinvest.tuples import NamedTuple

if TYPE_CHECKING:
    from qzinvest.intake.offices.table import OfficeTable

_LINES = 50
"""Changes that are shown where not every row's outcome was asked for."""
_MOST_FAULTS = 100_000
"""Faults that are held; a file with more is none that anybody mends by this list."""

_Row = Fault | PlainRow | MarkRow | ReportRow
Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""What shows how far a piece of work is, given its name and its rows; told of rows done."""


class Input(NamedTuple):
    """A file of the call: where its bytes are, and what it is called (``-`` for stdin)."""

    path: Path
    name: str


class Wishes(NamedTuple):
    """What the person asked for; ``every_line`` keeps every row's outcome, not only changes.

    ``answers`` say what files leave open, ``sender`` whose files they are; ``remember`` keeps the
    answers for the next one.
    """

    rules: Map
    on_duplicate: str = "warn"
    accept_good: bool = False
    dry_run: bool = False
    every_line: bool = False
    remember: bool = False
    answers: tuple[Answer, ...] = ()
    sender: str | None = None


class _Read(NamedTuple):
    """The sound rows of one table; ``firsts`` are what they call first reports.

    ``dayless`` are the rows whose only day is that of the list.
    """

    place: Place
    rows: KeptRows
    firsts: Collection[str] = ()
    dayless: Collection[int] = ()


class Importer:
    """One import: read by ``take_plain`` and ``take_tables``, and then recorded.

    Args:
        ground: the plan in force, and its names.
        wishes: what the person asked for.
        say: tells the person a sentence.
        progress: shows the person how far it is.

    Attributes:
        ground: as given.
        tables: the office tables read so far.
        plain: the plain files.
        marks: what became of the rows that give marks.
    """

    def __init__(
        self, ground: Ground, wishes: Wishes, say: Callable[[str], None], progress: Progress
    ) -> None:
        self._say = say
        self._progress = progress
        self.ground = ground
        self._wishes = wishes
        self._w = ground.w
        self._files: list[dict[str, object]] = []
        self._order: dict[tuple[str, str], int] = {}
        self._plain: list[_Read] = []
        self._read: list[_Read] = []
        self._entries: list[_Read] = []
        self._given: list[tuple[str, MarkRow]] = []
        self.marks: tuple[MarkLine, ...] = ()
        self._highest_plain = self._highest = 0
        self._begin = self._recorded = 0
        self._faults: list[Fault] = []
        self._lines: list[Line] = []
        self._look_alikes = LookAlikes(wishes.on_duplicate)
        self._learning = Learning(ground.lessons, ground.resolver, wishes.answers, wishes.sender)
        self._disagreements: list[Disagreement] = []
        self._rounded: list[Rounded] = []
        self._leaps: list[Leap] = []
        self._implausible: list[Implausible] = []
        self._remarks: list[Remark] = []
        self._left_out: list[LeftOut] = []
        self._counts: Counter[str] = Counter()
        self._name: str | None = None
        self._is_whole = False  # whether what is wrong concerns rows that are recorded already
        self.tables: list[tuple[Opened, OfficeTable]] = []
        self.plain: list[Input] = []

    @property
    def plan(self) -> Plan:
        """The plan for which the files are read."""
        return self.ground.plan

    @property
    def faults(self) -> Sequence[Fault]:
        """What is wrong with the files as far as they are read."""
        return self._faults

    @property
    def rules(self) -> Map:
        """The map of the call, with the answers that the files needed."""
        return self._learning.merged(self._wishes.rules)

    @property
    def sent_by_nobody(self) -> str:
        """A file of which nothing says whose it is, if there is anything to be remembered."""
        return self._learning.sent_by_nobody

    def keep_answers(self, sender: str | None = None, *, remember: bool = True) -> str:
        """Remember the answers of this call; gives a file of which nothing says whose it is."""
        self._wishes = self._wishes._replace(remember=remember)
        return self._learning.name_sender(sender)

    def take_plain(self, files: Sequence[Input]) -> None:
        """Read plain files: keep their sound rows and gather their faults."""
        self.plain += files
        for file in files:
            digest = imports.digest_of(file.path)
            self._files.append({"name": file.name, "kind": "plain", "digest": digest})
            rounded = self._rounded if self._wishes.rules.fractions == "round" else None
            noted, pays = Noted(self.ground.office, rounded), is_entries(file.path)
            how = file.path, self.ground.resolver, self.ground.today, file.name
            rows: Iterable[_Row] = read_entries(*how) if pays else read_plain(*how, noted)
            place = Place(file.name, "", {}, {"code": "subject"} if pays else {})
            kept = self._keep(place, rows, count_rows(file.path))
            place = place._replace(cells={name: n for n, name in enumerate(noted.header)})
            self._say_if_empty(place, kept, 1)
            self._highest_plain = max(self._highest_plain, noted.highest)
            (self._entries if pays else self._plain).append(_Read(place, kept, noted.firsts))

    def take_tables(self, files: Sequence[Input]) -> None:
        """Read all other files: keep their sound rows and gather their faults.

        What every column was taken for is said before the first row is read.
        """
        for file in files:
            rules = self._wishes.rules
            opened = open_tables(
                file.path, file.name, encoding=rules.encoding, delimiter=rules.delimiter
            )
            self._files.append({"name": file.name, "kind": opened.kind, "digest": opened.digest})
            rules = self._learning.rules_for(opened, rules)
            found = office_tables(opened, rules, self.ground.resolver, self.ground.today)
            self.tables += [(opened, table) for table in found.tables]
            for sheet in found.left_out:
                seen = self._w("list.separator").join(sheet.seen)
                key = f"talk.sheet_left_out.{sheet.why}"
                self._say(self._w(key, file=file.name, sheet=sheet.name, seen=seen))
        for opened, table in self.tables:
            self._say(table_text(used_table(opened, table), self.plan, self._w))
        for opened, table in self.tables:
            self._highest = max(self._highest, table.highest_id(self.ground.office))
            place = placed(opened, table)
            begin = len(self._faults)
            kept = self._keep(place, table.rows(), table.sheet.size)
            self._faults[begin:] = table.settled(self._faults[begin:])
            self._learning.took(opened, table)
            self._read.append(_Read(place, kept, dayless=table.reader.dayless))
            if len(self.tables) > 1:
                self._say_if_empty(place, kept, table.layout.last)
            if assumed := table.reader.cells.assumed():
                said = (f"{text} → {self._w(f'signing.{code}')}" for text, code in assumed)
                which = self._w("list.separator").join(said)
                self._say(self._w("talk.signing_assumed", place=place.name, which=which))
            self._left_out += [
                LeftOut(opened.file, table.sheet.name, kind, tuple(rows))
                for kind, rows in table.left_out.items()
            ]
            self._disagreements += disagreements(opened, table)
            self._rounded += table.reader.rounded
            self._implausible += implausible(opened, table)
            self._remarks += remarks(opened, table)
        self._learning.refuse_missed(", ".join(str(file["name"]) for file in self._files))
        self._join()

    def _join(self) -> None:
        """Make one report of the rows of one project, in several tables or a row a payment."""
        several = len(self._read) > 1
        chosen = [n for n, r in enumerate(self._read) if several or "paid_amount" in r.place.cells]
        found = joined({n: (self._read[n].place.name, self._read[n].rows) for n in chosen})
        for table, refusal in found.refused:
            self._faults.append(fault_of(self._read[table].place, refusal))
        for table, rows in found.rows.items():
            self._read[table] = self._read[table]._replace(rows=KeptRows(rows))
        if found.more:
            self._say(self._w("talk.joined_rows", count=found.more))

    def record(self, at: Desk) -> None:
        """Record the sound rows that were kept, and gather what speaks against each.

        Args:
            at: a recording on the ledger for whose plan the files were read.
        """
        self._begin = at.recorder.last_seq
        if self._plain:
            matcher = Matcher(at.recorder, self._highest_plain, taken=at.plan.taken)
            self._record(matcher, self._plain)
            places = {read.place.file: read.place for read in self._plain}
            for name, refusal in matcher.link_copies():
                self._faults.append(fault_of(places[name], refusal))
                self._is_whole = True
            self._look_alikes.compare(at, matcher)
        for entries in self._entries:
            self._record(Matcher(at.recorder, taken=at.plan.taken), [entries])
        self.marks, refused = record_marks(at, self._given)
        self._faults += refused
        self._counts.update(line.outcome for line in self.marks)
        if self._read:
            matcher = Matcher(at.recorder, self._highest, by_name=True, taken=at.plan.taken)
            self._record(matcher, self._read)
            self._look_alikes.compare(at, matcher)

    def _place(self, fault: Fault) -> tuple[int, int, int, str]:
        """Where a fault stands: table by table, row by row, and along the row (Z before AA)."""
        table = self._order[fault.file, fault.sheet]
        return table, fault.row, len(fault.cell), fault.cell

    def finish(self, at: Desk) -> None:
        """Give the import up if anything speaks against it, else note it in the log.

        Raises:
            BadRows: rows were bad, and the good ones alone were not asked for.
            SuspectedDuplicates: new rows look like known projects, and that shall be refused.
        """
        self._faults.sort(key=self._place)
        if self._read and not self._faults and not self._counts.total():
            raise NoRows(files=[str(file["name"]) for file in self._files])
        good = self._wishes.accept_good and self._counts.total() and not self._is_whole
        if self._faults and not good:
            raise self._bad_rows()
        self._look_alikes.refuse(at)
        label_invented(at.recorder, at.today)
        if self._wishes.remember:
            self._learning.record(at.recorder)
        if at.recorder.last_seq > self._begin:
            counts = {name: self._counts[name] for name in ("added", "changed", "unchanged")}
            counts["left_out"] = len({(f.file, f.sheet, f.row) for f in self._faults})
            self._name = imports.note(at.recorder, self._begin, self._files, counts)

    def _bad_rows(self) -> BadRows:
        files = ", ".join(str(file["name"]) for file in self._files)
        return BadRows(file=files, faults=self._faults)

    def imported(self, *, saved: bool) -> Imported:
        """What was understood and done."""
        return Imported(
            name=self._name if saved else None,
            dry_run=self._wishes.dry_run,
            saved=saved,
            added=self._counts["added"],
            changed=self._counts["changed"],
            unchanged=self._counts["unchanged"],
            left_out=tuple(self._left_out),
            tables=tuple(used_table(opened, table) for opened, table in self.tables),
            lines=tuple(self._lines),
            marks=self.marks,
            faults=tuple(self._faults),
            disagreements=tuple(self._disagreements),
            rounded=tuple(self._rounded),
            leaps=tuple(self._leaps),
            implausible=tuple(self._implausible),
            remarks=tuple(self._remarks),
            suspects=tuple(self._look_alikes.suspects),
            linked=tuple(self._look_alikes.linked),
            shown=tuple(self._look_alikes.shown),
            recalled=tuple(self._learning.recalled),
            taught=tuple(self._learning.taught if self._wishes.remember else ()),
        )

    def _keep(self, place: Place, rows: Iterable[_Row], size: int) -> KeptRows:
        self._order[place.file, place.sheet] = len(self._order)
        with self._progress(self._w("talk.importing", path=place.name), size) as step:
            return KeptRows(self._sound(rows, place.file, step))

    def _say_if_empty(self, place: Place, kept: KeptRows, row: int) -> None:
        """A filter, a wrong sheet or the lost half of a file looks just like a list of nothing."""
        if not (kept or self._given or self._faults):
            self._say(self._w("talk.no_rows", place=place.name, row=row))

    def _record(self, matcher: Matcher, tables: Sequence[_Read]) -> None:
        for place, rows, firsts, dayless in tables:
            self._recorded += 1
            with self._progress(self._w("talk.recording", path=place.name), len(rows)) as step:
                for outcome in matcher.record(rows, place.name, firsts, dayless):
                    self._count(place, outcome)
                    step(len(outcome.added) + len(outcome.changed) + len(outcome.unchanged))

    def _sound(
        self,
        rows: Iterable[_Row],
        file: str,
        step: Callable[[int], None],
    ) -> Iterator[tuple[int, Project]]:
        for row in rows:
            step(1)
            if isinstance(row, Fault):
                # Where it was raised is of no use, and would hold everything that was there.
                row.error.with_traceback(None).__context__ = None
                self._faults.append(row._replace(file=file))
                if len(self._faults) == _MOST_FAULTS:
                    self._say(self._w("talk.many_faults", count=f"{_MOST_FAULTS:,}"))
                    raise self._bad_rows()
            elif isinstance(row, MarkRow):
                self._given.append((file, row))
            else:
                yield row

    def _count(self, place: Place, outcome: Outcome) -> None:
        self._counts["added"] += len(outcome.added)
        self._counts["changed"] += len(outcome.changed)
        self._counts["unchanged"] += len(outcome.unchanged)
        self._faults += [fault_of(place, refusal) for refusal in outcome.refused]
        self._look_alikes.note((project.id for _, project in outcome.added), self._recorded)
        every = self._wishes.every_line
        unpaid = ((row, p._replace(payments=()), p) for row, p in outcome.added if p.payments)
        for row, before, after in (*outcome.changed, *unpaid):
            self._leaps += [
                Leap(place.file, place.sheet, row, after.id, after.name, *figures)
                for figures in amount_leaps(before, after)
            ]
        for row, before, after in outcome.changed:
            if every or len(self._lines) < _LINES:
                self._lines.append(Line(place.file, place.sheet, row, "changed", before, after))
        if every:
            for kind, rows in (("added", outcome.added), ("unchanged", outcome.unchanged)):
                self._lines += [
                    Line(place.file, place.sheet, row, kind, None, project) for row, project in rows
                ]
