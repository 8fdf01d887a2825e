"""What a map says of how one office's table is to be read, and the file that says so again."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from qzinvest.model.learned import Answer
from qzinvest.model.plain_layout import BASE_COLUMNS
from qzinvest.model.plan import VOCABULARIES
from qzinvest.tuples import NamedTuple

if TYPE_CHECKING:
    from datetime import date, tzinfo

    from qzinvest.intake.words.written_amounts import Rate
    from qzinvest.model.precision import When

_MORE = (
    *("stage", "on", "funded_amount", "paid_amount", "paid_on"),
    *("currency", "site", "owner", "phone", "source", "note", "ignored"),
)
FIELDS = frozenset((*BASE_COLUMNS, *VOCABULARIES, *_MORE))
"""What a column can be taken for."""
RANGES = ("refuse", "low", "high")
PARTS = ("refuse", "leave out", "only")
ENDED = ("refuse", "leave out", "count")


class Map(NamedTuple):
    """What a map file, or the options of one call, say of a table.

    Args:
        sheets: the sheets to read; all that hold a table where empty.
        encoding: the text file's encoding, ``delimiter`` its separator; sniffed where ``None``.
        columns: for each field the headers whose cells make its value, joined by ``joints``.
        joints: what stands between the joined cells of a field; a space where nothing is said.
        split: what parts several investors in one cell, besides 、 and ；.
        units: the unit of a field's bare numbers, such as ``万元``.
        constants: the value of a field wherever the table leaves it open.
        values: what a cell of a field stands for, by field.
        places: the unit's name for a place that a district's cell may name.
        ranges: which end of a range or bound is taken, one of ``RANGES``.
        brackets: which of two amounts is taken, ``before`` or ``inside`` the brackets; ``refuse``.
        fractions: what becomes of parts of a yuan: ``refuse`` or ``round``.
        rates: yuan for one unit of a foreign currency.
        year: the year of dates that name none.
        order: of the parts of 3/15/2022 and 22.3.15: ``ymd``, ``mdy`` or ``dmy``; empty where dates
            that need it are refused. ``century`` is that of years of two digits.
        zone: whose day a time of the world falls on; the ledger's, never a file's.
        month: the month, or day, of the list: that of leads and talks without a date.
        epoch: where a workbook's serial dates begin, 1900 or 1904; as the file says where ``None``.
        counted: whether a date without a day counts from the ``last`` or ``first`` day.
        skip: rows to leave out: values by header.
        repeats: what becomes of a row that says the same project again: ``refuse``, or ``number``
            where the table lists transactions, each a project of its own.
        parts: what becomes of rows that break the project above them down, one of ``PARTS``.
        said: what headers mean that a table may have or lack, by header; ``columns`` go before.
        unit: that of amounts for which neither ``units``, nor a header or note says one.
        ended: what becomes of rows that say that the project came to nothing and give no day for
            it, one of ``ENDED``, or the day, which is that of the list.
    """

    sheets: tuple[str, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None
    columns: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    joints: Mapping[str, str] = MappingProxyType({})
    split: Mapping[str, str] = MappingProxyType({})
    units: Mapping[str, str] = MappingProxyType({})
    constants: Mapping[str, str] = MappingProxyType({})
    values: Mapping[str, Mapping[str, str]] = MappingProxyType({})
    places: Mapping[str, str] = MappingProxyType({})
    ranges: str = "refuse"
    brackets: str = "refuse"
    fractions: str = "refuse"
    rates: "Mapping[str, Rate]" = MappingProxyType({})
    year: int | None = None
    order: str = ""
    century: int | None = None
    zone: "tzinfo | None" = None
    month: "When | None" = None
    epoch: int | None = None
    counted: str = "last"
    skip: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    repeats: str = "refuse"
    parts: str = "refuse"
    ended: "str | date" = "refuse"
    said: Mapping[str, str] = MappingProxyType({})
    unit: str = ""


def answered(
    rules: Map, answers: Iterable[Answer], *, over: bool
) -> tuple[Map, tuple[Answer, ...]]:
    """The map with answers put over what it says, or below it; gives those that hold, too."""
    said, unit, constants = dict(rules.said), rules.unit, dict(rules.constants)
    values = {field: dict(texts) for field, texts in rules.values.items()}
    named = {header for headers in rules.columns.values() for header in headers}
    held = []
    for answer in answers:
        kind, field, text, value = answer
        if kind == "column":
            free = text not in named and text not in said
            said |= {text: value} if over or free else {}
        elif kind == "word":
            free = text not in values.get(field, {})
            values.setdefault(field, {}).update({text: value} if over or free else {})
        elif kind == "district":
            free = "district" not in constants
            constants |= {"district": value} if over or free else {}
        else:
            free = not unit
            unit = value if over or free else unit
        held += [answer] if over or free else []
    rules = rules._replace(said=said, unit=unit, values=values, constants=constants)
    return rules, tuple(held)


def ended_rule(text: str) -> "str | date":
    """A rule for projects that ended: one of ``ENDED``, or the day from which they did."""
    from datetime import date

    return text if text in ENDED else date.fromisoformat(text)


def map_text(found: Map, comment: str) -> str:
    """A map file that says what ``found`` says, below ``comment`` lines."""
    tables: list[tuple[str, Mapping[str, object]]] = [
        ("file", _given(sheets=list(found.sheets), encoding=found.encoding, epoch=found.epoch)),
        ("columns", {field: _columns(found, field) for field in found.columns}),
        ("split", found.split),
        ("units", found.units),
        ("constants", found.constants),
        *((f"values.{field}", values) for field, values in found.values.items()),
        ("places", found.places),
        ("amounts", _amounts(found)),
        ("rates", {c: f"{_decimal(r)}@{r.on}" for c, r in found.rates.items()}),
        ("dates", _dates(found)),
        ("skip", {header: list(values) for header, values in found.skip.items()}),
        ("rows", _rows(found)),
    ]
    if found.delimiter is not None:
        tables[0] = ("file", {**tables[0][1], "delimiter": found.delimiter})
    lines = [f"# {line}" for line in comment.splitlines()]
    for name, table in tables:
        if table:
            lines += ["", f"[{name}]", *(f"{_key(k)} = {_value(v)}" for k, v in table.items())]
    return "\n".join(lines) + "\n"


def _columns(found: Map, field: str) -> object:
    headers = list(found.columns[field])
    joint = found.joints.get(field)
    if joint is not None:
        return {"headers": headers, "joint": joint}
    return headers[0] if len(headers) == 1 else headers


def _amounts(found: Map) -> dict[str, object]:
    rules = {"ranges": found.ranges, "brackets": found.brackets, "fractions": found.fractions}
    return _given(**{name: _but(rule, "refuse") for name, rule in rules.items()})


def _dates(found: Map) -> dict[str, object]:
    counted, order = _but(found.counted, "last"), _but(found.order, "")
    month = None if found.month is None else str(found.month)
    said = {"year": found.year, "month": month, "order": order, "century": found.century}
    return _given(**said, counted=counted)


def _rows(found: Map) -> dict[str, object]:
    return _given(
        repeats=_but(found.repeats, "refuse"),
        parts=_but(found.parts, "refuse"),
        ended=_but(str(found.ended), "refuse"),
    )


def _given(**values: object) -> dict[str, object]:
    return {name: value for name, value in values.items() if value not in (None, [])}


def _but(value: str, default: str) -> str | None:
    return None if value == default else value


def _decimal(rate: "Rate") -> str:
    from decimal import Decimal

    # A rate was read from a decimal, so its fraction divides without a rest.
    return f"{Decimal(rate.yuan.numerator) / Decimal(rate.yuan.denominator):f}"


def _key(text: str) -> str:
    plain = text.isascii() and text.replace("_", "").replace("-", "").isalnum()
    return text if plain else _string(text)


def _value(value: object) -> str:
    if isinstance(value, dict):
        inside = ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items())
        return f"{{ {inside} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return str(value) if isinstance(value, int) else _string(str(value))


def _string(text: str) -> str:
    from json import dumps

    # A JSON string is a TOML string, but for DEL, which TOML wants escaped.
    return dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
