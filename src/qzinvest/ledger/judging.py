"""What the office that judges records besides projects: marks and editions."""

from collections.abc import Iterable
from datetime import date

from qzinvest.errors import AlreadyEvaluated, EditionFrozen
from qzinvest.ledger import editions, evaluations, log
from qzinvest.ledger.queries import plan_for, plan_rows
from qzinvest.ledger.record import Recorder
from qzinvest.model.edition import Edition
from qzinvest.model.evaluation import Evaluation


def evaluate(recorder: Recorder, marks: Iterable[Evaluation]) -> list[str]:
    """Record evaluations, each in place of one of the same unit, item and day; the events' ids.

    Raises:
        AlreadyEvaluated: the same stands already.
    """
    prefix = f"{recorder.office}/{evaluations.KIND}/"
    known = {e.key: e.body for e in log.latest(recorder.connection, recorder.office, prefix)}
    events = []
    for given in marks:
        key = f"{prefix}{given.kind}/{given.unit}/{given.item}/{given.on.isoformat()}"
        fact: dict[str, object] = {"score": given.score}
        body = log.canonical(fact | ({"note": given.note} if given.note else {}))
        if known.get(key) == body:
            raise AlreadyEvaluated(unit=given.unit, item=given.item, on=given.on)
        known[key] = body
        recorder.note(evaluations.KIND, key, body)
        events.append(f"{recorder.office}:{recorder.last_seq}")
    return events


def freeze(  # noqa: PLR0913 - all that an edition is of
    recorder: Recorder,
    code: str,
    plan: str | None,
    as_of: date | None,
    today: date,
    *,
    lang: str,
) -> Edition:
    """Record an edition of what is recorded now; plan and day are chosen as for a report.

    Args:
        lang: the language in which its reports are read again.

    Raises:
        EditionFrozen: the office has an edition of this name that was not taken back.
        PlanUnknown: no such plan is in force then.
    """
    connection = recorder.connection
    for edition in editions.editions(connection):
        same = editions.folded(edition.code) == editions.folded(code)
        if same and edition.office == recorder.office:
            raise EditionFrozen(
                edition=edition.code, as_of=edition.as_of, who=edition.who, event=edition.event
            )
    in_force, day = plan_for(connection, plan, as_of, today)
    body = {
        "as_of": day.isoformat(),
        "plan": in_force.plan.code,
        "effective": in_force.effective.isoformat(),
        "lang": lang,
        "plan_event": in_force.event,
        "positions": recorder.positions,
        "heads": recorder.heads,
        "plans": plan_rows(connection),
    }
    recorder.note(editions.KIND, f"{recorder.office}/{editions.KIND}/{code}", log.canonical(body))
    return editions.edition_of(connection, f"{recorder.office}/{code}")
