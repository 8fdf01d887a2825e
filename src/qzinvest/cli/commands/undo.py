"""``undo``: take one event, or one whole import, back by new events."""

from datetime import date
from typing import Annotated

from qzinvest.cli.context import Surroundings, surroundings, talk
from qzinvest.cli.declare import Arg, Db, Lang, Wait
from qzinvest.cli.remarks import say_of_marks
from qzinvest.cli.writing import desk
from qzinvest.errors import ExitCode, UnknownEvent, WholeImport
from qzinvest.ledger import editions, evaluations, imports
from qzinvest.ledger.log import NULL, Event
from qzinvest.ledger.queries import plan_for
from qzinvest.ledger.record import Recorder, event_of
from qzinvest.ledger.steps import last_step
from qzinvest.render.messages import evaluation_text


def run(
    *,
    event: Annotated[str | None, Arg("EVENT", "argument.event")] = None,
    wait: Wait = None,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Take back the named event or import, else the office's last step that still stands.

    A whole import goes only by its name.
    """
    here = surroundings(db, lang, wait=wait)
    w = here.w
    with desk(here) as at:
        recorder = at.recorder
        chosen = _chosen(recorder, event)
        if chosen.kind == imports.KIND:
            count = imports.undo(recorder, chosen)
            said = w("talk.import_undone", name=imports.name_of(chosen), count=f"{count:,}")
        else:
            fact = _fact(recorder, chosen, here)
            gone = recorder.undo(chosen) == NULL
            key = "talk.undone_gone" if gone else "talk.undone"
            said = w(key, event=chosen.id, fact=fact)
            if chosen.kind == evaluations.KIND:
                on = date.fromisoformat(chosen.key.rpartition("/")[2])
                say_of_marks(recorder, on, w)
    talk(said)
    return ExitCode.OK


def _fact(recorder: Recorder, event: Event, here: Surroundings) -> str:
    """What an event is about, as people call it."""
    if event.kind == editions.KIND:
        return here.w("talk.edition", name=event.key.rpartition("/")[2])
    if event.kind == evaluations.KIND and event.body != NULL:
        plan = plan_for(recorder.connection, None, None, here.today)[0].plan
        return evaluation_text(evaluations.evaluation_of(event), plan, here.w)
    return event.key


def _chosen(recorder: Recorder, text: str | None) -> Event:
    if text is None:
        chosen = last_step(recorder.connection, recorder.office)
        if chosen is None:
            raise UnknownEvent(event="")
        if chosen.kind == imports.KIND:
            raise WholeImport(name=imports.name_of(chosen))
        return chosen
    found = imports.import_of(recorder.connection, text, recorder.office)
    return found or event_of(recorder.connection, text, recorder.office)
