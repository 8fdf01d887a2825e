"""``export``: everything as CSV files, for cron and for other programs."""

import sys
from pathlib import Path
from typing import Annotated

from qzinvest.cli.context import surroundings, talk
from qzinvest.cli.days import day_asked
from qzinvest.cli.declare import Db, Lang, Opt
from qzinvest.errors import ExitCode
from qzinvest.intake.words.heads import heads_in
from qzinvest.ledger.counts import counts, year_before
from qzinvest.ledger.editions import refuse_departed
from qzinvest.ledger.log import heads
from qzinvest.ledger.passages import Scope
from qzinvest.ledger.plans import evaluations
from qzinvest.ledger.queries import Wanted, plan_for, projects
from qzinvest.ledger.verify import proven
from qzinvest.render.data import csv_of, head_of
from qzinvest.render.files.export import (
    entry_pieces,
    held,
    manifest_of,
    milestone_pieces,
    pieces,
    project_pieces,
    publish,
)
from qzinvest.render.views import plan as plan_view
from qzinvest.render.views import progress as progress_view
from qzinvest.reports.progress import progress
from qzinvest.reports.subjects import Question


def run(
    *,
    out: Annotated[str, Opt("--out", "option.out", "DIR")],
    as_of: Annotated[str | None, Opt("--as-of", "option.as_of", "DATE")] = None,
    plan: Annotated[str | None, Opt("--plan", "option.plan", "CODE")] = None,
    bom: Annotated[bool, Opt("--bom", "option.bom")] = False,
    quiet: Annotated[bool, Opt("--quiet", "option.quiet")] = False,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Write projects, milestones, progress and targets, with a manifest."""
    here = surroundings(db, lang, out)
    w = here.w
    # The folder is held before the ledger is read: a slower export must not bring old figures back.
    with held(Path(out)) as folder, proven(here.path) as connection:
        refuse_departed(connection, here.path, heads_in(manifest_of(folder)), out)
        adopted, date_of = plan_for(connection, plan, day_asked(as_of, here.today), here.today)
        found = counts(connection, Scope(day=date_of), adopted.plan, "district", date_of)
        before = year_before(connection, Scope(), adopted.plan, "district", date_of)
        question = Question("district", date_of)
        report = progress(adopted.plan, adopted.shares, found, question, before)
        told = progress_view.data(report, w, total=False)
        shares = plan_view.data(adopted.plan, adopted.shares, w)
        target_csv = csv_of(shares, adopted.plan, w, labels=False)
        said = {"bom": bom, "fictional": adopted.plan.is_fictional}
        files = {
            "projects.csv": project_pieces(projects(connection, Wanted()), **said),
            "milestones.csv": milestone_pieces(projects(connection, Wanted()), **said),
            "entries.csv": entry_pieces(
                projects(connection, Wanted()), evaluations(connection), **said
            ),
            "progress.csv": pieces(csv_of(told, adopted.plan, w, labels=False), bom=bom),
            "targets.csv": pieces(target_csv, bom=bom),
        }
        facts = {
            "plan": adopted.plan.code,
            **head_of(adopted.plan, w, report.headings),
            "plan_effective": adopted.effective.isoformat(),
            "as_of": date_of.isoformat(),
            "ledger": heads(connection),
        }
        changed = publish(folder, files, facts)
    if not quiet and (not changed or sys.stderr.isatty()):  # cron hears of no success
        talk(w("talk.written" if changed else "talk.export_unchanged", path=out))
    return ExitCode.OK
