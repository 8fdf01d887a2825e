"""The error tree and the exit codes.

An error carries fields, never wording. The words, and the remedy that goes with them, stand in the
catalogues under ``error.<ClassName>`` and ``error.<ClassName>.remedy``; the command line catches
every error once, prints both to stderr and leaves with the exit code::

    QzinvestError
    ├── Usage ............ 2  the command line itself is wrong
    ├── Refused .......... 3  the input was understood and is refused
    │   ├── FaultyFile        for what stands in places of a file
    │   └── Unconfirmed       unless the person says that it is meant
    ├── LedgerTrouble .... 4  the ledger is missing, locked, damaged, foreign or newer
    ├── Outside .......... 5  the outside world failed: disk, rights, a file
    └── OwnFault ......... 70
"""

from __future__ import annotations

import sys
from enum import IntEnum
from errno import EACCES, EDQUOT, EFBIG, ENOSPC
from typing import TYPE_CHECKING, Self, dataclass_transform

from qzinvest.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


class ExitCode(IntEnum):
    """What the process says to the shell."""

    OK = 0
    NO = 1
    USAGE = 2
    REFUSED = 3
    LEDGER = 4
    OUTSIDE = 5
    OWN_FAULT = 70
    INTERRUPTED = 130
    TERMINATED = 143


@dataclass_transform(eq_default=False, kw_only_default=True)
class QzinvestError(Exception):
    """Base of all errors that a user can meet; ``fields`` fill the catalogue's sentence.

    A class annotates its fields, which are given by name and are attributes too. A list that is
    given is kept as a tuple.
    """

    exit_code = ExitCode.REFUSED

    def __init__(self, **fields: object) -> None:
        told = {name: tuple(x) if isinstance(x, list) else x for name, x in fields.items()}
        self.fields = _defaults(type(self)) | told
        self.__dict__ |= self.fields
        super().__init__(*self.fields.values())

    @property
    def key(self) -> str:
        """Catalogue key of the sentence; the remedy's key is this plus ``.remedy``."""
        return f"error.{type(self).__name__}"

    @property
    def of_column(self) -> bool:
        """Whether it is a whole column's fault, mended at once, and not one of each cell."""
        return False


def _defaults(kind: type[QzinvestError]) -> dict[str, object]:
    """The fields of an error that have a value where none is given."""
    own = (name for of in kind.__mro__ for name in getattr(of, "__annotations__", ()))
    return {name: getattr(kind, name) for name in own if hasattr(kind, name)}


class Fault(NamedTuple):
    """One bad value in a file: where it stands, what it is, and the error that it raised.

    ``sheet`` and ``cell`` (``B17``) are empty where the file has none.
    """

    file: str
    row: int
    column: str
    value: str
    error: QzinvestError
    sheet: str = ""
    cell: str = ""


class Usage(QzinvestError):
    """The command line itself is wrong."""

    exit_code = ExitCode.USAGE


class MissingValues(Usage):
    """Required values were not given; ``what`` is what they are of, where a terminal would ask."""

    flags: Sequence[str]
    what: str = ""


class DayNeeded(Usage):
    """A project shall reach a stage, and no day is given."""

    project: str
    stage: str


class BadOption(Usage):
    """An option's value is none of those allowed."""

    option: str
    value: str
    allowed: Sequence[str]


class Negative(Usage):
    """An option takes a number that there can be none of, and is given less."""

    option: str
    value: int


class NoFileName(Usage):
    """What is given is not the name of a ledger's file; ``reason`` as in BadAmount."""

    option: str
    value: str
    reason: str


class NoCompletion(Usage):
    """Completion cannot be set up by itself; ``reason`` as in BadAmount."""

    reason: str
    shell: str


class Conflict(Usage):
    """Two options that exclude each other."""

    option: str
    other: str


class BackwardsPeriod(Usage):
    """A period ends before it begins."""

    since: date
    until: date


class NeedsFile(Usage):
    """An answer in a format that is no text would go to a terminal."""

    form: str


class NotUnderstood(Usage):
    """The command line has a mistake in its form; ``reason`` as in BadAmount.

    ``text`` is the word at fault, ``near`` what may have been meant, ``command`` whose help tells.
    """

    reason: str
    text: str
    near: Sequence[str]
    command: str


class Refused(QzinvestError):
    """The input was understood and is refused."""

    exit_code = ExitCode.REFUSED


