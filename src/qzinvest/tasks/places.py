"""Where faults stand that are found only when a row is recorded."""

from qzinvest.errors import Fault, NoAmount, NoDistrict, QzinvestError
from qzinvest.intake.files.tables import Opened
from qzinvest.intake.offices.table import OfficeTable
from qzinvest.model.cell_names import cell_name
from qzinvest.model.imported import place_of
from qzinvest.tasks.bulk import Refusal
from qzinvest.tuples import NamedTuple

_LACKED: dict[type[QzinvestError], str] = {NoDistrict: "district", NoAmount: "amount"}


class Place(NamedTuple):
    """The table that is being recorded, and where its columns stand, for faults found later."""

    file: str
    sheet: str
    cells: dict[str, int]
    headers: dict[str, str]

    @property
    def name(self) -> str:
        """How people know the table."""
        return place_of(self.file, self.sheet)


def placed(opened: Opened, table: OfficeTable) -> Place:
    """Where the columns of a table stand."""
    texts = {heading.column: heading.text for heading in table.layout.headings}
    cells = {field: columns[0] for field, columns in table.reader.cells.columns.items()}
    headers = {field: texts[column] for field, column in cells.items()}
    return Place(opened.file, table.sheet.name, cells, headers)


def fault_of(place: Place, refusal: Refusal) -> Fault:
    """The fault of a row that cannot be recorded, in the cell of its column."""
    field = _LACKED.get(type(refusal.error), refusal.column)
    if place.cells and field not in place.cells:
        field = "name"
    column = place.cells.get(field)
    return Fault(
        place.file,
        refusal.row,
        place.headers.get(field, field),
        _value(field, refusal),
        refusal.error,
        place.sheet,
        "" if column is None else cell_name(refusal.row, column),
    )


def _value(field: str, refusal: Refusal) -> str:
    if refusal.value is not None:
        return refusal.value
    return refusal.code or refusal.name if field in ("code", "name") else ""
