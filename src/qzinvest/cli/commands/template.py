"""``template``: a workbook for an office to fill in, with its present projects."""

import os
from pathlib import Path
from typing import Annotated

from qzinvest.cli.context import surroundings, talk
from qzinvest.cli.declare import Arg, Db, Lang, Opt
from qzinvest.errors import BadOption, ExitCode, FileExists
from qzinvest.intake.offices.headers import title
from qzinvest.intake.plans.file import shipped_plan
from qzinvest.intake.words.names import Resolver
from qzinvest.ledger.queries import Wanted, plan_for, projects, reading
from qzinvest.locale import Wording
from qzinvest.model.plan import UNIT_KINDS, VOCABULARIES, Plan, Unit
from qzinvest.model.project import Project
from qzinvest.model.stage import SIGNINGS
from qzinvest.render.files.atomic import write_atomic
from qzinvest.render.files.forms import COLUMNS, Form, template_workbook


def run(
    *,
    file: Annotated[str, Arg("FILE.xlsx", "argument.template")],
    unit: Annotated[str | None, Opt("--unit", "option.template_unit", "UNIT")] = None,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Write the workbook; with ``--unit`` for one district or department and its projects."""
    here = surroundings(db, lang, file)
    w = here.w
    path, ledger = Path(file), here.path
    if path.suffix.lower() != ".xlsx" or os.path.realpath(path) == os.path.realpath(ledger):
        raise BadOption(option="FILE", value=file, allowed=("FILE.xlsx",))
    if path.exists():
        raise FileExists(path=file)  # it may be filled in
    kind, chosen, found = None, None, list[Project]()
    if ledger.exists():
        with reading(ledger) as connection:
            plan = plan_for(connection, None, None, here.today)[0].plan
            kind, chosen = _unit(plan, unit, w)
            codes = () if chosen is None else plan.recorded(chosen.kind, (chosen.code,))
            in_district = kind == "district"
            wanted = Wanted(
                districts=codes if in_district else (), departments=() if in_district else codes
            )
            found = list(projects(connection, wanted))
    else:
        plan = shipped_plan()
        kind, chosen = _unit(plan, unit, w)
    names = _names(plan, w)
    choices = {field: tuple(by_code.values()) for field, by_code in names.items()}
    if chosen is not None and kind is not None:
        choices[kind] = (names[kind][chosen.code],)
    name = "" if chosen is None else chosen.names.get(w.lang)
    titles = {field: title(field, w.lang) for field in COLUMNS}
    write_atomic(path, template_workbook(Form(name, titles, choices, names, found), w))
    talk(w("talk.template", path=file, count=f"{len(found):,}"))
    return ExitCode.OK


def _unit(plan: Plan, text: str | None, w: Wording) -> tuple[str | None, Unit | None]:
    """The unit of this name, district or department, and its kind."""
    if text is None:
        return None, None
    unit = Resolver(plan, w.lang).either(text)
    return unit.kind, unit


def _names(plan: Plan, w: Wording) -> dict[str, dict[str, str]]:
    """The names of everything that has a list, by field and code."""
    lang = w.lang
    names = {
        kind: {unit.code: unit.names.get(lang) for unit in plan.units_of(kind)}
        for kind in UNIT_KINDS
    }
    names["group"] = {group.code: group.names.get(lang) for group in plan.groups}
    names["signing"] = {code: w(f"signing.{code}") for code in SIGNINGS}
    for vocabulary in VOCABULARIES:
        terms = plan.vocabularies.get(vocabulary, ())
        names[vocabulary] = {term.code: term.names.get(lang) for term in terms}
    return names
