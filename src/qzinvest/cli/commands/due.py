"""``due``: what must be chased today."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from heapq import merge
from itertools import islice
from typing import Annotated

from qzinvest.cli.context import Surroundings, choice, emit, look_of, row_limit, surroundings, talk
from qzinvest.cli.declare import ALL, NONE, Amounts, Db, Lang, Looking, Naming, Opt
from qzinvest.cli.options import Case, Options, answering
from qzinvest.cli.told import Told, Weights, earlier_edition, told_of
from qzinvest.errors import BadOption, Conflict, ExitCode, PlanWithout
from qzinvest.ledger.due import Found, levels, usual_parts, waiting
from qzinvest.ledger.passages import passages
from qzinvest.ledger.uncounted import called
from qzinvest.locale import Wording
from qzinvest.model.changes import Known
from qzinvest.model.counting import measure_of
from qzinvest.model.document import Said
from qzinvest.model.due import LEVELS, RED, YELLOW, Due, DueList, Gaps, Waiting, from_level
from qzinvest.model.note import Note
from qzinvest.model.passage import Passage
from qzinvest.model.plan import UNIT_KINDS, Unit
from qzinvest.model.selection import Shown
from qzinvest.render.output import Look
from qzinvest.render.views import due as due_view
from qzinvest.reports.due import GAPS, due, due_of, gaps_of, place
from qzinvest.reports.subjects import count_kind

SLIPS = ("docx", "xlsx")
"""The formats of slips."""
_SCREENFUL = 50
"""Rows of a table without ``--limit``; machine formats give all."""


def run(
    *,
    options: Options,
    level: Annotated[str | None, Opt("--level", "option.level", "LEVEL", LEVELS)] = None,
    check: Annotated[bool, Opt("--check", "option.check_due")] = False,
    limit: Annotated[int | None, Opt("--limit", "option.limit", "N")] = None,
    split: Annotated[str | None, Opt("--split", "option.split", "DIR")] = None,
    names: Naming = ALL,
    looking: Looking,
    amounts: Amounts,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print the projects that are due; with ``--check`` only what is new, and say "no"."""
    if split is not None:
        looking = _for_slips(looking, check=check, limit=limit)
    here = surroundings(db, lang, looking.output)
    look = look_of(looking, here, frozen=options.edition is not None, amounts=amounts)
    least = choice("--level", level or (RED if check else YELLOW), LEVELS)
    nameless = choice("--names", names, (ALL, NONE)) == NONE
    rows = row_limit(limit, look, 0 if check else _SCREENFUL)
    with answering(here, options) as case:
        options = case.options
        if options.by not in GAPS:
            raise BadOption(option="--by", value=options.by, allowed=GAPS)
        if not case.plan.due:
            raise PlanWithout(plan=case.plan.code, what="due")
        if check:
            return _checked(here, case, (least, rows, nameless), look, looking.output)
        if split is not None:
            return _split(case, _said_of(listed(case, least, 0), nameless=nameless), look, split)
        found = _said_of(listed(case, least, rows), nameless=nameless)
        _emit(case, found, look, looking.output)
    return ExitCode.OK


def _for_slips(looking: Looking, *, check: bool, limit: int | None) -> Looking:
    """How slips look: as documents that one sends, all of them whole.

    Raises:
        BadOption: they are of no such format.
        Conflict: another option asks for one list.
    """
    others = {"--check": check, "--limit": limit is not None, "--output": looking.output}
    for other in (flag for flag, given in others.items() if given):
        raise Conflict(option="--split", other=other)
    form = choice("--format", looking.form or SLIPS[0], SLIPS)
    return looking._replace(form=form, output=f"slip.{form}")


def _split(case: Case, found: DueList, look: Look, folder: str) -> ExitCode:
    """Write a slip for each unit that has something to chase, all of them or none."""
    # Imported here: most lists are one.
    from pathlib import Path

    from qzinvest.render.files.export import file_name, held, publish

    files: dict[str, Iterable[bytes]] = {}
    for name, slip in slips(found, case.w):
        said = Said(
            partial(due_view.document, slip, case.w, look.money(case.w)),
            partial(due_view.data, slip, case.w),
        )
        text = case.written(said, look)
        files[file_name(name, look.form, files)] = (text,) if isinstance(text, bytes) else ()
    facts = {"kind": "due", "plan": case.plan.code, "as_of": case.as_of.isoformat()}
    with held(Path(folder)) as path:
        publish(path, files, facts)
    talk(case.w("talk.split", path=folder, n=f"{len(files):,}"))
    return ExitCode.OK


def slips(found: DueList, w: Wording) -> Iterator[tuple[str, DueList]]:
    """What each unit has to chase, with its name, in the order of its first project."""
    kind = "department" if found.by == "department" else "district"
    homes = found.plan.homes(kind)
    rows: dict[str | None, list[tuple[Due, Known]]] = {}
    for each, known in found.rows:
        home = homes.get(getattr(each.passage, kind) or "")
        rows.setdefault(home and home.code, []).append((each, known))
    for code, mine in rows.items():
        names = homes[code].short if code else None
        name = names.get(w.lang) if names else w("row.unassigned")
        waiting_ = found.units[code]
        shown = Shown(kind, code or "", names or Note("row.unassigned"))
        yield (
            name,
            found._replace(
                selection=found.selection._replace(rows=(shown,)),
                levels={**dict.fromkeys(LEVELS, 0), **waiting_.levels},
                units={code: waiting_},
                wanted=len(mine),
                listed=len(mine),
                rows=mine,
            ),
        )


