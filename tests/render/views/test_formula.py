"""The equations of an explanation hold as they are printed, in every language and unit."""

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.locale import wording
from qzinvest.model.cohort import cohort_of
from qzinvest.model.cohort_facts import facts_of
from qzinvest.model.counting import by_holder
from qzinvest.model.document import MoneyUnit
from qzinvest.model.explanation import Explanation
from qzinvest.model.heading import Heading
from qzinvest.model.passage import Passage, passage_of
from qzinvest.model.plan import RATES, UNIT_KINDS, Plan, ScoreLine, shares_of
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import Stage
from qzinvest.render.views.formula import step_texts
from qzinvest.render.views.plan import score_text
from qzinvest.reports.explain import candidates, explain, explain_rate, holder_of
from qzinvest.reports.explaining.score import explain_score
from qzinvest.reports.rank import Basis, rank
from qzinvest.reports.subjects import Question
from tests.ledger.samples import JINJIANG, NANAN
from tests.process.world import FULL
from tools.counted import counts_of

PLAN = shipped_plan()
SAY = wording("en")
DAYS = st.dates(date(2022, 1, 1), date(2022, 12, 31))
YUAN = st.one_of(st.integers(1, 10**6), st.integers(1, 10**9), st.integers(1, 3 * 10**11))
UNITS: tuple[MoneyUnit, MoneyUnit] = ("yi", "wan")
WRITTEN = [(lang, unit) for lang in ("en", "zh_Hans", "zh_Hant") for unit in UNITS]


@st.composite
def passages(draw: st.DrawFn) -> list[Passage]:
    """Contracts of any amount to the yuan, some of them funded or dropped."""
    found = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        on = draw(DAYS)
        course = [Milestone(Stage.SIGNED, on, on, draw(st.none() | YUAN))]
        if draw(st.booleans()):
            paid_on = draw(st.dates(on, date(2022, 12, 31)))
            course.append(Milestone(Stage.FUNDED, paid_on, paid_on, draw(YUAN)))
        project = Project("QZ", number, "P", draw(YUAN), tuple(course), signing="contract")
        dropped = draw(st.none() | st.dates(course[-1].on, date(2022, 12, 31)))
        unit = draw(st.sampled_from([JINJIANG, NANAN]))
        found.append(passage_of(project._replace(district=unit, dropped_on=dropped)))
    return found


def planned(target: int, own: int | None) -> Plan:
    """The shipped plan with another target of money, and a share of 晋江's own."""
    shares = {} if own is None else {"signed_investment": own}
    units = tuple(
        unit._replace(shares=shares) if unit.code == JINJIANG else unit for unit in PLAN.units
    )
    signed, money, landed = PLAN.indicators
    return PLAN._replace(units=units, indicators=(signed, money._replace(target=target), landed))


def all_explained(plan: Plan, found: list[Passage], day: date) -> Iterator[Explanation]:
    """Figures of money, a rate of money and scores, of several rows."""
    shares = {
        (kind, unit, i.code): share
        for kind in UNIT_KINDS
        for i in plan.indicators
        for unit, share in shares_of(plan, kind, i).items()
    }
    counts = counts_of(found, plan, "district", day)
    for by, code in (
        *(("district", JINJIANG), ("district", NANAN), ("district", "total")),
        *(("tier", "tier-1"), ("area", "rest"), ("group", "unassigned")),
    ):
        kind = "group" if by == "group" else "district"
        view = Question(by, day, None, "signed_investment")
        holder = holder_of(plan, code, view)
        projects = candidates(found, ())
        counted = counts_of(found, plan, kind, day)
        yield explain(plan, shares, counted, projects, holder, view)
        cohort = cohort_of(plan, day)
        yield explain_rate(plan, cohort, RATES[2], projects, holder, view)
    cells = facts_of(found, cohort_of(plan, day), by_holder("district", assessed=False)).cells
    basis = Basis(plan, plan.start, shares, day, counts, cells)
    ranking = rank(basis, None, Question("district", day))
    for place in ranking.places[:3]:
        yield explain_score(plan, ranking, place)


@settings(max_examples=500 if FULL else 12)
@given(
    target=st.sampled_from([10**12, 10**12 + 123_456_789]),
    own=st.none() | YUAN,
    found=passages(),
    day=DAYS,
)
def test_every_equation_holds_as_printed(
    target: int, own: int | None, found: list[Passage], day: date
) -> None:
    for explanation in all_explained(planned(target, own), found, day):
        for lang, unit in WRITTEN:
            texts = step_texts(explanation, wording(lang), unit)
            for note, text in zip(explanation.steps, texts, strict=True):
                assert holds(note.key, text), text
                if "scored" in note.fields:
                    line, of = note.fields["rule"], note.fields["of"]
                    assert isinstance(line, ScoreLine)
                    known = {of.code: of} if isinstance(of, Heading) else {}
                    said = text.removeprefix(score_text(line, known, wording(lang)))
                    assert gives(line, said), text


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        ("explain.rate", "Rate 0.25% = 0.00 ÷ 0.02", False),
        ("explain.rate", "Rate 0.25% = 0.00005 ÷ 0.02", True),
        ("explain.ahead", "Against pace -30.99 points = 31.92% − 62.90%", False),
        ("explain.ahead", "较序时 -30.99 个百分点 ＝ 31.916% － 62.903%", True),
        ("explain.gross", "未扣除终止项目为 5.61，已终止 2.50，余 3.10", False),
        ("explain.sum_of_shares", "Target 3.01 = 1.00 + 2.00, the targets of its units", False),
        ("explain.score", "得分 -1.50 ＝ 2.25 + 1.25 − 5.00", True),
        ("explain.pace", "Pace 62.90% = (7 full months + 17 ÷ 31 of a month) ÷ 12 months", True),
        (
            "explain.divided",
            "Target 1.30 = target 10.00 × weight 3 ÷ all 23 = 1.3043, rounded to 0.01",
            True,
        ),
    ],
)
def test_what_holds_is_told_from_what_does_not(key: str, text: str, expected: bool) -> None:  # noqa: FBT001 - expected
    assert holds(key, text) is expected


