"""Compound files, in which XLS workbooks stand: their streams by name.

Source: [MS-CFB].
"""

from struct import error, unpack_from

_FREE = 0xFFFFFFFA
_STREAM, _ROOT = 2, 5
_SMALL = 64


class Ole:
    """An opened compound file.

    Raises:
        ValueError: it is damaged; also from ``read``.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._size = 1 << min(unpack_from("<H", data, 30)[0], 20)
            self._cutoff, mini = unpack_from("<II", data, 56)
            self._fat = self._table(self._fat_sectors())
            self._mini_fat = self._table(_chain(mini, self._fat))
            directory = self._join(unpack_from("<I", data, 48)[0])
            self._entries = dict(_entries(directory))
        except error as trouble:
            raise ValueError(str(trouble)) from trouble
        _, start, size = self._entries.pop("", (_ROOT, _FREE, 0))
        self._mini = self._join(start)[:size]

    @property
    def names(self) -> set[str]:
        """The names of the streams, of whatever folder."""
        return set(self._entries)

    def read(self, name: str) -> bytes:
        """A stream's bytes."""
        _, start, size = self._entries[name]
        if size >= self._cutoff:
            return self._join(start)[:size]
        small = _chain(start, self._mini_fat)
        return b"".join(self._mini[s * _SMALL : (s + 1) * _SMALL] for s in small)[:size]

    def _fat_sectors(self) -> list[int]:
        sectors = list(unpack_from("<109I", self._data, 76))
        more = unpack_from("<I", self._data, 68)[0]
        each = self._size // 4 - 1
        while more < _FREE and len(sectors) * self._size <= len(self._data):
            *found, more = unpack_from(f"<{each + 1}I", self._data, (more + 1) * self._size)
            sectors += found
        return [sector for sector in sectors if sector < _FREE]

    def _table(self, sectors: list[int]) -> list[int]:
        table: list[int] = []
        for sector in sectors:
            table += unpack_from(f"<{self._size // 4}I", self._data, (sector + 1) * self._size)
        return table

    def _join(self, start: int) -> bytes:
        size = self._size
        return b"".join(
            self._data[(sector + 1) * size : (sector + 2) * size]
            for sector in _chain(start, self._fat)
        )


def _entries(directory: bytes) -> list[tuple[str, tuple[int, int, int]]]:
    """Name, kind, first sector and size of each stream; the root's name is empty."""
    found = []
    for at in range(0, len(directory) - 127, 128):
        length, kind = unpack_from("<HB", directory, at + 64)
        start, size = unpack_from("<II", directory, at + 116)
        name = directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
        if kind in (_STREAM, _ROOT):
            found.append((name if kind == _STREAM else "", (kind, start, size)))
    return found


def _chain(start: int, table: list[int]) -> list[int]:
    chain: list[int] = []
    while start < _FREE:
        if start >= len(table) or len(chain) > len(table):
            raise ValueError(start)
        chain.append(start)
        start = table[start]
    return chain
