"""Rows that have been read: kept until all are, and those of one project made one report.

Offices list what was signed, started and paid in on a sheet each, or a project once a month: a row
a payment, a sheet a stage.
"""

import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import Any, cast

from qzinvest.errors import PaymentTwice, QzinvestError, RowsDiffer, SumDiffers
from qzinvest.model.entry import Payment
from qzinvest.model.likeness import Identity, identity_of, same, unnumbered
from qzinvest.model.precision import written
from qzinvest.model.project import Milestone, Project, ProjectFields
from qzinvest.model.stage import Stage
from qzinvest.tasks.bulk import Refusal
from qzinvest.tuples import NamedTuple

_CHUNK = 1000
_IN_MEMORY = 1 << 23
"""Bytes beyond which they go to a file without a name."""


class KeptRows:
    """Projects with the numbers of their rows, in their order, to be gone through once or more."""

    def __init__(self, rows: Iterable[tuple[int, Project]]) -> None:
        """Take all ``rows``.

        Raises:
            OSError: there is no room for temporary files.
        """
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - ends with this object
        self._count = 0
        stream = iter(rows)
        while chunk := list(islice(stream, _CHUNK)):
            self._count += len(chunk)
            # As plain tuples: to be asked for its fields a named one takes half the time.
            plain = [(row, *project) for row, project in chunk]
            pickle.dump(plain, self._file, pickle.HIGHEST_PROTOCOL)

    def __len__(self) -> int:
        """How many they are."""
        return self._count

    def __iter__(self) -> Iterator[tuple[int, Project]]:
        """Give the rows from the first on."""
        self._file.seek(0)
        left = self._count
        while left:
            chunk: list[Any] = pickle.load(self._file)  # noqa: S301 - what was written above
            left -= len(chunk)
            for plain in chunk:
                yield plain[0], Project._make(plain[1:])

    def __del__(self) -> None:
        """Let the room that the rows took go with them."""
        self._file.close()


_LATER = ("note", "source")
"""Texts of which the last row's holds: they may tell of its payment."""
_APART = {
    "org",
    "number",
    "milestones",
    "payments",
    "rulings",
    "stated",
    "name",
    "investor",
    *_LATER,
}


_UNTOLD = (None, 0, ())
"""What a row leaves open; a list of starts has no amounts."""


class _Row(NamedTuple):
    """A row of a table."""

    table: int
    where: str
    row: int
    report: Project


class Joined(NamedTuple):
    """What became of the rows.

    Args:
        rows: by table, the first row of each project with what all its rows tell.
        more: how many other rows went into them.
        refused: the rows that cannot, each with its table.
    """

    rows: dict[int, list[tuple[int, Project]]]
    more: int
    refused: list[tuple[int, Refusal]]


def joined(tables: Mapping[int, tuple[str, Iterable[tuple[int, Project]]]]) -> Joined:
    """Make one report of the rows of a project.

    A row belongs to an earlier one that says the same project (``model.likeness.same``) if both
    tell a payment, or they stand in different tables; any other repetition stays one.

    Args:
        tables: the tables, each with its name and rows, by its place.
    """
    found = Joined({table: [] for table in tables}, 0, [])
    more = 0
    for rows in _groups(tables):
        report, refused = _one(rows)
        found.rows[rows[0].table].append((rows[0].row, report))
        more += len(rows) - 1 - len(refused)
        for row, error in refused:
            field = str(error.fields.get("field", "paid_amount"))
            refusal = Refusal(row.row, report.code or "", report.name, error, field)
            found.refused.append((row.table, refusal))
    return found._replace(more=more)


def _groups(
    tables: Mapping[int, tuple[str, Iterable[tuple[int, Project]]]],
) -> list[list[_Row]]:
    """The rows of each project, in the order of the first of each."""
    named: dict[str, list[tuple[Identity, list[_Row]]]] = {}
    found: list[list[_Row]] = []
    for table, (name, rows) in tables.items():
        for number, report in rows:
            row = _Row(table, f"{name}:{number}", number, report)
            identity = identity_of(report._replace(name=unnumbered(report.name)))
            known = named.setdefault(identity.name_key, [])
            if (group := _group_of(row, identity, known)) is not None:
                group.append(row)
                continue
            found.append([row])
            known.append((identity, found[-1]))
    return found


def _group_of(
    row: _Row, identity: Identity, known: Sequence[tuple[Identity, list[_Row]]]
) -> list[_Row] | None:
    """The rows of the same project; of a row of nothing but a name, or for one, the only ones."""
    sure = [group for other, group in known if same(other, identity)]
    may_be = [group for other, group in known if _is_bare(identity) or _is_bare(other)]
    if not sure and len(known) == 1:
        sure = may_be
    return next((group for group in sure if _joins(group, row)), None)


