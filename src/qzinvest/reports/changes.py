"""Changes: what moved between two bulletins, project by project, so that it adds up.

Both bulletins are computed as they were published; the moves are found from the projects' states at
both ends. In every indicator the moves sum up to the difference of the totals, and those of a unit
to the difference of its figures.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from qzinvest.model.changes import REASONS, Changes, End, Known, Move, Pile, Standing, Sum
from qzinvest.model.counting import COUNTED, Figure, Measure, by_holder, figure, measure_of, settled
from qzinvest.model.credit import WHOLE
from qzinvest.model.note import Name, Note, Ordinal
from qzinvest.model.passage import ALWAYS, Passage
from qzinvest.model.plan import Names, Plan
from qzinvest.model.progress import Line, Progress
from qzinvest.model.ranking import Earlier, Fields, earlier
from qzinvest.model.selection import ASSESSMENT
from qzinvest.reports.reasons import Lens, States, reason_of
from qzinvest.reports.subjects import Question, Subject, count_kind, placed, subjects_of
from qzinvest.tuples import NamedTuple


class Bulletin(NamedTuple):
    """One end of the comparison: its plan, what it was asked for, and its report.

    ``edition`` is ``None`` for what is recorded now; ``adoption`` is the event that adopted the
    plan.
    """

    edition: str | None
    plan: Plan
    adoption: str
    question: Question
    report: Progress

    @property
    def end(self) -> End:
        """How the comparison names this end."""
        effective = self.question.effective or self.plan.start
        return End(self.edition, self.question.as_of, self.plan.code, effective, self.report.pace)


def measures(before: Bulletin, after: Bulletin) -> dict[str, tuple[Measure, Measure]]:
    """How each indicator that is compared is measured at both ends."""
    return {code: (lens.then, lens.now) for code, lens in _lenses(before, after).items()}


class Step(NamedTuple):
    """A project that brings another figure than before, with its passages at both ends.

    ``parts`` are what it brought and what it brings, by the code of the report's line. ``again``:
    of a project that both ends have it is a later spell, which one of them has not.
    """

    indicator: str
    before: Passage | None
    after: Passage | None
    parts: Mapping[str, tuple[Figure, Figure]]
    again: bool = False

    @property
    def id(self) -> str:
        """The project's id."""
        passage = self.after or self.before
        return "" if passage is None else passage.id


Facts = Mapping[str, Known]
"""What was known of projects at one end, by id; those that were not recorded are left out."""
Pair = tuple[Passage | None, Passage | None]


def paired(before: Iterable[Passage], after: Iterable[Passage]) -> Iterator[Pair]:
    """Each spell's passages at both ends, from two lists by office, number and spell.

    A spell after a drop is the same one where it is known by then to begin on another day.
    """
    olds, news = iter(before), iter(after)
    old, new = next(olds, None), next(news, None)
    while old is not None or new is not None:
        if old is not None and new is not None and _is_one(old, new):
            yield old, new
            old, new = next(olds, None), next(news, None)
        elif new is None or (old is not None and old.key < new.key):
            yield old, None
            old = next(olds, None)
        else:
            yield None, new
            new = next(news, None)


def _is_one(old: Passage, new: Passage) -> bool:
    """Whether two passages are of one spell: spells come and go at a project's end alone."""
    return old[:2] == new[:2] and (old.begins > ALWAYS) == (new.begins > ALWAYS)


