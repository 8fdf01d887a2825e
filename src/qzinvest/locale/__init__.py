"""Wording: every sentence that a person reads, by key, in three languages.

The catalogues are gettext files, ``<lang>.po`` (to edit) and ``<lang>.mo`` (compiled, shipped).
Code names a sentence by its key and passes fields that are already formatted.
"""

import os
import re
import sys
from collections.abc import Mapping
from functools import cache
from itertools import cycle
from typing import Literal

_HERE = os.path.dirname(__file__)
_MAGIC = b"\xde\x12\x04\x95"
"""What a compiled catalogue begins with, if its numbers have their smallest byte first."""
_PARTED = r"[\s!\"#$&'()*;<=>?\[\\\]^`{|}~]"
"""Signs that mean something to a shell; compiled where a command is to be typed."""
_CHINESE, _TRADITIONAL = 0x04, frozenset({0x01, 0x03, 0x05, 0x1F})
"""Windows' number of Chinese, and of the places that write traditional characters."""


class Catalogue:
    """The sentences of a compiled catalogue, each decoded when it is asked for.

    ``gettext`` decodes all of them, and parses the rule for plurals, which no sentence here has: a
    twentieth of a report. What it reads as well and this does not take for granted is the order of
    bytes; what this does, is that the keys lie one behind the other, as every compiler lays them.
    """

    def __init__(self, compiled: bytes) -> None:
        self._bytes = compiled
        self._order: Literal["little", "big"] = "little" if compiled.startswith(_MAGIC) else "big"
        count, keys, self._sentences = (self._number(place) for place in (8, 12, 16))
        first = self._number(keys + 4)
        self._places = dict(zip(compiled[first:].split(b"\0", count), range(count), strict=False))

    def __call__(self, key: str) -> str:
        """The sentence under ``key``; the key itself where there is none."""
        place = self._places.get(key.encode())
        if place is None:
            return key
        length, begin = (self._number(self._sentences + 8 * place + part) for part in (0, 4))
        return self._bytes[begin : begin + length].decode()

    def _number(self, place: int) -> int:
        return int.from_bytes(self._bytes[place : place + 4], self._order)


class Wording:
    """The sentences of one language; call it with a key and the sentence's fields."""

    def __init__(self, lang: str, catalogue: Catalogue) -> None:
        self.lang = lang
        self._catalogue = catalogue

    def __call__(self, key: str, /, **fields: object) -> str:
        """The sentence under ``key`` with ``fields`` put in; within `…` as a shell takes them."""
        sentence = self._catalogue(key)
        if not fields:
            return sentence
        said = [
            part.format(**(fields if between else _typed(part, fields)))
            for part, between in zip(sentence.split("`"), cycle((True, False)))
        ]
        return "`".join(said)


def _typed(command: str, fields: Mapping[str, object]) -> dict[str, object]:
    """``fields`` of a command to be typed: what a shell would part or expand is quoted.

    A field that ``command`` begins with is a command itself, such as ``qzinvest edition list``.
    """
    return {
        name: value if command.startswith(f"{{{name}}}") or word == str(value) else word
        for name, value in fields.items()
        for word in (shell_word(str(value)),)
    }


def shell_word(text: str) -> str:
    """A text as one word of a command to be typed, quoted where a shell would part or expand it."""
    if not re.search(_PARTED, text):
        return text
    # Imported here: most sentences hold no command.
    from shlex import quote

    return quote(text)


@cache
def wording(lang: str) -> Wording:
    """The wording of ``lang``, one of ``model.plan.LANGUAGES``."""
    # Without pathlib: see ``ledger.place``.
    with open(os.path.join(_HERE, f"{lang}.mo"), "rb") as file:
        return Wording(lang, Catalogue(file.read()))


def wanted_language(environ: Mapping[str, str] = os.environ) -> str | None:
    """The language that ``QZINVEST_LANG`` asks for, if it does."""
    value = environ.get("QZINVEST_LANG", "")
    return language_of(value) if value else None


def locale_language(environ: Mapping[str, str] = os.environ) -> str | None:
    """The language of the locale's variables; ``None`` in the C locale, as under cron.

    Windows has none of them: there it is the language of menus and windows.
    """
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    value = next((value for name in names if (value := environ.get(name, ""))), "")
    if not value:
        return _display_language()
    return None if value.partition(".")[0] in ("C", "POSIX") else language_of(value)


if sys.platform == "win32":

    def _display_language() -> str | None:
        # Imported here: no other system has it.
        from ctypes import windll

        return language_of_windows(windll.kernel32.GetUserDefaultUILanguage())
else:

    def _display_language() -> str | None:
        return None


def language_of_windows(number: int) -> str:
    """The language that Windows has a number for: ten bits of language, six of place.

    Source: [MS-LCID], 0x0404 zh-TW, 0x0804 zh-CN, 0x0c04 zh-HK, 0x1004 zh-SG, 0x1404 zh-MO.
    """
    language, place = number & 0x3FF, number >> 10 & 0x3F
    if language != _CHINESE:
        return "en"
    return "zh_Hant" if place in _TRADITIONAL else "zh_Hans"


def language_of(tag: str) -> str:
    """The language that a locale name such as ``zh_TW.UTF-8`` or ``zh-Hans`` asks for."""
    parts = tag.partition(".")[0].replace("-", "_").lower().split("_")
    if parts[0] != "zh":
        return "en"
    traditional = {"hant", "tw", "hk", "mo"}
    return "zh_Hant" if traditional & set(parts[1:]) else "zh_Hans"
