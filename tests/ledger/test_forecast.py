"""What the database tells a forecast, held against a look at all projects in plain Python."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger import forecast
from qzinvest.ledger.connection import connect
from qzinvest.ledger.passages import Scope, passages
from qzinvest.ledger.record import Recorder
from qzinvest.model.counting import COUNTED, Measure, measure_of
from qzinvest.model.forecast import LEVERS
from qzinvest.model.forecast_facts import (
    OLD,
    STEP,
    Known,
    Place,
    Single,
    Sums,
    Told,
    key_of,
    sums_of,
)
from qzinvest.model.passage import Passage, passage_of
from qzinvest.model.plan import Plan
from qzinvest.model.project import Project
from qzinvest.model.stage import STAGES, Stage
from tests.ledger.samples import A_FEW, DAYS, STAMP, copied, lives
from tools.told import facts_of

PLAN = shipped_plan()
SUM = PLAN.indicators[1]
PLANS = (
    PLAN,
    PLAN._replace(
        indicators=(
            SUM._replace(code="paid", stage=Stage.FUNDED),
            SUM._replace(code="talks", stage=Stage.TALKS),
            SUM._replace(code="started", stage=Stage.STARTED, minimum=10**9),
        ),
        rules=PLAN.rules._replace(expansions=False),
    ),
)
_UNSIGNED = {stage.code: None for stage in STAGES if stage >= Stage.SIGNED}


def known_on(passage: Passage, day: int) -> Passage | None:
    """What a passage was on a day; nothing of one that begins later."""
    if (passage.lead or 0) > day:
        return None
    fields: dict[str, object] = {
        "payments": tuple(each for each in passage.payments if each[0] <= day)
    }
    if passage.dropped is not None and passage.dropped > day:
        fields["dropped"] = None
    for stage in STAGES:
        if (passage.reached(stage) or day + 1) > day:
            # What a milestone brings is not known before it: then the total investment stands.
            fields[stage.code] = None
            if stage != Stage.FUNDED:
                fields[f"{stage.code}_sum"] = passage.amount
            if stage == Stage.SIGNED:
                fields["signing"] = None
    return passage._replace(**fields)  # type: ignore[arg-type]


def ended(passage: Passage, plan: Plan) -> Passage:
    """A passage for which a signing that does not count is the end, as a drop would be."""
    if passage.signed is None or passage.signing in plan.rules.signings:
        return passage
    return passage._replace(dropped=passage.signed, **_UNSIGNED)  # type: ignore[arg-type]


def days_of(some: Iterable[Passage], stage: Stage) -> dict[int, tuple[int, int]]:
    """How many came on each day, and how many of them with that day recorded."""
    came, sure = Counter[int](), Counter[int]()
    for p in some:
        day = p.reached(stage) or 0
        came[day] += 1
        sure[day] += p.recorded >> stage & 1
    return {day: (n, sure[day]) for day, n in came.items()}


def lots_of(told: Sequence[tuple[Place, int]]) -> dict[Place, Sums]:
    found = defaultdict[Place, Sums](Sums)
    for place, brings in told:
        found[place] = found[place].more(sums_of(brings))
    return dict(found)


def place_of(p: Passage, stage: int, since: int, today: int) -> Place:
    return p.district or "", stage, min((today - since) // STEP, OLD)


def check(known: Known, told: Sequence[tuple[Passage, Place, int]]) -> None:
    """Known projects are told as lots, and these as singles, the largest first."""
    assert known.lots == lots_of([(place, brings) for _, place, brings in told])
    largest = sorted(told, key=lambda one: (-one[2], -one[0].amount, one[0].key))
    assert [one[:2] for one in known.ones] == [p.key[:2] for p, *_ in largest]
    assert [(one.place, one.brings) for one in known.ones] == [each[1:] for each in largest]


@A_FEW
@given(
    recorded=st.lists(lives(), max_size=12), day=DAYS, plan=st.sampled_from(PLANS), data=st.data()
)
def test_it_is_what_all_projects_tell(
    template: Path, recorded: list[Project], day: date, plan: Plan, data: st.DataObject
) -> None:
    with copied(template) as path, closing(connect(path)) as connection:
        recorder = Recorder(connection, "QZ", STAMP)
        recorder.add(recorded)
        recorder.close()
        positions = data.draw(st.sampled_from([None, {"QZ": recorder.last_seq // 2}]))
        chosen = data.draw(st.sampled_from([{}, {"channel": ("fill",)}]))
        scope = Scope(chosen, positions, day=day)
        told = forecast.facts(connection, scope, plan, "district", plan.indicators)
        city = forecast.facts(connection, scope, plan, None, plan.indicators)
        stood = list(passages(connection, scope))
    today = day.toordinal()
    everyone = [known for p in stood if (known := known_on(p, today)) is not None]
    counting = [ended(p, plan) for p in everyone]
    assert told.number == len(everyone)
    start = plan.start.toordinal()
    assert told.so_far == sum((p.signed or 0) >= start for p in everyone)
    assert told.codes == {p.district or "" for p in everyone if chosen}
    assert told.came == days_of([p for p in counting if p.signed is not None], Stage.SIGNED)
    assert Counter(told.courses) == Counter((p.days, p.dropped) for p in counting)
    assert city[:2] == told[:2]
    for indicator in plan.indicators:
        measure = measure_of(plan, indicator, day)
        seen = counting if indicator.stage >= Stage.SIGNED else everyone
        fitting = [p for p in seen if not {"size", "expansion"} & set(measure.obstacles(p))]
        hold(told.told[key_of(measure)], measure, fitting)
        one, all_ = (each.told[key_of(measure)] for each in (told, city))
        assert [each.brings for each in one.kept.ones] == [each.brings for each in all_.kept.ones]
        assert sum(each.number for each in one.open.lots.values()) == sum(
            each.number for each in all_.open.lots.values()
        )


def hold(told: Told, measure: Measure, fitting: Sequence[Passage]) -> None:
    """What is told of an indicator, held against the projects that fit it."""
    goal, today = measure.indicator.stage, measure.as_of
    base = min(goal, Stage.SIGNED)
    came = [p for p in fitting if p.reached(base) is not None]
    reached = [p for p in fitting if p.reached(goal) is not None]
    assert (told.number, told.reached) == (len(fitting), len(reached))
    assert told.first == min((p.lead or 0 for p in fitting), default=None)
    codes = {p.district or "" for p in came}
    assert told.came == {
        (code, day): sums
        for code in codes
        for day, sums in days_of([p for p in came if (p.district or "") == code], base).items()
    }
    sized = reached if goal == Stage.FUNDED else came
    brought = {code: sums for code, sums in told.brought.items() if sums.number}
    assert brought == {
        place[0]: sums
        for place, sums in lots_of(
            [((p.district or "", 0, 0), p.brings(goal)) for p in sized]
        ).items()
    }
    assert [size for _, size in told.largest] == sorted(
        (p.brings(goal) for p in sized), reverse=True
    )
    assert sorted(told.notes) == sorted(
        ((p.reached(base) or 0), (p.reached(base) or 0) - (p.lead or 0)) for p in came
    )
    assert Counter(told.courses) == Counter((p.days, p.dropped) for p in fitting)
    if goal == Stage.FUNDED:
        amount = sum(p.amount for p in reached)
        assert told.usual == Fraction(sum(p.paid for p in reached), amount or 1)
    kept = [
        (p, place_of(p, 0, p.reached(goal) or 0, today), value)
        for p in fitting
        if measure.verdict(p) == COUNTED
        for value in [measure.value(p) if measure.is_paid else p.brings(goal)]
        # A fund that was told without money counts, and brings nothing that may be lost.
        if value
    ]
    check(told.kept, kept)
    waiting = (
        []
        if today >= measure.end
        else [
            (p, place_of(p, stage, p.days[stage - 1] or 0, today), p.amount)
            for p in fitting
            if p.dropped is None and p.reached(goal) is None
            for stage in [sum(day is not None for day in p.days)]
        ]
    )
    check(told.open, waiting)
    assert sorted(told.first_open) == sorted(
        one for place in told.open.lots for one in of(told.open.ones, place)[:LEVERS]
    )


def of(ones: Sequence[Single], place: Place) -> list[Single]:
    return [one for one in ones if one.place == place]


def leads(number: int) -> list[Passage]:
    """So many leads in two places."""
    return [
        passage_of(Project("QZ", n, "A", 10**8 + n * 10**5, ()))._replace(
            lead=738_000 + 30 * (n % 2), district="350582"
        )
        for n in range(number)
    ]


@pytest.mark.parametrize("ones", [3, 8, 9])
def test_many_are_told_as_few_are(monkeypatch: pytest.MonkeyPatch, ones: int) -> None:
    day = date.fromordinal(738_100)
    few = facts_of(leads(9), PLAN, day).told[Stage.SIGNED, 0, False]
    monkeypatch.setattr(forecast, "ONES", ones)
    many = facts_of(leads(9), PLAN, day).told[Stage.SIGNED, 0, False]
    assert many.open == Known(few.open.lots, few.open.ones[:ones])
    assert sorted(many.first_open) == sorted(few.first_open)


def test_of_many_every_second_or_third_tells_how_they_went_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(forecast, "SAMPLE", 3)
    told = facts_of(leads(9), PLAN, date.fromordinal(738_100))
    assert len(told.courses) == 3


def test_the_newest_arrivals_are_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forecast, "NOTED", 3)
    [one] = leads(1)
    days = [738_010, 738_030, 738_020, 738_040, 738_020]
    some = [
        one._replace(number=n, lead=day - n - 1, signed=day, signing="contract")
        for n, day in enumerate(days)
    ]
    told = facts_of(some, PLAN, date.fromordinal(738_100)).told[Stage.SIGNED, 0, False]
    assert told.notes == [(738_040, 4), (738_030, 2), (738_020, 5)]
