"""``add-project``: record one lead or signed deal."""

from contextlib import suppress
from typing import Annotated

from qzinvest.cli.context import Surroundings, emit, surroundings, talk
from qzinvest.cli.days import heard
from qzinvest.cli.declare import Arg, Db, Details, Lang, Opt, Round, Wait
from qzinvest.cli.writing import agreed, ask, can_ask, confirmed, desk, listed
from qzinvest.errors import ExitCode, LikelyDuplicate, MissingValues, QzinvestError
from qzinvest.intake.words.amounts import parse_amount
from qzinvest.intake.words.dates import past, past_day
from qzinvest.intake.words.fields import project_fields
from qzinvest.intake.words.names import stage_of
from qzinvest.intake.words.texts import clean_text
from qzinvest.ledger.queries import look_alikes, refuse_taken_code
from qzinvest.model.advance import settled
from qzinvest.model.likeness import investors, likely_duplicates
from qzinvest.model.normal import investor_key, name_key
from qzinvest.model.plan import Plan
from qzinvest.model.precision import when_of
from qzinvest.model.project import Milestone, Project, ProjectFields
from qzinvest.model.stage import SIGNINGS, STAGES, Stage
from qzinvest.render.messages import candidate_text, echo_project
from qzinvest.tasks.ground import Desk, Ground, ground
from qzinvest.tuples import NamedTuple

STAGE_CODES = tuple(stage.code for stage in STAGES)


