"""Money is a whole number of yuan; these are the units in which people speak of it."""

WAN = 10**4
YI = 10**8
PIECE = YI // 100
"""What two decimals of 亿元 show: targets are divided in such pieces, and so the printed shares add
up to the printed target."""
MAX_AMOUNT = 10**4 * YI
"""1万亿元: the whole campaign's target; one project above it is a slip of the keyboard."""

_LEAP = 1000


def leap(before: int, after: int) -> int:
    """The factor between two amounts where a unit is mistaken more often than it is meant, else 0.

    From 1,000 on, either way; its parts are cut off.
    """
    factor = max(before, after) // min(before, after)
    return factor if factor >= _LEAP else 0
