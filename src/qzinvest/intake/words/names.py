"""Names of units, groups, stages and terms as people write them, to the things that they mean.

A name is never completed by guessing: 晋 is not 晋江, although nothing else begins with it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Generic, TypeVar
from unicodedata import normalize

from qzinvest.errors import AmbiguousName, UnknownName
from qzinvest.intake.words.terms import ASSUMED_SIGNINGS, SIGNINGS, STAGES, STATUSES, spellings
from qzinvest.model.normal import fold
from qzinvest.model.plan import UNIT_KINDS, Plan, Term, Unit
from qzinvest.model.stage import STAGE_BY_CODE, Stage
from qzinvest.patterns import pattern

_OURS = ("signing", "stage")
"""What is the same in every plan: a plan's file does not name it, so an error names all."""
_NEAR = 3
_ALIKE = 0.6
_ALIKE_HAN = 0.5
"""How alike a name must be, by ``difflib``'s ratio; one wrong character of 石狮 leaves a half."""
_SLIPS = 1000
"""So many unknown names may be slips; a file with more has another thing there, and takes long."""
_LISTED = 13
"""So many things are listed with code and name where none is near; of more, the names alone."""

_ELSEWHERE = frozenset(
    (
        "香港",
        "澳门",
        "台湾",
        "福州",
        "厦门",
        "漳州",
        "莆田",
        "龙岩",
        "三明",
        "宁德",
        "南平",
        "北京",
        "上海",
    )
)
"""Places from which investors come: 香港 is no slip for 泉港."""

_SHORTEST_LATIN = 4
_LATIN = pattern("[a-z]+")
_SHORTEST = 2
"""Characters of a name that is looked for inside a longer text."""

_BETWEEN = r"(?: +| *[-_—–:：/|.、] *)"
_LABELS = (
    pattern(rf"(?P<code>[A-Za-z0-9]+?){_BETWEEN}(?P<name>[^0-9\W].*)"),
    pattern(rf"(?P<name>.+?){_BETWEEN}(?P<code>[A-Za-z0-9]+)"),
    pattern(r"(?P<name>.+?) *[(（\[](?P<code>[^()（）]+)[)）\]]"),
    pattern(r"[(（\[【](?P<code>[A-Za-z0-9]+)[)）\]】] *(?P<name>.+)"),
    pattern(r"(?P<code>[0-9]{6})(?P<name>[^0-9A-Za-z\W].*)"),
)
_LIST_CODE = pattern("[0-9]{1,3}")
"""The number of a value in a drop-down list, which is of that list alone: 国有_01, 07 装备制造."""

T = TypeVar("T", bound=Unit | Term)


