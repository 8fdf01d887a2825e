"""The first three sections in words: the city, its districts, its departments.

Each template is filled with figures that the reports computed; what has nothing to say is left out.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction

from qzinvest.model.bulletin import Board, Overall
from qzinvest.model.counting import Figure, settled
from qzinvest.model.document import Led
from qzinvest.model.plan import Plan
from qzinvest.model.ranking import Place
from qzinvest.model.stage import Stage
from qzinvest.render.figures import rounded
from qzinvest.render.views.bulletin.say import Say

MOST_NAMES = 10
"""Departments that are named; of more only the number, and the annex."""
_HALF, _PERCENT = Fraction(1, 2), Fraction(1, 100)
_JUNE = (6, 30)
Paragraph = str | Led
Told = tuple[str, str, tuple[Paragraph, ...]]
"""A section: what it is, its heading, and its paragraphs."""


def span_key(plan: Plan, as_of: date) -> str:
    """Which span of the year a day ends: a quarter, half, months, or up to the day.

    Of a plan that does not begin with a year: from its first day on.
    """
    if (plan.start.month, plan.start.day) != (1, 1):
        return "from"
    if as_of >= plan.end:
        return "year"
    if (as_of + timedelta(days=1)).day != 1:
        return "day"
    return {3: "q1", 6: "h1", 9: "q3"}.get(as_of.month, "months")


def span(say: Say, of: str) -> str:
    """The span in words: ``period`` as titles write it, ``span`` inside a sentence."""
    as_of = min(say.bulletin.as_of, say.plan.end)
    key = span_key(say.plan, as_of)
    days = {"as_of": say.day(as_of), "start": say.day(say.plan.start)}
    if key == "day":
        days["as_of"] = say.short_day(as_of)
    return say(f"bulletin.{of}.{key}", year=say.year, month=say.month(as_of), **days)


def overall(say: Say) -> Iterator[Paragraph]:
    """一、总体情况: a sentence an indicator, who is at pace, the year end."""
    bulletin = say.bulletin
    for each in bulletin.overall:
        yield _target(say, each)
        since = each.since
        if since and since.target_before and since.target_before != since.target_after:
            before, after = (
                say.figure(target or 0, each.heading.measure, exact=True)
                for target in (since.target_before, since.target_after)
            )
            effective = say.short_day(bulletin.effective)
            name = say.named(each.heading)
            yield say(
                "bulletin.revised", name=name, effective=effective, before=before, after=after
            )
    yield _at_pace(say)
    yield from _half(say)
    yield from _outlook(say)


def _target(say: Say, each: Overall) -> str:
    measure, name = each.heading.measure, say.named(each.heading)
    actual = say.figure(each.actual, measure)
    if each.target is None or each.completion is None:
        return f"{say('bulletin.figure.untargeted', name=name, actual=actual)}{_end(say)}"
    target = say.figure(each.target, measure, exact=True)
    if not each.actual:
        return f"{say('bulletin.figure.zero', name=name, target=target)}{_end(say)}"
    completion = say.percent(each.completion)
    parts = [say("bulletin.figure", name=name, actual=actual, completion=completion, target=target)]
    parts += [_growth(say, each), _pace(say, each, each.target), _moved(say, each)]
    return f"{''.join(parts)}{_end(say)}"


def _end(say: Say) -> str:
    return say("bulletin.end")


def _growth(say: Say, each: Overall) -> str:
    """同比, only where the ledger knows that year."""
    if each.last_year is None:
        return ""
    growth = each.growth
    if growth is None:
        return say("bulletin.yoy.from_zero")
    rate = say.percent(abs(growth))
    if not rounded(growth * 100, 1):
        return say("bulletin.yoy.level")
    return say("bulletin.yoy.up" if growth > 0 else "bulletin.yoy.down", rate=rate)


def _pace(say: Say, each: Overall, target: int) -> str:
    met = each.completion is not None and each.completion >= 1
    if say.bulletin.over:
        gap = say.figure(target - each.actual, each.heading.measure)
        return say("bulletin.pace.over") if met else say("bulletin.pace.short", gap=gap)
    lead = _lead_text(
        say,
        each.ahead_pp or Fraction(0),
        "bulletin.pace.ahead",
        "bulletin.pace.behind",
        "bulletin.pace.level",
    )
    return lead + (say("bulletin.pace.done") if met else "")


def _lead_text(say: Say, pp: Fraction, ahead: str, behind: str, level: str) -> str:
    shown = rounded(pp, 1)
    if not shown:
        return say(level)
    return say(ahead if shown > 0 else behind, points=say.points(pp))


def _moved(say: Say, each: Overall) -> str:
    """较上期: net, and what it is made of where something ended or was corrected."""
    since, day = each.since, say.bulletin.since
    if since is None or day is None:
        return ""
    measure = each.heading.measure
    parts: dict[str, Figure] = {"net": since.net, "new": since.new, "dropped": since.dropped}
    fields = {name: say.figure(figure, measure) for name, figure in parts.items()}
    fields["since"] = say.short_day(day)
    if not (since.net or since.new or since.dropped or since.corrected):
        return say("bulletin.since.level", **fields)
    if since.net < 0:
        text = say("bulletin.since.fall", **fields)
    elif since.dropped or since.corrected:
        text = say("bulletin.since.net", **fields)
    else:
        text = say("bulletin.since.up", **fields)
    if since.corrected:
        key = (
            "bulletin.since.corrected_up"
            if since.corrected > 0
            else "bulletin.since.corrected_down"
        )
        text += say(key, amount=say.figure(since.corrected, measure))
    return text


def _at_pace(say: Say) -> str:
    units = len(say.plan.units_of("district"))
    items = []
    for each in say.bulletin.overall:
        key = "bulletin.units.item"
        if each.reached in (0, units):
            key = "bulletin.units.item.all" if each.reached else "bulletin.units.item.none"
        items.append(say(key, name=say.named(each.heading), n=each.reached))
    return say("bulletin.units", all=units, items=say("bulletin.join.figures").join(items))


def _half(say: Say) -> Iterator[str]:
    as_of, plan = say.bulletin.as_of, say.plan
    if (as_of.month, as_of.day) != _JUNE or span_key(plan, as_of) != "h1":
        return
    targets = [each for each in say.bulletin.overall if each.completion is not None]
    below = [each for each in targets if (each.completion or 0) < _HALF]
    if len(below) in (0, len(targets)):
        yield say("bulletin.half.no" if below else "bulletin.half.yes")
        return
    yield say("bulletin.half.some", names=say.names(say.named(each.heading) for each in below))


def _outlook(say: Say) -> Iterator[str]:
    if say.bulletin.over:
        return
    items = []
    for each in say.bulletin.overall:
        line, measure = each.outlook, each.heading.measure
        if line.median is None or line.low is None or line.high is None:
            continue
        low, high = say.interval(line.low, line.high, line.actual, measure)
        median, name = say.estimate(line.median, measure), say.named(each.heading)
        if line.probability is not None:
            chance = _chance(say, line.probability)
            items.append(
                say(
                    "bulletin.forecast.item",
                    name=name,
                    median=median,
                    low=low,
                    high=high,
                    chance=chance,
                )
            )
    yield (
        say("bulletin.forecast", items=say("bulletin.join.tiers").join(items))
        if items
        else say("bulletin.forecast.none")
    )


def _chance(say: Say, probability: Fraction) -> str:
    if probability < _PERCENT:
        return say("bulletin.chance.least")
    if probability > 1 - _PERCENT:
        return say("bulletin.chance.most")
    return say("bulletin.chance.about", percent=f"{say.number(probability * 100)}%")


def districts(say: Say) -> Iterator[Paragraph]:
    """二、亮晒: order, who is at pace, moves; a paragraph an indicator."""
    for n, board in enumerate(say.bulletin.boards["district"], 1):
        tiers = [text for tier in board.tiers if (text := _order(say, tier.tier, tier.groups))]
        parts = [
            say("bulletin.order", order=say("bulletin.join.tiers").join(tiers)) if tiers else ""
        ]
        parts += [_reached(say, "district", board), _lights(say, n - 1), _moves(say, board)]
        yield _sub(say, 2, n, board, parts)


def _sub(say: Say, section: int, n: int, board: Board, parts: Sequence[str]) -> Led:
    lead = say("bulletin.sub", n=say.numbered(section, n), text=say.named(board.heading))
    return Led(lead, f"{say.space}{say.sentences(parts)}")


def _tier(say: Say, tier: int | None) -> str:
    return "" if tier is None else say("bulletin.tier", n=say.numeral(tier))


def _order(say: Say, tier: int | None, groups: Sequence[Sequence[Place]]) -> str:
    """A tier's units by completion, from the highest."""
    name = _tier(say, tier)
    first = groups[0]
    completion = say.percent(first[0].completion)
    if len(groups) == 1 and len(first) == 1:
        unit = say.unit("district", first[0].unit)
        return say("bulletin.order.single", tier=name, unit=unit, completion=completion)
    if len(groups) == 1:
        key = "bulletin.order.all_equal" if first[0].actual else "bulletin.order.all_zero"
        return say(key, tier=name, completion=completion)
    items = say.list([_ordered(say, group) for group in groups])
    return say("bulletin.order.tier", tier=name, items=items)


