"""``spare`` and ``unspare``: a project of which nobody is chased or marked down (容错)."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from qzinvest.cli.context import Surroundings, emit, surroundings, talk
from qzinvest.cli.declare import Arg, Db, From, Lang, Opt, Wait
from qzinvest.cli.writing import ruled
from qzinvest.errors import ExitCode
from qzinvest.intake.words.dates import since_day
from qzinvest.intake.words.texts import NOTE_LIMIT, clean_text
from qzinvest.model.deciding import spared, unspared
from qzinvest.model.project import Project
from qzinvest.render.messages import days_text

_Id = Annotated[str, Arg("PROJECT", "argument.project")]


def run(
    *,
    project: _Id,
    reason: Annotated[str, Opt("--reason", "option.spare_reason", "TEXT")],
    since: From = None,
    wait: Wait = None,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Record that a project is out of what is due and of deductions, and print its id."""
    here = surroundings(db, lang, wait=wait)
    day = since_day(since, here.today)
    why = clean_text(reason, "spared", NOTE_LIMIT)
    return _decided(here, project, lambda known: spared(known, why, day), ("talk.spared", day))


def unspare(
    *,
    project: _Id,
    since: From = None,
    wait: Wait = None,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Record that a project is chased like all others again, and print its id."""
    here = surroundings(db, lang, wait=wait)
    day = since_day(since, here.today)
    return _decided(here, project, lambda known: unspared(known, day), ("talk.unspared", day))


def _decided(
    here: Surroundings,
    project: str,
    decide: Callable[[Project], Project],
    answer: tuple[str, date | None],
) -> ExitCode:
    after = ruled(here, project, decide)
    key, since = answer
    days = days_text(after.rulings.spared, since, here.w)
    talk("  " + here.w(key, id=after.id, days=days))
    emit(f"{after.id}\n")
    return ExitCode.OK