class Resolver:
    """Finds the things of one plan by any of their names.

    A name is a code, a name or short name in any of the three languages, an alias, or pinyin. Case,
    full or half width, spaces and punctuation do not matter; traditional and simplified
    characters may be mixed. An exact code goes before every name.

    Attributes:
        plan: whose names it knows.

    Each look-up raises ``AmbiguousName`` where several things have this name or, when none has it,
    names that begin so; and ``UnknownName`` otherwise, with the nearest names, or all where
    none is near. Both name things as "code name" in ``lang``.
    """

    def __init__(self, plan: Plan, lang: str = "en", former: Sequence[Unit] = ()) -> None:
        """``former`` are units of earlier versions of the plan that others have taken over."""
        self.plan = plan
        self._lang = lang
        self._former = former
        self._units: dict[str, _Index[Unit]] = {}
        self._terms: dict[str, _Index[Term]] = {}
        self._longest: dict[tuple[object, ...], list[tuple[str, Unit]]] = {}

    def unit(self, kind: str, text: str) -> Unit:
        """The unit of ``kind`` (``district`` or ``department``) of this name."""
        index = self._units.get(kind)
        if index is None:
            index = self._units[kind] = _Index(kind, self.plan.units_of(kind), self._lang)
        return index.find(text)

    def recorded(self, kind: str, text: str) -> Unit:
        """The unit that a project names, with the code under which that is recorded.

        A unit that another one takes over keeps its own code: by the plan it is the other's, and
        reports of earlier days still have it as it was. A name that both have is the other's.
        """
        try:
            unit = self.unit(kind, text)
        except (AmbiguousName, UnknownName):
            former = _Index(kind, (each for each in self._former if each.kind == kind), self._lang)
            if (old := former.named(text)) is None:
                raise
            return old
        code = next((each for each in unit.takes if _squeeze(each) == _squeeze(text)), unit.code)
        return unit._replace(code=code)

    def either(self, text: str, *, recorded: bool = False) -> Unit:
        """The unit of this name, of whichever kind; ``recorded`` as a project names it."""
        found: list[Unit] = []
        missed: list[UnknownName] = []
        find = self.recorded if recorded else self.unit
        for kind in UNIT_KINDS:
            try:
                found.append(find(kind, text))
            except UnknownName as error:
                missed.append(error)
        if len(found) > 1:
            labels = [f"{unit.code} {unit.names.get(self._lang)}" for unit in found]
            raise AmbiguousName(what="unit", text=text, candidates=labels)
        if not found:
            # Two kinds are too many names to list: only near ones are told.
            told = [error for error in missed if error.close]
            raise UnknownName(
                what="unit",
                text=text,
                near=[name for error in told for name in error.near],
                close=[name for error in told for name in error.close],
                shown=[name for error in told for name in error.shown],
            )
        return found[0]

    def place(self, kind: str, text: str, places: Mapping[str, str] = MappingProxyType({})) -> Unit:
        """The unit that a project names, or a longer text: ``洛江区（万安街道）``; as ``recorded``.

        Args:
            places: names of units by names of places in them, such as towns.

        Raises:
            AmbiguousName: the text names several units.
        """
        try:
            return self.recorded(kind, text)
        except UnknownName:
            named = {u.code: u for u in self._named_in(kind, text, places)}
            if len(named) > 1:
                labels = [f"{u.code} {u.names.get(self._lang)}" for u in named.values()]
                raise AmbiguousName(what=kind, text=text, candidates=labels) from None
            # 晋江市商务局 is an office of 晋江, and none of the city's departments.
            if not named or (kind == "department" and any(self._named_in("district", text, {}))):
                raise
            return named.popitem()[1]

    def districts_in(self, text: str) -> frozenset[str]:
        """The codes of the districts that a text names, such as a title."""
        return frozenset(unit.code for unit in self._named_in("district", text, {}))

    def district_ending_in(self, text: str) -> str | None:
        """The code of the one district whose name ends in a text: a sheet named 开发区."""
        key = _simplify(text)
        codes = {
            unit.code
            for unit in self.plan.units_of("district")
            if any(_simplify(spelling).endswith(key) for spelling in spellings(unit))
        }
        return codes.pop() if len(codes) == 1 and len(key) > _SHORTEST else None

    def _named_in(self, kind: str, text: str, places: Mapping[str, str]) -> Iterator[Unit]:
        """The units, or places in them, whose names stand in ``text``, the longest names only."""
        rest = _simplify(text)
        asked = (kind, *places.items())
        if asked not in self._longest:
            self._longest[asked] = self._longest_first(kind, places)
        for key, unit in self._longest[asked]:
            if key in rest:
                rest = rest.replace(key, " ")
                yield unit
        if kind == "district":
            yield from self._in_latin(text)

    def _in_latin(self, text: str) -> Iterator[Unit]:
        """The districts whose names stand in a text as words of their own: Hui'an County."""
        rest = f" {_words(text)} "
        if not rest.strip():
            return
        named = {
            words: unit
            for unit in (*self._former, *self.plan.units_of("district"))
            if unit.kind == "district"
            for spelling in spellings(unit)
            for words in (_words(spelling), _words(spelling).replace(" ", ""))
            if spelling.isascii() and len(words) >= _SHORTEST_LATIN
        }
        for words, unit in sorted(named.items(), key=lambda item: -len(item[0])):
            if f" {words} " in rest:
                rest = rest.replace(f" {words} ", " ")
                yield unit

    def _longest_first(self, kind: str, places: Mapping[str, str]) -> list[tuple[str, Unit]]:
        """The units of a kind under each of their names in simplified characters."""
        named = {
            key: unit
            for unit in (*self._former, *self.plan.units_of(kind))
            if unit.kind == kind
            for key in map(_simplify, spellings(unit))
            if len(key) >= _SHORTEST and not key.isascii()
        }
        named |= {_simplify(place): self.unit(kind, name) for place, name in places.items()}
        return sorted(named.items(), key=lambda item: -len(item[0]))

    def indicator(self, text: str) -> str:
        """The code of the indicator of this name."""
        indicators = (Term(each.code, each.names) for each in self.plan.indicators)
        return self._term("indicator", indicators, text).code

    def group(self, text: str) -> Term:
        """The industry group of this name."""
        return self._term("group", self.plan.groups, text)

    def term(self, vocabulary: str, text: str) -> Term:
        """The word of this name of a vocabulary of the plan, such as ``channel``."""
        return self._term(vocabulary, self.plan.vocabularies.get(vocabulary, ()), text)

    def item(self, text: str) -> str:
        """The code of the scorecard's evaluated line of this name."""
        lines = (line for line in self.plan.scorecard if line.source == "evaluation")
        return self._term("item", [Term(line.code, line.names) for line in lines], text).code

    def stage(self, text: str) -> Stage:
        """The stage of this name."""
        return stage_of(text, self._lang)

    def signing(self, text: str) -> str:
        """The code of the kind of signing of this name."""
        return assumed_signing(text) or self._term("signing", SIGNINGS, text).code

    def _term(self, what: str, terms: Iterable[Term], text: str) -> Term:
        index = self._terms.get(what)
        if index is None:
            index = self._terms[what] = _Index(what, terms, self._lang)
        return index.find(text)


