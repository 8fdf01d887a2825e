"""``bulletin``: the document (通报) that an office publishes of an edition or a day."""

from pathlib import Path
from typing import Annotated

from qzinvest.cli.composing import courses_of, reports_of, tabled
from qzinvest.cli.context import (
    choice,
    day_asked,
    emit,
    look_of,
    surroundings,
    talk,
)
from qzinvest.cli.declare import FORMATS, Arg, Db, Lang, Looking, Opt, Several
from qzinvest.cli.options import Case, Options, answering
from qzinvest.errors import ExitCode, FileUnreadable, refused_by_system
from qzinvest.ledger.uncounted import names_of
from qzinvest.locale import Wording
from qzinvest.model.bulletin import Bulletin, Issue, Reports
from qzinvest.model.document import Said
from qzinvest.model.edition import heads_text
from qzinvest.render.output import written
from qzinvest.render.views.bulletin import view
from qzinvest.reports.bulletin import bulletin
from qzinvest.reports.proofs import proofs

ALL, NONE = "all", "none"
PROVEN, TABLED = frozenset(("html", "json")), frozenset(("xlsx", "json"))
"""Formats that prove figures, and that have the projects behind them; JSON has all there is."""


def run(
    *,
    edition: Annotated[str | None, Arg("EDITION", "argument.bulletin")] = None,
    as_of: Annotated[str | None, Opt("--as-of", "option.as_of", "DATE")] = None,
    plan: Annotated[str | None, Opt("--plan", "option.plan", "CODE")] = None,
    previous: Annotated[str | None, Opt("--previous", "option.bulletin_since", "EDITION")] = None,
    outputs: Annotated[Several, Opt("--output", "option.outputs", "FILE")] = None,
    form: Annotated[str | None, Opt("--format", "option.format", "FORMAT", FORMATS)] = None,
    number: Annotated[str | None, Opt("--number", "option.number", "N")] = None,
    text: Annotated[str | None, Opt("--text", "option.bulletin_text", "FILE")] = None,
    issuer: Annotated[str | None, Opt("--issuer", "option.issuer", "TEXT")] = None,
    issued: Annotated[str | None, Opt("--issued", "option.issued", "DATE")] = None,
    addressees: Annotated[str | None, Opt("--addressees", "option.to", "TEXT")] = None,
    copies: Annotated[str | None, Opt("--copies", "option.copies", "TEXT")] = None,
    names: Annotated[str, Opt("--names", "option.names", "WHAT", (ALL, NONE))] = ALL,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Compose the bulletin and write it, once for all formats that are asked for."""
    files: list[str | None] = [*outputs] if outputs else [None]
    here = surroundings(db, lang, files[0])
    nameless = choice("--names", names, (ALL, NONE)) == NONE
    looks = [look_of(Looking(form, each)) for each in files]
    options = Options(as_of=as_of, plan=plan, edition=edition)
    texts = () if text is None else _paragraphs(text)
    day = day_asked(issued, here.today)
    issue = Issue(issuer or "", number or "", day, addressees or "", copies or "", texts)
    with answering(here, options) as case:
        w = case.w
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
    if forms & PROVEN:
        found = found._replace(proofs=tuple(proofs(reports)))
    if forms & TABLED:
        found = tabled(case, reports, found)
    names = names_of(case.connection, found.ids, case.positions)
    return found._replace(names=names, heads=heads_text(case.heads))


def _paragraphs(path: str) -> tuple[str, ...]:
    """What people wrote, parted by empty lines; marks of Markdown's headings and lists go."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise refused_by_system(error, path) from error
    except UnicodeDecodeError as error:
        raise FileUnreadable(path=path, reason="encoding") from error
    blocks = ("".join(line.strip() for line in block.splitlines()) for block in text.split("\n\n"))
    return tuple(block.lstrip("#-* ") for block in blocks if block.strip())


def _say_lacks(found: Bulletin, w: Wording) -> None:
    """Say what still stands in brackets for the office to fill in."""
    issue = found.issue
    given = {"texts": issue.texts, "issuer": issue.issuer, "issued": issue.issued}
    lacking = [w(f"bulletin.lacks.{name}") for name, value in given.items() if not value]
    if lacking:
        talk(w("talk.bulletin_lacks", what=w("list.separator").join(lacking)))
