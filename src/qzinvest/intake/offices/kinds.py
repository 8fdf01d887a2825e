"""Which rows below a header are data, and what the others are."""

import re
from collections.abc import Sequence
from functools import lru_cache

from qzinvest.intake.files.sheets import UNCALCULATED, Row, Value, squeezed
from qzinvest.intake.offices.layout import AMOUNTS, SECTION, Heading, Layout
from qzinvest.intake.words.texts import says_nothing
from qzinvest.patterns import pattern
from qzinvest.tuples import NamedTuple

_LONG = 40
_TITLED = 3
"""Cells that a section's row may fill: its title and two figures."""
_TOTAL = pattern(
    r"(?:.{0,12}(?:合计|总计|小计|累计|共计)|共(?=[0-9]+[个项])|全市|total|subtotal|grandtotal|sum)"
    r"(?:[（(]?[0-9]+(?:个|项|个项目|projects)?[)）]?|[（(][^（()）]*[)）])?[:：]?"
)
_NOTE = pattern(
    r"^(?:(?:注|备注|说明|note|notes|remark|source|数据来源|资料来源)"
    r"(?:[:：1-9]|[一二三][:：、.．]|说明|$)"
    r"|(?:填表|填报|制表|制单|审核|审批|联系|报送|打印|prepared)"
    r"(?:[:：]|(?:人|单位|日期|时间)(?:[:：\s]|$)|$)"
    r"|(?:单位负责人|分管领导)(?:[:：\s]|$))"
)
_SAMPLE = pattern(
    r"[（(【\[]?(?:填写|填報|填报|填表|填寫)?(?:示例|样例|樣例|范例|範例|例如|举例|例|example|sample|e\.g\.)"
    r"[)）】\]]?[0-9:：]*",
    re.IGNORECASE,
)
_NOBODY = pattern(
    r"[×✕○◯□△＊]{2,}|某某|(?:^|(?<=[\u4e00-\u9fff]))(?:[xXｘＸ]{2,}|\*{2,})(?=[\u4e00-\u9fff])"
    r"|^〇{2,}(?=[\u4e00-\u9fff])|^(?:example|sample)\s*[:：]|^e\.\s*g\.|^[（(【]?(?:示例|样例|樣例|样表|樣表|范例|範例)"
    r"|^(?:例|例如|举例)\s*[:：]|^[（(【]例[)）】]",
    re.IGNORECASE,
)
_NO_NAME = pattern(
    r"(?:测试|測試|演示|test(?:ing)?|demo|模板示例|填写示例|填寫示例|sample|example)"
    r"(?:项目|項目|数据|數據|\s*(?:project|data|company|co\b.*))?\s*[0-9]{0,3}"
    r"|(?:请|請|此处|此處|在此)?(?:填写|填寫|输入|輸入)?(?:项目|項目)(?:名称|名稱|全称|全稱)\W*(?:全称|全稱|必填)?\W*"
    r"|(?:请|請|此处|此處|在此)(?:填写|填寫|输入|輸入).*|your project.*|某(?:项目|項目)?"
    r"|[_＿…]{2,}.*|[xXｘＸ]{2,}",
    re.IGNORECASE,
)
"""What stands for a name in a form that was not filled in, or only tried."""
_SAID_SAMPLE = pattern(
    r"(?:此行|本行)?(?:为|為|填写|填寫|填表)?(?:示例|样例|樣例|范例|範例)(?:行|数据|數據)?(?:[，,。；;（(].*)?|(?:example|sample)",
    re.IGNORECASE,
)
"""How a note says that its row is a sample."""
_GUIDES = frozenset(
    (
        *(
            "必填",
            "选填",
            "選填",
            "非必填",
            "自动生成",
            "文本",
            "文字",
            "数字",
            "數字",
            "数值",
            "數值",
        ),
        *("日期", "金额", "金額", "下拉", "下拉选择", "下拉選擇", "选择", "選擇", "单选", "單選"),
        *("required", "optional", "mandatory", "text", "string", "number", "numeric", "date"),
        *("list", "dropdown"),
    )
)
"""How the cells of a form are to be filled in."""
_HOW = pattern(
    "请|請|填|选|選|下拉|保留|如|例|格式|精确|精確|参照|參照|见|見|以|不超过|please|e\\.?g|enter"
)
"""How a sentence of the same begins."""
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_FEW = 3
_COUNT = pattern(r"[0-9.]+(?:[个個项項家宗]|个项目|projects)?")
_OF_SECTIONS = {"serial", "name", "note", "ignored", *AMOUNTS}
"""Columns that the row of a section may fill."""
_NUMERAL = pattern(r"[（(]?[一二三四五六七八九十]+[)）]?[、.．]?")


class _Marks(NamedTuple):
    """The texts of a header, the columns of amounts, name and serial number, and all others."""

    headers: frozenset[str]
    figures: tuple[int, ...]
    name: int | None
    serial: int | None
    facts: tuple[int, ...]
    notes: tuple[int, ...]


