"""Figures in sentences: no thousands separators in Chinese, no sign, one unit for each amount."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from qzinvest.locale import Wording
from qzinvest.model.bulletin import Bulletin, Item
from qzinvest.model.counting import Figure
from qzinvest.model.document import MoneyUnit
from qzinvest.model.heading import Heading
from qzinvest.model.money import YI
from qzinvest.model.plan import Plan
from qzinvest.model.stage import Stage
from qzinvest.render.figures import SIZES, bound, bound_text, money_unit, rough, rounded
from qzinvest.render.wording import numeral, visible, worded

_WAN_YI = 10_000 * YI
"""1万亿元, in English a trillion."""
_MARKS = ("（虚构）", "虚构·")
"""Stand before the names of the fictional year; a document says it once, above its title."""


class Say:
    """Words of one bulletin in one language."""

    def __init__(self, bulletin: Bulletin, w: Wording, *, nameless: bool = False) -> None:
        """``nameless`` leaves out what projects are called: they are counted by district."""
        self.bulletin = bulletin
        self.w = w
        self.nameless = nameless

    @property
    def plan(self) -> Plan:
        """The plan in force."""
        return self.bulletin.plan

    @property
    def campaign(self) -> str:
        """What the plan is called; a document says once, above its title, that it is invented."""
        title = self.plan.titles.get(self.w.lang)
        return (
            title.removeprefix(self.w("demo.title", title="")) if self.plan.is_fictional else title
        )

    def __call__(self, key: str, /, **fields: object) -> str:
        """A sentence or a part of one."""
        return self.w(key, **fields)

    def number(self, figure: Figure, digits: int = 0, *, exact: bool = False) -> str:
        """A number as the language writes it in prose; ``exact`` ones without zeros at the end."""
        value = rounded(Fraction(figure), digits)
        scaled = abs(value.numerator * 10**digits // value.denominator)
        whole, rest = divmod(scaled, 10**digits)
        text = f"{whole:,}" if self.w.lang == "en" else str(whole)
        decimals = f"{rest:0{digits}}" if digits else ""
        decimals = decimals.rstrip("0") if exact else decimals
        return f"{text}.{decimals}" if decimals else text

    def percent(self, ratio: Fraction | None) -> str:
        """A rate with one decimal, 100% without."""
        tenths = rounded((ratio or Fraction(0)) * 100, 1)
        return f"{self.number(tenths, 0 if tenths == 100 else 1)}%"  # noqa: PLR2004 - the whole

    def points(self, pp: Fraction) -> str:
        """Percentage points without their sign."""
        return self.number(abs(pp), 1)

    def count(self, projects: Figure) -> str:
        """So many projects."""
        return self(
            "bulletin.count", n=self.number(projects, 0 if isinstance(projects, int) else 1)
        )

    @property
    def unit_of_money(self) -> MoneyUnit:
        """What the bulletin's money is read in."""
        return money_unit(self.w.lang)

    def money(self, yuan: Figure, *, exact: bool = False) -> str:
        """An amount: in all with two decimals of 亿元, of one project or target as recorded."""
        if exact and yuan and yuan % _WAN_YI == 0:
            return self("bulletin.trillion", n=self.number(Fraction(yuan, _WAN_YI)))
        digits = 6 if exact else 2
        n = self.number(Fraction(yuan, SIZES[self.unit_of_money]), digits, exact=exact)
        return self("bulletin.yi", n=n)

    def figure(self, figure: Figure, measure: str, *, exact: bool = False) -> str:
        """Projects or money, as an indicator measures."""
        return self.money(figure, exact=exact) if measure == "sum" else self.count(figure)

    def weekly(self, figure: Fraction, measure: str) -> str:
        """What a week brings: projects with one decimal."""
        if measure == "sum":
            return self.money(figure)
        return self("bulletin.count", n=self.number(figure, 1))

    def estimate(self, figure: int, measure: str) -> str:
        """What the year end may bring, as far as an estimate is worth."""
        if measure != "sum":
            return self.count(figure)
        return self("bulletin.yi", n=self._prose(rough(figure, self.unit_of_money)))

    def interval(self, low: int, high: int, actual: int, measure: str) -> tuple[str, str]:
        """The bounds of an estimate: the lower rounded down, the upper up."""
        if measure != "sum":
            texts = (self.number(low), self.number(high))
            kind = "count"
        else:
            unit, kind = self.unit_of_money, "yi"
            ends = bound(low, actual, unit, down=True), bound(high, actual, unit, down=False)
            texts = (self._prose(bound_text(ends[0], unit)), self._prose(bound_text(ends[1], unit)))
        return self(f"bulletin.low.{kind}", n=texts[0]), self(f"bulletin.high.{kind}", n=texts[1])

    def _prose(self, number: str) -> str:
        return number if self.w.lang == "en" else number.replace(",", "")

    def day(self, day: date) -> str:
        """A day with its year."""
        return self("bulletin.day.long", year=day.year, month=self.month(day), day=day.day)

    @property
    def year(self) -> int:
        """The year that it is of: once the plan is over, that of its end."""
        return min(self.bulletin.as_of, self.plan.end).year

    def short_day(self, day: date) -> str:
        """A day of the bulletin's year without it."""
        if day.year != self.year:
            return self.day(day)
        return self("bulletin.day.short", month=self.month(day), day=day.day)

    def month(self, day: date) -> str:
        """The name of a month, in Chinese its number."""
        return self(f"bulletin.month.{day.month}")

    @property
    def space(self) -> str:
        """What stands between sentences, and between a name and its figure: nothing in Chinese."""
        return " " if self.w.lang == "en" else ""

    def numeral(self, n: int) -> str:
        """A small number as headings write it."""
        return numeral(n, self.w)

    def numbered(self, section: int, n: int) -> str:
        """A part of a section: by its own number in Chinese, else under the section's."""
        return f"{section}.{n}" if self.w.lang == "en" else self.numeral(n)

    def named(self, heading: Heading) -> str:
        """An indicator."""
        return worded(heading.name, self.w)

    def unit(self, kind: str, code: str | None) -> str:
        """A unit by its full name; what the plan does not have is called by its code."""
        unit = self.plan.unit(kind, code) if code is not None else None
        return visible(code or "") if unit is None else unit.names.get(self.w.lang)

    def units(self, kind: str, codes: Iterable[str]) -> str:
        """Several units by their full names."""
        return self.names(self.unit(kind, code) for code in codes)

    def names(self, texts: Iterable[str]) -> str:
        """Names one after the other."""
        return self("bulletin.join.names").join(texts)

    def list(self, texts: Sequence[str]) -> str:
        """Entries one after the other; where one of them is a list, with a longer pause."""
        pause = self("bulletin.join.names")
        longer = any(pause in text for text in texts)
        return (self("bulletin.join.long") if longer else pause).join(texts)

    def project(self, item: Item) -> str:
        """A project by its name, the fictional year's without their mark."""
        return self.called(item.id)

    def called(self, id_: str) -> str:
        """What a project is called, the same way."""
        return self.unmarked(self.bulletin.names.get(id_, id_))

    def unmarked(self, name: str) -> str:
        """A name without the mark of the fictional year."""
        if self.plan.is_fictional:
            for mark in _MARKS:
                name = name.removeprefix(mark)
        return visible(name)

    def stage(self, stage: Stage | str) -> str:
        """A stage, or the kind of signing that stands for it."""
        key = f"stage.{stage.code}" if isinstance(stage, Stage) else f"signing.{stage}"
        return self.w(key).lower()

    def begun(self, text: str) -> str:
        """Words that stand by themselves: in English they begin with a capital."""
        return text[:1].upper() + text[1:]

    def sentences(self, texts: Iterable[str]) -> str:
        """Sentences as one paragraph, without those that are empty."""
        return self.space.join(text for text in texts if text)
