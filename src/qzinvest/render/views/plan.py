"""A plan: every unit's shares, their sums, how it judges, and what it rests on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from qzinvest.locale import Wording
from qzinvest.model.document import (
    Column,
    Data,
    Document,
    Lit,
    MoneyUnit,
    Rank,
    Row,
    Table,
    Texts,
    Tone,
    Value,
)
from qzinvest.model.document import Light as Shown
from qzinvest.model.heading import Heading, heading_of
from qzinvest.model.money import hundredths_text
from qzinvest.model.plan import (
    UNIT_KINDS,
    DueRule,
    Letterhead,
    Light,
    Plan,
    PlanInForce,
    ScoreLine,
    Shares,
    TargetSheet,
)
from qzinvest.render.wording import (
    UNITS,
    Addition,
    amount_said,
    amounts,
    coded,
    fields_text,
    figure_title,
    kind_of,
    numeral,
    rounding_notes,
    sources,
    worded,
)

_LISTED = ("kind", "unit", "name", "tier", "indicator", "measure", "share")


def document(found: PlanInForce, w: Wording, unit: MoneyUnit) -> Document:
    """A table a kind of unit, with sums beside the city's targets, and how the plan judges."""
    plan = found.plan
    subtitle = w(
        "plan.subtitle",
        code=plan.code,
        start=plan.start.isoformat(),
        end=plan.end.isoformat(),
        effective=found.effective.isoformat(),
    )
    history = [w("plan.adoption", code=code, effective=since) for code, since in found.history]
    blocks: tuple[Table | Texts, ...] = (
        *(_table(sheet, plan, w, unit) for sheet in found.sheets),
        *_judging(plan, w),
        *_letterhead(plan, w),
        Texts(w("plan.history"), tuple(history)),
    )
    notes = tuple(_notes(found, w, unit))
    return Document(plan.titles.get(w.lang), subtitle, blocks, notes, unit)


def listed(plan: Plan, shares: Shares, w: Wording, unit: MoneyUnit) -> Document:
    """A row a unit and indicator, and the proof that each kind's shares add up: for Markdown."""
    columns = tuple(
        Column(w(f"column.{key}"), "count" if key in {"tier", "share"} else "text")
        for key in _LISTED
    )

    def cell(key: str, value: str | int | None, measure: str) -> Value:
        if isinstance(value, int) and key == "share" and measure == "sum":
            return amount_said(value, w, unit)
        return coded(key, value, w) if isinstance(value, str) else value

    rows = [
        Row(tuple(cell(key, record[key], str(record["measure"])) for key in _LISTED))
        for record in _records(plan, shares, w)
    ]
    sums = {
        kind: tuple(
            sum(shares[kind, each.code, indicator.code] for each in plan.units_of(kind))
            for indicator in plan.indicators
        )
        for kind in UNIT_KINDS
    }
    proofs = (text for kind in UNIT_KINDS for text in _proofs(plan, kind, sums[kind], w))
    notes = (*proofs, *takes_texts(plan, w))
    return Document("", "", (Table("", columns, rows, records=True),), notes, unit)


def data(plan: Plan, shares: Shares, w: Wording) -> Data:
    """One row a unit and indicator in plan order: a share in projects or yuan, as it measures."""
    rows = list(_records(plan, shares, w))
    heads = {}
    if len({each.measure for each in plan.indicators}) == 1:
        unit = w(f"unit.{rows[0]['measured_in']}")
        heads["share"] = w("head.with_unit", name=w("column.share"), unit=unit)
    return Data(rows, (*_LISTED, "measured_in", "takes"), rows, heads=heads)


def takes_texts(plan: Plan, w: Wording, key: str = "plan.takes", **fields: str) -> Iterator[str]:
    """A sentence for each unit that takes others over."""
    for unit in plan.units:
        if unit.takes:
            codes = w("list.separator").join(unit.takes)
            yield w(key, unit=unit.names.get(w.lang), codes=codes, **fields)


