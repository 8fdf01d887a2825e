"""The error tree and the exit codes.

An error carries fields, never wording. The words, and the remedy that goes with them, stand in the
catalogues under ``error.<ClassName>`` and ``error.<ClassName>.remedy``; the command line catches
every error once, prints both to stderr and leaves with the exit code::

    QzinvestError
    ├── Usage ............ 2  the command line itself is wrong
    ├── Refused .......... 3  the input was understood and is refused
    │   └── Unconfirmed       unless the person says that it is meant
    ├── LedgerTrouble .... 4  the ledger is missing, locked, damaged, foreign or newer
    ├── Outside .......... 5  the outside world failed: disk, rights, a file
    └── OwnFault ......... 70
"""

import sys
from collections.abc import Sequence
from datetime import date
from enum import IntEnum
from errno import EACCES, EDQUOT, EFBIG, ENOSPC
from typing import ClassVar, Self

from qzinvest.tuples import NamedTuple


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


class QzinvestError(Exception):
    """Base of all errors that a user can meet; ``fields`` fill the catalogue's sentence."""

    exit_code: ClassVar[ExitCode] = ExitCode.REFUSED

    def __init__(self, **fields: object) -> None:
        super().__init__(*fields.values())
        self.fields = fields

    @property
    def key(self) -> str:
        """Catalogue key of the sentence; the remedy's key is this plus ``.remedy``."""
        return f"error.{type(self).__name__}"

    @property
    def of_column(self) -> bool:
        """Whether it is a whole column's fault, mended at once, and not one of each cell."""
        return False


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

    def __init__(self, *, flags: Sequence[str], what: str = "") -> None:
        super().__init__(flags=tuple(flags), what=what)


class DayNeeded(Usage):
    """A project shall reach a stage, and no day is given."""

    def __init__(self, *, project: str, stage: str) -> None:
        super().__init__(project=project, stage=stage)


class BadOption(Usage):
    """An option's value is none of those allowed."""

    def __init__(self, *, option: str, value: str, allowed: Sequence[str]) -> None:
        self.allowed = tuple(allowed)
        super().__init__(option=option, value=value, allowed=self.allowed)


class Negative(Usage):
    """An option takes a number that there can be none of, and is given less."""

    def __init__(self, *, option: str, value: int) -> None:
        super().__init__(option=option, value=value)


class NoFileName(Usage):
    """What is given is not the name of a ledger's file; ``reason`` as in BadAmount."""

    def __init__(self, *, option: str, value: str, reason: str) -> None:
        super().__init__(option=option, value=value, reason=reason)


class NoCompletion(Usage):
    """Completion cannot be set up by itself; ``reason`` as in BadAmount."""

    def __init__(self, *, reason: str, shell: str) -> None:
        super().__init__(reason=reason, shell=shell)


class Conflict(Usage):
    """Two options that exclude each other."""

    def __init__(self, *, option: str, other: str) -> None:
        super().__init__(option=option, other=other)


class BackwardsPeriod(Usage):
    """A period ends before it begins."""

    def __init__(self, *, since: date, until: date) -> None:
        super().__init__(since=since, until=until)


class NeedsFile(Usage):
    """An answer in a format that is no text would go to a terminal."""

    def __init__(self, *, form: str) -> None:
        super().__init__(form=form)


class NotUnderstood(Usage):
    """The command line has a mistake in its form; ``reason`` as in BadAmount.

    ``text`` is the word at fault, ``near`` what may have been meant, ``command`` whose help tells.
    """

    def __init__(self, *, reason: str, text: str, near: Sequence[str], command: str) -> None:
        super().__init__(reason=reason, text=text, near=tuple(near), command=command)


class Refused(QzinvestError):
    """The input was understood and is refused."""

    exit_code = ExitCode.REFUSED


class UnknownName(Refused):
    """No unit, group, stage or term of this name.

    ``near`` are the closest known names, or all where none is close; ``close`` are three at most.
    ``shown`` are those of ``near`` as people read them, where they do without the codes.
    """

    def __init__(
        self,
        *,
        what: str,
        text: str,
        near: Sequence[str] = (),
        close: Sequence[str] = (),
        shown: Sequence[str] = (),
    ) -> None:
        self.near = tuple(near)
        super().__init__(what=what, text=text, near=self.near)
        self.close = tuple(close[:3])
        self.shown = tuple(shown or near)


