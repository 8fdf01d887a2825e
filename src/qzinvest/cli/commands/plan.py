"""``plan show|names|check|adopt|export``: the campaign's targets and rules."""

from pathlib import Path
from typing import Annotated

from qzinvest.cli.context import emit, format_of_file, look_of, surroundings, talk
from qzinvest.cli.days import day_asked
from qzinvest.cli.declare import Amounts, Arg, Db, Lang, Looking, Opt, Wait, Yes
from qzinvest.errors import (
    BadOption,
    BadPlan,
    ExitCode,
    NeverInForce,
    PlanDisplaces,
    RealAndInvented,
)
from qzinvest.intake.words.terms import NAMED
from qzinvest.ledger.queries import plan_for, plan_rows, reading
from qzinvest.locale import wording
from qzinvest.model.document import Document, Said
from qzinvest.model.plan import LANGUAGES, PlanInForce, target_sheets
from qzinvest.render.output import written
from qzinvest.render.views import plan as plan_view

_PLURALS = tuple(f"{kind}es" if kind.endswith("s") else f"{kind}s" for kind in NAMED)


def show(
    *,
    plan: Annotated[str | None, Opt("--plan", "option.plan", "CODE")] = None,
    as_of: Annotated[str | None, Opt("--as-of", "option.as_of", "DATE")] = None,
    looking: Looking,
    amounts: Amounts,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print the shares of every unit, with the proof that they add up to the targets."""
    here = surroundings(db, lang, looking.output)
    w = here.w
    look = look_of(looking, here, amounts=amounts)
    with reading(here.ledger) as connection:
        now = here.today
        adopted, _ = plan_for(connection, plan, day_asked(as_of, now), now)
        history = plan_rows(connection)
    plan_now, shares = adopted.plan, adopted.shares

    def document() -> Document:
        if look.form == "markdown":
            return plan_view.listed(plan_now, shares, w, look.money(w))
        adoptions = tuple((row.code, row.effective) for row in history)
        sheets = target_sheets(plan_now, shares)
        found = PlanInForce(plan_now, adopted.effective, sheets, adoptions)
        return plan_view.document(found, w, look.money(w))

    text = written(Said(document, lambda: plan_view.data(plan_now, shares, w)), look, w, plan_now)
    emit(text, looking.output, w)
    return ExitCode.OK


def names(
    *,
    what: Annotated[str | None, Arg("KIND", "argument.named", _PLURALS)] = None,
    looking: Looking,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print the names by which an import knows things; without a ledger those of the own plan."""
    # Imported here: other commands of the plan know nothing of these.
    from qzinvest.intake.plans.file import shipped_plan
    from qzinvest.intake.words.terms import all_names, named_things
    from qzinvest.render.views import names as view

    here = surroundings(db, lang, looking.output)
    w = here.w
    look = look_of(looking)
    kinds = NAMED if what is None else (_kind_named(what),)
    if here.path.exists():
        with reading(here.ledger) as connection:
            plan = plan_for(connection, None, None, here.today)[0].plan
    else:
        plan = shipped_plan()
    found = [
        view.Named(kind, thing, all_names(kind, thing))
        for kind in kinds
        for thing in named_things(plan, kind)
    ]
    said = Said(
        lambda: view.document(found, w),
        lambda: view.data(found, w, labels=look.labels),
    )
    emit(written(said, look, w, plan), looking.output, w)
    return ExitCode.OK


def _kind_named(text: str) -> str:
    """The kind of things that a word means: its code, its plural, or what any language calls it.

    Raises:
        BadOption: it means none.
    """
    from qzinvest.model.normal import fold

    asked = fold(text).casefold().replace("-", "_")
    for kind, plural in zip(NAMED, _PLURALS, strict=True):
        words = [kind, plural]
        for w in map(wording, LANGUAGES):
            words += [w(f"kinds.{kind}"), w(f"what.{kind}"), w(f"column.{kind}")]
        if asked in (fold(word).casefold() for word in words):
            return kind
    raise BadOption(option="plan names", value=text, allowed=_PLURALS)


def check(
    *,
    file: Annotated[str, Arg("FILE", "argument.plan")],
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Name every fault of a plan file; the answer is yes or no."""
    # Imported here, as in the functions below: reading a plan file, or a day, takes its time.
    from qzinvest.intake.plans.file import check_file
    from qzinvest.render.causes import error_text

    here = surroundings(db, lang)
    w = here.w
    plan, faults = check_file(Path(file))
    if plan is None:
        emit(error_text(BadPlan(file=file, faults=faults), w) + "\n")
        return ExitCode.NO
    for text in plan_view.takes_texts(plan, w):
        talk(text)
    for remark in plan.remarks:
        talk(w("talk.remark", text=remark.get(w.lang)))
    for assumption in plan.assumptions:
        talk(w("talk.assumed", path=assumption.path, text=assumption.text.get(w.lang)))
    talk(w("talk.plan_fine", plan=plan.code, path=file))
    return ExitCode.OK


def adopt(
    *,
    file: Annotated[str, Arg("FILE", "argument.plan")],
    effective: Annotated[str, Opt("--effective", "option.effective", "DATE")],
    yes: Yes = False,
    wait: Wait = None,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Put a plan, or a revision of one, in force from a date on."""
    from qzinvest.cli.writing import confirmed, desk
    from qzinvest.intake.plans.file import read_plan, shipped_plan
    from qzinvest.intake.words.dates import read_day
    from qzinvest.ledger.plans import displaced, refuse_unfit
    from qzinvest.tasks.demo import demo_titles

    here = surroundings(db, lang, wait=wait)
    w = here.w
    plan = read_plan(Path(file))
    day = read_day(effective, here.today).first
    if day > plan.end:
        raise NeverInForce(plan=plan.code, effective=day, end=plan.end)
    # A new ledger would be founded with the shipped plan, and then take no other issuer's.
    make = plan.issuer == shipped_plan().issuer

    def record(sure: bool) -> None:  # noqa: FBT001 - what ``confirmed`` calls
        with desk(here, make=make) as at:
            titles = plan.titles
            if at.recorder.is_invented and not plan.is_fictional:
                titles = demo_titles(titles)
            elif plan.is_fictional and not at.recorder.is_invented:
                raise RealAndInvented(project=plan.code, invented=True)
            refuse_unfit(at.recorder.connection, plan)
            others = displaced(at.recorder.connection, plan, day)
            if others and not sure:
                spans = {
                    w("plan.span", plan=row.code, start=row.starts, end=row.ends) for row in others
                }
                raise PlanDisplaces(plan=plan.code, others=sorted(spans))
            at.recorder.adopt(plan._replace(titles=titles), day)

    confirmed(record, w, yes=yes)
    takes = plan_view.takes_texts(plan, w, "talk.takes", effective=day.isoformat())
    talk("\n".join((w("talk.adopted", plan=plan.code, effective=day), *takes)))
    return ExitCode.OK


def export(
    *,
    plan: Annotated[str | None, Opt("--plan", "option.plan", "CODE")] = None,
    as_of: Annotated[str | None, Opt("--as-of", "option.as_of", "DATE")] = None,
    output: Annotated[str | None, Opt("--output", "option.output_plan", "FILE")] = None,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print the plan in force as a plan file."""
    from qzinvest.intake.plans.write import write_plan

    here = surroundings(db, lang)
    w = here.w
    if output is not None:
        format_of_file(output, {".toml": "toml"})
    with reading(here.ledger) as connection:
        now = here.today
        adopted, _ = plan_for(connection, plan, day_asked(as_of, now), now)
    emit(write_plan(adopted.plan), output, w)
    return ExitCode.OK
