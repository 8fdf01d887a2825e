"""Summing in the database, held against the rules in plain Python."""

from contextlib import closing
from datetime import date
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
    Measure,
    by_holder,
    by_pair,
    counts_of,
    measure_of,
    settled,
    summed,
)
from qzinvest.model.credit import Part
from qzinvest.model.passage import Passage
from qzinvest.model.project import Project
from qzinvest.model.stage import Stage
from tests.ledger.samples import A_FEW, DAYS, JINJIANG, NANAN, STAMP, copied, projects
from tests.ruled import ruled

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


def daily(
    found: list[Passage], measure: Measure, kind: str, *, assessed: bool
) -> dict[Flow, Figure]:
    """The gross figures by both days, one project after the other."""
    shares = by_holder(kind, assessed=assessed)
    sums: dict[Flow, Figure] = {}
    for one in found:
        day, dropped = one.reached(measure.indicator.stage), one.dropped
        gone = dropped is not None and dropped <= measure.as_of
        for unit, each in summed([one], measure, shares).items():
            left = max(day or 0, dropped or 0) if gone else None
            key = unit, day or 0, left
            sums[key] = settled(sums.get(key, 0) + each.gross)
    return {key: figure for key, figure in sums.items() if figure}


def credited(project: Project, credit: tuple[Part, ...]) -> Project:
    return ruled(project, credit=credit)


@A_FEW
@given(
    recorded=st.lists(st.builds(credited, projects(), CREDITS), max_size=6),
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
        recorder = Recorder(connection, "QZ", STAMP)
        recorder.add(recorded)
        half = recorder.last_seq - len(recorded) // 2
        for scope in (Scope(chosen), Scope(chosen, {"QZ": half})):
            found = list(passages(connection, scope))
            for kind in FILTERS:
                told = counts(connection, scope, plan, kind, day, assessed=assessed)
                plain = counts_of(found, plan, kind, day, assessed=assessed)
                assert sorted(told, key=str) == sorted(plain, key=str)
                for measure in (measure_of(plan, i, day) for i in plan.indicators):
                    told_flows = flows(connection, scope, measure, kind, assessed=assessed)
                    assert told_flows == daily(found, measure, kind, assessed=assessed)
            for rows, columns in PAIRS:
                told_pairs = pairs(connection, scope, plan, (rows, columns), day, assessed=assessed)
                shares = by_pair(rows, columns, assessed=assessed)
                assert told_pairs == {
                    i.code: summed(found, measure_of(plan, i, day), shares) for i in plan.indicators
                }
        recorder.close()