class AmbiguousName(Refused):
    """More than one unit, group, stage or term answers to this name."""

    def __init__(self, *, what: str, text: str, candidates: Sequence[str]) -> None:
        super().__init__(what=what, text=text, candidates=tuple(candidates))


class BadAmount(Refused):
    """Not a positive amount of at most 1万亿元; ``reason`` is a catalogue key's last part."""

    def __init__(self, *, text: str, reason: str) -> None:
        super().__init__(text=text, reason=reason)

    @property
    def of_column(self) -> bool:
        """The unit of bare numbers stands in the header."""
        return self.fields["reason"] == "unitless"


class AmountBeyond(Refused):
    """A bare number that its header's unit makes no project's amount; ``reason`` as in BadAmount.

    It is ``above`` the district's target of the year, or ``below`` what anybody calls an
    investment: ``limit`` yuan.
    """

    def __init__(self, *, text: str, yuan: int, limit: int, reason: str) -> None:
        super().__init__(text=text, yuan=yuan, limit=limit, reason=reason)


class PartYuan(Refused):
    """An amount with parts of a yuan, which may be rounded if that is asked for."""

    def __init__(self, *, text: str) -> None:
        super().__init__(text=text)

    @property
    def of_column(self) -> bool:
        """One option rounds them all."""
        return True


class Unconfirmed(Refused):
    """What is asked for is more often a slip than meant, and no option said that it is meant."""


class AmountLeap(Unconfirmed):
    """An amount is ``factor`` times larger or smaller than the one that it is held against."""

    def __init__(self, *, project: str, before: int, after: int, factor: int) -> None:
        super().__init__(project=project, before=before, after=after, factor=factor)


class BadRate(Refused):
    """Not the rate of a foreign currency in the form USD=6.9@2022-06-30."""

    def __init__(self, *, text: str) -> None:
        super().__init__(text=text)


class BadDate(Refused):
    """Not a calendar date; ``reason`` as in BadAmount, ``days`` are those that a ``month`` has."""

    def __init__(self, *, text: str, reason: str = "form", month: str = "", days: int = 0) -> None:
        super().__init__(text=text, reason=reason, month=month, days=days)
        self.reason, self.month, self.days = reason, month, days


class BadDay(BadDate):
    """No day or period that a command understands."""


class DateOrder(Refused):
    """A date whose parts may stand in several orders, or whose year has two digits.

    ``orders`` are those in which it is a day, none where only the century is in doubt; ``short`` is
    whether the year has two digits. ``said`` is what a map must say, in its own words.
    """

    def __init__(self, *, text: str, orders: Sequence[str], short: bool) -> None:
        named = " | ".join(f'"{order}"' for order in orders)
        settings = [f"order = {named}"] if named else []
        settings += ["century = 2000"] if short else []
        super().__init__(text=text, orders=tuple(orders), short=short, said=", ".join(settings))
        self.orders, self.short = tuple(orders), short

    @property
    def of_column(self) -> bool:
        """One line of a map mends all dates."""
        return True


class VagueDate(Refused):
    """A date that names no certain period; ``reason`` as in BadAmount."""

    def __init__(self, *, text: str, reason: str) -> None:
        super().__init__(text=text, reason=reason)


class FutureDate(Refused):
    """A thing that has happened cannot have a date after today."""

    def __init__(self, *, text: str, today: date) -> None:
        super().__init__(text=text, today=today)


class UnknownZone(Refused):
    """No time zone of this IANA name is known here."""

    def __init__(self, *, zone: str) -> None:
        super().__init__(zone=zone)


class BadText(Refused):
    """A text is empty, too long or holds control characters; ``reason`` as in BadAmount."""

    def __init__(self, *, field: str, text: str, reason: str) -> None:
        super().__init__(field=field, text=text, reason=reason)


class Uncalculated(Refused):
    """A cell holds a formula whose result was never calculated."""

    def __init__(self, *, field: str) -> None:
        super().__init__(field=field)


