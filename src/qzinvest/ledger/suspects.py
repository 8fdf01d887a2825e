"""Suspected duplicates: pairs of recorded projects that may be one.

No project is held in memory for longer than its turn: the database hands them out by name, by
investor and by amount, so that those which may be one come close together.
"""

import sqlite3
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from itertools import groupby, pairwise
from operator import itemgetter

from qzinvest.model.likeness import LONG, Entry, Pair, compare, near_limits, very_similar
from qzinvest.tuples import NamedTuple

_ALONE = """SELECT p.org, p.n, p.name_key, p.investor_key, p.amount, EXISTS (
    SELECT 1 FROM partner AS f WHERE f.org = p.org AND f.n = p.n
) AS several FROM project AS p WHERE p.same_as IS NULL"""
"""What is compared of every project that is not linked to another one."""
_BLOCK = 20
"""Projects of one name or investor with which a new one is compared, the latest first."""
_FILED = 200
"""Projects under one character pair with which one is compared, those of the nearest amounts."""
_RARE = 4
"""The rarest character pairs of a name under which it is looked for: two changes spoil three."""
_SAMPLE = 20_000
"""Names by which it is judged, at the least, how rare a character pair is."""
_LISTED = 10
_MOST = 4
"""One project in so many, at the most, is looked up by its name and investor: the new ones."""


class _Row(NamedTuple):
    """A row of ``_ALONE``; ``several`` tells that its project has more than one investor."""

    org: str
    n: int
    name_key: str
    investor_key: str | None
    amount: int
    several: int


_CharacterPair = tuple[str, str]
_Test = Callable[[_Row], bool]
_Values = Mapping[str, object]
_Order = tuple[bool, str, int]
_Found = tuple[int, _Order, Pair]
"""A pair that a project makes: less the likeness, the place of the other one, the pair."""


def all_suspects(connection: sqlite3.Connection) -> list[Pair]:
    """Every suspected pair of the ledger: of each project at most ten with earlier ones."""
    return _Search(connection, lambda _: True).pairs(_statements())


def suspects_of(
    connection: sqlite3.Connection, office: str, numbers: Collection[int]
) -> list[Pair]:
    """The suspected pairs in which the newly added projects of ``numbers`` are the later report."""
    if not numbers:
        return []
    select = ""
    values = {"office": office, "least": min(numbers), "most": max(numbers)}
    (known,) = connection.execute("SELECT COUNT(*) FROM project").fetchone()
    if len(numbers) * _MOST < known:  # else looking each up costs more than passing all
        select = "SELECT org, n FROM project WHERE org = :office AND n BETWEEN :least AND :most"
    is_new = lambda row: row.org == office and row.n in numbers  # noqa: E731 - of this call alone
    return _Search(connection, is_new).pairs(_statements(select), values)


def suspects_among(
    connection: sqlite3.Connection, new: Container[object], select: str, values: _Values
) -> list[Pair]:
    """The suspected pairs of some projects, by office and number, which ``select`` gives as well.

    They are held against all projects of their names and investors, but where the names are similar
    alone, against each other: all names of a large ledger take minutes.
    """
    statements = _statements(select, among=True)
    return _Search(connection, lambda row: row[:2] in new).pairs(statements, values)


