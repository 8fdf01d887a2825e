"""Rows of an office's own table to projects, each with every fault it has.

What the layout and the map leave unsaid is refused, never guessed: a number without a unit, a stage
without a date, a date without a stage.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple, cast

from qzinvest.errors import (
    BackwardsMilestone,
    BadDate,
    BadText,
    Fault,
    MapMisses,
    NoStage,
    NoStageDate,
    NotReached,
    QzinvestError,
    StageDiffers,
)
from qzinvest.intake.files.sheets import Row, Value, cell_name, squeezed
from qzinvest.intake.offices.layout import Heading, Layout
from qzinvest.intake.offices.map import Map
from qzinvest.intake.offices.money import Money, RowMoney
from qzinvest.intake.words.names import Resolver
from qzinvest.intake.words.texts import (
    NAME_LIMIT,
    NOTE_LIMIT,
    clean_text,
    says_not_yet,
    says_nothing,
)
from qzinvest.intake.words.written_dates import in_past, read_when
from qzinvest.intake.words.written_units import Unit, unit_of
from qzinvest.model.imported import Rounded, place_of
from qzinvest.model.likeness import investors
from qzinvest.model.plain_layout import unguard
from qzinvest.model.plan import UNIT_KINDS, VOCABULARIES
from qzinvest.model.precision import When
from qzinvest.model.project import Milestone, Project, ProjectFields, check_dates
from qzinvest.model.stage import STAGES, Stage

AMOUNTS = ("amount", "funded_amount")
_REACHED = tuple((stage, f"{stage.code}_on") for stage in STAGES)
_DATES = (*(field for _, field in _REACHED), "on", "dropped_on")
_LONG = {"note", "source", "drop_reason"}
_UNREAD = {"serial", "ignored"}
_TEXTS = ("code", "name", "investor", "site", "source", "note", "drop_reason")
_EXCEL_ERROR = re.compile(r"#(?:REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!|SPILL!|CALC!)")
_BETWEEN_HAN = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])\s+(?=[\u2e80-\u9fff\uff00-\uffef])")
_SERIAL = re.compile("[0-9]{5}")
_EXACT = 10**15
"""A spreadsheet's numbers have 15 digits: of a longer code the last ones are lost."""
_KEPT = 20_000


class Source(NamedTuple):
    """Where a table comes from: file and sheet, and where a workbook's serial dates begin."""

    file: str
    sheet: str = ""
    epoch: int | None = None

    def __str__(self) -> str:
        """The place as messages name it."""
        return place_of(self.file, self.sheet)


class ReportRow(NamedTuple):
    """A sound row: its number as the spreadsheet shows it, and the project it reports."""

    row: int
    project: Project


Values = dict[str, object]


