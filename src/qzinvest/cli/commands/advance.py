"""``advance``: a project reached a stage."""

from typing import Annotated

from qzinvest.cli.context import emit, ledger_path, talk, today, words
from qzinvest.cli.declare import Arg, Db, Lang, Opt
from qzinvest.cli.writing import desk, record_change
from qzinvest.errors import ExitCode, NothingToChange
from qzinvest.intake.amounts import parse_amount
from qzinvest.intake.dates import past, past_day
from qzinvest.intake.fields import project_fields
from qzinvest.intake.texts import clean_text
from qzinvest.model.course import advanced
from qzinvest.model.project import Milestone
from qzinvest.model.stage import SIGNINGS
from qzinvest.render.figures import echo_money


def run(
    *,
    project: Annotated[str, Arg("PROJECT", "argument.project")],
    stage: Annotated[str, Arg("STAGE", "argument.stage")],
    on: Annotated[str, Opt("--on", "option.on", "DATE")],
    counted_on: Annotated[str | None, Opt("--counted-on", "option.counted_on", "DATE")] = None,
    amount: Annotated[str | None, Opt("--amount", "option.milestone_amount", "AMOUNT")] = None,
    evidence: Annotated[str | None, Opt("--evidence", "option.evidence", "TEXT")] = None,
    signing: Annotated[str | None, Opt("--signing", "option.signing", "KIND", SIGNINGS)] = None,
    district: Annotated[str | None, Opt("--district", "option.district", "UNIT")] = None,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Record a milestone and print the project's id."""
    reached = past(on, today())
    milestone_amount = None if amount is None else parse_amount(amount)
    with desk(ledger_path(db), words(lang)) as at:
        before = at.recorder.project(project)
        milestone = Milestone(
            stage=at.resolver.stage(stage),
            on=reached.last,
            counted_on=reached.last if counted_on is None else past_day(counted_on, today()),
            amount=milestone_amount,
            evidence=None if evidence is None else clean_text(evidence, "evidence"),
            precision=reached.precision,
        )
        fields = project_fields({"signing": signing, "district": district}, at.resolver)
        counted = counted_on is not None
        after = advanced(before._replace(**fields), milestone, counted=counted)
        if after == before:
            raise NothingToChange(project=before.id)
        said = record_change(at, before, after)
    if amount is not None and milestone_amount is not None:
        talk(echo_money(amount, milestone_amount, at.w))
    talk(said)
    emit(f"{after.id}\n")
    return ExitCode.OK