class NoRows(Refused):
    """Files with tables, and no project in any of them."""

    def __init__(self, *, files: Sequence[str]) -> None:
        super().__init__(files=tuple(files))


class BackwardsMilestone(Refused):
    """A later stage would come before an earlier one."""

    def __init__(self, *, stage: str, on: date, earlier: str, earlier_on: date) -> None:
        super().__init__(stage=stage, on=on, earlier=earlier, earlier_on=earlier_on)


class BackwardsDrop(Refused):
    """A project cannot be dropped before the last milestone that it reached."""

    def __init__(self, *, on: date, stage: str, stage_on: date) -> None:
        super().__init__(on=on, stage=stage, stage_on=stage_on)


class AfterDrop(Refused):
    """A dropped project moves no further."""

    def __init__(self, *, project: str, dropped_on: date) -> None:
        super().__init__(project=project, dropped_on=dropped_on)


class AlreadyDropped(Refused):
    """A dropped project is dropped once more, or on another day."""

    def __init__(self, *, project: str, dropped_on: date) -> None:
        super().__init__(project=project, dropped_on=dropped_on)


class PaymentUnclear(Refused):
    """A report tells another sum of what was paid in, and nobody can say of which day it is."""

    def __init__(self, *, project: str, known: int, last: date, stated: int) -> None:
        super().__init__(project=project, known=known, last=last, stated=stated)


class FundedSooner(Refused):
    """A report tells a later day of *funded* than that of the first payment, and no sum."""

    def __init__(self, *, project: str, on: date, known_on: date) -> None:
        super().__init__(project=project, on=on, known_on=known_on)


class PaymentDiffers(Refused):
    """A report tells another sum of a payment than is known of its day or period."""

    def __init__(self, *, project: str, on: str, known: int, stated: int) -> None:
        super().__init__(project=project, on=on, known=known, stated=stated)


class PaymentTwice(Refused):
    """Two rows of an import tell the same payment."""

    def __init__(self, *, where: str, on: str, amount: int) -> None:
        super().__init__(where=where, on=on, amount=amount)


class SumDiffers(Refused):
    """What a row tells as paid in until then is not what the payments come to."""

    def __init__(self, *, known: int, stated: int) -> None:
        super().__init__(known=known, stated=stated, field="funded_amount")


class NoPaymentDay(Refused):
    """A row tells what was paid in that month, and nothing says in which month."""

    def __init__(self, *, field: str) -> None:
        super().__init__(field=field)


class SameDayPayments(Refused):
    """A payment is to be corrected, and its day has several that no evidence tells apart."""

    def __init__(self, *, project: str, on: str, count: int) -> None:
        super().__init__(project=project, on=on, count=count)


class NoSubject(Refused):
    """A file of payments names a project that the ledger does not have."""

    def __init__(self, *, subject: str) -> None:
        super().__init__(subject=subject)


class RowsDiffer(Refused):
    """Rows with payments of one project differ in what is no payment."""

    def __init__(self, *, where: str, field: str) -> None:
        super().__init__(where=where, field=field)


class SeveralPayments(Refused):
    """A payment is to be recorded or corrected without its day, and the project has several."""

    def __init__(self, *, project: str, days: Sequence[str], first: str) -> None:
        super().__init__(project=project, days=days, first=first)


class NoDistrict(Refused):
    """From signing on a project must have a district."""

    def __init__(self, *, stage: str) -> None:
        super().__init__(stage=stage)


class NoAmount(Refused):
    """From signing on a project must have an amount."""

    def __init__(self, *, stage: str) -> None:
        super().__init__(stage=stage)


class StageBeyondStart(Refused):
    """``counted_on`` lies before the date on which the milestone happened."""

    def __init__(self, *, stage: str, on: date, counted_on: date) -> None:
        super().__init__(stage=stage, on=on, counted_on=counted_on)


class NotPeriodEnd(Refused):
    """A date that stands for a whole month or longer must be the period's last day."""

    def __init__(self, *, stage: str, on: date, precision: str) -> None:
        super().__init__(stage=stage, on=on, precision=precision)


