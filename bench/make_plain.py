"""Write fictional projects as a plain CSV file: ``make_plain.py FILE PROJECTS YEARS [--three]``.

``--three`` keeps the first three milestones of each project at most.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.model.credit import credit_text
from qzinvest.model.plain_layout import BASE_COLUMNS, OPTIONAL_COLUMNS
from qzinvest.model.project import Project
from qzinvest.tasks.demo_year import fictional_projects

COLUMNS = BASE_COLUMNS + OPTIONAL_COLUMNS
FIELDS = [name for name in COLUMNS if name in Project._fields]


def cells(project: Project) -> dict[str, object]:
    """One project's cells by column; columns that are left out are blank."""
    row: dict[str, object] = {name: getattr(project, name) for name in FIELDS}
    row["credit"] = credit_text(project.credit)
    for stage, on, counted_on, amount, evidence, precision in project.milestones:
        row[f"{stage.code}_on"] = on
        row[f"{stage.code}_counted_on"] = None if counted_on == on else counted_on
        row[f"{stage.code}_amount"] = amount
        row[f"{stage.code}_evidence"] = evidence
        row[f"{stage.code}_precision"] = None if precision == "day" else precision
    return row


def short(projects: Iterator[Project]) -> Iterator[Project]:
    """Leave out what comes after a project's third milestone."""
    for project in projects:
        yield project._replace(milestones=project.milestones[:3])


def main(file: str, total: int, years: int, *, three: bool) -> None:
    """Write ``file``."""
    projects = fictional_projects(shipped_plan(), years=years, total=total)
    with Path(file).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(map(cells, short(projects) if three else projects))


if __name__ == "__main__":
    path, projects, years, *flags = sys.argv[1:]
    main(path, int(projects), int(years), three="--three" in flags)
