"""Wording: every sentence that a person reads, by key, in three languages.

The catalogues are gettext files, ``<lang>.po`` (to edit) and ``<lang>.mo`` (compiled, shipped).
Code names a sentence by its key and passes fields that are already formatted.
"""

import os
import re
from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from itertools import cycle
from pathlib import Path

HERE = Path(__file__).parent
_PARTED = r"[\s!\"#$&'()*;<=>?\[\\\]^`{|}~]"
"""Signs that mean something to a shell; compiled where a command is to be typed."""


class Wording:
    """The sentences of one language; call it with a key and the sentence's fields."""

    def __init__(self, lang: str, catalogue: NullTranslations) -> None:
        self.lang = lang
        self._catalogue = catalogue

    def __call__(self, key: str, /, **fields: object) -> str:
        """The sentence under ``key`` with ``fields`` put in; within `…` as a shell takes them."""
        sentence = self._catalogue.gettext(key)
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
    # Imported here: most sentences hold no command.
    from shlex import quote

    return {
        name: value
        if command.startswith(f"{{{name}}}") or not re.search(_PARTED, str(value))
        else quote(str(value))
        for name, value in fields.items()
    }


@cache
def wording(lang: str) -> Wording:
    """The wording of ``lang``, one of ``model.plan.LANGUAGES``."""
    with (HERE / f"{lang}.mo").open("rb") as file:
        return Wording(lang, GNUTranslations(file))


def wanted_language(environ: Mapping[str, str] = os.environ) -> str | None:
    """The language that ``QZINVEST_LANG`` asks for, if it does."""
    value = environ.get("QZINVEST_LANG", "")
    return language_of(value) if value else None


def locale_language(environ: Mapping[str, str] = os.environ) -> str | None:
    """The language of the locale's variables; ``None`` in the C locale, as under cron."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    value = next((value for name in names if (value := environ.get(name, ""))), "")
    return None if value.partition(".")[0] in ("", "C", "POSIX") else language_of(value)


def language_of(tag: str) -> str:
    """The language that a locale name such as ``zh_TW.UTF-8`` or ``zh-Hans`` asks for."""
    parts = tag.partition(".")[0].replace("-", "_").lower().split("_")
    if parts[0] != "zh":
        return "en"
    traditional = {"hant", "tw", "hk", "mo"}
    return "zh_Hant" if traditional & set(parts[1:]) else "zh_Hans"
