"""Print the seconds of CPU in which a ledger's look-alikes are found: ``time_pairs.py LEDGER``."""

import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

from qzinvest.ledger.suspects import all_suspects

if __name__ == "__main__":
    ledger = f"{Path(sys.argv[1]).absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(ledger, uri=True)) as connection:
        begin = time.process_time()
        all_suspects(connection)
        print(time.process_time() - begin)
