"""What is wrong, in words, and the remedy: of one error, or one fault of a file."""

from typing import TypeGuard

from qzinvest.errors import BadOption, Fault, NoAmount, NoDistrict, QzinvestError, UnknownName
from qzinvest.locale import Wording
from qzinvest.render.wording import fields_text

REASONS = ("reason", "problem")


def sentence_text(error: QzinvestError, w: Wording) -> str:
    """What is wrong, without the remedy."""
    return w(error.key, **fields_of(error, w))


def fault_parts(fault: Fault, w: Wording) -> tuple[str, str]:
    """What is wrong with a value, and what would be right."""
    error, fields = fault.error, fields_of(fault.error, w)
    told = fields
    if is_listed(error, w) and not _known(w, _own_remedy(error), fields):
        told = fields | fields_text({"near": error.close}, w)
    return w(error.key, **fields), _at_cell(fault, w, fields) or remedy_of(error, w, told)


def mending_text(fault: Fault, w: Wording) -> str:
    """What is wrong with a cell and what to write there, for a sender who has no command line."""
    fields = fields_of(fault.error, w)
    name = type(fault.error).__name__
    remedy = _known(w, f"mend.{name}", fields) or remedy_of(fault.error, w, fields)
    return f"{w(fault.error.key, **fields)}\n→ {remedy}"


def is_listed(error: QzinvestError, w: Wording) -> TypeGuard[UnknownName]:
    """Whether the names that are known are listed by a command."""
    return (
        isinstance(error, UnknownName)
        and w(f"kinds.{reason_of(error)}") != f"kinds.{reason_of(error)}"
    )


def fields_of(error: QzinvestError, w: Wording) -> dict[str, str]:
    """The error's fields as text; a reason or problem becomes its own sentence."""
    plain = {name: value for name, value in error.fields.items() if name != "faults"}
    if isinstance(error, BadOption):
        plain["allowed"] = tuple(_choice(code, w) for code in error.allowed)
    fields = fields_text(plain, w)
    for name in REASONS:
        if name in fields:
            key = f"{error.key}.{plain[name]}"
            fields[name] = _known(w, key, fields) or _of_system(fields[name], w)
    return fields


def _choice(code: str, w: Wording) -> str:
    """A value of an option, in Chinese with the name that may be written in its place."""
    names = "" if w.lang == "en" else _known(w, f"choice.{code}", {})
    return f"{code} {names.split()[0]}" if names else code


def _of_system(reason: str, w: Wording) -> str:
    """What the system says of a file in the reader's language, where it is among the usual."""
    # Imported here: only what went wrong is worded.
    from errno import errorcode
    from os import strerror

    said = next((name for code, name in errorcode.items() if strerror(code) == reason), "")
    return _known(w, f"system.{said}", {"reason": reason}) or reason


def _at_cell(fault: Fault, w: Wording, fields: dict[str, str]) -> str:
    """The remedy of a fault in an office's table, which knows no option for a single row."""
    if fault.cell and isinstance(fault.error, NoDistrict | NoAmount):
        return _known(w, f"mend.{type(fault.error).__name__}", fields)
    return ""


def remedy_of(error: QzinvestError, w: Wording, fields: dict[str, str]) -> str:
    """What would be right; ``fields`` are those of ``fields_of``."""
    own = _known(w, _own_remedy(error), fields)
    if not own and isinstance(error, UnknownName):
        shown = fields["near"] if error.close else fields_text({"near": error.shown}, w)["near"]
        told = {
            "near": fields["near"] and shown,
            "kinds": _known(w, f"kinds.{reason_of(error)}", fields),
        }
        listed = "near" if error.close else "all"
        which = "_".join(filter(None, (told["near"] and listed, told["kinds"] and "kinds")))
        which = which or f"far.{reason_of(error)}"
        own = _known(w, f"remedy.UnknownName.{which}", told)
    return own or w(f"{error.key}.remedy", **fields)


def _own_remedy(error: QzinvestError) -> str:
    """The key of the remedy for the error's reason, or for what it is of."""
    return f"remedy.{type(error).__name__}.{reason_of(error)}"


def reason_of(error: QzinvestError) -> str:
    """What tells errors of one kind apart: the reason, or what it is of; empty for nothing."""
    names = (*REASONS, "what")
    return next((str(error.fields[name]) for name in names if name in error.fields), "")


def _known(w: Wording, key: str, fields: dict[str, str]) -> str:
    """The sentence of a key that the catalogues may lack; then it is empty."""
    return "" if w(key) == key else w(key, **fields)
