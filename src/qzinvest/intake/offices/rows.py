"""Rows of an office's own table to projects, each with every fault it has.

What the layout and the map leave unsaid is refused, never guessed: a number without a unit, a stage
without a date, a date without a stage.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import cast

from qzinvest.errors import (
    AmountBeyond,
    BackwardsMilestone,
    BadText,
    Ended,
    Fault,
    NoStage,
    NoStageDate,
    NotReached,
    QzinvestError,
    RowStruck,
    StageDiffers,
    TextStruck,
)
from qzinvest.intake.files.sheets import Row
from qzinvest.intake.offices.cells import DROPPED, CellReader, Source, skipped_texts
from qzinvest.intake.offices.courses import (
    Course,
    Values,
    any_money,
    contradicting,
    ended_on,
    may_lack_amount,
    month_in,
    paid_when,
    refuse_later,
    told_paid,
    with_money,
)
from qzinvest.intake.offices.days import Planned
from qzinvest.intake.offices.endings import STRUCK, ending_of, is_ended
from qzinvest.intake.offices.layout import AMOUNTS, Layout
from qzinvest.intake.offices.map import Map
from qzinvest.intake.offices.money import Money, Plausible
from qzinvest.intake.offices.statuses import Statuses
from qzinvest.intake.offices.texts import cell_text
from qzinvest.intake.words.names import Resolver
from qzinvest.intake.words.texts import says_nothing
from qzinvest.model.cell_names import cell_name
from qzinvest.model.course import check_dates
from qzinvest.model.imported import Rounded
from qzinvest.model.precision import When, when_of
from qzinvest.model.project import Milestone, Project, ProjectFields
from qzinvest.model.stage import STAGES, Stage
from qzinvest.tuples import NamedTuple

_OF_STAGES = {*(f"{stage.code}_on" for stage in STAGES), "on", "stage", "paid_on", *AMOUNTS[1:]}
_OF_END = {"dropped_on", "drop_reason"}
_REACHED = tuple((stage, f"{stage.code}_on") for stage in STAGES)


class ReportRow(NamedTuple):
    """A sound row: its number as the spreadsheet shows it, and the project it reports."""

    row: int
    project: Project


class Given(NamedTuple):
    """What stands outside a row's columns and holds for it, where they say nothing.

    ``stage`` and ``month`` are for talks and leads without a date. ``ending`` are the words by
    which the row says that its project ended. Of the columns ``partly`` a part of the text is
    struck through.
    """

    district: str | None = None
    stage: Stage | None = None
    month: When | None = None
    ending: str | None = None
    partly: Collection[int] = ()


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
        unread = (h for h in layout.headings if h.column in self._notes)
        statuses = [(h.column, h.text) for h in unread if h.field not in ("note", "serial")]
        told = (*self._notes, *self.cells.columns["name"], *self.cells.columns.get("stage", ()))
        self._statuses = Statuses(statuses, told)
        self._skips = skipped_texts(source, layout, rules)
        self.rounded: list[Rounded] = []
        self.planned: list[tuple[int, str]] = []
        columns, units = self.cells.columns, self.cells.units
        self.plausible = Plausible(columns.get("amount"), units.get("amount"), resolver.plan)
        self._today = today
        self._tells_payments = "paid_amount" in self.cells.columns
        # A summary without days tells more of projects that are known or stand in other tables.
        self._tells_days = not _OF_STAGES.isdisjoint(self.cells.fields)
        self._month = rules.month or month_in(layout.note, source.sheet, rules.year)
        self.remarks: dict[tuple[str, str], list[int]] = {}

    def skipped(self, row: Row) -> bool:
        """Whether the map leaves this row out."""
        return any(cell_text(row.at(column)) in texts for column, texts in self._skips.items())

    def ending(self, row: Row, section: str | None = None) -> str | None:
        """The words by which a row without a day of its end says that its project ended.

        ``section`` are those of the section that it stands in, or ``STRUCK``.
        """
        if not (section or self._translates or self._statuses.ticks or self._statuses.tell(row)):
            return None
        if not says_nothing(self.cells.text("dropped_on", row)):
            return None
        if is_ended(self.cells.translated("stage", row)):
            return self.cells.text("stage", row)
        notes = (cell_text(row.at(column)) for column in self._notes)
        said = ending_of(self.cells.text("name", row), notes) or self._statuses.ending(row)
        return said or section

    def read(
        self, row: Row, shared: frozenset[int] = frozenset(), given: Given = _NOTHING
    ) -> ReportRow | tuple[Fault, ...]:
        """The row's project, without office and number, or all its faults.

        Of the columns that it shares with other rows no name or amount is its own; where each row
        is a payment, they may share all but that.
        """
        values: Values = {}
        faults = list(self._shared(row, shared)) if shared else []
        bad = {str(fault.error.fields["field"]) for fault in faults}
        faults += self._take(row, values, bad, given.partly)
        faults += self._completed(row, values, bad, given)
        if faults:
            return (*faults, *self._refused(row, values, bad, given))
        try:
            project = self._unsigned(row, self._project(values, self._course(row, values, given)))
            amount = values.get("amount")
            if isinstance(amount, Money):
                text, bare = self.cells.text("amount", row), amount.bare
                self.plausible.take(row.number, text, amount.yuan, project.district, bare=bare)
        except QzinvestError as error:
            first = self._of_row(row, values, error)
            found = tuple(self._refused(row, values, frozenset(), given))
            kinds = {type(fault.error) for fault in found}
            return found if type(first.error) in kinds else (first, *found)
        for what, text in self._statuses.against(row, project):
            self.remark(what, text, row.number)
        self.rounded += self._rounded(row, values)
        self.planned += [(row.number, v.text) for v in values.values() if isinstance(v, Planned)]
        return ReportRow(row.number, project)

    def _take(
        self, row: Row, values: Values, bad: set[str], partly: Collection[int]
    ) -> Iterator[Fault]:
        """Gather the values of all fields but the ``bad``, which others join.

        A value of which a part is struck through would be glued to the one that it replaces.
        """
        for field in self.cells.fields:
            if field in bad:
                continue
            try:
                columns = self.cells.columns.get(field, ()) if partly and field != "note" else ()
                if any(column in partly for column in columns):
                    raise TextStruck
                values[field] = self.cells.value(field, row)
            except QzinvestError as error:
                bad.add(field)
                yield self.fault(row, field, error)

    def _completed(self, row: Row, values: Values, bad: set[str], given: Given) -> list[Fault]:
        """Give a row what stands outside its cells, and tell what they lack."""
        lacks = [field for field in ("name", "amount") if values.get(field, field) is None]
        if "amount" in lacks and may_lack_amount(values, self._reached(values), given.stage):
            lacks.remove("amount")
        faults = [self.fault(row, f, BadText(field=f, text="", reason="empty")) for f in lacks]
        if given.ending is not None:
            unended = list(self._ended(row, values, given.ending))
            bad |= {"dropped_on"} if unended else set()
            faults += unended
        elif values.get("stage") == DROPPED:
            values["drop_reason"] = values.get("drop_reason") or self.cells.text("stage", row)
        if values.get("district") is None and "district" not in bad:
            values["district"] = given.district
        return faults

    def _refused(
        self, row: Row, values: Values, bad: Collection[str], given: Given
    ) -> Iterator[Fault]:
        """All that sound cells of a refused row say against each other; ``bad`` are the others."""
        reached, stage = self._reached(values), values.get("stage")
        checks: list[Callable[[], object]] = []
        if _OF_STAGES.isdisjoint(bad):
            checks.append(lambda: self._course(row, values, given))
        elif isinstance(stage, Stage) and reached:
            checks.append(lambda: refuse_later(stage, max(reached)))
        if _OF_END.isdisjoint(bad):
            checks.append(lambda: ended_on(values))
        checks.append(lambda: self._refuse_beyond(row, values))
        for check in checks:
            try:
                check()
            except QzinvestError as error:
                yield self._of_row(row, values, error)
        if reached:
            dropped = values.get("dropped_on") if _OF_END.isdisjoint(bad) else None
            for refusal in contradicting(reached, dropped):
                yield self._of_row(row, values, refusal)

    def _refuse_beyond(self, row: Row, values: Values) -> None:
        amount, district = values.get("amount"), values.get("district")
        if isinstance(amount, Money) and amount.bare:
            text = self.cells.text("amount", row)
            self.plausible.refuse_beyond(text, amount.yuan, cast("str | None", district))

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
            yield self.fault(row, field, RowStruck() if ending is STRUCK else Ended(text=ending))
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
            dropped_on=ended_on(values),
        )._replace(**cast("ProjectFields", texts))
        if project.milestones:
            check_dates(project)
        return project

    def _unsigned(self, row: Row, project: Project) -> Project:
        """A lead without the way of signing that the map says of all rows that say none."""
        says_signing = "signing" in self._rules.constants and project.milestones
        if not says_signing or project.stage >= Stage.SIGNED:
            return project
        text = self.cells.text("signing", row)
        return project._replace(signing=None) if says_nothing(text) else project

    def _course(self, row: Row, values: Values, given: Given) -> Course:
        reached = self._reached(values)
        stage, on = values.get("stage"), values.get("on")
        paid = self._tells_payments and any_money(values, ("paid_amount", "funded_amount"))
        if stage is None and not reached and not paid:
            if isinstance(on, When):
                raise NoStage(text=str(on))
            stage = given.stage
        if isinstance(stage, Stage):
            if not reached and stage <= Stage.TALKS and given.month is not None:
                reached[stage] = self._milestone(stage, given.month)
                self.remark("month", str(given.month), row.number)
            told = [*reached, *([min(stage, Stage.FUNDED)] if paid else [])]
            self._agree(row, stage, max(told, default=None))
        if paid:
            return self._paid(values, reached)
        if not reached and self._tells_days:
            raise BadText(field="signed_on", text="", reason="undated")
        return with_money(reached, values.get("funded_amount")), ()

    def _reached(self, values: Values) -> dict[Stage, Milestone]:
        """What the sound days of a row say."""
        reached: dict[Stage, Milestone] = {}
        for step, field in _REACHED:
            when = values.get(field)
            if isinstance(when, When):
                reached[step] = self._milestone(step, when)
        stage, on = values.get("stage"), values.get("on")
        if isinstance(stage, Stage) and isinstance(on, When):
            reached.setdefault(stage, self._milestone(stage, on))
        return reached

    def _paid(self, values: Values, reached: Mapping[Stage, Milestone]) -> Course:
        """The course of a row that tells its payment, or what was paid in until then."""
        paid, funded = values.get("paid_amount"), values.get("funded_amount")
        if paid is None and Stage.FUNDED in reached:
            at = reached[Stage.FUNDED]
        else:
            at = self._milestone(Stage.FUNDED, paid_when(values, self._month, self._today))
        return told_paid(reached, at, cast("Money | None", paid), cast("Money | None", funded))

    def _agree(self, row: Row, stage: Stage, dated: Stage | None) -> None:
        """Refuse a stage that the dates deny; one beyond them is not recorded, and said."""
        if dated is None:
            raise NoStageDate(stage=stage.code)
        refuse_later(stage, dated)
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
        if isinstance(error, NotReached) and error.field in self.cells.columns:
            return error.field
        if isinstance(error, BackwardsMilestone) or "stage" in error.fields:
            field = f"{error.fields['stage']}_on"
            return field if field in self.cells.columns else "on"
        return str(error.fields.get("field", "on"))