class FutureMilestone(Refused):
    """A milestone lies after today."""

    def __init__(self, *, stage: str, on: date, today: date) -> None:
        super().__init__(stage=stage, on=on, today=today)


class NotReached(Refused):
    """A value belongs to a milestone that has no date."""

    def __init__(self, *, stage: str, field: str) -> None:
        super().__init__(stage=stage, field=field)


class MissingCode(Refused):
    """A row of a plain file has no code, so importing it twice would count it twice."""


class RepeatedCode(Refused):
    """A code stands in more than one row, or belongs to another project already."""

    def __init__(self, *, code: str, where: str) -> None:
        super().__init__(code=code, where=where)


class OthersCode(Refused):
    """A row has the code of a recorded project, but neither a like name nor an investor of it."""

    def __init__(self, *, code: str, where: str, name: str) -> None:
        super().__init__(code=code, where=where, name=name)


class RepeatedProject(Refused):
    """A row says the same project (name, investor, district) as an earlier row of the import."""

    def __init__(self, *, where: str) -> None:
        super().__init__(where=where)


class SeveralProjects(Refused):
    """A row without a code fits several recorded projects."""

    def __init__(self, *, candidates: Sequence[str]) -> None:
        super().__init__(candidates=tuple(candidates))


class NoStageDate(Refused):
    """A row says that a stage was reached and no column gives the stage's date."""

    def __init__(self, *, stage: str) -> None:
        super().__init__(stage=stage)


class StageDiffers(Refused):
    """A row's stage is an earlier one than its dates show to be reached."""

    def __init__(self, *, stage: str, reached: str) -> None:
        super().__init__(stage=stage, reached=reached)


class NoStage(Refused):
    """A row has a date and nothing says which stage was reached then."""

    def __init__(self, *, text: str) -> None:
        super().__init__(text=text)


class SuspectedDuplicates(Refused):
    """New rows look like projects that are known; ``candidates`` are lines to show."""

    def __init__(self, *, count: int, candidates: Sequence[str]) -> None:
        super().__init__(count=count, candidates=tuple(candidates))


class UnknownProject(Refused):
    """No project has this id or code."""

    def __init__(self, *, project: str) -> None:
        super().__init__(project=project)


class OthersProject(Refused):
    """The project is another ``office``'s fact, which this ledger's ``own`` never writes."""

    def __init__(self, *, project: str, office: str, own: str) -> None:
        super().__init__(project=project, office=office, own=own)


class UnknownEvent(Refused):
    """No event has this number."""

    def __init__(self, *, event: str) -> None:
        super().__init__(event=event)


class NotUndoable(Refused):
    """The event belongs to another office, or later events rest on it (``reason`` tells)."""

    def __init__(self, *, event: str, reason: str) -> None:
        super().__init__(event=event, reason=reason)


class LikelyDuplicate(Unconfirmed):
    """The project looks like one already recorded; ``candidates`` are lines to show."""

    def __init__(self, *, name: str, candidates: Sequence[str]) -> None:
        super().__init__(name=name, candidates=tuple(candidates))


class NothingToUndo(Refused):
    """Nothing stands that ``who`` recorded; the last step ``step`` is of ``other``."""

    def __init__(self, *, who: str, step: str, other: str) -> None:
        super().__init__(who=who, step=step, other=other)


class NoColumn(Refused):
    """A table has no column of a field that every row needs; ``unread`` are headers left over."""

    def __init__(self, *, file: str, field: str, unread: Sequence[str]) -> None:
        super().__init__(file=file, field=field, unread=tuple(unread))


class NoFirstReport(Refused):
    """A file's row is a second report of what is no row of its file, or is several."""

    def __init__(self, *, first: str) -> None:
        super().__init__(first=first)


class AlreadyLinked(Refused):
    """Two reports are one project already; ``first`` is where it is counted."""

    def __init__(self, *, project: str, first: str) -> None:
        super().__init__(project=project, first=first)


class NoSender(Refused):
    """Answers shall be remembered, and nothing says whose file it is."""

    def __init__(self, *, file: str) -> None:
        super().__init__(file=file)