def _statements(select: str = "", *, among: bool = False) -> tuple[str, str, str]:
    """The projects by name, by investor and by amount, so that those of one come together.

    Args:
        select: gives the new ones, or these and others, by ``org`` and ``n``; by default all are.
        among: whether they alone are wanted by amount.
    """
    of_new = f"JOIN ({select}) AS new ON new.org = {{0}}.org AND new.n = {{0}}.n".format
    named = "IN (SELECT name_key FROM project GROUP BY name_key HAVING count(*) > 1)"
    known, owned = "", "IS NOT NULL"
    if select:
        named = f"IN (SELECT k.name_key FROM project AS k {of_new('k')})"
        keys = (
            f"SELECT k.investor_key FROM {of} AS k {of_new('k')}" for of in ("project", "partner")
        )
        # Both halves of the union look for them: they are found once.
        known = f"WITH keys AS MATERIALIZED ({' UNION '.join(keys)}) "
        owned = "IN keys"
    by_name = (
        f"SELECT a.name_key, a.* FROM ({_ALONE}) AS a WHERE a.name_key {named} ORDER BY 1, 2, 3"
    )
    by_investor = (
        f"{known}SELECT a.investor_key, a.* FROM ({_ALONE}) AS a WHERE a.investor_key {owned} "
        f"UNION ALL SELECT f.investor_key, a.* FROM ({_ALONE}) AS a JOIN partner AS f "
        f"ON f.org = a.org AND f.n = a.n WHERE f.investor_key {owned} ORDER BY 1, 2, 3"
    )
    by_amount = (
        f"SELECT a.* FROM ({_ALONE}) AS a {of_new('a') if among else ''} "
        f"WHERE length(a.name_key) >= {LONG} ORDER BY a.amount, a.org, a.n"
    )
    return by_name, by_investor, by_amount


class _Search:
    """One comparison of the new projects with each other and with all others."""

    def __init__(self, connection: sqlite3.Connection, is_new: _Test) -> None:
        self._connection = connection
        self._is_new = is_new
        self._found: defaultdict[_Order, list[_Found]] = defaultdict(list)
        self._told_apart = _told_apart(connection)

    def pairs(
        self, statements: tuple[str, str, str], values: _Values | tuple[()] = ()
    ) -> list[Pair]:
        """Of each new project the likest ten, in the order of recording."""
        *shared, by_amount = statements
        for sql in shared:  # one after the other: each is sorted, and held so to its end
            for _, group in groupby(self._connection.execute(sql, values), itemgetter(0)):
                if len(together := list(group)) > 1:
                    self._compare([_Row(*row) for _, *row in together])
        ranks = _ranks(self._connection)
        rows = map(_Row._make, self._connection.execute(by_amount, values))
        for one, other in _near(rows, ranks, self._is_new):
            first, second = sorted((one, other), key=self._order)
            self._take((first, self._entry(first)), (second, self._entry(second)))
        return [
            pair for second in sorted(self._found) for _, _, pair in _likest(self._found[second])
        ]

    def _compare(self, rows: list[_Row]) -> None:
        """Compare projects that have something in common: each new one with the latest others."""
        new = [(row, self._entry(row)) for row in rows if self._is_new(row)]
        for place, second in enumerate(new):
            for first in new[max(place - _BLOCK, 0) : place]:
                self._take(first, second)
        if new and len(new) < len(rows):
            for row in rows:
                if not self._is_new(row):
                    first = row, self._entry(row)
                    for second in new[-_BLOCK:]:
                        self._take(first, second)

    def _take(self, first: tuple[_Row, Entry], second: tuple[_Row, Entry]) -> None:
        if (first[1].id, second[1].id) in self._told_apart:
            return
        if pair := compare(first[1], second[1]):
            found = self._found[self._order(second[0])]
            found.append((-pair.similarity, self._order(first[0]), pair))
            if len(found) > _LISTED * 4:
                found[:] = _likest(found)

    def _order(self, row: _Row) -> _Order:
        """What is known comes first, then what was recorded earlier."""
        return self._is_new(row), row.org, row.n

    def _entry(self, row: _Row) -> Entry:
        keys = (row.investor_key,) if row.investor_key else ()
        if row.several:
            further = self._connection.execute(
                "SELECT investor_key FROM partner WHERE org = ? AND n = ? ORDER BY place",
                (row.org, row.n),
            )
            keys += tuple(key for (key,) in further)
        return Entry(f"{row.org}-{row.n}", row.name_key, keys, row.amount)


