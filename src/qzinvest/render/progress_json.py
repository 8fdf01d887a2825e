"""The progress report as one JSON object (DESIGN.md §8): scripts rely on its keys."""

from fractions import Fraction

from qzinvest.locale import Wording
from qzinvest.model.plan import Plan
from qzinvest.model.progress import Line, Progress
from qzinvest.render.asked import asked_json
from qzinvest.render.data import assumed_json, report_json
from qzinvest.render.figures import points_number


def progress_json(progress: Progress, w: Wording, plan: Plan) -> str:
    """The report with counts as integers, money in integer yuan and ratios unrounded.

    Keys are English in every language; names and the assumptions' sentences are in the language.
    By group, where there are no targets, every row has its ``share_of_whole`` too.
    """

    def row(line: Line) -> dict[str, object]:
        return row_of(line, shares=not progress.has_targets)

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
            line.indicator: row(line) | {"gross": _plain(progress.gross[line.indicator])}
            for line in progress.totals
        },
        "subtotals": [row(line) for line in progress.subtotals],
        "outside_period": progress.outside,
    }
    return report_json(body, plan, w, progress.headings)


def row_of(line: Line, *, shares: bool) -> dict[str, object]:
    """One line by stable keys, in the order in which every machine format has them."""
    fields: dict[str, object] = line._asdict()
    fields["actual"] = _plain(line.actual)
    fields["completion"] = _ratio(line.completion)
    fields["ahead_pp"] = None if line.ahead_pp is None else points_number(line.ahead_pp)
    del fields["share_of_whole"]
    return fields | ({"share_of_whole": _ratio(line.share_of_whole)} if shares else {})


def _plain(figure: int | Fraction) -> int | float:
    return figure if isinstance(figure, int) else float(figure)


def _ratio(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
