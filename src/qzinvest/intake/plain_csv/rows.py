"""The plain CSV file: rows to projects, each with every fault it has.

Strict on purpose: whole yuan in digits, dates as YYYY-MM-DD, every name one of the plan's. Cells
are text and nothing else: no formula is ever computed, and the apostrophe with which an export
guards a text against spreadsheets is taken off.

Rows are numbered as a spreadsheet shows them: the header is 1, and a record with line breaks inside
quotes is one row. Empty rows count and are passed over.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import compress, islice
from operator import itemgetter
from pathlib import Path
from typing import Any, cast
from unicodedata import normalize

from qzinvest.errors import (
    BackwardsDrop,
    BackwardsMilestone,
    BadHeader,
    BadRow,
    BadText,
    Fault,
    FutureMilestone,
    NotPeriodEnd,
    NotReached,
    QzinvestError,
    RepeatedCode,
    StageBeyondStart,
)
from qzinvest.intake.files.text_table import read_records
from qzinvest.intake.plain_csv.cells import MORE, SUBJECTS, Seen, cells_of, with_more
from qzinvest.intake.words.names import Resolver
from qzinvest.intake.words.texts import own_guard_off
from qzinvest.model.cell_names import cell_name
from qzinvest.model.course import check_dates, contradictions
from qzinvest.model.fact_json import with_beside
from qzinvest.model.imported import Rounded
from qzinvest.model.plain_layout import (
    BASE_COLUMNS,
    OPTIONAL_COLUMNS,
    RULED_COLUMNS,
    STATED_COLUMNS,
)
from qzinvest.model.project import Milestone, Project, Stated, number_of
from qzinvest.model.ruling import NONE, OF_PAIRS
from qzinvest.model.stage import STAGES
from qzinvest.tuples import NamedTuple

_BASE = len(BASE_COLUMNS)
_FIRST_ON = BASE_COLUMNS.index(f"{STAGES[0].code}_on")
_PAST_ON = _FIRST_ON + len(STAGES)
_ON = itemgetter(Milestone._fields.index("on"))
_EXCERPT = 60
_ENDS = ("org", "number", "milestones", "formerly", "spells", "payments", "rulings")
_MILESTONES = _ENDS.index("milestones") - len(_ENDS) - 1


class PlainRow(NamedTuple):
    """A sound row: its number in the file, and the project.

    Office and number are those of the file's ``id``, empty where it names none. Blank cells are
    ``None``, a blank amount 0, a blank name empty, and a row without dates has no milestones: what
    a blank means for a project already known is the caller's rule.
    """

    row: int
    project: Project


class Noted:
    """What is noted of a file while it is read, and has to be known before its first row counts.

    Args:
        office: the office of the ledger.
        rounded: takes the amounts that were rounded; without it parts of a yuan are faults.

    Attributes:
        highest: the highest number among the ids of the office, 0 where there is none.
        firsts: what the rows call the projects that they are second reports of, or are not.
        header: the columns.
    """

    def __init__(self, office: str = "", rounded: list[Rounded] | None = None) -> None:
        self.rounded = rounded
        self.highest = 0
        self.firsts: set[str] = set()
        self.header: list[str] = []
        self._office = office
        self._ids = [0]
        self._pairs: list[int] = []
        self._beside: int | None = None

    def begin(self, header: list[str]) -> None:
        """Note the columns, and where ids and first reports stand."""
        self.header = header
        self._ids = [place for place, name in enumerate(header) if name in ("code", "id")]
        self._pairs = [place for place, name in enumerate(header) if name in ("same_as", "facts")]
        self._beside = header.index("facts") if "facts" in header else None

    def see(self, cells: list[str] | Fault) -> None:
        """Note what a row says, sound or not."""
        if isinstance(cells, Fault):
            return
        for place in self._ids:
            cell = cells[place] if place < len(cells) else ""
            if self._office not in cell and cell.isascii():
                continue
            prefix, _, number = _text_in(cells, place).rpartition("-")
            if prefix and prefix == self._office:
                self.highest = max(self.highest, number_of(number) or 0)
        for place in self._pairs:
            if text := place < len(cells) and cells[place] and _text_in(cells, place):
                self._see_pairs(text, is_one=place != self._beside)

    def _see_pairs(self, text: str, *, is_one: bool) -> None:
        """Note the first report that ``same_as`` says, or those that ``facts`` names."""
        if is_one:
            self.firsts.add(text)
        elif any(f'"{kind}"' in text for kind in OF_PAIRS):
            self.firsts |= {word for word in text.replace('"', " ").split() if "-" in word}


def read_plain(
    path: Path,
    resolver: Resolver,
    today: date,
    name: str | None = None,
    noted: Noted | None = None,
) -> Iterator[PlainRow | Fault]:
    """Every row of a plain file, sound or not, in memory that does not grow with the file.

    Rows come in the file's order, except that a code that stands a second time is settled after the
    last row. A row has as many faults as it has bad cells; only when each cell is sound are they
    held against each other. A file that is not UTF-8 ends with a fault at its first wrong byte.

    Args:
        today: no date may be later.
        name: what faults call the file, its path by default.
        noted: takes note of every row.

    Raises:
        BadHeader: the first row is not the header of the plain layout.
        FileUnreadable: the file cannot be opened or read, or is no regular file.
    """
    seen = Seen()
    suspects: dict[str, int] = {}
    records = read_records(path)
    _, header = next(records, (1, []))
    if isinstance(header, Fault):
        yield header
        return
    noted = noted or Noted()
    sheet = PlainSheet(name or str(path), header, resolver, today, noted.rounded)
    noted.begin(header)
    for row, cells in records:
        noted.see(cells)
        code = _text_in(cells, 0)
        if code and seen.add(code):
            suspects.setdefault(code, row)
        else:
            yield from sheet.read(row, cells)
    if suspects:
        yield from _settle(path, sheet, suspects)


class PlainSheet:
    """One file's columns, and what its rows mean."""

    def __init__(
        self,
        file: str,
        header: list[str],
        resolver: Resolver,
        today: date,
        rounded: list[Rounded] | None,
    ) -> None:
        _check_header(file, header)
        self._file = file
        self._header = header
        self._today = today
        self._coarse = any(column.endswith("_precision") for column in header)
        self._rounded = rounded
        wishes = {"coarse": self._coarse, "rounding": rounded is not None}
        self._cells = [cells_of(column, resolver, today, **wishes) for column in header]
        self._blank = [known.get("") for known in self._cells]
        # Behind a row's own values stand these seven, and None for each column the file lacks.
        ends = {field: len(header) + place for place, field in enumerate(_ENDS)}
        places = ends | {column: place for place, column in enumerate(header)}
        lacking = len(header) + len(_ENDS)
        self._fields = itemgetter(*(places.get(field, lacking) for field in Project._fields))
        self._more = itemgetter(*(places.get(column, lacking) for column in MORE))
        self._id = header.index("id") if "id" in header else None
        self._beside = header.index("facts") if "facts" in header else None
        self._stated = itemgetter(*(places.get(column, lacking) for column in STATED_COLUMNS))
        self._ruled = itemgetter(*(places.get(column, lacking) for column in RULED_COLUMNS))
        seldom = (*STATED_COLUMNS, *RULED_COLUMNS, "id", "facts")
        self._seldom = itemgetter(*(places.get(column, lacking) for column in seldom))

    def read(self, row: int, cells: list[str] | Fault) -> tuple[PlainRow | Fault, ...]:
        """The row's project, or all its faults; nothing for an empty row."""
        if isinstance(cells, Fault):
            return (cells,)
        if len(cells) != len(self._cells):
            return self._odd_length(row, cells)
        if cells == self._header:
            return ()  # it comes again where files were joined
        try:
            project = self._project(self._values(cells))
            if project.milestones:
                check_dates(project)  # a known project may have its district already
        except QzinvestError:
            return self._faults(row, cells)
        if self._rounded is None:
            return (PlainRow(row, project),)
        found = list(self._parts(row, cells))
        self._rounded += found
        if project.stated is None:
            stated = (Stated(one.text) for one in found if one.cell == self._amount_in(row))
            project = project._replace(stated=next(stated, None))
        return (PlainRow(row, project),)

    def _values(self, cells: list[str]) -> list[Any]:
        """The values of a row's cells: of the code, which each has, and of what is not blank."""
        values = self._blank[:]
        values[0] = self._cells[0][cells[0]]
        for place in compress(range(1, len(cells)), cells[1:]):
            values[place] = self._cells[place][cells[place]]
        return values

    def _parts(self, row: int, cells: list[str]) -> Iterator[Rounded]:
        """The row's amounts that have parts of a yuan, as they were rounded."""
        for place, column in enumerate(self._header):
            text = cells[place].strip()
            if column.endswith("amount") and "." in text and Fraction(text).denominator != 1:
                yuan = cast("int", self._cells[place][cells[place]])
                yield Rounded(self._file, "", row, cell_name(row, place), text, yuan)

    def _amount_in(self, row: int) -> str:
        return cell_name(row, self._header.index("amount"))

    def fault(self, row: int, column: str, cells: list[str], error: QzinvestError) -> Fault:
        """The fault that ``error`` is in ``column`` of the row."""
        place = self._header.index(column)
        cell = cell_name(row, place)
        return Fault(self._file, row, column, cells[place], error, cell=cell)

    def repeated(self, row: int, cells: list[str], first: int) -> Fault:
        """The fault of a code that stands in the row ``first`` already."""
        error = RepeatedCode(code=_text_in(cells, 0), where=f"{self._file}:{first}")
        return self.fault(row, "code", cells, error)

    def _odd_length(self, row: int, cells: list[str]) -> tuple[Fault, ...]:
        if not _any(cells):
            return ()
        error = BadRow(reason="cells", detail=f"{len(cells)} ≠ {len(self._header)}")
        return (Fault(self._file, row, "", ",".join(cells)[:_EXCERPT], error),)

    def _faults(self, row: int, cells: list[str]) -> tuple[Fault, ...]:
        """The faults of the cells, and what the sound ones say against each other."""
        faults: list[Fault] = []
        values: list[Any] = []
        for column, known, cell in zip(self._header, self._cells, cells, strict=True):
            try:
                values.append(known[cell])
            except QzinvestError as error:
                faults.append(self.fault(row, column, cells, error))
                values.append(None)
        if not _any(cells):
            return ()
        unsure = {SUBJECTS.get(fault.column, fault.column) for fault in faults}
        sure = [
            None if SUBJECTS.get(column, column) in unsure else value
            for column, value in zip(self._header, values, strict=True)
        ]
        faults += [
            self.fault(row, self._column_of(refusal, sure), cells, refusal)
            for refusal in self._contradictions(list(sure))
        ]
        return tuple(faults)

    def _contradictions(self, values: list[Any]) -> Iterator[QzinvestError]:
        try:
            project = self._project(values)
        except QzinvestError as error:
            yield error
        else:
            yield from contradictions(project) if project.milestones else ()

    def _project(self, values: list[Any]) -> Project:
        reached: list[Milestone | None] = values[_FIRST_ON:_PAST_ON]
        milestones = tuple(filter(None, reached))
        is_beyond = any(values[_BASE:])
        values += ("", 0, milestones, (), (), (), NONE, None)
        more = self._more(values) if is_beyond or self._coarse else ()
        if any(more) or (self._coarse and self._is_ahead(milestones)):
            values[_MILESTONES] = with_more(reached, more, self._today)
        project = Project._make(self._fields(values))
        if is_beyond and any(self._seldom(values)):
            project = self._beyond(project, values)
        if (project.dropped_on is None) != (project.drop_reason is None):
            raise _half_drop(project)
        return project

    def _beyond(self, project: Project, values: list[Any]) -> Project:
        """The project with what the optional columns say besides its fields and milestones."""
        if any(said := self._stated(values)):
            text, bound, rate = said
            project = project._replace(stated=Stated(text or "", bound or "exact", rate))
        if any(decided := self._ruled(values)):
            first, reason, credit = decided
            rulings = NONE.decided("same_as", first).decided("excluded", reason)
            project = project._replace(rulings=rulings.credited(credit or ()))
        if self._id is not None and (named := values[self._id]):
            project = project._replace(org=named[0], number=named[1])
        text = "" if self._beside is None else values[self._beside]
        return _with_beside(project, text) if text else project

    def _is_ahead(self, milestones: tuple[Milestone, ...]) -> bool:
        """Whether a day is still to come, as the last one of a period may be."""
        return max(map(_ON, milestones), default=self._today) > self._today

    def _column_of(self, error: QzinvestError, values: list[Any]) -> str:
        """The column in which the values that contradict each other are best looked at."""
        if isinstance(error, BackwardsDrop):
            return "dropped_on"
        if isinstance(error, NotPeriodEnd | FutureMilestone):
            return f"{error.stage}_on"
        if isinstance(error, BackwardsMilestone | StageBeyondStart):
            column = f"{error.stage}_on"
            milestone: Milestone = values[self._header.index(column)]
            happened = isinstance(error, BackwardsMilestone) and milestone.on == error.on
            return column if happened else f"{error.stage}_counted_on"
        return str(error.fields["field"])


