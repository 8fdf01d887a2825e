"""The files of an export, line by line; ``import`` reads ``projects.csv`` back."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from qzinvest.model.credit import credit_text
from qzinvest.model.plain_layout import BASE_COLUMNS, OPTIONAL_COLUMNS, guard
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import STAGES

_BOM = b"\xef\xbb\xbf"
MILESTONE_COLUMNS = (
    *("id", "code", "stage", "on", "counted_on", "amount", "evidence"),
    *("precision", "same_as", "fictional"),
)


def pieces(text: str, *, bom: bool) -> Iterator[bytes]:
    """A finished CSV text line by line, with Excel's byte order mark if asked for."""
    for number, line in enumerate(text.splitlines(keepends=True)):
        yield (_BOM if bom and number == 0 else b"") + line.encode()


def project_pieces(projects: Iterable[Project], *, bom: bool, fictional: bool) -> Iterator[bytes]:
    """``projects.csv``: the plain layout with every optional column.

    A project without a code of its own goes out under its id, so that no row is ever without one.
    """
    said = str(fictional).lower()
    rows = ([*_project_row(project), said] for project in projects)
    return _lines((*BASE_COLUMNS, *OPTIONAL_COLUMNS), rows, bom=bom)


def milestone_pieces(projects: Iterable[Project], *, bom: bool, fictional: bool) -> Iterator[bytes]:
    """``milestones.csv``: one row a recorded milestone; amounts in yuan where stated."""
    said = str(fictional).lower()
    rows = (
        (
            project.id,
            guard(project.code or ""),
            m.stage.code,
            m.on.isoformat(),
            m.counted_on.isoformat(),
            "" if m.amount is None else m.amount,
            guard(m.evidence or ""),
            m.precision,
            project.same_as or "",
            said,
        )
        for project in projects
        for m in project.milestones
    )
    return _lines(MILESTONE_COLUMNS, rows, bom=bom)


def _lines(
    header: Sequence[str], rows: Iterable[Sequence[object]], *, bom: bool
) -> Iterator[bytes]:
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    yield (_BOM if bom else b"") + _taken(buffer)
    for row in rows:
        writer.writerow(row)
        yield _taken(buffer)


def _taken(buffer: StringIO) -> bytes:
    line = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return line


def _project_row(project: Project) -> list[object]:
    """A project's cells, all but the last one, which says what is fictional."""
    by_stage = {m.stage: m for m in project.milestones}
    dates = [by_stage[s].on.isoformat() if s in by_stage else "" for s in STAGES]
    texts = [
        guard(getattr(project, field) or "")
        for field in ("channel", "origin", "investor_class", "event", "site", "source", "note")
    ]
    details: list[object] = []
    for stage in STAGES:
        m = by_stage.get(stage)
        if m is None:
            details += ["", "", ""]
            continue
        counted = "" if m.counted_on == m.on else m.counted_on.isoformat()
        amount = "" if m.amount is None else m.amount
        details += [counted, amount, guard(m.evidence or "")]
    stated = project.stated or ("", "", None)
    precisions = [_precision(by_stage.get(stage)) for stage in STAGES]
    return [
        guard(project.code or project.id),
        guard(project.name),
        guard(project.investor or ""),
        project.district or "",
        project.department or "",
        project.group or "",
        project.amount,
        project.signing or "",
        *dates,
        "" if project.dropped_on is None else project.dropped_on.isoformat(),
        guard(project.drop_reason or ""),
        *texts,
        *details,
        *(guard(text or "") for text in stated),
        project.same_as or "",
        *precisions,
        guard(project.excluded or ""),
        credit_text(project.credit),
        project.id,
    ]


def _precision(milestone: Milestone | None) -> str:
    return "" if milestone is None or milestone.precision == "day" else milestone.precision
