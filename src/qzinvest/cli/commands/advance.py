"""``advance``: a project reached a stage."""

from typing import Annotated

from qzinvest.cli.context import surroundings, talk
from qzinvest.cli.declare import Arg, Db, Lang, Opt, Round, Wait, Yes
from qzinvest.cli.writing import Changed, changed, confirmed, desk
from qzinvest.errors import (
    AmountLeap,
    DayNeeded,
    ExitCode,
    NothingToChange,
    NotUnderstood,
    SeveralPayments,
)
from qzinvest.intake.words.amounts import parse_amount, rounded_from
from qzinvest.intake.words.dates import past, past_day
from qzinvest.intake.words.fields import project_fields
from qzinvest.intake.words.texts import clean_text
from qzinvest.model.advance import advanced
from qzinvest.model.money import leap
from qzinvest.model.precision import When, written
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import SIGNINGS, Stage
from qzinvest.render.messages import echo_money


def run(
    *,
    words: Annotated[list[str], Arg("PROJECT... STAGE", "argument.projects_stage")],
    on: Annotated[str | None, Opt("--on", "option.on_advance", "DATE")] = None,
    counted_on: Annotated[str | None, Opt("--counted-on", "option.counted_on", "DATE")] = None,
    amount: Annotated[str | None, Opt("--amount", "option.milestone_amount", "AMOUNT")] = None,
    evidence: Annotated[str | None, Opt("--evidence", "option.evidence", "TEXT")] = None,
    signing: Annotated[str | None, Opt("--signing", "option.signing", "KIND", SIGNINGS)] = None,
    district: Annotated[str | None, Opt("--district", "option.district", "UNIT")] = None,
    rounding: Round = False,
    yes: Yes = False,
    wait: Wait = None,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Record a milestone of one project, or of several in one step, and print their ids."""
    projects, stage = _parted(words)
    here = surroundings(db, lang, wait=wait)
    own = None if amount is None else parse_amount(amount, rounding=rounding)
    when = None if on is None else past(on, here.today)
    counted = None if counted_on is None else past_day(counted_on, here.today)
    proof = None if evidence is None else clean_text(evidence, "evidence")

    def record(sure: bool) -> Changed:  # noqa: FBT001 - what ``confirmed`` calls
        with desk(here) as at:
            fields = project_fields({"signing": signing, "district": district}, at.resolver)

            def further(before: Project) -> Project:
                reached = _reached(before, at.resolver.stage(stage), when, paid=own is not None)
                if own is not None and not sure:
                    _refuse_leap(before, reached, own)
                milestone = reached._replace(
                    counted_on=counted or reached.counted_on, amount=own, evidence=proof
                )
                after = advanced(before._replace(**fields), milestone, counted=counted is not None)
                if _as_told(after) == _as_told(before):
                    raise NothingToChange(project=before.id)
                return after

            return changed(at, projects, further)

    found = confirmed(record, here.w, yes=yes)
    if amount is not None and own is not None:
        talk(echo_money(amount, own, here.w, rounded=rounded_from(amount) is not None))
    return found.told()


def _parted(words: list[str]) -> tuple[list[str], str]:
    """The projects, and behind them the stage."""
    *projects, stage = words
    if not projects:
        raise NotUnderstood(reason="missing", text="STAGE", near=(), command="qzinvest advance")
    return projects, stage


def _reached(before: Project, stage: Stage, when: When | None, *, paid: bool) -> Milestone:
    """The milestone of that day; without one, the recorded milestone that is to be corrected.

    Args:
        paid: whether it says how much; of several payments nobody knows which is meant.

    Raises:
        DayNeeded: no day is given, and none is recorded.
        SeveralPayments: no day is given, and payments of several are recorded.
    """
    if when is not None:
        return Milestone(stage, when.last, when.last, precision=when.precision)
    if paid and stage == Stage.FUNDED and len(before.payments) > 1:
        days = list(dict.fromkeys(written(p.on, p.precision) for p in before.payments))
        raise SeveralPayments(project=before.id, days=days, first=days[0])
    for known in before.course:
        if known.stage == stage:
            return known
    raise DayNeeded(project=before.id, stage=stage.code)


def _as_told(project: Project) -> Project:
    """A project with *funded* as its payments tell it: what they tell already is no change."""
    return project._replace(milestones=project.course)


def _refuse_leap(before: Project, reached: Milestone, own: int) -> None:
    """Refuse an amount that is far from the one recorded for the stage, else from the project's.

    Money paid in is held against the payment of its day; one payment more may be as small as it
    likes.
    """
    if reached.stage == Stage.FUNDED:
        known = next((p.amount for p in before.payments if p.on == reached.on), None)
    else:
        known = next((m.amount for m in before.course if m.stage == reached.stage), None)
    was = known or before.amount
    part = known is None and reached.stage == Stage.FUNDED and own <= was
    if (factor := leap(was, own)) and not part:
        raise AmountLeap(project=before.id, before=was, after=own, factor=factor)
