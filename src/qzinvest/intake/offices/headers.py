"""What the headers of offices' tables mean: the synonyms of ``data/headers.toml``, matched."""

import re
from functools import cache, lru_cache

from qzinvest.intake.plans.file import data_folder
from qzinvest.intake.words.written_units import without_unit
from qzinvest.model.normal import fold
from qzinvest.patterns import pattern
from qzinvest.tuples import NamedTuple

UNREAD = ("serial", "ignored")
"""Columns that are understood and not recorded."""

_BRACKETS = pattern(r"[（(\[【〔][^（()）\[\]【】〔〕]*[)）\]】〕]")
_NUMBERING = pattern(r"^(?:[一二三四五六七八九十]+、|[0-9]+[.、．])")
_DATES = pattern(r"(?:时间|日期|年月|节点)$")
_DATE_PART = pattern(
    r"(?P<stem>.*?)[（(/ ]*"
    r"(?:(?P<year>年份?|年度|year)|(?P<month>月份?|month)|(?P<day>日|day))[)）]?",
    re.IGNORECASE,
)
DATE_PARTS = ("year", "month", "day")
JOINED = ("party", *DATE_PARTS)
"""How several columns tell one field together."""
_OF_PARTS = 9
"""The rank of a date in several columns: one in a column of its own goes before it."""


class Meaning(NamedTuple):
    """What a header can be taken for, and how surely.

    Args:
        field: the field, ``serial`` or ``ignored``.
        rank: the place of its group of synonyms: where two columns mean one field, the lower rank
            is taken.
        how: ``named``; ``alone`` (only where no other header stands above); ``bare`` (a date only
            if the cells are dates); ``party`` (one of the columns that tell a field together);
            ``year``, ``month`` and ``day`` (one of the columns that make up a date).
    """

    field: str
    rank: int
    how: str = "named"


class _Words(NamedTuple):
    meanings: dict[str, list[Meaning]]
    titles: dict[str, dict[str, str]]
    neutral: frozenset[str]
    investors: frozenset[str]
    dates: frozenset[str]
    totals: frozenset[str]
    actual: frozenset[str]
    plans: tuple[str, ...]
    turns: tuple[str, ...]


@lru_cache(maxsize=4096)  # a search for the header asks for every cell several times
def meanings_of(text: str) -> tuple[Meaning, ...]:
    """Everything that one header can mean, the surest first; empty for an unknown one.

    Brackets are passed over unless what they hold turns the meaning, such as 开工（是/否）. A
    planned date is no milestone: 计划开工时间 is ``ignored``.
    """
    words = _words()
    if found := words.meanings.get(_key(text)):
        return tuple(found)
    text = _NUMBERING.sub("", text.strip())
    key = _key(_BRACKETS.sub("", text))
    if _turned(_BRACKETS.findall(text), words.turns):
        return tuple(m for m in words.meanings.get(key, ()) if m.field == "ignored")
    if found := words.meanings.get(key):
        return _part_of_date(text, words) or tuple(found)
    if found := words.meanings.get(_key(without_unit(text))):
        return tuple(meaning for meaning in found if meaning.field.endswith("amount"))
    for plan in words.plans:
        rest = key.removeprefix(plan)
        if rest != key and any(m.field.endswith("_on") for m in words.meanings.get(rest, ())):
            return (Meaning("ignored", 0),)
    return _part_of_date(text, words)


def date_part(text: str) -> str | None:
    """``year``, ``month`` or ``day`` where a header ends in that alone: 签约时间/年, 签约月份."""
    found = _DATE_PART.fullmatch(text.strip())
    return None if found is None else found.lastgroup


