"""When two recorded projects may be one: the one rule of add-project, import and duplicates.

The district plays no part: the same project reported by two districts is the usual case.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

from qzinvest.model.normal import (
    PER_MILLE,
    investor_key,
    key_similarity,
    name_key,
    similarity,
    spelling_key,
)
from qzinvest.model.project import Project
from qzinvest.patterns import pattern
from qzinvest.tuples import NamedTuple

SIMILAR = 600
"""Per mille of shared character pairs from which two names of one investor's projects are alike."""

VERY_SIMILAR = 880
"""Per mille of RapidFuzz's ratio from which names alone make projects alike, if they are long."""

LONG = 6
"""Characters of a name's key from which its likeness says something without an investor."""

NEAR = 20
"""Amounts are near each other where they differ by at most one part in so many (5 %)."""

_SEPARATORS = pattern(r"[、；;\n]|(?<=公司)[,，/](?=.)|(?<=集团)[,，/](?=.)")
_MARKS = pattern(r"\d+|[一二三四五六七八九十]+(?=号|區|区|标|批|阶|階|厂|廠|园|園|线|線|$)|[a-z]+")
_PHASES = pattern(r"(?:\d+|[一二三四五六七八九十]+)期")


_HAN = "[一二三四五六七八九十]"
_LISTED = pattern(
    rf"(?:[★☆●◆■▲△※✓√▪►➢]+|(?:No\.? ?|序号|序號)[0-9]{{1,3}}(?:[.、:： ])"
    rf"|(?:项目|項目)(?:[0-9]{{1,3}}|{_HAN}{{1,3}})[:：、]"
    rf"|[（(【\[〔](?:[0-9]{{1,3}}|{_HAN}{{1,3}})[)）】\]〕][.、．:：]?"
    r"|[0-9]{1,3}(?:[.．。、)）]|[:：](?![0-9]))(?![0-9])"
    rf"|{_HAN}{{1,3}}[、.．](?!{_HAN})|第(?:[0-9]{{1,3}}|{_HAN}{{1,3}})项(?:[、.．:：]|(?![目工]))"
    r"|[\u2460-\u249b\u24eb-\u24ff\u2776-\u2793\u3220-\u3229\u3280-\u3289][.、．]?)\s*(?=\S)"
)
"""The number of a list, or a mark, typed into a name: ``1.``, ``1、``, ``（1）``, ``①``, ``一、``,
``第1项``, ``No.1``, ``★``.

3D打印, 1号地块, 1.5万吨, 1、2号楼 and 一、二期 begin with a number of their own.
"""
_OWN = pattern(r"(?:[期号號区區标標批阶階线線层層]|[a-z]\b)", re.IGNORECASE)
"""What begins the rest of a name whose number is its own: （一）期."""


_SAME: dict[tuple[str, ...], tuple[str, ...]] = {}
"""The reasons that pairs share: an import holds ten thousands of pairs."""
_TELLING = ("name", "investor", "district", "department", "group", "amount", "stage")


class Entry(NamedTuple):
    """What the comparison needs of a project; keys as ``model.normal`` makes them."""

    id: str
    name_key: str
    investor_keys: tuple[str, ...]
    amount: int


class Pair(NamedTuple):
    """Two projects that may be one, and why.

    Args:
        first: the id of the earlier report.
        second: the id of the later one.
        reasons: of ``name`` (the same), ``similar`` (names), ``investor`` (in common) and
            ``amount`` (near), in this order.
        similarity: of the names, in per mille.
    """

    first: str
    second: str
    reasons: tuple[str, ...]
    similarity: int


def investors(text: str | None) -> tuple[str, ...]:
    """The investors that a text names, in its order, each once.

    They are parted by 、 ； ; or a line break, and by a comma or slash behind a Chinese legal form.
    Other signs belong to names as often as not: ``Johnson & Johnson``, ``Foo Co., Ltd.``
    """
    if not text:
        return ()
    if not _SEPARATORS.search(text):  # an import asks for a million
        return (text.strip(),) if text.strip() else ()
    names = (name.strip() for name in _SEPARATORS.split(text))
    return tuple(dict.fromkeys(name for name in names if name))


