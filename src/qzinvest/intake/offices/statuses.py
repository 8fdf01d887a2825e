"""Status words in columns that are left out, and what they say against the dates."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from qzinvest.errors import QzinvestError
from qzinvest.intake.files.sheets import Row
from qzinvest.intake.offices.endings import (
    is_ended,
    is_stalled,
    may_tell,
    means_end,
    speaks_against,
)
from qzinvest.intake.offices.texts import cell_text
from qzinvest.intake.words.names import stage_of, status_of
from qzinvest.model.project import Project
from qzinvest.model.stage import Stage
from qzinvest.patterns import pattern

_LABEL = 12
"""The most characters of a status; longer texts are sentences."""
_SHOWN = 40
"""The most characters of a sentence that is shown."""
_TO_COME = pattern(
    r"计划|計劃|预计|預計|下一?步|目标|目標|拟|擬|是否|要求|planned|expected|next", re.IGNORECASE
)
"""Headers of what is still to come."""
_OF_ENDS = pattern("时间|時間|日期|原因|说明|說明|理由|date|reason|why", re.IGNORECASE)
"""What makes of 终止 another thing than a tick."""
_COUNTED = pattern(
    r"^(?:是否)?(?:有效|计入|計入|纳入|納入|统计|統計)|^(?:valid|active|counted)$", re.IGNORECASE
)
_YES = frozenset(("是", "√", "✓", "✔", "☑", "y", "yes", "true", "1"))
_NO = frozenset(
    ("否", "×", "✗", "✘", "☒", "n", "no", "false", "0", "无效", "無效", "不计入", "不計入")
)


@lru_cache(maxsize=1024)  # the same few words in every row
def _stage(text: str) -> Stage | None:
    try:
        return status_of(text) or stage_of(text, "zh_Hans")
    except QzinvestError:
        return None


def is_stage(text: str) -> bool:
    """Whether a cell names a stage, or an end."""
    status = text.strip()
    return len(status) <= _LABEL and (is_ended(status) or _stage(status) is not None)


def is_to_come(header: str) -> bool:
    """Whether what stands below a header is still to come."""
    return _TO_COME.search(header) is not None


class Statuses:
    """The columns of a table that are not recorded and may say how a project stands.

    Args:
        columns: those that may hold status words, with their headers.
        texts: all whose texts may tell of an end.
    """

    def __init__(self, columns: Sequence[tuple[int, str]], texts: Sequence[int]) -> None:
        self._columns = [(c, header) for c, header in columns if not is_to_come(header)]
        self._counted = [(c, header) for c, header in columns if _COUNTED.search(header)]
        self.ticks = [
            (c, header)
            for c, header in columns
            if means_end(header) and not _OF_ENDS.search(header)
        ]
        self._told = (0, False)
        labels = {column for column, _ in columns}
        self._texts = [(column, column in labels) for column in texts]

    def tell(self, row: Row) -> bool:
        """Whether any text of a row may say how its project stands; most rows have none."""
        if self._told[0] != row.number:  # each row is asked for its end, and then for the rest
            self._told = row.number, may_tell(row.values)
        return self._told[1]

    def ending(self, row: Row) -> str | None:
        """The tick that says that a project ended: 是 below 是否终止."""
        ticked = (h for c, h in self.ticks if cell_text(row.at(c)).casefold() in _YES)
        return next(ticked, None)

    def against(self, row: Row, project: Project) -> Iterator[tuple[str, str]]:
        """What a row says against its dates or its counting.

        Each with its kind: ``status``, ``doubt`` (ended, or listed twice), ``still``.
        """
        if project.dropped_on:
            return
        yield from self._labels(row, project)
        if not self.tell(row):
            return
        texts = ((v, label) for c, label in self._texts if isinstance(v := row.at(c), str))
        for text, is_label in texts:
            if is_stalled(text):
                yield "still", _cut(text)
            elif not (is_label and len(text) <= _LABEL) and speaks_against(text):
                yield "doubt", _cut(text)

    def _labels(self, row: Row, project: Project) -> Iterator[tuple[str, str]]:
        """The status words that say otherwise than the dates, or that the row shall not count."""
        for column, header in self._columns:
            value = row.at(column)
            if not isinstance(value, str) or len(value) > _LABEL:
                continue
            stage = _stage(value.strip()) if project.milestones else None
            if means_end(value) or stage not in (None, project.stage):
                yield "status", f"{header}: {value.strip()}"
        for column, header in self._counted:
            if cell_text(row.at(column)).casefold() in _NO:
                yield "status", f"{header}: {cell_text(row.at(column))}"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
