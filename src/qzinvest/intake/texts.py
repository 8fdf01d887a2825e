"""Names and notes as people give them: trimmed, composed, and free of what cannot be seen."""

from unicodedata import category, normalize

from qzinvest.errors import BadText

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

_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean_text(text: str, field: str, limit: int = NAME_LIMIT) -> str:
    """``text`` without outer white space, in Unicode NFC.

    Args:
        text: any script.
        field: the field's key, for the error.
        limit: most characters, counted after composition.

    Raises:
        BadText: reason ``empty`` (nothing to see in it), ``long``, or ``control`` (a line break,
            tab, direction mark, private or unassigned character: nobody sees them on a screen).
    """
    clean = normalize("NFC", text.strip())
    if not clean.strip(_JOINERS):
        raise BadText(field=field, text=text, reason="empty")
    if len(clean) > limit:
        raise BadText(field=field, text=text, reason="long")
    if not clean.isprintable() and any(map(_is_hidden, clean)):
        raise BadText(field=field, text=text, reason="control")
    return clean


def _is_hidden(character: str) -> bool:
    return character not in _JOINERS and category(character) in _HIDDEN


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
