"""Random counted projects of the hand-made plan, with credit and without."""

from datetime import date

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from qzinvest.model.credit import WHOLE, Part, checked
from qzinvest.model.passage import Passage, passage_of
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import Stage
from tests.ruled import ruled

DAYS = st.dates(date(2021, 12, 1), date(2022, 12, 31))
UNITS = {"district": "abcde", "department": "xy"}


@st.composite
def parts(draw: st.DrawFn, kind: str) -> list[Part]:
    """A whole, divided between some units of one kind, one of them unknown to the plan."""
    units = draw(st.lists(st.sampled_from([*UNITS[kind], "gone"]), unique=True, max_size=4))
    if not units:
        return []
    cuts = draw(
        st.lists(
            st.integers(1, WHOLE - 1),
            unique=True,
            min_size=len(units) - 1,
            max_size=len(units) - 1,
        )
    )
    edges = [0, *sorted(cuts), WHOLE]
    return [
        (kind, unit, after - before)
        for unit, before, after in zip(units, edges, edges[1:], strict=False)
    ]


@st.composite
def passages(draw: st.DrawFn) -> Passage:
    """A signed project of any units, dropped or not, with or without credit."""

    def some(codes: str) -> SearchStrategy[str | None]:
        return st.none() | st.sampled_from([*codes, "gone"])

    on, dropped = draw(DAYS), draw(st.none() | DAYS)
    project = Project(
        "QZ",
        1,
        "A",
        draw(st.integers(1, 10**12)),
        (Milestone(Stage.SIGNED, on, on),),
        district=draw(some("abcde")),
        department=draw(some("xy")),
        group=draw(some("gh")),
        signing=draw(st.sampled_from(["contract", "contract", "intent"])),
        channel=draw(st.none() | st.just("fair")),
        dropped_on=None if dropped is None else max(dropped, on),
    )
    credit = checked(draw(parts("district")) + draw(parts("department")), "made up")
    return passage_of(ruled(project, credit=credit))
