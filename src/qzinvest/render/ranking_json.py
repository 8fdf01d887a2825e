"""The ranking as one JSON object: scripts rely on its keys."""

import json
from fractions import Fraction

from qzinvest.locale import Wording
from qzinvest.model.ranking import Place, Ranking
from qzinvest.render.asked import asked_json
from qzinvest.render.figures import points_number


def ranking_json(ranking: Ranking, w: Wording) -> str:
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
        "assumed": [f"{item.path}: {item.text.get(w.lang)}" for item in ranking.assumed],
        "scorecard": [
            {**line._asdict(), "names": line.names.get(w.lang)} for line in ranking.lines
        ],
        "rows": [place_fields(place) for place in ranking.places],
    }
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


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