class AlreadyToldApart(Refused):
    """That two projects are two is recorded already."""

    def __init__(self, *, first: str, second: str) -> None:
        super().__init__(first=first, second=second)


class NotLinked(Refused):
    """A project is not linked to another one."""

    def __init__(self, *, project: str) -> None:
        super().__init__(project=project)


class AlreadyExcluded(Refused):
    """A project is left out of the count already, for ``reason``."""

    def __init__(self, *, project: str, reason: str) -> None:
        super().__init__(project=project, reason=reason)


class NotExcluded(Refused):
    """A project is not left out of the count."""

    def __init__(self, *, project: str) -> None:
        super().__init__(project=project)


class AlreadySpared(Refused):
    """A project is spared already, for ``reason``."""

    def __init__(self, *, project: str, reason: str) -> None:
        super().__init__(project=project, reason=reason)


class NotSpared(Refused):
    """A project is not spared."""

    def __init__(self, *, project: str) -> None:
        super().__init__(project=project)


class EarlierSpell(Refused):
    """A milestone of the spell that lasts would lie before the drop that ended the one before."""

    def __init__(self, *, stage: str, on: date, dropped_on: date) -> None:
        super().__init__(stage=stage, on=on, dropped_on=dropped_on)


class HoldsLater(Refused):
    """What is to end on a day was decided from a later day on, ``since``, alone."""

    def __init__(self, *, project: str, on: date, since: date) -> None:
        super().__init__(project=project, on=on, since=since)


class CountedElsewhere(Refused):
    """A second report is not counted by itself, so nothing is decided about it alone."""

    def __init__(self, *, project: str, first: str) -> None:
        super().__init__(project=project, first=first)


class BadCredit(Refused):
    """A credit that is no division of a whole between units; ``reason`` as in BadAmount."""

    def __init__(self, *, text: str, reason: str) -> None:
        super().__init__(text=text, reason=reason)


class UnknownImport(Refused):
    """No import of the office has this name."""

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name)


class UnknownEdition(Refused):
    """No edition of this name was frozen; ``known`` are those that were."""

    def __init__(self, *, edition: str, known: Sequence[str]) -> None:
        super().__init__(edition=edition, known=tuple(known))


class NoEditions(UnknownEdition):
    """An edition is asked for where none stands."""

    def __init__(self, *, edition: str) -> None:
        super().__init__(edition=edition, known=())


class NoEarlierEdition(Refused):
    """News are asked for of a day before which no edition stands."""

    def __init__(self, *, as_of: date) -> None:
        super().__init__(as_of=as_of)


class EditionFrozen(Refused):
    """An edition of this name was frozen already; its day, by whom, and the event that did it."""

    def __init__(self, *, edition: str, as_of: date, who: str, event: str) -> None:
        super().__init__(edition=edition, as_of=as_of, who=who, event=event)


class EditionOrder(Refused):
    """The first of two editions was frozen after the second."""

    def __init__(self, *, first: str, second: str) -> None:
        super().__init__(first=first, second=second)


class NothingToChange(Refused):
    """An edit names no field, or the values are those already recorded."""

    def __init__(self, *, project: str) -> None:
        super().__init__(project=project)


class BadMark(Refused):
    """Not a mark from 0 to ``most`` with at most two decimals."""

    def __init__(self, *, text: str, most: str) -> None:
        super().__init__(text=text, most=most)


class AlreadyEvaluated(Refused):
    """The unit has this very mark for this item and day."""

    def __init__(self, *, unit: str, item: str, on: date) -> None:
        super().__init__(unit=unit, item=item, on=on)


class MarkDiffers(Refused):
    """A file tells another mark than is known of the same unit, item and day."""

    def __init__(self, *, unit: str, item: str, on: date, known: str, stated: str) -> None:
        super().__init__(unit=unit, item=item, on=on, known=known, stated=stated)


class NotEarlier(Refused):
    """The day that a report is compared with, or that its cohort begins on, is too late."""

    def __init__(self, *, since: date, as_of: date) -> None:
        super().__init__(since=since, as_of=as_of)


class PlanWithout(Refused):
    """The plan does not have what is asked for: ``what`` is ``scorecard``, ``item`` or ``due``."""

    def __init__(self, *, plan: str, what: str) -> None:
        super().__init__(plan=plan, what=what)


