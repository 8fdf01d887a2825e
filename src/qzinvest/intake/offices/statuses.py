"""Status words in columns that are left out, and what they say against the dates."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from qzinvest.errors import QzinvestError
from qzinvest.intake.files.sheets import Row
from qzinvest.intake.offices.endings import is_ended, means_end
from qzinvest.intake.words.names import stage_of
from qzinvest.model.project import Project
from qzinvest.model.stage import Stage

_LABEL = 12
"""The most characters of a status; longer texts are sentences."""
_TO_COME = re.compile(
    r"计划|計劃|预计|預計|下一?步|目标|目標|拟|擬|是否|要求|planned|expected|next", re.IGNORECASE
)
"""Headers of what is still to come."""


@lru_cache(maxsize=1024)  # the same few words in every row
def _stage(text: str) -> Stage | None:
    try:
        return stage_of(text, "zh_Hans")
    except QzinvestError:
        return None


def is_stage(text: str) -> bool:
    """Whether a cell names a stage, or an end."""
    status = text.strip()
    return len(status) <= _LABEL and (is_ended(status) or _stage(status) is not None)


class Statuses:
    """The columns of a table that are left out and may hold status words.

    Args:
        columns: their columns with their headers.
    """

    def __init__(self, columns: Sequence[tuple[int, str]]) -> None:
        self._columns = [(c, header) for c, header in columns if not _TO_COME.search(header)]

    def against(self, row: Row, project: Project) -> Iterator[str]:
        """What a row's status words say against its dates, each with its header."""
        for column, header in self._columns:
            value = row.at(column)
            if not isinstance(value, str) or len(value) > _LABEL or project.dropped_on:
                continue
            stage = _stage(value.strip())
            if means_end(value) or stage not in (None, project.stage):
                yield f"{header}: {value.strip()}"