def _told_apart(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """The pairs that are two projects, as somebody decided; each in both orders."""
    rows = connection.execute("SELECT org, n, value FROM ruling WHERE what = 'not_same'")
    pairs = [(f"{org}-{n}", other) for org, n, others in rows for other in (others or "").split()]
    return {*pairs, *((other, first) for first, other in pairs)}


def _likest(found: list[_Found]) -> list[_Found]:
    return sorted(set(found))[:_LISTED]


class _Ranks(dict[_CharacterPair, int]):
    """Character pairs by how rare they are: a pair that is met first now gets a number below 0."""

    def __init__(self, times: Mapping[_CharacterPair, int]) -> None:
        ranked = sorted((many, pair) for pair, many in times.items())
        super().__init__((pair, rank) for rank, (_, pair) in enumerate(ranked))
        self._strange = 0

    def __missing__(self, pair: _CharacterPair) -> int:
        self._strange -= 1
        self[pair] = self._strange
        return self._strange

    def rarest(self, name: str) -> list[int]:
        """The pairs under which a name is filed: its rarest, and those that no other may have."""
        found = sorted({*map(self.__getitem__, pairwise(name))})
        return found[: _RARE + bisect_left(found, 0)]


def _near(rows: Iterable[_Row], ranks: _Ranks, is_new: _Test) -> Iterator[tuple[_Row, _Row]]:
    """The pairs of near amounts and very similar names, at least one of each new.

    Names that are very similar differ in little, so that one of the rarest character pairs of each
    is among those of the other: under them they are filed. Known projects are filed when a new one
    comes that may be compared with them.

    Args:
        rows: ordered by their amounts, so that those which are not near any more go at one end.
        ranks: how rare character pairs are.
        is_new: tells the new ones.
    """
    met: dict[int, _Row] = {}
    names: dict[int, str] = {}
    new, known = _Filed(), _Filed()
    waiting: deque[int] = deque()
    begin, latest_new = 0, -1
    for here, row in enumerate(rows):
        lowest, _ = near_limits(row.amount)
        while begin < here and met[begin].amount < lowest:
            del met[begin], names[begin]
            begin += 1
        met[here] = row
        names[here] = name = row.name_key
        if is_new(row):
            while waiting:
                if (place := waiting.popleft()) >= begin:
                    known.add(ranks.rarest(names[place]), place)
            latest_new, rare = here, ranks.rarest(name)
            near = new.near(rare, begin) + known.near(rare, begin)
            new.add(rare, here)
        else:
            waiting.append(here)
            near = new.near(ranks.rarest(name), begin) if latest_new >= begin else []
        if near:
            for place in very_similar(name, [*map(names.__getitem__, near)]):
                yield met[near[place]], row


class _Filed:
    """Places of projects in the order of amounts, filed under character pairs of their names."""

    def __init__(self) -> None:
        self._places: defaultdict[int, list[int]] = defaultdict(list)

    def add(self, pairs: list[int], place: int) -> None:
        """File a place, the highest so far, under each of ``pairs``."""
        for pair in pairs:
            places = self._places[pair]
            if len(places) == _FILED:
                del places[0]
            places.append(place)

    def near(self, pairs: list[int], begin: int) -> list[int]:
        """What is filed under any of ``pairs`` from ``begin`` on, a place as often as it is."""
        near: list[int] = []
        for pair in pairs if self._places else ():
            if places := self._places.get(pair):
                if places[0] < begin:
                    del places[: bisect_left(places, begin)]
                near += places
        return near


def _ranks(connection: sqlite3.Connection) -> _Ranks:
    """How rare the character pairs of names are, in a sample of one project in so many."""
    (total,) = connection.execute("SELECT count(*) FROM project").fetchone()
    names = connection.execute(
        "SELECT name_key FROM project WHERE n % ? = 0", (max(total // _SAMPLE, 1),)
    )
    times: Counter[_CharacterPair] = Counter()
    for (name,) in names:
        times.update(pairwise(name))
    return _Ranks(times)
