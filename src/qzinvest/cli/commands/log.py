"""``log``: what was recorded, by whom and when."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

from qzinvest.cli.context import Surroundings, choice, emit, look_of, row_limit, surroundings
from qzinvest.cli.days import period_asked
from qzinvest.cli.declare import Arg, Db, Lang, Looking, Opt, Several
from qzinvest.errors import BackwardsPeriod, ExitCode
from qzinvest.ledger.history import history, key_of
from qzinvest.ledger.log import KINDS, Sought
from qzinvest.ledger.log import count as event_count
from qzinvest.ledger.queries import plan_for, reading
from qzinvest.model.document import Said
from qzinvest.render.output import pieces
from qzinvest.render.views import history as view

_SCREENFUL = 20
_FIRST, _LAST = date(1970, 1, 1), date(9998, 12, 31)
"""Days of a log: a clock knows no others, and time zones reach beyond a calendar's ends."""


def run(
    *,
    project_id: Annotated[str | None, Arg("PROJECT", "argument.project")] = None,
    who: Annotated[str | None, Opt("--who", "option.who", "NAME")] = None,
    since: Annotated[str | None, Opt("--since", "option.log_since", "DATE")] = None,
    until: Annotated[str | None, Opt("--until", "option.log_until", "DATE")] = None,
    kinds: Annotated[Several, Opt("--kind", "option.log_kind", "WHAT", KINDS)] = None,
    limit: Annotated[int | None, Opt("--limit", "option.limit", "N")] = None,
    looking: Looking,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print the log, or the events of one project, by whom, when and of what is asked."""
    here = surroundings(db, lang, looking.output)
    w = here.w
    look = look_of(looking)
    rows = row_limit(limit, look, _SCREENFUL)
    sought = _sought(here, who, since, until, kinds or ())
    with reading(here.ledger) as connection:
        plan = plan_for(connection, None, None, here.today)[0].plan
        key = None if project_id is None else key_of(connection, project_id)
        total = event_count(connection, key, sought)
        found = history(connection, key, rows, sought)
        said = Said(
            lambda: view.document(found, total, plan, w, here.zone),
            lambda: view.data(found, plan, w),
        )
        emit(pieces(said, look, w, plan), looking.output, w)
    return ExitCode.OK


def _sought(
    here: Surroundings, who: str | None, since: str | None, until: str | None, kinds: Sequence[str]
) -> Sought:
    """Which events are asked for: days are the ledger's, from their first second to their last.

    Raises:
        BackwardsPeriod: the period ends before it begins.
    """
    begin, end = (period_asked(text, here.today, here.w) for text in (since, until))
    if begin and end and end.last < begin.first:
        raise BackwardsPeriod(since=begin.first, until=end.last)
    return Sought(
        who,
        None if begin is None else _second(begin.first, here),
        None if end is None else _second(min(end.last, _LAST) + timedelta(days=1), here),
        tuple(choice("--kind", kind, KINDS) for kind in kinds),
    )


def _second(day: date, here: Surroundings) -> str:
    """When a day of the ledger begins, as the log writes times; no log has others than these."""
    begins = datetime.combine(min(max(day, _FIRST), _LAST), time(), here.zone).astimezone(UTC)
    return f"{begins:%Y-%m-%dT%H:%M:%SZ}"
