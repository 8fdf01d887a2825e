"""``add-project``: record one lead or signed deal."""

from typing import Annotated

from qzinvest.cli.context import Surroundings, emit, surroundings, talk
from qzinvest.cli.declare import Arg, Db, Details, Lang, Opt, Round, Wait
from qzinvest.cli.writing import ask, can_ask, desk
from qzinvest.errors import ExitCode, LikelyDuplicate, MissingValues
from qzinvest.intake.words.amounts import parse_amount
from qzinvest.intake.words.dates import past, past_day
from qzinvest.intake.words.fields import project_fields
from qzinvest.intake.words.names import stage_of
from qzinvest.intake.words.texts import clean_text
from qzinvest.ledger.queries import look_alikes, refuse_taken_code
from qzinvest.model.advance import settled
from qzinvest.model.likeness import investors, likely_duplicates
from qzinvest.model.normal import investor_key, name_key
from qzinvest.model.precision import when_of
from qzinvest.model.project import Milestone, Project, ProjectFields
from qzinvest.model.stage import SIGNINGS, STAGES, Stage
from qzinvest.render.messages import candidate_text, echo_project
from qzinvest.tasks.ground import Desk, ground

STAGE_CODES = tuple(stage.code for stage in STAGES)


def run(
    *,
    name: Annotated[str | None, Arg("NAME", "argument.name")] = None,
    district: Annotated[str | None, Opt("--district", "option.district", "UNIT")] = None,
    group: Annotated[str | None, Opt("--group", "option.group", "GROUP")] = None,
    amount: Annotated[str | None, Opt("--amount", "option.amount", "AMOUNT")] = None,
    stage: Annotated[str, Opt("--stage", "option.stage", "STAGE", STAGE_CODES)] = "lead",
    on: Annotated[str | None, Opt("--on", "option.on", "DATE")] = None,
    counted_on: Annotated[str | None, Opt("--counted-on", "option.counted_on", "DATE")] = None,
    signing: Annotated[str | None, Opt("--signing", "option.signing", "KIND", SIGNINGS)] = None,
    investor: Annotated[str | None, Opt("--investor", "option.investor", "TEXT")] = None,
    department: Annotated[str | None, Opt("--department", "option.department", "UNIT")] = None,
    details: Details,
    evidence: Annotated[str | None, Opt("--evidence", "option.evidence", "TEXT")] = None,
    rounding: Round = False,
    allow_duplicate: Annotated[bool, Opt("--allow-duplicate", "option.allow_duplicate")] = False,
    wait: Wait = None,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Record a project and print its id."""
    texts = {
        "name": name,
        "district": district,
        "department": department,
        "group": group,
        "amount": amount,
        "investor": investor,
        "signing": signing,
        **details._asdict(),
    }
    here = surroundings(db, lang, wait=wait)
    if missing := _required(texts, stage, on, here.w.lang):
        if not can_ask():
            raise MissingValues(flags=missing)
        on = _ask(here, texts, missing, rounding=rounding) or on
    with desk(here, make=True) as at:
        milestone = _milestone(at, stage, on, counted_on, evidence)
        project = settled(_new(project_fields(texts, at.resolver, rounding=rounding), milestone))
        _refuse_repeated(at, project, allow_duplicate=allow_duplicate)
        (recorded,) = at.recorder.add([project])
    talk(here.w("talk.added", id=recorded.id))
    talk(echo_project(recorded, at.plan, here.w, texts["amount"] or ""))
    emit(f"{recorded.id}\n")
    return ExitCode.OK


def _new(fields: ProjectFields, milestone: Milestone) -> Project:
    blank = Project(org="", number=0, name="", amount=0, milestones=(milestone,))
    return blank._replace(**fields)


def _required(texts: dict[str, str | None], stage: str, on: str | None, lang: str) -> list[str]:
    """The flags of required values that were not given.

    From signing on a project needs a district; only a lead may go without a date.
    """
    reached = stage_of(stage, lang)
    flags = {"name": "NAME", "group": "--group", "amount": "--amount"}
    if reached >= Stage.SIGNED:
        flags["district"] = "--district"
    missing = [flag for field, flag in flags.items() if texts[field] is None]
    if reached > Stage.LEAD and on is None:
        missing.append("--on")
    return missing


def _ask(
    here: Surroundings, texts: dict[str, str | None], missing: list[str], *, rounding: bool
) -> str | None:
    """Ask for every missing value, before the ledger is locked; gives the date if it was asked."""
    w = here.w
    at = ground(here.path, w, here.today)
    plan, resolver = at.plan, at.resolver
    groups = [f"{g.code} {g.names.get(w.lang)}" for g in plan.groups]
    units = [f"{u.code} {u.names.get(w.lang)}" for u in plan.units_of("district")]
    if "NAME" in missing:
        texts["name"] = ask(w("ask.name"), lambda text: clean_text(text, "name"), w)
    if "--group" in missing:
        texts["group"] = ask(w("ask.group"), resolver.group, w, groups)
    if "--district" in missing:
        texts["district"] = ask(
            w("ask.district"), lambda text: resolver.recorded("district", text), w, units
        )
    if "--amount" in missing:
        texts["amount"] = ask(
            w("ask.amount"), lambda text: parse_amount(text, rounding=rounding), w
        )
    if "--on" not in missing:
        return None
    return ask(w("ask.on"), lambda text: past(text, here.today), w)


def _milestone(
    at: Desk, stage: str, on: str | None, counted_on: str | None, evidence: str | None
) -> Milestone:
    now = at.today
    reached = when_of(now) if on is None else past(on, now)
    return Milestone(
        stage=at.resolver.stage(stage),
        on=reached.last,
        counted_on=reached.last if counted_on is None else past_day(counted_on, now),
        evidence=None if evidence is None else clean_text(evidence, "evidence"),
        precision=reached.precision,
    )


def _refuse_repeated(at: Desk, project: Project, *, allow_duplicate: bool) -> None:
    if project.code is not None:
        refuse_taken_code(at.recorder.connection, project._replace(org=at.recorder.office))
    if allow_duplicate:
        return
    keys = [key for key in map(investor_key, investors(project.investor)) if key]
    others = look_alikes(at.recorder.connection, name_key(project.name), keys)
    alike = likely_duplicates(project, others)
    if alike:
        lines = [candidate_text(other, at.plan, at.w) for other in alike[:10]]
        raise LikelyDuplicate(name=project.name, candidates=lines)
