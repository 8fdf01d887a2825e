"""The judgement in a plan file: scorecard, lights and due rules, read, checked and written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.intake.plans.file import check_plan, shipped_plan, write_plan
from qzinvest.model.plan import RATES, DueRule, Light, Names, ScoreLine
from qzinvest.model.stage import Stage
from tests.intake.plans.test_file import SMALL

FIRST = SMALL.count("\n") + 1
"""The line on which the judgement begins."""
JUDGING = """\
[[score]]
code = "done"
name = { en = "d", zh_Hans = "d", zh_Hant = "d" }
kind = "weighted"
source = "completion"
of = "signed"
form = "proportion"
points = 12.5
cap = 15

[[score]]
code = "size"
name = { en = "s", zh_Hans = "s", zh_Hant = "s" }
kind = "bonus"
source = "figure"
of = "signed"
form = "each"
points = 0.25
cap = 5
unit = 10

[[score]]
code = "opinion"
name = { en = "o", zh_Hans = "o", zh_Hant = "o" }
kind = "weighted"
source = "evaluation"
form = "efficacy"
points = 10
floor = 2

[light]
basis = "assumed"
note = { en = "guess", zh_Hans = "g", zh_Hant = "g" }

[[light.value]]
code = "green"
name = { en = "G", zh_Hans = "G", zh_Hant = "G" }
mark = "+"
ahead = 0

[[light.value]]
code = "yellow"
name = { en = "Y", zh_Hans = "Y", zh_Hant = "Y" }
mark = "~"
ahead = -12.5

[[light.value]]
code = "red"
name = { en = "R", zh_Hans = "R", zh_Hant = "R" }
mark = "-"

