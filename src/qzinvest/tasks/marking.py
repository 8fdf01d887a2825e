"""Marks as people write them: read by the plan of their day, for ``evaluate`` and for files."""

from collections.abc import Iterable
from datetime import date

from qzinvest.errors import Fault, MarkDiffers, OutsidePeriod, PlanWithout, QzinvestError
from qzinvest.intake.plain_csv.entries import MarkRow
from qzinvest.intake.words.hundredths import parse_mark
from qzinvest.intake.words.names import Resolver
from qzinvest.ledger.connection import Connection
from qzinvest.ledger.plans import evaluations
from qzinvest.ledger.queries import plan_for, plan_rows
from qzinvest.ledger.rulings import evaluate
from qzinvest.model.evaluation import Evaluation, highest_mark
from qzinvest.model.imported import MarkLine
from qzinvest.model.money import hundredths_text
from qzinvest.model.plan import Plan
from qzinvest.tasks.ground import Desk, resolver_of
from qzinvest.tuples import NamedTuple


def judging(connection: Connection, day: date, today: date, code: str | None = None) -> Plan:
    """The plan by which marks of a day are given.

    Raises:
        NoPlanInForce, PlanUnknown: no plan, or not this one, is in force then.
        OutsidePeriod: the day is not in its period, so that the mark would never count.
        PlanWithout: nothing of it is evaluated.
    """
    plan = plan_for(connection, code, day, today)[0].plan
    if not plan.start <= day <= plan.end:
        raise OutsidePeriod(plan=plan.code, on=day, start=plan.start, end=plan.end)
    if not any(line.source == "evaluation" for line in plan.scorecard):
        raise PlanWithout(plan=plan.code, what="item")
    return plan


def score_of(plan: Plan, item: str, text: str) -> int:
    """A mark for an item, in hundredths.

    Raises:
        BadMark: it is none, or is higher than the item's highest.
    """
    line = next(line for line in plan.scorecard if line.code == item)
    return parse_mark(text, highest_mark(line))


class Marked(NamedTuple):
    """What became of the rows: of each its line or its fault."""

    lines: tuple[MarkLine, ...]
    faults: tuple[Fault, ...]


def record_marks(at: Desk, rows: Iterable[tuple[str, MarkRow]]) -> Marked:
    """Record the marks of files' rows, each with its file, as far as they are not known.

    A file never changes a mark that is known: another one of the same unit, item and day is a
    fault. A note that is known of none is added.
    """
    known = {given[:4]: given for given in evaluations(at.recorder.connection)}
    lines, faults = list[MarkLine](), list[Fault]()
    reader = _Reader(at)
    for file, row in rows:
        read = reader.read(file, row)
        if isinstance(read, Fault):
            faults.append(read)
            continue
        before = known.get(read[:4])
        if before is not None:
            if before.score != read.score or (read.note and before.note not in ("", read.note)):
                faults.append(_differs(file, row, before, read))
                continue
            read = read._replace(note=read.note or before.note)
        outcome = "added" if before is None else "unchanged" if before == read else "changed"
        known[read[:4]] = read
        lines.append(MarkLine(file, row.row, outcome, read))
    evaluate(at.recorder, (line.mark for line in lines if line.outcome != "unchanged"))
    return Marked(tuple(lines), tuple(faults))


def _differs(file: str, row: MarkRow, known: Evaluation, read: Evaluation) -> Fault:
    said = {name: _text(each) for name, each in (("known", known), ("stated", read))}
    error = MarkDiffers(unit=known.unit, item=known.item, on=known.on, **said)
    return Fault(file, row.row, "number", row.score, error)


def _text(mark: Evaluation) -> str:
    score = hundredths_text(mark.score)
    return f"{score} · {mark.note}" if mark.note else score


class _Reader:
    """Reads marks by the plans of their days."""

    def __init__(self, at: Desk) -> None:
        self._at = at
        self._plans: dict[date, tuple[str | None, ...]] = {}
        self._judges: dict[tuple[date, str | None], tuple[Plan, Resolver]] = {}

    def read(self, file: str, row: MarkRow) -> Evaluation | Fault:
        """The mark by the plan in force on its day, else by another one of that day."""
        faults = []
        for code in self._codes(row.on):
            read = self._by(code, file, row)
            if isinstance(read, Evaluation):
                return read
            faults.append(read)
        return faults[0]

    def _codes(self, day: date) -> tuple[str | None, ...]:
        if day not in self._plans:
            on, rows = day.isoformat(), plan_rows(self._at.recorder.connection)
            others = {
                each.code for each in rows if max(each.starts, each.effective) <= on <= each.ends
            }
            self._plans[day] = (None, *sorted(others))
        return self._plans[day]

    def _by(self, code: str | None, file: str, row: MarkRow) -> Evaluation | Fault:
        cells = {
            "on": row.on.isoformat(),
            "subject": f"{row.kind}:{row.unit}",
            "topic": row.item,
            "number": row.score,
        }
        column = "on"
        try:
            plan, resolver = self._judge(row.on, code)
            column = "subject"
            unit = resolver.recorded(row.kind, row.unit).code
            column = "topic"
            item = resolver.item(row.item)
            column = "number"
            score = score_of(plan, item, row.score)
        except QzinvestError as error:
            return Fault(file, row.row, column, cells[column], error)
        return Evaluation(row.kind, unit, item, row.on, score, row.note)

    def _judge(self, day: date, code: str | None) -> tuple[Plan, Resolver]:
        if (day, code) not in self._judges:
            connection = self._at.recorder.connection
            plan = judging(connection, day, self._at.today, code)
            self._judges[day, code] = plan, resolver_of(connection, plan, self._at.w.lang)
        return self._judges[day, code]
