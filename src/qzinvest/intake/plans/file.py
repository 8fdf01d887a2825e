"""The plan file: read it and name everything that is wrong with it; and where ours is."""

from collections.abc import Iterator
from pathlib import Path as FilePath

import qzinvest
from qzinvest.errors import BadPlan, Fault, PlanFault
from qzinvest.intake.files.toml_file import (
    BadToml,
    Flaw,
    Path,
    Raw,
    lines_of,
    nearest,
    parsed,
    read_toml,
    written,
)
from qzinvest.intake.plans.checks import JUDGING, flaws_between
from qzinvest.intake.plans.write import write_plan
from qzinvest.model.plan import UNIT_KINDS, Plan

__all__ = ["check_file", "check_plan", "read_plan", "write_plan"]

_MARKED = {
    "indicator": ("measure", "stage", "minimum", "target"),
    "rules": ("signings", "minimum", "expansions"),
    "weights": UNIT_KINDS,
}
"""The keys whose value may be ``{ value, basis, note }``; lists that judge may be as a whole."""


def read_plan(path: FilePath) -> Plan:
    """The plan of a file.

    Raises:
        FileUnreadable: the file cannot be read.
        BadPlan: it has faults; all of them are in the error.
    """
    plan, faults = check_file(path)
    if plan is None:
        raise BadPlan(file=str(path), faults=faults)
    return plan


def check_file(path: FilePath) -> tuple[Plan | None, tuple[Fault, ...]]:
    """The plan of a file, or all its faults.

    Raises:
        FileUnreadable: the file cannot be read.
    """
    try:
        text = read_toml(path)
    except BadToml as bad:
        return None, (_unparsed(bad, str(path)),)
    return check_plan(text, str(path))


def check_plan(text: str, file: str) -> tuple[Plan | None, tuple[Fault, ...]]:
    """The plan of a TOML text, or all its faults.

    A text that is not TOML has one fault; any other text is read to its end, and every fault comes
    with its line, in the order of the lines.

    Args:
        file: its name, for the faults.

    Returns:
        the plan and no faults, or ``None`` and at least one. A fault's ``row`` is the line (from
        1), its ``column`` the way to the value, such as ``district[3].tier`` (elements from 1),
        and its ``error`` a ``PlanFault``.
    """
    # Only a plan that comes in from outside is parsed and validated; reports read it from rows.
    from decimal import Decimal

    from qzinvest.intake.plans import schema

    try:
        # Numbers with decimals stay exactly as they are written.
        raw: Raw = parsed(text, Decimal)
    except BadToml as bad:
        return None, (_unparsed(bad, file),)
    marks = _unwrap(raw)
    flaws = [*schema.flaws_of_shape(raw, marks), *flaws_between(raw)]
    if not flaws:
        return schema.plan_of(raw, marks), ()
    lines = lines_of(text)
    faults = [_fault(flaw, file, lines, marks) for flaw in flaws]
    return None, tuple(sorted(faults, key=lambda fault: fault.row))


def _unwrap(raw: Raw) -> dict[Path, Raw]:
    """Put the value of every ``{ value, basis, note }`` in its place; the marks, by path."""
    marks: dict[Path, Raw] = {}
    rooms = [(_tables(raw, section), keys) for section, keys in _MARKED.items()]
    for tables, keys in [*rooms, ([((), raw)], JUDGING)]:
        for path, table in tables:
            for key in keys:
                mark = table.get(key)
                if isinstance(mark, dict) and "value" in mark:
                    marks[*path, key] = mark
                    table[key] = mark["value"]
    return marks


def _tables(raw: Raw, section: str) -> Iterator[tuple[Path, Raw]]:
    """The table of this name, or the elements of the array of this name."""
    found = raw.get(section)
    if isinstance(found, dict):
        yield (section,), found
    elif isinstance(found, list):
        yield from (((section, i), el) for i, el in enumerate(found) if isinstance(el, dict))


def _fault(flaw: Flaw, file: str, lines: dict[Path, int], marks: dict[Path, Raw]) -> Fault:
    error = PlanFault(problem=flaw.problem, detail=flaw.detail)
    return Fault(file, _line(flaw.path, lines, marks), written(flaw.path), flaw.value, error)


def _line(path: Path, lines: dict[Path, int], marks: dict[Path, Raw]) -> int:
    """The line of the value at ``path``, or of the nearest table around it; 1 for the file."""
    for end in range(len(path), 0, -1):
        rest = path[end:]
        if path[:end] in marks and rest[:1] not in (("basis",), ("note",)):
            return nearest((*path[:end], "value", *rest), lines)
    return nearest(path, lines)


def _unparsed(bad: BadToml, file: str) -> Fault:
    """The one fault of a file that is not TOML."""
    return Fault(file, bad.line, "", "", PlanFault(problem=bad.problem, detail=bad.detail))


def data_folder() -> FilePath:
    """The data folder inside an installed package, else the checkout's."""
    package = FilePath(qzinvest.__file__).parent
    installed = package / "_data"
    return installed if installed.is_dir() else package.parents[1] / "data"


def shipped_plan_path() -> FilePath:
    """Where the plan of the 2022 campaign stands."""
    return data_folder() / "quanzhou-2022.toml"


def shipped_plan() -> Plan:
    """The plan of the 2022 campaign."""
    return read_plan(shipped_plan_path())
