"""Summing in the database, held against the rules in plain Python."""

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger.connection import connect
from qzinvest.ledger.counts import counts, flows, pairs
from qzinvest.ledger.passages import FILTERS, Scope, passages
from qzinvest.ledger.record import Recorder
from qzinvest.model.counting import (
    Figure,
    Flow,
    by_pair,
    measure_of,
    settled,
    summed,
)
from qzinvest.model.credit import Part
from qzinvest.model.project import Project
from qzinvest.model.stage import Stage
from tests.ledger.samples import A_FEW, DAYS, JINJIANG, NANAN, STAMP, copied, lives
from tests.ruled import ruled
from tools.counted import counts_of

PLAN = shipped_plan()
THIRDS = (("district", JINJIANG, 3333), ("district", NANAN, 6667))
BUREAUS = (("department", "COM", 5000), ("department", "DRC", 5000))
CREDITS: st.SearchStrategy[tuple[Part, ...]] = st.sampled_from(
    [(), (), THIRDS, BUREAUS, THIRDS + BUREAUS]
)
PAIRS = (
    ("district", "group"),
    ("district", "department"),
    ("department", "department"),
    ("event", "channel"),
)
CHOSEN = st.sampled_from(
    [{}, {"channel": ("fill",)}, {"district": (JINJIANG,), "group": ("IG05",)}]
)


def standing_on(flows: dict[Flow, Figure], day: date) -> dict[str, Figure]:
    """What stands of flows at the end of a day, by unit."""
    sums: dict[str, Figure] = {}
    for (unit, came, left), figure in flows.items():
        if came <= day.toordinal() and (left is None or left > day.toordinal()):
            sums[unit] = settled(sums.get(unit, 0) + figure)
    return {unit: figure for unit, figure in sums.items() if figure}


def credited(project: Project, credit: tuple[Part, ...]) -> Project:
    return ruled(project, credit=credit)


@A_FEW
@given(
    recorded=st.lists(st.builds(credited, lives(), CREDITS), max_size=6),
    chosen=CHOSEN,
    day=DAYS,
    expansions=st.booleans(),
    assessed=st.booleans(),
)
def test_the_database_and_plain_python_agree(  # noqa: PLR0913 - all of them drawn
    template: Path,
    recorded: list[Project],
    chosen: dict[str, tuple[str, ...]],
    day: date,
    *,
    expansions: bool,
    assessed: bool,
) -> None:
    paid = PLAN.indicators[1]._replace(code="paid", stage=Stage.FUNDED)
    rules = PLAN.rules._replace(expansions=expansions)
    plan = PLAN._replace(indicators=(*PLAN.indicators, paid), rules=rules)
    with copied(template) as path, closing(connect(path)) as connection:
        earlier = day - timedelta(days=40)
        for some in (recorded[::2], recorded[1::2]):
            recorder = Recorder(connection, "QZ", STAMP)
            recorder.add(some)
            recorder.close()
        for place in (None, {"QZ": recorder.begin}):
            scope = Scope(chosen, place, day=day)
            found = list(passages(connection, scope))
            for kind in FILTERS:
                told = counts(connection, scope, plan, kind, day, assessed=assessed)
                plain = counts_of(found, plan, kind, day, assessed=assessed)
                assert sorted(told, key=str) == sorted(plain, key=str)
                moving = scope._replace(day=None)
                for indicator in plan.indicators:
                    measure = measure_of(plan, indicator, day)
                    told_flows = flows(connection, moving, measure, kind, assessed=assessed)
                    for then in (earlier, day):
                        seen = scope._replace(day=then)
                        reported = counts(connection, seen, plan, kind, then, assessed=assessed)
                        assert standing_on(told_flows, then) == {
                            c.unit or "": net
                            for c in reported
                            if c.indicator == indicator.code
                            and (net := settled(c.gross - c.dropped))
                        }
            for rows, columns in PAIRS:
                told_pairs = pairs(connection, scope, plan, (rows, columns), day, assessed=assessed)
                shares = by_pair(rows, columns, assessed=assessed)
                assert told_pairs == {
                    i.code: summed(found, measure_of(plan, i, day), shares) for i in plan.indicators
                }
