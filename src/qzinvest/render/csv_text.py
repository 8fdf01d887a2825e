"""CSV text: one way to write a cell for every list."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")


def guard(text: str) -> str:
    """``text`` so that no spreadsheet takes it for a formula.

    A text that begins with a formula's sign, or with apostrophes before one, gets an apostrophe in
    front. To take it back, remove one apostrophe wherever a text begins with apostrophes before
    such a sign: every text then comes out as it was.
    """
    return f"'{text}" if FORMULA.match(text) else text


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    r"""Header and rows with commas and ``\n`` line ends; ``None`` is an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
