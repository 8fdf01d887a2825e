"""What is wrong with files, by causes: a cause is one kind of error in one column.

What stands in a thousand cells is said once, with the first of them; machine formats and returned
workbooks have each.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import cast

from qzinvest.errors import Fault, FaultyFile, QzinvestError
from qzinvest.locale import Wording
from qzinvest.model.imported import place_of
from qzinvest.render.refusals import (
    fault_parts,
    fields_of,
    is_listed,
    reason_of,
    remedy_of,
    sentence_text,
)
from qzinvest.render.wording import fields_text, visible
from qzinvest.tuples import NamedTuple

_PLACES = 4
"""Cells, or runs of them, that are named of one cause; of more, the first ones."""
_COUNTED = 10
"""So many cells are counted for the reader."""
_VALUES = 20
"""Values of a cause that are shown."""
_INDENT = 2


def error_text(error: QzinvestError, w: Wording) -> str:
    """``error: sentence``, below it what is wrong with a file by causes, then the remedy.

    No trailing newline. Values of the user's own are shown with control characters made visible.
    """
    fields = fields_of(error, w)
    sentence, remedy = w(error.key, **fields), remedy_of(error, w, fields)
    if not isinstance(error, FaultyFile):
        return f"{w('error.line', sentence=sentence)}\n  {remedy}"
    causes = _causes(error.faults)
    if len(causes) < cast("int", error.fields["count"]):
        sentence += w("fault.causes", causes=f"{len(causes):,}")
    # The sentence names a single file; which sheet it is, or which of several files, it does not.
    named = any(fault.sheet or fault.file != error.file for fault in error.faults)
    lines = _all_lines(causes, w, named=named)
    told = [w("error.line", sentence=sentence), *(f"  {line}" for line in lines), f"  {remedy}"]
    return "\n".join(told)


class _Said(NamedTuple):
    """A line about a cause, by how much it is indented."""

    level: int
    text: str


_Alike = list[Fault]
"""Faults of which the same is said."""
_Cause = list[_Alike]
"""Faults of one kind in one column."""


def fault_lines(faults: Sequence[Fault], w: Wording) -> list[str]:
    """What is wrong with files, by causes: the cells, what is wrong with them, what would be right.

    They are any long: what they are said to knows how wide it is.
    """
    return _all_lines(_causes(faults), w, named=True)


def _causes(faults: Iterable[Fault]) -> list[_Cause]:
    """In the order of the faults. A whole column's fault is one, whatever its cells hold."""
    found: dict[tuple[str, ...], dict[str, _Alike]] = {}
    for fault in faults:
        error = fault.error
        cause = (fault.file, fault.sheet, fault.column, error.key, reason_of(error))
        said = "" if error.of_column else f"{fault.value}\n{error.fields}"
        found.setdefault(cause, {}).setdefault(said, []).append(fault)
    return [list(alike.values()) for alike in found.values()]


def _all_lines(causes: Sequence[_Cause], w: Wording, *, named: bool) -> list[str]:
    """``named`` where the table is, though there is only one."""
    firsts = [cause[0][0] for cause in causes]
    tables = [place_of(first.file, first.sheet) for first in firsts]
    said: list[_Said] = []
    inner = 1 if named or len(set(tables)) > 1 else 0
    for place, (cause, table) in enumerate(zip(causes, tables, strict=True)):
        if inner and table not in tables[place - 1 : place]:
            said.append(_Said(0, visible(table) + w("fault.table")))
        said += [line._replace(level=line.level + inner) for line in _cause_lines(cause, w)]
    lines = [" " * (_INDENT * each.level) + each.text for each in said]
    return [*lines, *_names_told(firsts, w)]


