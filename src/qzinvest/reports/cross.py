"""Cross tables: what was achieved by two things at once, such as district and group.

Every counted project stands in one row and one column, and by credit's parts in an assessment, so
that rows and columns sum to the same total, which is that of every other report.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from qzinvest.model.counting import Figure, Sum, settled
from qzinvest.model.cross import Cross, Sheet, Side
from qzinvest.model.heading import Heading, heading_of
from qzinvest.model.note import Note
from qzinvest.model.plan import UNIT_KINDS, Plan
from qzinvest.reports.subjects import Question, Subject, assumed, placed, plan_notes, subjects_of

Sums = Mapping[str, Mapping[tuple[str, str], Sum]]
Cells = Mapping[tuple[str, str], Figure]
"""Figures by the codes of row and column; those that are 0 may be missing."""


def cross(plan: Plan, sums: Sums, question: Question) -> Cross:
    """The report.

    Args:
        sums: by indicator, what the projects that are asked for achieved by the ``count_kind`` of
            row and column.
    """
    chosen = plan.chosen(question.indicator)
    by = (question.by, question.across or question.by)
    sides = [subjects_of(plan, each) for each in by]
    cells = [_cells(sums[indicator.code], sides) for indicator in chosen]
    rows, columns = (_shown(side, cells, place, question) for place, side in enumerate(sides))
    return Cross(
        plan=plan.code,
        title=plan.titles,
        by=by,
        as_of=question.as_of,
        rows=tuple(_sides(plan, by[0], rows)),
        columns=tuple(_sides(plan, by[1], columns)),
        sheets=tuple(
            _sheet(
                heading_of(indicator),
                of,
                settled(sum(each.gross for each in sums[indicator.code].values())),
                (rows, columns),
            )
            for indicator, of in zip(chosen, cells, strict=True)
        ),
        total_name=Note("row.sum" if question.selection.is_part else "row.total"),
        assumed=assumed(plan, question.indicator, None),
        selection=question.selection,
        notes=tuple(plan_notes(plan, question)),
        outside=question.outside,
    )


def _cells(sums: Mapping[tuple[str, str], Sum], sides: Sequence[Sequence[Subject]]) -> Cells:
    row_of, column_of = map(placed, sides)
    cells: dict[tuple[str, str], Figure] = {}
    for (row, column), found in sums.items():
        key = row_of(row).code, column_of(column).code
        cells[key] = settled(cells.get(key, 0) + found.net)
    return cells


def _sheet(
    heading: Heading, cells: Cells, gross: Figure, shown: tuple[list[Subject], list[Subject]]
) -> Sheet:
    """The cells of the rows and columns that are shown, beside the totals of all."""
    rows, columns = shown

    def total(row: str | None = None, column: str | None = None) -> Figure:
        found = (n for (r, c), n in cells.items() if row in (None, r) and column in (None, c))
        return settled(sum(found))

    return Sheet(
        heading,
        tuple(tuple(cells.get((r.code, c.code), 0) for c in columns) for r in rows),
        tuple(total(row=row.code) for row in rows),
        tuple(total(column=column.code) for column in columns),
        total(),
        gross,
    )


def _shown(
    side: Sequence[Subject], cells: Iterable[Cells], place: int, question: Question
) -> list[Subject]:
    """A side's rows that are asked for, all of them where none is.

    What none claims is there only where there is any, or nothing else is; so is every row of a
    part.
    """
    by, selection = (
        question.across if place and question.across else question.by,
        question.selection,
    )
    if any(row.view == by for row in selection.rows):
        return [subject for subject in side if selection.shows(by, subject.code)]
    *named, last = side
    held = {key[place] for of in cells for key, figure in of.items() if figure}
    if selection.is_part:
        return [subject for subject in side if subject.code in held]
    return [*named, last] if last.code in held or not named else named


def _sides(plan: Plan, by: str, subjects: Iterable[Subject]) -> Iterator[Side]:
    for subject in subjects:
        unit = plan.unit(by, subject.code) if by in UNIT_KINDS else None
        short = subject.name if unit is None else unit.short
        yield Side(subject.code, subject.name, short)
