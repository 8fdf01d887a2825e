"""How a unit's score comes about: every line of the scorecard with its numbers put in."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import partial

from qzinvest.model.counting import COUNTED, Figure
from qzinvest.model.explanation import Explanation, Group
from qzinvest.model.heading import Heading
from qzinvest.model.note import Note, Ordinal
from qzinvest.model.plan import Plan, ScoreLine
from qzinvest.model.ranking import Part, Place, Ranking
from qzinvest.reports.explaining.formula import score_rules
from qzinvest.reports.scorecard import parts_of, ranks_of
from qzinvest.reports.subjects import UNIT_VIEWS

SCORE = "score"


def explain_score(plan: Plan, ranking: Ranking, place: Place) -> Explanation:
    """Explain a place's score.

    Args:
        plan: the plan in force, with its scorecard.
        ranking: by the scorecard, of all rows of the view.
        place: whose score.
    """
    return Explanation(
        plan=plan.code,
        title=ranking.title,
        by=ranking.by,
        unit=place.unit,
        name=place.name,
        as_of=ranking.as_of,
        heading=Heading(SCORE, Note("column.score"), SCORE),
        actual=place.score or Fraction(0),
        line=None,
        base=None,
        steps=tuple(_steps(ranking, place)),
        rules=tuple(score_rules(plan)),
        rivals=(),
        counted=Group(COUNTED),
        left=(),
        selection=ranking.selection,
    )


def _steps(ranking: Ranking, place: Place) -> Iterator[Note]:
    if place.score is None:
        yield Note("explain.no_score")
        return
    yield Note("explain.score", {"score": place.score, "terms": [p.points for p in place.parts]})
    by_unit = ranking.by in UNIT_VIEWS
    rivals = [each for each in ranking.places if not by_unit or each.tier == place.tier]
    for n, (line, part) in enumerate(zip(ranking.lines, place.parts, strict=True)):
        values = [each.parts[n].value for each in rivals if each.parts]
        known = [value for value in values if value is not None]
        yield _step(line, ranking.indicators.get(line.of), part, known)
    if place.rank is not None:
        key = "explain.score_rank" if by_unit else "explain.score_rank_all"
        among = sum(each.rank is not None for each in rivals)
        tier = Ordinal(place.tier or 0)
        yield Note(key, {"rank": place.rank, "tier": tier, "among": among})
    codes = dict.fromkeys(line.of for line in ranking.lines if line.of)
    yield Note("explain.score_more", {"codes": ", ".join(codes)})


def _step(line: ScoreLine, of: Heading | None, part: Part, known: Sequence[Figure]) -> Note:
    """One line: its rule, what it judges, what that is compared with, and the points.

    ``scored`` gives the points for any values in place of those.
    """
    fields: dict[str, object] = {"rule": line, "of": of, "score": part.points}
    if part.value is None:
        return Note("explain.score_nothing", fields)
    fields["value"] = part.value
    if line.form == "rank":
        rank = ranks_of(known)[known.index(part.value)]
        return Note("explain.score_placed", fields | {"rank": rank, "among": len(known)})
    fields["scored"] = partial(_points, line)
    if line.form == "efficacy":
        return Note("explain.score_compared", fields | {"least": min(known), "most": max(known)})
    return Note("explain.score_line", fields)


def _points(line: ScoreLine, *values: Figure) -> Fraction:
    """What the line gives for the first value among others, such as their least and most."""
    field = [{line.code: value} for value in values]
    return parts_of((line,), field)[0][0].points
