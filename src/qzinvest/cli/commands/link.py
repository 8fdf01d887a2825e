"""``link``: say that two reports are one project."""

from typing import Annotated

from qzinvest.cli.context import emit, surroundings, talk
from qzinvest.cli.declare import Arg, Db, From, Lang, Wait
from qzinvest.cli.writing import desk
from qzinvest.errors import ExitCode
from qzinvest.intake.words.dates import since_day
from qzinvest.ledger.rulings import link
from qzinvest.model.plan import UNIT_KINDS
from qzinvest.model.ruling import always
from qzinvest.render.messages import candidate_text, days_text, differences


def run(
    *,
    one: Annotated[str, Arg("PROJECT", "argument.project")],
    other: Annotated[str, Arg("OTHER", "argument.other")],
    since: From = None,
    wait: Wait = None,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Record the link and print the id under which the project is counted from now on."""
    here = surroundings(db, lang, wait=wait)
    w = here.w
    day = since_day(since, here.today)
    with desk(here) as at:
        reports = at.recorder.project(one), at.recorder.project(other)
        first, later = link(at.recorder, *reports, day)
        days = days_text(later.rulings.same_as, day, w)
        talk(w("talk.linked", first=first.id, later=later.id, days=days))
        for before in reports:
            if before.id == later.id and before.rulings.same_as:
                talk("\n".join(differences(before, later, at.plan, w)))
        talk("  " + candidate_text(first, at.plan, w))
        for kind in UNIT_KINDS:
            code = getattr(later, kind)
            if code is None or getattr(first, kind) is not None:
                continue
            unit = at.plan.unit(kind, code)
            name = code if unit is None else unit.names.get(w.lang)
            talk("  " + w("talk.lent", first=first.id, field=w(f"column.{kind}"), unit=name))
        if (reason := always(first.rulings.excluded)) is not None:
            talk("  " + w("talk.linked_excluded", first=first.id, reason=reason))
    emit(f"{first.id}\n")
    return ExitCode.OK
