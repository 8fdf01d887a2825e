"""What stands outside a table's columns and holds for its rows: a district, a stage, a month."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from itertools import islice
from pathlib import PurePath

from qzinvest.errors import BadDate, DateOrder, FutureDate, VagueDate
from qzinvest.intake.files.tables import Opened
from qzinvest.intake.offices.map import Map
from qzinvest.intake.words.names import Resolver
from qzinvest.intake.words.written_dates import in_past, plain, read_when
from qzinvest.model.precision import When
from qzinvest.model.stage import Stage
from qzinvest.patterns import pattern
from qzinvest.tuples import NamedTuple

_TALKS = pattern(r"在谈|在談|洽谈|洽談|对接|對接|in talks|negotiation", re.IGNORECASE)
_LEADS = pattern(r"线索|線索|储备|儲備|\bleads?\b|pipeline", re.IGNORECASE)
_LATER = pattern(
    r"签约|簽約|注册|註冊|到资|到資|开工|開工|投产|投產|signed|registered|funded|started|producing",
    re.IGNORECASE,
)
_SPAN = r"[-—–~～至到]"
_MONTH = pattern(
    rf"(20[0-9]{{2}}) ?年 ?(?:(?P<from>1?[0-9]) ?月? ?{_SPAN} ?)?(1[0-2]|0?[1-9]) ?月"
    rf"(?P<on>份? ?(?:[0-9]{{1,2}}[日号]|{_SPAN}+ ?[0-9今本]))?"
    r"|(?<![0-9])(20[0-9]{2})[-_./]?(1[0-2]|0[1-9])(?P<day>[-_./]?[0-3][0-9])?(?![0-9])"
)
_LONGEST = 60
_TOP = 6
"""The first rows of a sheet, in which titles may stand."""
_SAYS_HOW = pattern(r"说明|說明|填写|填寫|例|如[：:]|请|請|please|e\.g\.", re.IGNORECASE)
_NUMBERS = (
    pattern(r"[一二三四五六七八九十]+[、.．]"),
    pattern(r"[（(][一二三四五六七八九十]+[)）]"),
    pattern(r"[0-9]+[、.．]"),
    pattern(r"[（(][0-9]+[)）]"),
)


_OF_OTHERS = pattern(
    r"(?:赴|前往|抄送|抄报|抄報|主送|来自|來自)[^，,；;。()（）]*|.{2,4}?(?:商会|商會)"
)
"""Who a list was sent to, or where people went: no district of its projects."""
_OF_CITY = pattern("(?:市直|市本级|市本級|市级|市級|市属|市屬|省属|省屬|其他|其它)")
"""Sections of projects that are no district's."""


class Said(NamedTuple):
    """What a text outside the columns says: a district's code, and the text itself.

    ``source`` is ``title``, ``sheet``, ``file`` or ``section``.
    """

    code: str
    source: str
    text: str


class Outside(NamedTuple):
    """What titles, the sheet's and the file's name say of all rows of a table."""

    district: Said | None
    stage: Stage | None
    month: When | None


def outside(
    file: str, sheet: str, titles: Sequence[str], resolver: Resolver, today: date
) -> Outside:
    """What is said of all rows of a table.

    A district is taken where a text names exactly one; a stage where a text names talks or leads
    and none of the stages that need a day; a month that is not still to come. Of several texts the
    nearest to the table counts: its titles from below, the sheet's name, the file's.
    """
    texts = [("title", title) for title in reversed(titles) if _is_title(title)]
    texts += [("sheet", sheet), ("file", PurePath(file).stem)]
    named = (Said(code, source, text) for source, text in texts if (code := _one(text, resolver)))
    ending = resolver.district_ending_in(sheet)
    stages = (stage_in(text) for _, text in texts)
    return Outside(
        next(named, None) or (Said(ending, "sheet", sheet) if ending else None),
        next((stage for stage in stages if stage is not None), None),
        next(_months((text for _, text in texts), today), None),
    )


def sender_of(opened: Opened, rules: Map, resolver: Resolver) -> str | None:
    """The code of the district whose file it is: the one that is named for the whole of it.

    By the map or an option; else by the file's name, its sheets' names and titles, which may stand
    in their first rows, where all of these name one district alone.
    """
    if text := rules.constants.get("district"):
        return resolver.recorded("district", text).code
    texts = [PurePath(opened.file).stem]
    for sheet in opened.sheets:
        texts.append(sheet.name)
        for row in islice(sheet.rows(), _TOP):
            filled = [str(value) for value in row.values if value is not None]
            texts += filled if len(filled) == 1 and _is_title(filled[0]) else []
    named = frozenset[str]().union(*(_districts(text, resolver) for text in texts))
    return next(iter(named)) if len(named) == 1 else None


def _is_title(text: str) -> bool:
    """Whether a text above a table is its title; an instruction may name a district as a sample."""
    return 0 < len(text) <= _LONGEST and _SAYS_HOW.search(text) is None


def stage_in(text: str) -> Stage | None:
    """Talks or leads, where a title names one of them and no later stage."""
    if _LATER.search(text):
        return None
    if _TALKS.search(text):
        return Stage.TALKS
    return Stage.LEAD if _LEADS.search(text) else None


class Sections:
    """What the titles of sections say of the rows below them, section by section."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._level = -1
        self.district: Said | None = None
        self.stage: Stage | None = None

    def begin(self, text: str) -> None:
        """A section begins: one that names a district, or one inside or beside that."""
        level = next((n for n, form in enumerate(_NUMBERS) if form.match(text)), -1)
        code = _one(text, self._resolver)
        if code is not None:
            self.district, self._level = Said(code, "section", text), level
        elif level == self._level or _OF_CITY.match(text):
            self.district = None
        self.stage = stage_in(text)


def _one(text: str, resolver: Resolver) -> str | None:
    """The district that a text names, if it names exactly one."""
    found = _districts(text, resolver)
    return next(iter(found)) if len(found) == 1 else None


def _districts(text: str, resolver: Resolver) -> frozenset[str]:
    return resolver.districts_in(_OF_OTHERS.sub(" ", text))


class Month(NamedTuple):
    """A month that a text names.

    ``whole`` is whether it is named by itself: 2022年6月, but not 2022年6月30日 nor 1月至6月, of
    which it is the last.
    """

    when: When
    whole: bool


def months_in(text: str, year: int | None = None) -> Iterator[Month]:
    """The months that a title or a sheet's name tells, in their order.

    Args:
        text: a text that is only a month may lack its year: 6月.
        year: that one.
    """
    with suppress(BadDate, DateOrder, VagueDate):
        when = read_when(text, year)
        if when.precision == "month":
            yield Month(when, whole=True)
            return
    for match in _MONTH.finditer(plain(text)):
        named, month = match[1] or match[5], match[3] or match[6]
        whole = not (match["from"] or match["on"] or match["day"])
        with suppress(BadDate, VagueDate):
            yield Month(read_when(f"{named}-{int(month):02}"), whole)


def _months(texts: Iterator[str], today: date) -> Iterator[When]:
    """The months that are not still to come."""
    for text in texts:
        for when, _ in months_in(text):
            with suppress(FutureDate):
                yield in_past(when, text, today)
