"""The progress report as one JSON object, and its rows as CSV. Scripts rely on the keys."""

from qzinvest.locale import Wording
from qzinvest.model.plan import Plan
from qzinvest.model.progress import Line, Progress
from qzinvest.render.asked import asked_json, assumed_json, number
from qzinvest.render.data import report_csv, report_json
from qzinvest.render.figures import points_number


def progress_json(progress: Progress, w: Wording, plan: Plan) -> str:
    """The report with counts as integers, money in integer yuan and ratios unrounded.

    Keys are English in every language; names and the assumptions' sentences are in the language.
    By group, where there are no targets, every row has its ``share_of_whole`` too.
    """

    def row(line: Line) -> dict[str, object]:
        return _row_of(line, shares=not progress.has_targets)

    body = {
        "report": "progress",
        "plan": progress.plan,
        "kind": progress.by,
        "as_of": progress.as_of.isoformat(),
        **asked_json(progress.asked),
        "pace": float(progress.pace),
        "assumed": assumed_json(progress.assumed, w),
        "rows": [row(line) for line in progress.lines],
        "total": {
            line.indicator: row(line) | {"gross": number(progress.gross[line.indicator])}
            for line in progress.totals
        },
        "subtotals": [row(line) for line in progress.subtotals],
        "outside_period": progress.outside,
    }
    return report_json(body, plan, w, progress.headings)


def _row_of(line: Line, *, shares: bool) -> dict[str, object]:
    """One line by stable keys, in the order in which every machine format has them."""
    fields: dict[str, object] = line._asdict()
    fields["actual"] = number(line.actual)
    fields["completion"] = number(line.completion)
    fields["ahead_pp"] = None if line.ahead_pp is None else points_number(line.ahead_pp)
    del fields["share_of_whole"]
    return fields | ({"share_of_whole": number(line.share_of_whole)} if shares else {})


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
    rows = (_row_of(line, shares=not progress.has_targets) for line in lines)
    return report_csv(keys, rows, plan, w, progress.headings, labels=labels)
