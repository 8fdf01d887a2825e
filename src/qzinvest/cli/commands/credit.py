"""``credit``: how an assessment shares a project between units."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated

from qzinvest.cli.context import choice, emit
from qzinvest.cli.declare import Arg, Opt
from qzinvest.cli.ruling import Ruling, deciding
from qzinvest.errors import Conflict, ExitCode, NothingToChange
from qzinvest.intake.words.hundredths import credit_of
from qzinvest.intake.words.names import Resolver
from qzinvest.model.credit import Part, checked
from qzinvest.model.plan import UNIT_KINDS
from qzinvest.model.project import Project
from qzinvest.model.ruling import always, credit_turns

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
    ruling: Ruling,
) -> ExitCode:
    """Record the parts, which replace earlier ones of their kind, and print the project's id."""
    given = {None: unit or [], "district": district or [], "department": department or []}
    texts = [text for part in given.values() for text in part]
    cleared = [choice("--clear", kind, UNIT_KINDS) for kind in clear or ()]
    with deciding(ruling, project) as it:
        before = it.known[0]
        parts = checked(_parts(given, it.at.resolver), " ".join(texts))
        after = it.decide(_credited(before, parts, cleared, it.day))
        turns = ([credit_turns(of.rulings.credit, k) for k in UNIT_KINDS] for of in (before, after))
        changed = [now for was, now in zip(*turns, strict=True) if was != now]
        for days in dict.fromkeys(map(it.days, changed)):
            it.say("talk.credited", days=days)
        if texts and any(map(always, (after.rulings.excluded, after.rulings.same_as))):
            it.say("talk.credit_idle", id=after.id)
    emit(f"{after.id}\n")
    return ExitCode.OK


def _parts(given: dict[str | None, Texts], resolver: Resolver) -> list[Part]:
    parts: list[Part] = []
    for kind, texts in given.items():
        either = partial(resolver.either, recorded=True)
        parts += credit_of(texts, partial(resolver.recorded, kind) if kind else either)
    return parts


def _credited(
    before: Project, parts: Sequence[Part], clear: list[str], since: date | None
) -> Project:
    """The project with the given parts in place of those of their kinds, without those to clear."""
    shared = {kind: [part for part in parts if part[0] == kind] for kind, _, _ in parts}
    rulings = before.rulings
    for kind in clear:
        if kind in shared:
            raise Conflict(option=f"--clear {kind}", other=f"--{kind}")
    for kind in UNIT_KINDS:
        if kind in shared or kind in clear:
            rulings = rulings.shared(kind, shared.get(kind, ()), since)
    if rulings == before.rulings:
        raise NothingToChange(project=before.id)
    return before._replace(rulings=rulings)
