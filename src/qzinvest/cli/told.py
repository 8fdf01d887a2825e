"""What is new, for cron: since the last edition, and since the last call with ``--check``.

A call remembers what it told, for each ledger and question in a file of the user's own, so that
every line is told once. What has ended is forgotten, and told again should it come back.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from qzinvest.cli.context import Surroundings
from qzinvest.cli.options import Case, Options, answering
from qzinvest.errors import refused_by_system
from qzinvest.ledger.editions import editions
from qzinvest.ledger.log import LAST
from qzinvest.model.edition import Edition
from qzinvest.tuples import NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

Weights = Mapping[str, int]
"""What can be told, by a name that stays the same, with how bad it is: worse is new again."""


class Told(NamedTuple):
    """The file of a question, and what was told of it."""

    path: "Path"
    before: Weights

    def fresh(self, now: Weights, published: Weights) -> set[str]:
        """What of ``now`` neither the last call told nor the last edition had, as bad as it is."""
        known = dict(self.before)
        for name, weight in published.items():
            known[name] = max(weight, known.get(name, weight))
        return {name for name, weight in now.items() if weight > known.get(name, weight - 1)}

    def remember(self, now: Weights) -> None:
        """Let this be what was told.

        Raises:
            DiskFull, FileUnwritable: the file cannot be written.
        """
        from json import dumps

        from qzinvest.render.files.atomic import write_atomic

        if now == self.before:
            return
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise refused_by_system(error, str(self.path.parent)) from error
        write_atomic(self.path, dumps(now, indent=0, sort_keys=True) + "\n")


def told_of(here: Surroundings, options: Options, *question: str) -> Told:
    """What was told of a question; nothing where it was never asked, or the file is no more sound.

    Args:
        options: what is asked; the day is no part of the question, that goes on from day to day.
        question: what else tells it from others.
    """
    # Imported here: cron alone asks so.
    from hashlib import sha256
    from json import loads

    from platformdirs import user_state_path

    asked = repr((here.path.absolute(), *question, options._replace(as_of=None)))
    name = sha256(asked.encode("utf-8", "surrogateescape")).hexdigest()[:32]
    path = user_state_path("qzinvest") / "told" / f"{name}.json"
    try:
        before = loads(path.read_bytes())
        return Told(path, {str(key): int(weight) for key, weight in before.items()})
    except (OSError, ValueError, AttributeError, TypeError):
        return Told(path, {})


def earlier_editions(case: Case) -> Iterator[Edition]:
    """The editions of the case's period, up to its day, that stood where it was frozen.

    One that was taken back since is still what it was compared with.
    """
    plan, until = case.plan, LAST if case.edition is None else case.edition.place
    for each in editions(case.connection, until):
        if each.plan == plan.code and plan.start <= each.as_of <= case.as_of:
            yield each


@contextmanager
def earlier_edition(here: Surroundings, case: Case, since: str | None) -> Iterator[Case | None]:
    """The edition that this one is compared with: the latest before it of the same period."""
    latest = _latest(case) if since is None else None
    if since is None and latest is None:
        yield None
        return
    with answering(here, Options(edition=since), edition=latest) as before:
        yield before


def _latest(case: Case) -> Edition | None:
    """The latest edition of an earlier day that was frozen before this one."""
    found = (each for each in earlier_editions(case) if each.as_of < case.as_of)
    return max(found, key=lambda each: (each.as_of, each.place), default=None)
