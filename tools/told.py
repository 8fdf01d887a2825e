"""What projects tell a forecast, without a ledger on disk: for the calibration and for tests."""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import date

from qzinvest.ledger.fold import INSERT_ENTRY, INSERT_PASSAGE
from qzinvest.ledger.forecast import facts
from qzinvest.ledger.log import LAST
from qzinvest.ledger.passages import Scope
from qzinvest.ledger.rows import passage_row
from qzinvest.ledger.schema import TABLES
from qzinvest.model.entry import PAID
from qzinvest.model.forecast import Forecast
from qzinvest.model.forecast_facts import Facts
from qzinvest.model.passage import Passage
from qzinvest.model.plan import Indicator, Plan, Shares
from qzinvest.model.selection import Selection
from qzinvest.model.stage import STAGES
from qzinvest.reports.forecast import SEED, forecast
from qzinvest.reports.subjects import Question, count_kind

ALL = Selection()


def ledger_of(passages: Iterable[Passage]) -> sqlite3.Connection:
    """A ledger in memory that holds these passages and nothing else."""
    connection = sqlite3.connect(":memory:")
    for name in ("passage", "entry"):
        connection.execute(TABLES[name])
    unknown = (None,) * len(STAGES)
    for place, each in enumerate(passages):
        connection.execute(INSERT_PASSAGE, passage_row(each, place, unknown))
        for day, amount in each.payments:
            key = (each.org, f"{place}/{day}", 0, LAST, 0, each.id, PAID, day, day)
            connection.execute(INSERT_ENTRY, (*key, None, None, amount, None, None, None))
    return connection


def facts_of(  # noqa: PLR0913, PLR0917 - all that may be asked
    passages: Iterable[Passage],
    plan: Plan,
    day: date,
    kind: str | None = "district",
    indicators: Sequence[Indicator] | None = None,
    selection: Selection = ALL,
) -> Facts:
    """What these passages tell on a day of the plan's indicators, or of some of them."""
    with closing(ledger_of(passages)) as connection:
        scope = Scope(selection.chosen, day=day)
        return facts(connection, scope, plan, kind, indicators or plan.indicators)


def forecast_of(  # noqa: PLR0913 - as of the forecast
    plan: Plan,
    shares: Shares,
    passages: Iterable[Passage],
    question: Question,
    seed: int = SEED,
    *,
    by_line: bool = True,
) -> Forecast:
    """The forecast of these passages."""
    kind = count_kind(question.by) if by_line else None
    asked = (question.as_of, kind, plan.chosen(question.indicator), question.selection)
    told = facts_of(passages, plan, *asked)
    return forecast(plan, shares, told, question, seed, by_line=by_line)
