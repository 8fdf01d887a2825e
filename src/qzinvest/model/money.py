"""Money is a whole number of yuan; these are the units in which people speak of it."""

WAN = 10**4
YI = 10**8
PIECE = YI // 100
"""What two decimals of 亿元 show: targets are divided in such pieces, and so the printed shares add
up to the printed target."""
MAX_AMOUNT = 10**4 * YI
"""1万亿元: the whole campaign's target; one project above it is a slip of the keyboard."""
