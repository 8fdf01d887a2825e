"""The map file: how one office's own table is to be read, so that its next file needs no thought.

Everything in it is optional; what it says goes before what the program understands by itself.
Importing this module imports pydantic: only a call with a map does so.
"""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, cast

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from qzinvest.errors import BadMap, Fault, MapFault, QzinvestError
from qzinvest.intake.files.toml_file import (
    BadToml,
    Flaw,
    lines_of,
    nearest,
    parsed,
    read_toml,
    written,
)
from qzinvest.intake.offices.layout import AMOUNTS
from qzinvest.intake.offices.map import FIELDS, Map, ended_rule
from qzinvest.intake.words.written_amounts import Rate, parse_rate
from qzinvest.intake.words.written_dates import read_when
from qzinvest.intake.words.written_units import unit_of

_TEXT = 300
_OURS = {"unknown_field", "bad_unit", "bad_rate", "bad_day", "bad_month", "unknown_key"}


def _said(read: Callable[[str], object], problem: str) -> AfterValidator:
    """A text that can be read so, kept as it is written; what refuses it raises."""

    def checked(text: str) -> str:
        try:
            read(text)
        except (QzinvestError, ValueError) as error:
            raise PydanticCustomError(problem, problem) from error
        return text

    return AfterValidator(checked)


def _known(holds: Callable[[str], bool], problem: str) -> AfterValidator:
    """A text of which something holds."""

    def checked(text: str) -> str:
        if not holds(text):
            raise PydanticCustomError(problem, problem)
        return text

    return AfterValidator(checked)


def _read_rate(text: str, today: date) -> Rate:
    return parse_rate(f"USD={text}", today)[1]


Text = Annotated[str, Field(min_length=1, max_length=_TEXT)]
Headers = Text | Annotated[list[Text], Field(min_length=1)]
Day = Annotated[str, _said(date.fromisoformat, "bad_day")]
Month = Annotated[str, _said(read_when, "bad_month")]
RateText = Annotated[str, _said(lambda text: _read_rate(text, date.max), "bad_rate")]
FieldName = Annotated[str, _known(FIELDS.__contains__, "unknown_field")]
AmountName = Annotated[str, _known(AMOUNTS.__contains__, "unknown_field")]
UnitName = Annotated[str, _known(lambda text: unit_of(text) is not None, "bad_unit")]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


Chinese = Literal["utf-8", "gb18030", "gbk", "big5", "utf-16"]
Western = Literal["cp1252", "cp1250", "cp1251", "latin-1", "iso-8859-2", "iso-8859-15", "mac-roman"]


class _File(_Part):
    sheets: list[Text] = []
    encoding: Chinese | Western | None = None
    delimiter: Literal[",", "\t", ";", "|"] | None = None
    epoch: Literal[1900, 1904] | None = None


class _Joined(_Part):
    headers: list[Text]
    joint: str


class _Amounts(_Part):
    ranges: Literal["refuse", "low", "high"] = "refuse"
    brackets: Literal["refuse", "before", "inside"] = "refuse"
    fractions: Literal["refuse", "round"] = "refuse"


class _Dates(_Part):
    year: Annotated[int, Field(ge=1990, le=2100)] | None = None
    month: Month | None = None
    counted: Literal["last", "first"] = "last"
    order: Literal["ymd", "mdy", "dmy"] | None = None
    century: Literal[1900, 2000] | None = None


class _Rows(_Part):
    repeats: Literal["refuse", "number"] = "refuse"
    parts: Literal["refuse", "leave out", "only"] = "refuse"
    ended: Literal["refuse", "leave out", "count"] | Day = "refuse"


class _MapFile(_Part):
    file: _File = _File()
    columns: dict[FieldName, Headers | _Joined] = {}
    split: dict[Literal["investor"], Annotated[str, Field(min_length=1)]] = {}
    units: dict[AmountName, UnitName] = {}
    constants: dict[FieldName, Text] = {}
    values: dict[FieldName, dict[str, str]] = {}
    places: dict[Text, Text] = {}
    amounts: _Amounts = _Amounts()
    rates: dict[Currency, RateText] = {}
    dates: _Dates = _Dates()
    skip: dict[Text, list[str]] = {}
    rows: _Rows = _Rows()