def investor_as_recorded(known: str | None, report: str | None) -> str | None:
    """The reported investors, each as it is recorded unless the report corrects its legal form.

    A report that names no legal form, or only sets signs and spaces otherwise, corrects nothing.
    """
    recorded = {investor_key(name): name for name in investors(known)}
    named = [_corrected(recorded.get(investor_key(name)), name) for name in investors(report)]
    changed = set(named) != set(investors(known))
    return "、".join(named) if named and changed else known


def _corrected(known: str | None, report: str) -> str:
    spelled = spelling_key(report)
    corrects = known is None or spelled not in (spelling_key(known), investor_key(report))
    return report if known is None or corrects else known


def unnumbered(name: str) -> str:
    """A name without the number of the list that it stands in."""
    found = _LISTED.match(name)
    return name if found is None or _OWN.match(name, found.end()) else name[found.end() :]


def entry_of(project: Project) -> Entry:
    """What the comparison needs of ``project``."""
    keys = (investor_key(name) for name in investors(project.investor))
    return Entry(
        project.id,
        name_key(project.name),
        tuple(dict.fromkeys(key for key in keys if key)),
        project.amount,
    )


def compare(first: Entry, second: Entry) -> Pair | None:
    """The pair that two projects make if they may be one.

    They may where they carry the same name; or have an investor in common and similar names or near
    amounts; or long and very similar names and near amounts. Never where the names differ in a
    number, a phase or a letter: 一期 and 二期 are two projects, but 一期 may be what another office
    reports without a phase.
    """
    same_investor = not set(first.investor_keys).isdisjoint(second.investor_keys)
    near = near_amounts(first.amount, second.amount)
    alike = _alike(first, second, same_investor=same_investor, near=near)
    if alike is None:
        return None
    same_name = first.name_key == second.name_key
    marks = (
        ("name", same_name),
        ("similar", not same_name and alike >= SIMILAR),
        ("investor", same_investor),
        ("amount", near),
    )
    reasons = tuple([reason for reason, holds in marks if holds])
    return Pair(first.id, second.id, _SAME.setdefault(reasons, reasons), alike)


def _alike(first: Entry, second: Entry, *, same_investor: bool, near: bool) -> int | None:
    """How alike the names are, in per mille, if the projects may be one."""
    one, other = first.name_key, second.name_key
    if one == other:
        return PER_MILLE
    long = near and min(len(one), len(other)) >= LONG
    if not (same_investor or long):
        return None
    # What is quickly known, or rarely so, first: an import asks for each pair with one investor.
    alike = key_similarity(one, other) if same_investor else 0
    if not (near or alike >= SIMILAR) or told_apart(one, other):
        return None
    if same_investor:
        return alike
    alike = ratio(one, other)
    return alike if alike >= VERY_SIMILAR else None


def near_amounts(one: int, other: int) -> bool:
    """Whether two amounts differ by at most 5 % of the larger one; of none nothing is known."""
    return abs(one - other) * NEAR <= max(one, other) > 0


