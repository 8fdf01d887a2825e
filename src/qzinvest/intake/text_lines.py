"""Lines of a CSV text for ``csv.reader``, none of which can fill the memory."""

from collections.abc import Iterator
from functools import partial
from typing import TextIO

from qzinvest.errors import NotATable

MOST_RECORD = 4_000_000
"""Characters of one record, whose cells are all held at once; a spreadsheet's row has fewer."""


class BoundedLines:
    """The lines of ``text``; whoever takes records from them says where each record ends.

    An unbroken line, and a record of quoted line breaks, would otherwise be read to the file's end.
    """

    def __init__(self, text: TextIO, file: str) -> None:
        self._text = text
        self._file = file
        self._records = 0
        self._room = MOST_RECORD

    def __iter__(self) -> Iterator[str]:
        """Raises ``NotATable`` where a record is too long."""
        for line in iter(partial(self._text.readline, MOST_RECORD + 1), ""):
            self._room -= len(line)
            if self._room < 0:
                detail = str(self._records + 1)
                raise NotATable(file=self._file, reason="long", detail=detail)
            yield line

    def ended(self) -> None:
        """A record has ended, sound or not."""
        self._records += 1
        self._room = MOST_RECORD