def _records(plan: Plan, shares: Shares, w: Wording) -> Iterator[dict[str, str | int | None]]:
    for kind in UNIT_KINDS:
        for unit in plan.units_of(kind):
            for indicator in plan.indicators:
                yield {
                    "kind": kind,
                    "unit": unit.code,
                    "name": unit.names.get(w.lang),
                    "tier": unit.tier,
                    "indicator": indicator.code,
                    "measure": indicator.measure,
                    "share": shares[kind, unit.code, indicator.code],
                    "measured_in": UNITS[indicator.measure],
                    "takes": " ".join(unit.takes) or None,
                }


def _table(sheet: TargetSheet, plan: Plan, w: Wording, unit: MoneyUnit) -> Table:
    def row(name: str, shares: tuple[int, ...], rank: Rank = "line") -> Row:
        return Row((name, *shares), rank)

    rows = []
    for tier in sheet.tiers:
        rows.append(Row((w("row.tier", tier=numeral(tier.tier, w)),), "heading"))
        rows += [row(unit.names.get(w.lang), shares) for unit, shares in tier.units]
        rows.append(row(w("progress.subtotal"), tier.shares, "subtotal"))
    targets = tuple(indicator.target for indicator in plan.indicators)
    rows += [row(w("plan.sum"), sheet.shares, "total"), row(w("plan.city"), targets, "total")]
    columns = [
        Column(figure_title(heading_of(indicator), w, unit), kind_of(indicator.measure))
        for indicator in plan.indicators
    ]
    return Table(w(f"by.{sheet.kind}"), (Column(w("head.unit")), *columns), rows)


def _judging(plan: Plan, w: Wording) -> Iterator[Texts]:
    """How the plan judges: what it has of scorecard, lights and due rules."""
    if plan.scorecard:
        indicators = {each.code: heading_of(each) for each in plan.indicators}
        lines = tuple(score_text(line, indicators, w) for line in plan.scorecard)
        yield Texts(scorecard_title(plan.scorecard, w), lines)
    if plan.lights:
        yield Texts(w("plan.lights"), (lights_text(plan.lights, w),))
    if plan.due:
        yield Texts(w("plan.due_rules"), tuple(due_text(rule, w) for rule in plan.due))


def _letterhead(plan: Plan, w: Wording) -> Iterator[Texts]:
    """What stands in each bulletin, and how they are numbered."""
    lines = [
        w(f"plan.bulletin.{key}.{said}")
        if isinstance(said, str)
        else w(f"plan.bulletin.{key}", text=said.get(w.lang))
        for key, said in (plan.bulletin or Letterhead())._asdict().items()
        if said
    ]
    if lines:
        yield Texts(w("plan.bulletin"), tuple(lines))


def _notes(found: PlanInForce, w: Wording, unit: MoneyUnit) -> Iterator[str]:
    plan = found.plan
    for sheet in found.sheets:
        yield from _proofs(plan, sheet.kind, sheet.shares, w)
    yield from takes_texts(plan, w)
    yield from rounding_notes(_sums(found), w, amounts(unit))
    yield from sources(plan.assumptions, w)
    for remark in plan.remarks:
        yield w("talk.remark", text=remark.get(w.lang))
    yield w("progress.source", source=plan.source.get(w.lang))


def _proofs(plan: Plan, kind: str, sums: tuple[int, ...], w: Wording) -> Iterator[str]:
    """For each indicator: its units' shares add up to the city's target, or what they add up to.

    A campaign that has no units of the kind has nothing to add up.
    """
    if not plan.units_of(kind):
        return
    for indicator, total in zip(plan.indicators, sums, strict=True):
        fields = {
            "kind": kind,
            "indicator": indicator.names.get(w.lang),
            "measure": indicator.measure,
            "sum": total,
            "target": indicator.target,
        }
        key = "plan.proof" if total == indicator.target else "plan.gap"
        yield w(key, **fields_text(fields, w))


