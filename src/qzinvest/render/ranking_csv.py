"""The ranking as CSV: the rows of the JSON, in the same order."""

from qzinvest.locale import Wording
from qzinvest.model.plain_layout import guard
from qzinvest.model.ranking import Place, Ranking
from qzinvest.render.csv_text import csv_text
from qzinvest.render.figures import points_number
from qzinvest.render.ranking_json import number, place_fields

_SCORED = ("unit", "name", "tier", "rank", "previous_rank", "moved", "light", "score", "ahead_pp")
_COMPLETED = (*_SCORED[:7], "actual", "target", "completion", "ahead_pp")


def ranking_csv(ranking: Ranking, w: Wording, *, labels: bool = False) -> str:
    """One row a unit; a figure that does not apply is an empty cell.

    By the scorecard, two columns a line follow: the value that is judged, and the points.

    Args:
        ranking: what to write.
        w: the language of names.
        labels: whether the header is in the language instead of stable English keys.
    """
    keys = _COMPLETED if ranking.heading is not None else _SCORED
    header = [w(f"column.{key}") for key in keys] if labels else list(keys)
    for line in ranking.lines:
        name = line.names.get(w.lang)
        if labels:
            header += [f"{name} {w('column.value')}", f"{name} {w('column.points')}"]
        else:
            header += [f"{line.code}_value", f"{line.code}_points"]
    return csv_text(header, (_cells(place, keys) for place in ranking.places))


def _cells(place: Place, keys: tuple[str, ...]) -> list[object]:
    fields = place_fields(place) | {"name": guard(place.name)}
    if place.ahead_pp is not None:
        fields["ahead_pp"] = f"{points_number(place.ahead_pp):.2f}"
    cells = [fields[key] for key in keys]
    for part in place.parts:
        cells += [number(part.value), number(part.points)]
    return cells