def _with_beside(project: Project, text: str) -> Project:
    try:
        return with_beside(project, text)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise BadText(field="facts", text=text, reason="facts") from error


def _half_drop(project: Project) -> QzinvestError:
    if project.dropped_on is None:
        return NotReached(stage="dropped", field="drop_reason")
    return BadText(field="drop_reason", text="", reason="empty")


def _check_header(file: str, header: list[str]) -> None:
    """Refuse a header at its first wrong column, which is named as ``number: name``."""
    left = list(OPTIONAL_COLUMNS)
    for number, expected in enumerate(BASE_COLUMNS, 1):
        found = header[number - 1] if number <= len(header) else ""
        if found != expected:
            raise _bad_header(file, number, expected, found)
    for number, found in enumerate(header[_BASE:], _BASE + 1):
        if found not in left:
            raise _bad_header(file, number, "|".join(left), found)
        left.remove(found)


def _bad_header(file: str, number: int, expected: str, found: str) -> BadHeader:
    return BadHeader(
        file=file, expected=f"{number}: {expected}", found=f"{number}: {found[:_EXCERPT]}"
    )


def _settle(path: Path, sheet: PlainSheet, suspects: dict[str, int]) -> Iterator[PlainRow | Fault]:
    """Read the file again for the codes that may stand twice, by the row of the first suspicion."""
    first: dict[str, int] = {}
    for row, cells in islice(read_records(path), 1, None):
        code = _text_in(cells, 0)
        if code not in suspects or isinstance(cells, Fault):
            continue
        if code not in first:
            first[code] = row
            if row == suspects[code]:
                yield from sheet.read(row, cells)
        else:
            yield sheet.repeated(row, cells, first[code])
            yield from (found for found in sheet.read(row, cells) if isinstance(found, Fault))


def _text_in(cells: list[str] | Fault, place: int) -> str:
    # A fault's first field is the file; it has no code.
    if isinstance(cells, Fault) or place >= len(cells) or not (cell := cells[place]):
        return ""
    text = own_guard_off(cell.strip())
    return text if text.isascii() else normalize("NFC", text)


def _any(cells: list[str]) -> bool:
    return any(map(str.strip, cells))
