"""``bulletin``: the document (通报) that an office publishes of an edition or a day."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from qzinvest.cli.commands.changes import compared
from qzinvest.cli.commands.due import listed
from qzinvest.cli.context import (
    Surroundings,
    choice,
    day_asked,
    emit,
    look_of,
    surroundings,
    talk,
)
from qzinvest.cli.declare import FORMATS, Arg, Db, Lang, Looking, Opt, Several
from qzinvest.cli.judging import basis_of
from qzinvest.cli.options import Case, Options, answering
from qzinvest.errors import ExitCode, FileUnreadable, refused_by_system
from qzinvest.ledger.cohorts import Asked, facts
from qzinvest.ledger.counts import counts
from qzinvest.ledger.editions import editions
from qzinvest.ledger.uncounted import names_of
from qzinvest.locale import Wording
from qzinvest.model.bulletin import Bulletin, Issue
from qzinvest.model.counting import Figure
from qzinvest.model.document import Said
from qzinvest.model.due import RED, Due
from qzinvest.model.edition import Edition, heads_text
from qzinvest.model.plan import UNIT_KINDS
from qzinvest.model.trend import a_year_before
from qzinvest.render.output import written
from qzinvest.render.views.bulletin import view
from qzinvest.reports.bulletin import Reports, bulletin
from qzinvest.reports.forecast import forecast
from qzinvest.reports.funnel import funnel
from qzinvest.reports.progress import progress
from qzinvest.reports.rank import rank
from qzinvest.reports.subjects import Question

ALL, NONE = "all", "none"


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
        found = bulletin(_reports(here, case, previous), issue)
        found = found._replace(
            names=names_of(case.connection, [i.id for i in found.items], case.positions),
            heads=heads_text(case.heads),
        )
    said = Said(
        lambda: view.document(found, w, nameless=nameless),
        lambda: view.data(found, w, nameless=nameless),
    )
    for look, output in zip(looks, files, strict=True):
        emit(written(said, look, w, case.plan), output, w)
    _say_lacks(found, w)
    return ExitCode.OK


def _reports(here: Surroundings, case: Case, since: str | None) -> Reports:
    """Every report that the bulletin is composed of, each computed once."""
    adopted, plan = case.adopted, case.plan
    with _earlier(here, case, since) as before:
        changes = None if before is None else compared(before, case)
        bases = {kind: basis_of(case, kind, scorecard=False) for kind in UNIT_KINDS}
        olds = {
            kind: None if before is None else basis_of(before, kind, scorecard=False)
            for kind in UNIT_KINDS
        }
    question = Question("district", case.as_of, effective=adopted.effective)
    passages = tuple(case.passages())
    rankings = {
        kind: tuple(
            rank(bases[kind], olds[kind], question._replace(by=kind, indicator=each.code))
            for each in plan.indicators
        )
        for kind in UNIT_KINDS
    }
    districts, departments = (
        progress(plan, adopted.shares, bases[kind].counts, question._replace(by=kind))
        for kind in UNIT_KINDS
    )
    cohort = case.signed(None, None)
    cells = facts(case.connection, Asked(case.scope, cohort, "district", by_key=False))
    return Reports(
        plan=plan,
        effective=adopted.effective,
        districts=districts,
        departments=departments,
        rankings=rankings,
        changes=changes,
        funnel=funnel(plan, cells, cohort, question),
        forecast=forecast(plan, adopted.shares, passages, question),
        due=_overdue(case) if plan.due else None,
        passages=passages,
        last_year=_last_year(case),
    )


@contextmanager
def _earlier(here: Surroundings, case: Case, since: str | None) -> Iterator[Case | None]:
    """The edition that this one is compared with: the latest before it of the same period."""
    code = since or _latest(case)
    if code is None:
        yield None
        return
    with answering(here, Options(edition=code)) as before:
        yield before


def _latest(case: Case) -> str | None:
    """The latest edition of an earlier day that was frozen before this one."""
    mine = case.edition

    def is_earlier(each: Edition) -> bool:
        if each.as_of >= case.as_of or each.as_of < case.plan.start or each.plan != case.plan.code:
            return False
        return mine is None or _place(each) < _place(mine)

    found = [each for each in editions(case.connection) if is_earlier(each)]
    latest = max(found, key=lambda each: (each.as_of, _place(each)), default=None)
    return None if latest is None else latest.id


def _place(edition: Edition) -> int:
    """The place of the event that froze it, in its office's chain."""
    return int(edition.event.rpartition(":")[2])


def _overdue(case: Case) -> list[Due]:
    return [due for due, _ in listed(case, RED, 0).rows]


def _last_year(case: Case) -> Mapping[str, Figure] | None:
    """What counted by the same day of the year before; ``None`` where nothing is known of it."""
    plan, day = case.plan, a_year_before(case.as_of)
    earlier = plan._replace(start=a_year_before(plan.start), end=a_year_before(plan.end))
    counted = counts(case.connection, case.scope._replace(day=day), earlier, "district", day)
    if not any(each.gross for each in counted):
        return None
    sums: dict[str, Figure] = dict.fromkeys((i.code for i in plan.indicators), 0)
    for each in counted:
        sums[each.indicator] += each.gross - each.dropped
    return sums


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
