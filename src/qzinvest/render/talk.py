"""What the program says when something is wrong: sentence, remedy, and every fault of a file."""

from collections.abc import Sequence

from qzinvest.errors import Fault, QzinvestError
from qzinvest.locale import Wording
from qzinvest.render.wording import fields_text, visible

REASONS = ("reason", "problem")


def error_text(error: QzinvestError, w: Wording) -> str:
    """``error: sentence``, below it every fault of a file on a line of its own, then the remedy.

    No trailing newline. Values of the user's own are shown with control characters made visible.
    """
    fields = _fields(error, w)
    lines = [w("error.line", sentence=w(error.key, **fields))]
    remedy = _remedy(error, w, fields)
    faults = error.fields.get("faults")
    if isinstance(faults, Sequence):
        lines += _faults(faults, w)
    return "\n".join([*lines, f"  {remedy}"])


def fault_text(fault: Fault, w: Wording) -> str:
    """``file:row column "value": sentence → remedy`` in one line, as ``error_text`` lists them."""
    return _fault(fault, w, len(str(fault.row)))


def fault_parts(fault: Fault, w: Wording) -> tuple[str, str]:
    """What is wrong with a value, and what would be right."""
    fields = _fields(fault.error, w)
    return w(fault.error.key, **fields), _remedy(fault.error, w, fields)


def _faults(faults: Sequence[Fault], w: Wording) -> list[str]:
    digits = max((len(fault.cell or str(fault.row)) for fault in faults), default=0)
    return [f"  {_fault(fault, w, digits)}" for fault in faults]


def _fault(fault: Fault, w: Wording, digits: int) -> str:
    sheet = f"[{visible(fault.sheet)}]" if fault.sheet else ""
    place = f"{visible(fault.file)}{sheet}:{fault.cell or fault.row:<{digits}}"
    value = f'{visible(fault.column)} "{visible(fault.value)}"'
    sentence, remedy = fault_parts(fault, w)
    return f"{place}  {value}: {sentence} → {remedy}"


def _fields(error: QzinvestError, w: Wording) -> dict[str, str]:
    """The error's fields as text; a reason or problem becomes its own sentence."""
    plain = {name: value for name, value in error.fields.items() if name != "faults"}
    fields = fields_text(plain, w)
    for name in REASONS:
        if name in fields:
            key = f"{error.key}.{plain[name]}"
            if w(key) != key:
                fields[name] = w(key, **fields)
    return fields


def _remedy(error: QzinvestError, w: Wording, fields: dict[str, str]) -> str:
    return w(f"{error.key}.remedy", **fields)
