"""How well the ledger is kept, gathered for ``quality`` and for lines of a scorecard."""

from collections.abc import Iterable

from qzinvest.cli.options import Case
from qzinvest.cli.told import earlier_editions
from qzinvest.ledger.editions import plan_of
from qzinvest.ledger.moved import differing
from qzinvest.ledger.passages import states_of
from qzinvest.ledger.quality import Asked, delays, filled, incomplete, late, look_alikes, spoken
from qzinvest.model.counting import measure_of
from qzinvest.model.passage import Passage
from qzinvest.model.quality import Flawed, Records, fields_asked
from qzinvest.reports.changes import paired
from qzinvest.reports.quality import flawed
from qzinvest.reports.reasons import moves

Units = dict[str, frozenset[str]]


def records_of(case: Case, kind: str, *, whole: bool = True) -> Records:
    """What the records are like, by units of ``kind``.

    Args:
        whole: whether look-alikes are sought too, and who is silent: both as it is today.
    """
    connection, fields = case.connection, fields_asked(case.plan)
    asked = _asked(case, kind)
    corrected = ((unit, id_) for id_, (unit, _) in _corrected(case, kind).items())
    records = Records(
        fields,
        filled(connection, asked, fields),
        delays(connection, asked),
        _by_unit(corrected),
    )
    if not whole:
        return records
    alike = _by_unit((unit, id_) for id_, unit, _ in look_alikes(connection, asked))
    return records._replace(alike=alike, spoken=spoken(connection, asked))


def flawed_of(case: Case, kind: str, limit: int) -> list[Flawed]:
    """The projects behind them."""
    connection, fields = case.connection, fields_asked(case.plan)
    asked = _asked(case, kind)
    return flawed(
        incomplete(connection, asked, fields),
        late(connection, asked, limit),
        _corrected(case, kind),
        look_alikes(connection, asked),
    )


def _asked(case: Case, kind: str) -> Asked:
    plan = case.plan
    return Asked(case.scope, kind, plan.start, plan.end, case.as_of, case.zone)


def _corrected(case: Case, kind: str) -> dict[str, tuple[str, str]]:
    """Unit and edition of the projects of which an edition's day has other figures now."""
    found: dict[str, tuple[str, str]] = {}
    for edition in sorted(earlier_editions(case), key=lambda each: each.place):
        plan = plan_of(case.connection, edition).plan
        measures = [measure_of(plan, each, edition.as_of) for each in plan.indicators]
        then = case.scope_by(plan)._replace(positions=edition.positions, day=edition.as_of)
        now = then._replace(positions=case.positions)
        for old, new in paired(*differing(case.connection, then, now)):
            each = new or old
            if each is not None and old != new and moves(measures, plan.taken, old, new):
                found[each.id] = getattr(_today(case, each), kind) or "", edition.code
    return found


def _today(case: Case, known: Passage) -> Passage:
    """The project as it is on the case's day, where it counts then."""
    place = None if case.positions is None else case.positions.get(known.org, 0)
    (now,) = states_of(case.connection, (known.org, known.number), (place,), case.as_of)
    return now or known


def _by_unit(found: Iterable[tuple[str, str]]) -> Units:
    sets: dict[str, set[str]] = {}
    for unit, id_ in found:
        sets.setdefault(unit, set()).add(id_)
    return {unit: frozenset(ids) for unit, ids in sets.items()}
