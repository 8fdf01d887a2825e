"""``include``: a project that was left out is counted again."""

from typing import Annotated

from qzinvest.cli.context import emit, surroundings, talk
from qzinvest.cli.declare import Arg, Db, From, Lang, Wait
from qzinvest.cli.writing import desk, record_change
from qzinvest.errors import ExitCode
from qzinvest.intake.words.dates import since_day
from qzinvest.model.advance import included


def run(
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
    day = None if since is None else since_day(since, here.today)
    with desk(here) as at:
        before = at.recorder.project(project)
        after = included(before, day)
        said = record_change(at, before, after)
    talk(said)
    if after.same_as is not None:
        talk(w("talk.included_second", first=after.same_as))
    emit(f"{after.id}\n")
    return ExitCode.OK
