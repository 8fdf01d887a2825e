"""What all workbooks that we write share: nothing in them is computed, and their bytes repeat."""

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
FONTS = {"zh_Hans": "等线", "zh_Hant": "Microsoft JhengHei", "en": "Calibri"}
SURE_DIGITS = 15
"""As many digits as a spreadsheet keeps of a number."""
INK, SOFT, LINE, PANEL, TITLE = "#1A2026", "#55606B", "#D5DAE0", "#F4F6F8", "#A8141C"
_CREATED = datetime(2022, 1, 1)  # noqa: DTZ001 - a property of the file, not a time
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31
_LONGEST_CELL = 32_767


def stamped(book: "Workbook") -> None:
    """Give the workbook a fixed date of creation, so that the same data give the same bytes."""
    book.set_properties({"created": _CREATED, "author": "qzinvest"})


def in_cell(text: str) -> str:
    """As much of a text as a cell has room for."""
    if len(text) * 2 <= _LONGEST_CELL:  # a character is one unit or two
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * _LONGEST_CELL:
        return text
    return f"{units[: 2 * _LONGEST_CELL - 2].decode('utf-16-le', 'ignore')}…"


def write_text(
    sheet: "Worksheet", row: int, column: int, text: str, style: "Format | None" = None
) -> None:
    """Write a text that stays one, whole as far as a cell has room.

    XlsxWriter takes what looks like a run of its own XML for one, and drops what is too long.
    """
    text = in_cell(text)
    if text.startswith("<r>") and text.endswith("</r>"):
        parts = (text[0], text[1], text[2:])
        sheet.write_rich_string(row, column, *parts, *([] if style is None else [style]))
    else:
        sheet.write_string(row, column, text, style)


def sheet_name(wanted: str, otherwise: str, taken: Collection[str]) -> str:
    """A legal name of a sheet, as near to what is wanted as ``taken`` allows.

    ``otherwise`` stands where nothing of it may stay.
    """
    names = (_FORBIDDEN.sub(" ", name).strip() for name in (wanted, otherwise))
    base = next(filter(None, names), "qzinvest")
    used = {name.casefold() for name in taken} | {"history"}  # which Excel keeps for itself
    return next(name for name in _numbered(base) if name.casefold() not in used)


def _numbered(base: str) -> Iterator[str]:
    yield base[:_LONGEST_NAME].strip()
    for number in range(2, 10_000):
        end = f" {number}"
        yield (base[: _LONGEST_NAME - len(end)] + end).strip()
