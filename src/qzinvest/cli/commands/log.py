"""``log``: what was recorded, by whom and when."""

from typing import Annotated

from qzinvest.cli.context import emit, look_of, row_limit, surroundings
from qzinvest.cli.declare import Arg, Db, Format, Labels, Lang, Opt, Output
from qzinvest.errors import ExitCode
from qzinvest.ledger.history import history, key_of
from qzinvest.ledger.log import count as event_count
from qzinvest.ledger.queries import plan_for, reading
from qzinvest.render.history import history_csv, history_table, of_all
from qzinvest.render.listing import render_table

_SCREENFUL = 20


def run(
    *,
    project_id: Annotated[str | None, Arg("PROJECT", "argument.project")] = None,
    limit: Annotated[int | None, Opt("--limit", "option.limit", "N")] = None,
    form: Format = None,
    output: Output = None,
    labels: Labels = False,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print the log, or the events of one project."""
    here = surroundings(db, lang, output)
    w = here.w
    look = look_of(form, output)
    rows = row_limit(limit, _SCREENFUL if look.form == "table" else 0)
    zone = here.zone if look.is_read else None
    with reading(here.path) as connection:
        plan = plan_for(connection, None, None, here.today)[0].plan
        key = None if project_id is None else key_of(connection, project_id)
        if look.form == "csv" and not labels:
            emit(history_csv(history(connection, key, rows), plan, w), output, w)
            return ExitCode.OK
        total = event_count(connection, key)
        table = of_all(history_table(history(connection, key, rows), plan, w, zone), total)
    text = render_table(
        table, look.form, w, plan, width=look.width, colour=look.colour, labels=labels
    )
    emit(text, output, w)
    return ExitCode.OK
