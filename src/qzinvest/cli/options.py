"""What reports are asked for, in one place: by what, as of when, of which projects.

``Options`` declares the options that reports share, so that they mean the same everywhere;
``answering`` opens the ledger and settles them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, tzinfo
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

from qzinvest.cli.context import Surroundings, answer, choice, remark
from qzinvest.cli.days import day_asked, period_asked
from qzinvest.cli.declare import Opt, Several
from qzinvest.errors import BackwardsPeriod, BadOption, Conflict, NotEarlier
from qzinvest.ledger.connection import Connection
from qzinvest.ledger.counts import counts, pairs
from qzinvest.ledger.log import heads
from qzinvest.ledger.passages import FILTERS, Scope, passages
from qzinvest.ledger.queries import Adopted, is_empty, plan_for, plan_rows, plans_on, reading
from qzinvest.locale import Wording, wording
from qzinvest.model.counting import Count, Measure, Sum, measure_of
from qzinvest.model.document import Document, Said
from qzinvest.model.edition import Edition, Heads, PlanRow, Positions, heads_text
from qzinvest.model.passage import Passage
from qzinvest.model.plan import UNIT_KINDS, Plan, Term, Unit
from qzinvest.model.selection import ASPECTS, ASSESSMENT, Filter, Selection, Shown
from qzinvest.render.output import Look, pieces, written
from qzinvest.reports.subjects import VIEWS, Question, count_kind
from qzinvest.tuples import NamedTuple

if TYPE_CHECKING:
    from qzinvest.intake.words.names import Resolver


class Options(NamedTuple):
    """The options that reports share; every field is one."""

    dimensions: Annotated[list[str] | None, Opt("--by", "option.by", "WHAT", VIEWS)] = None
    tier: Annotated[int | None, Opt("--tier", "option.tier", "N", ("1", "2", "3"))] = None
    indicator: Annotated[str | None, Opt("--indicator", "option.indicator", "CODE")] = None
    as_of: Annotated[str | None, Opt("--as-of", "option.as_of", "DATE")] = None
    plan: Annotated[str | None, Opt("--plan", "option.plan", "CODE")] = None
    edition: Annotated[str | None, Opt("--edition", "option.edition", "EDITION")] = None
    view: Annotated[str, Opt("--view", "option.view", "VIEW", ASPECTS)] = "statistics"
    district: Annotated[Several, Opt("--district", "option.district", "UNIT")] = None
    department: Annotated[Several, Opt("--department", "option.department", "UNIT")] = None
    group: Annotated[Several, Opt("--group", "option.group", "GROUP")] = None
    channel: Annotated[Several, Opt("--channel", "option.channel", "TERM")] = None
    origin: Annotated[Several, Opt("--origin", "option.origin", "TERM")] = None
    investor_class: Annotated[Several, Opt("--investor-class", "option.investor_class", "TERM")] = (
        None
    )
    event: Annotated[Several, Opt("--event", "option.event", "TERM")] = None
    unit: Annotated[Several, Opt("--unit", "option.rows", "UNIT")] = None

    @property
    def by(self) -> str:
        """What the rows are."""
        return self.dimensions[0] if self.dimensions else "district"

    @property
    def views(self) -> tuple[str, ...]:
        """What the rows are, and the columns of a cross table."""
        return tuple(self.dimensions or (self.by,))

    @property
    def across(self) -> str | None:
        """What the columns of a cross table are."""
        return self.dimensions[1] if self.dimensions and len(self.dimensions) > 1 else None


class Case(NamedTuple):
    """A question that is settled, with the open ledger that answers it.

    ``positions`` are a place of the log, ``None`` for its end; ``selection`` says which projects
    are meant and which rows are to be shown. ``options`` names the view of those rows. ``empty``
    says that there was no project to be asked for. ``heads`` are where the chains end that it is
    made from, ``zone`` is where the ledger's days are of.
    """

    connection: Connection
    options: Options
    adopted: Adopted
    as_of: date
    today: date
    w: Wording
    positions: Positions | None
    edition: Edition | None = None
    selection: Selection = Selection()
    empty: bool = False
    heads: Heads = MappingProxyType({})
    zone: tzinfo = UTC

    def written(self, said: Said, look: Look) -> str | bytes | Iterator[str]:
        """The report as it looks, whole or in pieces; where there is no project, what to do next.

        What is looked at elsewhere says which state of the ledger it was made from.
        """
        note = self.w("note.heads", heads=heads_text(self.heads))
        if look.still and look.is_read and not self.empty:
            said = Said(_noted(said.document, note), said.data)
        if not self.empty:
            return pieces(said, look, self.w, self.plan)
        code = None if self.edition is None else self.edition.code
        return answer(written(said, look, self.w, self.plan), look.form, self.w, code)

    @property
    def plan(self) -> Plan:
        """The plan in force."""
        return self.adopted.plan

    @property
    def scope(self) -> Scope:
        """The projects that are asked for."""
        return self.scope_by(self.plan)

    def scope_by(self, plan: Plan) -> Scope:
        """The same where another version of the plan says whose recorded codes are."""
        chosen = self.selection.chosen.items()
        kept = {key: plan.recorded(key, codes) for key, codes in chosen}
        return Scope(kept, self.positions, day=self.as_of)

    @property
    def question(self) -> Question:
        """How the reports of targets are asked for."""
        options, effective = self.options, self.adopted.effective
        which = (options.tier, options.indicator, effective, self.selection)
        return Question(options.by, self.as_of, *which)

    @property
    def assessed(self) -> bool:
        """Whether credit divides projects between units."""
        return self.selection.view == ASSESSMENT

    def on(self, day: date) -> "Case | None":
        """The same on an earlier day, under the plan that was in force then.

        ``None`` where none of the same period was.
        """
        if day < self.plan.start:
            return None
        if self.adopted.effective <= day:
            return self._replace(as_of=day)
        (earlier,) = self.plans_on((day,))
        if earlier is None or not earlier.plan.shares_period(self.plan):
            return None
        return self._replace(adopted=earlier, as_of=day)

    def signed(self, since: str | None, until: str | None) -> Measure:
        """The projects signed in a period, the plan's unless days are given.

        Raises:
            BackwardsPeriod: the period ends before it begins.
            NotEarlier: it begins after the day.
        """
        # Imported here: most reports are of no cohort.
        from qzinvest.model.cohort import cohort_of

        begin, end = period_asked(since, self.today), period_asked(until, self.today)
        begins, ends = begin and begin.first, end and end.last
        cohort = cohort_of(self.plan, self.as_of, begins, ends)
        first, last = (date.fromordinal(day) for day in (cohort.start, cohort.end))
        if first > last:
            raise BackwardsPeriod(since=first, until=last)
        if begins is not None and begins > self.as_of:
            raise NotEarlier(since=begins, as_of=self.as_of)
        return cohort

    def passages(self) -> Iterator[Passage]:
        """The projects that are asked for."""
        return passages(self.connection, self.scope)

    def plans_on(self, days: Sequence[date]) -> list[Adopted | None]:
        """The plan that a report of each of these days uses, with the same options.

        ``None`` where none was in force. Another plan than the case's is taken only if its period
        begins on the same day: figures count from there.
        """
        rows, code = self.plan_rows, self.options.plan
        if self.edition is not None:
            (default,) = plans_on(self.connection, None, (self.as_of,), rows)
            # An edition of another plan than the default was frozen with --plan.
            if default is None or default.plan.code != self.plan.code:
                code = self.plan.code
        found = plans_on(self.connection, code, days, rows)
        if all(one is not None and one.plan.start == self.plan.start for one in found):
            return found
        own = plans_on(self.connection, self.plan.code, days, rows)
        return [
            mine if one is None or one.plan.start != self.plan.start else one
            for one, mine in zip(found, own, strict=True)
        ]

    def counts(self, kind: str, as_of: date | None = None) -> tuple[Count, ...]:
        """What units of ``kind`` achieved by ``as_of``, the question's day by default."""
        day = as_of or self.as_of
        scope = self.scope._replace(day=day)
        return counts(self.connection, scope, self.plan, kind, day, assessed=self.assessed)

    @property
    def plan_rows(self) -> Sequence[PlanRow] | None:
        """The adoptions of which plans are chosen; ``None`` for all of today's."""
        return None if self.edition is None else self.edition.plans

    def year_before(self, kind: str) -> tuple[Count, ...] | None:
        """The same of the same day a year before, ``None`` where nothing is known of that year."""
        # Imported here: most answers do without.
        from qzinvest.ledger.counts import year_before

        asked = (self.connection, self.scope, self.plan, kind, self.as_of)
        return year_before(*asked, assessed=self.assessed, rows=self.plan_rows)

    def outside(self) -> int:
        """How many projects are in none of the shown indicators, for no plan covers their days.

        At most one more than ``MOST_OUTSIDE``.
        """
        # Imported here: most answers do not ask for it.
        from qzinvest.ledger import outside

        rows = plan_rows(self.connection) if self.edition is None else self.edition.plans
        periods = outside.periods_of(rows)
        shown = self.plan.chosen(self.options.indicator)
        measures = [measure_of(self.plan, each, self.as_of) for each in shown]
        return outside.count_outside(self.connection, self.scope, measures, periods)

    def pairs(self, rows: str, columns: str) -> Mapping[str, Mapping[tuple[str, str], Sum]]:
        """What was achieved by two fields of ``Passage`` at once, by indicator."""
        kinds = (rows, columns)
        return pairs(
            self.connection, self.scope, self.plan, kinds, self.as_of, assessed=self.assessed
        )


