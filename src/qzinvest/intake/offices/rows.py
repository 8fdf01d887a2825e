"""Rows of an office's own table to projects, each with every fault it has.

What the layout and the map leave unsaid is refused, never guessed: a number without a unit, a stage
without a date, a date without a stage.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import NamedTuple, cast

from qzinvest.errors import (
    AmountBeyond,
    BackwardsMilestone,
    BadDate,
    BadText,
    Ended,
    Fault,
    MapMisses,
    NoStage,
    NoStageDate,
    NotReached,
    QzinvestError,
    StageDiffers,
)
from qzinvest.intake.files.sheets import Row, cell_name, squeezed
from qzinvest.intake.offices.cells import DROPPED, CellReader, Source, by_text
from qzinvest.intake.offices.days import Planned
from qzinvest.intake.offices.endings import ending_of, is_ended, may_end
from qzinvest.intake.offices.layout import AMOUNTS, Layout
from qzinvest.intake.offices.map import Map
from qzinvest.intake.offices.money import Money
from qzinvest.intake.offices.payments import any_money, month_in, paid_when, told_paid
from qzinvest.intake.offices.plausible import Plausible
from qzinvest.intake.offices.texts import cell_text
from qzinvest.intake.words.names import Resolver
from qzinvest.intake.words.texts import says_nothing
from qzinvest.model.entry import Payments
from qzinvest.model.imported import Rounded
from qzinvest.model.precision import When, when_of
from qzinvest.model.project import Milestone, Project, ProjectFields, check_dates
from qzinvest.model.stage import STAGES, Stage

_OF_STAGES = {*(f"{stage.code}_on" for stage in STAGES), "on", "stage", "paid_on", *AMOUNTS[1:]}
_REACHED = tuple((stage, f"{stage.code}_on") for stage in STAGES)


class ReportRow(NamedTuple):
    """A sound row: its number as the spreadsheet shows it, and the project it reports."""

    row: int
    project: Project


Values = dict[str, object]
Course = tuple[tuple[Milestone, ...], Payments]
_NO_COURSE: Course = ((), ())


class Given(NamedTuple):
    """What stands outside a row's columns and holds for it, where they say nothing.

    ``stage`` and ``month`` are for talks and leads without a date. ``ending`` are the words by
    which the row says that its project ended.
    """

    district: str | None = None
    stage: Stage | None = None
    month: When | None = None
    ending: str | None = None


_NOTHING = Given()


class RowReader:
    """Reads the data rows of one table.

    Attributes:
        place: the file and sheet, as messages name them.
        cells: reads their cells.
        rounded: the amounts of sound rows that were rounded, as far as they are read.
        planned: rows and texts of sound rows' dates that are only planned, and not recorded.
        plausible: looks at the amounts of sound rows together.
        remarks: rows that were read otherwise than they say, by what and by the text at hand.
    """

    def __init__(
        self, source: Source, layout: Layout, rules: Map, resolver: Resolver, today: date
    ) -> None:
        """Raises ``MapMisses`` where the table lacks a column that the map names."""
        self._source = source
        self.place = str(source)
        self._rules = rules
        self._headings = {heading.column: heading for heading in layout.headings}
        self.cells = CellReader(source, layout, rules, resolver, today)
        self._translates = DROPPED in rules.values.get("stage", {}).values()
        used = {column for columns in self.cells.columns.values() for column in columns}
        used -= set(self.cells.columns.get("note", ()))
        self._notes = tuple(h.column for h in layout.headings if h.column not in used)
        self._skips = _skips(source, layout, rules)
        self.rounded: list[Rounded] = []
        self.planned: list[tuple[int, str]] = []
        columns, units = self.cells.columns, self.cells.units
        self.plausible = Plausible(columns.get("amount"), units.get("amount"), resolver.plan)
        self._today = today
        self._tells_payments = "paid_amount" in self.cells.columns
        self._month = rules.month or month_in(layout.note, source.sheet, rules.year)
        self.remarks: dict[tuple[str, str], list[int]] = {}

    def skipped(self, row: Row) -> bool:
        """Whether the map leaves this row out."""
        return any(cell_text(row.at(column)) in texts for column, texts in self._skips.items())

    def ending(self, row: Row, section: str | None = None) -> str | None:
        """The words by which a row without a day of its end says that its project ended.

        ``section`` are those of the section that it stands in.
        """
        if not (section or self._translates or may_end(row.values)):
            return None
        if not says_nothing(self.cells.text("dropped_on", row)):
            return None
        if is_ended(self.cells.translated("stage", row)):
            return self.cells.text("stage", row)
        notes = (cell_text(row.at(column)) for column in self._notes)
        return ending_of(self.cells.text("name", row), notes) or section

    def read(
        self, row: Row, shared: frozenset[int] = frozenset(), given: Given = _NOTHING
    ) -> ReportRow | tuple[Fault, ...]:
        """The row's project, without office and number, or all its faults.

        Of the columns that it shares with other rows no name or amount is its own; where each row
        is a payment, they may share all but that.
        """
        if shared and (not_own := self._shared(row, shared)):
            return not_own
        values: Values = {}
        faults: list[Fault] = []
        bad: set[str] = set()
        for field in self.cells.fields:
            try:
                values[field] = self.cells.value(field, row)
            except QzinvestError as error:
                bad.add(field)
                faults.append(self.fault(row, field, error))
        faults += [
            self.fault(row, field, BadText(field=field, text="", reason="empty"))
            for field in ("name", "amount")
            if field in values and values[field] is None
        ]
        if given.ending is not None:
            faults += self._ended(row, values, given.ending)
        elif values.get("stage") == DROPPED:
            values["drop_reason"] = values.get("drop_reason") or self.cells.text("stage", row)
        if values.get("district") is None and "district" not in bad:
            values["district"] = given.district
        try:
            course = _NO_COURSE if bad & _OF_STAGES else self._course(row, values, given)
            if faults:
                return tuple(faults)
            project = self._unsigned(row, self._project(values, course))
            amount = values.get("amount")
            if isinstance(amount, Money):
                text, bare = self.cells.text("amount", row), amount.bare
                self.plausible.take(row.number, text, amount.yuan, project.district, bare=bare)
        except QzinvestError as error:
            return (*faults, self._of_row(row, values, error))
        self.rounded += self._rounded(row, values)
        self.planned += [(row.number, v.text) for v in values.values() if isinstance(v, Planned)]
        return ReportRow(row.number, project)

    def _of_row(self, row: Row, values: Values, error: QzinvestError) -> Fault:
        """The fault of a row whose cells are sound; where only plans are dated, it is of these."""
        if error.fields.get("reason") == "undated":
            for field, value in values.items():
                if isinstance(value, Planned):
                    return self.fault(row, field, value.error)
        return self.fault(row, self._field_of(error), error)

    def _ended(self, row: Row, values: Values, ending: str) -> Iterator[Fault]:
        """Give a project that ended its day, if the row or the map says one."""
        on = values.pop("on", None) if values.get("stage") == DROPPED else None
        rule = self._rules.ended
        if rule == "count":
            return
        day = when_of(rule) if isinstance(rule, date) else on
        if day is None:
            field = "stage" if is_ended(self.cells.translated("stage", row)) else "name"
            yield self.fault(row, field, Ended(text=ending))
        else:
            values["dropped_on"] = day
            values["drop_reason"] = values.get("drop_reason") or ending

    def fault(self, row: Row, field: str, error: QzinvestError) -> Fault:
        """The fault that ``error`` is in the cell of ``field``, else in that of the name."""
        columns = self.cells.columns.get(field) or self.cells.columns.get("name") or (0,)
        heading = self._headings.get(columns[0])
        return Fault(
            self._source.file,
            row.number,
            field if heading is None else heading.text,
            self.cells.text(field, row),
            error,
            self._source.sheet,
            cell_name(row.number, columns[0]),
        )

    def _shared(self, row: Row, shared: frozenset[int]) -> tuple[Fault, ...]:
        return tuple(
            self.fault(row, field, BadText(field=field, text="", reason="merged"))
            for field in (("paid_amount",) if self._tells_payments else ("name", *AMOUNTS))
            if not shared.isdisjoint(self.cells.columns.get(field, ()))
        )

    def _rounded(self, row: Row, values: Values) -> Iterator[Rounded]:
        for field in AMOUNTS:
            money = values.get(field)
            if isinstance(money, Money) and money.rounded:
                column = self.cells.columns.get(field, (0,))[0]
                text = money.stated.text if money.stated else ""
                cell = cell_name(row.number, column)
                yield Rounded(
                    self._source.file, self._source.sheet, row.number, cell, text, money.yuan
                )

    def _project(self, values: Values, course: Course) -> Project:
        amount = values.get("amount")
        told = amount if isinstance(amount, Money) else Money(0, None, rounded=False)
        texts = {
            field: value
            for field, value in values.items()
            if isinstance(value, str) and field in Project._fields
        }
        project = Project(
            org="",
            number=0,
            name="",
            amount=told.yuan,
            stated=told.stated,
            milestones=course[0],
            payments=course[1],
            dropped_on=_day(values.get("dropped_on")),
        )._replace(**cast("ProjectFields", texts))
        if project.dropped_on is None and project.drop_reason is not None:
            raise NotReached(stage="dropped", field="drop_reason")
        if project.dropped_on is not None and project.drop_reason is None:
            raise BadText(field="drop_reason", text="", reason="empty")
        check_dates(project)
        return project

    def _unsigned(self, row: Row, project: Project) -> Project:
        """A lead without the way of signing that the map says of all rows that say none."""
        if project.stage >= Stage.SIGNED or "signing" not in self._rules.constants:
            return project
        text = self.cells.text("signing", row)
        return project._replace(signing=None) if says_nothing(text) else project

    def _course(self, row: Row, values: Values, given: Given) -> Course:
        reached: dict[Stage, Milestone] = {}
        for step, field in _REACHED:
            when = values.get(field)
            if isinstance(when, When):
                reached[step] = self._milestone(step, when)
        stage, on = values.get("stage"), values.get("on")
        paid = self._tells_payments and any_money(values, ("paid_amount", "funded_amount"))
        if stage is None and not reached and not paid:
            if isinstance(on, When):
                raise NoStage(text=str(on))
            stage = given.stage
        if isinstance(stage, Stage):
            if isinstance(on, When):
                reached.setdefault(stage, self._milestone(stage, on))
            if not reached and stage <= Stage.TALKS and given.month is not None:
                reached[stage] = self._milestone(stage, given.month)
                self.remark("month", str(given.month), row.number)
            told = [*reached, *([min(stage, Stage.FUNDED)] if paid else [])]
            self._agree(row, stage, max(told, default=None))
        if paid:
            return self._paid(values, reached)
        if not reached:
            raise BadText(field="signed_on", text="", reason="undated")
        return _with_money(reached, values.get("funded_amount")), ()

    def _paid(self, values: Values, reached: Mapping[Stage, Milestone]) -> Course:
        """The course of a row that tells its payment, or what was paid in until then."""
        paid, funded = values.get("paid_amount"), values.get("funded_amount")
        if paid is None and Stage.FUNDED in reached:
            at = reached[Stage.FUNDED]
        else:
            at = self._milestone(Stage.FUNDED, paid_when(values, self._month, self._today))
        milestones, payments = told_paid(
            reached, at, cast("Money | None", paid), cast("Money | None", funded)
        )
        return tuple(milestones[stage] for stage in sorted(milestones)), payments

    def _agree(self, row: Row, stage: Stage, dated: Stage | None) -> None:
        """Refuse a stage that the dates deny; one beyond them is not recorded, and said."""
        if dated is None:
            raise NoStageDate(stage=stage.code)
        if dated > stage:
            raise StageDiffers(stage=stage.code, reached=dated.code)
        if dated < stage:
            self.remark("undated", stage.code, row.number)

    @property
    def dayless(self) -> Collection[int]:
        """The rows whose only day is that of the list."""
        return {row for (what, _), rows in self.remarks.items() if what == "month" for row in rows}

    def remark(self, what: str, text: str, row: int) -> None:
        """Note that a row was read otherwise than it says."""
        self.remarks.setdefault((what, text), []).append(row)

    def _milestone(self, stage: Stage, when: When) -> Milestone:
        counted_on = when.first if self._rules.counted == "first" else when.last
        return Milestone(stage, when.last, counted_on, precision=when.precision)

    def _field_of(self, error: QzinvestError) -> str:
        """The field in whose cell a contradiction is best looked at."""
        if isinstance(error, NoStageDate | StageDiffers):
            return "stage"
        if isinstance(error, AmountBeyond):
            return "amount"
        if isinstance(error, NotReached) and error.fields["field"] in self.cells.columns:
            return str(error.fields["field"])
        if isinstance(error, BackwardsMilestone) or "stage" in error.fields:
            field = f"{error.fields['stage']}_on"
            return field if field in self.cells.columns else "on"
        return str(error.fields.get("field", "on"))


def _skips(source: Source, layout: Layout, rules: Map) -> dict[int, tuple[str, ...]]:
    known = by_text(layout.headings)
    if missing := [header for header in rules.skip if squeezed(header) not in known]:
        raise MapMisses(file=str(source), what="column", names=missing)
    return {known[squeezed(header)]: texts for header, texts in rules.skip.items()}


def _day(when: object) -> date | None:
    if not isinstance(when, When):
        return None
    if when.precision != "day":
        raise BadDate(text=str(when))
    return when.last


def _with_money(reached: dict[Stage, Milestone], funded: object) -> tuple[Milestone, ...]:
    if isinstance(funded, Money):
        if Stage.FUNDED not in reached:
            raise NotReached(stage="funded", field="funded_amount")
        reached[Stage.FUNDED] = reached[Stage.FUNDED]._replace(amount=funded.yuan)
    return tuple(reached[stage] for stage in sorted(reached))
