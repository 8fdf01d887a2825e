"""``log``: what was recorded, by whom and when."""

from typing import Annotated

from qzinvest.cli.context import emit, look_of, row_limit, surroundings
from qzinvest.cli.declare import Arg, Db, Lang, Looking, Opt
from qzinvest.errors import ExitCode
from qzinvest.ledger.history import history, key_of
from qzinvest.ledger.log import count as event_count
from qzinvest.ledger.queries import plan_for, reading
from qzinvest.model.document import Said
from qzinvest.render.output import pieces
from qzinvest.render.views import history as view

_SCREENFUL = 20


def run(
    *,
    project_id: Annotated[str | None, Arg("PROJECT", "argument.project")] = None,
    limit: Annotated[int | None, Opt("--limit", "option.limit", "N")] = None,
    looking: Looking,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print the log, or the events of one project."""
    here = surroundings(db, lang, looking.output)
    w = here.w
    look = look_of(looking)
    rows = row_limit(limit, _SCREENFUL if look.form == "table" else 0)
    with reading(here.ledger) as connection:
        plan = plan_for(connection, None, None, here.today)[0].plan
        key = None if project_id is None else key_of(connection, project_id)
        total = event_count(connection, key)
        found = history(connection, key, rows)
        said = Said(
            lambda: view.document(found, total, plan, w, here.zone),
            lambda: view.data(found, plan, w),
        )
        emit(pieces(said, look, w, plan), looking.output, w)
    return ExitCode.OK