class OutsidePeriod(Refused):
    """A mark would never count: its day is in no plan's period."""

    def __init__(self, *, plan: str, on: date, start: date, end: date) -> None:
        super().__init__(plan=plan, on=on, start=start, end=end)


class OnlyMilestone(Refused):
    """A project always has a milestone; this is its last one."""

    def __init__(self, *, project: str, stage: str) -> None:
        super().__init__(project=project, stage=stage)


class BadRows(Refused):
    """A file has bad rows: nothing of it was saved."""

    def __init__(self, *, file: str, faults: Sequence[Fault]) -> None:
        super().__init__(file=file, faults=tuple(faults), count=_count(faults))
        self.faults = tuple(faults)

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

    def __init__(self, *, reason: str, detail: str) -> None:
        super().__init__(reason=reason, detail=detail)


class BadHeader(Refused):
    """The first line of a file is not the plain layout's header."""

    def __init__(self, *, file: str, expected: str, found: str) -> None:
        super().__init__(file=file, expected=expected, found=found)


class TwoUnits(Refused):
    """A note between a table's rows states another unit than the one above its header."""

    def __init__(self, *, file: str, row: int, text: str) -> None:
        super().__init__(file=file, row=row, text=text)


class Breakdown(Refused):
    """Rows are parts of the project in the row above them, and would count beside it."""

    def __init__(self, *, row: int, rows: str, count: int) -> None:
        super().__init__(row=row, rows=rows, count=count)


class Ended(Refused):
    """A row says that its project came to nothing, and gives no day for it."""

    def __init__(self, *, text: str) -> None:
        super().__init__(text=text)


class RowStruck(Refused):
    """A row is struck through, and its project gives no day of its end."""


class TextStruck(Refused):
    """A part of a cell's text is struck through, and would be read with the rest."""


class TwoColumns(Refused):
    """Two columns of a table are meant by one field, and neither more than the other."""

    def __init__(self, *, file: str, field: str, headers: Sequence[str]) -> None:
        super().__init__(file=file, field=field, headers=tuple(headers))


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

    def __init__(self, *, file: str, seen: Sequence[str]) -> None:
        super().__init__(file=file, seen=tuple(seen))
        self.seen = tuple(seen)


class NotTheColumn(Refused):
    """A column is not what its header was taken for: ``count`` cells, ``values`` the first."""

    def __init__(self, *, what: str, header: str, values: Sequence[str], count: int) -> None:
        super().__init__(what=what, header=header, values=tuple(values), count=count)

    @property
    def of_column(self) -> bool:
        """It is said of the header."""
        return True


class RowsAbove(Refused):
    """A row that looks like a table's stands above the first header that is understood."""

    def __init__(self, *, file: str, row: int, header: int, text: str) -> None:
        super().__init__(file=file, row=row, header=header, text=text)


class BadPlan(Refused):
    """A plan file has faults; ``faults`` carry the line as their row."""

    def __init__(self, *, file: str, faults: Sequence[Fault]) -> None:
        super().__init__(file=file, faults=tuple(faults), count=len(faults))
        self.faults = tuple(faults)


class PlanFault(Refused):
    """One thing that is wrong in a plan file; ``problem`` is a catalogue key's last part."""

    def __init__(self, *, problem: str, detail: str = "") -> None:
        super().__init__(problem=problem, detail=detail)


class BadMap(Refused):
    """A map file has faults; ``faults`` carry the line as their row."""

    def __init__(self, *, file: str, faults: Sequence[Fault]) -> None:
        super().__init__(file=file, faults=tuple(faults), count=len(faults))
        self.faults = tuple(faults)


class MapFault(Refused):
    """One thing that is wrong in a map file; ``problem`` is a catalogue key's last part."""

    def __init__(self, *, problem: str, detail: str = "") -> None:
        super().__init__(problem=problem, detail=detail)


class MapMisses(Refused):
    """A table lacks the columns or the sheet that a map names."""

    def __init__(self, *, file: str, what: str, names: Sequence[str]) -> None:
        super().__init__(file=file, what=what, names=tuple(names))