def kind_of(row: Row, layout: Layout) -> str:
    """What a row below the header is: ``data``, ``header``, ``sample``, ``section`` and others.

    When in doubt it is data: what cannot be read is refused with a reason, not passed over.
    """
    texts = [str(value).strip() for value in row.values if value is not None]
    headers, _, name, serial, *_ = _marks(layout.headings)
    drawn_down = row.at(name) is None and set(texts) == {UNCALCULATED}  # for rows to come
    if drawn_down or all(map(says_nothing, texts)):
        return "note"
    if len(texts) > 1 and all(squeezed(text) in headers for text in texts):
        return "header"
    if row.number <= layout.last + _FEW and _is_guide(texts):
        return "header"
    if _is_sample(row, name, serial) or _is_noted_sample(row, layout):
        return "sample"
    return _kind(row, layout, texts)


def _kind(row: Row, layout: Layout, texts: Sequence[str]) -> str:
    """What a row is that is no header and no sample."""
    _, figures, name, serial, facts, _ = _marks(layout.headings)
    numbered = serial is not None and _NUMERAL.fullmatch(str(row.at(serial) or ""))
    figured = any(_is_figure(row.at(column)) for column in figures)
    named = row.at(name) is not None and (figured or (serial is not None and len(texts) == 1))
    words = _sum_words(row)
    if named and not words and not numbered:
        return "data"  # a title would stand further left than the names
    told = {column for column in facts if _tells(row.at(column))}
    if words and _sums(row, name, words, told):
        return "total"
    if numbered and facts and not told:
        return "section"
    data = figured or bool(told - {_first(row)})
    return "data" if named else _words_kind(texts, data=data)


def _is_sample(row: Row, name: int | None, serial: int | None) -> bool:
    """Whether a row shows how the form is filled in: 示例 before it, ×× or 某某 as its name."""
    for column in (serial, _first(row)):
        mark = row.at(column)
        if isinstance(mark, str) and column != name and _SAMPLE.fullmatch(mark.strip()):
            return True
    called = row.at(name)
    if not isinstance(called, str):
        return False
    return _NOBODY.search(called) is not None or _NO_NAME.fullmatch(called.strip()) is not None


def _is_noted_sample(row: Row, layout: Layout) -> bool:
    """Whether a note says that its row is a sample."""
    for column in _marks(layout.headings).notes:
        note = row.at(column)
        may_say = isinstance(note, str) and ("例" in note or note.isascii())
        if may_say and _SAID_SAMPLE.fullmatch(str(note).strip()):
            return True
    return False


def _is_guide(texts: Sequence[str]) -> bool:
    """Whether a row numbers the columns (1, 2, 3; A, B; 甲, 乙, 1, 2), or says 必填, 文本."""
    if len(texts) < _FEW:
        return False
    guides = (squeezed(text).casefold().strip("()（）*") for text in texts)
    if all(text in _GUIDES or _HOW.match(text) for text in guides):
        return True
    plain = [text.removesuffix(".0").strip("()（）").casefold() for text in texts]
    stems = next((n for n, text in enumerate(plain) if text not in _STEMS), len(plain))
    if plain[:stems] != list(_STEMS[:stems]):
        return False
    numbers = [str(n) for n in range(1, len(plain) - stems + 1)]
    letters = [chr(ord("a") + n) for n in range(len(plain))]
    return plain[stems:] == numbers or plain == letters


@lru_cache(maxsize=1)  # every row of a table asks for the same
def _marks(headings: tuple[Heading, ...]) -> _Marks:
    """What tells the kinds of rows apart."""
    places = {h.field: h.column for h in headings if h.field is not None}
    return _Marks(
        frozenset(squeezed(part) for h in headings for part in h.text.split("/")),
        tuple(places[field] for field in AMOUNTS if field in places),
        places.get("name"),
        places.get("serial"),
        tuple(h.column for h in headings if h.field and h.field not in _OF_SECTIONS),
        tuple(h.column for h in headings if h.field in (None, "note", "ignored")),
    )


def _is_figure(value: Value) -> bool:
    """Whether an amount's cell may be meant as one; 联系电话：138 is a label with its value."""
    return value is not None and not (isinstance(value, str) and set(value) & set(":："))


def _tells(value: Value) -> bool:
    """Whether a cell says anything of a project; sections and sums have counts in any column."""
    return value not in (None, UNCALCULATED) and _COUNT.fullmatch(squeezed(str(value))) is None


def _sum_words(row: Row) -> set[int]:
    """The columns with a word such as 合计, among the first cells that are filled."""
    filled = [column for column, value in enumerate(row.values) if value is not None]
    return {c for c in filled[:3] if _TOTAL.fullmatch(squeezed(str(row.values[c])).casefold())}


def _sums(row: Row, name: int | None, words: set[int], told: set[int]) -> bool:
    """Whether a row with words of sums is one of sums: it says hardly anything of a project."""
    others = told - words
    named = name not in words and _tells(row.at(name))
    return not others if named else len(others) <= 1


def _first(row: Row) -> int:
    return next(column for column, value in enumerate(row.values) if value is not None)


def _words_kind(texts: Sequence[str], *, data: bool) -> str:
    """What a row without a name and a figure is."""
    if _NOTE.match(texts[0]) or (len(texts) == 1 and len(texts[0]) > _LONG):
        return "note"
    titled = len(texts) <= _TITLED and SECTION.match(texts[0]) is not None and not data
    return "section" if len(texts) == 1 or titled else "data"
