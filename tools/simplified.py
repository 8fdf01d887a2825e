"""Write ``src/qzinvest/model/simplified.py``: which simplified character each traditional one has.

The table is OpenCC's (``t2s``), asked for every character by itself. It is written down once and
shipped, because two releases of OpenCC answer differently, and a ledger keeps what was folded with
it. A new table changes keys that ledgers hold: it needs a schema version that folds them anew.
"""

from importlib.metadata import version
from pathlib import Path
from sys import maxunicode

from opencc import OpenCC

TARGET = Path(__file__).parent.parent / "src/qzinvest/model/simplified.py"
_SURROGATES = range(0xD800, 0xE000)
_FIRST = 0x2E80
"""Before it stands no character of Chinese."""
_PAIRS_A_LINE = 23

_HEAD = '''"""Traditional characters and their simplified forms, one to one.

Written by ``tools/simplified.py`` from OpenCC {version} (Apache License 2.0), never by hand.
A change of it changes the keys that ledgers hold: see ``tests/model/test_normal.py``.
"""

_PAIRS = (
'''
_TAIL = """)

SIMPLIFIED = dict(zip(map(ord, _PAIRS[::2]), _PAIRS[1::2], strict=True))
\"\"\"The simplified form by the code point of the traditional one.\"\"\"
"""


def pairs() -> str:
    """Every character that has another simplified form, each followed by that form."""
    convert = OpenCC("t2s").convert
    points = (point for point in range(_FIRST, maxunicode + 1) if point not in _SURROGATES)
    found = ((chr(point), convert(chr(point))) for point in points)
    return "".join(one + other for one, other in found if one != other)


def main() -> None:
    """Write the module."""
    text, step = pairs(), 2 * _PAIRS_A_LINE
    lines = "".join(f'    "{text[at : at + step]}"\n' for at in range(0, len(text), step))
    head = _HEAD.format(version=version("opencc"))
    TARGET.write_text(head + lines + _TAIL, encoding="utf-8")


if __name__ == "__main__":
    main()