def _noted(document: Callable[[], Document], note: str) -> Callable[[], Document]:
    """The document with one more note."""
    return lambda: (found := document())._replace(notes=(*found.notes, note))


@contextmanager
def answering(  # noqa: PLR0913 - all that may be asked for
    here: Surroundings,
    options: Options,
    *,
    most: int = 1,
    views: tuple[str, ...] = ("district",),
    sums: bool = False,
    edition: Edition | None = None,
) -> Iterator[Case]:
    """Open the ledger and settle the plan, the day, the language, the projects and the rows.

    Args:
        most: how many ``--by`` the report takes.
        views: what its rows are where nothing says so.
        sums: whether totals and subtotals can be asked for as rows.
        edition: the one that is asked for, where it is known, taken back since or not.

    Raises:
        BadOption, Conflict, UnknownName: the options do not fit each other or the plan.
        PlanUnknown, UnknownEdition: there is no such plan or edition.
    """
    options = _checked(options, most)
    with reading(here.ledger) as connection:
        edition, adopted, as_of = _settled(connection, options, here.today, edition)
        w = here.w
        if edition is not None and edition.lang is not None and here.lang is None:
            w = wording(edition.lang)
        if options.indicator is not None:
            code = indicator_named(adopted.plan, options.indicator, w)
            options = options._replace(indicator=code)
        rows = _rows(adopted.plan, options, w, sums=sums)
        if rows and not options.dimensions:
            options = options._replace(dimensions=[rows[0].view])
        check_tier(adopted.plan, options)
        positions = None if edition is None else edition.positions
        given = views if options.dimensions is None and options.tier is None else options.views
        selection = _selected(_filters(adopted.plan, options, w), given, rows, options)
        settled = (adopted, as_of, here.today, w, positions, edition, selection)
        case = Case(connection, options, *settled)
        ends = heads(connection) if edition is None else edition.sealed
        yield case._replace(empty=is_empty(connection, positions), heads=ends, zone=here.zone)


