"""What counted by the same day a year before: the one rule of every figure of last year (同比)."""

import sqlite3
from collections.abc import Sequence
from datetime import date

from qzinvest.ledger.counts import counts
from qzinvest.ledger.passages import Scope
from qzinvest.ledger.queries import plan_rows, plans_on
from qzinvest.model.counting import Count
from qzinvest.model.edition import PlanRow
from qzinvest.model.plan import Plan
from qzinvest.model.precision import a_year_before


def a_year_earlier(plan: Plan) -> Plan:
    """The plan with the days of its period moved: what it would have counted a year before."""
    return plan._replace(start=a_year_before(plan.start), end=a_year_before(plan.end))


def plans_before(
    connection: sqlite3.Connection, plan: Plan, day: date, rows: Sequence[PlanRow] | None = None
) -> tuple[Plan, ...]:
    """The plans by which the year before ``plan`` is counted, each with what it counts.

    That of the same period a year earlier which was in force on the same ``day`` then, for all that
    it measures as ``plan`` does; ``plan`` itself with its days moved for all else.

    Args:
        plan: the one that a report of ``day`` uses.
        day: of this year.
        rows: adoptions; by default all of today's.
    """
    moved = a_year_earlier(plan)
    period = (moved.start.isoformat(), moved.end.isoformat())
    known = plan_rows(connection) if rows is None else rows
    theirs = [row for row in known if (row.starts, row.ends) == period]
    (found,) = plans_on(connection, None, (a_year_before(day),), theirs)
    if found is None:
        return (moved,)
    mine, other = list[str](), []
    for each in plan.indicators:
        then = found.plan.indicator(each.code)
        if then is not None and then.measure == each.measure:
            mine.append(each.code)
        else:
            other.append(each)
    kept = tuple(each for each in found.plan.indicators if each.code in mine)
    both = (found.plan._replace(indicators=kept), moved._replace(indicators=tuple(other)))
    return tuple(each for each in both if each.indicators)


def year_before(  # noqa: PLR0913 - as ``counts``
    connection: sqlite3.Connection,
    scope: Scope,
    plan: Plan,
    kind: str,
    as_of: date,
    *,
    assessed: bool = False,
    rows: Sequence[PlanRow] | None = None,
) -> tuple[Count, ...] | None:
    """What ``counts`` of the same day a year before were, as the ledger knows it now.

    ``None`` where nothing at all counts in that year, of whichever projects.
    """
    plans, day = plans_before(connection, plan, as_of, rows), a_year_before(as_of)

    def counted(scope: Scope) -> tuple[Count, ...]:
        found = (counts(connection, scope, each, kind, day, assessed=assessed) for each in plans)
        return tuple(count for of in found for count in of)

    found = counted(scope._replace(day=day))
    if any(each.gross for each in found):
        return found
    if scope.chosen and any(each.gross for each in counted(scope._replace(chosen={}, day=day))):
        return found
    return None