class UnknownName(Refused):
    """No unit, group, stage or term of this name.

    ``near`` are the closest known names, or all where none is close; ``close`` are three at most.
    ``shown`` are those of ``near`` as people read them, where they do without the codes.
    """

    what: str
    text: str
    near: Sequence[str]
    close: Sequence[str]
    shown: Sequence[str]

    def __init__(
        self,
        *,
        what: str,
        text: str,
        near: Sequence[str] = (),
        close: Sequence[str] = (),
        shown: Sequence[str] = (),
    ) -> None:
        super().__init__(what=what, text=text, near=tuple(near))
        self.close, self.shown = tuple(close[:3]), tuple(shown or near)


class AmbiguousName(Refused):
    """More than one unit, group, stage or term answers to this name."""

    what: str
    text: str
    candidates: Sequence[str]


class BadAmount(Refused):
    """Not a positive amount of at most 1万亿元; ``reason`` is a catalogue key's last part."""

    text: str
    reason: str

    @property
    def of_column(self) -> bool:
        """The unit of bare numbers stands in the header."""
        return self.reason == "unitless"


class AmountBeyond(Refused):
    """A bare number that its header's unit makes no project's amount; ``reason`` as in BadAmount.

    It is ``above`` the district's target of the year, or ``below`` what anybody calls an
    investment: ``limit`` yuan.
    """

    text: str
    yuan: int
    limit: int
    reason: str


class PartYuan(Refused):
    """An amount with parts of a yuan, which may be rounded if that is asked for."""

    text: str

    @property
    def of_column(self) -> bool:
        """One option rounds them all."""
        return True


class Unconfirmed(Refused):
    """What is asked for is more often a slip than meant, and no option said that it is meant."""


class AmountLeap(Unconfirmed):
    """An amount is ``factor`` times larger or smaller than the one that it is held against."""

    project: str
    before: int
    after: int
    factor: int


class BadRate(Refused):
    """Not the rate of a foreign currency in the form USD=6.9@2022-06-30."""

    text: str


class BadDate(Refused):
    """Not a calendar date; ``reason`` as in BadAmount, ``days`` are those that a ``month`` has."""

    text: str
    reason: str = "form"
    month: str = ""
    days: int = 0


class BadDay(BadDate):
    """No day or period that a command understands."""


class DateOrder(Refused):
    """A date whose parts may stand in several orders, or whose year has two digits.

    ``orders`` are those in which it is a day, none where only the century is in doubt; ``short`` is
    whether the year has two digits. ``said`` is what a map must say, in its own words.
    """

    text: str
    orders: Sequence[str]
    short: bool
    said: str

    def __init__(self, *, text: str, orders: Sequence[str], short: bool) -> None:
        named = " | ".join(f'"{order}"' for order in orders)
        settings = [f"order = {named}"] if named else []
        settings += ["century = 2000"] if short else []
        super().__init__(text=text, orders=tuple(orders), short=short, said=", ".join(settings))

    @property
    def of_column(self) -> bool:
        """One line of a map mends all dates."""
        return True


class VagueDate(Refused):
    """A date that names no certain period; ``reason`` as in BadAmount."""

    text: str
    reason: str


class FutureDate(Refused):
    """A thing that has happened cannot have a date after today."""

    text: str
    today: date


class UnknownZone(Refused):
    """No time zone of this IANA name is known here."""

    zone: str


class BadText(Refused):
    """A text is empty, too long or holds control characters; ``reason`` as in BadAmount."""

    field: str
    text: str
    reason: str


class Uncalculated(Refused):
    """A cell holds a formula whose result was never calculated."""

    field: str


class NoRows(Refused):
    """Files with tables, and no project in any of them."""

    files: Sequence[str]


class BackwardsMilestone(Refused):
    """A later stage would come before an earlier one."""

    stage: str
    on: date
    earlier: str
    earlier_on: str


class BackwardsDrop(Refused):
    """A project cannot be dropped before the last milestone that it reached."""

    on: date
    stage: str
    stage_on: str


class AfterDrop(Refused):
    """A dropped project moves no further."""

    project: str
    dropped_on: date


class AlreadyDropped(Refused):
    """A dropped project is dropped once more, or on another day."""

    project: str
    dropped_on: date


class PaymentUnclear(Refused):
    """A report tells another sum of what was paid in, and nobody can say of which day it is."""

    project: str
    known: int
    last: date
    stated: int


class FundedSooner(Refused):
    """A report tells a later day of *funded* than that of the first payment, and no sum."""

    project: str
    on: date
    known_on: date


