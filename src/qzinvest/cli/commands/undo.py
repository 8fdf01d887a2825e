"""``undo``: take one event back, by a new event."""

from typing import Annotated

from qzinvest.cli.context import ledger_path, talk, words
from qzinvest.cli.declare import Arg, Db, Lang
from qzinvest.errors import ExitCode, UnknownEvent
from qzinvest.ledger.log import NULL
from qzinvest.ledger.record import event_of, recording
from qzinvest.ledger.steps import last_step


def run(
    *,
    event: Annotated[str | None, Arg("EVENT", "argument.event")] = None,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Take back the named event, else the office's last step that still stands."""
    w = words(lang)
    with recording(ledger_path(db)) as recorder:
        if event is None:
            chosen = last_step(recorder.connection, recorder.office)
            if chosen is None:
                raise UnknownEvent(event="")
        else:
            chosen = event_of(recorder.connection, event, recorder.office)
        body = recorder.undo(chosen)
    key = "talk.undone_gone" if body == NULL else "talk.undone"
    talk(w(key, event=chosen.id, fact=chosen.key))
    return ExitCode.OK
