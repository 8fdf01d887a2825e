"""``imports``: the imports of the ledger, each one a unit that can be taken back."""

from typing import Annotated

from qzinvest.cli.context import emit, look_of, row_limit, surroundings
from qzinvest.cli.declare import Db, Format, Labels, Lang, Opt, Output
from qzinvest.errors import ExitCode
from qzinvest.ledger.imports import imports
from qzinvest.ledger.queries import plan_for, reading
from qzinvest.render.listing import render_table
from qzinvest.reports.imports import imports_table

_SCREENFUL = 50


def run(
    *,
    limit: Annotated[int | None, Opt("--limit", "option.limit", "N")] = None,
    form: Format = None,
    output: Output = None,
    labels: Labels = False,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print the imports, oldest first; on the screen the latest ones."""
    here = surroundings(db, lang, output)
    w = here.w
    look = look_of(form, output)
    rows = row_limit(limit, _SCREENFUL if look.form == "table" else 0)
    with reading(here.path) as connection:
        plan = plan_for(connection, None, None, here.today)[0].plan
        zone = here.zone if look.is_read else None
        table = imports_table(imports(connection), rows, zone)
    text = render_table(
        table, look.form, w, plan, width=look.width, colour=look.colour, labels=labels
    )
    emit(text, output, w)
    return ExitCode.OK