def steps(before: Bulletin, after: Bulletin, pairs: Iterable[Pair]) -> Iterator[Step]:
    """The projects that bring another figure, for each indicator that both plans have."""
    lenses = _lenses(before, after)
    kind = count_kind(after.question.by)
    shares = by_holder(kind, assessed=after.question.selection.view == ASSESSMENT)
    places = [placed(_subjects(bulletin)) for bulletin in (before, after)]
    tier = after.question.tier
    same_plan = before.adoption == after.adoption

    def parts(passage: Passage | None, measure: Measure, end: int) -> dict[str, Figure]:
        if passage is None:
            return {}
        grain = WHOLE if measure.indicator.measure == "count" else 1
        found: dict[str, int] = {}
        for unit, value in shares(passage, measure.value(passage) * grain):
            place = places[end](unit)
            if tier in (None, place.tier):
                found[place.code] = found.get(place.code, 0) + value
        return {code: figure(value, grain) for code, value in found.items()}

    both: tuple[object, ...] = ()
    for old, new in pairs:
        unchanged = same_plan and old == new
        project = (old or new or ())[:2]
        both = project if None not in (old, new) else both
        again = project == both and None in (old, new)
        for code, lens in lenses.items():
            counted = old is not None and lens.then.verdict(old) == COUNTED
            counts = new is not None and lens.now.verdict(new) == COUNTED
            # What is paid in may be recorded at both ends, and count at the later one alone.
            if counted == counts and (not counts or (unchanged and not lens.now.is_paid)):
                continue
            was = parts(old, lens.then, 0) if counted else {}
            now = parts(new, lens.now, 1) if counts else {}
            if was != now:
                codes = dict.fromkeys([*was, *now])
                moved = {c: (was.get(c, 0), now.get(c, 0)) for c in codes}
                yield Step(code, old, new, moved, again)


def changes(  # noqa: PLR0913, PLR0917 - all that moved, one by one and in sums
    before: Bulletin,
    after: Bulletin,
    found: Sequence[Step],
    known: tuple[Facts, Facts],
    piles: Iterable[Pile] = (),
    listed: Sequence[Step] = (),
) -> Changes:
    """The comparison of two bulletins that were asked for the same.

    Args:
        before, after: the bulletins.
        found: what ``steps`` gives.
        known: what was known of ``unseen`` at the earlier end, and of all at the later one.
        piles: the projects that are not in ``found``, by recorded unit.
        listed: those of them that are to be shown, as ``steps`` gives them.
    """
    lenses = _lenses(before, after)
    across = not before.plan.shares_period(after.plan)
    standings, apart = _standings(before.report, after.report, lenses, across=across)
    names = {standing.unit: standing.name for standing in standings}
    piles = [pile for pile in _placed(after, piles) if pile.unit in names]
    moves, more = (list(_moves(before, after, of, known, names)) for of in (found, listed))
    shown, more = ([move for move in of if shows(after, move.unit)] for of in (moves, more))
    shown_piles = [pile for pile in piles if shows(after, pile.unit)]
    return Changes(
        title=after.report.title,
        by=after.question.by,
        tier=after.question.tier,
        before=before.end,
        after=after.end,
        headings=tuple(h for h in after.report.headings if h.code in lenses),
        moves=_sorted([*shown, *more], [*lenses]),
        sums=_sums(moves, piles, [*lenses]),
        shown=_sums(shown, shown_piles, [*lenses]),
        projects=_projects(shown, shown_piles),
        standings=tuple(each for each in standings if shows(after, each.unit)),
        totals=_totals(before.report, after.report, lenses),
        across=across,
        apart=apart,
        notes=tuple(_notes(before, after, [*lenses])),
        assumed=after.report.assumed,
        source=after.report.source,
        selection=after.question.selection,
    )


def shows(bulletin: Bulletin, line: str) -> bool:
    """Whether a line is asked for."""
    return bulletin.question.selection.shows(bulletin.question.by, line)


def _placed(after: Bulletin, piles: Iterable[Pile]) -> Iterator[Pile]:
    """The piles by line, of the tier that is asked for."""
    place = placed(_subjects(after))
    for pile in piles:
        line = place(pile.unit)
        if after.question.tier in (None, line.tier):
            yield pile._replace(unit=line.code)


def unseen(found: Iterable[Step], now: Facts) -> list[str]:
    """The projects of which the earlier end must be asked: no passage then, or no facts now."""
    ids = (step.id for step in found if step.before is None or step.id not in now)
    return list(dict.fromkeys(ids))


