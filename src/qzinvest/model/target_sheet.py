"""A plan's shares as one sheet a kind of unit, with the sums that prove them."""

from typing import NamedTuple

from qzinvest.model.plan import Indicator
from qzinvest.model.table import Note


class SheetRow(NamedTuple):
    """One row of a sheet.

    ``rank`` is ``heading`` (a tier's name, no figures), ``line`` (a unit), ``subtotal`` (a tier),
    ``sum`` (all units) or ``target`` (the city's). ``shares`` follow the sheet's indicators, in
    projects or yuan.
    """

    rank: str
    name: str
    shares: tuple[int, ...] = ()


class TargetSheet(NamedTuple):
    """The shares of all units of one kind: units in plan order inside their tiers.

    ``proofs`` say for each indicator whether the shares add up to the city's target.
    """

    kind: str
    indicators: tuple[Indicator, ...]
    rows: tuple[SheetRow, ...]
    proofs: tuple[Note, ...]
