"""The boards of a bulletin: whose figures stand where."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.locale import wording
from qzinvest.model.counting import Count
from qzinvest.model.plan import shares_of
from qzinvest.render.views.bulletin.say import Say
from qzinvest.render.views.bulletin.tables import ranked
from qzinvest.reports.progress import progress
from qzinvest.reports.rank import Basis, rank
from qzinvest.reports.subjects import Question

PLAN = shipped_plan()
SHARES = {
    ("district", unit, each.code): share
    for each in PLAN.indicators
    for unit, share in shares_of(PLAN, "district", each).items()
}
DAY = date(2022, 6, 30)


def test_sums_stand_below_their_own_indicators_in_whatever_order() -> None:
    codes = [each.code for each in PLAN.indicators]
    counts = tuple(
        Count(unit, code, 10 * place + n, 0)
        for place, code in enumerate(codes, 1)
        for n, unit in enumerate(("350582", None), 1)
    )
    basis = Basis(PLAN, PLAN.start, SHARES, DAY, counts, {})
    report = progress(PLAN, SHARES, counts, Question("district", DAY))
    rankings = [
        rank(basis, None, Question("district", DAY, indicator=code), report)
        for code in reversed(codes)
    ]
    bulletin: Any = SimpleNamespace(plan=PLAN, districts=report)

    rows = ranked(Say(bulletin, wording("en")), "district", rankings, lambda _, of: (of.actual,))

    *_, rest, total = (row.cells[1:] for row, _ in rows)
    assert (rest, total) == ((32, 22, 12), (63, 43, 23))