def _lenses(before: Bulletin, after: Bulletin) -> dict[str, Lens]:
    """The indicators asked for that both plans have and measure alike."""
    olds = {indicator.code: indicator for indicator in before.plan.indicators}
    taken = (before.plan.taken, after.plan.taken)
    lenses = {}
    for indicator in after.plan.indicators:
        old = olds.get(indicator.code)
        wanted = after.question.indicator in (None, indicator.code)
        if wanted and old is not None and old.measure == indicator.measure:
            now = measure_of(after.plan, indicator, after.question.as_of)
            then = measure_of(before.plan, old, before.question.as_of)
            between = measure_of(before.plan, old, after.question.as_of)
            between = between._replace(start=now.start, until=now.until, end=now.end)
            lenses[indicator.code] = Lens(then, between, now, taken)
    return lenses


def _subjects(bulletin: Bulletin) -> list[Subject]:
    return subjects_of(bulletin.plan, bulletin.question.by)


def _moves(
    before: Bulletin,
    after: Bulletin,
    found: Sequence[Step],
    known: tuple[Facts, Facts],
    names: Mapping[str, Name],
) -> Iterator[Move]:
    """One move for each step and line that it changes, of the lines that are shown."""
    lenses = _lenses(before, after)
    kind, assessed = count_kind(after.question.by), after.question.selection.view == ASSESSMENT
    for step in found:
        then, now = (facts.get(step.id) for facts in known)
        stayed = all(was and now_ for was, now_ in step.parts.values())
        states = States(step.before, step.after, then, now, step.again)
        reason = reason_of(lenses[step.indicator], states, kind, assessed=assessed, stayed=stayed)
        fact = now or then
        name = "" if fact is None else fact.name
        for unit, (was, is_) in step.parts.items():
            if was != is_ and unit in names:
                change = settled(is_ - was)
                yield Move(
                    step.indicator, reason, step.id, name, unit, names[unit], was, is_, change
                )


def _sorted(moves: Iterable[Move], indicators: Sequence[str]) -> tuple[Move, ...]:
    """By indicator, reason and size of the change; else by office and number."""

    def place(move: Move) -> tuple[int, int, Figure, str, int]:
        org, _, number = move.project.rpartition("-")
        reason = REASONS.index(move.reason)
        return indicators.index(move.indicator), reason, -move.size, org, int(number)

    return tuple(sorted(moves, key=place))


def _sums(
    moves: Sequence[Move], piles: Sequence[Pile], indicators: Sequence[str]
) -> tuple[Sum, ...]:
    gathered: dict[tuple[str, str], list[Move]] = {}
    for move in moves:
        gathered.setdefault((move.indicator, move.reason), []).append(move)
    found: dict[tuple[str, str], tuple[int, Figure]] = {
        key: (len({move.project for move in group}), sum(move.change for move in group))
        for key, group in gathered.items()
    }
    for pile in piles:
        for indicator, (projects, change) in pile.changes.items():
            if projects:
                n, so_far = found.get((indicator, pile.reason), (0, 0))
                found[indicator, pile.reason] = n + projects, so_far + change
    return tuple(
        Sum(indicator, reason, n, settled(change))
        for indicator in indicators
        for reason in REASONS
        for n, change in [found.get((indicator, reason), (0, 0))]
        if n
    )


def _projects(moves: Iterable[Move], piles: Iterable[Pile]) -> dict[str, int]:
    """How many projects move for each reason."""
    found: dict[str, int] = {}
    for reason, _ in {(move.reason, move.project) for move in moves}:
        found[reason] = found.get(reason, 0) + 1
    for pile in piles:
        found[pile.reason] = found.get(pile.reason, 0) + pile.projects
    return found


