"""CSV text: one way to write a cell for every list."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

_TOGETHER = 1000


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    r"""Header and rows with commas and ``\n`` line ends; ``None`` is an empty cell."""
    return "".join(csv_pieces(header, rows))


def csv_pieces(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The same, a thousand rows at a time."""
    stream = iter(rows)
    some: list[Sequence[object]] = [header, *islice(stream, _TOGETHER)]
    while some:
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(some)
        yield out.getvalue()
        some = list(islice(stream, _TOGETHER))