def assumed_signing(text: str) -> str | None:
    """The kind that a way of signing is taken for, where its name is none of the plan's own."""
    key = _simplify(text)
    key = key if key in _assumed_keys() else key.removesuffix("书").removeprefix("签订")
    return _assumed_keys().get(key)


@cache
def _assumed_keys() -> dict[str, str]:
    return {_simplify(text): code for code, texts in ASSUMED_SIGNINGS.items() for text in texts}


def status_of(text: str) -> Stage | None:
    """The stage that a status in a list means by another word than its names: 洽谈中, 施工中."""
    return _statuses().get(_simplify(text))


@cache
def _statuses() -> dict[str, Stage]:
    words = ((code, text) for code, texts in STATUSES.items() for text in texts)
    return {_simplify(text): STAGE_BY_CODE[code] for code, text in words}


def stage_of(text: str, lang: str) -> Stage:
    """The stage of this name; stages are the same in every plan."""
    return STAGE_BY_CODE[_Index("stage", STAGES, lang).find(text).code]


class _Index(Generic[T]):
    """The things of one sort by their spellings, built when the sort is first asked for."""

    def __init__(self, what: str, things: Iterable[T], lang: str) -> None:
        self._what = what
        self._lang = lang
        self._by_code = {thing.code: thing for thing in things}
        self._as_written = self._spelled(_squeeze)
        self._simplified: dict[str, list[T]] | None = None
        self._missed = 0
        self._all: tuple[tuple[str, ...], tuple[str, ...]] | None = None

    def named(self, text: str) -> T | None:
        """The one thing of this name."""
        if (exact := self._by_code.get(text)) is not None:
            return exact
        found = self._spelled_so(text)
        return found[0] if len(found) == 1 else self._labelled(text)

    def _spelled_so(self, text: str) -> list[T]:
        return self._as_written.get(_squeeze(text)) or self._in_simplified(text)

    def find(self, text: str) -> T:
        if (thing := self.named(text)) is not None:
            return thing
        found = self._spelled_so(text)
        candidates = self._labels(found or self._beginning(text))
        if len(candidates) > 1:
            raise AmbiguousName(what=self._what, text=text, candidates=candidates)
        close = candidates or self._close(text)
        near = [] if self._what in _OURS else close
        if near:
            raise UnknownName(what=self._what, text=text, near=near, close=close)
        every, shown = self._every(text)
        raise UnknownName(what=self._what, text=text, near=every, close=close, shown=shown)

    def _labelled(self, text: str) -> T | None:
        """The thing of both its code and its name, as messages name it: ``IG06 建材`` or back."""
        for form in _LABELS:
            if (match := form.fullmatch(text.strip())) is None:
                continue
            thing = self._by_code.get(match["code"])
            if thing is not None and _squeeze(match["name"]) in map(_squeeze, spellings(thing)):
                return thing
            if thing is None and _LIST_CODE.fullmatch(match["code"]):
                found = self._spelled_so(match["name"])
                if len(found) == 1:
                    return found[0]
        return None

    def _spelled(self, form: Callable[[str], str]) -> dict[str, list[T]]:
        index: dict[str, list[T]] = {}
        for thing in self._by_code.values():
            for key in {form(spelling) for spelling in spellings(thing)} - {""}:
                index.setdefault(key, []).append(thing)
        return index

    def _in_simplified(self, text: str) -> list[T]:
        # Pure ASCII has no script to mix, and the converter takes time to load.
        if text.isascii():
            return []
        if self._simplified is None:
            self._simplified = self._spelled(_simplify)
        return self._simplified.get(_simplify(text), [])

    def _beginning(self, text: str) -> list[T]:
        key = _squeeze(text)
        if not key:
            return []
        return [
            t for name, found in self._as_written.items() if name.startswith(key) for t in found
        ]

    def _close(self, text: str) -> list[str]:
        """The names that the text may be a slip for, the likeliest first."""
        # Imported here: only a wrong name needs it.
        from difflib import get_close_matches

        self._missed += 1
        if _simplify(text) in _ELSEWHERE or self._missed > _SLIPS:
            return []
        alike = _ALIKE if text.isascii() else _ALIKE_HAN
        names = get_close_matches(_squeeze(text), self._as_written, 2 * _NEAR, alike)
        near = self._labels(thing for name in names for thing in self._as_written[name])[:_NEAR]
        return near or (self._labels(self._by_code.values()) if len(self._by_code) <= _NEAR else [])

    def _every(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What is listed where no name is near, all, and how people read it: names alone."""
        short = self._what in _OURS or len(self._by_code) <= _LISTED
        if not short and _simplify(text) in _ELSEWHERE:
            return (), ()
        if self._all is None:
            things = self._by_code.values()
            labels = tuple(self._labels(things))
            names = tuple(_called(thing, self._lang) for thing in things)
            self._all = labels if short else names, labels if self._what in _OURS else names
        return self._all

    def _labels(self, things: Iterable[T]) -> list[str]:
        return list(dict.fromkeys(f"{t.code} {t.names.get(self._lang)}" for t in things))


def _called(thing: Unit | Term, lang: str) -> str:
    names = thing.short if isinstance(thing, Unit) else thing.names
    return names.get(lang)


def _words(text: str) -> str:
    """The Latin words of a text, in small letters; an apostrophe parts none."""
    return " ".join(_LATIN.findall(re.sub("['’`]", "", text.casefold())))


def _squeeze(text: str) -> str:
    if not text.isascii():
        text = normalize("NFKC", text)
    return "".join(filter(str.isalnum, text.casefold()))


def _simplify(text: str) -> str:
    return _squeeze(fold(text))
