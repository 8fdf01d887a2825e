"""Suspected duplicates: pairs of recorded projects that may be one."""

import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from math import log

from qzinvest.model.likeness import NEAR, Entry, Pair, compare, near_limits, very_similar

MOST_NEW = 200_000
"""New projects that one import compares; every one of them is kept in memory for that."""


def entries(connection: sqlite3.Connection) -> Iterator[Entry]:
    """What is compared of every project that is not linked to another one, by office and number."""
    partners: dict[tuple[str, int], list[str]] = {}
    for org, n, key in connection.execute(
        "SELECT org, n, investor_key FROM partner ORDER BY org, n, place"
    ):
        partners.setdefault((org, n), []).append(key)
    rows = connection.execute(
        "SELECT org, n, name_key, investor_key, amount FROM project "
        "WHERE same_as IS NULL ORDER BY org, n"
    )
    for org, n, name, investor, amount in rows:
        keys = (*([investor] if investor else []), *partners.get((org, n), ()))
        yield Entry(f"{org}-{n}", name, keys, amount)


def all_suspects(connection: sqlite3.Connection) -> list[Pair]:
    """Every suspected pair of the ledger."""
    return pairs(entries(connection))


def suspects_of(
    connection: sqlite3.Connection, office: str, numbers: Collection[int]
) -> list[Pair]:
    """The suspected pairs in which the newly added projects of ``numbers`` are the later report."""
    new = {f"{office}-{number}" for number in numbers}
    if not new:
        return []
    index = Index()
    found: list[Pair] = []
    known = 0
    for entry in entries(connection):
        if entry.id in new:
            found += index.like(entry)
            index.add(entry)
        else:
            known += 1
    if not known:
        return found
    for entry in entries(connection):
        if entry.id not in new:
            found += [p._replace(first=p.second, second=p.first) for p in index.like(entry)]
    return found


_BLOCK = 20
"""Projects of one key with which a new one is compared, the latest first."""
_RARE = 3
"""The rarest character pairs of a name under which it is looked for: a typo spoils two."""
_LISTED = 10
_STEP = log(1 + 1 / (NEAR - 1))
"""Near amounts lie in the same step of a logarithmic scale or in neighbouring ones."""


class Index:
    """Projects met so far, filed for comparison."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._amounts = array("q")  # side by side: they are looked at far oftener than the rest
        self._by_name: defaultdict[str, list[int]] = defaultdict(list)
        self._by_investor: defaultdict[str, list[int]] = defaultdict(list)
        self._by_step: dict[int, defaultdict[str, list[int]]] = {}
        self._times: Counter[str] = Counter()

    def add(self, entry: Entry) -> None:
        """File a project; those that come later are compared with it."""
        place = len(self._entries)
        self._entries.append(entry)
        self._amounts.append(entry.amount)
        self._by_name[entry.name_key].append(place)
        for key in entry.investor_keys:
            self._by_investor[key].append(place)
        by_pair = self._by_step.setdefault(_step(entry.amount), defaultdict(list))
        pairs = _pairs(entry.name_key)
        self._times.update(pairs)
        for pair in pairs:
            by_pair[pair].append(place)

    def like(self, entry: Entry) -> list[Pair]:
        """The pairs that ``entry`` makes with projects filed before it, the likest ten first."""
        places = set(self._by_name.get(entry.name_key, ())[-_BLOCK:])
        for key in entry.investor_keys:
            places.update(self._by_investor.get(key, ())[-_BLOCK:])
        places |= self._by_letters(entry)
        found = (compare(self._entries[place], entry) for place in sorted(places))
        likest = sorted(filter(None, found), key=lambda pair: -pair.similarity)
        return likest[:_LISTED]

    def _by_letters(self, entry: Entry) -> set[int]:
        """Those with a rare character pair in common, near amounts, and very similar names."""
        times = self._times
        known = [(times[pair], pair) for pair in _pairs(entry.name_key) if pair in times]
        rare = [pair for _, pair in sorted(known)[:_RARE]]
        middle = _step(entry.amount)
        places: set[int] = set()
        for step in (middle - 1, middle, middle + 1):
            if by_pair := self._by_step.get(step):
                for pair in rare:
                    places.update(by_pair.get(pair, ())[-_BLOCK:])
        lowest, highest = near_limits(entry.amount)
        amounts, entries = self._amounts, self._entries
        near = [place for place in places if lowest <= amounts[place] <= highest]
        alike = very_similar(entry.name_key, [entries[place].name_key for place in near])
        return {near[i] for i in alike}


def pairs(entries: Iterable[Entry]) -> list[Pair]:
    """All suspected pairs among projects that are given in the order of their recording."""
    index = Index()
    found: list[Pair] = []
    for entry in entries:
        found += index.like(entry)
        index.add(entry)
    return found


@lru_cache(maxsize=1)  # a project is compared, then filed
def _pairs(key: str) -> frozenset[str]:
    return frozenset(map(str.__add__, key, key[1:]))


def _step(amount: int) -> int:
    # Only files the project: whether amounts are near is told by their exact figures.
    return int(log(amount) / _STEP)
