"""What is new since an edition, a line each."""

from collections.abc import Iterator

from qzinvest.locale import Wording
from qzinvest.model.document import Data, Document, MoneyUnit, Texts
from qzinvest.model.news import News, Stall, Turn
from qzinvest.model.ranking import Place
from qzinvest.render.figures import points, points_number
from qzinvest.render.wording import CodeNames, amount_said, number, visible, worded

_KEYS = (
    *(
        "kind",
        "unit",
        "name",
        "indicator",
        "ahead_before",
        "ahead_after",
        "rank_before",
        "rank_after",
    ),
    *("light_before", "light_after", "project", "amount", "waited"),
)


def document(found: News, w: Wording, unit: MoneyUnit) -> Document:
    """The lines; a sentence where there is nothing new."""
    names = CodeNames(found.plan, w)
    lines = [_turn(each, w) for each in found.turns]
    lines += [_stall(each, found, names, w, unit) for each in found.stalls]
    period = {"since": found.since.isoformat(), "as_of": found.as_of.isoformat()}
    title = w("news.title", **period)
    return Document(title, "", (Texts("", tuple(lines) or (w("news.none"),)),), (), unit)


def data(found: News, w: Wording) -> Data:
    """One row a line, ``null`` where a key does not apply."""
    rows = [dict.fromkeys(_KEYS) | row for row in _rows(found, w)]
    body: dict[str, object] = {
        "report": "news",
        "plan": found.plan.code,
        "since": found.since.isoformat(),
        "as_of": found.as_of.isoformat(),
        "rows": rows,
    }
    return Data(body, _KEYS, rows)


def _turn(each: Turn, w: Wording) -> str:
    before, after = each.before, each.after
    return w(
        f"news.{each.kind}",
        unit=worded(after.name, w),
        indicator=worded(each.heading.name, w),
        before=points(before.ahead_pp, 1) if before.ahead_pp is not None else "-",
        after=points(after.ahead_pp, 1) if after.ahead_pp is not None else "-",
        rank_before=before.rank,
        rank_after=after.rank,
        light_before=_light(before, w),
        light_after=_light(after, w),
    )


def _light(place: Place, w: Wording) -> str:
    return "-" if place.light is None else f"{place.light.mark} {place.light.names.get(w.lang)}"


def _stall(each: Stall, found: News, names: CodeNames, w: Wording, unit: MoneyUnit) -> str:
    rules = {rule.code: rule.names.get(w.lang) for rule in found.plan.due}
    return w(
        "news.stall",
        id=each.id,
        name=visible(each.name),
        unit=names.said("district", each.district or ""),
        amount=amount_said(each.amount, w, unit),
        rule=rules[each.rule],
        days=each.days,
    )


def _rows(found: News, w: Wording) -> Iterator[dict[str, object]]:
    for turn in found.turns:
        before, after = turn.before, turn.after
        yield {
            "kind": turn.kind,
            "unit": after.unit,
            "name": worded(after.name, w),
            "indicator": turn.heading.code,
            "ahead_before": points_number(before.ahead_pp),
            "ahead_after": points_number(after.ahead_pp),
            "rank_before": before.rank,
            "rank_after": after.rank,
            "light_before": before.light and before.light.code,
            "light_after": after.light and after.light.code,
        }
    for stall in found.stalls:
        yield {
            "kind": "stall",
            "unit": found.plan.holder("district", stall.district),
            "name": stall.name,
            "project": stall.id,
            "amount": number(stall.amount),
            "waited": stall.days,
        }
