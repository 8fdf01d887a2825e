"""The cells of a plain file: one converter for each column, which remembers what recurs."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from qzinvest.errors import (
    BadAmount,
    BadDate,
    BadText,
    FutureDate,
    FutureMilestone,
    MissingCode,
    NotPeriodEnd,
    NotReached,
    PartYuan,
    QzinvestError,
    UnknownName,
)
from qzinvest.intake.words.names import Resolver
from qzinvest.intake.words.texts import (
    GUARDS,
    NAME_LIMIT,
    NOTE_LIMIT,
    POINTED,
    clean_text,
    has_lost_digits,
    is_plain_text,
    own_guard_off,
)
from qzinvest.intake.words.written_dates import read_when
from qzinvest.model.credit import Part, checked, credit_parts
from qzinvest.model.money import MAX_AMOUNT, half_up
from qzinvest.model.plan import UNIT_KINDS, VOCABULARIES
from qzinvest.model.precision import PRECISIONS, SHORT, last_day
from qzinvest.model.project import BOUNDS, Milestone, number_of
from qzinvest.model.stage import STAGE_BY_CODE, STAGES, Stage

OTHERS = ("counted_on", "amount", "evidence", "precision")
MORE = tuple(f"{stage.code}_{what}" for stage in STAGES for what in OTHERS)
SUBJECTS = {"dropped_on": "drop", "drop_reason": "drop"} | {
    f"{stage.code}_{what}": stage.code for stage in STAGES for what in ("on", *OTHERS)
}
"""What several columns tell of together; where one is bad, the others are unsure."""
_NOTHING = (None,) * len(OTHERS)


def with_more(
    reached: list[Milestone | None], more: tuple[Any, ...], today: date
) -> tuple[Milestone, ...]:
    """The milestones with what the file says besides their dates: four values for each stage."""
    complete = []
    by_stage = zip(*[iter(more)] * len(OTHERS), strict=True)
    for stage, milestone, values in zip(STAGES, reached, by_stage, strict=True):
        if milestone is None:
            if values != _NOTHING:
                said = next(w for w, v in zip(OTHERS, values, strict=True) if v is not None)
                raise NotReached(stage=stage.code, field=f"{stage.code}_{said}")
        elif values == _NOTHING:
            complete.append(_known_then(milestone, today))
        else:
            on = milestone.on
            counted_on, amount, evidence, precision = values
            told = Milestone(stage, on, counted_on or on, amount, evidence, precision or "day")
            complete.append(_known_then(told, today))
    return tuple(complete)


def _known_then(milestone: Milestone, today: date) -> Milestone:
    """Refuse a period's date that is not its last day, and a day that is still to come."""
    on, precision = milestone.on, milestone.precision
    if precision == "day" and on <= today:
        return milestone
    if on != last_day(on, precision):
        raise NotPeriodEnd(stage=milestone.stage.code, on=on, precision=precision)
    if milestone.earliest > today or (precision not in SHORT and on > today):
        raise FutureMilestone(stage=milestone.stage.code, on=on, today=today)
    return milestone


_DIGITS = len(str(MAX_AMOUNT))
_LONGEST = 60
_ISO_LENGTH = len("2022-03-15")
_KEPT = 5000
_KEPT_ERRORS = 1000
_CHOICES = {"bound": BOUNDS, "precision": PRECISIONS, "fictional": ("true", "false")}
_BLANKS: Mapping[str, object] = {"name": "", "amount": 0, "credit": ()}
"""What a blank cell gives that is not ``None``: no project is without these."""
_LONG = {"note", "source", "drop_reason", "excluded"}