def _settled(
    connection: Connection, options: Options, now: date, edition: Edition | None
) -> tuple[Edition | None, Adopted, date]:
    """The edition that is asked for, the plan in force, and the day."""
    if edition is None and options.edition is None:
        return None, *plan_for(connection, options.plan, day_asked(options.as_of, now), now)
    # Imported here: most reports are of today.
    from qzinvest.ledger.editions import edition_of, plan_of

    edition = edition or edition_of(connection, options.edition or "")
    return edition, plan_of(connection, edition), edition.as_of


def _rows(plan: Plan, options: Options, w: Wording, *, sums: bool) -> tuple[Shown, ...]:
    """The rows that ``--unit`` names."""
    if not options.unit:
        return ()
    # Imported here: most reports show all rows.
    from qzinvest.cli.rows import rows_named

    return rows_named(plan, tuple(options.dimensions or ()), options.unit, w, sums=sums)


def _selected(
    filters: tuple[Filter, ...], views: tuple[str, ...], rows: tuple[Shown, ...], options: Options
) -> Selection:
    """What filters keep, and which rows are shown: a filter on what the rows are names rows."""
    named = tuple(Shown(*each) for each in filters if each.key in views)
    rows = tuple({row[:2]: row for row in (*rows, *named)}.values())
    if rows and options.tier is not None:
        option = "unit" if options.unit else named[0].view.replace("_", "-")
        raise Conflict(option=f"--{option}", other="--tier")
    return Selection(tuple(each for each in filters if each.key not in views), options.view, rows)