class PaymentDiffers(Refused):
    """A report tells another sum of a payment than is known of its day or period."""

    project: str
    on: str
    known: int
    stated: int


class PaymentTwice(Refused):
    """Two rows of an import tell the same payment."""

    where: str
    on: str
    amount: int


class SumDiffers(Refused):
    """What a row tells as paid in until then is not what the payments come to."""

    known: int
    stated: int
    field: str = "funded_amount"


class NoPaymentDay(Refused):
    """A row tells what was paid in that month, and nothing says in which month."""

    field: str


class SameDayPayments(Refused):
    """A payment is to be corrected, and its day has several that no evidence tells apart."""

    project: str
    on: str
    count: int


class NoSubject(Refused):
    """A file of payments names a project that the ledger does not have."""

    subject: str


class RowsDiffer(Refused):
    """Rows with payments of one project differ in what is no payment."""

    where: str
    field: str


class SeveralPayments(Refused):
    """A payment is to be recorded or corrected without its day, and the project has several."""

    project: str
    days: Sequence[str]
    first: str


class NoDistrict(Refused):
    """From signing on a project must have a district."""

    stage: str


class NoAmount(Refused):
    """From signing on a project must have an amount."""

    stage: str


class StageBeyondStart(Refused):
    """``counted_on`` lies before the date on which the milestone happened."""

    stage: str
    on: date
    counted_on: date


class NotPeriodEnd(Refused):
    """A date that stands for a whole month or longer must be the period's last day."""

    stage: str
    on: date
    precision: str


class FutureMilestone(Refused):
    """A milestone lies after today."""

    stage: str
    on: date
    today: date


class NotReached(Refused):
    """A value belongs to a milestone that has no date."""

    stage: str
    field: str


class MissingCode(Refused):
    """A row of a plain file has no code, so importing it twice would count it twice."""


class RepeatedCode(Refused):
    """A code stands in more than one row, or belongs to another project already."""

    code: str
    where: str


class OthersCode(Refused):
    """A row has the code of a recorded project, but neither a like name nor an investor of it."""

    code: str
    where: str
    name: str


class RepeatedProject(Refused):
    """A row says the same project (name, investor, district) as an earlier row of the import."""

    where: str


class SeveralProjects(Refused):
    """A row without a code fits several recorded projects."""

    candidates: Sequence[str]


class NoStageDate(Refused):
    """A row says that a stage was reached and no column gives the stage's date."""

    stage: str


class StageDiffers(Refused):
    """A row's stage is an earlier one than its dates show to be reached."""

    stage: str
    reached: str


class NoStage(Refused):
    """A row has a date and nothing says which stage was reached then."""

    text: str


class SuspectedDuplicates(Refused):
    """New rows look like projects that are known; ``candidates`` are lines to show."""

    count: int
    candidates: Sequence[str]


class UnknownProject(Refused):
    """No project has this id or code."""

    project: str


class OthersProject(Refused):
    """The project is another ``office``'s fact, which this ledger's ``own`` never writes."""

    project: str
    office: str
    own: str


class UnknownEvent(Refused):
    """No event has this number."""

    event: str


class NotUndoable(Refused):
    """The event belongs to another office, or later events rest on it (``reason`` tells)."""

    event: str
    reason: str


class LikelyDuplicate(Unconfirmed):
    """The project looks like one already recorded; ``candidates`` are lines to show."""

    name: str
    candidates: Sequence[str]


class NothingToUndo(Refused):
    """Nothing stands that ``who`` recorded; the last step ``step`` is of ``other``."""

    who: str
    step: str
    other: str


class NoColumn(Refused):
    """A table has no column of a field that every row needs; ``unread`` are headers left over."""

    file: str
    field: str
    unread: Sequence[str]


class NoFirstReport(Refused):
    """A file's row is a second report of what is no row of its file, or is several."""

    first: str


class AlreadyLinked(Refused):
    """Two reports are one project already; ``first`` is where it is counted."""

    project: str
    first: str


class NoSender(Refused):
    """Answers shall be remembered, and nothing says whose file it is."""

    file: str


class AlreadyToldApart(Refused):
    """That two projects are two is recorded already."""

    first: str
    second: str


class NotLinked(Refused):
    """A project is not linked to another one."""

    project: str


class AlreadyExcluded(Refused):
    """A project is left out of the count already, for ``reason``."""

    project: str
    reason: str


