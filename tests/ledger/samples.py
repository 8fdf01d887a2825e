"""Projects to record, random ones too, and the look at a ledger's rows from the outside."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date, timedelta
from itertools import combinations_with_replacement, product
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st

from qzinvest.errors import Refused
from qzinvest.ledger import schema, verify
from qzinvest.ledger.log import LAST as LAST_EVENT
from qzinvest.ledger.record import recording
from qzinvest.ledger.settings import keep
from qzinvest.ledger.turns import writing
from qzinvest.locale import wording
from qzinvest.model.advance import advanced, dropped, moved
from qzinvest.model.cohort import FUNNEL
from qzinvest.model.money import YI
from qzinvest.model.precision import PRECISIONS, last_day
from qzinvest.model.project import Milestone, Project, with_payments
from qzinvest.model.stage import SIGNINGS, STAGES, Stage

A_FEW = settings(max_examples=max(20, settings().max_examples // 5))
"""For what makes a ledger for each example: 20 of them, 200 with ``QZINVEST_FULL=1``."""
STAMP = ("2022-07-01T08:00:00Z", "clerk")
JINJIANG, NANAN = "350582", "350583"
DEPARTMENT = "SWJ"
_FIELDS = {"district": JINJIANG, "group": "IG05", "signing": "contract"}


def reached(stage: Stage, on: str, counted_on: str = "", amount: int | None = None) -> Milestone:
    """A milestone, its dates as text."""
    day = date.fromisoformat(on)
    return Milestone(stage, day, date.fromisoformat(counted_on) if counted_on else day, amount)


def project(name: str, *milestones: Milestone, amount: int = 5 * YI, **fields: str) -> Project:
    """A project in 晋江 that is not recorded yet; signed on 2022-03-15 if nothing else is said."""
    course = milestones or (reached(Stage.SIGNED, "2022-03-15"),)
    blank = Project("", 0, name, amount, course)
    return Project(**(blank._asdict() | _FIELDS | fields))


def record(path: Path, *projects: Project) -> list[Project]:
    """Record new projects in one transaction."""
    with recording(path, STAMP) as recorder:
        return recorder.add(projects)


def change(path: Path, before: Project, after: Project) -> int:
    """Record a new state; gives the event's number."""
    with recording(path, STAMP) as recorder:
        recorder.change([(before, after)])
        return recorder.last_seq


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    """What plain SQLite reads from the file."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def execute(path: Path, *statements: str) -> None:
    """Change the file as a stranger would, with plain SQLite."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for sql in statements:
            connection.execute(sql)


def table(path: Path, name: str) -> list[tuple[object, ...]]:
    """Every row of one table."""
    return rows(path, f"SELECT * FROM {name}")  # noqa: S608 - a name of our own


