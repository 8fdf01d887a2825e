"""Which row and which figure of a report a person names, in any language."""

from collections.abc import Sequence
from contextlib import suppress

from qzinvest.errors import Conflict, UnknownName
from qzinvest.locale import Wording, wording
from qzinvest.model.note import Name, Note, tier_name
from qzinvest.model.plan import LANGUAGES, RATES, UNIT_KINDS, Plan, Unit
from qzinvest.model.selection import Shown
from qzinvest.render.wording import numeral, worded
from qzinvest.reports.explain import TOTAL
from qzinvest.reports.explaining.score import SCORE
from qzinvest.reports.subjects import VIEWS, count_kind, subjects_of

_GATHERED = ("tier", "area")


def rows_named(
    plan: Plan, views: Sequence[str], texts: Sequence[str], w: Wording, *, sums: bool = False
) -> tuple[Shown, ...]:
    """The rows that are meant.

    Args:
        plan: whose units, groups and terms they are of.
        views: what the report's rows are asked to be; where nothing is, one view has them all.
        texts: their codes, or names in any language; a row may be named twice.
        sums: whether the total (``total``) and a tier's subtotal (``tier-1``) are rows too.

    Raises:
        UnknownName, AmbiguousName: no row has this name, or several have.
        Conflict: rows of different views are named.
    """
    found = [_row(plan, views or VIEWS, text, w, sums=sums) for text in texts]
    if not views:
        for view in VIEWS:
            with suppress(UnknownName):
                found = [_row(plan, (view,), text, w, sums=sums) for text in texts]
                break
        for text, row in zip(texts, found, strict=True):
            if row.view != found[0].view:
                raise Conflict(option=f"--unit {texts[0]}", other=f"--unit {text}")
    return tuple(found)


def unit_named(plan: Plan, text: str, w: Wording) -> Unit:
    """The district or department of this code, name, alias or pinyin.

    Raises:
        UnknownName, AmbiguousName: there is none, or several.
    """
    # Imported here: most command lines name no unit.
    from qzinvest.intake.words.names import Resolver

    resolver = Resolver(plan, w.lang)
    for kind in UNIT_KINDS:
        with suppress(UnknownName):
            return resolver.unit(kind, text)
    return resolver.either(text)  # which knows no more, and names units of both kinds


def _row(plan: Plan, views: Sequence[str], text: str, w: Wording, *, sums: bool) -> Shown:
    first: UnknownName | None = None
    for view in views:
        try:
            code = _code(plan, view, text, w, sums=sums)
        except UnknownName as error:
            first = first or error
        else:
            return Shown(view, code, row_name(plan, view, code))
    if set(UNIT_KINDS) <= set(views):
        unit_named(plan, text, w)  # refuses it
    raise first or UnknownName(what=views[0], text=text)


def row_name(plan: Plan, view: str, code: str) -> Name:
    """What a report calls its row of this code, the total or a subtotal too."""
    if code == TOTAL:
        return Note("row.total")
    names = {each.code: each.name for each in subjects_of(plan, view)}
    return names.get(code) or tier_name(int(code.removeprefix("tier-")))


def _code(plan: Plan, by: str, text: str, w: Wording, *, sums: bool) -> str:
    # The report's own names first, those of the other languages after it.
    for lang in (w.lang, *LANGUAGES):
        if (code := _labels(plan, by, lang, sums=sums).get(_folded(text))) is not None:
            return code
    if by in _GATHERED:
        names = [worded(subject.name, w) for subject in subjects_of(plan, by)]
        raise UnknownName(what=by, text=text, near=names)
    # Imported here: most rows are named by the code or name that the report shows.
    from qzinvest.intake.words.names import Resolver

    resolver = Resolver(plan, w.lang)
    if by in UNIT_KINDS:
        return resolver.unit(by, text).code
    return resolver.group(text).code if by == "group" else resolver.term(by, text).code


def _labels(plan: Plan, by: str, lang: str, *, sums: bool) -> dict[str, str]:
    """The codes of a view's rows by everything that a report in ``lang`` shows of them."""
    say = wording(lang)
    labels = {TOTAL: TOTAL, _folded(say("row.total")): TOTAL} if sums else {}
    for subject in subjects_of(plan, by):
        labels |= dict.fromkeys(
            map(_folded, (subject.code, worded(subject.name, say))), subject.code
        )
    if by == "tier" or (sums and by in UNIT_KINDS):
        for tier in sorted({unit.tier for unit in plan.units_of(count_kind(by))}):
            said = (say("row.tier", tier=text) for text in (numeral(tier, say), tier))
            names = (f"tier-{tier}", str(tier), *said)
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
    others = {rate: say(f"rate.{rate}") for rate in RATES} | {SCORE: say("column.score")}
    return names | {code: name for code, name in others.items() if code not in names}


def figures_of(plan: Plan) -> list[str]:
    """The codes of all that can be explained; an indicator goes before a rate of its code."""
    score = [SCORE] if plan.scorecard else []
    return list(dict.fromkeys([*(i.code for i in plan.indicators), *RATES, *score]))


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()
