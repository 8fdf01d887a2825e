"""What an import understood and did, row by row, for screens and machines."""

from qzinvest.errors import Fault
from qzinvest.model.evaluation import Evaluation
from qzinvest.model.learned import Recalled
from qzinvest.model.likeness import Pair
from qzinvest.model.project import Project
from qzinvest.tuples import NamedTuple


def place_of(file: str, sheet: str) -> str:
    """How people know a table: ``reports.xlsx[June]``, or by its file alone."""
    return f"{file}[{sheet}]" if sheet else file


class UsedColumn(NamedTuple):
    """A column (``B``), its header, the field that it was taken for, and its unit in yuan.

    ``field`` is ``None`` where the header was not understood, ``serial`` or ``ignored`` where it
    was, and is not recorded. ``currency`` is empty for columns without a unit. ``hidden`` columns
    are read like all others.
    """

    column: str
    header: str
    field: str | None
    factor: int = 0
    currency: str = ""
    hidden: bool = False


class UsedTable(NamedTuple):
    """How one table was read: its file's kind and encoding, its header's rows, its columns.

    ``district`` is the code of the district of rows that name none, and ``district_by`` the text
    that names it: a title, the sheet's or the file's name.
    """

    file: str
    sheet: str
    kind: str
    encoding: str
    delimiter: str
    header: tuple[int, int]
    columns: tuple[UsedColumn, ...]
    district: str | None = None
    district_by: str = ""


class Line(NamedTuple):
    """What becomes of one row: ``added``, ``changed``, ``unchanged``.

    ``after`` is the project as it will stand; ``before`` its state until now, for a change.
    """

    file: str
    sheet: str
    row: int
    outcome: str
    before: Project | None
    after: Project


class MarkLine(NamedTuple):
    """What becomes of a row that gives a mark; of what is known a note can be ``changed``."""

    file: str
    row: int
    outcome: str
    mark: Evaluation


class Disagreement(NamedTuple):
    """A sum in a file that is not what its rows give: both figures in yuan."""

    file: str
    sheet: str
    row: int
    cell: str
    stated: int
    found: int


class Implausible(NamedTuple):
    """An amount that is far from all others of its column, all in yuan.

    ``factor`` is the unit of the column, ``likely`` the one that would bring it near, 0 for none.
    """

    file: str
    sheet: str
    row: int
    cell: str
    text: str
    yuan: int
    median: int
    factor: int
    likely: int


class Rounded(NamedTuple):
    """An amount of a file that was rounded to whole yuan: as written, and what is recorded."""

    file: str
    sheet: str
    row: int
    cell: str
    text: str
    yuan: int


class Leap(NamedTuple):
    """A row that corrects an amount so far that its unit is in doubt: both figures in yuan."""

    file: str
    sheet: str
    row: int
    id: str
    name: str
    before: int
    after: int
    factor: int


class LeftOut(NamedTuple):
    """Rows of a table that are no projects: ``rows`` with their number and their first text."""

    file: str
    sheet: str
    kind: str
    rows: tuple[tuple[int, str], ...]


class Remark(NamedTuple):
    """Rows that were read otherwise than they say, or that somebody should look at.

    ``kind`` is ``section`` (their district stands in the section ``text``), ``filled`` (it is that
    of the row above them, ``text``), ``differs`` (it is another one than ``text`` above them says),
    ``month`` (talks and leads without a date, in the month ``text`` of the list), ``undated`` (the
    stage ``text`` has no date, and is not recorded),
    ``status`` (the column and status ``text``, which is left out, says another stage than the
    dates, or an end), ``hidden`` and ``filtered`` (nobody sees them in the sheet, because of a
    filter; they are read), ``struck`` (their cell in the column ``text`` is struck through, and not
    their name; it is read).
    """

    file: str
    sheet: str
    kind: str
    rows: tuple[int, ...]
    text: str


class Suspect(NamedTuple):
    """A suspected pair with both projects."""

    pair: Pair
    first: Project
    second: Project


class Imported(NamedTuple):
    """What one import understood and did; ``shown`` are the first of ``suspects`` in full.

    ``linked`` are the pairs that the import linked. ``recalled`` are remembered answers that were
    used; ``taught`` those that are remembered from now on.
    """

    name: str | None
    dry_run: bool
    saved: bool
    added: int
    changed: int
    unchanged: int
    left_out: tuple[LeftOut, ...]
    tables: tuple[UsedTable, ...]
    lines: tuple[Line, ...]
    marks: tuple[MarkLine, ...]
    faults: tuple[Fault, ...]
    disagreements: tuple[Disagreement, ...]
    rounded: tuple[Rounded, ...]
    leaps: tuple[Leap, ...]
    implausible: tuple[Implausible, ...]
    remarks: tuple[Remark, ...]
    suspects: tuple[Pair, ...]
    linked: tuple[Pair, ...]
    shown: tuple[Suspect, ...]
    recalled: tuple[Recalled, ...] = ()
    taught: tuple[Recalled, ...] = ()
