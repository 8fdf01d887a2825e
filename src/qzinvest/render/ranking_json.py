"""The ranking as one JSON object: scripts rely on its keys."""

from fractions import Fraction

from qzinvest.locale import Wording
from qzinvest.model.plan import Light, Plan, ScoreLine
from qzinvest.model.progress import Heading
from qzinvest.model.ranking import Place, Ranking
from qzinvest.render.asked import asked_json
from qzinvest.render.data import assumed_json, report_json
from qzinvest.render.figures import points_number


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
        "rows": [place_fields(place) for place in ranking.places],
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


def _hundredths(number: int) -> int | float:
    return number / 100 if number % 100 else number // 100


def place_fields(place: Place) -> dict[str, object]:
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


def number(value: int | Fraction | None) -> int | float | None:
    """A figure as machine formats give it: whole where it is whole, else unrounded."""
    return float(value) if isinstance(value, Fraction) else value