def _is_bare(identity: Identity) -> bool:
    return not (identity.code or identity.district or identity.investors)


def _joins(group: Sequence[_Row], row: _Row) -> bool:
    pays = any(p.amount for p in row.report.payments)
    among = any(p.amount for each in group for p in each.report.payments)
    return (pays and among) or all(each.table != row.table for each in group)


def _one(rows: Sequence[_Row]) -> tuple[Project, list[tuple[_Row, QzinvestError]]]:
    """The report that the rows make, and those that cannot be part of it."""
    if len(rows) == 1:
        return rows[0].report, []
    report = rows[0].report
    told: list[tuple[_Row, Payment]] = []
    refused: list[tuple[_Row, QzinvestError]] = []
    for row in rows:
        try:
            report = _together(rows[0], report, row.report)
            told += [(row, _placed(told, row, payment)) for payment in row.report.payments]
        except QzinvestError as error:
            refused.append((row, error))
    refused += _wrong_sums([row for row in rows if all(row is not bad for bad, _ in refused)])
    sound = [row for row in rows if all(row is not bad for bad, _ in refused)]
    payments = tuple(p for row, p in told if any(row is good for good in sound))
    whole = report._replace(milestones=_course(report, sound), payments=payments)
    return whole, refused


def _course(report: Project, rows: Sequence[_Row]) -> tuple[Milestone, ...]:
    """The milestones of all, with the last sum that was told at *funded*."""
    funded = [m for row in rows for m in _funded(row.report)]
    sums = [m for m in funded if m.amount is not None]
    last = max(sums, key=lambda m: (m.on, m.amount or 0), default=None)
    told = last or min(funded, default=None)
    others = (m for m in report.milestones if m.stage != Stage.FUNDED)
    return tuple(sorted((*others, *((told,) if told else ())), key=lambda m: m.stage))


def _funded(report: Project) -> list[Milestone]:
    return [m for m in report.milestones if m.stage == Stage.FUNDED]


def _together(first: _Row, known: Project, row: Project) -> Project:
    """What two rows of a project say of it besides the money.

    Raises:
        RowsDiffer: they contradict each other.
    """
    said: dict[str, object] = {}
    for field, was, now in zip(known._fields, known, row, strict=True):
        if field in _LATER:
            said[field] = now or was
        elif field not in _APART:
            if was not in _UNTOLD and now not in _UNTOLD and was != now:
                raise RowsDiffer(where=first.where, field=field)
            said[field] = was if now in _UNTOLD else now
    course = {m.stage: m for m in known.milestones}
    for milestone in row.milestones:
        other = course.setdefault(milestone.stage, milestone)
        if other != milestone and milestone.stage != Stage.FUNDED:
            raise RowsDiffer(where=first.where, field=f"{milestone.stage.code}_on")
    milestones = tuple(course[stage] for stage in sorted(course))
    return known._replace(**cast("ProjectFields", said), milestones=milestones)


def _placed(told: Sequence[tuple[_Row, Payment]], row: _Row, payment: Payment) -> Payment:
    """A row's payment, told apart from those of its day in other rows.

    Raises:
        PaymentTwice: another row has told it.
        RowsDiffer: another table tells another sum of the same day or month.
    """
    for other, known in told:
        if known[:2] != payment[:2] or not (known.amount and payment.amount):
            continue
        if known.amount == payment.amount:
            on = written(payment.on, payment.precision)
            raise PaymentTwice(where=other.where, on=on, amount=payment.amount)
        if other.table != row.table:
            raise RowsDiffer(where=other.where, field="paid_amount")
    place = sum(1 for _, known in told if known.on == payment.on) + 1
    return payment._replace(place=place)


def _wrong_sums(rows: Sequence[_Row]) -> Iterator[tuple[_Row, QzinvestError]]:
    """The rows whose sum so far is not that of an earlier row and the payments since."""
    sums = {id(row): next(iter(_funded(row.report)), None) for row in rows}

    def until(row: _Row) -> tuple[object, ...]:
        told = sums[id(row)]
        days = [p.on for p in row.report.payments] or [m.on for m in row.report.milestones]
        return (max(days, default=date.min), 0 if told is None else told.amount or 0)

    running: int | None = None
    for row in sorted(rows, key=until):
        told = sums[id(row)]
        stated = None if told is None else told.amount
        if running is not None:
            running += sum(p.amount for p in row.report.payments)
            if stated is not None and stated != running:
                yield row, SumDiffers(known=running, stated=stated)
        running = running if stated is None else stated
