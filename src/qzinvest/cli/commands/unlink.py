"""``unlink``: say that a linked report is a project of its own after all."""

from typing import Annotated

from qzinvest.cli.context import emit, surroundings, talk
from qzinvest.cli.declare import Arg, Db, From, Lang, Wait
from qzinvest.cli.writing import desk
from qzinvest.errors import ExitCode
from qzinvest.intake.words.dates import since_day
from qzinvest.ledger.rulings import unlink
from qzinvest.render.messages import days_text, differences


def run(
    *,
    project: Annotated[str, Arg("PROJECT", "argument.project")],
    since: From = None,
    wait: Wait = None,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Take the link away and print the id of the report that is counted by itself again."""
    here = surroundings(db, lang, wait=wait)
    w = here.w
    day = since_day(since, here.today)
    with desk(here) as at:
        before = at.recorder.project(project)
        first, alone = unlink(at.recorder, before, day)
        lines = differences(before, alone, at.plan, w)
    days = days_text(alone.rulings.same_as, day, w)
    talk(w("talk.unlinked", first=first.id, later=alone.id, days=days))
    if day is not None or len(before.rulings.same_as) > 1:
        talk("\n".join(lines))
    emit(f"{alone.id}\n")
    return ExitCode.OK
