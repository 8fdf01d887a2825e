"""Names brought to one form, so that a search or a comparison meets every way of writing them.

The form is: Unicode NFKC (full-width to half-width), traditional characters to simplified ones,
lower case, and nothing that cannot be seen. Characters are converted one by one, never as phrases,
so the form of a part of a text is a part of the form of the text: a search for 乾 finds 乾隆.

Ledgers keep what is made here, and compare it byte for byte. So it rests on nothing that changes
between releases of Python or of a library: on a table of our own, and on Unicode 3.2, which every
Python carries beside its current one. Characters younger than that stay as they are.
"""

from collections import Counter
from functools import cache
from itertools import groupby, pairwise
from unicodedata import ucd_3_2_0 as unicode

from qzinvest.patterns import pattern

PER_MILLE = 1000

_UNSEEN = frozenset(
    chr(point)
    for points in (
        *((0xAD, 0xAE), (0x34F, 0x350), (0x115F, 0x1161), (0x17B4, 0x17B6), (0x180B, 0x180F)),
        *((0x200B, 0x2010), (0x202A, 0x202F), (0x2060, 0x2070), (0x2800, 0x2801)),
        *((0x3164, 0x3165), (0xFE00, 0xFE10), (0xFEFF, 0xFF00), (0xFFA0, 0xFFA1)),
        (0xE0000, 0xE1000),
    )
    for point in range(*points)
)
"""What nobody sees: joiners, variation selectors, fillers, tags (Default_Ignorable_Code_Point of
Unicode's DerivedCoreProperties, and the blank of Braille)."""

_ALONE = pattern(
    r"[\0-\u02ff\u2e80-\u3029\u3030-\u3098\u309d-\u3130\u318f-\ua48f\uac00-\ud7a3"
    r"\uff00-\uff9d\uffe0-\uffef\U00020000-\U0003ffff]*"
)
"""Latin, East Asian signs and syllables, ideographs: each has its form whatever stands beside it.

No Unicode since 3.2 put a mark there; left out are voiced marks and the parts of syllables."""

# What says nothing of its own; an ending that is another one's end stands behind that one.
_NAME_ENDINGS = ("建设项目", "项目", "工程", " project", " projects")
_LEGAL_FORMS = (
    *("股份有限公司", "有限责任公司", "有限公司", "集团公司", "总公司", "股份公司", "公司", "集团"),
    *(" co", " company", " corp", " corporation", " inc", " incorporated", " ltd", " limited"),
    *(" llc", " llp", " plc", " group", " holding", " holdings", " gmbh", " ag", " kg", " bv"),
    *(" nv", " sa", " spa", " pte", " pty", " kk"),
)


class _Folded(dict[int, str]):
    """The form of each character met so far, after NFKC, for ``str.translate``."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        if character in _UNSEEN:
            self[point] = ""
        elif unicode.category(character) == "Cn":
            self[point] = _simplified().get(point, character)
        else:
            self[point] = _simplified().get(point, character).casefold()
        return self[point]


class _Formed(dict[int, str]):
    """The form of each character that stands ``_ALONE``, NFKC and all, for ``str.translate``."""

    def __missing__(self, point: int) -> str:
        self[point] = form = unicode.normalize("NFKC", chr(point)).translate(_FOLDED)
        return form


class _Spaced(dict[int, str]):
    """Letters, marks and digits as they are, everything else as a space, for ``str.translate``."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        kind = unicode.category(character)
        # Most characters younger than Unicode 3.2 are ideographs.
        self[point] = kept = character if kind[0] in "LMN" or kind == "Cn" else " "
        return kept


_FOLDED = _Folded()
_FORMED = _Formed()
_SPACED = _Spaced()


def search_text(*parts: str | None) -> str:
    """The texts in their one form, joined by newlines; ``None`` and empty ones are left out."""
    return fold("\n".join(filter(None, parts)))


