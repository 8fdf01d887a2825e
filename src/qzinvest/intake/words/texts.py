"""Names and notes as people give them: trimmed, composed, and free of what cannot be seen."""

import re
from unicodedata import bidirectional, category, combining, normalize

from qzinvest.errors import BadText
from qzinvest.model.plain_layout import unguard
from qzinvest.patterns import pattern

NAME_LIMIT = 200
"""Most characters (code points after composition) of a name or another short text."""

OFFICE_LIMIT = 16
"""Most characters of an office's code."""

NOTE_LIMIT = 2000
"""Most characters of a note, a source or a reason."""

HALF_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20, 0xFFE5: 0xA5}
"""Full-width signs to their ASCII twins, for ``str.translate``. NFKC would do more than that, such
as reading 10² as 102."""

_JOINERS = "\u200c\u200d"
"""Without these two format characters, Persian and Hindi words cannot be written."""

_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Letters, marks and signs, by their category, that show nothing."""

_UNSEEN = pattern(rf"[{_JOINERS}{_FILLERS}\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]*")
"""What shows nothing where it stands alone: with them, what chooses the form of the character
before it."""

_PLANE = 0x10000
_RESERVED = (
    *range(0xFDD0, 0xFDF0),
    *(last for end in range(_PLANE, 18 * _PLANE, _PLANE) for last in (end - 2, end - 1)),
)
"""What Unicode keeps for itself: no XML, so no workbook, can hold them."""

_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Categories that nobody sees. An unassigned or private character is none of them: it may be a rare
ideograph that this machine's Unicode does not know yet."""

_VIRAMA = 9
"""Canonical combining class of the signs beside which a joiner has a meaning."""

_ACCENTS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_MISLEADING = pattern(f"[{_FILLERS}]|[{_ACCENTS}]{{5}}")
"""What is printable and yet cannot be seen or told apart: no language writes five accents
on one letter."""

_PLAIN = "!-~\u00b7\u2014\u2018-\u201d\u2026\u3001-\u3003\u3008-\u3011\u4e00-\u9fa5\uff01-\uff5e"
_PLAIN_TEXT = pattern(f"[{_PLAIN}](?:[ {_PLAIN}]*[{_PLAIN}])?")
"""Ideographs, ASCII and the usual punctuation: nothing of it is hidden, or joins another sign."""


def is_plain_text(text: str) -> bool:
    """Whether ``text`` is quickly seen to be as ``clean_text`` gives it back."""
    return len(text) <= NAME_LIMIT and _PLAIN_TEXT.fullmatch(text) is not None


def clean_text(text: str, field: str, limit: int = NAME_LIMIT) -> str:
    """``text`` without outer white space, in Unicode NFC.

    Args:
        text: any script.
        field: the field's key, for the error.
        limit: most characters, counted after composition.

    Raises:
        BadText: reason ``empty`` (nothing to see in it), ``long``, or ``control`` (a line break,
            tab, direction mark, filler, stray joiner or heap of accents: two texts that look the
            same on a screen would differ).
    """
    clean = normalize("NFC", text.strip())
    if _UNSEEN.fullmatch(clean):
        raise BadText(field=field, text=text, reason="empty")
    if len(clean) > limit:
        raise BadText(field=field, text=text, reason="long")
    if _MISLEADING.search(clean) or (not clean.isprintable() and _hides(clean)):
        raise BadText(field=field, text=text, reason="control")
    return clean


def _hides(text: str) -> bool:
    """Whether something that is not printable cannot be meant either."""
    stray = map(_is_stray, ["", *text], text, [*text[1:], ""])
    return any(stray) or any(map(_is_hidden, text))


def _is_hidden(character: str) -> bool:
    if character in _JOINERS:
        return False
    return ord(character) in _RESERVED or category(character) in _HIDDEN


def _is_stray(before: str, character: str, after: str) -> bool:
    """Whether a joiner stands where no script has a use for it (after RFC 5892, appendix A)."""
    if character not in _JOINERS:
        return False
    if not before or not after:
        return True
    joins = {combining(before), combining(after)}
    cursive = {bidirectional(before), bidirectional(after)} <= {"AL", "NSM"}
    return _VIRAMA not in joins and not cursive


def clean_office(text: str) -> str:
    """An office's code: 1 to 16 capital letters and digits, beginning with a letter.

    It begins every id and key of the office, so it must never hold a dash or a line break.

    Raises:
        BadText: it is anything else.
    """
    code = clean_text(text, "office").upper()
    if not (code.isascii() and code.isalnum() and code[0].isalpha() and len(code) <= OFFICE_LIMIT):
        raise BadText(field="office", text=text, reason="office")
    return code


_APOSTROPHES = "'\uff07\u2018\u2019"
GUARDS = frozenset(f"={_APOSTROPHES}\ufeff")
"""How a text may begin that stands in a guard, or behind a byte order mark."""
_QUOTED = pattern(r'=\s*"((?:[^"]|"")*)"')
_NUMERIC = pattern(f"[{_APOSTROPHES}](?=[0-9][0-9.,/ -]*$)")
_LOST = pattern(
    r"[0-9](?:[.,][0-9]+)?E\+[0-9]{1,3}|[0-9][.,][0-9]+E[0-9]{1,3}|[0-9]{16,}\.0", re.IGNORECASE
)
POINTED = frozenset("EeＥｅ.．")
"""One of these is in every code of which ``has_lost_digits``."""


def without_guard(text: str) -> str:
    """A cell without what keeps a spreadsheet from making a number or a formula of its text.

    That is ``="350582001"``, an apostrophe in front of any sign (not of a text that has another
    one), and the mark at the beginning of a file that others were joined to.
    """
    text = text.strip().lstrip("\ufeff")
    if quoted := _QUOTED.fullmatch(text):
        return quoted[1].replace('""', '"').strip()
    rest = unguard(text)
    alone = rest[:1] in _APOSTROPHES and not any(sign in rest[1:] for sign in _APOSTROPHES)
    return rest[1:].strip() if rest is text and rest and alone else rest


def own_guard_off(text: str) -> str:
    """A cell of a plain file without its guard: of texts that our export wrote only its own.

    A number with an apostrophe, and ``="…"``, are what other programs made of it.
    """
    if GUARDS.isdisjoint(text):
        return text
    if (rest := unguard(text)) is not text:
        return rest
    quoted = _QUOTED.fullmatch(text)
    return quoted[1].replace('""', '"') if quoted else _NUMERIC.sub("", text)


def has_lost_digits(text: str) -> bool:
    """Whether a code is what a program wrote of a long number: ``3.50582E+17``, ``35…000.0``."""
    return _LOST.fullmatch(text.translate(HALF_WIDTH)) is not None


_NOTHING = frozenset(
    ["-", "--", "—", "——", "–", "－", "/", "／", "\\", "无", "無", "暂无", "暫無", "n/a", "none"]
)
_NOT_YET = pattern(r"(?:尚|暂|暫|还|還)?未[\u4e00-\u9fff]{1,4}|否|not yet", re.IGNORECASE)


def says_nothing(text: str) -> bool:
    """Whether a text stands for an empty cell: ``—``, ``/``, ``无``."""
    return not text or text.casefold() in _NOTHING


def says_not_yet(text: str) -> bool:
    """Whether a text stands for a date that is still to come: ``未开工``, ``尚未签约``, ``否``."""
    return says_nothing(text) or _NOT_YET.fullmatch(text) is not None
