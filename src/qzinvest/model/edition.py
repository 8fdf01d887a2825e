"""An edition (期): a bulletin as it was published, to be had again to the byte."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from qzinvest.tuples import NamedTuple

Heads = Mapping[str, str]
"""The end of each office's chain, ``{"QZ": "306:521fb0c1…"}``: the last event's number and hash.

The hash is in hex; of one that a person read off a page, at least its first ``LEAST`` digits.
"""
LEAST = 8
"""Digits of a hash that are shown, and that are enough to tell it from any other."""


def heads_text(heads: Heads) -> str:
    """Heads as they are printed: ``QZ:306 521fb0c1…, JJ:12 9a0b1c2d…``."""
    return ", ".join(_head_text(org, *head.split(":")) for org, head in sorted(heads.items()))


def _head_text(org: str, number: str, digest: str) -> str:
    return f"{org}:{number} {digest[:LEAST]}…"


Positions = Mapping[str, int]
"""A place in the log: the last event of each office's chain that is seen from there."""


class PlanRow(NamedTuple):
    """One adoption of a plan; ``ver`` is its event's number, days are in ISO form."""

    org: str
    code: str
    effective: str
    ver: int
    starts: str
    ends: str


class Printed(NamedTuple):
    """What the bulletin of an edition says besides its reports; all may be empty.

    ``issued`` is the day on which it goes out, ``texts`` are paragraphs that people wrote.
    """

    number: str = ""
    issued: date | None = None
    texts: tuple[str, ...] = ()


NOTHING = Printed()


class Edition(NamedTuple):
    """A frozen bulletin.

    Args:
        code: its name, such as ``2022-06``.
        as_of: the day that its reports are of.
        plan: the plan's code.
        effective: the day from which that version of the plan was in force.
        plan_event: the event that adopted it, ``QZ:2``.
        positions: what had been recorded when it was frozen.
        plans: all adoptions that stood then; a report may look at earlier days.
        event: the event that froze it, with its office, UTC second and author.
        lang: the language of its reports; ``None`` in editions of earlier versions.
        heads: where the chains ended when it was frozen; empty in editions of earlier versions.
        hash: that of ``event``, in hex.
        printed: what its bulletin says besides its reports.
    """

    code: str
    as_of: date
    plan: str
    effective: date
    plan_event: str
    positions: Positions
    plans: tuple[PlanRow, ...]
    event: str
    office: str
    at: str
    who: str
    lang: str | None = None
    heads: Heads = MappingProxyType({})
    hash: str = ""
    printed: Printed = NOTHING

    @property
    def place(self) -> int:
        """The number of its event in its office's chain."""
        return int(self.event.rpartition(":")[2])

    @property
    def sealed(self) -> Heads:
        """Where the chains end that hold all of it, the event that froze it included."""
        return {**self.heads, self.office: f"{self.place}:{self.hash}"}

    @property
    def id(self) -> str:
        """Its name among the editions of all offices, ``QZ/2022-06``."""
        return f"{self.office}/{self.code}"