def _part_of_date(text: str, words: _Words) -> tuple[Meaning, ...]:
    """The date of which a header names the year, the month or the day."""
    found = _DATE_PART.fullmatch(text)
    if found is None or found.lastgroup is None:
        return ()
    stem = found["stem"]
    for key in (_key(stem), _key(f"{stem}时间"), _key(f"{stem} date")):
        for meaning in words.meanings.get(key, ()):
            if meaning.field.endswith("_on") and meaning.how == "named":
                return (Meaning(meaning.field, _OF_PARTS, found.lastgroup),)
    return ()


def _turned(bracketed: list[str], turns: tuple[str, ...]) -> bool:
    """Whether what stands in brackets turns a header's meaning."""
    return any(
        turn in fold(inside) or _key(turn) == _key(inside) for inside in bracketed for turn in turns
    )


def field_of(text: str) -> str | None:
    """The field of a header that stands by itself."""
    return next((m.field for m in meanings_of(text) if m.how != "bare"), None)


def title(field: str, lang: str) -> str:
    """The header that we write for a field, in ``en``, ``zh_Hans`` or ``zh_Hant``."""
    return _words().titles[field][lang]


def is_neutral(text: str) -> bool:
    """Whether a header of headers says nothing about the columns below it."""
    return _bare_key(text) in _words().neutral


def is_investors(text: str) -> bool:
    """Whether the columns below such a header say who the investor is."""
    said = any(m.field == "investor" and m.how == "named" for m in meanings_of(text))
    return said or _bare_key(text) in _words().investors


def is_dates(text: str) -> bool:
    """Whether the columns below such a header are dates."""
    key = _bare_key(text)
    return key in _words().dates or bool(_DATES.search(key))


def is_plans(text: str) -> bool:
    """Whether dates below such a header are planned: 计划时间, 预计节点, 拟开工."""
    key = _bare_key(text)
    plan = next((plan for plan in _words().plans if key.startswith(plan)), None)
    rest = key.removeprefix(plan or "")
    dated = any(meaning.field.endswith("_on") for meaning in meanings_of(rest))
    return plan is not None and (not rest or dated or is_dates(rest))


def is_actual(text: str) -> bool:
    """Whether a header below a date's header is that of the day on which it happened."""
    return _bare_key(text) in _words().actual


def is_total(text: str) -> bool:
    """Whether a header below an amount's header says nothing new."""
    return _bare_key(text) in _words().totals


def _bare_key(text: str) -> str:
    return _key(_BRACKETS.sub("", text))


def _key(text: str) -> str:
    folded = "".join(fold(text).split())
    return "".join(filter(str.isalnum, folded)) or folded  # "#" is a header too


@cache
def _words() -> _Words:
    # Imported here: only a table of an office's own needs it.
    import tomllib

    path = data_folder() / "headers.toml"
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    parents, plans, brackets = raw.pop("parents"), raw.pop("plans"), raw.pop("brackets")
    meanings: dict[str, list[Meaning]] = {}
    titles: dict[str, dict[str, str]] = {}

    def know(text: str, meaning: Meaning) -> None:
        known = meanings.setdefault(_key(text), [])
        if all(other.field != meaning.field for other in known):
            known.append(meaning)

    for field, entry in raw.items():
        titles[field] = entry.get("title", {})
        for text in titles[field].values():
            know(text, Meaning(field, 0))
        for rank, names in enumerate(entry.get("names", ())):
            for text in names:
                know(text, Meaning(field, 2 * rank))
        for text in entry.get("parties", ()):
            know(text, Meaning(field, 1, "party"))
        for how in ("alone", "bare"):
            for text in entry.get(how, ()):
                know(text, Meaning(field, 2 * len(entry.get("names", ())), how))
    return _Words(
        meanings,
        titles,
        frozenset(map(_key, parents["neutral"])),
        frozenset(map(_key, parents["investors"])),
        frozenset(map(_key, parents["dates"])),
        frozenset(map(_key, parents["totals"])),
        frozenset(map(_key, parents["actual"])),
        tuple(sorted(map(_key, plans["words"]), key=len, reverse=True)),
        tuple(map(fold, brackets["turns"])),
    )
