"""``show``: one project in full."""

from typing import Annotated

from qzinvest.cli.context import emit, look_of, surroundings
from qzinvest.cli.declare import Arg, Db, Format, Labels, Lang, Output, Wan
from qzinvest.errors import ExitCode
from qzinvest.ledger.history import history
from qzinvest.ledger.log import count as event_count
from qzinvest.ledger.queries import linked_to, plan_for, project, reading
from qzinvest.render.history import history_table, of_all
from qzinvest.render.listing import render_table
from qzinvest.reports.card import facts, milestones
from qzinvest.reports.listing import Names

_LAST = 20
"""Events that are shown; ``log`` has them all."""


def run(
    *,
    project_id: Annotated[str, Arg("PROJECT", "argument.project")],
    form: Format = None,
    output: Output = None,
    labels: Labels = False,
    wan: Wan = False,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print a project's fields, milestones and history."""
    here = surroundings(db, lang, output)
    w = here.w
    look = look_of(form, output, wan=wan)
    with reading(here.path) as connection:
        plan = plan_for(connection, None, None, here.today)[0].plan
        found = project(connection, project_id)
        entries = list(history(connection, found.id, _LAST))
        total = event_count(connection, found.id)
        also = linked_to(connection, found.id)
    names = Names(w.lang if labels or look.is_read else None, plan)
    table = facts(found, names, also)
    if look.form == "table":
        from qzinvest.render.listing_screen import render_card

        told = of_all(history_table(entries, plan, w, here.zone), total, found.id)
        text = render_card(
            f"{found.id} {found.name}",
            table,
            [milestones(found), told],
            w,
            width=look.width,
            colour=look.colour,
            unit=look.unit,
        )
    else:
        text = render_table(table, look.form, w, plan, labels=labels, unit=look.unit)
    emit(text, output, w)
    return ExitCode.OK
