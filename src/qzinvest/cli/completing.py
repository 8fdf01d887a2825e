"""Completion of values: what a ledger knows by the name that stands where a value is to come."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from qzinvest.cli.context import language_asked, ledger_path
from qzinvest.errors import QzinvestError
from qzinvest.ledger.connection import Connection
from qzinvest.model.plan import Plan

_MOST = 50
"""So many are offered: a shell that lists more asks first."""
Words = Iterable[str]


def offered(metavar: str, flag: str, incomplete: str) -> list[str]:
    """What begins so, of what the ledger knows.

    Where it cannot be read, or what is wanted is no list, there is nothing to offer.
    """
    make = _BY_FLAG.get(flag) or _BY_METAVAR.get(metavar.partition(".")[0])
    if make is None:
        return []
    try:
        words = _known(make)
    except (QzinvestError, OSError):
        return []
    return [word for word in words if word.casefold().startswith(incomplete.casefold())][:_MOST]


def _known(make: Callable[[Plan, Connection, str], Words]) -> list[str]:
    # Imported here: completion alone needs them, and no other start of the program.
    from datetime import UTC, datetime

    from qzinvest.ledger.queries import plan_for, reading

    with reading(ledger_path(None)) as connection:
        plan = plan_for(connection, None, None, datetime.now(UTC).date())[0].plan
        return list(dict.fromkeys(make(plan, connection, language_asked([]))))


def _units(kinds: tuple[str, ...]) -> Callable[[Plan, Connection, str], Words]:
    def words(plan: Plan, _: Connection, lang: str) -> Iterator[str]:
        units = [unit for kind in kinds for unit in plan.units_of(kind)]
        yield from (unit.short.get(lang) for unit in units)
        yield from (unit.pinyin.replace(" ", "") for unit in units if unit.pinyin)
        yield from (unit.code for unit in units)

    return words


def _groups(plan: Plan, _: Connection, lang: str) -> Iterator[str]:
    yield from (group.names.get(lang) for group in plan.groups)
    yield from (group.code for group in plan.groups)


def _indicators(plan: Plan, _: Connection, lang: str) -> Iterator[str]:
    del lang
    yield from (indicator.code for indicator in plan.indicators)


def _editions(_: Plan, connection: Connection, lang: str) -> Iterator[str]:
    del lang
    from qzinvest.ledger.editions import editions

    yield from (edition.code for edition in editions(connection))


def _projects(_: Plan, connection: Connection, lang: str) -> Iterator[str]:
    """The latest projects that have not ended."""
    del lang
    from qzinvest.ledger.queries import Wanted, projects

    latest = projects(connection, Wanted(sort="-id", limit=_MOST, dropped=False))
    yield from (each.id for each in latest)


_BY_FLAG: Mapping[str, Callable[[Plan, Connection, str], Words]] = {
    "--district": _units(("district",)),
    "--department": _units(("department",)),
    "--indicator": _indicators,
}
_BY_METAVAR: Mapping[str, Callable[[Plan, Connection, str], Words]] = {
    "UNIT": _units(("district", "department")),
    "GROUP": _groups,
    "EDITION": _editions,
    "PROJECT": _projects,
}
