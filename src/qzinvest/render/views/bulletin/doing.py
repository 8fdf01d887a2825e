"""The other sections in words: how projects go on, which are large, what asks for attention.

What has nothing to say is left out; good news that is nothing is said once.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from qzinvest.model.bulletin import (
    INTENT,
    Board,
    Group,
    Item,
    Large,
    Levers,
    Overdue,
    RateRange,
    numbered,
)
from qzinvest.model.funnel import Days
from qzinvest.render.views.bulletin.say import Say
from qzinvest.render.views.bulletin.standing import Paragraph, inside, nothing_yet, span


def progress(say: Say) -> Iterator[Paragraph]:
    """四、项目推进: rates, days, the ends of the field, and what ended."""
    funnel, during = say.bulletin.funnel, span(say, "span")
    cell = funnel.total.cell
    if not cell.projects[0]:
        yield say("bulletin.rates.nothing", span=during)
        return
    names = ("signed", "registered", "funded", "started", "producing")
    reached = dict(zip(names, map(say.number, cell.projects), strict=True))
    values = cell.rates
    ordered = (values.registration, values.funding, values.start, values.production, values.paid_in)
    rates = {f"r{n}": say.percent(rate.value) for n, rate in enumerate(ordered, 1)}
    yield say("bulletin.rates", span=during, paid=say.money(cell.paid_in), **reached, **rates)
    yield _days(say, funnel.total.days)
    for each in say.bulletin.rates:
        yield _range(say, each)
    yield _ended(say, during)


def _days(say: Say, legs: Sequence[Days]) -> str:
    known = [leg for leg in legs if leg.known]

    def fields(leg: Days) -> dict[str, object]:
        return {
            "from": say.stage(leg.first),
            "to": say.stage(leg.then),
            "days": leg.median,
        }

    half = [say("bulletin.days.leg", **fields(leg)) for leg in known if leg.median is not None]
    texts = [say("bulletin.days", legs=say.names(half)) if half else ""]
    texts += [say("bulletin.days.unknown", **fields(leg)) for leg in known if leg.median is None]
    return say.sentences(texts)


def _range(say: Say, each: RateRange) -> str:
    rate, whole = say(f"bulletin.rate.{each.rate}"), say.percent(each.whole)
    if not each.best:
        return say("bulletin.rates.equal", rate=rate, whole=whole)
    best, worst = (
        say.names(f"{say.unit('district', unit)}{say.space}{say.percent(v)}" for unit, v in ends)
        for ends in (each.best, each.worst)
    )
    return say("bulletin.rates.range", rate=rate, whole=whole, best=best, worst=worst)


def _ended(say: Say, during: str) -> str:
    cell, now = say.bulletin.funnel.total.cell, say.bulletin.dropped
    if not cell.dropped:
        return say("bulletin.drops.none", span=during)
    named = [each for each in say.bulletin.funnel.reasons if each.text]
    reasons = [
        say("bulletin.drops.item", reason=each.text, n=say.number(each.projects))
        for each in named
        if each.projects >= named[min(2, len(named) - 1)].projects
    ]
    fields = {
        "span": during,
        "n": say.number(cell.dropped),
        "amount": say.money(cell.dropped_amount),
        "reasons": say.names(reasons),
    }
    if now is None:
        return say("bulletin.drops.first", **fields)
    if not now.projects:
        return say("bulletin.drops.none_now", **fields)
    return say("bulletin.drops", m=now.projects, lost=say.money(now.amount), **fields)


def large(say: Say) -> Iterator[Paragraph]:
    """五、大项目: landed, newly signed, and signed that wait."""
    for each in say.bulletin.large:
        yield _landed(say, each)
        if each.since is not None:
            yield _signed(say, each, each.since[1])
        if each.waiting.projects:
            groups = [_each(say, n, units) for n, units in each.waiting.by_unit]
            amount = say.money(each.waiting.amount)
            n, units = each.waiting.projects, say.list(groups)
            yield say(
                "bulletin.big.waiting", size=_size(say, each), n=n, amount=amount, units=units
            )


def _size(say: Say, each: Large) -> str:
    return say.money(each.minimum, exact=True)


def _landed(say: Say, each: Large) -> str:
    fields = {"size": _size(say, each), "n": each.landed}
    if not each.landed:
        return say("bulletin.big.zero", **fields)
    if each.since is None:
        return say("bulletin.big.landed.first", **fields)
    new = each.since[0]
    if not new.projects:
        return say("bulletin.big.landed.none", **fields)
    return say("bulletin.big.landed", m=new.projects, items=_items(say, new), **fields)


def _signed(say: Say, each: Large, new: Group) -> str:
    size = _size(say, each)
    if not new.projects:
        return say("bulletin.big.signed.none", size=size)
    amount = say.money(new.amount)
    return say(
        "bulletin.big.signed", size=size, n=new.projects, amount=amount, items=_items(say, new)
    )


def _items(say: Say, group: Group) -> str:
    return _named(say, group.items, "bulletin.big.item")


def _named(say: Say, items: Sequence[Item], key: str) -> str:
    """Projects by name, or how many of which district where none are named."""
    if not say.nameless:
        return say.names(_item(say, item, key) for item in items)
    counted = [(n, codes) for n, codes in numbered(say.plan, [each.district for each in items])]
    return say.list([_each(say, n, codes) for n, codes in counted])


def _item(say: Say, item: Item, key: str) -> str:
    fields = {
        "project": say.project(item),
        "amount": say.money(item.amount, exact=True),
        "stage": say.stage(item.stage),
        "days": item.days,
    }
    if item.district is None:
        return say("bulletin.big.item.placeless", **fields)
    return say(key, unit=say.unit("district", item.district), **fields)


def _each(say: Say, n: int, codes: Sequence[str]) -> str:
    units = say.units("district", codes)
    return say(
        "bulletin.each.tie" if len(codes) > 1 else "bulletin.each", unit=units, units=units, n=n
    )


def attention(say: Say) -> Iterator[Paragraph]:
    """六、需要关注: facts alone, the farthest behind first."""
    yield from _behind(say)
    if say.bulletin.overdue is not None:
        yield _overdue(say, say.bulletin.overdue)
    ended = say.bulletin.dropped
    if ended is not None and ended.items:
        yield say("bulletin.dropped", n=ended.projects, items=_items(say, ended))
    pools = (line.pool for line in say.bulletin.funnel.lines if line.tier is None)
    for pool in pools:
        if pool.leads or pool.talks:
            yield say(
                "bulletin.unstated", leads=say.number(pool.leads), talks=say.number(pool.talks)
            )


def _behind(say: Say) -> Iterator[str]:
    lights, boards = say.plan.lights, say.bulletin.boards["district"]
    ahead = lights[-2].ahead if len(lights) > 1 else None
    threshold = None if ahead is None else say.number(Fraction(-ahead, 100), 2, exact=True)
    # Where nothing is recorded there is no light, but everybody is behind.
    any_behind = any(_far(board, ahead) for board in boards)
    for board in boards:
        text = ""
        if board.behind and threshold is not None:
            items = say.names(
                say(
                    "bulletin.behind.item",
                    unit=say.unit("district", p.unit),
                    points=say.points(p.ahead_pp),
                )
                for p in board.behind
                if p.ahead_pp is not None
            )
            name = say.named(board.heading)
            text = say(
                "bulletin.behind", name=name, threshold=threshold, n=len(board.behind), items=items
            )
        if found := say.sentences([text, nothing_yet(say, "district", board)]):
            yield found
    if threshold is not None and not any_behind:
        yield say("bulletin.behind.none", threshold=threshold)


def _far(board: Board, ahead: int | None) -> bool:
    """Whether some unit is farther behind than the last light but one allows."""
    places = (place for tier in board.tiers for group in tier.groups for place in group)
    leads = (place.ahead_pp for place in places if place.ahead_pp is not None)
    return ahead is not None and any(lead * 100 < ahead for lead in leads)


def _overdue(say: Say, overdue: Overdue) -> str:
    if not overdue.projects:
        return say("bulletin.overdue.none")
    names = {rule.code: rule.names.get(say.w.lang) for rule in say.plan.due}
    names[INTENT] = say("bulletin.overdue.intent")
    rules = say.names(
        say("bulletin.overdue.item", rule=inside(names[code]), n=n) for code, n in overdue.rules
    )
    units = say.list([_each(say, n, codes) for n, codes in overdue.units])
    key = "bulletin.overdue" if units else "bulletin.overdue.few"
    texts = [say(key, n=overdue.projects, rules=rules, units=units)]
    if overdue.large:
        size = say.money(overdue.minimum, exact=True)
        items = _named(say, overdue.large, "bulletin.overdue.big.item")
        texts.append(say("bulletin.overdue.big", size=size, n=len(overdue.large), items=items))
    return say.sentences(texts)


def following(say: Say) -> Iterator[Paragraph]:
    """七、下一步: the pace that is needed, the pool, the largest levers, and what people wrote."""
    bulletin = say.bulletin
    if not bulletin.over:
        yield from _needed(say)
        yield _pool(say)
        if bulletin.levers is not None:
            yield _levers(say, bulletin.levers)
    yield from bulletin.issue.texts or (say("bulletin.office"),)


def _needed(say: Say) -> Iterator[str]:
    items = []
    open_targets = [e for e in say.bulletin.overall if e.outlook.gap and e.outlook.weekly_needed]
    for each in open_targets:
        needed, so_far = each.outlook.weekly_needed, each.outlook.weekly_so_far
        if needed is None:
            continue
        name, measure = say.named(each.heading), each.heading.measure
        figure = say.weekly(needed, measure)
        if so_far:
            times = say.number(needed / so_far, 1)
            items.append(say("bulletin.needed.item", name=name, n=figure, x=times))
        else:
            items.append(say("bulletin.needed.item.first", name=name, n=figure))
    if items:
        yield say("bulletin.needed", items=say("bulletin.join.figures").join(items))
    elif all(e.completion is not None and e.completion >= 1 for e in say.bulletin.overall):
        yield say("bulletin.needed.none")


def _pool(say: Say) -> str:
    pool = say.bulletin.funnel.total.pool
    leads = say("bulletin.pool.leads.unpriced", n=say.number(pool.leads))
    talks = say("bulletin.pool.talks.unpriced", n=say.number(pool.talks))
    if amount := pool.leads_amount:
        leads = say("bulletin.pool.leads", n=say.number(pool.leads), amount=say.money(amount))
    if amount := pool.talks_amount:
        talks = say("bulletin.pool.talks", n=say.number(pool.talks), amount=say.money(amount))
    texts = [say("bulletin.pool", leads=leads, talks=talks)]
    if pool.unpriced:
        texts.append(say("bulletin.unpriced", n=say.number(pool.unpriced)))
    lacking = [each for each in say.bulletin.overall if each.outlook.enough is not None]
    closing = [each for each in lacking if each.outlook.enough]
    if lacking:
        key = "bulletin.enough.some"
        if len(closing) in (0, len(lacking)):
            key = "bulletin.enough.yes" if closing else "bulletin.enough.no"
        texts.append(say(key, names=say.names(say.named(each.heading) for each in closing)))
    return say.sentences(texts)


def _levers(say: Say, levers: Levers) -> str:
    items = _named(say, levers.items, "bulletin.levers.item")
    return say("bulletin.levers", n=len(levers.items), sum=say.money(levers.amount), items=items)


def basis(say: Say) -> Iterator[str]:
    """What the figures rest on, once."""
    bulletin = say.bulletin
    pace = say.percent(bulletin.districts.pace)
    yield say("bulletin.basis.pace", as_of=say.short_day(bulletin.as_of), pace=pace)
    yield say("bulletin.basis.rounding")
    if any(each.last_year is None for each in bulletin.overall):
        yield say("bulletin.basis.no_yoy")
    if bulletin.since is None:
        yield say("bulletin.basis.no_since")
    used = [each for each in say.plan.assumptions if each.path != "score"]
    items = [
        say("bulletin.item", n=n, text=inside(each.text.get(say.w.lang)))
        for n, each in enumerate(used, 1)
    ]
    if items:
        yield say("bulletin.basis.assumed", items=say("bulletin.join.tiers").join(items))
