"""What the projects tell a forecast: sums over all of them, and a few single ones.

Codes are those of a view, as recorded, ``""`` for none; days are ordinals.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from qzinvest.model.counting import Measure
from qzinvest.model.stage import Stage
from qzinvest.tuples import NamedTuple

NOTED = 1000
"""How many of the newest signings tell how long before them projects are noted."""
LARGE = 400
"""How many of the largest arrivals are told one by one."""
ONES = 1000
"""How many known projects, the largest that count and the largest that may, are."""
SAMPLE = 10_000
"""Of more projects every second, third … tells how projects go on."""
STEP = 7
"""Ages are told in steps of so many days."""
OLD = 53
"""Steps from which on all ages are alike."""
SQUARED = 1_000_000
"""Squares are of so many yuan: those of nine million of the largest amounts fit into 63 bits."""


class Sums(NamedTuple):
    """So many projects bring so many yuan; ``square`` sums the squares, in units of ``SQUARED``."""

    number: int = 0
    whole: int = 0
    square: int = 0

    def more(self, other: "Sums", times: int = 1) -> "Sums":
        """Both together; without the other one for ``times`` of -1."""
        return Sums(
            self.number + times * other.number,
            self.whole + times * other.whole,
            self.square + times * other.square,
        )


def sums_of(brings: int) -> Sums:
    """Those of one project."""
    return Sums(1, brings, ((brings + SQUARED // 2) // SQUARED) ** 2)


class Single(NamedTuple):
    """One project, by office and number, at ``stage`` for ``step``; if it counts, at none, 0."""

    org: str
    number: int
    code: str
    stage: int
    step: int
    amount: int
    brings: int

    @property
    def place(self) -> "Place":
        """With which others it is told."""
        return self.code, self.stage, self.step


Place = tuple[str, int, int]
"""Code, stage and step of an age."""


class Known(NamedTuple):
    """Known projects by code, stage and step: all of them, and the ``ONES`` largest singly."""

    lots: Mapping[Place, Sums]
    ones: Sequence[Single]


class Went(NamedTuple):
    """How a project went on: its days at the stages, and that of its end."""

    days: tuple[int | None, ...]
    dropped: int | None


class Told(NamedTuple):
    """What the projects tell of an indicator's stage and minimum.

    Args:
        number: how many fit its size and channel.
        first: the first day on which one of these was noted.
        reached: how many of these came to the stage.
        usual: what part of its amount a project usually pays in; 0 where none did.
        came: arrivals at the stage that new projects begin with, by code and day, and how many of
            them were recorded with that day.
        brought: what arrivals bring, by code.
        largest: the largest arrivals, with their codes.
        notes: the newest arrivals: the day, and how many days before it they were noted.
        courses: how projects went on, or every so many of them.
        kept: what counts today.
        open: what may yet come to count.
        first_open: of each place of these the few that are asked for by name, the largest first.
    """

    number: int
    first: int | None
    reached: int
    usual: Fraction
    came: Mapping[tuple[str, int], tuple[int, int]]
    brought: Mapping[str, Sums]
    largest: Sequence[tuple[str, int]]
    notes: Sequence[tuple[int, int]]
    courses: Sequence[Went]
    kept: Known
    open: Known
    first_open: Sequence[Single]


Key = tuple[Stage, int, bool]


def key_of(measure: Measure) -> Key:
    """What indicators have alike that are told together: stage, minimum, whether it is money."""
    return measure.indicator.stage, measure.minimum, measure.is_paid


class Facts(NamedTuple):
    """All that the projects tell a forecast.

    Args:
        number: how many projects are known.
        so_far: how many of them were signed in the period.
        codes: of any of them, where only a part of the projects is asked for.
        came: how many were signed so that it counts, by day, and how many of them were recorded
            with that day.
        courses: how projects went on, or every so many of them.
        told: by stage and minimum.
    """

    number: int
    so_far: int
    codes: frozenset[str]
    came: Mapping[int, tuple[int, int]]
    courses: Sequence[Went]
    told: Mapping[Key, Told]
