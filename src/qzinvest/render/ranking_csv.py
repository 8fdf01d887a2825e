"""The ranking as CSV: the rows of the JSON, in the same order."""

from qzinvest.locale import Wording
from qzinvest.model.plan import Plan, ScoreLine
from qzinvest.model.ranking import Place, Ranking
from qzinvest.render.data import UNITS, report_csv
from qzinvest.render.ranking_json import number, place_fields

_SCORED = ("unit", "name", "tier", "rank", "previous_rank", "moved", "light", "score", "ahead_pp")
_COMPLETED = (*_SCORED[:7], "actual", "target", "completion", "ahead_pp")


def ranking_csv(ranking: Ranking, w: Wording, plan: Plan, *, labels: bool = False) -> str:
    """One row a unit; a figure that does not apply is an empty cell.

    By the scorecard, two columns a line follow: the value that is judged, and the points.

    Args:
        ranking: what to write.
        w: the language of names.
        plan: the plan in force.
        labels: whether it is for people (``render.data``).
    """
    heading = ranking.heading
    heads = {}
    for line in ranking.lines:
        name = line.names.get(w.lang)
        heads[f"{line.code}_value"] = f"{name} {_value_head(line, ranking, w)}"
        heads[f"{line.code}_points"] = f"{name} {w('column.points')}"
    return report_csv(
        (*(_SCORED if heading is None else _COMPLETED), *heads),
        map(_fields, ranking.places),
        plan,
        w,
        () if heading is None else (heading,),
        labels=labels,
        heads=heads,
    )


def _value_head(line: ScoreLine, ranking: Ranking, w: Wording) -> str:
    """What is judged, with its unit; completion and rates are ratios."""
    of = ranking.indicators.get(line.of)
    if line.source not in ("figure", "dropped") or of is None:
        return w("column.value")
    return w(
        "head.with_unit", name=w("column.value"), unit=w(f"unit.{UNITS[line.measure(of.measure)]}")
    )


def _fields(place: Place) -> dict[str, object]:
    fields = place_fields(place)
    for part in place.parts:
        fields[f"{part.line}_value"] = number(part.value)
        fields[f"{part.line}_points"] = number(part.points)
    return fields