def _names_told(faults: Sequence[Fault], w: Wording) -> Iterator[str]:
    """Where the names are listed, if any are unknown; and how an office's own is told."""
    unknown = [fault.error for fault in faults if is_listed(fault.error, w)]
    kinds = dict.fromkeys(w(f"kinds.{reason_of(error)}") for error in unknown)
    if kinds:
        first, *others = kinds
        also = w("list.separator").join(others)
        yield w("fault.names_too" if also else "fault.names", kinds=first, others=also)
    of_offices = [fault for fault in faults if fault.cell and is_listed(fault.error, w)]
    if of_offices:
        yield w("fault.words", text=of_offices[0].value, column=of_offices[0].column)


def _cause_lines(cause: _Cause, w: Wording) -> Iterator[_Said]:
    """What most cells have comes first; what would be right is said once where it is the same."""
    alike = sorted(cause, key=len, reverse=True)
    shown = alike[:_VALUES]
    advice = [_advice(each[0], w) for each in shown]
    is_common = len(set(advice)) == 1
    if len(alike) > 1:
        yield _Said(0, _head([fault for each in alike for fault in each], w))
    level = 1 if len(alike) > 1 else 0
    for each, remedy in zip(shown, advice, strict=True):
        yield _Said(level, _line(each, w, column=not level))
        if remedy and not is_common:
            yield _Said(level + 1, f"→ {remedy}")
    if len(alike) > len(shown):
        rest = [fault for each in alike[_VALUES:] for fault in each]
        values = f"{len(alike) - len(shown):,}"
        yield _Said(level, w("fault.more", values=values, count=_count(rest, w)))
    if advice[0] and is_common:
        yield _Said(1, f"→ {advice[0]}")


def _advice(fault: Fault, w: Wording) -> str:
    """What would be right; of names the nearest, for the others are listed by a command."""
    if is_listed(fault.error, w):
        near = fields_text({"near": fault.error.close}, w)["near"]
        return w("fault.near", near=near) if near else ""
    return fault_parts(fault, w)[1]


def _head(faults: Sequence[Fault], w: Wording) -> str:
    first, count = faults[0], _count(faults, w)
    letter = first.cell.rstrip("0123456789")
    key = "fault.head_cells" if letter else "fault.head_rows"
    return w(key, letter=letter, column=visible(first.column), count=count)


def _line(alike: _Alike, w: Wording, *, column: bool) -> str:
    """Where the cells stand, and what is wrong; the value too, where the sentence does without."""
    first = alike[0]
    sentence, value = sentence_text(first.error, w), visible(first.value)
    where = _where(alike, w)
    if column and first.column:
        where = f"{where} {visible(first.column)}"
    if value and value not in sentence and not first.error.of_column:
        return w("fault.value", where=where, value=value, sentence=sentence)
    return w("fault.line", where=where, sentence=sentence)


def _where(faults: _Alike, w: Wording) -> str:
    """The cells of one cause, neighbours together: ``B3–B7, B9``; of many the first.

    What has no cells, such as a map, has lines: ``map.toml:3``.
    """
    runs = list(islice(_runs(faults), _PLACES + 1))
    ends = [(run[0].cell or str(run[0].row), run[-1].cell or str(run[-1].row)) for run in runs]
    places = [first if first == last else f"{first}–{last}" for first, last in ends[:_PLACES]]
    which = w("list.separator").join(places)
    which += " …" if len(runs) > _PLACES else ""
    if not faults[0].cell:
        which = f"{visible(faults[0].file)}:{which}"
    if len(runs) > _PLACES or len(faults) >= _COUNTED:
        return w("fault.counted", which=which, count=_count(faults, w))
    return which


def _runs(faults: _Alike) -> Iterator[_Alike]:
    run: _Alike = []
    for fault in faults:
        if run and fault.row != run[-1].row + 1:
            yield run
            run = []
        run.append(fault)
    yield run


def _count(faults: Sequence[Fault], w: Wording) -> str:
    return w("fault.cells" if faults[0].cell else "fault.count_rows", count=f"{len(faults):,}")
