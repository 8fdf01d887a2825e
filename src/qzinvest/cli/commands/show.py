"""``show``: one project in full."""

from typing import Annotated

from qzinvest.cli.context import emit, look_of, surroundings
from qzinvest.cli.declare import Amounts, Arg, Db, Lang, Looking
from qzinvest.errors import ExitCode
from qzinvest.ledger.history import history
from qzinvest.ledger.log import count as event_count
from qzinvest.ledger.queries import linked_to, plan_for, project, reading
from qzinvest.model.document import Said
from qzinvest.render.output import written
from qzinvest.render.views import projects as view

_LAST = 20
"""Events that are shown; ``log`` has them all."""


def run(
    *,
    project_id: Annotated[str, Arg("PROJECT", "argument.project")],
    looking: Looking,
    amounts: Amounts,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print a project's fields, milestones and history."""
    here = surroundings(db, lang, looking.output)
    look = look_of(looking, here, amounts=amounts)
    with reading(here.ledger) as connection:
        plan = plan_for(connection, None, None, here.today)[0].plan
        found = project(connection, project_id)
        entries = list(history(connection, found.id, _LAST))
        total = event_count(connection, found.id)
        also = linked_to(connection, found.id)
    w, known = here.w, view.Known(found, also, entries, total)
    said = Said(
        lambda: (
            view.line(known, plan, w, look.money(w))
            if look.form == "markdown"
            else view.card(known, plan, w, here.zone, look.money(w))
        ),
        lambda: view.card_data(known, plan, w, labels=look.labels),
    )
    emit(written(said, look, w, plan), looking.output, w)
    return ExitCode.OK
