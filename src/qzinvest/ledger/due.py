"""What is due, found and counted in the database; ``reports.due`` says the rules in plain words.

A row waits in an *arm*: by a rule, from the day of one of its stages on. Its score is its level and
then its days. A test holds both ways together over random ledgers; they may differ in the order of
two projects whose gains are alike to fifteen digits.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from qzinvest.ledger.log import LAST
from qzinvest.ledger.passages import (
    FILTERS,
    KEY,
    Scope,
    brings,
    conditions,
    fits,
    held_by,
    passage_of_key,
)
from qzinvest.model.counting import Measure
from qzinvest.model.credit import WHOLE
from qzinvest.model.due import LEVELS, Gaps, Lack
from qzinvest.model.passage import Passage
from qzinvest.model.plan import DueRule, Plan
from qzinvest.model.stage import STAGES, Stage
from qzinvest.tuples import NamedTuple

_LEVEL = 10_000_000
"""A level of a score; below it are days."""
Values = dict[str, object]


class _Arm(NamedTuple):
    """Rows that wait by a rule since a stage; those that came ``farther`` than it wants too."""

    rule: DueRule
    since: Stage
    farther: bool = False

    def score(self, day: int) -> str:
        """The level times ``_LEVEL`` and the days; ``NULL`` where the row is not due."""
        days = (self.rule.yellow, self.rule.red, *([self.rule.remove] if self.rule.remove else ()))
        levels = " ".join(
            f"WHEN {self.since.code} <= {day - least} THEN {level * _LEVEL + day}"
            for level, least in reversed(list(enumerate(days)))
        )
        return f"(CASE {levels} END - {self.since.code})"


class Found(NamedTuple):
    """So many projects of a unit are due at a level, with their amount; more that are spared."""

    unit: str | None
    level: str
    projects: int
    amount: int
    spared: int


def levels(connection: sqlite3.Connection, scope: Scope, gaps: Gaps) -> list[Found]:
    """How many projects are due, by unit and level."""
    unit = FILTERS[gaps.kind]
    rows, values = _waiting(scope, gaps, f"spared, amount, {unit}", gaps.plan.due)
    found = connection.execute(
        f"SELECT {unit}, score / {_LEVEL}, COUNT(*) - COUNT(spared), "
        "COALESCE(SUM(CASE WHEN spared IS NULL THEN amount END), 0), COUNT(spared) "
        f"FROM {rows} GROUP BY 1, 2 ORDER BY 1, 2",
        values,
    )
    return [Found(of, LEVELS[level], *more) for of, level, *more in found]


def waiting(  # noqa: PLR0913, PLR0917 - which of them, how many, and what is known already
    connection: sqlite3.Connection,
    scope: Scope,
    gaps: Gaps,
    level: str,
    limit: int,
    known: Iterable[Passage] = (),
) -> Iterator[Passage]:
    """The projects due at ``level`` and worse, those that would bring most first; 0: all.

    What is ``known`` of the scope's projects is not read once more.
    """
    gain, columns, more = _gain(gaps, scope)
    gaining = [rule for rule in gaps.plan.due if gaps.gaining(rule.until) is not None]
    found: Iterable[tuple[Any, ...]] = ()
    # What gains comes first: mostly there is enough of that, and it is less far.
    for rules in ([gaining] if limit and gaining else []) + [list(gaps.plan.due)]:
        rows, values = _waiting(scope, gaps, f"{KEY}, spared, {columns}", rules)
        told = connection.execute(
            f"SELECT {KEY}, {gain} AS gain FROM {rows} "
            f"WHERE spared IS NULL AND score >= {LEVELS.index(level) * _LEVEL} "
            f"ORDER BY COALESCE(gain, -1.0) DESC, score DESC, {KEY}"
            + (f" LIMIT {limit}" if limit else ""),
            values | more,
        )
        found = told if not limit else told.fetchall()
        if isinstance(found, list) and len(found) == limit and found[-1][-1] is not None:
            break
    read = {(each.org, each.number, each.begins, each.valid_from): each for each in known}
    for *key, _ in found:
        yield read.get(tuple(key[:4])) or passage_of_key(connection, tuple(key), scope.positions)


def usual_parts(
    connection: sqlite3.Connection, scope: Scope, measures: Iterable[Measure]
) -> dict[str, Fraction | None]:
    """What part of its amount a project usually pays in, by the code of each measure.

    ``None`` where no money is known, as where all were recorded as funded without a sum.
    """
    found: dict[str, Fraction | None] = {}
    for measure in measures:
        where, values = conditions(scope)
        sized, more = fits(measure)
        paid, amount = connection.execute(
            f"SELECT SUM({brings(Stage.FUNDED, scope)}), SUM(amount) FROM passage "
            f"WHERE {' AND '.join([where, *sized])} AND funded <= :as_of",
            values | more | {"as_of": measure.as_of},
        ).fetchone()
        found[measure.indicator.code] = Fraction(paid, amount) if paid else None
    return found


def _waiting(
    scope: Scope, gaps: Gaps, columns: str, rules: Sequence[DueRule]
) -> tuple[str, Values]:
    """Columns of the rows of ``passage`` that are due, with ``arm`` and ``score``, for ``FROM``.

    By which of the ``rules`` they may wait is looked at first; others may be among them.

    Both come as one number from a select with a limit, which databases do not dissolve: no rule is
    looked at twice a row.
    """
    day = gaps.day.toordinal()
    where, values = conditions(scope)
    asked, units = held_by(gaps.kind, gaps.codes, besides=gaps.besides)
    branches = _branches(gaps.plan, day)
    count = sum(len(arms) for _, arms in branches) or 1
    places = iter(range(count))
    last = max(rule.until for rule in rules).code
    may = f"({last} IS NULL OR {last} > {day} OR {_otherwise(gaps.plan)})"
    told = " ".join(f"WHEN {of} THEN {_worst(some, places, day, count)}" for of, some in branches)
    return (
        f"(SELECT told.*, told / {count} AS score, told % {count} AS arm FROM ("
        f"SELECT {columns}, CASE {told} END AS told FROM passage WHERE {may} AND {where} "
        f"AND (dropped IS NULL OR dropped > {day}) AND {asked} LIMIT {LAST}"
        ") AS told WHERE told IS NOT NULL) AS passage"
    ), values | units | _signings(gaps.plan.rules.signings)


def _branches(plan: Plan, day: int) -> list[tuple[str, list[_Arm]]]:
    """Which rows wait in which arms; the first condition that a row meets decides."""
    otherwise = f"signed <= {day} AND {_otherwise(plan)}"
    signing = [rule for rule in plan.due if rule.until == Stage.SIGNED]
    found = [
        (
            f"{otherwise} AND registered <= {day}",
            [_Arm(r, Stage.SIGNED, farther=True) for r in signing],
        ),
        (otherwise, [_Arm(rule, Stage.SIGNED) for rule in signing]),
    ]
    for stage in reversed(STAGES):
        arms = [_Arm(r, r.after) for r in plan.due if r.after <= stage < r.until]
        found.append((f"{stage.code} <= {day}", arms))
    return found


def _otherwise(plan: Plan) -> str:
    """The condition on a row to be of no kind of signing that counts."""
    named = ", ".join(f":{name}" for name in _signings(plan.rules.signings))
    return f"(signing IS NULL OR signing NOT IN ({named}))"


def _worst(arms: list[_Arm], places: Iterator[int], day: int, count: int) -> str:
    """The highest score of the arms and the place of its arm, the first of equals."""
    scores = [arm.score(day) for arm in arms]
    if not scores:
        return "NULL"
    told = [f"{score} * {count} + {next(places)}" for score in scores]
    whens = " ".join(
        f"WHEN {each} THEN {told[n]}"
        for n, score in enumerate(scores)
        for each in [" AND ".join(f"{score} >= COALESCE({o}, 0)" for o in scores[n + 1 :])]
        if each
    )
    return f"CASE {whens} ELSE {told[-1]} END" if whens else told[-1]


def _gain(gaps: Gaps, scope: Scope) -> tuple[str, str, Values]:
    """What a row's next step would bring to its line, as a part of the target.

    Returns:
        it, the columns that it looks at, and its values.
    """
    unit = FILTERS[gaps.kind]
    columns = dict.fromkeys((unit, "amount", "signing", "channel"))
    told, values = list[str](), Values()
    for place, arm in enumerate(arm for _, some in _branches(gaps.plan, 0) for arm in some):
        if not arm.farther and gaps.gaining(arm.rule.until) is None:
            continue
        lines = []
        for n, line in enumerate(gaps.lines):
            parts = []
            for at, lack in enumerate(line.lacks):
                part, more = _part(gaps, scope, lack, arm, f"lack{n}_{at}_")
                parts.append(part)
                values |= more
            gain = f"CASE {' '.join(parts)} END" if any(parts) else "NULL"
            units = {f"line{n}_{at}": code for at, code in enumerate(sorted(line.units))}
            lines += [f"WHEN :{name} THEN {gain}" for name in units]
            values |= units
        told += [f"WHEN {place} THEN CASE {unit} {' '.join(lines)} END"] if lines else []
    for stage in {lack.measure.indicator.stage for line in gaps.lines for lack in line.lacks}:
        sums = ("paid, paid_last, ends",) if stage == Stage.FUNDED else (f"{stage.code}_sum",)
        columns |= dict.fromkeys(("funded", stage.code, *sums))
    return f"CASE arm {' '.join(told)} END" if told else "NULL", ", ".join(columns), values


def _part(gaps: Gaps, scope: Scope, lack: Lack, arm: _Arm, of: str) -> tuple[str, Values]:
    """``WHEN`` a row of an arm gains in an indicator ``THEN`` what it brings of the target.

    Args:
        of: begins the names of its values.
    """
    measure = lack.measure
    stage = measure.indicator.stage
    if not measure.start <= measure.as_of <= measure.end:
        return "", {}
    terms, values = fits(measure._replace(signings=None), of)
    value = brings(stage, scope, str(measure.start), str(measure.until))
    if arm.farther:
        if measure.signings is None:  # it counts already
            return "", {}
        paid = f" OR {value} > 0" if measure.is_paid else ""
        within = f"{stage.code} >= {measure.start}{paid}"
        terms.append(f"({within}) AND {stage.code} <= {measure.until}")
    elif stage != gaps.gaining(arm.rule.until):
        return "", {}
    elif arm.rule.until > Stage.SIGNED and measure.signings is not None:
        codes = ", ".join(f":{name}" for name in _signings(measure.signings))
        terms.append(f"(signing IN ({codes}) OR (signing IS NULL AND {stage.code} IS NULL))")
    grain = 1
    if measure.indicator.measure == "count":
        grain, value = WHOLE, str(WHOLE)
    else:
        terms.append("amount > 0")
        came, to_come = f"{stage.code} <= {measure.as_of}", "amount"
        if measure.is_paid:
            waits = "" if lack.usual is None else f" OR ({came}) IS NOT TRUE"
            terms.append(f"({value} > 0{waits})")
            to_come, values[f"{of}usual"] = f"amount * :{of}usual", float(lack.usual or 0)
        value = f"CASE WHEN {came} THEN {value} ELSE {to_come} END"
    most, target = int(lack.lack * grain), lack.target * grain
    least = f"CASE WHEN {value} < {most} THEN {value} ELSE {most} END"
    return f"WHEN {' AND '.join(terms) or '1 = 1'} THEN ({least}) * 1.0 / {target}", values


def _signings(codes: Iterable[str]) -> Values:
    return {f"signing{n}": code for n, code in enumerate(sorted(codes))}