def run(
    *,
    name: Annotated[str | None, Arg("NAME", "argument.name")] = None,
    district: Annotated[str | None, Opt("--district", "option.district", "UNIT")] = None,
    group: Annotated[str | None, Opt("--group", "option.group", "GROUP")] = None,
    amount: Annotated[str | None, Opt("--amount", "option.amount", "AMOUNT")] = None,
    stage: Annotated[str | None, Opt("--stage", "option.stage", "STAGE", STAGE_CODES)] = None,
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
    said = Said(stage, on, counted_on, evidence)
    said = _completed(here, texts, said, rounding=rounding)

    def record(sure: bool) -> tuple[Project, Plan]:  # noqa: FBT001 - what ``confirmed`` calls
        return _recorded(here, texts, said, rounding=rounding, sure=sure)

    recorded, plan = confirmed(record, here.w, yes=allow_duplicate, question="ask.duplicate")
    talk(here.w("talk.added", id=recorded.id))
    talk(echo_project(recorded, plan, here.w, texts["amount"] or ""))
    emit(f"{recorded.id}\n")
    return ExitCode.OK


class Said(NamedTuple):
    """What is said of the project's stage."""

    stage: str | None
    on: str | None
    counted_on: str | None
    evidence: str | None


def _completed(
    here: Surroundings, texts: dict[str, str | None], said: Said, *, rounding: bool
) -> Said:
    """What is still needed, asked for on a terminal; a summary is to be agreed to then.

    On a terminal nobody records a lead of today by leaving out the stage. A script does.

    Raises:
        MissingValues: there is no one to ask.
    """
    missing = _required(texts, said, here.w.lang)
    if "--group" in missing and not ground(here.path, here.w, here.today).plan.groups:
        missing.remove("--group")  # a campaign may do without groups
    if not can_ask() or (not missing and said.stage is not None):
        if missing:
            raise MissingValues(flags=missing, what="project")
        return said
    at = ground(here.path, here.w, here.today)
    asked = _ask(at, texts, said, here.settings.of("unit")[0], rounding=rounding)
    milestone = _milestone(at, asked)
    project = settled(_new(project_fields(texts, at.resolver, rounding=rounding), milestone))
    talk(echo_project(project, at.plan, here.w, texts["amount"] or ""))
    agreed(here.w("ask.record"), here.w)
    return asked


def _recorded(
    here: Surroundings,
    texts: dict[str, str | None],
    said: Said,
    *,
    rounding: bool,
    sure: bool,
) -> tuple[Project, Plan]:
    """The project as it is recorded, under the plan that names its units.

    Raises:
        LikelyDuplicate: it looks like one that is recorded, and nobody is ``sure``.
    """
    with desk(here, make=True) as at:
        fields = project_fields(texts, at.resolver, rounding=rounding)
        project = settled(_new(fields, _milestone(at.ground, said)))
        _refuse_repeated(at, project, allow_duplicate=sure)
        (recorded,) = at.recorder.add([project])
    return recorded, at.plan


def _new(fields: ProjectFields, milestone: Milestone) -> Project:
    blank = Project(org="", number=0, name="", amount=0, milestones=(milestone,))
    return blank._replace(**fields)


def _required(texts: dict[str, str | None], said: Said, lang: str) -> list[str]:
    """The flags of required values that were not given.

    From signing on a project needs a district and an amount; only a lead may go without a date.
    """
    reached = stage_of(said.stage or Stage.LEAD.code, lang)
    flags = {"name": "NAME", "group": "--group"}
    if reached >= Stage.SIGNED:
        flags |= {"amount": "--amount", "district": "--district"}
    missing = [flag for field, flag in flags.items() if texts[field] is None]
    if reached > Stage.LEAD and said.on is None:
        missing.append("--on")
    return missing


def _ask(at: Ground, texts: dict[str, str | None], said: Said, own: str, *, rounding: bool) -> Said:
    """Ask for every value that is missing, before the ledger is locked: the stage first.

    A district's clerk is not asked for the district: it is ``own``, as the summary says. Who gives
    neither name nor stage is asked for the investor too, which need not be known.
    """
    w, plan, resolver = at.w, at.plan, at.resolver
    is_whole = texts["name"] is None or said.stage is None
    if texts["name"] is None:
        texts["name"] = ask(w("ask.name"), lambda text: clean_text(text, "name"), w)
    if said.stage is None:
        stages = listed({stage.code: w(f"stage.{stage.code}") for stage in STAGES})
        said = said._replace(stage=ask(w("ask.stage"), resolver.stage, w, stages))
    if said.on is None:
        said = said._replace(
            on=ask(w("ask.on"), lambda text: heard(text, past(text, at.today), w), w)
        )
    reached = resolver.stage(said.stage or "")
    if texts["district"] is None and reached >= Stage.SIGNED:
        with suppress(QzinvestError):
            texts["district"] = resolver.recorded("district", own).code if own else None
    if texts["district"] is None and reached >= Stage.SIGNED:
        units = listed({u.code: u.names.get(w.lang) for u in plan.units_of("district")})
        texts["district"] = ask(
            w("ask.district"), lambda text: resolver.recorded("district", text), w, units
        )
    if texts["group"] is None and plan.groups:
        groups = listed({group.code: group.names.get(w.lang) for group in plan.groups})
        texts["group"] = ask(w("ask.group"), resolver.group, w, groups)
    if texts["investor"] is None and is_whole:
        given = ask(w("ask.investor"), lambda text: clean_text(text, "investor"), w, optional=True)
        texts["investor"] = given or None
    if texts["amount"] is None:
        signed = reached >= Stage.SIGNED
        given = ask(
            w("ask.amount" if signed else "ask.amount_if_known"),
            lambda text: parse_amount(text, rounding=rounding),
            w,
            optional=not signed,
        )
        texts["amount"] = given or None
    return said


def _milestone(at: Ground, said: Said) -> Milestone:
    now = at.today
    reached = when_of(now) if said.on is None else past(said.on, now)
    counted = said.counted_on
    return Milestone(
        stage=at.resolver.stage(said.stage or Stage.LEAD.code),
        on=reached.last,
        counted_on=reached.last if counted is None else past_day(counted, now),
        evidence=None if said.evidence is None else clean_text(said.evidence, "evidence"),
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
