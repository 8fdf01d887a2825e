"""The form that offices fill in: headers with units, drop-down lists, a page that explains."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from qzinvest.locale import Wording
from qzinvest.model.money import YI
from qzinvest.model.plain_layout import DETAILS, FACTS
from qzinvest.model.precision import written
from qzinvest.model.project import Project
from qzinvest.model.stage import STAGES, Stage
from qzinvest.render.workbook import OPTIONS, SURE_DIGITS, stamped, write_text

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_EMPTY_ROWS = 300
_WIDTHS = {"name": 36, "investor": 30, "note": 30, "drop_reason": 20, "code": 14}
_WIDTH = 15

COLUMNS = (
    *FACTS,
    *("stage", "on"),
    *(f"{stage.code}_on" for stage in STAGES),
    *("funded_amount", "dropped_on", "drop_reason"),
    *DETAILS,
)
"""The fields of the form, in the order of its columns."""
_MONEY = ("amount", "funded_amount")
_LEFT_OPEN = ("stage", "on")
"""The short way to report one step; a project's dates stand in their own columns."""


class Form(NamedTuple):
    """What the form is made of.

    Args:
        titles: the header of each field.
        choices: the names that a field's drop-down list offers, by field.
        names: the name of each code, by field, for the projects that are filled in.
        projects: the projects to be updated.
    """

    titles: Mapping[str, str]
    choices: Mapping[str, Sequence[str]]
    names: Mapping[str, Mapping[str, str]]
    projects: Sequence[Project]


def template_workbook(form: Form, w: Wording) -> bytes:
    """An XLSX file: the form, how to fill it in, and the lists behind its drop-downs."""
    # Imported here: only a template needs it.
    from xlsxwriter import Workbook
    from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

    out = BytesIO()
    book = Workbook(out, OPTIONS)
    stamped(book)
    sheet = book.add_worksheet(w("template.sheet"))
    guide = book.add_worksheet(w("template.guide"))
    lists = book.add_worksheet("lists")
    lists.hide()
    _header(book, sheet, form, w)
    last = 1 + len(form.projects) + _EMPTY_ROWS
    for column, field in enumerate(COLUMNS):
        if choices := form.choices.get(field):
            _list(lists, column, choices)
            letter = xl_col_to_name(column)
            source = f"=lists!${letter}$1:${letter}${len(choices)}"
            rule: Mapping[str, object] = {"validate": "list", "source": source}
            _valid(sheet, (column, last), rule, w, "template.bad_choice")
        elif _is_date(field):
            rule = {"validate": "custom", "value": _looks_dated(xl_rowcol_to_cell(1, column))}
            _valid(sheet, (column, last), rule, w, "template.bad_date")
        elif field in _MONEY:
            rule = {"validate": "decimal", "criteria": ">", "value": 0}
            _valid(sheet, (column, last), rule, w, "template.bad_amount")
    _projects(book, sheet, form)
    _guide(book, guide, form, w)
    book.close()
    return out.getvalue()


def _looks_dated(cell: str) -> str:
    """The formula that holds where a cell has a day's number, or a text that begins with a year."""
    century = f"LEFT({cell},2)"
    return f'=OR(ISNUMBER({cell}),AND(LEN({cell})>3,OR({century}="20",{century}="19")))'


def _header(book: "Workbook", sheet: "Worksheet", form: Form, w: Wording) -> None:
    head = book.add_format({"bold": True, "bg_color": "#D9E1F2", "border": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@"})
    for column, field in enumerate(COLUMNS):
        title = form.titles[field]
        if field in _MONEY:
            title = w("head.with_unit", name=title, unit=w("unit.yi"))
        # A date is text: a spreadsheet makes a day of 2022-03, and nobody said that day.
        style = text if _is_date(field) or field in ("code", "note") else None
        sheet.set_column(column, column, _WIDTHS.get(field, _WIDTH), style)
        sheet.write_string(0, column, title, head)
    sheet.freeze_panes(1, 2)


def _list(sheet: "Worksheet", column: int, choices: Sequence[str]) -> None:
    for row, choice in enumerate(choices):
        sheet.write_string(row, column, choice)


def _valid(
    sheet: "Worksheet",
    area: tuple[int, int],
    rule: Mapping[str, object],
    w: Wording,
    message: str,
) -> None:
    """Have a column checked: ``area`` is the column and its last row."""
    column, last = area
    shown = {"error_title": w("template.error"), "error_message": w(message), "ignore_blank": True}
    # 35000万元 may be kept, and dates of other forms: the importer reads them.
    kind = {} if rule["validate"] == "list" else {"error_type": "warning"}
    sheet.data_validation(1, column, last, column, {**rule, **shown, **kind})


def _projects(book: "Workbook", sheet: "Worksheet", form: Form) -> None:
    text = book.add_format({"num_format": "@"})
    for row, project in enumerate(form.projects, 1):
        by_stage = {m.stage: m for m in project.course}
        for column, field in enumerate(COLUMNS):
            if field == "code":
                write_text(sheet, row, column, project.code or project.id)
            elif field == "amount":
                _yuan(sheet, (row, column), project.amount)
            elif field == "funded_amount":
                funded = by_stage.get(Stage.FUNDED)
                _yuan(sheet, (row, column), None if funded is None else funded.amount)
            elif field in _LEFT_OPEN:
                continue
            elif _is_date(field):
                _date(sheet, (row, column), project, field, text)
            elif (value := getattr(project, field)) is not None:
                write_text(sheet, row, column, form.names.get(field, {}).get(value, value))


def _yuan(sheet: "Worksheet", at: tuple[int, int], yuan: int | None) -> None:
    """An amount in 亿元; one that a spreadsheet's number cannot hold as a text in yuan."""
    if yuan is None:
        return
    if len(str(yuan).rstrip("0")) <= SURE_DIGITS:
        sheet.write_number(*at, yuan / YI)
    else:
        sheet.write_string(*at, f"{yuan}元")


def _date(
    sheet: "Worksheet", at: tuple[int, int], project: Project, field: str, text: "Format"
) -> None:
    if field == "dropped_on" and project.dropped_on is not None:
        sheet.write_string(*at, project.dropped_on.isoformat(), text)
    for m in project.course:
        if f"{m.stage.code}_on" == field:
            sheet.write_string(*at, written(m.on, m.precision), text)


def _guide(book: "Workbook", sheet: "Worksheet", form: Form, w: Wording) -> None:
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, w("template.guide"), bold)
    row = 1
    for line in w("template.rules").split("\n"):
        sheet.merge_range(row, 0, row, 1, "", wrap)
        sheet.write_string(row, 0, line, wrap)
        row += 1
    for field in COLUMNS:
        row += 1
        sheet.write_string(row, 0, form.titles[field], bold)
        sheet.write_string(row, 1, w(f"template.field.{_kind(field)}"), wrap)


def _kind(field: str) -> str:
    """Which explanation a field has: dates, lists and texts share theirs."""
    if field.endswith("_on") and field != "dropped_on":
        return "milestone"
    own = COLUMNS[: COLUMNS.index("on") + 1]
    if field in (*own, "funded_amount", "dropped_on", "drop_reason"):
        return field
    return "optional"


def _is_date(field: str) -> bool:
    return field == "on" or field.endswith("_on")
