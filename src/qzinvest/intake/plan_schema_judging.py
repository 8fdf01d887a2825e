"""The shape of a plan file's judgement: scorecard, lights, and when a project is due.

Importing this module imports pydantic: only the plan file's schema does so.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from qzinvest.intake.plan_schema_parts import (
    MAX_TARGET,
    Code,
    Days,
    Lead,
    NamesTable,
    Points,
    StageCode,
    Strict,
    require,
)
from qzinvest.model.plan import DueRule, Light, ScoreLine
from qzinvest.model.stage import STAGE_BY_CODE

FULL = 100_00
"""The goal where a plan names none: 100 %, or 100 marks."""


def _mark(text: str) -> str:
    require(len(text) == 1 and text.isprintable() and not text.isspace(), "bad_mark")
    return text


class ScoreTable(Strict):
    """One line of the scorecard."""

    code: Code
    name: NamesTable
    kind: Literal["weighted", "bonus", "deduction"]
    source: Literal["completion", "figure", "dropped", "rate", "evaluation"]
    of: str = ""
    form: Literal["proportion", "efficacy", "rank", "each"]
    points: Points
    goal: Points | None = None
    floor: Points = 0
    cap: Points | None = None
    unit: Annotated[int, Field(ge=1, le=MAX_TARGET)] | None = None

    def line(self) -> ScoreLine:
        """The line as the plan has it; what its form does not use is 0."""
        goal = (FULL if self.goal is None else self.goal) if self.form == "proportion" else 0
        return ScoreLine(
            self.code,
            self.name.names(),
            self.kind,
            self.source,
            self.of,
            self.form,
            self.points,
            goal,
            self.floor,
            self.points if self.cap is None else self.cap,
            self.unit or 0,
        )


class LightTable(Strict):
    """One light or card."""

    code: Code
    name: NamesTable
    mark: Annotated[str, AfterValidator(_mark)]
    ahead: Lead | None = None

    def light(self) -> Light:
        """The light as the plan has it."""
        return Light(self.code, self.name.names(), self.mark, self.ahead)


class DueTable(Strict):
    """One rule on projects that stand still."""

    code: Code
    name: NamesTable
    after: StageCode
    until: StageCode
    yellow: Days
    red: Days
    remove: Days | None = None

    def rule(self) -> DueRule:
        """The rule as the plan has it; ``remove`` of 0 is never."""
        stages = (STAGE_BY_CODE[self.after], STAGE_BY_CODE[self.until])
        return DueRule(
            self.code, self.name.names(), *stages, self.yellow, self.red, self.remove or 0
        )