def tables(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    return {name: table(path, name) for name in schema.TABLES}


def overwrite(path: Path, seq: int, column: str, value: str) -> None:
    """Put SQL's ``value`` into a column of an event, past the trigger that forbids it."""
    execute(
        path,
        "DROP TRIGGER event_no_update",
        f"UPDATE event SET {column} = {value} WHERE seq = {seq}",  # noqa: S608 - our own words
    )


def facts(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """The projections without what only counts events: the state that an undo brings back."""
    return {
        "project": rows(
            path,
            "SELECT org, n, code, name, amount, district, department, grp, signing, stage, "
            "stage_on, dropped_on, search, name_key, investor_key, same_as FROM project",
        ),
        "partner": rows(path, "SELECT org, n, place, investor_key FROM partner"),
        "passage": [
            (*row[:2], *row[4:])
            for row in rows(path, f"SELECT * FROM passage WHERE until = {LAST_EVENT}")  # noqa: S608 - our own words
        ],
        "plan": rows(path, "SELECT org, code, effective, starts, ends FROM plan"),
        "target": rows(
            path, "SELECT org, plan, effective, kind, unit, indicator, share FROM target"
        ),
    }


@contextmanager
def copied(template: Path) -> Iterator[Path]:
    """A copy of the template for one example of a property."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        path.write_bytes(template.read_bytes())
        yield path


FIRST, LAST = date(2021, 11, 1), date(2023, 2, 28)
_EDGES = sorted(
    day
    for first in (date(year, month, 1) for year in (2022, 2023) for month in range(1, 13))
    for day in (first, first - timedelta(days=1))
    if FIRST <= day <= LAST
)
DAYS = st.one_of(st.sampled_from(_EDGES), st.dates(FIRST, LAST))
"""Days around the shipped plan's year, first and last days of months half of the time."""
SIZES = st.sampled_from([1, 10**4, YI, 10 * YI - 1, 10 * YI, 20 * YI, 300 * YI])


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """Any project that obeys the rules, in a few units so that they meet."""
    stages = sorted(draw(st.sets(st.sampled_from(STAGES), min_size=1)))
    happened = sorted(draw(DAYS) for _ in stages)
    counted = FIRST
    course = []
    for stage, on in zip(stages, happened, strict=True):
        counted = max(counted, on, draw(st.none() | DAYS) or on)
        course.append(Milestone(stage, on, counted, draw(st.none() | SIZES)))
    signed = stages[-1] >= Stage.SIGNED
    unit = st.sampled_from([JINJIANG, NANAN])
    dropped_on = draw(st.none() | st.dates(course[-1].on, LAST))
    return Project(
        org="",
        number=0,
        name=draw(st.sampled_from(["晋江芯片项目", "南安石材基地", "Power Plant"])),
        amount=draw(SIZES if signed else st.just(0) | SIZES),
        milestones=tuple(course),
        district=draw(unit if signed else st.none() | unit),
        department=draw(st.sampled_from([None, DEPARTMENT])),
        group=draw(st.sampled_from([None, "IG05"])),
        signing=draw(st.sampled_from(SIGNINGS)) if signed else None,
        channel=draw(st.sampled_from([None, "fill", "expansion"])),
        dropped_on=dropped_on,
        drop_reason="reason" if dropped_on else None,
    )


@st.composite
def told(draw: st.DrawFn, stage: Stage, day: date) -> Milestone:
    """A milestone of a day, or of a week, month, quarter, half or year that it lies in."""
    precision = draw(st.sampled_from(("day", "day", "day", *PRECISIONS)))
    on = last_day(day, precision)
    later = draw(st.sampled_from((0, 0, 0, 40)))
    return Milestone(stage, on, on + timedelta(later), precision=precision)


@st.composite
def lives(draw: st.DrawFn) -> Project:
    """Any project with more to it: moves, payments, an earlier life, rulings from a day on."""
    one = with_payments(draw(projects()))
    one = one._replace(district=one.district or JINJIANG)
    for since in draw(st.lists(DAYS, max_size=2)):
        one = moved(one, "district", draw(st.sampled_from([JINJIANG, NANAN])), since)
    for on in draw(st.lists(DAYS, max_size=3)):
        with suppress(Refused):
            one = advanced(one, draw(told(Stage.FUNDED, on))._replace(amount=draw(SIZES)))
    for _ in range(draw(st.sampled_from([1, 1, 2]))):
        if one.dropped_on is not None and one.dropped_on < LAST and draw(st.booleans()):
            on = draw(st.dates(one.dropped_on + timedelta(1), LAST))
            with suppress(Refused):
                one = advanced(one, draw(told(draw(st.sampled_from(STAGES[2:])), on)))
                if draw(st.booleans()):
                    one = dropped(one, draw(st.dates(on, LAST)), "again")
    for on in draw(st.lists(DAYS, max_size=3)):
        with suppress(Refused):
            one = advanced(one, draw(told(Stage.FUNDED, on))._replace(amount=draw(SIZES)))
    rulings = one.rulings
    for kind, value in (("excluded", "twice"), ("spared", "storm")):
        if draw(st.sampled_from([True, False, False, False])):
            rulings = rulings.decided(kind, value, draw(st.none() | DAYS))
    return one._replace(rulings=rulings)


def every_course(year: int) -> Iterator[Project]:
    """A project for every way through signing, registration and money and out of it.

    Its days stand at the edges and in the middle of months from February to April, on one day too.
    """
    march = [date(year, 3, day) for day in (1, 2, 15, 31)]
    days = [date(year, 2, 2), march[0] - timedelta(1), *march, date(year, 4, 1)]
    drops = [None, *(day + timedelta(later) for day in days[1:] for later in (0, 9))]
    for steps, drop in product((1, 2, 3), drops):
        for course in combinations_with_replacement(days, steps):
            if drop is None or drop >= course[-1]:
                passed = (Milestone(stage, day, day) for stage, day in zip(FUNNEL, course))  # noqa: B905 - as far as it came
                reason = None if drop is None else "x"
                yield project("A", *passed)._replace(dropped_on=drop, drop_reason=reason)


def worded(path: Path) -> list[str]:
    """What ``verify`` finds, in English."""
    w = wording("en")
    return [
        w(f"finding.{f.problem}", about=f.about, detail=f.detail) for f in verify.findings(path)
    ]


def let_keep(path: Path, name: str, value: str) -> None:
    """Let the ledger keep a setting."""
    with writing(path) as connection:
        keep(connection, name, value)