def _standings(
    before: Progress, after: Progress, indicators: Mapping[str, Lens], *, across: bool
) -> tuple[tuple[Standing, ...], frozenset[tuple[str, str]]]:
    """All lines of both reports, in the later one's order; then those that only the earlier has.

    With them the indicators and units whose earlier rank cannot be compared.
    """
    olds, news = (
        {(line.unit, line.indicator): line for line in report.lines if line.indicator in indicators}
        for report in (before, after)
    )
    fields = {code: tuple(_ranks(lines, code) for lines in (olds, news)) for code in indicators}
    found: list[Standing] = []
    apart: set[tuple[str, str]] = set()
    for key in news | olds:
        old, new = olds.get(key), news.get(key)
        standing = _standing(old, new, new or olds[key])
        then, now = fields[standing.indicator]
        rank = earlier(then, now, standing.tier, standing.unit)
        if across and standing.rank_before is not None:
            rank = Earlier(None, apart=True)
        if rank.apart:
            apart.add((standing.indicator, standing.unit))
        found.append(standing._replace(rank_before=rank.rank))
    return tuple(found), frozenset(apart)


def _ranks(lines: Mapping[tuple[str, str], Line], indicator: str) -> Fields:
    """An indicator's ranks by unit in each tier; lines without tiers have none."""
    found: dict[int | None, dict[str, int]] = {}
    for line in lines.values():
        if line.indicator == indicator and line.rank is not None:
            found.setdefault(line.tier, {})[line.unit] = line.rank
    return found


def _totals(before: Progress, after: Progress, codes: Iterable[str]) -> tuple[Standing, ...]:
    """The city's line of each indicator; the tier's where only one is asked for."""
    olds, news = ({line.indicator: line for line in _whole(report)} for report in (before, after))
    return tuple(_standing(olds.get(code), news[code], news[code]) for code in codes)


def _whole(report: Progress) -> Sequence[Line]:
    if report.tier is None:
        return report.totals
    return report.subtotals or report.lines


def _notes(before: Bulletin, after: Bulletin, codes: Sequence[str]) -> Iterator[Note]:
    """What a reader must know of the two plans."""
    olds, news = before.plan, after.plan
    if not olds.shares_period(news):
        fields = {"start": olds.start, "end": olds.end, "since": news.start, "until": news.end}
        yield Note("changes.periods", fields)
    if olds.code != news.code:
        yield Note("changes.two_plans", {"before": olds.code, "after": news.code})
    elif before.adoption != after.adoption:
        yield Note("changes.revised", {"effective": after.end.effective})
    question = after.question
    names = {i.code: i.names for i in (*olds.indicators, *news.indicators)}
    chosen = [code for code in names if question.indicator in (None, code)]
    if left := [names[code] for code in chosen if code not in codes]:
        yield Note("changes.not_compared", {"names": left})
    if olds.rules != news.rules:
        yield Note("changes.rules")
    if question.tier is not None and (others := _in_another_tier(before, after)):
        yield Note("changes.other_tier", {"tier": Ordinal(question.tier), "names": others})


def _in_another_tier(before: Bulletin, after: Bulletin) -> list[Names]:
    """The units that are in the tier asked for at one end only, and in both plans."""
    question, kind = after.question, count_kind(after.question.by)
    olds, news = ({u.code: u for u in end.plan.units_of(kind)} for end in (before, after))
    return [
        unit.names
        for code, unit in news.items()
        if code in olds and (olds[code].tier == question.tier) != (unit.tier == question.tier)
    ]


def _standing(old: Line | None, new: Line | None, line: Line) -> Standing:
    """``line`` at both ends; it counts nothing where a report has not got it."""
    was = 0 if old is None else old.actual
    is_ = 0 if new is None else new.actual
    return Standing(
        line.unit,
        line.name,
        line.tier,
        line.indicator,
        was,
        is_,
        settled(is_ - was),
        None if old is None else old.target,
        None if new is None else new.target,
        None if old is None else old.rank,
        None if new is None else new.rank,
    )
