"""``rank``: who is ahead, by one indicator or by the scorecard, and who moved."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated

from qzinvest.cli.asking import Asking, Case, answering
from qzinvest.cli.context import choice, colour, day_asked, emit, ledger_path, screen_width, words
from qzinvest.cli.declare import FORMATS, Db, Format, Labels, Lang, Opt, Output, Wan
from qzinvest.errors import Conflict, ExitCode, NotEarlier, PlanWithout
from qzinvest.ledger.cohorts import cells
from qzinvest.ledger.evaluations import evaluations
from qzinvest.locale import Wording
from qzinvest.model.cohort import Cell, cohort_of
from qzinvest.model.cohort_facts import facts_of
from qzinvest.model.counting import by_holder
from qzinvest.model.evaluation import marks_on
from qzinvest.model.ranking import Ranking
from qzinvest.reports.rank import Basis, Question, rank
from qzinvest.reports.subjects import UNTARGETED, count_kind


def run(
    *,
    asking: Asking,
    scorecard: Annotated[bool, Opt("--scorecard", "option.scorecard")] = False,
    since: Annotated[str | None, Opt("--since", "option.rank_since", "DATE")] = None,
    form: Format = "table",
    output: Output = None,
    labels: Labels = False,
    wan: Wan = False,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print the ranking."""
    w = words(lang)
    choice("--format", form, FORMATS)
    _check(asking, scorecard=scorecard)
    with answering(ledger_path(db), asking, w) as case:
        _refuse_part(case, scorecard=scorecard)
        day = _earlier_day(case.as_of, since)
        earlier = case.on(day)
        now = _basis(case, scorecard=scorecard)
        before = None if earlier is None else _basis(earlier, scorecard=scorecard)
    indicator = None if scorecard else asking.indicator or case.plan.indicators[0].code
    question = Question(asking.by, w.lang, asking.tier, indicator, case.asked)
    text = _rendered(rank(now, before, question, w), form, w, labels=labels, wan=wan)
    emit(text, output, w)
    return ExitCode.OK


def _check(asking: Asking, *, scorecard: bool) -> None:
    if scorecard and asking.indicator is not None:
        raise Conflict(option="--scorecard", other="--indicator")
    if scorecard and asking.by in UNTARGETED:
        raise Conflict(option="--scorecard", other=f"--by {asking.by}")


def _refuse_part(case: Case, *, scorecard: bool) -> None:
    """Refuse a scorecard that the plan does not have, or of a part of the projects."""
    if scorecard and not case.plan.scorecard:
        raise PlanWithout(plan=case.plan.code, what="scorecard")
    for each in case.asked.filters if scorecard else ():
        raise Conflict(option="--scorecard", other=f"--{each.key.replace('_', '-')}")


def _earlier_day(as_of: date, since: str | None) -> date:
    """The day that ranks are compared with: ``since``, else the end of the month before."""
    day = day_asked(since) or as_of.replace(day=1) - timedelta(days=1)
    if day >= as_of:
        raise NotEarlier(since=day, as_of=as_of)
    return day


def _basis(case: Case, *, scorecard: bool) -> Basis:
    """What units are judged by on the case's day."""
    kind = count_kind(case.asking.by)
    sources = {line.source for line in case.plan.scorecard} if scorecard else set[str]()
    adopted = case.adopted
    basis = Basis(adopted.plan, adopted.effective, adopted.shares, case.as_of, case.counts(kind))
    if "rate" in sources:
        basis = basis._replace(cells=_cells(case, kind))
    if "evaluation" in sources:
        given = evaluations(case.connection, case.scope.positions)
        basis = basis._replace(marks=marks_on(given, kind, adopted.plan, case.as_of))
    return basis


def _cells(case: Case, kind: str) -> Mapping[str, Cell]:
    """What has become of the projects signed in the plan's period, by unit."""
    cohort = cohort_of(case.plan, case.as_of)
    if case.is_plain:
        return cells(case.connection, cohort, kind)
    shares = by_holder(kind, assessed=case.assessed)
    return facts_of(case.passages(), cohort, shares, assessed=case.assessed).cells


def _rendered(ranking: Ranking, form: str, w: Wording, *, labels: bool, wan: bool) -> str:
    # Each renderer is imported where it is chosen: CSV and JSON must not load Rich.
    if form == "json":
        from qzinvest.render.ranking_json import ranking_json

        return ranking_json(ranking, w)
    if form == "csv":
        from qzinvest.render.ranking_csv import ranking_csv

        return ranking_csv(ranking, w, labels=labels)
    if form == "markdown":
        from qzinvest.render.ranking_markdown import ranking_markdown

        return ranking_markdown(ranking, w, "wan" if wan else "yi")
    from qzinvest.render.ranking_screen import ranking_screen

    return ranking_screen(ranking, w, screen_width(), colour=colour(), unit="wan" if wan else "yi")
