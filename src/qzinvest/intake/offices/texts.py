"""Cells of an office's table as texts: white space, breaks inside names, codes."""

import re
from collections.abc import Iterable
from datetime import date

from qzinvest.errors import BadText
from qzinvest.intake.files.sheets import Value
from qzinvest.intake.words.texts import NAME_LIMIT, NOTE_LIMIT, clean_text, has_lost_digits
from qzinvest.model.likeness import investors, unnumbered
from qzinvest.patterns import pattern

_COUNTING = pattern(r"([0-9]{1,3})(?: +|[-—_] ?)(?=\S)")
"""How a name begins that may be counted in its list."""
_LONG = {"note", "source", "drop_reason"}
_BETWEEN_HAN = pattern(r"(?<=[\u2e80-\u9fff\uff00-\uffef])\s+(?=[\u2e80-\u9fff\uff00-\uffef])")
_EXACT = 10**15
"""A spreadsheet's numbers have 15 digits: of a longer code the last ones are lost."""

_LEGAL = "(?:集团|集團|控股|股份|有限|责任|責任|总|總)*(?:公司|集团|集團)"
_TRADES = (
    "科技|技术|技術|实业|實業|投资|投資|发展|發展|建设|建設|工程|贸易|貿易|国际|國際|能源|材料|装备|"
    "裝備|机械|機械|电子|電子|信息|资源|資源|管理|服务|服務|食品|纺织|紡織|服饰|服飾|鞋业|鞋業|化工|"
    "物流|文化|旅游|旅遊|置业|置業|开发|開發|产业|產業|制造|製造|电源|電源|生物|医药|醫藥|环保|環保|"
    "智能|股权|股權|基金"
)
_LATIN = r"(?:co|company|corp|corporation|inc|ltd|limited|llc|plc|group|holdings?|gmbh|ag|pte|kk)\b"
_PART = pattern(
    rf"(?:{_TRADES})*{_LEGAL}(?:[（(].*)?|[（(][^（()）]*[)）]|{_LATIN}[.,a-z ]*", re.IGNORECASE
)
"""What is no company's whole name, and ends one that a break parts: 集团有限公司, Co., Ltd."""
_WHOLE = pattern(
    r"(?:公司|集团|集團|厂|廠|院|行|社|中心|会|會|局|委|部|基金|企业|企業|[)）])$", re.IGNORECASE
)
_FIRST = pattern("[、；;]")
_CUT = 5
"""Characters from which a line without a company's ending is the beginning of a name; a shorter one
may be a person or a brand."""


def cell_text(value: Value) -> str:
    """A cell as text: whole numbers without a point, one space for any white space."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = value.strip()
        if "\n" not in text and len(text.split(None, 1)) > 1:
            text = _BETWEEN_HAN.sub("", text)
        return text
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def are_counted(names: Iterable[str]) -> bool:
    """Whether all names begin with numbers that count them: 1 风电, 2 光伏, 3-储能.

    Of one name alone the number may be its own.
    """
    before = count = 0
    for name in names:
        found = _COUNTING.match(name)
        if found is None or int(found[1]) not in (before + 1, 1):
            return False
        before, count = int(found[1]), count + 1
    return count > 1


def uncounted(name: str) -> str:
    """A name without the number that counts it."""
    return _COUNTING.sub("", name)


def cleaned(field: str, text: str) -> str:
    """The text of a field on one line.

    Raises:
        BadText: as ``clean_text``.
    """
    if field == "investor":
        names = investors(_joined(text)) if "\n" in text or "\r" in text else investors(text)
        text = "、".join(unnumbered(" ".join(name.split())) for name in names) or text
    text = " ".join(_BETWEEN_HAN.sub("", text).split())
    return clean_text(text, field, NOTE_LIMIT if field in _LONG else NAME_LIMIT)


def check_code(value: Value, text: str) -> None:
    """Refuse a code whose last digits a spreadsheet has lost.

    Raises:
        BadText: reason ``digits``.
    """
    number = isinstance(value, int | float) and abs(value) >= _EXACT
    if number or has_lost_digits(text):
        raise BadText(field="code", text=text, reason="digits")


def _joined(text: str) -> str:
    """A cell of investors whose names are not parted by breaks that only wrap a line.

    A break parts two companies that are each named to the end; it is none where the line after it
    is no company's whole name, or the line before it has a company's beginning alone.
    """
    lines = [unnumbered(" ".join(line.split())) for line in text.splitlines()]
    lines = [line for line in lines if line]
    whole = lines[:1]
    for line in lines[1:]:
        before = whole[-1]
        if before.endswith(("、", "；", ";", ",", "，", "/")):
            whole.append(line)
        elif _PART.fullmatch(first := _FIRST.split(line)[0]) or _is_cut(before, first):
            latin = before[-1].isascii() and line[0].isascii()
            whole[-1] = f"{before} {line}" if latin else f"{before}{line}"
        else:
            whole.append(line)
    return "\n".join(whole)


def _is_cut(before: str, line: str) -> bool:
    """Whether a line goes on with the name that the line before it begins."""
    opened = sum(map(before.count, "（(")) - sum(map(before.count, "）)"))
    if opened > 0:
        return True
    han = not before.isascii()
    return (
        han
        and len(before) >= _CUT
        and _WHOLE.search(before) is None
        and _WHOLE.search(line) is not None
    )
