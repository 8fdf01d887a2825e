"""The columns of the plain CSV file, which ``export`` writes and ``import`` reads."""

from qzinvest.model.plan import VOCABULARIES
from qzinvest.model.stage import STAGES

FACTS = ("code", "name", "investor", "district", "department", "group", "amount", "signing")
"""What every project is told by, in the order in which people see it."""

DETAILS = (*VOCABULARIES, "site", "owner", "phone", "source", "note")
"""What may be told of it besides."""

BASE_COLUMNS = (*FACTS, *(f"{stage.code}_on" for stage in STAGES), "dropped_on", "drop_reason")
"""Every plain file begins with these, in this order."""

STATED_COLUMNS = ("amount_text", "amount_bound", "amount_rate")
"""How the amount was stated: as written, its bound, and the rate of foreign money."""

RULED_COLUMNS = ("same_as", "excluded", "credit")
"""What was decided about the project."""

OPTIONAL_COLUMNS = (
    *DETAILS,
    *(f"{stage.code}_{what}" for stage in STAGES for what in ("counted_on", "amount", "evidence")),
    *STATED_COLUMNS,
    "same_as",
    *(f"{stage.code}_precision" for stage in STAGES),
    "excluded",
    "credit",
    "id",
    "fictional",
    "facts",
)
"""Any of these may follow; ``export`` writes all of them in this order."""

ENTRY_COLUMNS = (
    *("subject", "topic", "on", "counted_on", "amount", "evidence", "precision", "fictional"),
    *("name", "number"),
)
"""The columns of ``entries.csv``: payments under the ids of their projects, and marks under
kind and code of their unit (``district:350582``); a file may lack the last two, the name of a
project and the mark."""

_FORMULA = tuple("=+-@\t\r＝＋－＠")
"""What a spreadsheet takes for the beginning of a formula."""


def guard(text: str) -> str:
    """``text`` so that no spreadsheet takes it for a formula.

    A text that begins with a formula's sign, or with apostrophes before one, gets an apostrophe in
    front; ``unguard`` takes it back, and every text comes out as it was.
    """
    return f"'{text}" if _is_formula(text) else text


def unguard(text: str) -> str:
    """The text that ``guard`` was given."""
    return text[1:] if text[:1] == "'" and _is_formula(text) else text


def _is_formula(text: str) -> bool:
    return text.lstrip("'").startswith(_FORMULA)
