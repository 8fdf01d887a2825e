"""The progress report as CSV: the rows and columns of the JSON, in the same order."""

from qzinvest.locale import Wording
from qzinvest.model.plan import Plan
from qzinvest.model.progress import Line, Progress
from qzinvest.render.data import report_csv
from qzinvest.render.progress_json import row_of


def progress_csv(
    progress: Progress, w: Wording, plan: Plan, *, total: bool = False, labels: bool = False
) -> str:
    """One row a unit and indicator; a figure that does not apply is an empty cell.

    Args:
        progress: what to write.
        w: the language of names.
        plan: the plan in force.
        total: whether one row an indicator with the city's total follows.
        labels: whether it is for people (``render.data``).
    """
    keys = Line._fields[:-1] if progress.has_targets else Line._fields
    lines = progress.lines + progress.totals if total else progress.lines
    rows = (row_of(line, shares=not progress.has_targets) for line in lines)
    return report_csv(keys, rows, plan, w, progress.headings, labels=labels)
