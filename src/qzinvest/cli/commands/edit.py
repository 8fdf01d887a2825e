"""``edit``: correct what is recorded of a project."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, cast

from qzinvest.cli.context import choice, surroundings, talk
from qzinvest.cli.declare import Arg, Db, Details, From, Lang, Opt, Round, Wait, Yes
from qzinvest.cli.writing import Changed, changed, confirmed, desk
from qzinvest.errors import AmountLeap, Conflict, ExitCode, NothingToChange, OnlyMilestone
from qzinvest.intake.words.amounts import rounded_from
from qzinvest.intake.words.dates import since_day
from qzinvest.intake.words.fields import project_fields
from qzinvest.model.advance import moved, settled
from qzinvest.model.money import leap
from qzinvest.model.plain_layout import DETAILS
from qzinvest.model.plan import UNIT_KINDS
from qzinvest.model.project import Milestone, Project, ProjectFields
from qzinvest.model.stage import SIGNINGS, STAGE_BY_CODE, STAGES, Stage
from qzinvest.render.messages import echo_money

CLEARABLE = ("code", "investor", "district", "department", "group", "amount", *DETAILS)
OWN_AMOUNTS = {f"{stage.code}_amount": stage for stage in STAGES}
CHOICES = (*CLEARABLE, *STAGE_BY_CODE, *OWN_AMOUNTS, "dropped")


def run(
    *,
    projects: Annotated[list[str], Arg("PROJECT...", "argument.projects")],
    name: Annotated[str | None, Opt("--name", "option.name", "TEXT")] = None,
    district: Annotated[str | None, Opt("--district", "option.district", "UNIT")] = None,
    department: Annotated[str | None, Opt("--department", "option.department", "UNIT")] = None,
    group: Annotated[str | None, Opt("--group", "option.group", "GROUP")] = None,
    amount: Annotated[str | None, Opt("--amount", "option.amount", "AMOUNT")] = None,
    signing: Annotated[
        str | None, Opt("--signing", "option.signing_edit", "KIND", SIGNINGS)
    ] = None,
    investor: Annotated[str | None, Opt("--investor", "option.investor", "TEXT")] = None,
    details: Details,
    clear: Annotated[list[str] | None, Opt("--clear", "option.clear", "FIELD", CHOICES)] = None,
    since: From = None,
    rounding: Round = False,
    yes: Yes = False,
    wait: Wait = None,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Record the corrected state of projects, all of them in one step, and print their ids."""
    fields = ("name", "district", "department", "group", "amount", "signing", "investor")
    values = (name, district, department, group, amount, signing, investor)
    texts = {**dict(zip(fields, values, strict=True)), **details._asdict()}
    here = surroundings(db, lang, wait=wait)
    day = None if since is None else _units_since(since, here.today, texts, _named(clear))

    def record(sure: bool) -> Changed:  # noqa: FBT001 - what ``confirmed`` calls
        with desk(here) as at:
            fields = project_fields(texts, at.resolver, rounding=rounding)

            def corrected(before: Project) -> Project:
                after = _corrected(before, fields, _named(clear), day)
                if not sure:
                    _refuse_leap(before, after)
                return after

            return changed(at, projects, corrected)

    found = confirmed(record, here.w, yes=yes)
    if amount is not None:
        is_rounded, whole = rounded_from(amount) is not None, found.projects[0].amount
        talk(echo_money(amount, whole, here.w, rounded=is_rounded))
    return found.told()


def _named(clear: Sequence[str] | None) -> list[str]:
    """The codes of what is to be cleared."""
    return [choice("--clear", field, CHOICES) for field in clear or ()]


def _refuse_leap(before: Project, after: Project) -> None:
    was, now = before.amount, after.amount
    if factor := leap(was, now):
        raise AmountLeap(project=before.id, before=was, after=now, factor=factor)


def _units_since(
    since: str, today: date, texts: Mapping[str, str | None], clear: Sequence[str]
) -> date | None:
    """The day from which units hold; refused where anything else is corrected too."""
    named = [field for field, text in texts.items() if text is not None]
    for field in (*named, *clear):
        if field not in UNIT_KINDS:
            option = f"--clear {field}" if field in clear else f"--{field.replace('_', '-')}"
            raise Conflict(option="--from", other=option)
    return since_day(since, today)


def _corrected(
    before: Project, fields: ProjectFields, clear: Sequence[str], since: date | None
) -> Project:
    """``before`` with the fields that are given, and without those that are cleared.

    Raises:
        NothingToChange: that is the same.
    """
    after = before._replace(**fields)
    for kind in UNIT_KINDS:
        if kind in fields or kind in clear:
            unit = cast("str | None", fields.get(kind))
            after = moved(
                after._replace(**cast("ProjectFields", {kind: getattr(before, kind)})),
                kind,
                unit,
                since,
            )
    if after.amount != before.amount and "stated" not in fields:
        after = after._replace(stated=None)  # it was said of the old figure
    for field in (field for field in clear if field not in UNIT_KINDS):
        after = _cleared(after, field)
    after = settled(after)
    if after == before:
        raise NothingToChange(project=before.id)
    return after


def _cleared(project: Project, field: str) -> Project:
    """``project`` without one field, a milestone or its own amount, or without its drop."""
    if field == "dropped":
        return project._replace(dropped_on=None, drop_reason=None)
    if field == "amount":
        return project._replace(amount=0, stated=None)
    if field in CLEARABLE:
        return project._replace(**cast("ProjectFields", {field: None}))
    if field in ("funded", "funded_amount"):
        # What was paid in in an earlier spell stays with it, as its milestones do.
        own = project.own_payments
        kept = tuple(payment for payment in project.payments if payment not in own)
        project = project._replace(payments=kept, milestones=_unpaid(project, field))
    elif field in OWN_AMOUNTS:
        stage = OWN_AMOUNTS[field]
        told = (m._replace(amount=None) if m.stage == stage else m for m in project.milestones)
        return project._replace(milestones=tuple(told))
    else:
        left = tuple(m for m in project.milestones if m.stage.code != field)
        project = project._replace(milestones=left)
    if not project.milestones:
        raise OnlyMilestone(project=project.id, stage=field)
    return project


def _unpaid(project: Project, field: str) -> tuple[Milestone, ...]:
    """The milestones when no payment is left: *funded* stays where only the money goes."""
    others = tuple(m for m in project.milestones if m.stage != Stage.FUNDED)
    told = (m._replace(amount=None) for m in project.course if m.stage == Stage.FUNDED)
    left = (*others, *told) if field == "funded_amount" else others
    return tuple(sorted(left, key=lambda m: m.stage))
