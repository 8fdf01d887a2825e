"""The cells of an office's own table to the values of a project's fields."""

from collections import Counter
from collections.abc import Collection
from datetime import date
from fractions import Fraction

from qzinvest.errors import BadText, MapMisses, QzinvestError, Uncalculated
from qzinvest.intake.files.sheets import UNCALCULATED, Row, Value, squeezed
from qzinvest.intake.offices.answers import named
from qzinvest.intake.offices.days import RowDates, joined_date
from qzinvest.intake.offices.endings import is_ended, is_stalled
from qzinvest.intake.offices.layout import AMOUNTS, Heading, Layout
from qzinvest.intake.offices.map import Map
from qzinvest.intake.offices.money import RowMoney
from qzinvest.intake.offices.texts import cell_text, check_code, cleaned
from qzinvest.intake.words.names import Resolver, assumed_signing, status_of
from qzinvest.intake.words.texts import clean_text, says_not_yet, says_nothing
from qzinvest.intake.words.written_units import Unit, unit_of
from qzinvest.model.imported import place_of
from qzinvest.model.learned import Answer
from qzinvest.model.plan import UNIT_KINDS
from qzinvest.model.stage import STAGES
from qzinvest.patterns import pattern
from qzinvest.tuples import NamedTuple

DROPPED = "dropped"
"""What a stage's cell says of a project that ended."""
_DATES = (*(f"{stage.code}_on" for stage in STAGES), "on", "paid_on", "dropped_on")
_JOINTS = {"investor": "、", "note": "；"}
_UNREAD = {"serial", "ignored"}
_TEXTS = (*("code", "name", "investor", "site", "owner", "phone", "source", "note", "drop_reason"),)
_EXCEL_ERROR = pattern(r"#(?:REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!|SPILL!|CALC!)")
_GOES_ON = pattern(
    "(?:正在|有序|正常|顺利|順利|加快|按计划|按計劃|持续|持續)*(?:推进中?|推進中?|正常|进行中|進行中)"
)
_KEPT = 20_000


class Source(NamedTuple):
    """Where a table comes from: file and sheet, and where a workbook's serial dates begin."""

    file: str
    sheet: str = ""
    epoch: int | None = None

    def __str__(self) -> str:
        """The place as messages name it."""
        return place_of(self.file, self.sheet)