class PlanUnknown(Refused):
    """The ledger holds no plan of this code in force on this date."""

    def __init__(self, *, plan: str, as_of: date) -> None:
        super().__init__(plan=plan, as_of=as_of)


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

    def __init__(self, *, plan: str, issuer: str, authority: str) -> None:
        super().__init__(plan=plan, issuer=issuer, authority=authority)


class PlanDisplaces(Unconfirmed):
    """Another plan is in force on days that the plan would take over."""

    def __init__(self, *, plan: str, others: Sequence[str]) -> None:
        super().__init__(plan=plan, others=tuple(others))


class PlanNeeded(Refused):
    """An adoption cannot be taken back: ``items`` rest on it; ``reason`` as in BadAmount."""

    def __init__(self, *, plan: str, effective: date, reason: str, items: Sequence[str]) -> None:
        super().__init__(plan=plan, effective=effective, reason=reason, items=tuple(items))


class NeverInForce(Refused):
    """A plan would be adopted from a date on which its period is over."""

    def __init__(self, *, plan: str, effective: date, end: date) -> None:
        super().__init__(plan=plan, effective=effective, end=end)


class LedgerNotEmpty(Refused):
    """The demo is only ever put into a ledger without projects; ``free`` is no file yet."""

    def __init__(self, *, path: str, projects: int, free: str) -> None:
        super().__init__(path=path, projects=projects, free=free)


class RealAndInvented(Refused):
    """A real project for a ledger of invented ones, or an ``invented`` one for a real ledger."""

    def __init__(self, *, project: str, invented: bool) -> None:
        super().__init__(project=project, reason="invented" if invented else "real")


class OfficeDiffers(Refused):
    """The ledger belongs to another office than the one asked for."""

    def __init__(self, *, path: str, office: str, asked: str) -> None:
        super().__init__(path=path, office=office, asked=asked)


class ForeignFolder(Refused):
    """The export folder holds files that no export has written."""

    def __init__(self, *, path: str, names: Sequence[str]) -> None:
        super().__init__(path=path, names=tuple(names))


class LedgerTrouble(QzinvestError):
    """The ledger file cannot be used as it is."""

    exit_code = ExitCode.LEDGER


class LedgerMissing(LedgerTrouble):
    """There is no ledger at this path."""

    def __init__(self, *, path: str) -> None:
        super().__init__(path=path)


class LinkLeadsNowhere(LedgerTrouble):
    """The ledger's name is a link to a place where nothing is: a disk may not be mounted."""

    def __init__(self, *, path: str, target: str) -> None:
        super().__init__(path=path, target=target)


class LedgerLocked(LedgerTrouble):
    """Another process has held the ledger for longer than the timeout."""

    def __init__(self, *, path: str, seconds: int) -> None:
        super().__init__(path=path, seconds=seconds)


class LedgerDamaged(LedgerTrouble):
    """SQLite, the schema or the log itself does not hold together."""

    def __init__(self, *, path: str, detail: str) -> None:
        super().__init__(path=path, detail=detail)


class LedgerDiffers(LedgerDamaged):
    """The log is whole, but the tables beside it are not what it says: figures could be wrong."""


class LedgerEndless(LedgerTrouble):
    """A question to the ledger does not end: it is not the program's own tables that answer."""

    def __init__(self, *, path: str) -> None:
        super().__init__(path=path)


class LedgerRewritten(LedgerTrouble):
    """The log does not continue a head that an export or an edition was made from.

    ``problem`` is ``manifest`` or ``edition`` and ``source`` its folder or name, with the edition's
    event; ``reason`` tells what is there, as in BadAmount.
    """

    def __init__(  # noqa: PLR0913 - all that the sentence and the remedy say
        self,
        *,
        path: str,
        source: str,
        problem: str,
        event: str,
        expected: str,
        found: str,
        reason: str,
    ) -> None:
        super().__init__(
            path=path,
            source=source,
            problem=problem,
            event=event,
            expected=expected,
            found=found,
            reason=reason,
        )


class LedgerNewer(LedgerTrouble):
    """The ledger was written by a newer version of the program."""

    def __init__(self, *, path: str, found: int, known: int) -> None:
        super().__init__(path=path, found=found, known=known)


