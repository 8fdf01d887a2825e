"""Rows of projects that came to nothing, or stand still, and say so elsewhere than in a date."""

import re
from collections.abc import Iterable

from qzinvest.patterns import pattern

_SURE = (
    "终止|終止|解约|解約|作废|作廢|退库|退庫|流失|中止|夭折|剔除|淘汰|撤资|撤資|停建|流产|流產|告吹|泡汤|"
    "泡湯|烂尾|爛尾|破裂|失效|清退|出库|出庫|"
    "(?:不再|停止)(?:推进|推進|实施|實施|投资|投資|建设|建設|合作|落地|跟进|跟進)|"
    "terminated|cancell?ed|withdrawn|dropped|abandoned|void|fell through|called off|scrapped"
)
"""Words that hardly mean anything else of a project."""
_OF_DEEDS = "取消|退出|撤销|撤銷|撤回|放弃|放棄|搁置|擱置|解除|注销|註銷|失败|失敗|关停|關停"
"""What may be said of a permit, a company or a risk as well."""
_ENDED = f"{_SURE}|{_OF_DEEDS}"
_ANY = pattern(f"{_ENDED}|已黄|黄了", re.IGNORECASE)
_WHO = "项目|項目|合同|协议|協議|投资方?|投資方?|企业|企業|客商|对方|對方|谈判|談判|合作"
_MARK = rf"(?:{_WHO})?(?:已经?|已經|现已|現已|主动|主動)?(?:{_ENDED}|黄了?(?![\u4e00-\u9fff]))"
_DASH = "—–\\-－:："
_IN_NAME = pattern(
    rf"[（(【\[〔]\s*{_MARK}[^（()）】\]〕]{{0,12}}[)）】\]〕]|^{_MARK}\s*[{_DASH}]|[{_DASH}]\s*{_MARK}$"
    rf"|(?:已经?|已經|现已|現已)(?:{_ENDED})$",
    re.IGNORECASE,
)
_CLAUSE = pattern(
    r"(?:该|該|本|此|双方|雙方|企业|企業|公司|投资方|投資方|客商|this\s+|the\s+)?"
    r"(?:项目|項目|合作|协议|協議|合同|签约|簽約|project|deal|contract)?\s*"
    r"(?:已经?|已經|现已|現已|目前已|has been|have been|was|is)?\s*"
    rf"(?:{_ENDED})(?:了|合作|实施|實施|推进|推進|履约|履約|履行|投资|投資|建设|建設|签约|簽約|"
    r"项目|項目|处理|處理|\s+(?:by|in|on|due|before|after)\b.*)?",
    re.IGNORECASE,
)
_OBJECT = (
    "合作|合同|协议|協議|投资|投資|项目|項目|签约|簽約|立项|立項|实施|實施|建设|建設|计划|計劃"
)
_SENTENCE = pattern(
    rf".{{0,24}}?(?:(?:{_SURE})(?:了|{_OBJECT}|(?:到|至|往|去).{{1,8}})?|(?:{_OF_DEEDS})了?(?:{_OBJECT})"
    rf"|(?:项目|項目|合作)(?:已经?|已經)?(?:{_OF_DEEDS}|黄了))",
    re.IGNORECASE,
)
"""A clause that says it at its end: 已于2022年5月终止, 经协商解除合同."""
_BETWEEN = pattern(r"[，。；、！,.;!\n\r]|\s{2,}")
_NEGATED = pattern(r"[未无無防没沒]|不会|不會|非|\bnot\b|\bno\b", re.IGNORECASE)
_DOUBTFUL = pattern(
    r"不得|不能|不可|不宜|避免|否则|否則|如|若|将|將|拟|擬|可能|建议|建議|申请|申請|风险|風險|预计|預計|"
    r"原(?:意向|协议|協議|合同|方案|批复|批復|投资|投資)|面临|面臨|恢复|恢復|重新|复工|復工|\b(?:if|may|might|will|risk)\b",
    re.IGNORECASE,
)
_OF_OTHERS = pattern(
    rf"(?:{_ENDED})\s*(?:日期|时间|時間|条件|條件|条款|條款|原因|机制|機制|审批|審批)"
)
_STALLED = pattern(
    r"暂停|暫停|停工|停滞|停滯|暂缓|暫緩|缓建|緩建|停摆|停擺|suspended|on hold|stalled|paused",
    re.IGNORECASE,
)
_TWICE = pattern(
    r"(?:重复|重複)(?:上报|上報|申报|申報|报送|報送|统计|統計|登记|登記|项目|項目|$)|(?:与|與|和|同).{1,16}(?:重复|重複)"
    r"|已?(?:并入|併入|合并至|合併至|合并到)|duplicate of|merged into",
    re.IGNORECASE,
)
_TELLING = pattern(
    f"{_ANY.pattern}|{_STALLED.pattern}|重复|重複|并入|併入|合并|合併|duplicate|merged",
    re.IGNORECASE,
)
STRUCK = "删除线"
"""What ends a project whose row says nothing, but is struck through."""
_LABEL = 12
"""The most characters of a status; longer texts are sentences."""
_LABELLED = pattern(r"[（(【\[].*|[，,；;。].*")
"""What stands behind a status: 终止（企业撤资）."""


def may_tell(values: Iterable[object]) -> bool:
    """Whether any text of a row may say that its project ended, stands still or is listed twice."""
    return _TELLING.search("\n".join(v for v in values if isinstance(v, str))) is not None


def is_ended(status: str) -> bool:
    """Whether a status says that the project ended: 终止, 已退库, 【作废】, terminated."""
    text = status.strip(" 【】[]（）()")
    text = _LABELLED.sub("", text) or text
    return len(text) <= _LABEL and _CLAUSE.fullmatch(text.strip()) is not None


def is_stalled(text: str) -> bool:
    """Whether a text says that a project stands still, which is no end: 暂停, 停工, on hold."""
    return (
        _STALLED.search(text) is not None
        and _NEGATED.search(text) is None
        and _DOUBTFUL.search(text) is None
    )


def means_end(title: str) -> bool:
    """Whether a text has a word of the end, and none that denies it."""
    return _ANY.search(title) is not None and _NEGATED.search(title) is None


def speaks_against(note: str) -> bool:
    """Whether a text may say that the project ended, or stands in the list twice."""
    if _TWICE.search(note) is not None:
        return _NEGATED.search(note) is None
    if _ANY.search(note) is None:
        return False
    return any(
        means_end(clause) and _DOUBTFUL.search(clause) is None and not _OF_OTHERS.search(clause)
        for clause in _BETWEEN.split(note)
    )


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
            if _says_end(clause.strip(" 【】[]（）()")):
                return clause.strip()
    return None


def _says_end(clause: str) -> bool:
    if _CLAUSE.fullmatch(clause) or clause == "黄了":
        return True
    denied = _NEGATED.search(clause) or _DOUBTFUL.search(clause)
    return denied is None and _SENTENCE.fullmatch(clause) is not None
