"""``edit``: correct what is recorded of a project."""

from typing import Annotated, cast

from qzinvest.cli.context import choice, emit, ledger_path, talk, words
from qzinvest.cli.declare import Arg, Db, Lang, Opt
from qzinvest.cli.writing import desk, record_change
from qzinvest.errors import ExitCode, NothingToChange, OnlyMilestone
from qzinvest.intake.fields import project_fields
from qzinvest.model.course import settled
from qzinvest.model.project import Project, ProjectFields
from qzinvest.model.stage import SIGNINGS, STAGE_BY_CODE
from qzinvest.render.figures import echo_money

CLEARABLE = (
    "code",
    "investor",
    "district",
    "department",
    "group",
    "channel",
    "origin",
    "investor_class",
    "event",
    "site",
    "source",
    "note",
)


def run(
    *,
    project: Annotated[str, Arg("PROJECT", "argument.project")],
    name: Annotated[str | None, Opt("--name", "option.name", "TEXT")] = None,
    district: Annotated[str | None, Opt("--district", "option.district", "UNIT")] = None,
    department: Annotated[str | None, Opt("--department", "option.department", "UNIT")] = None,
    group: Annotated[str | None, Opt("--group", "option.group", "GROUP")] = None,
    amount: Annotated[str | None, Opt("--amount", "option.amount", "AMOUNT")] = None,
    signing: Annotated[str | None, Opt("--signing", "option.signing", "KIND", SIGNINGS)] = None,
    investor: Annotated[str | None, Opt("--investor", "option.investor", "TEXT")] = None,
    code: Annotated[str | None, Opt("--code", "option.code", "TEXT")] = None,
    channel: Annotated[str | None, Opt("--channel", "option.channel", "TERM")] = None,
    origin: Annotated[str | None, Opt("--origin", "option.origin", "TERM")] = None,
    investor_class: Annotated[
        str | None, Opt("--investor-class", "option.investor_class", "TERM")
    ] = None,
    event: Annotated[str | None, Opt("--event", "option.event", "TERM")] = None,
    site: Annotated[str | None, Opt("--site", "option.site", "TEXT")] = None,
    source: Annotated[str | None, Opt("--source", "option.source", "TEXT")] = None,
    note: Annotated[str | None, Opt("--note", "option.note", "TEXT")] = None,
    clear: Annotated[
        list[str] | None,
        Opt("--clear", "option.clear", "FIELD", (*CLEARABLE, *STAGE_BY_CODE, "dropped")),
    ] = None,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Record a project's corrected state and print its id."""
    texts = {
        "name": name,
        "district": district,
        "department": department,
        "group": group,
        "amount": amount,
        "signing": signing,
        "investor": investor,
        "code": code,
        "channel": channel,
        "origin": origin,
        "investor_class": investor_class,
        "event": event,
        "site": site,
        "source": source,
        "note": note,
    }
    with desk(ledger_path(db), words(lang)) as at:
        before = at.recorder.project(project)
        after = before._replace(**project_fields(texts, at.resolver))
        if after.amount != before.amount:
            after = after._replace(stated=None)  # it was said of the old figure
        for field in clear or ():
            after = _cleared(after, field)
        after = settled(after)
        if after == before:
            raise NothingToChange(project=before.id)
        said = record_change(at, before, after)
    if amount is not None:
        talk(echo_money(amount, after.amount, at.w))
    talk(said)
    emit(f"{after.id}\n")
    return ExitCode.OK


def _cleared(project: Project, field: str) -> Project:
    """``project`` without one field, one milestone (named by its stage), or its drop."""
    choice("--clear", field, (*CLEARABLE, *STAGE_BY_CODE, "dropped"))
    if field == "dropped":
        return project._replace(dropped_on=None, drop_reason=None)
    if field in CLEARABLE:
        return project._replace(**cast("ProjectFields", {field: None}))
    left = tuple(m for m in project.milestones if m.stage.code != field)
    if not left:
        raise OnlyMilestone(project=project.id, stage=field)
    return project._replace(milestones=left)
