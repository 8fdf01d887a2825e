"""What is said of a recording besides its own answer.

It may count nowhere, for no plan's period covers its day, or move figures of months that have
ended or of days that a frozen edition covers; and its own time may be one that nobody meant.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from qzinvest.cli.context import Surroundings, remark
from qzinvest.ledger.editions import editions, plan_of
from qzinvest.ledger.log import clock_leap
from qzinvest.ledger.passages import changed_since, states_of
from qzinvest.ledger.queries import plan_for, plan_rows, plans_on
from qzinvest.ledger.record import Recorder
from qzinvest.ledger.uncounted import known_at
from qzinvest.locale import Wording
from qzinvest.model.counting import Measure, measure_of
from qzinvest.model.edition import Edition
from qzinvest.model.history import time_told
from qzinvest.model.plan import Plan, Taken
from qzinvest.model.precision import last_day
from qzinvest.render.messages import months_of

if TYPE_CHECKING:
    from qzinvest.model.passage import Passage
    from qzinvest.reports.reasons import States


_FEW = 50
"""So many projects are looked at one by one; of more, the ledger counts those outside."""


def clock_text(recorder: Recorder, here: Surroundings) -> str | None:
    """One sentence on a clock that went back, or a year forward, since the office's last event."""
    at, _ = recorder.stamp
    leap = clock_leap(recorder.last_time, at)
    if not leap:
        return None
    now, last = (time_told(each, here.zone) for each in (at, recorder.last_time))
    return here.w(f"talk.{leap}", now=now, last=last)


def outside_text(recorder: Recorder, plan: Plan, w: Wording) -> str | None:
    """One sentence on what was recorded with days that no plan's period covers, if anything was."""
    from qzinvest.ledger.outside import periods_of, recorded_outside
    from qzinvest.model.counting import fitting_days, outside

    periods = periods_of(plan_rows(recorder.connection))
    said = {"plan": plan.code, "start": plan.start.isoformat(), "end": plan.end.isoformat()}
    office = recorder.office
    measures = [measure_of(plan, each, plan.end) for each in plan.indicators]
    if len(recorder.touched) > _FEW:
        count = recorded_outside(recorder.connection, measures, periods, office, recorder.begin)
        return w("talk.outside_many", count=f"{count:,}", **said) if count else None
    found: list[int] = []
    for number in recorder.touched:
        places = (recorder.begin, None)
        before, after = states_of(recorder.connection, (office, number), places, date.max)
        known = {} if before is None else fitting_days(before, measures)
        days = {} if after is None else outside(fitting_days(after, measures), periods)
        found += [min(days.values())] if days.items() - known.items() else []
    if len(found) == 1:
        return w("talk.outside", on=date.fromordinal(found[0]).isoformat(), **said)
    return w("talk.outside_many", count=len(found), **said) if found else None


def months_text(recorder: Recorder, today: date, w: Wording) -> str | None:
    """One sentence on the ended months whose figures a change of known projects moves, if any do.

    What is new moves them too, but nobody needs to be told that of a day that was just typed.
    """
    if not any(recorder.touched.values()):
        return None
    known = [number for number in _changed(recorder) if recorder.touched[number]]
    if not known:
        return None
    from qzinvest.reports.reasons import moves

    moved: list[date] = []
    for end, measures, taken in _ended_months(recorder, today):
        for number in known:
            before, after = states_of(
                recorder.connection, (recorder.office, number), (recorder.begin, None), end
            )
            if before != after and moves(measures, taken, before, after):
                moved.append(end)
                break
    return w("talk.months", months=months_of(moved, w)) if moved else None


def _ended_months(recorder: Recorder, today: date) -> Iterator[tuple[date, list[Measure], Taken]]:
    """The last days of the months of all plans' periods that have ended, and what counts then."""
    from qzinvest.ledger.outside import periods_of

    rows = plan_rows(recorder.connection)
    days: dict[date, None] = {}
    for first, last in periods_of(rows):
        end = last_day(date.fromordinal(first), "month")
        while end < today and end.toordinal() <= last:
            days[end] = None
            end = last_day(end + timedelta(days=1), "month")
    for end, found in zip(days, plans_on(recorder.connection, None, days, rows), strict=True):
        if found is not None:
            measures = [measure_of(found.plan, each, end) for each in found.plan.indicators]
            yield end, measures, found.plan.taken


