"""``credit``: how an assessment shares a project between units."""

from functools import partial
from typing import Annotated

from qzinvest.cli.context import choice, emit, surroundings, talk
from qzinvest.cli.declare import Arg, Db, Lang, Opt, Wait
from qzinvest.cli.writing import desk, record_change
from qzinvest.errors import Conflict, CountedElsewhere, ExitCode, NothingToChange
from qzinvest.intake.words.hundredths import credit_of
from qzinvest.intake.words.names import Resolver
from qzinvest.model.credit import Part, checked
from qzinvest.model.plan import UNIT_KINDS
from qzinvest.model.project import Project

Texts = list[str]


def run(
    *,
    project: Annotated[str, Arg("PROJECT", "argument.project")],
    unit: Annotated[Texts | None, Opt("--unit", "option.credit_unit", "UNIT")] = None,
    district: Annotated[Texts | None, Opt("--district", "option.credit_district", "UNIT")] = None,
    department: Annotated[
        Texts | None, Opt("--department", "option.credit_department", "UNIT")
    ] = None,
    clear: Annotated[
        Texts | None, Opt("--clear", "option.credit_clear", "FIELD", UNIT_KINDS)
    ] = None,
    wait: Wait = None,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Record the parts, which replace earlier ones of their kind, and print the project's id."""
    given = {None: unit or [], "district": district or [], "department": department or []}
    texts = [text for part in given.values() for text in part]
    for kind in clear or ():
        choice("--clear", kind, UNIT_KINDS)
    with desk(surroundings(db, lang, wait=wait)) as at:
        before = at.recorder.project(project)
        if texts and before.same_as is not None:
            raise CountedElsewhere(project=before.id, first=before.same_as)
        parts = _parts(given, at.resolver)
        after = _credited(before, parts, clear or [], " ".join(texts))
        said = record_change(at, before, after)
        if texts and after.excluded is not None:
            said += "\n" + at.w("talk.credit_idle", id=after.id)
    talk(said)
    emit(f"{after.id}\n")
    return ExitCode.OK


def _parts(given: dict[str | None, Texts], resolver: Resolver) -> list[Part]:
    parts: list[Part] = []
    for kind, texts in given.items():
        either = partial(resolver.either, recorded=True)
        parts += credit_of(texts, partial(resolver.recorded, kind) if kind else either)
    return parts


def _credited(before: Project, parts: list[Part], clear: list[str], text: str) -> Project:
    """The project with ``parts`` in place of those of their kinds, and without those to clear."""
    replaced = {kind for kind, _, _ in parts}
    for kind in clear:
        if kind in replaced:
            raise Conflict(option=f"--clear {kind}", other=f"--{kind}")
    kept = [part for part in before.credit if part[0] not in {*replaced, *clear}]
    after = before._replace(credit=checked([*kept, *parts], text))
    if after == before:
        raise NothingToChange(project=before.id)
    return after
