"""Sizes and known projects as the ledger tells them, from lists."""

from collections.abc import Iterable, Sequence

from qzinvest.model.forecast_facts import LARGE, ONES, Sums, sums_of
from qzinvest.reports.forecasting.lots import Known, Lot
from qzinvest.reports.forecasting.sizes import Sizes, sizes_of


def whole(sizes: Iterable[int]) -> Sums:
    """What so many projects bring."""
    found = Sums()
    for size in sizes:
        found = found.more(sums_of(size))
    return found


def sized(sizes: Sequence[int]) -> Sizes:
    """The sizes of a city."""
    return sizes_of(whole(sizes), sorted(sizes, reverse=True)[:LARGE])


def singly(*projects: tuple[int, float, int]) -> Known:
    """Known projects, each with its cell, chance and what it brings."""
    assert len(projects) <= ONES
    return Known([Lot(cell, chance, *sums_of(size)) for cell, chance, size in projects], [])


def lot(cell: int, chance: float, sizes: Iterable[int]) -> Lot:
    """Projects of a cell and chance."""
    return Lot(cell, chance, *whole(sizes))
