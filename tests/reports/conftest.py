"""A town's plan, small enough to check every figure by hand."""

from datetime import date

import pytest

from qzinvest.model.plan import Area, Assumption, Indicator, Names, Plan, Rules, Term, Unit
from qzinvest.model.stage import Stage


def names(text: str) -> Names:
    """One name in three languages that can be told apart."""
    return Names(text, f"{text}简", f"{text}繁")


def unit(kind: str, code: str, tier: int) -> Unit:
    return Unit(kind, code, tier, names(code.upper()), names(code))


@pytest.fixture
def plan() -> Plan:
    """Districts a, b, c, d in tier 1 and e in tier 2; departments x and y; groups g and h."""
    return Plan(
        code="town-2022",
        titles=names("Town 2022"),
        issuer="TOWN",
        start=date(2022, 1, 1),
        end=date(2022, 12, 31),
        source=names("A newspaper"),
        indicators=(
            Indicator("deals", names("Deals"), "count", Stage.SIGNED, 0, 100),
            Indicator("money", names("Money"), "sum", Stage.SIGNED, 0, 1000),
        ),
        units=(
            *(unit("district", code, 1) for code in "abcd"),
            unit("district", "e", 2),
            unit("department", "x", 1),
            unit("department", "y", 2),
        ),
        groups=(Term("g", names("Group G")), Term("h", names("Group H"))),
        areas=(Area("ab", names("A and B"), ("a", "b")),),
        vocabularies={"channel": (Term("fair", names("Fair")),)},
        rules=Rules(("contract",), 0, expansions=True, expansion_channel="expansion"),
        weights={"district": {1: 3, 2: 1}, "department": {1: 1, 2: 1}},
        assumptions=(Assumption("weights", names("Weights are assumed.")),),
        remarks=(names("A remark."),),
    )


@pytest.fixture
def shares() -> dict[tuple[str, str, str], int]:
    """Deals 40, 20, 20, 0 and 20; money ten times that; x and y half of all each."""
    deals = {"a": 40, "b": 20, "c": 20, "d": 0, "e": 20}
    districts = {("district", code, "deals"): share for code, share in deals.items()}
    money = {("district", code, "money"): 10 * share for code, share in deals.items()}
    halves = {("department", code, "deals"): 50 for code in "xy"}
    return districts | money | halves | {("department", code, "money"): 500 for code in "xy"}
