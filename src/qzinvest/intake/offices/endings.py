"""Rows of projects that came to nothing, and say so elsewhere than in a date's column."""

import re
from collections.abc import Iterable

_ENDED = (
    "终止|終止|解约|解約|取消|作废|作廢|退库|退庫|退出|撤销|撤銷|流失|中止|放弃|放棄|搁置|擱置|"
    "夭折|剔除|淘汰|撤资|撤資|停建|解除|注销|註銷|"
    "(?:不再|停止)(?:推进|推進|实施|實施|投资|投資|建设|建設|合作|落地)|terminated|cancell?ed|withdrawn|dropped|abandoned|void"
)
_ANY = re.compile(_ENDED, re.IGNORECASE)
_MARK = rf"(?:项目|項目|合同|协议|協議|投资|投資)?(?:已经?|已經|现已|現已)?(?:{_ENDED})"
_IN_NAME = re.compile(
    rf"[（(【\[〔]\s*{_MARK}[^（()）】\]〕]{{0,12}}[)）】\]〕]|^{_MARK}\s*[—\-－:：]|[—\-－:：]\s*{_MARK}$"
    rf"|(?:已经?|已經|现已|現已)(?:{_ENDED})$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"(?:该|該|本|此|双方|雙方|企业|企業|公司|投资方|投資方|客商|this\s+|the\s+)?"
    r"(?:项目|項目|合作|协议|協議|合同|签约|簽約|project|deal|contract)?\s*"
    r"(?:已经?|已經|现已|現已|目前已|has been|have been|was|is)?\s*"
    rf"(?:{_ENDED})(?:了|合作|实施|實施|推进|推進|履约|履約|履行|投资|投資|建设|建設|签约|簽約|"
    r"项目|項目|处理|處理|\s+(?:by|in|on|due|before|after)\b.*)?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[，。；、！,.;!\n\r]|\s{2,}")
_NEGATED = re.compile(r"[未无無防没沒]|不会|不會|非")
STRUCK = "删除线"
"""What ends a project whose row says nothing, but is struck through."""
_LABEL = 12
"""The most characters of a status; longer texts are sentences."""


def may_end(values: Iterable[object]) -> bool:
    """Whether any text of a row holds a word of the end; most rows hold none."""
    return _ANY.search("\n".join(v for v in values if isinstance(v, str))) is not None


def is_ended(status: str) -> bool:
    """Whether a status says that the project ended: 终止, 已退库, 【作废】, terminated."""
    text = status.strip(" 【】[]（）()")
    return len(text) <= _LABEL and _CLAUSE.fullmatch(text) is not None


def ends_section(title: str) -> bool:
    """Whether the title of a section, or of a sheet, is that of projects that ended."""
    return means_end(title)


def means_end(title: str) -> bool:
    """Whether a text has a word of the end, and none that denies it."""
    return _ANY.search(title) is not None and _NEGATED.search(title) is None


def ending_of(name: str, notes: Iterable[str]) -> str | None:
    """The words by which a row says that its project ended, ``None`` where it says no such thing.

    Args:
        name: the project's name, where a mark in brackets or before a dash counts.
        notes: the row's other texts, where a whole clause must say so: 该项目已终止.
    """
    if (mark := _IN_NAME.search(name)) is not None:
        return mark[0]
    for note in notes:
        if _ANY.search(note) is None:
            continue
        for clause in _BETWEEN.split(note):
            if _CLAUSE.fullmatch(clause.strip(" 【】[]（）()")):
                return clause.strip()
    return None
