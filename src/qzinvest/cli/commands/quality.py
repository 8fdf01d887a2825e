"""``quality``: how well each unit's records are kept."""

from typing import Annotated

from qzinvest.cli.context import emit, look_of, natural, row_limit, surroundings
from qzinvest.cli.declare import Db, Lang, Looking, Opt, Several
from qzinvest.cli.options import Case, Options, answering
from qzinvest.cli.records import flawed_of, records_of
from qzinvest.errors import ExitCode
from qzinvest.ledger.uncounted import names_of
from qzinvest.model.document import Said
from qzinvest.model.quality import LATE, FlawList
from qzinvest.render.views import quality as view
from qzinvest.reports.quality import quality
from qzinvest.reports.subjects import VIEWS, count_kind, placed, subjects_of

_SCREENFUL = 50


def run(
    *,
    by: Annotated[str | None, Opt("--by", "option.by", "WHAT", VIEWS)] = None,
    unit: Annotated[Several, Opt("--unit", "option.rows", "UNIT")] = None,
    as_of: Annotated[str | None, Opt("--as-of", "option.as_of", "DATE")] = None,
    late: Annotated[int | None, Opt("--late", "option.late", "DAYS")] = None,
    listed: Annotated[bool, Opt("--list", "option.flawed")] = False,
    limit: Annotated[int | None, Opt("--limit", "option.limit", "N")] = None,
    looking: Looking,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print how well records are kept, a line a unit; with ``--list`` the projects behind."""
    here = surroundings(db, lang, looking.output)
    look = look_of(looking)
    rows = row_limit(limit, look, _SCREENFUL)
    days = LATE if late is None else natural("--late", late)
    options = Options(dimensions=None if by is None else [by], as_of=as_of, unit=unit)
    with answering(here, options) as case:
        w, kind = case.w, count_kind(case.options.by)
        if listed:
            found = _listed(case, days, rows)
            said = Said(lambda: view.listed(found, w), lambda: view.listed_data(found))
        else:
            records = records_of(case, kind)
            report = quality(case.plan, records, case.question, days)
            said = Said(lambda: view.document(report, w), lambda: view.data(report, w))
    emit(case.written(said, look), looking.output, w)
    return ExitCode.OK


def _listed(case: Case, limit: int, rows: int) -> FlawList:
    by, selection = case.options.by, case.selection
    home = placed(subjects_of(case.plan, by))
    every = flawed_of(case, count_kind(by), limit)
    asked = [each for each in every if selection.shows(by, home(each.unit).code)]
    shown = asked[:rows] if rows else asked
    names = names_of(case.connection, [each.id for each in shown])
    named = tuple((each, names[each.id]) for each in shown)
    return FlawList(case.plan, by, case.as_of, limit, named, len(asked), selection)