def _sums(found: PlanInForce) -> Iterator[Addition]:
    """The shares of money by tier and in all."""
    for place, indicator in enumerate(found.plan.indicators):
        for sheet in found.sheets if indicator.measure == "sum" else ():
            for tier in sheet.tiers:
                yield [shares[place] for _, shares in tier.units], tier.shares[place]
            yield [tier.shares[place] for tier in sheet.tiers], sheet.shares[place]
            units = (shares for tier in sheet.tiers for _, shares in tier.units)
            yield [shares[place] for shares in units], sheet.shares[place]


def scorecard_title(lines: Iterable[ScoreLine], w: Wording) -> str:
    """What the scorecard is called, with the sum of its weights."""
    full = sum(line.points for line in lines if line.kind == "weighted")
    return w("rank.scorecard", points=hundredths_text(full))


def light_of(light: Light, lights: Sequence[Light], w: Wording) -> Shown:
    """A light as it is shown: the plan's first is good, its last is bad, what is between is fair.

    Args:
        lights: all lights of its plan, from the best to the worst.
    """
    tone: Tone = "fair"
    if light == lights[0]:
        tone = "good"
    elif light == lights[-1]:
        tone = "bad"
    return Shown(light.mark, light.names.get(w.lang), tone)


def signs(lights: Iterable[Light], w: Wording) -> str:
    """What the signs of lights are, for the foot of a screen."""
    return "  ".join(f"{light.mark} {light.names.get(w.lang)}" for light in lights)


def lit(
    light: Light | None, ahead_pp: Fraction | None, lights: Sequence[Light], w: Wording
) -> Lit | Fraction | None:
    """A distance to pace under its light, alone where it has none."""
    if light is None or ahead_pp is None:
        return ahead_pp
    return Lit(ahead_pp, light_of(light, lights, w))


def lights_text(lights: Iterable[Light], w: Wording) -> str:
    """From which lead over pace each light stands."""
    texts = []
    for light in lights:
        text = f"{light.mark} {light.names.get(w.lang)}"
        if light.ahead is None:
            texts.append(w("rank.light_rest", light=text))
        else:
            texts.append(w("rank.light", light=text, ahead=hundredths_text(light.ahead)))
    return w("rank.lights", lights=w("list.separator").join(texts))


def due_text(rule: DueRule, w: Wording) -> str:
    """After how many days a project that stands still is due."""
    stages = {"after": w(f"stage.{rule.after.code}"), "until": w(f"stage.{rule.until.code}")}
    key = "plan.due_remove" if rule.remove else "plan.due"
    return w(key, name=rule.names.get(w.lang), **stages, **days_of(rule))


def days_of(rule: DueRule) -> dict[str, str]:
    """After how many days a rule warns, and may remove."""
    return {key: f"{getattr(rule, key):,}" for key in ("yellow", "red", "remove")}


def score_text(line: ScoreLine, indicators: Mapping[str, Heading], w: Wording) -> str:
    """How a line of the scorecard becomes points, in a sentence."""
    of = indicators.get(line.of)
    name = "" if of is None else worded(of.name, w)
    if line.source == "rate":
        name = w(f"rate.{line.of}")
    if line.source == "quality":
        name = w(f"quality.{line.of}")
    return w(
        f"score.{line.form}",
        name=w(f"score.{line.kind}", name=line.names.get(w.lang)),
        what=w(f"score.{line.source}", of=name),
        points=hundredths_text(line.points),
        goal=hundredths_text(line.goal) + ("" if line.source == "evaluation" else "%"),
        unit=_unit(line, of, w),
        bounds="".join(_bounds(line, w)),
    )


def _unit(line: ScoreLine, of: Heading | None, w: Wording) -> str:
    """What earns the points of a line with ``each``: projects or money."""
    if of is not None and line.measure(of.measure) == "sum":
        return amount_said(line.unit, w)
    return w("score.unit", count=f"{line.unit:,}")


def _bounds(line: ScoreLine, w: Wording) -> Iterator[str]:
    """Floor and cap, where they say more than 0 and the line's points."""
    if line.floor:
        yield w("score.floor", floor=hundredths_text(line.floor))
    if line.cap != line.points or line.form == "each":
        yield w("score.cap", cap=hundredths_text(line.cap))