def test_decimals_are_added_only_where_they_are_needed() -> None:
    def lines(*yuan: int) -> list[str]:
        day = date(2022, 6, 30)
        projects = [
            Project(
                *("QZ", n, "P", each, (Milestone(Stage.SIGNED, day, day),)),
                district=JINJIANG,
                signing="contract",
            )
            for n, each in enumerate(yuan, 1)
        ]
        found = next(all_explained(PLAN, [passage_of(project) for project in projects], day))
        return [text for text in step_texts(found, SAY, "yi") if text.startswith("Comp")]

    assert lines(500 * 10**8) == ["Completion 38.33% = 500.00 ÷ 1,304.35"]
    assert lines(326_500_000) == ["Completion 0.25% = 3.27 ÷ 1,304.35"]
    assert lines(326_000) == ["Completion 0.00% = 0.00 ÷ 1,304.35"]
    assert lines(65_220_000) == ["Completion 0.05% = 0.65 ÷ 1,304.35"]
    assert lines(65_170_000) == ["Completion 0.05% = 0.65 ÷ 1,304.35"]
    assert lines(84_700_000) == ["Completion 0.06% = 0.847 ÷ 1,304.350"]


EQUATIONS = {
    *("completion", "rate", "share_of_whole", "ahead", "pace", "sum_of_shares", "score"),
    *("divided", "divided_rest"),
}
SIGNS = str.maketrans(
    {"＝": "=", "－": "-", "−": "-", "＋": "+", "×": "*", "÷": "/", "（": "(", "）": ")"}
)
NUMBER = r"\d[\d,]*(?:\.\d+)?"


def holds(key: str, text: str) -> bool:
    """Whether a step's equation, read as it is printed, holds when its right side is rounded."""
    name = key.partition(".")[2]
    text = text.translate(SIGNS)
    if name == "gross":
        before, gone, kept = (Fraction(n.replace(",", "")) for n in re.findall(NUMBER, text))
        return before - gone == kept
    if name not in EQUATIONS:
        return True
    left, right, *more = text.split("=")
    if more:
        [quota] = more
        target, exact, piece = first_number(left), first_number(quota), last_number(quota)
        # What is below a piece of all that is divided goes to one unit besides its pieces.
        return rounds_to(value(right), quota) and abs(target - exact) < 2 * piece
    percents = 100 if "%" in right and "%" not in left else 1
    return rounds_to(value(right) * percents, left)


def gives(line: ScoreLine, said: str) -> bool:
    """Whether the printed value gives the printed points by the line's form."""
    *values, points = map(value, re.findall(rf"-?{NUMBER}%?", said))
    full, goal = Fraction(line.points, 100), Fraction(line.goal, 10_000)
    if line.form == "each":
        earned = full * (values[0] // line.unit)
    elif line.form == "proportion":
        earned = full * values[0] / goal
    elif values[1] == values[2]:
        earned = full if values[2] else full * Fraction(3, 5)
    else:
        earned = full * (3 + 2 * (values[0] - values[1]) / (values[2] - values[1])) / 5
    earned = max(Fraction(line.floor, 100), min(earned, Fraction(line.cap, 100)))
    sign = -1 if line.kind == "deduction" else 1
    return abs(sign * earned - points) <= Fraction(1, 200)


def rounds_to(figure: Fraction, text: str) -> bool:
    """Whether a figure is the printed one when it is rounded to as many decimals."""
    shown = first_number(text)
    size = Fraction(1, 10 ** decimals(text)) * (Fraction(1, 100) if "%" in text else 1)
    return abs(figure - shown) <= size / 2


def first_number(text: str) -> Fraction:
    found = re.search(rf"-?{NUMBER}%?", text)
    assert found is not None, text
    return value(found[0])


def last_number(text: str) -> Fraction:
    *_, last = re.findall(NUMBER, text)
    return value(str(last))


def decimals(text: str) -> int:
    number: str = re.findall(NUMBER, text)[0]
    return len(number.partition(".")[2])


def value(text: str) -> Fraction:
    """What an expression gives; words in it are passed over."""
    tokens = re.findall(rf"{NUMBER}%?|[-+*/()]", text)
    found, rest = added(tokens)
    assert not rest or rest[0] == ")", text
    return found


def added(tokens: list[str]) -> tuple[Fraction, list[str]]:
    figure, tokens = multiplied(tokens)
    while tokens and tokens[0] in "+-":
        sign = 1 if tokens[0] == "+" else -1
        other, tokens = multiplied(tokens[1:])
        figure += sign * other
    return figure, tokens


def multiplied(tokens: list[str]) -> tuple[Fraction, list[str]]:
    figure, tokens = single(tokens)
    while tokens and tokens[0] in "*/":
        other, rest = single(tokens[1:])
        if tokens[0] == "/" and not other:
            return Fraction(10**30), []  # nothing is that much
        figure, tokens = (figure * other if tokens[0] == "*" else figure / other), rest
    return figure, tokens


def single(tokens: list[str]) -> tuple[Fraction, list[str]]:
    first, *rest = tokens
    if first == "(":
        figure, rest = added(rest)
        return figure, rest[1:]
    if first == "-":
        figure, rest = single(rest)
        return -figure, rest
    number = Fraction(first.rstrip("%").replace(",", ""))
    return (number / 100 if first.endswith("%") else number), rest