class LedgerOccupied(LedgerTrouble):
    """Somebody else's tables or views have names that ours need; ``names`` as ``table x``."""

    def __init__(self, *, path: str, names: Sequence[str]) -> None:
        super().__init__(path=path, names=tuple(names))


class LedgerStrange(LedgerTrouble):
    """Triggers or indexes of somebody else's are on our tables; ``names`` as ``trigger x``."""

    def __init__(self, *, path: str, names: Sequence[str]) -> None:
        super().__init__(path=path, names=tuple(names))


class NotALedger(LedgerTrouble):
    """The file is not a qzinvest ledger."""

    def __init__(self, *, path: str) -> None:
        super().__init__(path=path)


class NameTooLong(LedgerTrouble):
    """A ledger's name leaves no room for the names of the files beside it."""

    def __init__(self, *, path: str, most: int) -> None:
        super().__init__(path=path, most=most)


class NameTaken(LedgerTrouble):
    """A file of this name would be taken for one that SQLite lays beside a ledger, and removed."""

    def __init__(self, *, path: str) -> None:
        super().__init__(path=path)


class NetworkFileSystem(LedgerTrouble):
    """SQLite's write-ahead log needs a local file system."""

    def __init__(self, *, path: str, kind: str) -> None:
        super().__init__(path=path, kind=kind)


class Outside(QzinvestError):
    """The world outside failed: disk, files, permissions."""

    exit_code = ExitCode.OUTSIDE


class DiskFull(Outside):
    """No space is left where the file should go."""

    def __init__(self, *, path: str) -> None:
        super().__init__(path=path)


class LimitReached(Outside):
    """The system lets a file grow no more: a quota, or a limit of size."""

    def __init__(self, *, path: str) -> None:
        super().__init__(path=path)


class OldSqlite(Outside):
    """The system's SQLite cannot hold a ledger."""

    def __init__(self, *, found: str, least: str) -> None:
        super().__init__(found=found, least=least)


class FileUnreadable(Outside):
    """A file cannot be read; ``reason`` is the system's word."""

    def __init__(self, *, path: str, reason: str) -> None:
        super().__init__(path=path, reason=reason)


class FileUnwritable(Outside):
    """A file cannot be written; ``reason`` is the system's word."""

    def __init__(self, *, path: str, reason: str) -> None:
        super().__init__(path=path, reason=reason)


class FileInUse(Outside):
    """A file cannot be replaced, because another program such as Excel has it open (Windows)."""

    def __init__(self, *, path: str) -> None:
        super().__init__(path=path)


class PartMissing(Outside):
    """A feature needs a ``package`` that is not installed: some machines have none of it."""

    def __init__(self, *, package: str) -> None:
        super().__init__(package=package)


class FolderNotShared(Outside):
    """A folder that holds other things too does not pass its group on."""

    def __init__(self, *, path: str, group: str) -> None:
        super().__init__(path=path, group=group)


class LedgerNotShared(Outside):
    """A ledger is open to a group, and its folder would not pass that group on."""

    def __init__(self, *, path: str, folder: str, group: str) -> None:
        super().__init__(path=path, folder=folder, group=group)


class OthersFile(Outside):
    """A file that another user's program laid beside the ledger is closed to this user."""

    def __init__(self, *, path: str, ledger: str, owner: str) -> None:
        super().__init__(path=path, ledger=ledger, owner=owner)


class FileExists(Outside):
    """A backup or a form to fill in never overwrites a file."""

    def __init__(self, *, path: str) -> None:
        super().__init__(path=path)


class SystemRefuses(Outside):
    """The system refused a path or a stream, and no command knew of it; ``reason`` is its word."""

    def __init__(self, *, path: str, reason: str) -> None:
        super().__init__(path=path, reason=reason)


class NoMemory(Outside):
    """The system gave no more memory."""


class OwnFault(QzinvestError):
    """A mistake in the program; ``report`` is the file that tells all."""

    exit_code = ExitCode.OWN_FAULT

    def __init__(self, *, what: str, report: str) -> None:
        super().__init__(what=what, report=report)


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
