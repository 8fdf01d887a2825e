"""``link`` and ``unlink``: say that two reports are one project, or are not after all."""

from typing import Annotated

from qzinvest.cli.context import emit
from qzinvest.cli.declare import Arg
from qzinvest.cli.ruling import Ruling, deciding
from qzinvest.errors import ExitCode
from qzinvest.ledger.queries import linked_to
from qzinvest.ledger.rulings import linked
from qzinvest.model.plan import UNIT_KINDS
from qzinvest.model.project import Project
from qzinvest.model.ruling import always, told_on
from qzinvest.render.messages import candidate_text, named


def run(
    *,
    one: Annotated[str, Arg("PROJECT", "argument.project")],
    other: Annotated[str, Arg("OTHER", "argument.other")],
    ruling: Ruling,
) -> ExitCode:
    """Record the link and print the id under which the project is counted from now on."""
    first, _ = join(ruling, one, other)
    emit(f"{first.id}\n")
    return ExitCode.OK


def join(ruling: Ruling, *pair: str) -> tuple[Project, Project]:
    """Record that two reports are one project; gives the first one, and that counted with it."""
    with deciding(ruling, *pair) as it:
        at, w = it.at, it.at.w
        later = it.record(linked(at.recorder, it.known[0], it.known[1], it.day))
        first = at.recorder.project(told_on(later.rulings.same_as, it.day) or "")
        it.say("talk.linked", first=first.id, later=later.id, days=it.days(later.rulings.same_as))
        it.add(candidate_text(first, at.plan, w))
        for kind in UNIT_KINDS:
            code = getattr(later, kind)
            if code is not None and getattr(first, kind) is None:
                unit = named(at.plan, kind, code, w)
                it.say("talk.lent", first=first.id, field=w(f"column.{kind}"), unit=unit)
        if (reason := always(first.rulings.excluded)) is not None:
            it.say("talk.linked_excluded", first=first.id, reason=reason)
    return first, later


def unlink(
    *, project: Annotated[str, Arg("PROJECT", "argument.project")], ruling: Ruling
) -> ExitCode:
    """Take the link away and print the id of the report that is counted by itself again."""
    with deciding(ruling, project) as it:
        first = told_on(it.known[0].rulings.same_as, it.day) or ""
        alone = it.end("same_as")
        it.say("talk.unlinked", first=first, days=it.days(alone.rulings.same_as))
        if rest := [each.id for each in linked_to(it.at.recorder.connection, first)]:
            it.say("talk.still_linked", first=first, ids=it.at.w("list.separator").join(rest))
    emit(f"{alone.id}\n")
    return ExitCode.OK