class Cells(dict[str, object]):
    """The values of one column's cells by their text, for ``operator.getitem``.

    A dictionary, because a look-up in C is what makes 200,000 rows quick: blanks, names and dates
    recur, so almost every cell is a hit. Only a cell not met before is converted.

    Args:
        convert: makes the value of a cell without outer white space, or raises.
        required: whether a blank cell is for ``convert`` to refuse; else its value is ``None``.
        keep: whether values recur and shall be remembered.
    """

    def __init__(self, convert: Callable[[str], object], *, required: bool, keep: bool) -> None:
        super().__init__()
        self._convert = convert
        self._keep = keep
        self._errors: dict[str, QzinvestError] = {}
        if not required:
            self[""] = None

    def __missing__(self, cell: str) -> object:
        if cell in self._errors:
            raise self._errors[cell].with_traceback(None)
        text = own_guard_off(cell.strip())
        if not text and "" in self:
            return self[""]
        try:
            value = self._convert(text)
        except QzinvestError as error:
            # A wrong name in every row is looked for among its neighbours once.
            if len(self._errors) < _KEPT_ERRORS:
                self._errors[cell] = error
            raise
        if self._keep and len(self) < _KEPT:
            self[cell] = value
        return value


class _Texts(Cells):
    """Names and other texts: most need no change, which is quickly seen (``is_plain_text``)."""

    def __missing__(self, cell: str) -> object:
        # What guards against formulas is taken off; digits that were lost are refused.
        doubtful = cell[:1] in GUARDS or (cell[-1:].isdigit() and not POINTED.isdisjoint(cell))
        if doubtful or not is_plain_text(cell):
            return super().__missing__(cell)
        if self._keep and len(self) < _KEPT:
            self[cell] = cell
        return cell


class _Yuan(Cells):
    """Amounts: digits that cannot exceed ``MAX_AMOUNT`` are quickly seen to be sound."""

    def __missing__(self, cell: str) -> object:
        plain = len(cell) < _DIGITS and cell.isdigit() and cell.isascii()
        if not (plain and (yuan := int(cell))):
            return super().__missing__(cell)
        if len(self) < _KEPT:
            self[cell] = yuan
        return yuan


def cells_of(
    column: str, resolver: Resolver, today: date, *, coarse: bool = False, rounding: bool = False
) -> Cells:
    """The converter of the plain layout's ``column``.

    A stage's date becomes its milestone, other dates become days, units, groups and terms codes,
    amounts yuan.

    Args:
        today: no date may be later.
        coarse: whether the file has precisions.
        rounding: whether parts of a yuan are rounded, half up, and not refused.
    """
    if column.endswith("amount"):
        yuan = _rounded if rounding else _yuan
        cells: Cells = _Yuan(yuan, required=False, keep=False)
    elif convert := _convert_of(column, resolver, today, coarse=coarse):
        cells = Cells(convert, required=False, keep=column != "id")
    else:
        unique = column in {"code", "name"}
        cells = _Texts(_text_of(column), required=column == "code", keep=not unique)
    if column in _BLANKS:
        cells[""] = _BLANKS[column]
    return cells


def _convert_of(
    column: str, resolver: Resolver, today: date, *, coarse: bool
) -> Callable[[str], object] | None:
    """What makes the value of a cell; ``None`` where that is a text."""
    stage, _, what = column.rpartition("_")
    names: dict[str, Callable[[str], object]] = {
        **{kind: lambda text: resolver.recorded(column, text).code for kind in UNIT_KINDS},
        **{word: lambda text: resolver.term(column, text).code for word in VOCABULARIES},
        "group": lambda text: resolver.group(text).code,
        "signing": resolver.signing,
        "credit": lambda text: _credit(text, resolver),
    }
    if column in names:
        return lambda text: names[column](_visible(text, column))
    if stage in STAGE_BY_CODE and what == "on":
        # A day of this week or month may be its last: whether it is one, the whole row tells.
        latest = max(last_day(today, "week"), last_day(today, "month")) if coarse else today
        return lambda text: _milestone(STAGE_BY_CODE[stage], _day(text, latest))
    if what in _CHOICES:
        return lambda text: _one_of(text.lower(), what, _CHOICES[what])  # spreadsheets write TRUE
    if what == "on":
        return lambda text: _day(text, today)
    if column == "facts":
        return str
    return _id if column == "id" else None


