"""``drop``: a project has come to nothing."""

from typing import Annotated

from qzinvest.cli.context import emit, surroundings, talk
from qzinvest.cli.declare import Arg, Db, Lang, Opt, Wait
from qzinvest.cli.writing import desk, record_change
from qzinvest.errors import ExitCode
from qzinvest.intake.words.dates import past_day
from qzinvest.intake.words.texts import NOTE_LIMIT, clean_text
from qzinvest.model.advance import dropped


def run(
    *,
    project: Annotated[str, Arg("PROJECT", "argument.project")],
    on: Annotated[str, Opt("--on", "option.dropped_on", "DATE")],
    reason: Annotated[str, Opt("--reason", "option.reason", "TEXT")],
    wait: Wait = None,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Record that a project ended, and print its id."""
    here = surroundings(db, lang, wait=wait)
    day = past_day(on, here.today)
    with desk(here) as at:
        before = at.recorder.project(project)
        after = dropped(before, day, clean_text(reason, "drop_reason", NOTE_LIMIT))
        said = record_change(at, before, after)
    talk(f"{said}\n  {here.w('talk.dropped', id=after.id, day=day.isoformat())}")
    emit(f"{after.id}\n")
    return ExitCode.OK
