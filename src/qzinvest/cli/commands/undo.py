"""``undo``: take one step, or one whole import, back by new events."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from qzinvest.cli.context import surroundings, talk
from qzinvest.cli.declare import Arg, Db, Lang, Wait
from qzinvest.cli.remarks import say_of_marks
from qzinvest.cli.writing import desk
from qzinvest.errors import ExitCode, NothingToUndo
from qzinvest.ledger import imports, log
from qzinvest.ledger.history import entry_of, last_step, named_by, step_of
from qzinvest.ledger.log import Event
from qzinvest.ledger.record import Recorder, event_of
from qzinvest.ledger.rulings import take_back
from qzinvest.model.history import Entry
from qzinvest.model.learned import is_learned
from qzinvest.render.views.history import taken_back
from qzinvest.tasks.ground import Desk

_FEW = 5
"""Facts that are named one by one."""


def run(
    *,
    event: Annotated[str | None, Arg("STEP", "argument.event")] = None,
    wait: Wait = None,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Take back the named step or import, else one's own last step that still stands."""
    here = surroundings(db, lang, wait=wait)
    with desk(here) as at:
        recorder = at.recorder
        if event is None:
            chosen, others = _own_last(recorder)
            span = step_of(recorder.connection, chosen)
        else:
            chosen, others = _named(recorder, event), None
            span = named_by(recorder.connection, chosen)
        whole = chosen.kind == imports.KIND and not is_learned(chosen.kind, chosen.key)
        name = imports.name_of(chosen.key) if whole else f"{chosen.org}:{span.first}"
        take_back(recorder, span, name)
        said = list(_told(at))
        if others is not None:
            said.append(here.w("talk.others_step", step=others.id, other=others.who))
    talk("\n".join(said))
    return ExitCode.OK


def _named(recorder: Recorder, text: str) -> Event:
    connection, office = recorder.connection, recorder.office
    return imports.import_of(connection, text, office) or event_of(connection, text, office)


def _own_last(recorder: Recorder) -> tuple[Event, Event | None]:
    """One's own last step, and another person's that came after it.

    Raises:
        NothingToUndo: nothing stands that one recorded.
    """
    connection, office, (_, who) = recorder.connection, recorder.office, recorder.stamp
    last = last_step(connection, office)
    own = last_step(connection, office, who)
    if own is None:
        step, other = (last.id, last.who) if last else ("", "")
        raise NothingToUndo(who=who, step=step, other=other)
    return own, last if last != own else None


def _told(at: Desk) -> Iterator[str]:
    """What was taken back, fact by fact, many in a few words; and how it comes back."""
    recorder, w = at.recorder, at.w
    connection, begin = recorder.connection, recorder.begin + 1

    def entry(seq: int) -> Entry:
        event = log.event_at(connection, recorder.office, seq)
        assert event is not None  # noqa: S101 - one of those that were recorded just now
        return entry_of(connection, event)

    seqs = range(begin, recorder.last_seq + 1)
    again = entry(begin).again
    seqs = seqs if again else seqs[::-1]  # as their origins were recorded
    last = entry(seqs[-1])
    if last.kind == imports.KIND:
        seqs = seqs[:-1]
        key = "talk.import_put_back" if again else "talk.import_undone"
        yield w(key, name=imports.name_of(last.key), count=f"{len(recorder.touched):,}")
    yield from (taken_back(entry(seq), at.plan, w) for seq in seqs[:_FEW])
    if len(seqs) > _FEW:
        yield w("talk.more_taken_back", count=f"{len(seqs) - _FEW:,}")
    if recorder.recorded > 1:
        yield w("talk.puts_back", step=begin)
    if last.kind == "evaluation":
        days = (entry(seq).key.rpartition("/")[2] for seq in seqs)
        say_of_marks(recorder, date.fromisoformat(min(days)), w)
