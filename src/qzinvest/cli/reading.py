"""How ``import`` is told to read files: its options, and the map that they make."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from qzinvest.cli.context import choice
from qzinvest.cli.declare import Opt, Round, Several
from qzinvest.errors import Conflict
from qzinvest.intake.offices.map import ENDED, PARTS, RANGES, Map
from qzinvest.intake.words.dates import past_day
from qzinvest.intake.words.written_dates import in_past, read_when
from qzinvest.tuples import NamedTuple

if TYPE_CHECKING:
    from qzinvest.intake.words.written_amounts import Rate

_PARTS = tuple(rule.replace(" ", "-") for rule in PARTS)


class Reading(NamedTuple):
    """How the files are to be read."""

    map_file: Annotated[str | None, Opt("--map", "option.map", "FILE")] = None
    save_map: Annotated[str | None, Opt("--save-map", "option.save_map", "FILE")] = None
    rate: Annotated[list[str] | None, Opt("--rate", "option.rate", "RATE")] = None
    ranges: Annotated[str | None, Opt("--ranges", "option.ranges", "RULE", RANGES)] = None
    rounding: Round = False
    year: Annotated[int | None, Opt("--year", "option.year", "YEAR")] = None
    month: Annotated[str | None, Opt("--month", "option.list_month", "MONTH")] = None
    district: Annotated[str | None, Opt("--district", "option.list_district", "UNIT")] = None
    group: Annotated[str | None, Opt("--group", "option.list_group", "GROUP")] = None
    stage: Annotated[str | None, Opt("--stage", "option.list_stage", "STAGE")] = None
    parts: Annotated[str | None, Opt("--parts", "option.parts", "RULE", _PARTS)] = None
    ended: Annotated[str | None, Opt("--ended", "option.ended", "RULE")] = None


class Answering(NamedTuple):
    """What a person answers about the files, and whose they are."""

    columns: Annotated[Several, Opt("--column", "option.column", "HEADER=FIELD")] = None
    words: Annotated[Several, Opt("--word", "option.word", "WORD=NAME")] = None
    unit: Annotated[str | None, Opt("--amounts-in", "option.amounts_in", "UNIT")] = None
    sender: Annotated[str | None, Opt("--sender", "option.sender", "NAME")] = None
    remember: Annotated[bool, Opt("--remember", "option.remember")] = False


def rules_of(reading: Reading, today: date) -> Map:
    """The map of the call with its options put on top."""
    rules = Map()
    if reading.map_file is not None:
        # Imported here: only a call with a map needs pydantic.
        from qzinvest.intake.offices.map_file import read_map

        rules = read_map(Path(reading.map_file), today)
    if reading.rate:
        rules = rules._replace(rates={**rules.rates, **_rates(reading.rate, today)})
    if reading.ranges is not None:
        rules = rules._replace(ranges=choice("--ranges", reading.ranges, RANGES))
    if reading.rounding:
        rules = rules._replace(fractions="round")
    wished = {"district": reading.district, "group": reading.group, "stage": reading.stage}
    said = {field: text for field, text in wished.items() if text is not None}
    if said:
        rules = rules._replace(constants={**rules.constants, **said})
    if reading.month is not None:
        rules = rules._replace(month=in_past(read_when(reading.month), reading.month, today))
    if reading.parts is not None:
        parts = choice("--parts", reading.parts, _PARTS).replace("-", " ")
        rules = rules._replace(parts=parts)
    if reading.ended is not None:
        rules = rules._replace(ended=_ended(reading.ended, today))
    return rules if reading.year is None else rules._replace(year=reading.year)


def _ended(text: str, today: date) -> str | date:
    """What becomes of projects that ended: a rule, or the day on which they did."""
    if text.replace("-", " ") in ENDED:
        return text.replace("-", " ")
    return past_day(text, today)


def _rates(texts: Sequence[str], today: date) -> "dict[str, Rate]":
    """The rates that were given; two of one currency would leave one of them unused."""
    from qzinvest.intake.words.written_amounts import parse_rate

    found: dict[str, Rate] = {}
    said: dict[str, str] = {}
    for text in texts:
        currency, rate = parse_rate(text, today)
        if currency in said:
            raise Conflict(option=f"--rate {said[currency]}", other=f"--rate {text}")
        found[currency], said[currency] = rate, text
    return found
