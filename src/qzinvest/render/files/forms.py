"""The form that offices fill in: headers with units, drop-down lists, a page that explains."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Self

from qzinvest.locale import Wording
from qzinvest.model.document import MoneyUnit
from qzinvest.model.plain_layout import DETAILS, FACTS
from qzinvest.model.precision import written
from qzinvest.model.project import Project
from qzinvest.model.stage import STAGES, Stage
from qzinvest.render.figures import SIZES
from qzinvest.render.files.remarks import width_of
from qzinvest.render.workbook import (
    FONTS,
    LINE,
    OPTIONS,
    PANEL,
    SOFT,
    SURE_DIGITS,
    TITLE,
    stamped,
    write_text,
)
from qzinvest.tuples import NamedTuple

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_EMPTY_ROWS = 300
"""Rows for new projects, which are checked as they are filled in."""
_RULED_ROWS = 15
"""Those of them that have lines, and are printed."""
_WIDTHS = {"name": 30, "investor": 24, "department": 16, "group": 14, "amount": 11}
_WIDTHS |= {"drop_reason": 14, "event": 16, "site": 16, "note": 20, "phone": 14}
_WIDTH = 11.5
_GUIDE = (24, 90)
_ROW, _LINE = 18, 15
"""Points of a row, and of each further line in it."""
_TITLE_ROW = 28
_FIRST = 2
"""The first project's row, from 0; the heads are above it, the title above them."""
_A3, _A4 = 8, 9

COLUMNS = (
    *FACTS,
    *(f"{stage.code}_on" for stage in STAGES),
    *("funded_amount", "dropped_on", "drop_reason"),
    *DETAILS,
)
"""The fields of the form, in the order of its columns."""
_MONEY = ("amount", "funded_amount")


class Form(NamedTuple):
    """What the form is made of.

    Args:
        unit: the name of the unit that gets it, empty where it is for all.
        titles: the header of each field.
        choices: the names that a field's drop-down list offers, by field.
        names: the name of each code, by field, for the projects that are filled in.
        projects: the projects to be updated.
    """

    unit: str
    titles: Mapping[str, str]
    choices: Mapping[str, Sequence[str]]
    names: Mapping[str, Mapping[str, str]]
    projects: Sequence[Project]


class _Looks(NamedTuple):
    """The looks of the form's cells; a column's own have no lines."""

    title: "Format"
    head: "Format"
    cell: "Format"
    text: "Format"
    plain_cell: "Format"
    plain_text: "Format"
    note: "Format"
    name: "Format"
    line: "Format"

    @classmethod
    def of(cls, book: "Workbook", font: str) -> Self:
        """Lay them in a workbook."""
        base = {"font_name": font, "font_size": 10.5, "valign": "vcenter", "text_wrap": True}
        lines = {"border": 1, "border_color": LINE}
        # A date is text: a spreadsheet makes a day of 2022-03, and nobody said that day.
        text = {"num_format": "@"}
        head = {"bold": True, "bg_color": PANEL, "align": "center", "border": 1}
        title = {"font_name": font, "font_size": 16, "bold": True, "font_color": TITLE}
        below = {"bottom": 1, "bottom_color": LINE, "valign": "top"}
        looks = (
            title | {"valign": "vcenter"},
            base | head | {"border_color": SOFT},
            base | lines,
            base | lines | text,
            base,
            base | text,
            base | {"valign": "top"},
            base | below | {"bold": True},
            base | below,
        )
        return cls(*map(book.add_format, looks))

    def of_field(self, field: str, *, ruled: bool = True) -> "Format":
        """The look of a field's cells."""
        if _is_date(field) or field in ("code", "note"):
            return self.text if ruled else self.plain_text
        return self.cell if ruled else self.plain_cell


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
    looks = _Looks.of(book, FONTS[w.lang])
    _header(sheet, form, looks, w)
    last = _FIRST - 1 + len(form.projects) + _EMPTY_ROWS
    for column, field in enumerate(COLUMNS):
        if choices := form.choices.get(field):
            _list(lists, column, choices)
            letter = xl_col_to_name(column)
            source = f"=lists!${letter}$1:${letter}${len(choices)}"
            rule: Mapping[str, object] = {"validate": "list", "source": source}
            _valid(sheet, (column, last), rule, w, "template.bad_choice")
        elif _is_date(field):
            cell = xl_rowcol_to_cell(_FIRST, column)
            rule = {"validate": "custom", "value": _looks_dated(cell)}
            _valid(sheet, (column, last), rule, w, "template.bad_date")
        elif field in _MONEY:
            rule = {"validate": "decimal", "criteria": ">", "value": 0}
            _valid(sheet, (column, last), rule, w, "template.bad_amount")
    _projects(sheet, form, looks, _unit(w))
    _guide(guide, form, looks, w)
    book.close()
    return out.getvalue()


def _looks_dated(cell: str) -> str:
    """The formula that holds where a cell has a day's number, or a text that begins with a year."""
    century = f"LEFT({cell},2)"
    return f'=OR(ISNUMBER({cell}),AND(LEN({cell})>3,OR({century}="20",{century}="19")))'


