"""The ranking as one JSON object, and its rows as CSV. Scripts rely on the keys."""

from qzinvest.locale import Wording
from qzinvest.model.plan import Light, Plan, ScoreLine
from qzinvest.model.progress import Heading
from qzinvest.model.ranking import Place, Ranking
from qzinvest.render.asked import asked_json, assumed_json, number
from qzinvest.render.data import UNITS, report_csv, report_json
from qzinvest.render.figures import points_number

_SCORED = ("unit", "name", "tier", "rank", "previous_rank", "moved", "light", "score", "ahead_pp")
_COMPLETED = (*_SCORED[:7], "actual", "target", "completion", "ahead_pp")


def ranking_json(ranking: Ranking, w: Wording, plan: Plan) -> str:
    """The ranking with counts as integers, money in integer yuan, ratios and points unrounded.

    Keys are English in every language; names and the assumptions' sentences are in the language.
    """
    body = {
        "report": "ranking",
        "plan": ranking.plan,
        "kind": ranking.by,
        "indicator": None if ranking.heading is None else ranking.heading.code,
        "as_of": ranking.as_of.isoformat(),
        "since": None if ranking.since is None else ranking.since.isoformat(),
        "pace": float(ranking.pace),
        **asked_json(ranking.asked),
        "assumed": assumed_json(ranking.assumed, w),
        "scorecard": [_line(line, w) for line in ranking.lines],
        "lights": [_light(light, w) for light in ranking.lights],
        "rows": [_place_fields(place) for place in ranking.places],
    }
    scored = (*ranking.indicators.values(), Heading("score", w("head.score"), "score"))
    return report_json(body, plan, w, scored if ranking.heading is None else (ranking.heading,))


def _line(line: ScoreLine, w: Wording) -> dict[str, object]:
    """A line of the scorecard; points, marks and percent as people write them."""
    sizes = {key: _hundredths(getattr(line, key)) for key in ("points", "goal", "floor", "cap")}
    return {
        "code": line.code,
        "name": line.names.get(w.lang),
        "kind": line.kind,
        "source": line.source,
        "of": line.of or None,
        "form": line.form,
        **sizes,
        "unit": line.unit or None,
    }


def _light(light: Light, w: Wording) -> dict[str, object]:
    """A light; ``ahead_pp`` is the least lead that has it, ``None`` for the last one."""
    ahead = None if light.ahead is None else _hundredths(light.ahead)
    names = light.names.get(w.lang)
    return {"code": light.code, "name": names, "mark": light.mark, "ahead_pp": ahead}


def _hundredths(points: int) -> int | float:
    return points / 100 if points % 100 else points // 100


def _place_fields(place: Place) -> dict[str, object]:
    """A place with stable keys; ``None`` for what does not apply."""
    return {
        "unit": place.unit,
        "name": place.name,
        "tier": place.tier,
        "rank": place.rank,
        "previous_rank": place.before,
        "moved": place.moved,
        "light": None if place.light is None else place.light.code,
        "actual": number(place.actual),
        "target": place.target,
        "completion": number(place.completion),
        "ahead_pp": None if place.ahead_pp is None else points_number(place.ahead_pp),
        "score": number(place.score),
        "parts": {
            part.line: {"value": number(part.value), "points": number(part.points)}
            for part in place.parts
        },
    }


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
    fields = _place_fields(place)
    for part in place.parts:
        fields[f"{part.line}_value"] = number(part.value)
        fields[f"{part.line}_points"] = number(part.points)
    return fields
