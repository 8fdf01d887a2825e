"""What offices' files taught: a fact for each sender, recorded with the import that taught it."""

import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING

from qzinvest.ledger import log
from qzinvest.ledger.log import LAST, NULL, decode
from qzinvest.model.learned import LEARNED, Answer, Lesson, from_body, to_body

if TYPE_CHECKING:
    from qzinvest.ledger.record import Recorder


def lessons(connection: sqlite3.Connection, office: str) -> dict[str, Lesson]:
    """What an office remembers of its senders, by sender."""
    found: dict[str, Lesson] = {}
    for event in log.latest(connection, office, f"{office}{LEARNED}", LAST):
        if event.body != NULL:
            sender = event.key.partition(LEARNED)[2]
            answers = from_body(decode(event.body))
            found[sender] = Lesson(sender, answers, event.id, event.at, event.who)
    return found


def learn(recorder: "Recorder", sender: str, answers: Iterable[Answer]) -> None:
    """Remember answers for a sender, each in place of an earlier one, if they are new."""
    known = lessons(recorder.connection, recorder.office).get(sender)
    before = {} if known is None else to_body(known.answers)
    after = before | to_body(answers)
    if after != before:
        recorder.note("import", f"{recorder.office}{LEARNED}{sender}", log.canonical(after))
