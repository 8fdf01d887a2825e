"""What all workbooks that we write share: nothing in them is computed, and their bytes repeat."""

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter import Workbook

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
_CREATED = datetime(2022, 1, 1)  # noqa: DTZ001 - a property of the file, not a time


def stamped(book: "Workbook") -> None:
    """Give the workbook a fixed date of creation, so that the same data give the same bytes."""
    book.set_properties({"created": _CREATED, "author": "qzinvest"})
