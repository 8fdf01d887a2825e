"""Which row and which figure of a report a person names, in any language."""

from typing import NamedTuple

from qzinvest.errors import UnknownName
from qzinvest.locale import Wording, wording
from qzinvest.model.plan import LANGUAGES, RATES, UNIT_KINDS, Plan
from qzinvest.reports.explain import TOTAL
from qzinvest.reports.explain_score import SCORE
from qzinvest.reports.subjects import VIEWS, count_kind, subjects_of

_GATHERED = ("tier", "area")


class Row(NamedTuple):
    """A row of a view: the code of a unit or term, ``total``, or a tier's ``tier-1``."""

    by: str
    code: str


def row_named(plan: Plan, by: str, tier: int | None, unit: str | None, w: Wording) -> Row:
    """The row that is meant: the total where nothing is named, a tier's subtotal by its number.

    A name that is no district's is looked for in the other views too, unless ``by`` names one.

    Raises:
        UnknownName, AmbiguousName: no row has this name, or several have.
    """
    if unit is None:
        return Row(by, TOTAL if tier is None else f"tier-{tier}")
    views = VIEWS if by == VIEWS[0] else (by,)
    first: UnknownName | None = None
    for view in views:
        try:
            return Row(view, _code(plan, view, unit, w))
        except UnknownName as error:
            first = first or error
    raise first or UnknownName(what=by, text=unit)


def _code(plan: Plan, by: str, text: str, w: Wording) -> str:
    # The report's own names first, those of the other languages after it.
    for lang in (w.lang, *LANGUAGES):
        if (code := _labels(plan, by, lang).get(_folded(text))) is not None:
            return code
    if by in _GATHERED:
        names = [subject.name for subject in subjects_of(plan, by, w.lang, w)]
        raise UnknownName(what=by, text=text, near=names)
    # Imported here: most rows are named by the code or name that the report shows.
    from qzinvest.intake.names import Resolver

    resolver = Resolver(plan, w.lang)
    if by in UNIT_KINDS:
        return resolver.unit(by, text).code
    return resolver.group(text).code if by == "group" else resolver.term(by, text).code


def _labels(plan: Plan, by: str, lang: str) -> dict[str, str]:
    """The codes of a view's rows by everything that a report in ``lang`` shows of them."""
    say = wording(lang)
    labels = {TOTAL: TOTAL, _folded(say("row.total")): TOTAL}
    for subject in subjects_of(plan, by, lang, say):
        labels |= dict.fromkeys(map(_folded, (subject.code, subject.name)), subject.code)
    if by in (*UNIT_KINDS, "tier"):
        for tier in sorted({unit.tier for unit in plan.units_of(count_kind(by))}):
            names = (f"tier-{tier}", say("row.tier", tier=tier), str(tier))
            labels |= dict.fromkeys(map(_folded, names), f"tier-{tier}")
    return labels


def figure_named(plan: Plan, text: str | None, w: Wording) -> str:
    """The code of the indicator, of the funnel's rate or ``score``; the first one by default.

    Raises:
        UnknownName: there is none of this name; the error lists all, by code and name.
    """
    if text is None:
        return plan.indicators[0].code
    for lang in LANGUAGES:
        for code, name in _figures(plan, wording(lang)).items():
            if text == code or _folded(text) == _folded(name):
                return code
    names = _figures(plan, w)
    near = [f"{code} {names[code]}" for code in figures_of(plan)]
    raise UnknownName(what="indicator", text=text, near=near)


def _figures(plan: Plan, say: Wording) -> dict[str, str]:
    """What the indicators, the funnel's rates and the score are called, by code."""
    names = {indicator.code: indicator.names.get(say.lang) for indicator in plan.indicators}
    return names | {rate: say(f"rate.{rate}") for rate in RATES} | {SCORE: say("head.score")}


def figures_of(plan: Plan) -> list[str]:
    """The codes of everything that can be explained."""
    score = [SCORE] if plan.scorecard else []
    return [*(indicator.code for indicator in plan.indicators), *RATES, *score]


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()