def search_keys(name: str, investor: str | None, code: str | None) -> tuple[str, str, str | None]:
    """``search_text`` of the three, ``name_key`` and ``investor_key``, with the least work.

    An import asks for a million projects. The texts are folded together: no step crosses a line.
    """
    search = search_text(name, investor, code)
    lines = search.split("\n")
    key = _key(lines[0], _NAME_ENDINGS)
    return search, key, (_key(lines[1], _LEGAL_FORMS) or None) if investor else None


def fold(text: str) -> str:
    """One text in its one form."""
    if text.isascii():
        return text.lower()
    if _ALONE.fullmatch(text):
        return text.translate(_FORMED)
    return _composed(text).translate(_FOLDED)


def _composed(text: str) -> str:
    """``text`` in NFKC, of which younger characters than Unicode 3.2 take no part.

    Python orders and composes by its current tables, even where it says it is 3.2: a mark of
    Unicode 15 would change places with an accent from that Python on.
    """
    runs = groupby(text, key=lambda character: unicode.category(character) == "Cn")
    return "".join(
        "".join(run) if younger else unicode.normalize("NFKC", "".join(run))
        for younger, run in runs
    )


def seen(text: str) -> str:
    """``text`` in one line, of what can be seen: control characters and line breaks are spaces."""
    shown = (
        " " if unicode.category(character) in ("Cc", "Zl", "Zp") else character
        for character in text
        if character not in _UNSEEN and unicode.category(character) not in ("Cf", "Cs")
    )
    return " ".join("".join(shown).split())


def name_key(name: str) -> str:
    """What makes a project's name its own.

    Case, script, spaces and punctuation are gone, what stands in brackets stays, and so does a name
    without its generic ending (项目, 工程, 建设项目, project): ``Ａ（二期）项目`` gives ``a二期``.
    """
    return _key(fold(name), _NAME_ENDINGS)


def investor_key(investor: str | None) -> str | None:
    """What makes an investor's name its own, or ``None`` where no investor is given.

    As ``name_key``, but without the legal form (股份有限公司, 集团, ``Co., Ltd.``, ``Group``). The
    place in front stays: 晋江华威电源有限公司 and 南安华威电源有限公司 are two companies.
    """
    return (_key(fold(investor), _LEGAL_FORMS) or None) if investor else None


def spelling_key(investor: str) -> str:
    """What makes one way of writing a company another than a second: the legal form counts."""
    return _key(fold(investor), ())


def similarity(a: str, b: str) -> int:
    """How alike two projects' names are, in per mille: 0 nothing in common, 1000 the same.

    Formula: Dice coefficient 2·|A∩B| / (|A|+|B|) of the multisets of neighbouring character pairs
    in the two names' keys, rounded down.
    """
    return key_similarity(name_key(a), name_key(b))


def key_similarity(key_a: str, key_b: str) -> int:
    """``similarity`` of two names whose keys are known."""
    if key_a == key_b:
        return PER_MILLE
    pairs_a, pairs_b = max(len(key_a) - 1, 0), max(len(key_b) - 1, 0)
    a, b = {*pairwise(key_a)}, {*pairwise(key_b)}
    common = len(a & b)
    if common and len(a) < pairs_a and len(b) < pairs_b:
        # Only a pair that both repeat counts more than once.
        common = (Counter(pairwise(key_a)) & Counter(pairwise(key_b))).total()
    return 2 * PER_MILLE * common // (pairs_a + pairs_b) if common else 0


def _key(folded: str, endings: tuple[str, ...]) -> str:
    # A name of nothing but signs keeps them: two such names are not the same name.
    stem = " ".join(folded.translate(_SPACED).split()) or " ".join(folded.split())
    while stem.endswith(endings):
        for ending in endings:  # the longest one stands first in its table
            if stem.endswith(ending):
                break
        shorter = stem.removesuffix(ending).rstrip()
        if not shorter:
            break
        stem = shorter
    return stem.replace(" ", "")


@cache
def _simplified() -> dict[int, str]:
    # Imported here: a purely ASCII search does without the table.
    from qzinvest.model.simplified import SIMPLIFIED

    return SIMPLIFIED