def read_map(path: Path, today: date) -> Map:
    """The map of a TOML file.

    Raises:
        FileUnreadable: the file cannot be read.
        BadMap: it has faults; all of them are in the error.
    """
    try:
        text = read_toml(path)
    except BadToml as bad:
        raise BadMap(file=str(path), faults=[_unparsed(bad, str(path))]) from bad
    found, faults = check_map(text, str(path), today)
    if found is None:
        raise BadMap(file=str(path), faults=faults)
    return found


def check_map(text: str, file: str, today: date) -> tuple[Map | None, list[Fault]]:
    """The map of a TOML text, or all its faults with their lines."""
    try:
        raw = parsed(text)
    except BadToml as bad:
        return None, [_unparsed(bad, file)]
    found, flaws = _map_of(raw, today)
    if not flaws:
        return found, []
    lines = lines_of(text)
    faults = [
        Fault(
            file,
            nearest(flaw.path, lines),
            written(flaw.path),
            flaw.value,
            MapFault(problem=flaw.problem, detail=flaw.detail),
        )
        for flaw in flaws
    ]
    return None, sorted(faults, key=lambda fault: fault.row)


def _unparsed(bad: BadToml, file: str) -> Fault:
    """The one fault of a file that is not TOML."""
    return Fault(file, bad.line, "", "", MapFault(problem=bad.problem, detail=bad.detail))


def _map_of(raw: Mapping[str, object], today: date) -> tuple[Map | None, list[Flaw]]:
    """The map of a parsed TOML file, or all that is wrong with its shape."""
    try:
        checked = _MapFile.model_validate(raw)
    except ValidationError as error:
        return None, [_flaw(raw, details) for details in error.errors()]
    return _made(checked, today), []


def _flaw(raw: Mapping[str, object], details: ErrorDetails) -> Flaw:
    value = details["input"] if isinstance(details["input"], str) else ""
    problem = "unknown_key" if details["type"] == "extra_forbidden" else details["type"]
    path = _path(raw, details["loc"])
    if problem in _OURS:
        return Flaw(path, problem, value)
    return Flaw(path, "shape", value, details["msg"])


def _path(raw: object, loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The way to the value: ``loc`` without pydantic's words for the form that it tried."""
    path: list[str | int] = []
    for part in loc:
        inside = isinstance(raw, dict) and part in raw
        if inside or (isinstance(raw, list) and isinstance(part, int)):
            path.append(part)
            raw = raw[part]  # type: ignore[index]  # a key of a dict or a list
    return tuple(path)


def _made(checked: _MapFile, today: date) -> Map:
    columns = {field: _headers(value) for field, value in checked.columns.items()}
    return Map(
        sheets=tuple(checked.file.sheets),
        encoding=checked.file.encoding,
        delimiter=checked.file.delimiter,
        columns=columns,
        joints={f: v.joint for f, v in checked.columns.items() if isinstance(v, _Joined)},
        split=cast("dict[str, str]", checked.split),
        units=checked.units,
        constants=checked.constants,
        values=checked.values,
        places=checked.places,
        ranges=checked.amounts.ranges,
        brackets=checked.amounts.brackets,
        fractions=checked.amounts.fractions,
        rates={currency: _read_rate(text, today) for currency, text in checked.rates.items()},
        year=checked.dates.year,
        order=checked.dates.order or "",
        century=checked.dates.century,
        month=None if checked.dates.month is None else read_when(checked.dates.month),
        epoch=checked.file.epoch,
        counted=checked.dates.counted,
        skip={header: tuple(values) for header, values in checked.skip.items()},
        repeats=checked.rows.repeats,
        parts=checked.rows.parts,
        ended=ended_rule(checked.rows.ended),
    )


def _headers(value: str | list[str] | _Joined) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(value.headers if isinstance(value, _Joined) else value)