class NotExcluded(Refused):
    """A project is not left out of the count."""

    project: str


class AlreadySpared(Refused):
    """A project is spared already, for ``reason``."""

    project: str
    reason: str


class NotSpared(Refused):
    """A project is not spared."""

    project: str


class EarlierSpell(Refused):
    """A milestone of the spell that lasts would lie before the drop that ended the one before."""

    stage: str
    on: date
    dropped_on: date


class HoldsLater(Refused):
    """What is to end on a day was decided from a later day on, ``since``, alone."""

    project: str
    on: date
    since: date


class CountedElsewhere(Refused):
    """A second report is not counted by itself, so nothing is decided about it alone."""

    project: str
    first: str


class BadCredit(Refused):
    """A credit that is no division of a whole between units; ``reason`` as in BadAmount."""

    text: str
    reason: str


class UnknownImport(Refused):
    """No import of the office has this name."""

    name: str


class UnknownEdition(Refused):
    """No edition of this name was frozen; ``known`` are those that were."""

    edition: str
    known: Sequence[str]


class NoEditions(UnknownEdition):
    """An edition is asked for where none stands."""

    known: Sequence[str] = ()


class NoEarlierEdition(Refused):
    """News are asked for of a day before which no edition stands."""

    as_of: date


class EditionFrozen(Refused):
    """An edition of this name was frozen already; its day, by whom, and the event that did it."""

    edition: str
    as_of: date
    who: str
    event: str


class EditionOrder(Refused):
    """The first of two editions was frozen after the second."""

    first: str
    second: str


class NothingToChange(Refused):
    """An edit names no field, or the values are those already recorded."""

    project: str


class BadMark(Refused):
    """Not a mark from 0 to ``most`` with at most two decimals."""

    text: str
    most: str


class AlreadyEvaluated(Refused):
    """The unit has this very mark for this item and day."""

    unit: str
    item: str
    on: date


class MarkDiffers(Refused):
    """A file tells another mark than is known of the same unit, item and day."""

    unit: str
    item: str
    on: date
    known: str
    stated: str


class NotEarlier(Refused):
    """The day that a report is compared with, or that its cohort begins on, is too late."""

    since: date
    as_of: date


class PlanWithout(Refused):
    """The plan does not have what is asked for: ``what`` is ``scorecard``, ``item`` or ``due``."""

    plan: str
    what: str


class OutsidePeriod(Refused):
    """A mark would never count: its day is in no plan's period."""

    plan: str
    on: date
    start: date
    end: date


class OnlyMilestone(Refused):
    """A project always has a milestone; this is its last one."""

    project: str
    stage: str


class FaultyFile(Refused):
    """A file has ``faults``, and nothing of it is taken."""

    file: str
    faults: Sequence[Fault]

    def __init__(self, *, file: str, faults: Sequence[Fault]) -> None:
        super().__init__(file=file, faults=tuple(faults), count=_count(faults))


class BadRows(FaultyFile):
    """A file has bad rows: nothing of it was saved."""

    def handed_back(self) -> Self:
        """The same, of a file that was marked for its sender: the remedy is another one."""
        self.fields["reason"] = "returned"
        return self


def _count(faults: Sequence[Fault]) -> int:
    """How many faults there are to mend: one of a column, however many cells have it."""
    single = sum(1 for fault in faults if not fault.error.of_column)
    of_columns = (fault for fault in faults if fault.error.of_column)
    return single + len({(f.file, f.sheet, f.column, f.error.key) for f in of_columns})


class BadRow(Refused):
    """A row of a file cannot be read at all; ``reason`` as in BadAmount."""

    reason: str
    detail: str


class BadHeader(Refused):
    """The first line of a file is not the plain layout's header."""

    file: str
    expected: str
    found: str


class TwoUnits(Refused):
    """A note between a table's rows states another unit than the one above its header."""

    file: str
    row: int
    text: str


class Breakdown(Refused):
    """Rows are parts of the project in the row above them, and would count beside it."""

    row: int
    rows: str
    count: int


class Ended(Refused):
    """A row says that its project came to nothing, and gives no day for it."""

    text: str


class RowStruck(Refused):
    """A row is struck through, and its project gives no day of its end."""


class TextStruck(Refused):
    """A part of a cell's text is struck through, and would be read with the rest."""


class TwoColumns(Refused):
    """Two columns of a table are meant by one field, and neither more than the other."""

    file: str
    field: str
    headers: Sequence[str]


