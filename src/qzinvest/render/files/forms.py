"""The workbooks that offices get: the form that they fill in, and their own with its faults marked.

The form has headers with units, drop-down lists, and a page that explains. What goes back has the
sender's own cells.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from qzinvest.locale import Wording
from qzinvest.model.money import YI
from qzinvest.model.plain_layout import DETAILS, FACTS
from qzinvest.model.precision import written
from qzinvest.model.project import Project
from qzinvest.model.stage import STAGES, Stage
from qzinvest.render.workbook import OPTIONS, SURE_DIGITS, sheet_name, stamped, write_text

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


Value = str | int | float | bool | date | datetime | None
_WIDEST = 50
_MAC = 1904
_MOST_LINKS = 60_000
"""Excel has room for 65,530 links on a sheet."""


class Spot(NamedTuple):
    """A bad cell: row from 1, column from 0 (-1 for the whole row), and what to say about it."""

    sheet: str
    row: int
    column: int
    text: str


class Page(NamedTuple):
    """A sheet as it came: its rows with their numbers, and its merged ranges.

    Ranges are ``(first row, first column, last row, last column)``, rows from 1, columns from 0.
    """

    name: str
    rows: Iterable[tuple[int, Sequence[Value]]]
    merges: tuple[tuple[int, int, int, int], ...] = ()


def return_workbook(
    pages: Sequence[Page], spots: Sequence[Spot], w: Wording, *, epoch: int = 1900
) -> bytes:
    """An XLSX file with the same cells, each bad one framed and with a comment.

    ``epoch`` is the year from which the days' numbers of the sender's file count.

    The first sheet lists them, each with a link to its cell. Texts stay texts: none becomes a
    formula, a link or a number.
    """
    # Imported here: only a file that goes back needs it.
    from xlsxwriter import Workbook

    out = BytesIO()
    book = Workbook(out, {**OPTIONS, "date_1904": epoch == _MAC})  # the days' numbers stay
    stamped(book)
    names = _names(pages, w)
    _summary(book, names, spots, w)
    for page in pages:
        _page(book, names[page.name], page, [spot for spot in spots if spot.sheet == page.name])
    book.close()
    return out.getvalue()


def _page(book: "Workbook", name: str, page: Page, spots: Sequence[Spot]) -> None:
    sheet = book.add_worksheet(name)
    plain, day = book.add_format(), book.add_format({"num_format": "yyyy-mm-dd"})
    marks = {"bg_color": "#FFC7CE", "border": 2, "border_color": "#9C0006"}
    bad, bad_day = book.add_format(marks), book.add_format(marks | {"num_format": "yyyy-mm-dd"})
    texts: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for spot in spots:
        texts[spot.row, max(spot.column, 0)].append(spot.text)
    widths: dict[int, int] = {}
    for number, values in page.rows:
        for column, value in enumerate(values):
            wrong = (number, column) in texts
            chosen = (bad_day if wrong else day) if isinstance(value, date) else None
            _write_cell(sheet, (number - 1, column), value, chosen or (bad if wrong else plain))
            widths[column] = max(widths.get(column, 0), _width(value))
    for column, width in widths.items():
        sheet.set_column(column, column, min(width + 2, _WIDEST))
    for top, left, bottom, right in page.merges:
        _merge(sheet, (top - 1, left, bottom - 1, right), plain)
    for (row, column), said in texts.items():
        text = "\n".join(dict.fromkeys(said))
        if column not in sheet.table.get(row - 1, {}):
            sheet.write_blank(row - 1, column, None, bad)
        sheet.write_comment(row - 1, column, text, _box(text))


def _write_cell(sheet: "Worksheet", at: tuple[int, int], value: Value, style: "Format") -> None:
    row, column = at
    if value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, style)
    elif isinstance(value, int | float) and len(f"{abs(value):.0f}") <= SURE_DIGITS:
        sheet.write_number(row, column, value, style)
    else:
        write_text(sheet, row, column, _clean(str(value)), style)


def _merge(sheet: "Worksheet", area: tuple[int, int, int, int], style: "Format") -> None:
    # The range's text is written already; merging would write it anew, as whatever it looks like.
    from xlsxwriter.exceptions import OverlappingRange

    top, left, bottom, right = area
    kept = sheet.table.get(top, {}).get(left)
    if (top, left) != (bottom, right):
        try:
            sheet.merge_range(top, left, bottom, right, "", style)
        except OverlappingRange:
            return
        if kept is not None:
            sheet.table[top][left] = kept


def _summary(book: "Workbook", names: dict[str, str], spots: Sequence[Spot], w: Wording) -> None:
    from xlsxwriter.utility import xl_rowcol_to_cell

    sheet = book.add_worksheet(sheet_name(w("return.sheet"), "", names.values()))
    bold = book.add_format({"bold": True, "text_wrap": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, w("return.intro", count=len(spots)), bold)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    for place, spot in enumerate(spots, 2):
        cell = xl_rowcol_to_cell(spot.row - 1, max(spot.column, 0))
        target = names[spot.sheet]
        link = f"internal:'{target}'!{cell}"
        if place < _MOST_LINKS:
            sheet.write_url(place, 0, link, string=f"{target}!{cell}")
        else:
            sheet.write_string(place, 0, f"{target}!{cell}")
        write_text(sheet, place, 1, _clean(spot.text), wrap)


def _names(pages: Sequence[Page], w: Wording) -> dict[str, str]:
    """A legal sheet name of its own for each page."""
    names: dict[str, str] = {}
    for page in pages:
        names[page.name] = sheet_name(page.name, w("return.data"), names.values())
    return names


def _box(text: str) -> dict[str, object]:
    lines = sum(1 + _width(line) // 44 for line in text.split("\n"))
    return {"x_scale": 2.4, "y_scale": max(0.6, lines * 0.24), "author": "qzinvest"}


def _width(value: Value) -> int:
    text = "" if value is None else str(value)
    return max((sum(1 if c.isascii() else 2 for c in line) for line in text.split("\n")), default=0)


def _clean(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return "".join(c if c >= " " or c in "\t\n\r" else "�" for c in text)
