"""The funnel as one JSON object, and its rows as CSV. Scripts rely on the keys."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from qzinvest.locale import Wording
from qzinvest.model.cohort import FUNNEL, Pool
from qzinvest.model.funnel import Days, Funnel, Line
from qzinvest.model.plan import RATES, Plan
from qzinvest.model.progress import Heading
from qzinvest.render.asked import asked_json
from qzinvest.render.data import assumed_json, report_csv, report_json


def funnel_json(funnel: Funnel, w: Wording, plan: Plan) -> str:
    """Counts as numbers, money in whole yuan, rates unrounded; ``null`` where there is none."""
    total = {name: value for name, value in _line_fields(funnel.total).items() if name != "tier"}
    body = {
        "report": "funnel",
        "plan": funnel.plan,
        "kind": funnel.by,
        "as_of": funnel.as_of.isoformat(),
        "since": funnel.since.isoformat(),
        "until": funnel.until.isoformat(),
        **asked_json(funnel.asked),
        "assumed": assumed_json(funnel.assumed, w),
        "rows": [
            _line_fields(line) | ({"days": list(map(_days_fields, line.days))} if line.days else {})
            for line in funnel.lines
        ],
        "total": total | {"days": list(map(_days_fields, funnel.total.days))},
        "reasons": [
            {
                "reason": reason.text,
                "kinds": reason.kinds,
                "projects": _number(reason.projects),
                "amount": reason.amount,
            }
            for reason in funnel.reasons
        ],
    }
    return report_json(body, plan, w, _headings(w))


def _headings(w: Wording) -> Iterator[Heading]:
    """What the columns of figures are called and measured in."""
    counts = (*Pool._fields[:3], *(stage.code for stage in FUNNEL), "dropped")
    sums = (*Pool._fields[3:], *(f"{stage.code}_amount" for stage in FUNNEL))
    yield from (Heading(key, w(f"column.{key}"), "count") for key in counts)
    for key in (*sums, "paid_in", "dropped_amount"):
        yield Heading(key, w(f"column.{key}"), "sum")
    for rate in RATES:
        yield Heading(f"{rate}_rate", w(f"rate.{rate}"), "ratio")


def _line_fields(line: Line) -> dict[str, object]:
    """One line by stable keys, in the order in which every machine format has them."""
    cell = line.cell
    fields: dict[str, object] = {"unit": line.unit, "name": line.name, "tier": line.tier}
    fields |= {key: _number(value) for key, value in zip(Pool._fields, line.pool, strict=True)}
    fields |= {f"{s.code}": _number(n) for s, n in zip(FUNNEL, cell.projects, strict=True)}
    fields |= {f"{s.code}_amount": yuan for s, yuan in zip(FUNNEL, cell.amounts, strict=True)}
    fields |= {
        "paid_in": cell.paid_in,
        "dropped": _number(cell.dropped),
        "dropped_amount": cell.dropped_amount,
    }
    for name, rate in zip(RATES, cell.rates, strict=True):
        fields[f"{name}_rate"] = None if rate.value is None else float(rate.value)
    return fields


def _days_fields(days: Days) -> dict[str, object]:
    """The days from one stage to the next by stable keys."""
    return {
        "from": days.first.code,
        "to": days.then.code,
        "known": _number(days.known),
        "arrived": _number(days.arrived),
        "dropped": _number(days.dropped),
        "waiting": _number(days.waiting),
        "median_days": days.median,
        "ninetieth_days": days.ninetieth,
    }


def _number(figure: int | Fraction) -> int | float:
    """A count as machine formats give it."""
    return figure.numerator if figure.denominator == 1 else float(figure)


def funnel_csv(
    funnel: Funnel, w: Wording, plan: Plan, *, total: bool = False, labels: bool = False
) -> str:
    """One row a line; where days were asked for by line, one row a line and leg instead.

    Args:
        funnel: what to write.
        w: the language of names.
        plan: the plan in force.
        total: whether the total's rows follow.
        labels: whether it is for people (``render.data``).
    """
    lines = (*funnel.lines, funnel.total) if total else funnel.lines
    by_leg = any(line.days for line in funnel.lines)
    rows = list(_days(lines) if by_leg else map(_line_fields, lines))
    keys = list(rows[0]) if rows else []
    return report_csv(keys, rows, plan, w, (), labels=labels)


def _days(lines: Iterable[Line]) -> Iterable[dict[str, object]]:
    for line in lines:
        for days in line.days:
            yield {"unit": line.unit, "name": line.name, "tier": line.tier} | _days_fields(days)