def _said_of(found: DueList, *, nameless: bool) -> DueList:
    """The list as it is; for publication without names of projects and of whom to call."""
    nobody = Known("")
    return found._replace(rows=((each, nobody) for each, _ in found.rows)) if nameless else found


def _emit(case: Case, found: DueList, look: Look, output: str | None) -> None:
    said = Said(
        lambda: due_view.document(found, case.w, look.money(case.w)),
        lambda: due_view.data(found, case.w),
    )
    emit(case.written(said, look), output, case.w)


def _checked(
    here: Surroundings, case: Case, asked: tuple[str, int, bool], look: Look, output: str | None
) -> ExitCode:
    """Print what is new at a level, so many rows, with names or not; with nothing new nothing."""
    least, rows, nameless = asked
    told = told_of(here, case.options, "due", least)
    found, now = _new(here, case, told, least, rows)
    found = _said_of(found, nameless=nameless)
    # Cron sends no mail; a file must not keep an older list.
    if found.wanted or output is not None or not look.is_read:
        _emit(case, found, look, output)
    told.remember(now)
    return ExitCode.NO if found.wanted else ExitCode.OK


def listed(case: Case, least: str, rows: int) -> DueList:
    """What is due at a level and worse, so many rows of it, all for 0."""
    gaps, asked = _gaps(case), from_level(least)
    found = levels(case.connection, case.scope, gaps)
    at = {level: sum(f.projects for f in found if f.level == level) for level in LEVELS}
    wanted = sum(at[level] for level in asked)
    shown = min(rows or wanted, wanted)
    return DueList(
        plan=case.plan,
        by=case.options.by,
        as_of=case.as_of,
        selection=case.selection,
        levels=at,
        units=_units(gaps.plan.homes(gaps.kind), found, asked),
        spared=sum(each.spared for each in found),
        wanted=wanted,
        listed=shown,
        rows=_named(case, islice(_found(case, gaps, least, rows), shown)),
    )


def _units(
    homes: Mapping[str, Unit], found: Sequence[Found], asked: Collection[str]
) -> dict[str | None, Waiting]:
    """What is due at the levels asked for, by the unit whose projects they are today."""
    units: dict[str | None, Waiting] = {}
    for each in found:
        if each.level in asked and each.projects:
            home = homes.get(each.unit or "")
            code = home and home.code
            so_far = units.get(code) or Waiting(dict.fromkeys(asked, 0), 0)
            at = {**so_far.levels, each.level: so_far.levels[each.level] + each.projects}
            units[code] = Waiting(at, so_far.amount + each.amount)
    return units


def all_due(case: Case, least: str, known: Iterable[Passage]) -> list[Due]:
    """Everything that is due at a level and worse, with the largest gain first.

    ``known`` are the case's projects.
    """
    return list(_found(case, _gaps(case), least, 0, known))


def _found(
    case: Case, gaps: Gaps, least: str, rows: int, known: Iterable[Passage] = ()
) -> Iterator[Due]:
    scope, shared = case.scope, tuple[Due, ...]()
    if gaps.assessed and gaps.kind in UNIT_KINDS:
        # Of what credit shares a line gains its part alone, which plain Python says.
        shared = due(gaps, passages(case.connection, scope._replace(credited=True)))
        scope = scope._replace(credited=False)
    asked = from_level(least)
    waits = waiting(case.connection, scope, gaps, least, rows, known)
    whole = (each for p in waits if (each := due_of(gaps, p)) is not None)
    return merge(whole, (each for each in shared if each.level in asked), key=place)


def _named(case: Case, found: Iterable[Due]) -> Iterator[tuple[Due, Known]]:
    for each in found:
        id_ = each.passage.id
        yield each, called(case.connection, [id_], case.positions)[id_]


def _new(
    here: Surroundings, case: Case, told: Told, least: str, rows: int
) -> tuple[DueList, Weights]:
    """What has become due, or worse, since the last edition and call; and all that is due."""
    gaps = _gaps(case)
    every = list(_found(case, gaps, least, 0))
    now = _weights(every)
    published: Weights = {}
    with earlier_edition(here, case, None) as before:
        if before is not None and before.plan.due:
            asked = before._replace(options=case.options, selection=case.selection)
            published = _weights(_found(asked, _gaps(asked), least, 0))
    fresh = told.fresh(now, published)
    new = [each for each in every if _name(each) in fresh]
    shown = new[:rows] if rows else new
    left = {_name(each) for each in new[len(shown) :]}
    kind, levels_ = gaps.kind, from_level(least)
    told_of_new = (Found(getattr(e.passage, kind), e.level, 1, e.passage.amount, 0) for e in new)
    units = _units(gaps.plan.homes(kind), tuple(told_of_new), levels_)
    found = listed(case, least, 1)._replace(units=units, wanted=len(new), listed=len(shown))
    found = found._replace(rows=_named(case, shown))
    return found, {name: weight for name, weight in now.items() if name not in left}


def _weights(found: Iterable[Due]) -> Weights:
    return {_name(each): LEVELS.index(each.level) for each in found}


def _name(each: Due) -> str:
    return f"{each.passage.id} {each.passage.begins} {each.rule.code}"


def _gaps(case: Case) -> Gaps:
    # A unit lacks what it lacks, whichever of its projects are asked for.
    everything = case.selection.all_rows._replace(filters=())
    whole = case._replace(selection=everything)
    counts = whole.counts(count_kind(case.options.by))
    paid_in = [measure_of(case.plan, i, case.as_of) for i in case.plan.indicators if i.is_paid_in]
    usual = usual_parts(case.connection, whole.scope, paid_in)
    return gaps_of(case.plan, case.adopted.shares, counts, case.question, usual)