def _header(sheet: "Worksheet", form: Form, looks: "_Looks", w: Wording) -> None:
    """The title, the heads and the print set-up: one page wide, the heads on each."""
    title = w("template.title_of", unit=form.unit) if form.unit else w("template.title")
    sheet.set_row(0, _TITLE_ROW)
    sheet.write_string(0, 0, title, looks.title)
    heads = [_head(form, field, w) for field in COLUMNS]
    widths = [_WIDTHS.get(field, _WIDTH) for field in COLUMNS]
    sheet.set_row(_FIRST - 1, _height(zip(heads, widths, strict=True)))
    for column, (field, head) in enumerate(zip(COLUMNS, heads, strict=True)):
        sheet.set_column(column, column, widths[column], looks.of_field(field, ruled=False))
        sheet.write_string(_FIRST - 1, column, head, looks.head)
    sheet.freeze_panes(_FIRST, 2)
    sheet.set_landscape()
    sheet.set_paper(_A3)  # 25 columns cannot be read on less
    sheet.set_margins(0.4, 0.4, 0.5, 0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_FIRST - 1)
    sheet.set_footer("&C— &P —")


def _head(form: Form, field: str, w: Wording) -> str:
    title = form.titles[field]
    if field not in _MONEY:
        return title
    return w("head.with_unit", name=title, unit=w(f"unit.{_unit(w)}"))


def _unit(w: Wording) -> MoneyUnit:
    """What projects are filled in: 亿元, in English millions."""
    return "m" if w.lang == "en" else "yi"


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
    sheet.data_validation(_FIRST, column, last, column, {**rule, **shown, **kind})


def _projects(sheet: "Worksheet", form: Form, looks: "_Looks", unit: MoneyUnit) -> None:
    for row, project in enumerate(form.projects, _FIRST):
        texts = [_text(form, project, field) for field in COLUMNS]
        widths = (_WIDTHS.get(field, _WIDTH) for field in COLUMNS)
        sheet.set_row(row, _height(zip(texts, widths, strict=True)))
        for column, (field, text) in enumerate(zip(COLUMNS, texts, strict=True)):
            look = looks.of_field(field)
            if field in _MONEY:
                _yuan(sheet, (row, column), (_paid(project, field), unit), look)
            elif text:
                write_text(sheet, row, column, text, look)
            else:
                sheet.write_blank(row, column, None, look)
    for row in range(_FIRST + len(form.projects), _FIRST + len(form.projects) + _RULED_ROWS):
        sheet.set_row(row, _ROW)
        for column, field in enumerate(COLUMNS):
            sheet.write_blank(row, column, None, looks.of_field(field))


def _text(form: Form, project: Project, field: str) -> str:
    """What a project's cell says, empty where that is a sum or nothing."""
    if field == "code":
        return project.code or project.id
    if field == "dropped_on":
        return "" if project.dropped_on is None else project.dropped_on.isoformat()
    if _is_date(field):
        reached = (m for m in project.course if f"{m.stage.code}_on" == field)
        return next((written(m.on, m.precision) for m in reached), "")
    value = None if field in _MONEY else getattr(project, field)
    return "" if value is None else form.names.get(field, {}).get(value, value)


def _paid(project: Project, field: str) -> int | None:
    """An amount in yuan: of the project, or all that was paid in, as an import takes it."""
    if field == "amount":
        return project.amount or None
    own = next((m.amount for m in project.course if m.stage == Stage.FUNDED), None)
    return own and sum(payment.amount for payment in project.payments)


def _height(cells: Iterable[tuple[str, float]]) -> float:
    """Points that the texts of a row need in columns of these widths; WPS does not look."""
    lines = max(-(-width_of(text) // int(width - 1)) for text, width in cells)
    return _ROW + _LINE * (max(lines, 1) - 1)


def _yuan(
    sheet: "Worksheet", at: tuple[int, int], said: tuple[int | None, MoneyUnit], look: "Format"
) -> None:
    """An amount in its unit; one that a spreadsheet's number cannot hold as a text in yuan."""
    yuan, unit = said
    if yuan is None:
        sheet.write_blank(*at, None, look)
    elif len(str(yuan).rstrip("0")) <= SURE_DIGITS:
        sheet.write_number(*at, yuan / SIZES[unit], look)
    else:
        sheet.write_string(*at, f"{yuan}元", look)


def _guide(sheet: "Worksheet", form: Form, looks: "_Looks", w: Wording) -> None:
    for column, width in enumerate(_GUIDE):
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_row(0, _TITLE_ROW)
    sheet.write_string(0, 0, w("template.guide"), looks.title)
    row = 1
    for line in w("template.rules").split("\n"):
        sheet.merge_range(row, 0, row, 1, "", looks.note)
        sheet.write_string(row, 0, line, looks.note)
        sheet.set_row(row, _height([(line, sum(_GUIDE))]))
        row += 1
    for field in COLUMNS:
        row += 1
        text = w(f"template.field.{_kind(field)}")
        sheet.write_string(row, 0, form.titles[field], looks.name)
        sheet.write_string(row, 1, text, looks.line)
        sheet.set_row(row, _height([(text, _GUIDE[1])]))


def _kind(field: str) -> str:
    """Which explanation a field has: dates, lists and texts share theirs."""
    if field.endswith("_on") and field != "dropped_on":
        return "milestone"
    if field in (*FACTS, "funded_amount", "dropped_on", "drop_reason"):
        return field
    return "optional"


def _is_date(field: str) -> bool:
    return field.endswith("_on")