def _ordered(say: Say, group: Sequence[Place]) -> str:
    units = say.units("district", [each.unit for each in group])
    if len(group) > 1:
        return say("bulletin.order.tie", units=units, completion=say.percent(group[0].completion))
    if not group[0].actual:
        return say("bulletin.order.item.zero", unit=units)
    return say("bulletin.order.item", unit=units, completion=say.percent(group[0].completion))


def _reached(say: Say, kind: str, board: Board) -> str:
    if not board.reached:
        return say("bulletin.reached.none")
    if len(board.reached) == board.units:
        return say("bulletin.reached.all")
    items = []
    for place in board.reached:
        unit, pp = say.unit(kind, place.unit), place.ahead_pp or Fraction(0)
        key = "bulletin.reached.item" if rounded(pp, 1) else "bulletin.reached.level"
        items.append(say(key, unit=unit, points=say.points(pp)))
    return say("bulletin.reached.some", n=len(items), items=say.names(items))


def _lights(say: Say, n: int) -> str:
    """How many have which light; nothing where the best begins at pace, which is said already."""
    lights, places = say.plan.lights, say.bulletin.rankings["district"][n].places
    if not lights or lights[0].ahead == 0:
        return ""
    items = []
    for light in lights:
        units = [place.unit for place in places if place.light == light]
        if units:
            named = say.units("district", units)
            name = light.names.get(say.w.lang)
            items.append(say("bulletin.lights.item", light=name, n=len(units), units=named))
    return say("bulletin.lights", items=say.list(items)) if items else ""


