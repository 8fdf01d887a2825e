"""The map file: how one office's own table is to be read, so that its next file needs no thought.

Everything in it is optional; what it says goes before what the program understands by itself.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from qzinvest.errors import BadMap, Fault, MapFault
from qzinvest.intake.map_rules import Map
from qzinvest.intake.toml_lines import BadToml, lines_of, nearest, parsed, read_toml

if TYPE_CHECKING:
    from qzinvest.intake.written_amounts import Rate


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
    # Imported here: only a call with a map parses and validates one.
    from qzinvest.intake import map_schema
    from qzinvest.intake.plan_raw import written

    try:
        raw = parsed(text)
    except BadToml as bad:
        return None, [_unparsed(bad, file)]
    found, flaws = map_schema.map_of(raw, today)
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
        ("dates", _given(year=found.year, counted=_but(found.counted, "last"))),
        ("skip", {header: list(values) for header, values in found.skip.items()}),
        ("rows", _given(repeats=_but(found.repeats, "refuse"))),
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
    return _given(ranges=_but(found.ranges, "refuse"), fractions=_but(found.fractions, "refuse"))


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