_MENDED_BY = {
    "archive": "unpack",
    "bomb": "shrink",
    "damaged": "resend",
    "encoding": "resave_text",
    "endless": "shrink",
    "folder": "name_files",
    "code_page": "name_encoding",
    "html": "resave",
    "long": "resave_text",
    "large": "shrink",
    "mhtml": "resave",
    "password": "unlock",
    "quotes": "resave_text",
    "xml": "resave",
}


class NotATable(Refused):
    """A file is no table that can be read; ``reason`` says why, as in BadAmount.

    ``problem`` chooses the remedy, which several reasons share.
    """

    def __init__(self, *, file: str, reason: str, detail: str = "") -> None:
        problem = _MENDED_BY.get(reason, "pick")
        super().__init__(file=file, reason=reason, detail=detail, problem=problem)


class NoHeader(Refused):
    """No row of a file's sheets is a header that is understood; ``seen`` are the likeliest one."""

    file: str
    seen: Sequence[str]


class NotTheColumn(Refused):
    """A column is not what its header was taken for: ``count`` cells, ``values`` the first."""

    what: str
    header: str
    values: Sequence[str]
    count: int

    @property
    def of_column(self) -> bool:
        """It is said of the header."""
        return True


class RowsAbove(Refused):
    """A row that looks like a table's stands above the first header that is understood."""

    file: str
    row: int
    header: int
    text: str


class BadPlan(FaultyFile):
    """A plan file has faults; they carry the line as their row."""


class PlanFault(Refused):
    """One thing that is wrong in a plan file; ``problem`` is a catalogue key's last part."""

    problem: str
    detail: str = ""


class BadMap(FaultyFile):
    """A map file has faults; they carry the line as their row."""


class MapFault(Refused):
    """One thing that is wrong in a map file; ``problem`` is a catalogue key's last part."""

    problem: str
    detail: str = ""


class MapMisses(Refused):
    """A table lacks the columns or the sheet that a map names."""

    file: str
    what: str
    names: Sequence[str]


class PlanUnknown(Refused):
    """The ledger holds no plan of this code in force on this date."""

    plan: str
    as_of: date


class NoPlanInForce(PlanUnknown):
    """The ledger holds no plan at all that is in force on this date."""


class PlanLacks(Refused):
    """A plan has not all that recorded projects name; their results would have no unit.

    ``units`` are those of the codes that are units, which others may take over: the remedy shows
    the line for the plan file.
    """

    def __init__(self, *, plan: str, codes: Sequence[str], units: Sequence[str] = ()) -> None:
        takes = str(list(units)).replace("'", '"')
        what = "unit" if units else "term"
        super().__init__(plan=plan, codes=tuple(codes), what=what, takes=takes)


class ForeignPlan(Refused):
    """The plan's issuer is not the authority whose plans this ledger takes."""

    plan: str
    issuer: str
    authority: str


class PlanDisplaces(Unconfirmed):
    """Another plan is in force on days that the plan would take over."""

    plan: str
    others: Sequence[str]


class PlanNeeded(Refused):
    """An adoption cannot be taken back: ``items`` rest on it; ``reason`` as in BadAmount."""

    plan: str
    effective: date
    reason: str
    items: Sequence[str]


class NeverInForce(Refused):
    """A plan would be adopted from a date on which its period is over."""

    plan: str
    effective: date
    end: date


class LedgerNotEmpty(Refused):
    """The demo is only ever put into a ledger without projects; ``free`` is no file yet."""

    path: str
    projects: int
    free: str


class RealAndInvented(Refused):
    """A real project for a ledger of invented ones, or an ``invented`` one for a real ledger."""

    def __init__(self, *, project: str, invented: bool) -> None:
        super().__init__(project=project, reason="invented" if invented else "real")


class OfficeDiffers(Refused):
    """The ledger belongs to another office than the one asked for."""

    path: str
    office: str
    asked: str


class ForeignFolder(Refused):
    """The export folder holds files that no export has written."""

    path: str
    names: Sequence[str]


class LedgerTrouble(QzinvestError):
    """The ledger file cannot be used as it is."""

    exit_code = ExitCode.LEDGER


class LedgerMissing(LedgerTrouble):
    """There is no ledger at this path."""

    path: str


class LinkLeadsNowhere(LedgerTrouble):
    """The ledger's name is a link to a place where nothing is: a disk may not be mounted."""

    path: str
    target: str


