"""Patterns of the program's modules: late, and each of them one that can be compiled."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import qzinvest
from qzinvest.patterns import pattern

HOME = Path(qzinvest.__file__).parent
USING = [
    ".".join(path.relative_to(HOME.parent).with_suffix("").parts)
    for path in sorted(HOME.rglob("*.py"))
    if " pattern(" in path.read_text("utf-8") and path.stem != "patterns"
]
LATE = type(pattern(""))


def test_nothing_is_compiled_before_it_is_used() -> None:
    late = pattern("(")
    with pytest.raises(re.error):
        late.search("")


def test_it_is_the_pattern_that_re_compiles() -> None:
    words = "([a-z]+)(?P<n>[0-9]*)"
    late, early = pattern(words, re.IGNORECASE), re.compile(words, re.IGNORECASE)
    for text in ("Ab12 cd", "", "7"):
        assert late.findall(text) == early.findall(text)
        assert late.sub("-", text) == early.sub("-", text)
        assert str(late.search(text)) == str(early.search(text))
    assert (late.groups, late.groupindex) == (early.groups, early.groupindex)
    assert late.search is late.search


def constants(value: object) -> Iterator[Any]:
    """The late patterns in a module's constant."""
    if isinstance(value, LATE):
        yield value
    elif isinstance(value, tuple | list | dict):
        for each in (*value, *(value.values() if isinstance(value, dict) else ())):
            yield from constants(each)


@pytest.mark.parametrize("module", USING)
def test_every_constant_can_be_compiled(module: str) -> None:
    late = [each for held in vars(import_module(module)).values() for each in constants(held)]
    assert late
    for each in late:
        assert each.groups >= 0  # asking compiles it