class RowReader:
    """Reads the data rows of one table.

    Attributes:
        place: the file and sheet, as messages name them.
        columns: the columns of each field, from 0, as the layout and the map have it.
        units: the unit of a field's bare numbers.
        rounded: the amounts of sound rows that were rounded, as far as they are read.
    """

    def __init__(
        self, source: Source, layout: Layout, rules: Map, resolver: Resolver, today: date
    ) -> None:
        """Raises ``MapMisses`` where the table lacks a column that the map names."""
        self._source = source
        self.place = str(source)
        self._rules = rules
        self._resolver = resolver
        self._today = today
        self._headings = {heading.column: heading for heading in layout.headings}
        self.columns = _columns(source, layout, rules)
        self.units = _units(layout, rules, self.columns)
        self._skips = _skips(source, layout, rules)
        self._known: dict[tuple[str, str], object] = {}
        fields = dict.fromkeys((*self.columns, *rules.constants))
        self._fields = tuple(field for field in fields if field != "currency")
        self._money = RowMoney(rules, self.units)
        self.rounded: list[Rounded] = []

    def skipped(self, row: Row) -> bool:
        """Whether the map leaves this row out."""
        return any(_text(row.at(column)) in texts for column, texts in self._skips.items())

    def read(self, row: Row, shared: frozenset[int] = frozenset()) -> ReportRow | tuple[Fault, ...]:
        """The row's project, without office and number, or all its faults.

        Of the columns that it shares with other rows no name or amount is its own.
        """
        if shared and (not_own := self._shared(row, shared)):
            return not_own
        values: Values = {}
        faults: list[Fault] = []
        for field in self._fields:
            try:
                values[field] = self._value(field, row)
            except QzinvestError as error:
                faults.append(self.fault(row, field, error))
        faults += [
            self.fault(row, field, BadText(field=field, text="", reason="empty"))
            for field in ("name", "amount")
            if field not in self._fields or (field in values and values[field] is None)
        ]
        if faults:
            return tuple(faults)
        try:
            project = self._unsigned(row, self._project(values))
        except QzinvestError as error:
            return (self.fault(row, self._field_of(error), error),)
        self.rounded += self._rounded(row, values)
        return ReportRow(row.number, project)

    def fault(self, row: Row, field: str, error: QzinvestError) -> Fault:
        """The fault that ``error`` is in the cell of ``field``, else in that of the name."""
        columns = self.columns.get(field) or self.columns.get("name") or (0,)
        heading = self._headings.get(columns[0])
        return Fault(
            self._source.file,
            row.number,
            field if heading is None else heading.text,
            self._joined(columns, field, row) if field in self.columns else "",
            error,
            self._source.sheet,
            cell_name(row.number, columns[0]),
        )

    def _shared(self, row: Row, shared: frozenset[int]) -> tuple[Fault, ...]:
        return tuple(
            self.fault(row, field, BadText(field=field, text="", reason="merged"))
            for field in ("name", *AMOUNTS)
            if not shared.isdisjoint(self.columns.get(field, ()))
        )

    def _rounded(self, row: Row, values: Values) -> Iterator[Rounded]:
        for field in AMOUNTS:
            money = values.get(field)
            if isinstance(money, Money) and money.rounded:
                column = self.columns.get(field, (0,))[0]
                text = money.stated.text if money.stated else ""
                cell = cell_name(row.number, column)
                yield Rounded(
                    self._source.file, self._source.sheet, row.number, cell, text, money.yuan
                )

    def amounts(self, row: Row) -> dict[int, int | Fraction]:
        """The amounts of a sum's or data row in yuan by column, as far as they can be read."""
        found: dict[int, int | Fraction] = {}
        for field in AMOUNTS:
            for column in self.columns.get(field, ())[:1]:
                yuan = self._money.plain_yuan(field, row.at(column), self._currency(row))
                if yuan is not None:
                    found[column] = yuan
        return found

    def _value(self, field: str, row: Row) -> object:
        columns = self.columns.get(field, ())
        if len(columns) == 1:
            value = row.at(columns[0])
            text = _text(value)
        else:
            value = text = self._joined(columns, field, row)
        if (translations := self._rules.values.get(field)) and text in translations:
            value = text = translations[text]
        if says_not_yet(text) if field in _DATES else says_nothing(text):
            value = text = self._rules.constants.get(field, "")
            if not text:
                return None
        if text[0] == "#" and _EXCEL_ERROR.fullmatch(text):
            raise BadText(field=field, text=text, reason="error_cell")
        if field in AMOUNTS:
            return self._money.amount(field, value, self._currency(row))
        return self._converted(field, value, text)

    def _joined(self, columns: tuple[int, ...], field: str, row: Row) -> str:
        texts = (_text(row.at(column)) for column in columns)
        return self._rules.joints.get(field, " ").join(text for text in texts if text)

    def _converted(self, field: str, value: Value, text: str) -> object:
        if field in _DATES:
            return in_past(self._when(value), text, self._today)
        if field == "code" and isinstance(value, int | float) and abs(value) >= _EXACT:
            raise BadText(field=field, text=text, reason="digits")
        if field in _TEXTS:
            return _clean(field, text.replace(self._rules.split.get(field, "、"), "、"))
        key = (field, text)
        if key not in self._known:
            found = self._named(field, text)
            if len(self._known) >= _KEPT:
                return found
            self._known[key] = found
        return self._known[key]

    def _when(self, value: Value) -> When:
        epoch = self._rules.epoch or self._source.epoch
        if epoch is not None and isinstance(value, str) and _SERIAL.fullmatch(value.strip()):
            value = int(value)  # a day's number in a cell that was made text
        return read_when(value, self._rules.year, epoch or 1900)

    def _named(self, field: str, text: str) -> object:
        if not text.isprintable():
            text = clean_text(text, field)
        if field in UNIT_KINDS:
            return self._resolver.place(field, text, self._rules.places).code
        if field in VOCABULARIES:
            return self._resolver.term(field, text).code
        finders: Mapping[str, Callable[[str], object]] = {
            "group": lambda name: self._resolver.group(name).code,
            "signing": self._resolver.signing,
            "stage": self._resolver.stage,
        }
        return finders[field](text)

    def _currency(self, row: Row) -> str:
        """What the row itself says of the currency or unit of its amounts; empty for nothing."""
        said = self._rules.constants.get("currency", "")
        if "currency" not in self.columns:
            return said
        text = self._joined(self.columns["currency"], "currency", row)
        text = self._rules.values.get("currency", {}).get(text, text)
        return said if says_nothing(text) else text

    def _project(self, values: Values) -> Project:
        amount = values["amount"]
        assert isinstance(amount, Money)  # noqa: S101 - an amount's converter gives nothing else
        texts = {
            field: value
            for field, value in values.items()
            if isinstance(value, str) and field in Project._fields
        }
        project = Project(
            org="",
            number=0,
            name="",
            amount=amount.yuan,
            stated=amount.stated,
            milestones=self._milestones(values),
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
        text = self._joined(self.columns.get("signing", ()), "signing", row)
        return project._replace(signing=None) if says_nothing(text) else project

    def _milestones(self, values: Values) -> tuple[Milestone, ...]:
        reached: dict[Stage, Milestone] = {}
        for step, field in _REACHED:
            when = values.get(field)
            if isinstance(when, When):
                reached[step] = self._milestone(step, when)
        stage, on = values.get("stage"), values.get("on")
        if isinstance(on, When) and stage is None and not reached:
            raise NoStage(text=str(on))
        if isinstance(stage, Stage):
            if isinstance(on, When):
                reached.setdefault(stage, self._milestone(stage, on))
            _agree(stage, reached)
        if not reached:
            raise BadText(field="signed_on", text="", reason="undated")
        return _with_money(reached, values.get("funded_amount"))

    def _milestone(self, stage: Stage, when: When) -> Milestone:
        counted_on = when.first if self._rules.counted == "first" else when.last
        return Milestone(stage, when.last, counted_on, precision=when.precision)

    def _field_of(self, error: QzinvestError) -> str:
        """The field in whose cell a contradiction is best looked at."""
        if isinstance(error, NoStageDate | StageDiffers):
            return "stage"
        if isinstance(error, NotReached) and error.fields["field"] in self.columns:
            return str(error.fields["field"])
        if isinstance(error, BackwardsMilestone) or "stage" in error.fields:
            field = f"{error.fields['stage']}_on"
            return field if field in self.columns else "on"
        return str(error.fields.get("field", "on"))


def _columns(source: Source, layout: Layout, rules: Map) -> dict[str, tuple[int, ...]]:
    columns: dict[str, tuple[int, ...]] = {}
    named = {header for headers in rules.columns.values() for header in headers}
    for heading in layout.headings:
        if heading.field is None or heading.field in _UNREAD or heading.text in named:
            continue
        columns.setdefault(heading.field, (heading.column,))
    by_text = _by_text(layout.headings)
    for field, headers in rules.columns.items():
        if field in _UNREAD:
            continue
        if missing := [header for header in headers if squeezed(header) not in by_text]:
            raise MapMisses(file=str(source), what="column", names=missing)
        columns[field] = tuple(by_text[squeezed(header)] for header in headers)
    return columns


def _skips(source: Source, layout: Layout, rules: Map) -> dict[int, tuple[str, ...]]:
    by_text = _by_text(layout.headings)
    if missing := [header for header in rules.skip if squeezed(header) not in by_text]:
        raise MapMisses(file=str(source), what="column", names=missing)
    return {by_text[squeezed(header)]: texts for header, texts in rules.skip.items()}


def _by_text(headings: tuple[Heading, ...]) -> dict[str, int]:
    return {squeezed(heading.text): heading.column for heading in reversed(headings)}


def _units(layout: Layout, rules: Map, columns: dict[str, tuple[int, ...]]) -> dict[str, Unit]:
    units = {field: unit_of(text) for field, text in rules.units.items()}
    for heading in layout.headings:
        for field in AMOUNTS:
            if heading.column in columns.get(field, ()) and field not in units:
                units[field] = heading.unit
    return {field: unit for field, unit in units.items() if unit is not None}


def _text(value: Value) -> str:
    """A cell as text: whole numbers without a point, one space for any white space."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = value.strip()
        if "\n" not in text and len(text.split(None, 1)) > 1:
            text = _BETWEEN_HAN.sub("", text)
        return unguard(text)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _clean(field: str, text: str) -> str:
    if field == "investor":
        text = "、".join(" ".join(name.split()) for name in investors(text)) or text
    text = " ".join(_BETWEEN_HAN.sub("", text).split())
    return clean_text(text, field, NOTE_LIMIT if field in _LONG else NAME_LIMIT)


def _day(when: object) -> date | None:
    if not isinstance(when, When):
        return None
    if when.precision != "day":
        raise BadDate(text=str(when))
    return when.last


def _agree(stage: Stage, reached: Mapping[Stage, Milestone]) -> None:
    """Refuse a stage that the dates do not bear out."""
    latest = max(reached, default=None)
    if latest is None or latest < stage:
        raise NoStageDate(stage=stage.code)
    if latest > stage:
        raise StageDiffers(stage=stage.code, reached=latest.code)


def _with_money(reached: dict[Stage, Milestone], funded: object) -> tuple[Milestone, ...]:
    if isinstance(funded, Money):
        if Stage.FUNDED not in reached:
            raise NotReached(stage="funded", field="funded_amount")
        reached[Stage.FUNDED] = reached[Stage.FUNDED]._replace(amount=funded.yuan)
    return tuple(reached[stage] for stage in sorted(reached))
