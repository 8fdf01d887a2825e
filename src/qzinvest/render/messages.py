"""What the program says when something is wrong: sentence, remedy, and every fault of a file."""

from collections.abc import Sequence

from qzinvest.errors import Fault, NoDistrict, QzinvestError
from qzinvest.locale import Wording
from qzinvest.render.wording import fields_text, visible

REASONS = ("reason", "problem")
_WIDE = 12
"""Characters up to which places stand in a column."""


def error_text(error: QzinvestError, w: Wording) -> str:
    """``error: sentence``, below it every fault of a file on a line of its own, then the remedy.

    No trailing newline. Values of the user's own are shown with control characters made visible.
    """
    fields = _fields(error, w)
    lines = [w("error.line", sentence=w(error.key, **fields))]
    remedy = _remedy(error, w, fields)
    faults = error.fields.get("faults")
    if isinstance(faults, Sequence):
        lines += [f"  {line}" for line in fault_lines(faults, w)]
    return "\n".join([*lines, f"  {remedy}"])


def sentence_text(error: QzinvestError, w: Wording) -> str:
    """What is wrong, without the remedy."""
    return w(error.key, **_fields(error, w))


def nothing_yet(w: Wording, edition: str | None = None, mark: str = "  ") -> str:
    """That there is no project in the ledger, or was none in the edition, and what to do next.

    Args:
        w: the reader's language.
        edition: the edition's name.
        mark: stands before each command.
    """
    if edition is not None:
        said = w("nothing.edition", edition=edition)
        then = [w("nothing.report"), w("nothing.editions"), w("nothing.list")]
    else:
        said = w("nothing.ledger")
        then = [w("nothing.add"), w("nothing.import"), w("nothing.demo")]
    between = [""] if mark.strip() else []
    return "\n".join([said, *between, *(mark + line for line in then)]) + "\n"


def fault_parts(fault: Fault, w: Wording) -> tuple[str, str]:
    """What is wrong with a value, and what would be right."""
    fields = _fields(fault.error, w)
    remedy = _at_cell(fault, w, fields) or _remedy(fault.error, w, fields)
    return w(fault.error.key, **fields), remedy


def mending_text(fault: Fault, w: Wording) -> str:
    """What is wrong with a cell and what to write there, for a sender who has no command line."""
    fields = _fields(fault.error, w)
    name = type(fault.error).__name__
    remedy = _known(w, f"mend.{name}", fields) or _remedy(fault.error, w, fields)
    return f"{w(fault.error.key, **fields)}\n→ {remedy}"


def fault_lines(faults: Sequence[Fault], w: Wording) -> list[str]:
    """Faults as ``file:row column "value": sentence → remedy``, one a line.

    The same in several rows makes one line with all its places. A fault of a whole column is one
    whatever its cells hold, and the line shows the first of them.
    """
    alike: dict[tuple[str, ...], list[Fault]] = {}
    for fault in faults:
        said = (fault.value, *fault_parts(fault, w))
        what = (fault.error.key,) if fault.error.of_column else said
        alike.setdefault((fault.file, fault.sheet, fault.column, *what), []).append(fault)
    groups = list(alike.values())
    places = [_places(group) for group in groups]
    width = max((len(place) for place in places if len(place) <= _WIDE), default=0)
    return [
        _line(_what(group[0], w), place, width) for group, place in zip(groups, places, strict=True)
    ]


def _what(fault: Fault, w: Wording) -> tuple[str, ...]:
    return (fault.file, fault.sheet, fault.column, fault.value, *fault_parts(fault, w))


def _line(what: tuple[str, ...], place: str, width: int) -> str:
    file, sheet, column, value, sentence, remedy = what
    where = f"{visible(file)}[{visible(sheet)}]" if sheet else visible(file)
    shown = f'{visible(column)} "{visible(value)}"'
    return f"{where}:{place:<{width}}  {shown}: {sentence} → {remedy}"


def _places(faults: Sequence[Fault]) -> str:
    """The cells or rows of one fault, neighbours together: ``B3:B7, B9``."""
    runs: list[list[Fault]] = []
    for fault in faults:
        if runs and fault.row == runs[-1][-1].row + 1:
            runs[-1].append(fault)
        else:
            runs.append([fault])
    ends = ((run[0].cell or str(run[0].row), run[-1].cell or str(run[-1].row)) for run in runs)
    return ", ".join(first if first == last else f"{first}:{last}" for first, last in ends)


def _fields(error: QzinvestError, w: Wording) -> dict[str, str]:
    """The error's fields as text; a reason or problem becomes its own sentence."""
    plain = {name: value for name, value in error.fields.items() if name != "faults"}
    fields = fields_text(plain, w)
    for name in REASONS:
        if name in fields:
            key = f"{error.key}.{plain[name]}"
            fields[name] = _known(w, key, fields) or _of_system(fields[name], w)
    return fields


def _of_system(reason: str, w: Wording) -> str:
    """What the system says of a file in the reader's language, where it is among the usual."""
    # Imported here: only what went wrong is worded.
    from errno import errorcode
    from os import strerror

    said = next((name for code, name in errorcode.items() if strerror(code) == reason), "")
    return _known(w, f"system.{said}", {"reason": reason}) or reason


def _at_cell(fault: Fault, w: Wording, fields: dict[str, str]) -> str:
    """The remedy of a fault in an office's table, which knows no option for a single row."""
    if fault.cell and isinstance(fault.error, NoDistrict):
        return _known(w, "mend.NoDistrict", fields)
    return ""


def _remedy(error: QzinvestError, w: Wording, fields: dict[str, str]) -> str:
    name, reason = type(error).__name__, _reason(error)
    return _known(w, f"remedy.{name}.{reason}", fields) or w(f"{error.key}.remedy", **fields)


def _reason(error: QzinvestError) -> str:
    names = (*REASONS, "what")
    return next((str(error.fields[name]) for name in names if name in error.fields), "")


def _known(w: Wording, key: str, fields: dict[str, str]) -> str:
    """The sentence of a key that the catalogues may lack; then it is empty."""
    return "" if w(key) == key else w(key, **fields)
