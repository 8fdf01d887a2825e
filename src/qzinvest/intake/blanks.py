"""What offices write into a cell to leave it blank."""

import re

_NOTHING = frozenset(
    ["-", "--", "—", "——", "–", "－", "/", "／", "\\", "无", "無", "暂无", "暫無", "n/a", "none"]
)
_NOT_YET = re.compile(r"(?:尚|暂|暫|还|還)?未[\u4e00-\u9fff]{1,4}|否|not yet", re.IGNORECASE)


def says_nothing(text: str) -> bool:
    """Whether a text stands for an empty cell: ``—``, ``/``, ``无``."""
    return not text or text.casefold() in _NOTHING


def says_not_yet(text: str) -> bool:
    """Whether a text stands for a date that is still to come: ``未开工``, ``尚未签约``, ``否``."""
    return says_nothing(text) or _NOT_YET.fullmatch(text) is not None