class CellReader:
    """Reads the cells of one table.

    Attributes:
        columns: the columns of each field, from 0, as the layout and the map have it.
        units: the unit of a field's bare numbers.
        bare: the amounts whose unit nothing but an answer says.
        fields: the fields that are read, of columns and constants.
    """

    def __init__(
        self, source: Source, layout: Layout, rules: Map, resolver: Resolver, today: date
    ) -> None:
        """Raises ``MapMisses`` where the table lacks a column that the map names."""
        self._rules = rules
        self._resolver = resolver
        self._dates = RowDates(rules, source.epoch, today)
        self.columns = _columns(source, layout, rules)
        self._layout = layout
        self.units = _units(layout, rules, self.columns)
        self._parted = {
            field
            for field, columns in self.columns.items()
            if field in _DATES and len(columns) > 1 and field not in rules.joints
        }
        self.bare: tuple[str, ...] = ()
        if rules.unit and "currency" not in self.columns and (unit := unit_of(rules.unit)):
            self.bare = tuple(f for f in AMOUNTS if f in self.columns and f not in self.units)
            self.units |= dict.fromkeys(self.bare, unit)
        self._noted = dict(self.units)
        """The units outside the sections that name their own."""
        headed = {h.field for h in layout.headings if any(map(unit_of, h.text.split("/")))}
        self._open = {f for f in AMOUNTS if f in self.columns} - headed - {*rules.units}
        self._translated: set[tuple[str, str]] = set()
        self._known: dict[tuple[str, str], object] = {}
        self._unknown: dict[tuple[str, str], QzinvestError] = {}
        fields = dict.fromkeys((*self.columns, *rules.constants))
        self.fields = tuple(field for field in fields if field != "currency")
        self._money = RowMoney(rules, self.units)

    def in_unit(self, unit: Unit | None) -> bool:
        """Whether bare amounts take this unit, as no header and no map names one; ``None`` ends it.

        What the file says around its table goes before an answer.
        """
        if unit is None or not self._open:
            self.units.clear()
            self.units.update(self._noted)
            return False
        self.units.update(dict.fromkeys(self._open, unit))
        return True

    def assumed(self) -> list[tuple[str, str]]:
        """Ways of signing of the rows read so far, and the kinds that they were assumed to be."""
        known = (text for field, text in self._known if field == "signing")
        return [(text, code) for text in known if (code := assumed_signing(text))]

    def amounts(self, row: Row) -> dict[int, int | Fraction]:
        """The amounts of a sum's or data row in yuan by column, as far as they can be read."""
        found: dict[int, int | Fraction] = {}
        for field in AMOUNTS:
            for column in self.columns.get(field, ())[:1]:
                yuan = self._money.plain_yuan(field, row.at(column), self._currency(row))
                if yuan is not None:
                    found[column] = yuan
        return found

    def value(self, field: str, row: Row) -> object:
        """What the row says of a field, ``None`` where it says nothing.

        Raises:
            QzinvestError: what is wrong with the cell.
        """
        columns = self.columns.get(field, ())
        if len(columns) == 1:
            value = row.at(columns[0])
            text = cell_text(value)
        else:
            value = text = self.text(field, row)
        if (translations := self._rules.values.get(field)) and text in translations:
            self._translated.add((field, text))
            value = text = translations[text]
        if says_not_yet(text) if field in _DATES else says_nothing(text):
            value = text = self._rules.constants.get(field, "")
            if not text:
                return None
        if text == UNCALCULATED:
            raise Uncalculated(field=field)
        if text[0] == "#" and _EXCEL_ERROR.fullmatch(text):
            raise BadText(field=field, text=text, reason="error_cell")
        if field in AMOUNTS:
            return self._money.amount(field, value, self._currency(row))
        return self._converted(field, value, text)

    def used(self, answer: Answer) -> bool:
        """Whether the table, as far as it is read, needed an answer."""
        if answer.kind == "column":
            header = squeezed(answer.text)
            texts = ((h, squeezed(h.text)) for h in self._layout.headings)
            return any(
                heading.field == answer.value and header in (text, text.rpartition("/")[2])
                for heading, text in texts
            )
        if answer.kind == "unit":
            return bool(self.bare)
        return (answer.field, answer.text) in self._translated

    def text(self, field: str, row: Row) -> str:
        """The texts of a field's cells, joined; empty where it has no column."""
        columns = self.columns.get(field, ())
        texts = [cell_text(row.at(column)) for column in columns]
        if field in self._parted:
            return joined_date(texts)
        joint = self._rules.joints.get(field) or _JOINTS.get(field, " ")
        many = len(texts) > 1
        return joint.join(text for text in texts if text and not (many and says_nothing(text)))

    def translated(self, field: str, row: Row) -> str:
        """Likewise, as the map translates it."""
        text = self.text(field, row)
        return self._rules.values.get(field, {}).get(text, text)

    def _converted(self, field: str, value: Value, text: str) -> object:
        if field in _DATES:
            return self._dates.when(field, value, text)
        if field == "code":
            check_code(value, text)
        if field in _TEXTS:
            return cleaned(field, text.replace(self._rules.split.get(field, "、"), "、"))
        key = (field, text)
        if key in self._unknown:
            raise self._unknown[key].with_traceback(None)
        if key not in self._known:
            try:
                found = self._named(field, text)
            except QzinvestError as error:
                # A wrong name in every row is looked for among its neighbours once.
                if len(self._unknown) < _KEPT:
                    self._unknown[key] = error
                raise
            if len(self._known) >= _KEPT:
                return found
            self._known[key] = found
        return self._known[key]

    def _named(self, field: str, text: str) -> object:
        if not text.isprintable():
            text = clean_text(text, field)
        if field in UNIT_KINDS:
            return self._resolver.place(field, text, self._rules.places).code
        return self._stage(text) if field == "stage" else named(field, text, self._resolver)

    def _stage(self, text: str) -> object:
        """The stage that a status names; none of a project that stands still, or goes on well."""
        if is_ended(text):
            return DROPPED
        if is_stalled(text) or _GOES_ON.fullmatch(text):
            return None
        return status_of(text) or self._resolver.stage(text)

    def _currency(self, row: Row) -> str:
        """What the row itself says of the currency or unit of its amounts; empty for nothing."""
        said = self._rules.constants.get("currency", "")
        if "currency" not in self.columns:
            return said
        text = self.translated("currency", row)
        return said if says_nothing(text) else text


def _columns(source: Source, layout: Layout, rules: Map) -> dict[str, tuple[int, ...]]:
    columns: dict[str, tuple[int, ...]] = {}
    named = {header for headers in rules.columns.values() for header in headers}
    for heading in layout.headings:
        if heading.field is None or heading.field in _UNREAD or heading.text in named:
            continue
        columns[heading.field] = (*columns.get(heading.field, ()), heading.column)
    for field, headers in rules.columns.items():
        if field not in _UNREAD:
            columns[field] = tuple(_columns_of(headers, source, layout))
    return columns


def _columns_of(headers: Collection[str], source: Source, layout: Layout) -> list[int]:
    """The columns of headers that the map names.

    Raises:
        MapMisses: the table lacks one.
    """
    known = by_text(layout.headings)
    if missing := [header for header in headers if squeezed(header) not in known]:
        raise MapMisses(file=str(source), what="column", names=missing)
    return [known[squeezed(header)] for header in headers]


def _units(layout: Layout, rules: Map, columns: dict[str, tuple[int, ...]]) -> dict[str, Unit]:
    units = {field: unit_of(text) for field, text in rules.units.items()}
    for heading in layout.headings:
        for field in AMOUNTS:
            if heading.column in columns.get(field, ()) and field not in units:
                units[field] = heading.unit
    return {field: unit for field, unit in units.items() if unit is not None}


def by_text(headings: tuple[Heading, ...]) -> dict[str, int]:
    """The column of each header, the leftmost where it stands twice.

    A header of several rows is known by its lowest one too, where no other column has that.
    """
    lowest = Counter(squeezed(heading.text.rpartition("/")[2]) for heading in headings)
    found = {
        text: heading.column
        for heading in headings
        if lowest[text := squeezed(heading.text.rpartition("/")[2])] == 1
    }
    return found | {squeezed(heading.text): heading.column for heading in reversed(headings)}


def skipped_texts(source: Source, layout: Layout, rules: Map) -> dict[int, tuple[str, ...]]:
    """The texts by which the map leaves rows out, by column.

    Raises:
        MapMisses: the table lacks a column that the map names.
    """
    return dict(zip(_columns_of(rules.skip, source, layout), rules.skip.values(), strict=True))