def _moves(say: Say, board: Board) -> str:
    if board.moves is None:
        return ""
    if not board.moves:
        return say("bulletin.moves.none")
    parts = []
    for moves, places in board.moves:
        key = f"bulletin.moves.{'up' if moves > 0 else 'down'}{'_each' if len(places) > 1 else ''}"
        units = say.units("district", [each.unit for each in places])
        parts.append(say(key, unit=units, units=units, n=abs(moves)))
    key = "bulletin.moves.all" if board.moved == board.units else "bulletin.moves.some"
    return say(key, parts=say("bulletin.join.parts").join(parts))


def departments(say: Say) -> Iterator[Paragraph]:
    """三、市直部门: what names none first, then a paragraph an indicator."""
    yield _referred(say)
    for n, board in enumerate(say.bulletin.boards["department"], 1):
        firsts = [
            say(
                "bulletin.dep.first.item",
                tier=_tier(say, tier.tier),
                units=units,
                completion=completion,
            )
            for tier in board.tiers
            if tier.groups[0][0].actual
            for units in [say.units("department", [each.unit for each in tier.groups[0]])]
            for completion in [say.percent(tier.groups[0][0].completion)]
        ]
        parts = [_reached(say, "department", board)]
        parts += [
            say("bulletin.dep.first", items=say("bulletin.join.parts").join(firsts))
            if firsts
            else ""
        ]
        parts += [nothing_yet(say, "department", board)]
        yield _sub(say, 3, n, board, parts)


def _referred(say: Say) -> str:
    """What departments referred together, and what no department did."""
    lines = say.bulletin.departments.lines
    named = [line for line in lines if line.tier is not None]
    figures = []
    for each in say.bulletin.overall:
        mine = (line.actual for line in named if line.indicator == each.heading.code)
        actual = say.figure(settled(Fraction(sum(mine))), each.heading.measure)
        figures.append(
            say("bulletin.dep.item", name=inside(say.named(each.heading)), actual=actual)
        )
    units = len(say.plan.units_of("department"))
    return say.sentences(
        [
            say("bulletin.dep.sum", n=units, items=say("bulletin.join.names").join(figures)),
            _unreferred(say),
            say("bulletin.dep.two_views"),
        ]
    )


def _unreferred(say: Say) -> str:
    """How many signed projects name no department."""
    signed = next((i for i in say.plan.indicators if i.stage == Stage.SIGNED), None)
    if signed is None or signed.measure != "count":
        return ""
    rest = sum(
        line.actual
        for line in say.bulletin.departments.lines
        if line.tier is None and line.indicator == signed.code
    )
    whole = next(e.actual for e in say.bulletin.overall if e.heading.code == signed.code)
    if not rest or not whole:
        return ""
    projects = say("bulletin.dep.projects", n=say.number(rest))
    return say("bulletin.dep.unassigned", n=projects, share=say.percent(Fraction(rest) / whole))


def nothing_yet(say: Say, kind: str, board: Board) -> str:
    """Who has a target and nothing yet: by name, or only how many where they are many."""
    name = say.named(board.heading)
    if not board.zero:
        return ""
    if len(board.zero) > MOST_NAMES:
        return say("bulletin.zero.many", name=name, n=len(board.zero))
    return say(
        "bulletin.zero", units=say.units(kind, [each.unit for each in board.zero]), name=name
    )


def inside(sentence: str) -> str:
    """A sentence as a part of another one."""
    text = sentence.rstrip("。.")
    return text[:1].lower() + text[1:]
