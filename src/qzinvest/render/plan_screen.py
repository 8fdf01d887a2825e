"""A plan on a terminal: every unit's shares, their sums, how it judges, and what it rests on."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from qzinvest.locale import Wording
from qzinvest.model.document import MoneyUnit
from qzinvest.model.plan import Indicator, Plan
from qzinvest.model.progress import heading_of
from qzinvest.model.target_sheet import SheetRow, TargetSheet
from qzinvest.render.figures import money
from qzinvest.render.judging import due_text, lights_text, score_text, scorecard_title
from qzinvest.render.rounding import Addition, amounts, rounding_notes
from qzinvest.render.terminal import BOLD, DIM, HEAD, PLAIN, Cell, Track, paint, row, rule
from qzinvest.render.widths import GAP, item, share_out, widest, wrap
from qzinvest.render.wording import assumed_texts, note_texts

NAME_LEAST, HEAD_MOST = 8, 18
STYLES = {"line": PLAIN, "subtotal": DIM, "sum": BOLD, "target": PLAIN}


def plan_screen(  # noqa: PLR0913 - what every screen takes
    plan: Plan,
    effective: date,
    sheets: Sequence[TargetSheet],
    history: Iterable[tuple[str, str]],
    w: Wording,
    *,
    width: int = 80,
    colour: bool = False,
    unit: MoneyUnit = "yi",
) -> str:
    """The plan as text for a terminal or a pipe of ``width`` columns; digits are never cut.

    Args:
        plan: the plan in force.
        effective: the date from which it is.
        sheets: its shares, one sheet a kind of unit.
        history: every adoption in the ledger as ``(plan's code, effective date)``.
        w: the reader's language.
        width: columns of the terminal.
        colour: whether to use ANSI colours.
        unit: ``yi`` shows money in 亿元, ``wan`` in 万元.
    """
    period = {"code": plan.code, "start": plan.start, "end": plan.end, "effective": effective}
    lines = [paint(line, BOLD, colour=colour) for line in wrap(plan.titles.get(w.lang), width)]
    lines += wrap(w("plan.subtitle", **period), width)
    for sheet in sheets:
        lines += ["", paint(w(f"by.{sheet.kind}"), HEAD, colour=colour)]
        lines += _table(sheet, w, width, colour=colour, unit=unit)
    for title, texts in _judging(plan, w):
        lines += ["", *(paint(line, HEAD, colour=colour) for line in wrap(title, width))]
        lines += [line for text in texts for line in item(text, width)]
    lines.append("")
    for text in _footer(plan, sheets, w, unit):
        lines += [paint(line, DIM, colour=colour) for line in item(text, width)]
    lines += ["", paint(w("plan.history"), HEAD, colour=colour)]
    for code, since in history:
        lines += item(w("plan.adoption", code=code, effective=since), width)
    return "\n".join(lines) + "\n"


def _judging(plan: Plan, w: Wording) -> Iterator[tuple[str, list[str]]]:
    """How the plan judges: what it has of scorecard, lights and due rules, each with a title."""
    if plan.scorecard:
        indicators = {i.code: heading_of(i, w.lang) for i in plan.indicators}
        texts = [score_text(line, indicators, w) for line in plan.scorecard]
        yield scorecard_title(plan.scorecard, w), texts
    if plan.lights:
        yield w("plan.lights"), [lights_text(plan.lights, w)]
    if plan.due:
        yield w("plan.due_rules"), [due_text(rule, w) for rule in plan.due]


def _footer(plan: Plan, sheets: Sequence[TargetSheet], w: Wording, unit: MoneyUnit) -> list[str]:
    proofs = [text for sheet in sheets for text in note_texts(sheet.proofs, w)]
    remarks = [w("talk.remark", text=remark.get(w.lang)) for remark in plan.remarks]
    assumed = assumed_texts(plan.assumptions, w)
    rounding = rounding_notes((s for sheet in sheets for s in _sums(sheet)), w, amounts(unit))
    return [
        *proofs,
        *rounding,
        *assumed,
        *remarks,
        w("progress.source", source=plan.source.get(w.lang)),
    ]


def _sums(sheet: TargetSheet) -> Iterator[Addition]:
    """The shares of money by tier and in all."""
    for place, indicator in enumerate(sheet.indicators):
        if indicator.measure != "sum":
            continue
        units, tier, tiers = list[int](), list[int](), list[int]()
        for entry in (each for each in sheet.rows if each.shares):
            share = entry.shares[place]
            if entry.rank == "line":
                units.append(share)
                tier.append(share)
            elif entry.rank == "subtotal":
                yield tier, share
                tiers.append(share)
                tier = []
            else:
                yield units, share
                yield tiers, share


def _table(
    sheet: TargetSheet, w: Wording, width: int, *, colour: bool, unit: MoneyUnit
) -> list[str]:
    heads = [w("head.unit"), *(i.names.get(w.lang) for i in sheet.indicators)]
    units = ["", *(_measure(indicator, w, unit) for indicator in sheet.indicators)]
    written = [(entry, _figures(entry, sheet.indicators, unit)) for entry in sheet.rows]
    tracks = _tracks(heads, units, written, width)
    line = rule(tracks, colour=colour)
    lines = []
    for texts in (heads, units):
        lines += row([Cell(text, DIM) for text in texts], tracks, colour=colour)
    lines.append(line)
    for entry, figures in written:
        if entry.rank == "heading":
            lines.append(paint(entry.name, BOLD, colour=colour))
            continue
        if entry.rank == "sum":
            lines.append(line)
        cells = [Cell(text, STYLES[entry.rank]) for text in (entry.name, *figures)]
        lines += row(cells, tracks, colour=colour)
    return lines


def _tracks(
    heads: Sequence[str],
    units: Sequence[str],
    written: Sequence[tuple[SheetRow, Sequence[str]]],
    width: int,
) -> list[Track]:
    """Figures and their units keep their width; names wrap where the screen is narrow."""
    names = widest([heads[0], *(entry.name for entry, figures in written if figures)])
    natural, least = [names], [min(names, NAME_LEAST)]
    for n, head in enumerate(heads[1:]):
        figure = widest([units[n + 1], *(figures[n] for _, figures in written if figures)])
        natural.append(max(figure, min(widest([head]), HEAD_MOST)))
        least.append(figure)
    sizes = share_out(natural, least, width - GAP * (len(heads) - 1))
    return [Track(size, right=n > 0) for n, size in enumerate(sizes)]


def _measure(indicator: Indicator, w: Wording, unit: MoneyUnit) -> str:
    return w(f"unit.{unit}") if indicator.measure == "sum" else w("unit.projects")


def _figures(entry: SheetRow, indicators: Sequence[Indicator], unit: MoneyUnit) -> list[str]:
    if not entry.shares:
        return []
    return [
        money(share, unit) if indicator.measure == "sum" else f"{share:,}"
        for share, indicator in zip(entry.shares, indicators, strict=True)
    ]
