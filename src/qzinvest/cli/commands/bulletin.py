"""``bulletin``: the document (通报) that an office publishes of an edition or a day."""

from typing import Annotated

from qzinvest.cli.composing import courses_of, reports_of, tabled
from qzinvest.cli.context import choice, emit, look_of, surroundings, talk
from qzinvest.cli.declare import ALL, FORMATS, NONE, Arg, Db, Lang, Looking, Naming, Opt, Several
from qzinvest.cli.options import Case, Options, answering
from qzinvest.cli.printing import Printing, printed_of
from qzinvest.errors import ExitCode
from qzinvest.ledger.editions import number_of
from qzinvest.ledger.log import LAST
from qzinvest.ledger.uncounted import names_of
from qzinvest.locale import Wording
from qzinvest.model.bulletin import Bulletin, Issue, Reports
from qzinvest.model.document import Said
from qzinvest.model.edition import NOTHING, Printed, heads_text
from qzinvest.model.plan import Letterhead, Names
from qzinvest.render.output import written
from qzinvest.render.views.bulletin import view
from qzinvest.reports.bulletin import bulletin
from qzinvest.tuples import NamedTuple

PROVEN, TABLED = frozenset(("html", "json")), frozenset(("xlsx", "json"))
"""Formats that prove figures, and that have the projects behind them; JSON has all there is."""


class Own(NamedTuple):
    """What stands in place of the plan's letterhead; an empty text is for nothing."""

    issuer: Annotated[str | None, Opt("--issuer", "option.issuer", "TEXT")] = None
    head: Annotated[str | None, Opt("--head", "option.head", "TEXT")] = None
    addressees: Annotated[str | None, Opt("--addressees", "option.to", "TEXT")] = None
    copies: Annotated[str | None, Opt("--copies", "option.copies", "TEXT")] = None
    contact: Annotated[str | None, Opt("--contact", "option.contact", "TEXT")] = None


def run(
    *,
    edition: Annotated[str | None, Arg("EDITION", "argument.bulletin")] = None,
    as_of: Annotated[str | None, Opt("--as-of", "option.as_of", "DATE")] = None,
    plan: Annotated[str | None, Opt("--plan", "option.plan", "CODE")] = None,
    previous: Annotated[str | None, Opt("--previous", "option.bulletin_since", "EDITION")] = None,
    outputs: Annotated[Several, Opt("--output", "option.outputs", "FILE")] = None,
    form: Annotated[str | None, Opt("--format", "option.format", "FORMAT", FORMATS)] = None,
    printing: Printing,
    own: Own,
    names: Naming = ALL,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Compose the bulletin and write it, once for all formats that are asked for."""
    files: list[str | None] = [*outputs] if outputs else [None]
    here = surroundings(db, lang, files[0])
    nameless = choice("--names", names, (ALL, NONE)) == NONE
    looks = [look_of(Looking(form, each)) for each in files]
    options = Options(as_of=as_of, plan=plan, edition=edition)
    printed = printed_of(printing, here)
    with answering(here, options) as case:
        w = case.w
        issue = _issue(case, own, printed)
        forms = frozenset(look.form for look in looks)
        found = _composed(case, reports_of(here, case, previous), issue, forms)
    said = Said(
        lambda: view.document(found, w, nameless=nameless),
        lambda: view.data(found, w, nameless=nameless),
    )
    for look, output in zip(looks, files, strict=True):
        emit(written(said, look, w, case.plan), output, w)
    _say_lacks(found, w)
    return ExitCode.OK


def _composed(case: Case, reports: Reports, issue: Issue, forms: frozenset[str]) -> Bulletin:
    """The bulletin with all that it names, and what some of the formats show besides."""
    found = bulletin(reports, issue)
    if forms & (PROVEN | TABLED):
        found = found._replace(courses=courses_of(case))
        # Imported here: for some of the formats alone.
        from qzinvest.reports.behind import counted

        kept = counted(reports)
        if forms & PROVEN:
            from qzinvest.reports.proofs import proofs

            found = found._replace(proofs=tuple(proofs(reports, kept)))
        if forms & TABLED:
            found = tabled(case, reports, found, kept)
    names = names_of(case.connection, found.ids, case.positions)
    return found._replace(names=names, heads=heads_text(case.heads))


def _issue(case: Case, own: Own, printed: Printed) -> Issue:
    """What is printed: as the options say, else as the edition was frozen, else by the plan."""
    letterhead, edition = case.plan.bulletin or Letterhead(), case.edition
    kept = NOTHING if edition is None else edition.printed
    until = LAST if edition is None else edition.place
    number = printed.number or kept.number

    def said(text: str | None, names: Names | None) -> str:
        return (names.get(case.w.lang) if names else "") if text is None else text

    return Issue(
        issuer=said(own.issuer, letterhead.issuer),
        head=said(own.head, letterhead.head),
        to=said(own.addressees, letterhead.to),
        copies=said(own.copies, letterhead.copies),
        contact=said(own.contact, letterhead.contact),
        number=number or number_of(case.connection, case.plan, case.as_of, until),
        issued=printed.issued or kept.issued,
        texts=printed.texts or kept.texts,
    )


def _say_lacks(found: Bulletin, w: Wording) -> None:
    """Say what still stands in brackets for the office to fill in."""
    issue = found.issue
    given = {"texts": issue.texts, "issuer": issue.issuer, "issued": issue.issued}
    lacking = [w(f"bulletin.lacks.{name}") for name, value in given.items() if not value]
    if lacking:
        talk(w("talk.bulletin_lacks", what=w("list.separator").join(lacking)))
