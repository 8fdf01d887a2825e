"""What must hold between the parts of a plan file's judgement: scorecard, lights, due rules.

As in ``plan_checks``, values of a wrong kind are passed over: ``plan_schema`` reports them.
"""

from collections.abc import Iterator
from typing import cast

from qzinvest.intake.plan_raw import (
    Flaw,
    Raw,
    codes_in,
    is_number,
    is_whole,
    tables_in,
    unknown,
    written,
)
from qzinvest.intake.toml_lines import Path
from qzinvest.model.plan import RATES
from qzinvest.model.stage import STAGE_BY_CODE

JUDGING = ("score", "light", "due")
"""The sections of a plan file that judge; each may be marked as a whole."""

_FORMS = {
    "completion": ("proportion", "efficacy", "rank"),
    "figure": ("each", "efficacy", "rank"),
    "dropped": ("each", "efficacy", "rank"),
    "rate": ("proportion", "efficacy", "rank"),
    "evaluation": ("proportion", "efficacy", "rank"),
}
"""How each source may become points: only what is a part of a whole has a goal."""


def flaws_of_judging(raw: Raw) -> Iterator[Flaw]:
    """Everything that does not fit together in the scorecard, the lights and the due rules."""
    for path, line in tables_in(raw, "score"):
        yield from _source(raw, path, line)
        yield from _form(path, line)
        yield from _bounds(path, line)
    yield from _weights(raw)
    yield from _lights(raw)
    for path, rule in tables_in(raw, "due"):
        yield from _stages(path, rule)
        yield from _days(path, rule)


def _source(raw: Raw, path: Path, line: Raw) -> Iterator[Flaw]:
    """Lines that judge by nothing, or by what the plan or the funnel does not have."""
    source, of = line.get("source"), line.get("of")
    if source == "evaluation":
        if of is not None:
            yield Flaw((*path, "of"), "unused", str(of), 'source = "completion", "rate" …')
        return
    if str(source) not in _FORMS:
        return
    if of is None:
        yield Flaw((*path, "of"), "missing", detail="of")
    elif isinstance(of, str):
        known = RATES if source == "rate" else codes_in(raw, "indicator")
        if of not in known:
            problem = "unknown_rate" if source == "rate" else "unknown_indicator"
            yield unknown((*path, "of"), problem, of, known)


def _form(path: Path, line: Raw) -> Iterator[Flaw]:
    """Forms that a source or a kind cannot have; values that a form needs or does not use."""
    form, allowed = line.get("form"), _FORMS.get(str(line.get("source")), ())
    if allowed and isinstance(form, str) and form not in allowed:
        yield Flaw((*path, "form"), "not_one_of", form, ", ".join(allowed))
        return
    if form == "each":
        if line.get("kind") == "weighted":
            yield Flaw((*path, "kind"), "not_one_of", "weighted", "bonus, deduction")
        for key in ("cap", "unit"):
            if key not in line:
                yield Flaw((*path, key), "missing", detail=key)
    for key, its_form in (("goal", "proportion"), ("unit", "each")):
        if key in line and isinstance(form, str) and form != its_form:
            yield Flaw((*path, key), "unused", str(line[key]), f'form = "{its_form}"')


def _bounds(path: Path, line: Raw) -> Iterator[Flaw]:
    """Weights and goals of nothing; a floor above the cap."""
    for key in ("points", "goal"):
        if is_number(value := line.get(key)) and value == 0:
            yield Flaw((*path, key), "zero", "0")
    floor, cap = line.get("floor"), line.get("cap", line.get("points"))
    if is_number(floor) and is_number(cap) and cast("int", floor) > cast("int", cap):
        yield Flaw((*path, "floor"), "too_large", str(floor), str(cap))


def _weights(raw: Raw) -> Iterator[Flaw]:
    """A scorecard by which no unit would ever have a score."""
    lines = tables_in(raw, "score")
    if lines and all(line.get("kind") in ("bonus", "deduction") for _, line in lines):
        path, first = lines[0]
        yield Flaw((*path, "kind"), "no_weighted", str(first["kind"]))


def _lights(raw: Raw) -> Iterator[Flaw]:
    """Marks that stand twice; thresholds that are missing, too many, or do not descend."""
    lights = tables_in(raw, "light")
    marks: dict[str, str] = {}
    before: object = None
    for position, (path, light) in enumerate(lights, start=1):
        mark, ahead = light.get("mark"), light.get("ahead")
        if isinstance(mark, str) and marks.setdefault(mark, written(path)) != written(path):
            yield Flaw((*path, "mark"), "repeated_mark", mark, marks[mark])
        if position == len(lights):
            if ahead is not None:
                yield Flaw((*path, "ahead"), "last_light", str(ahead))
        elif ahead is None:
            yield Flaw((*path, "ahead"), "missing", detail="ahead")
        elif is_number(ahead):
            if is_number(before) and cast("int", ahead) >= cast("int", before):
                yield Flaw((*path, "ahead"), "not_below", str(ahead), str(before))
            before = ahead


def _stages(path: Path, rule: Raw) -> Iterator[Flaw]:
    after, until = rule.get("after"), rule.get("until")
    if not isinstance(after, str) or not isinstance(until, str):
        return
    if {after, until} <= STAGE_BY_CODE.keys() and STAGE_BY_CODE[until] <= STAGE_BY_CODE[after]:
        yield Flaw((*path, "until"), "stage_not_later", until, after)


def _days(path: Path, rule: Raw) -> Iterator[Flaw]:
    least: object = None
    for key in ("yellow", "red", "remove"):
        days = rule.get(key)
        if is_whole(days) and is_whole(least) and cast("int", days) < cast("int", least):
            yield Flaw((*path, key), "too_small", str(days), str(least))
        least = days if is_whole(days) else least
