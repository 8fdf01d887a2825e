"""Money is a whole number of yuan; these are the units in which people speak of it."""

WAN = 10**4
YI = 10**8
MAX_AMOUNT = 10**4 * YI
"""1万亿元: the whole campaign's target; one project above it is a slip of the keyboard."""
