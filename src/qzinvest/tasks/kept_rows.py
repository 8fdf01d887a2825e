"""Rows that have been read, kept until all of them are: in memory while they are few."""

import pickle
from collections.abc import Iterable, Iterator
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import Any

from qzinvest.model.project import Project

_CHUNK = 1000
_IN_MEMORY = 1 << 23
"""Bytes beyond which they go to a file without a name."""


class KeptRows:
    """Projects with the numbers of their rows, in their order, to be gone through once or more.

    Attributes:
        count: how many they are.
    """

    def __init__(self, rows: Iterable[tuple[int, Project]]) -> None:
        """Take all ``rows``.

        Raises:
            OSError: there is no room for temporary files.
        """
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - ends with this object
        self.count = 0
        stream = iter(rows)
        while chunk := list(islice(stream, _CHUNK)):
            self.count += len(chunk)
            # As plain tuples: to be asked for its fields a named one takes half the time.
            plain = [(row, *project) for row, project in chunk]
            pickle.dump(plain, self._file, pickle.HIGHEST_PROTOCOL)

    def __iter__(self) -> Iterator[tuple[int, Project]]:
        """Give the rows from the first on."""
        self._file.seek(0)
        left = self.count
        while left:
            chunk: list[Any] = pickle.load(self._file)  # noqa: S301 - what was written above
            left -= len(chunk)
            for plain in chunk:
                yield plain[0], Project._make(plain[1:])

    def __del__(self) -> None:
        """Let the room that the rows took go with them."""
        self._file.close()