def _changed(recorder: Recorder) -> Collection[int]:
    """The projects of which reports may know something else since the recording began."""
    if len(recorder.touched) <= _FEW:
        return recorder.touched
    changed = changed_since(recorder.connection, recorder.office, recorder.begin)
    return [number for number in recorder.touched if number in changed]


def published_text(recorder: Recorder, today: date, w: Wording) -> str | None:
    """One sentence on the latest edition whose days the recording changes, with how many others.

    ``None`` where no published figure moves.
    """
    known = editions(recorder.connection) if recorder.touched else []
    latest_first = sorted(known, key=lambda edition: (edition.as_of, edition.at), reverse=True)
    moved: list[Edition] = []
    reasons: Counter[str] = Counter()
    for edition in latest_first:
        found = _reasons(recorder, edition, today, whole=not moved)
        if found is not None:
            reasons = reasons if moved else found
            moved.append(edition)
    if not moved:
        return None
    code, since = moved[0].code, moved[0].as_of.isoformat()
    named = []
    for reason, count in reasons.items():
        words = w(f"reason_of_change.{reason}", since=since)
        key = "talk.published_reason" if count == 1 else "talk.published_reasons"
        named.append(w(key, reason=words, count=count))
    key = "talk.published" if named else "talk.published_unseen"
    text = w(key, edition=code, reasons=w("list.separator").join(named))
    rest = len(moved) - 1
    return text + (w("talk.published_more", count=rest) if rest else "")


def say_of_marks(recorder: Recorder, on: date, w: Wording) -> None:
    """The same of a mark that was given, or taken back, for ``on``: it moves scores alone."""
    covering = [edition for edition in editions(recorder.connection) if edition.as_of >= on]
    if not covering:
        return
    latest = max(covering, key=lambda edition: (edition.as_of, edition.at))
    more = w("talk.published_more", count=len(covering) - 1) if len(covering) > 1 else ""
    remark(w("talk.published_mark", edition=latest.code) + more)


def _reasons(
    recorder: Recorder, edition: Edition, today: date, *, whole: bool
) -> Counter[str] | None:
    """Why projects stand in the edition's comparison with now; ``None`` where no figure moves.

    Args:
        whole: whether every project is looked at; else the first that moves is enough.
    """
    from qzinvest.reports.reasons import Lens, moves, reason_now

    then = plan_of(recorder.connection, edition)
    now, day = plan_for(recorder.connection, None, None, today)
    news = {indicator.code: indicator for indicator in now.plan.indicators}
    taken = then.plan.taken
    measures = [measure_of(then.plan, each, edition.as_of) for each in then.plan.indicators]
    lenses = [
        Lens(
            measure,
            measure_of(then.plan, measure.indicator, day),
            measure_of(now.plan, news[measure.indicator.code], day),
            (taken, now.plan.taken),
        )
        for measure in measures
        if measure.indicator.code in news
    ]
    found: Counter[str] | None = None
    place = edition.positions.get(recorder.office, 0)
    for number in _changed(recorder):
        key, places = (recorder.office, number), (place, recorder.begin, None)
        published, before, after = states_of(recorder.connection, key, places, edition.as_of)
        if not moves(measures, taken, before, after):
            continue
        found = Counter() if found is None else found
        if not whole:
            break
        reason = reason_now(lenses, _ends(recorder, edition, key, published, day))
        found.update([reason] if reason else [])
    return found


def _follows(later: "Passage", earlier: "Passage") -> bool:
    """Whether one is a spell after the other, of one project."""
    return earlier.dropped is not None and later.begins > earlier.dropped


def _ends(
    recorder: Recorder,
    edition: Edition,
    key: tuple[str, int],
    published: "Passage | None",
    day: date,
) -> "States":
    """A project as the edition published it, and as it stands now on the day of ``changes``."""
    from qzinvest.reports.reasons import States

    (current,) = states_of(recorder.connection, key, (None,), day)
    if published is not None and current is not None:
        if _follows(current, published):
            return States(None, current, None, None, again=True)
        if _follows(published, current):
            return States(published, None, None, None, again=True)
        return States(published, current, None, None)
    id_ = f"{key[0]}-{key[1]}"
    ends = ((edition.positions, edition.as_of), (None, day))
    then, now = (known_at(recorder.connection, [id_], *end).get(id_) for end in ends)
    return States(published, current, then, now)
