"""``duplicates``: pairs of recorded projects that may be one."""

from typing import Annotated

from qzinvest.cli.context import emit, look_of, row_limit, surroundings
from qzinvest.cli.declare import Db, Lang, Looking, Opt, Wan
from qzinvest.errors import ExitCode
from qzinvest.ledger.queries import plan_for, project, reading
from qzinvest.ledger.suspects import all_suspects
from qzinvest.model.document import Said
from qzinvest.render.output import written
from qzinvest.render.views import projects as view

_SCREENFUL = 50


def run(
    *,
    limit: Annotated[int | None, Opt("--limit", "option.limit", "N")] = None,
    check: Annotated[bool, Opt("--check", "option.check_duplicates")] = False,
    looking: Looking,
    wan: Wan = False,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print every suspected pair with its evidence; with ``--check`` say "no" if there is one."""
    here = surroundings(db, lang, looking.output)
    w = here.w
    look = look_of(looking, wan=wan)
    rows = row_limit(limit, _SCREENFUL if look.form == "table" else 0)
    with reading(here.ledger) as connection:
        plan = plan_for(connection, None, None, here.today)[0].plan
        pairs = all_suspects(connection)
        shown = pairs[:rows] if rows else pairs
        ids = {id_ for pair in shown for id_ in (pair.first, pair.second)}
        projects = {id_: project(connection, id_) for id_ in ids}
    said = Said(
        lambda: view.pairs(shown, len(pairs), projects, plan, w, look.unit),
        lambda: view.pairs_data(shown, projects, plan, w, labels=look.labels),
    )
    emit(written(said, look, w, plan), looking.output, w)
    return ExitCode.NO if check and pairs else ExitCode.OK