[[due]]
code = "idle"
name = { en = "i", zh_Hans = "i", zh_Hant = "i" }
after = "signed"
until = "registered"
yellow = 30
red = 60
"""


def n(text: str) -> Names:
    return Names(text, text, text)


def test_judgement_is_read_in_hundredths() -> None:
    plan, faults = check_plan(SMALL + JUDGING, "p.toml")
    assert faults == ()
    assert plan is not None
    assert plan.scorecard == (
        ScoreLine(
            "done",
            n("d"),
            "weighted",
            "completion",
            "signed",
            "proportion",
            1250,
            10_000,
            0,
            1500,
            0,
        ),
        ScoreLine("size", n("s"), "bonus", "figure", "signed", "each", 25, 0, 0, 500, 10),
        ScoreLine(
            "opinion", n("o"), "weighted", "evaluation", "", "efficacy", 1000, 0, 200, 1000, 0
        ),
    )
    assert plan.lights == (
        Light("green", n("G"), "+", 0),
        Light("yellow", n("Y"), "~", -1250),
        Light("red", n("R"), "-", None),
    )
    assert plan.due == (DueRule("idle", n("i"), Stage.SIGNED, Stage.REGISTERED, 30, 60, 0),)
    assert [(a.path, a.text.en) for a in plan.assumptions][-1] == ("light", "guess")


def test_what_is_written_reads_back_the_same() -> None:
    plan, _ = check_plan(SMALL + JUDGING, "p.toml")
    assert plan is not None
    assert check_plan(write_plan(plan), "written.toml") == (plan, ())
    assert "ahead = -12.5\n" in write_plan(plan)


def test_a_plan_needs_no_judgement() -> None:
    plan, _ = check_plan(SMALL, "p.toml")
    assert plan is not None
    assert (plan.scorecard, plan.lights, plan.due) == ((), (), ())


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "problem", "detail"),
    [
        ("points = 12.5", "points = 12.345", 8, "score[1].points", "not_number", ""),
        ("points = 12.5", 'points = "12.5"', 8, "score[1].points", "not_number", ""),
        ("points = 12.5", "points = nan", 8, "score[1].points", "not_number", ""),
        ("points = 12.5", "points = true", 8, "score[1].points", "not_number", ""),
        ("points = 12.5", "points = 1e999999", 8, "score[1].points", "too_large", "1,000"),
        ("points = 12.5", "points = -0.01", 8, "score[1].points", "too_small", "0"),
        ("points = 12.5", "points = 0.0", 8, "score[1].points", "zero", ""),
        ("cap = 15", "goal = 0", 9, "score[1].goal", "zero", ""),
        ("cap = 15", "floor = 13", 9, "score[1].floor", "too_large", "12.5"),
        ("cap = 15", "unit = 2", 9, "score[1].unit", "unused", 'form = "each"'),
        ('of = "signed"\nform = "p', 'of = "singed"\nform = "p', 6, "score[1].of",
         "unknown_indicator_near", "signed"),
        ('of = "signed"\nform = "p', 'form = "p', 1, "score[1].of", "missing", "of"),
        ('source = "completion"\nof = "signed"', 'source = "rate"\nof = "starts"', 6,
         "score[1].of", "unknown_rate_near", "start"),
        ('source = "completion"\nof = "signed"', 'source = "rate"\nof = "zzz"', 6,
         "score[1].of", "unknown_rate", ""),
        ('source = "completion"\nof = "signed"', 'source = "quality"\nof = "promt"', 6,
         "score[1].of", "unknown_quality_near", "prompt"),
        ('source = "completion"\nof = "signed"', 'source = "quality"\nof = "zzz"', 6,
         "score[1].of", "unknown_quality", ""),
        ('source = "completion"', 'source = "mood"', 5, "score[1].source", "not_one_of",
         "completion, figure, dropped, rate, quality, evaluation"),
        ('form = "proportion"', 'form = "each"', 7, "score[1].form", "not_one_of",
         "proportion, efficacy, rank"),
        ("cap = 5\n", "", 11, "score[2].cap", "missing", "cap"),
        ('kind = "bonus"', 'kind = "weighted"', 14, "score[2].kind", "not_one_of",
         "bonus, deduction"),
        ("cap = 5\n", "cap = 5\ngoal = 7\n", 20, "score[2].goal", "unused",
         'form = "proportion"'),
        ('source = "evaluation"', 'source = "evaluation"\nof = "signed"', 27, "score[3].of",
         "unused", 'source = "completion", "rate" …'),
        ('code = "size"', 'code = "DONE"', 12, "score[2].code", "repeated_code", "score[1]"),
        ('mark = "~"', 'mark = "+"', 44, "light[2].mark", "repeated_mark", "light[1]"),
        ('mark = "~"', 'mark = "~~"', 44, "light[2].mark", "bad_mark", ""),
        ("ahead = -12.5", "ahead = 0", 45, "light[2].ahead", "not_below", "0"),
        ("ahead = -12.5\n", "", 41, "light[2].ahead", "missing", "ahead"),
        ('mark = "-"', 'mark = "-"\nahead = -20', 51, "light[3].ahead", "last_light", ""),
        ('code = "green"', 'colour = 1\ncode = "green"', 36,
         "light[1].colour", "unknown_key", ""),
        ('after = "signed"', 'after = "registered"', 56, "due[1].until", "stage_not_later",
         "registered"),
        ("yellow = 30", "yellow = 0", 57, "due[1].yellow", "too_small", "1"),
        ("red = 60", "red = 20", 58, "due[1].red", "too_small", "30"),
        ("red = 60", "red = 60\nremove = 59", 59, "due[1].remove", "too_small", "60"),
        ('note = { en = "guess", zh_Hans = "g", zh_Hant = "g" }\n', "", 31, "light.note",
         "missing_note", ""),
    ],
)  # fmt: skip
def test_one_fault(  # noqa: PLR0913, PLR0917 - a case and all that it must give stand together
    old: str, new: str, line: int, column: str, problem: str, detail: str
) -> None:
    assert JUDGING.count(old) == 1
    _, faults = check_plan(SMALL + JUDGING.replace(old, new), "p.toml")
    assert [
        (f.row - FIRST + 1, f.column, f.error.fields["problem"], f.error.fields["detail"])
        for f in faults
    ] == [(line, column, problem, detail)]


def test_a_scorecard_of_extras_alone_is_refused() -> None:
    bonus = JUDGING[
        JUDGING.index('[[score]]\ncode = "size"') : JUDGING.index('[[score]]\ncode = "op')
    ]
    plan, (fault,) = check_plan(SMALL + "\n" + bonus, "p.toml")
    assert plan is None
    assert (fault.column, fault.error.fields["problem"]) == ("score[1].kind", "no_weighted")


STRANGE = ("[]", "{}", "true", "2022-01-01", '"x"', "-1", "1.005", "nan", "-inf", "1e400", '""')


@pytest.mark.parametrize("strange", STRANGE)
def test_no_value_breaks_the_check(strange: str) -> None:
    lines = JUDGING.splitlines()
    for n, line in enumerate(lines):
        key, equals, _ = line.partition(" = ")
        if equals:
            text = "\n".join([*lines[:n], f"{key} = {strange}", *lines[n + 1 :]])
            plan, faults = check_plan(SMALL + text, "p.toml")
            assert (plan is None) == bool(faults)
            assert all(f.error.fields["problem"] for f in faults)


numbers = st.integers(1, 1_000_00)


@st.composite
def score_lines(draw: st.DrawFn) -> ScoreLine:
    """Any line that a plan may hold."""
    source = draw(st.sampled_from(["completion", "figure", "dropped", "rate", "evaluation"]))
    whole = source in ("figure", "dropped")
    form = draw(st.sampled_from(["each" if whole else "proportion", "efficacy", "rank"]))
    kinds = ["bonus", "deduction"] if form == "each" else ["weighted", "bonus", "deduction"]
    of = {"evaluation": "", "rate": draw(st.sampled_from(RATES))}.get(source, "signed")
    cap = draw(numbers)
    return ScoreLine(
        "line",
        n(draw(st.sampled_from(["得分", 'a "quoted" name', "x" * 300]))),
        draw(st.sampled_from(kinds)),
        source,
        of,
        form,
        draw(numbers),
        draw(numbers) if form == "proportion" else 0,
        draw(st.integers(0, cap)),
        cap,
        draw(st.integers(1, 10**12)) if form == "each" else 0,
    )


@given(score_lines(), st.lists(st.integers(-1_000_00, 1_000_00), unique=True, max_size=4))
def test_any_judgement_reads_back_the_same(line: ScoreLine, leads: list[int]) -> None:
    plan, _ = check_plan(SMALL, "p.toml")
    assert plan is not None
    thresholds: list[int | None] = [*sorted(leads, reverse=True), None]
    lights = [Light(f"l{i}", n("l"), chr(97 + i), ahead) for i, ahead in enumerate(thresholds)]
    weighted = line._replace(code="base", kind="weighted", source="completion", of="signed")
    base = weighted._replace(form="rank", goal=0, unit=0)
    judging = plan._replace(scorecard=(base, line), lights=tuple(lights))
    assert check_plan(write_plan(judging), "p.toml") == (judging, ())


def test_shipped_scorecard_gives_a_hundred_points() -> None:
    plan = shipped_plan()
    weights = [line.points for line in plan.scorecard if line.kind == "weighted"]
    assert sum(weights) == 100_00
    assert {line.of for line in plan.scorecard if line.source == "rate"} <= set(RATES)
    assert {line.kind for line in plan.scorecard} == {"weighted", "bonus", "deduction"}


def test_shipped_lights_and_due_rules() -> None:
    plan = shipped_plan()
    assert [(light.mark, light.ahead) for light in plan.lights] == [
        ("●", 0),
        ("◆", -10_00),
        ("■", None),
    ]
    assert [(r.after, r.until, r.yellow, r.red, r.remove) for r in plan.due] == [
        (Stage.LEAD, Stage.TALKS, 30, 60, 180),
        (Stage.TALKS, Stage.SIGNED, 60, 120, 365),
        (Stage.SIGNED, Stage.REGISTERED, 30, 60, 180),
        (Stage.REGISTERED, Stage.FUNDED, 60, 120, 0),
        (Stage.FUNDED, Stage.STARTED, 90, 180, 0),
    ]