def _checked(options: Options, most: int) -> Options:
    """The options with their closed choices by code.

    Refuses a ``--by`` that is not known, stands twice, or is one too many, and what conflicts.
    """
    given = [choice("--by", by, VIEWS) for by in options.dimensions or []]
    for place, by in enumerate(given):
        if place >= most or by in given[:place]:
            raise Conflict(option=f"--by {given[place - 1]}", other=f"--by {by}")
    options = options._replace(dimensions=given or options.dimensions)
    if options.across is not None and options.tier is not None:
        raise Conflict(option=f"--by {options.by} --by {options.across}", other="--tier")
    for option, value in (("--as-of", options.as_of), ("--plan", options.plan)):
        if options.edition is not None and value is not None:
            raise Conflict(option="--edition", other=option)
    return options._replace(view=choice("--view", options.view, ASPECTS))


def indicator_named(plan: Plan, text: str, w: Wording) -> str:
    """The code of the indicator that is asked for by its code or any of its names."""
    if plan.indicator(text) is not None:
        return text
    # Imported here: scripts give the code.
    from qzinvest.intake.words.names import Resolver

    return Resolver(plan, w.lang).indicator(text)


def of_own_tier(here: Surroundings, options: Options, look: Look) -> Options:
    """The user's own tier, on a terminal alone, where nothing says which rows are asked for."""
    tier = here.settings.tier
    rows = options._replace(as_of=None, plan=None, indicator=None)
    if tier is None or look.piped or not look.is_read or rows != Options():
        return options
    # Imported here: few have a tier of their own.
    from qzinvest.render.wording import numeral

    remark(here.w("talk.own_tier", tier=numeral(tier, here.w)))
    return options._replace(tier=tier)


def check_tier(plan: Plan, options: Options) -> None:
    """Refuse a tier that the plan does not have."""
    if options.tier is None:
        return
    if options.by not in ("district", "department", "tier"):
        raise Conflict(option=f"--by {options.by}", other="--tier")
    tiers = sorted({unit.tier for unit in plan.units_of(count_kind(options.by))})
    if options.tier not in tiers:
        raise BadOption(
            option="--tier", value=str(options.tier), allowed=[str(tier) for tier in tiers]
        )


def _filters(plan: Plan, options: Options, w: Wording) -> tuple[Filter, ...]:
    """The filters that were given."""
    given = {key: texts for key in FILTERS if (texts := getattr(options, key))}
    if not given:
        return ()
    # Imported here: most reports have no filter.
    from qzinvest.intake.words.names import Resolver

    resolver = Resolver(plan, w.lang)
    things = ((key, _named(resolver, key, text)) for key, texts in given.items() for text in texts)
    filters = (Filter(key, thing.code, thing.names) for key, thing in things)
    return tuple(dict.fromkeys(filters))


def _named(resolver: "Resolver", key: str, text: str) -> Unit | Term:
    """The unit, group or term that a filter names."""
    if key in UNIT_KINDS:
        return resolver.unit(key, text)
    return resolver.group(text) if key == "group" else resolver.term(key, text)