def _text_of(column: str) -> Callable[[str], str]:
    if column == "code":
        return _code
    limit = NOTE_LIMIT if column in _LONG else NAME_LIMIT
    return lambda text: clean_text(text, column, limit)


def _credit(text: str, resolver: Resolver) -> tuple[Part, ...]:
    named = credit_parts(text)
    parts = ((kind, resolver.recorded(kind, unit).code, points) for kind, unit, points in named)
    return checked(parts, text)  # two names may be one unit's


def _one_of(text: str, what: str, allowed: tuple[str, ...]) -> str:
    if text not in allowed:
        raise UnknownName(what=what, text=text, near=allowed)
    return text


def _milestone(stage: Stage, on: date) -> Milestone:
    return Milestone(stage, on, on)


def _code(text: str) -> str:
    if not text:
        raise MissingCode
    if has_lost_digits(text):
        raise BadText(field="code", text=text, reason="digits")
    return clean_text(text, "code")


def _id(text: str) -> tuple[str, int]:
    """The office and the number of an id."""
    org, _, number = text.rpartition("-")
    found = number_of(number)
    if found is None or not org.isalnum():
        raise BadText(field="id", text=text, reason="no_id")
    return org, found


def _visible(text: str, column: str) -> str:
    # The look-up passes over punctuation; what nobody can see must not pass with it.
    if not text.isprintable():
        raise BadText(field=column, text=text, reason="control")
    return text


def _day(text: str, today: date) -> date:
    # fromisoformat alone also takes 20220315 and 2022-W11-2.
    if len(text) != _ISO_LENGTH or text[4] != "-" or text[7] != "-" or not text.isascii():
        raise BadDate(text=text)
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        read_when(text)  # it says what is wrong with a day that the calendar does not have
        raise BadDate(text=text) from error
    if day > today:
        raise FutureDate(text=text, today=today)
    return day


def _rounded(text: str) -> int:
    exact = _decimal(text)
    if exact is None:
        return _yuan(text)
    return _yuan(str(half_up(exact)))


def _decimal(text: str) -> Fraction | None:
    """A number of digits with a point, ``None`` for any other text."""
    whole, point, part = text.partition(".")
    digits = whole + part
    plain = point and whole and part and digits.isascii() and digits.isdigit()
    return Fraction(text) if plain and len(text) <= _LONGEST else None


def _yuan(text: str) -> int:
    exact = _decimal(text)
    if exact is not None and exact.denominator != 1:
        raise PartYuan(text=text)
    if not (text.isascii() and text.isdigit()):
        raise BadAmount(text=text, reason="digits")
    yuan = int(text) if len(text) <= _DIGITS else MAX_AMOUNT + 1
    if yuan > MAX_AMOUNT:
        raise BadAmount(text=text, reason="large")
    if yuan == 0:
        raise BadAmount(text=text, reason="positive")
    return yuan


_BITS = 27
_MASK = (1 << _BITS) - 1
_SECOND = 32


class Seen:
    """A Bloom filter of 16 MB: it remembers every text, and mistakes few new ones for known.

    With two bits a text it suspects wrongly about 1 of 100,000 among 200,000 texts, and 1 of 50
    among ten million. Whoever asks must check what it suspects: what is suspected is read last, so
    that the ids that an import gives depend on it, and on no process (``hash`` would).
    """

    def __init__(self) -> None:
        # Imported here: only an import of a plain file reads with it.
        from hashlib import blake2b

        self._digest = blake2b
        self._bits = bytearray(1 << (_BITS - 3))

    def add(self, text: str) -> bool:
        """Remember ``text``; tells whether it may have been there before."""
        bits = self._bits
        digest = int.from_bytes(self._digest(text.encode(), digest_size=8).digest(), "little")
        one, two = digest & _MASK, digest >> _SECOND & _MASK
        one_bit, two_bit = 1 << (one & 7), 1 << (two & 7)
        one, two = one >> 3, two >> 3
        if bits[one] & one_bit and bits[two] & two_bit:
            return True
        bits[one] |= one_bit
        bits[two] |= two_bit
        return False
