"""``imports``: the imports of the ledger, each one a unit that can be taken back."""

from typing import Annotated

from qzinvest.cli.context import emit, look_of, row_limit, surroundings
from qzinvest.cli.declare import Db, Lang, Looking, Opt
from qzinvest.errors import ExitCode
from qzinvest.ledger.imports import imports, lessons
from qzinvest.ledger.queries import office, plan_for, reading
from qzinvest.model.document import Said
from qzinvest.render.output import written
from qzinvest.render.views import history as view

_SCREENFUL = 50


def run(
    *,
    limit: Annotated[int | None, Opt("--limit", "option.limit", "N")] = None,
    learned: Annotated[bool, Opt("--learned", "option.learned")] = False,
    looking: Looking,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print the imports, oldest first, on the screen the latest ones; or what files taught."""
    here = surroundings(db, lang, looking.output)
    w = here.w
    look = look_of(looking)
    rows = row_limit(limit, look, _SCREENFUL)
    with reading(here.ledger) as connection:
        plan = plan_for(connection, None, None, here.today)[0].plan
        found = [] if learned else imports(connection)
        known = sorted(lessons(connection, office(connection)).values()) if learned else []
    if learned:
        said = Said(
            lambda: view.learned(known, plan, w, here.zone),
            lambda: view.learned_data(known, plan, w, labels=look.labels),
        )
        emit(written(said, look, w, plan), looking.output, w)
        return ExitCode.OK
    shown = found[-rows:] if rows else found
    said = Said(
        lambda: view.imports(shown, len(found), w, here.zone),
        lambda: view.imports_data(shown),
    )
    emit(written(said, look, w, plan), looking.output, w)
    return ExitCode.OK