class LedgerLocked(LedgerTrouble):
    """Another process has held the ledger for longer than the timeout."""

    path: str
    seconds: int


class LedgerDamaged(LedgerTrouble):
    """SQLite, the schema or the log itself does not hold together."""

    path: str
    detail: str


class LedgerDiffers(LedgerDamaged):
    """The log is whole, but the tables beside it are not what it says: figures could be wrong."""


class LedgerEndless(LedgerTrouble):
    """A question to the ledger does not end: it is not the program's own tables that answer."""

    path: str


class LedgerRewritten(LedgerTrouble):
    """The log does not continue a head that an export or an edition was made from.

    ``problem`` is ``manifest`` or ``edition`` and ``source`` its folder or name, with the edition's
    event; ``reason`` tells what is there, as in BadAmount.
    """

    path: str
    source: str
    problem: str
    event: str
    expected: str
    found: str
    reason: str


class LedgerNewer(LedgerTrouble):
    """The ledger was written by a newer version of the program."""

    path: str
    found: int
    known: int


class LedgerOccupied(LedgerTrouble):
    """Somebody else's tables or views have names that ours need; ``names`` as ``table x``."""

    path: str
    names: Sequence[str]


class LedgerStrange(LedgerTrouble):
    """Triggers or indexes of somebody else's are on our tables; ``names`` as ``trigger x``."""

    path: str
    names: Sequence[str]


class NotALedger(LedgerTrouble):
    """The file is not a qzinvest ledger."""

    path: str


class NameTooLong(LedgerTrouble):
    """A ledger's name leaves no room for the names of the files beside it."""

    path: str
    most: int


class NameTaken(LedgerTrouble):
    """A file of this name would be taken for one that SQLite lays beside a ledger, and removed."""

    path: str


class NetworkFileSystem(LedgerTrouble):
    """SQLite's write-ahead log needs a local file system."""

    path: str
    kind: str


class Outside(QzinvestError):
    """The world outside failed: disk, files, permissions."""

    exit_code = ExitCode.OUTSIDE


class DiskFull(Outside):
    """No space is left where the file should go."""

    path: str


class LimitReached(Outside):
    """The system lets a file grow no more: a quota, or a limit of size."""

    path: str


class OldSqlite(Outside):
    """The system's SQLite cannot hold a ledger."""

    found: str
    least: str


class FileUnreadable(Outside):
    """A file cannot be read; ``reason`` is the system's word."""

    path: str
    reason: str


class FileUnwritable(Outside):
    """A file cannot be written; ``reason`` is the system's word."""

    path: str
    reason: str


class FileInUse(Outside):
    """A file cannot be replaced, because another program such as Excel has it open (Windows)."""

    path: str


class PartMissing(Outside):
    """A feature needs a ``package`` that is not installed: some machines have none of it."""

    package: str


class FolderNotShared(Outside):
    """A folder that holds other things too does not pass its group on."""

    path: str
    group: str


class LedgerNotShared(Outside):
    """A ledger is open to a group, and its folder would not pass that group on."""

    path: str
    folder: str
    group: str


class OthersFile(Outside):
    """A file that another user's program laid beside the ledger is closed to this user."""

    path: str
    ledger: str
    owner: str


class FileExists(Outside):
    """A backup or a form to fill in never overwrites a file."""

    path: str


class SystemRefuses(Outside):
    """The system refused a path or a stream, and no command knew of it; ``reason`` is its word."""

    path: str
    reason: str


class NoMemory(Outside):
    """The system gave no more memory."""


class OwnFault(QzinvestError):
    """A mistake in the program; ``report`` is the file that tells all."""

    exit_code = ExitCode.OWN_FAULT

    what: str
    report: str


def refused_by_system(error: OSError, path: str) -> Outside:
    """What the system's refusal to write at ``path`` means."""
    if error.errno == ENOSPC:
        return DiskFull(path=path)
    if error.errno in (EDQUOT, EFBIG):
        return LimitReached(path=path)
    # Where a file could be laid beside it, and could not be renamed to it.
    if sys.platform == "win32" and error.errno == EACCES and error.filename2:
        return FileInUse(path=path)
    return FileUnwritable(path=path, reason=_word(error))


def unreadable(error: OSError, path: str) -> FileUnreadable:
    """What the system's refusal to read ``path`` means."""
    return FileUnreadable(path=path, reason=_word(error))


def _word(error: OSError) -> str:
    # A library's own OSError has no number, and so no word of the system.
    return error.strerror or str(error)
