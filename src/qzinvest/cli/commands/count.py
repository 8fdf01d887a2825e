"""``count``: whether a project that passed is counted."""

from typing import Annotated

from qzinvest.cli.context import emit, surroundings, talk
from qzinvest.cli.declare import Arg, Db, From, Lang, Opt, Wait
from qzinvest.cli.writing import ruled
from qzinvest.errors import ExitCode
from qzinvest.intake.words.dates import since_day
from qzinvest.intake.words.texts import NOTE_LIMIT, clean_text
from qzinvest.model.deciding import excluded, included
from qzinvest.render.messages import days_text


def no(
    *,
    project: Annotated[str, Arg("PROJECT", "argument.project")],
    reason: Annotated[str, Opt("--reason", "option.exclude_reason", "TEXT")],
    since: From = None,
    wait: Wait = None,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Record that a project is left out of every figure, and print its id."""
    here = surroundings(db, lang, wait=wait)
    w = here.w
    day = since_day(since, here.today)
    after = ruled(
        here,
        project,
        lambda known: excluded(known, clean_text(reason, "excluded", NOTE_LIMIT), day),
    )
    days = days_text(after.rulings.excluded, day, w)
    talk("  " + w("talk.excluded", id=after.id, days=days))
    emit(f"{after.id}\n")
    return ExitCode.OK


def yes(
    *,
    project: Annotated[str, Arg("PROJECT", "argument.project")],
    since: From = None,
    wait: Wait = None,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Record that a project is counted again, and print its id."""
    here = surroundings(db, lang, wait=wait)
    w = here.w
    day = since_day(since, here.today)
    after = ruled(here, project, lambda known: included(known, day))
    talk("  " + w("talk.included", days=days_text(after.rulings.excluded, day, w)))
    if after.same_as is not None:
        talk(w("talk.included_second", first=after.same_as))
    emit(f"{after.id}\n")
    return ExitCode.OK
