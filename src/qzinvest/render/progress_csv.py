"""The progress report as CSV: the rows and columns of the JSON, in the same order."""

from qzinvest.locale import Wording
from qzinvest.model.plain_layout import guard
from qzinvest.model.progress import Line, Progress
from qzinvest.render.csv_text import csv_text
from qzinvest.render.figures import points_number


def progress_csv(
    progress: Progress, w: Wording, *, total: bool = False, labels: bool = False
) -> str:
    """One row a unit and indicator; a figure that does not apply is an empty cell.

    Args:
        progress: what to write.
        w: the language of names.
        total: whether one row an indicator with the city's total follows.
        labels: whether the header is in the language instead of stable English keys.
    """
    keys = Line._fields[:-1] if progress.has_targets else Line._fields
    lines = progress.lines + progress.totals if total else progress.lines
    header = [w(f"column.{key}") for key in keys] if labels else keys
    return csv_text(header, (_cells(line)[: len(keys)] for line in lines))


def _cells(line: Line) -> list[object]:
    return [
        line.unit,
        guard(line.name),
        line.tier,
        line.indicator,
        line.actual if isinstance(line.actual, int) else float(line.actual),
        line.target,
        None if line.completion is None else float(line.completion),
        None if line.ahead_pp is None else f"{points_number(line.ahead_pp):.2f}",
        line.rank,
        None if line.share_of_whole is None else float(line.share_of_whole),
    ]