def near_limits(amount: int) -> tuple[int, int]:
    """The smallest and the largest amount that are near ``amount``."""
    return -(-amount * (NEAR - 1) // NEAR), amount * NEAR // (NEAR - 1)


def ratio(one: str, other: str) -> int:
    """RapidFuzz's ratio of two keys in per mille: shared characters in order, of both lengths."""
    rapid = rapidfuzz()
    likeness = in_python if rapid is None else rapid[1]
    return int(likeness(one, other) * PER_MILLE)


def very_similar(key: str, others: Sequence[str]) -> list[int]:
    """The places of those ``others`` whose ``ratio`` with ``key`` is ``VERY_SIMILAR`` or above."""
    least = VERY_SIMILAR / PER_MILLE
    if not (rapid := rapidfuzz()):
        scores = {place: in_python(key, other) for place, other in enumerate(others)}
        near = [place for place, score in scores.items() if score >= least]
        return sorted(near, key=lambda place: -scores[place])
    extract, score = rapid
    found = extract(key, others, scorer=score, score_cutoff=least, limit=None)
    return [place for _, _, place in found]


@cache
def rapidfuzz() -> tuple[Callable[..., Any], Callable[..., float]] | None:
    """RapidFuzz's search and likeness; nothing where a machine has none."""
    # Imported here: only comparing needs it.
    try:
        from rapidfuzz.distance import Indel
        from rapidfuzz.process import extract
    except ImportError:
        return None
    return extract, Indel.normalized_similarity


def in_python(one: str, other: str) -> float:
    """RapidFuzz's likeness where a machine has none, at a hundredth of its speed.

    Characters that two texts share in order are counted by the bits of one number.

    Source: Hyyrö, Bit-parallel LCS-length computation revisited, 2004.
    """
    at: dict[str, int] = {}
    for place, sign in enumerate(one):
        at[sign] = at.get(sign, 0) | 1 << place
    whole = (1 << len(one)) - 1
    left = whole
    for sign in other:
        met = left & at.get(sign, 0)
        left = (left + met) | (left - met)
    shared = len(one) - (left & whole).bit_count()
    most = len(one) + len(other)
    return 1.0 - (most - 2 * shared) / most if most else 1.0


def likely_duplicates(project: Project, others: Iterable[Project]) -> list[Project]:
    """Those of ``others`` that may be the same project as ``project``."""
    entry = entry_of(project)
    return [other for other in others if compare(entry_of(other), entry) is not None]


def differing(one: Project, other: Project) -> tuple[str, ...]:
    """What people tell two projects by and is not the same of both, field by field."""
    return tuple(field for field in _TELLING if getattr(one, field) != getattr(other, field))


def akin(one: Project, other: Project) -> bool:
    """Whether two reports can be of one project: they share the name or an investor."""
    first, second = entry_of(one), entry_of(other)
    if first.name_key == second.name_key:
        return True
    return not set(first.investor_keys).isdisjoint(second.investor_keys)


def can_be(known: Project, report: Project) -> bool:
    """Whether a row with a project's id can be of it: one that names neither changes neither."""
    return not (report.name or report.investor) or akin(known, report)


def may_be_renamed(known: Project, report: Project) -> bool:
    """Whether a report with a project's code can be of it.

    Offices number their lists from 1, so that one's 3 is another project than the other's.
    """
    return akin(known, report) or similarity(known.name, report.name) >= SIMILAR


@lru_cache(maxsize=1 << 10)  # those that are compared come close together
def _marks(key: str) -> tuple[list[str], list[str]]:
    phases = _PHASES.findall(key)
    return sorted(phases), sorted(_MARKS.findall(_PHASES.sub("", key)))


def told_apart(one: str, other: str) -> bool:
    """Whether two keys differ in a number, a phase or a Latin word, which tells projects apart.

    A number before one that is the other else may be a list's.
    """
    (phases, marks), (other_phases, other_marks) = _marks(one), _marks(other)
    if marks != other_marks:
        shorter, longer = sorted((one, other), key=len)
        before = longer.removesuffix(shorter)
        return before == longer or not before.isdigit()
    return phases != other_phases and bool(phases) and bool(other_phases)


class Identity(NamedTuple):
    """What makes a report this project's; keys as ``model.normal`` makes them."""

    name_key: str
    code: str | None
    district: str | None
    investors: frozenset[str]


def identity_of(project: Project) -> Identity:
    """What makes ``project`` itself."""
    keys = frozenset(key for key in map(investor_key, investors(project.investor)) if key)
    return Identity(name_key(project.name), project.code, project.district, keys)


def same(one: Identity, other: Identity) -> bool:
    """Whether two reports say the same project: same name, and nothing speaks against it.

    Codes, districts and investors must not contradict each other; of district and investor one must
    agree, or both reports say as little. Anything less certain is a look-alike, which people judge.
    """
    if one.name_key != other.name_key or _differ(one.code, other.code):
        return False
    if _differ(one.district, other.district):
        return False
    keys, others = one.investors, other.investors
    if keys and others and keys.isdisjoint(others):
        return False
    same_district = one.district == other.district
    same_investor = not keys.isdisjoint(others) or keys == others
    if one.district is not None and same_district:
        return True
    return same_investor and (same_district or bool(keys))


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other
