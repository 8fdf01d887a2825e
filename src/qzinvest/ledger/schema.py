"""The current schema, readable in one place, and how an older ledger comes to it.

A ledger's version is SQLite's ``user_version``; ``application_id`` marks the file as ours. The
version also numbers the form of the keys that ``project`` holds (``model/normal.py``).
Everything but ``event`` and ``meta`` is a projection: it can be dropped and folded again from
``event``.
"""

import sqlite3
from collections.abc import Mapping

from qzinvest.errors import OldSqlite
from qzinvest.ledger.passages import PIECED, PLAIN, STANDS
from qzinvest.ledger.views import VIEWS
from qzinvest.tuples import NamedTuple

APPLICATION_ID = 0x515A4956  # "QZIV"
LEAST = (3, 37)
"""The first SQLite that knows strict tables."""
VERSION = 14

_STEPS_SINCE = 5
_STEP = """step INTEGER CHECK (step <= seq),
    undoes INTEGER CHECK (undoes < seq AND (undoes IS NULL OR step IS NOT NULL)),"""

TABLES: Mapping[str, str] = {
    # The only truth. One chain an office; each row's hash covers the row and the hash before it.
    # `step` is the number of the first event of the command that wrote the row, `undoes` that of
    # the event that it takes back; what versions before 5 wrote names neither.
    "event": f"""
CREATE TABLE event(
    org TEXT NOT NULL, seq INTEGER NOT NULL CHECK (seq > 0), at TEXT NOT NULL, who TEXT NOT NULL,
    kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL,
    {_STEP}
    prev BLOB NOT NULL, hash BLOB NOT NULL,
    PRIMARY KEY (org, seq)
) STRICT, WITHOUT ROWID""",
    # What belongs to this file and not to the log: which office writes here, its settings.
    "meta": """
CREATE TABLE meta(key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID""",
    # The head of each chain, and the highest project number ever given (never given twice).
    "chain": """
CREATE TABLE chain(
    org TEXT NOT NULL PRIMARY KEY, seq INTEGER NOT NULL, hash BLOB NOT NULL,
    numbers INTEGER NOT NULL, facts INTEGER NOT NULL
) STRICT, WITHOUT ROWID""",
    # What one searches and sorts by; the whole state is the body of event (org, ver).
    "project": """
CREATE TABLE project(
    org TEXT NOT NULL, n INTEGER NOT NULL, ver INTEGER NOT NULL,
    code TEXT, name TEXT NOT NULL, amount INTEGER NOT NULL CHECK (amount >= 0),
    investor TEXT, district TEXT, department TEXT, grp TEXT, signing TEXT, channel TEXT,
    origin TEXT, investor_class TEXT, event TEXT, stage INTEGER NOT NULL, stage_on TEXT NOT NULL,
    dropped_on TEXT, search TEXT NOT NULL, name_key TEXT NOT NULL, investor_key TEXT, same_as TEXT,
    owner TEXT, phone TEXT,
    PRIMARY KEY (org, n)
) STRICT, WITHOUT ROWID""",
    # The keys of the second and further investors of one project; the first one's is in `project`.
    "partner": """
CREATE TABLE partner(
    org TEXT NOT NULL, n INTEGER NOT NULL, place INTEGER NOT NULL, ver INTEGER NOT NULL,
    investor_key TEXT NOT NULL,
    PRIMARY KEY (org, n, place)
) STRICT, WITHOUT ROWID""",
    # One row for each state of a project that is counted, in force from the event `since` until the
    # event `until`, in reports of the days `valid_from` <= day < `valid_to`, of the spell that
    # `begins` and `ends`: what any report reads, as it stands today and as it stood at any place of
    # the log. Days are ordinals, so that days between stages are differences; 0 and 9999999 stand
    # for always. `signed` is the day from which it counts as signed, `signed_on` that on which this
    # happened, where it is recorded. A sum is NULL where the milestone states no figure of its own;
    # `paid` is all that was paid in, until `paid_last`.
    "passage": """
CREATE TABLE passage(
    org TEXT NOT NULL, n INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL,
    valid_from INTEGER NOT NULL, valid_to INTEGER NOT NULL,
    begins INTEGER NOT NULL, ends INTEGER NOT NULL,
    district TEXT, department TEXT, grp TEXT, signing TEXT, channel TEXT, origin TEXT,
    investor_class TEXT, event TEXT, amount INTEGER NOT NULL, recorded INTEGER NOT NULL,
    lead INTEGER, talks INTEGER, signed INTEGER, registered INTEGER, funded INTEGER,
    started INTEGER, producing INTEGER, lead_on INTEGER, talks_on INTEGER, signed_on INTEGER,
    registered_on INTEGER, funded_on INTEGER, started_on INTEGER, producing_on INTEGER,
    lead_sum INTEGER, talks_sum INTEGER, signed_sum INTEGER, registered_sum INTEGER,
    started_sum INTEGER, producing_sum INTEGER, paid INTEGER, paid_last INTEGER,
    dropped INTEGER, drop_reason TEXT, credit TEXT NOT NULL, spared TEXT,
    PRIMARY KEY (org, n, since, begins, valid_from)
) STRICT, WITHOUT ROWID""",
    # What the judging office decided about a project: what holds from the day `since` on, an
    # ordinal, 0 for always. `judge` and `ver` name the event.
    "ruling": """
CREATE TABLE ruling(
    org TEXT NOT NULL, n INTEGER NOT NULL, what TEXT NOT NULL, since INTEGER NOT NULL,
    value TEXT, judge TEXT NOT NULL, ver INTEGER NOT NULL,
    PRIMARY KEY (org, n, what, since)
) STRICT, WITHOUT ROWID""",
    # What happened to a subject, of a topic, as it is known from the step `since` until the step
    # `until`; `happened` is its day, `day` that from which it counts, ordinals. `ver` names the
    # event; `subject` is a project's id, or such as `district:350582`. `amount` is yuan, `number`
    # hundredths of anything else. A term's end, the day on which it was met and a unit are for
    # topics that have them.
    "entry": """
CREATE TABLE entry(
    org TEXT NOT NULL, key TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL,
    ver INTEGER NOT NULL, subject TEXT NOT NULL, topic TEXT NOT NULL,
    happened INTEGER NOT NULL, day INTEGER NOT NULL, ends INTEGER, met INTEGER, amount INTEGER,
    number INTEGER, unit TEXT, evidence TEXT,
    PRIMARY KEY (org, key, since)
) STRICT, WITHOUT ROWID""",
    "plan": """
CREATE TABLE plan(
    org TEXT NOT NULL, code TEXT NOT NULL, effective TEXT NOT NULL, ver INTEGER NOT NULL,
    starts TEXT NOT NULL, ends TEXT NOT NULL,
    PRIMARY KEY (org, code, effective)
) STRICT, WITHOUT ROWID""",
    # The shares as they were when the plan was adopted.
    "target": """
CREATE TABLE target(
    org TEXT NOT NULL, plan TEXT NOT NULL, effective TEXT NOT NULL, kind TEXT NOT NULL,
    unit TEXT NOT NULL, indicator TEXT NOT NULL, ver INTEGER NOT NULL, share INTEGER NOT NULL,
    PRIMARY KEY (org, plan, effective, kind, unit, indicator)
) STRICT, WITHOUT ROWID""",
    # What units, groups and terms are called in Chinese, by the last plan in force that has them.
    "name": """
CREATE TABLE name(
    org TEXT NOT NULL, kind TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL,
    PRIMARY KEY (org, kind, code)
) STRICT, WITHOUT ROWID""",
}

BULKY = (
    "event_key",
    "project_name_key",
    "project_investor_key",
    "partner_key",
    *(f"passage_{of}" for of in ("signed", "registered", "plain", "since")),
)
"""Indexes that a bulk load does without and builds once at its end, several times faster."""

_KINDS = "department, grp, channel, credit, origin, investor_class, event"
_STANDING = f"WHERE {STANDS}"
INDEXES: Mapping[str, str] = {
    "event_key": "CREATE INDEX event_key ON event(key, org, seq)",
    "event_undoes": """
CREATE INDEX event_undoes ON event(org, undoes) WHERE undoes IS NOT NULL""",
    "project_code": "CREATE UNIQUE INDEX project_code ON project(org, code)",
    # With the text that is sought in: a third of the table's bytes.
    "project_name_key": "CREATE INDEX project_name_key ON project(name_key, search)",
    "project_investor_key": """
CREATE INDEX project_investor_key ON project(investor_key) WHERE investor_key IS NOT NULL""",
    "project_same_as": """
CREATE INDEX project_same_as ON project(same_as) WHERE same_as IS NOT NULL""",
    "partner_key": "CREATE INDEX partner_key ON partner(investor_key)",
    "ruling_same_as": "CREATE INDEX ruling_same_as ON ruling(value) WHERE what = 'same_as'",
    "entry_subject": "CREATE INDEX entry_subject ON entry(subject, topic, until, day, amount)",
    # Covering: a report reads no table row. Measured at a million projects, look-ups of table rows
    # cost eight times a full scan. In the order in which ``passages.first`` sums. The first one has
    # all that ``passages`` reads: a scan of it takes a third of one of the table.
    "passage_signed": f"""
CREATE INDEX passage_signed ON passage(
    signing, signed, district, valid_from, valid_to, dropped, until, amount, signed_sum,
    registered, funded, started, producing, recorded, paid, paid_last, ends, lead, talks,
    {_KINDS}, drop_reason, spared, registered_sum, started_sum, producing_sum, lead_sum, talks_sum
) {_STANDING}""",
    "passage_registered": f"""
CREATE INDEX passage_registered ON passage(
    signing, registered, district, valid_from, valid_to, dropped, until, amount, registered_sum,
    {_KINDS}, signed, signed_sum, funded, paid_last, ends
) {_STANDING} AND registered IS NOT NULL""",
    # Of most projects what tells from which days they count, for ``outside``: half the bytes.
    "passage_plain": f"""
CREATE INDEX passage_plain ON passage(
    signing, signed, registered, amount, district, department, grp, dropped, valid_from, valid_to,
    until
) WHERE {PLAIN}""",
    "passage_past": """
CREATE INDEX passage_past ON passage(org, until) WHERE until < 4611686018427387904""",
    # What two places of the log differ in: what was recorded since, and what days alone can part.
    "passage_since": f"CREATE INDEX passage_since ON passage(org, since) {_STANDING}",
    # No other index begins with ``n``: of two that serve alike SQLite takes the one that was laid
    # last, and an import lays some anew.
    "passage_pieced": f"CREATE INDEX passage_pieced ON passage(n, org) {_STANDING} AND {PIECED}",
    # Of the few projects that an assessment shares, all that ``passages`` reads.
    "passage_credit": f"""
CREATE INDEX passage_credit ON passage(
    credit, signed, registered, valid_to, until, amount, signing, channel, district, department,
    grp, origin, investor_class, event, recorded, lead, talks, funded, started, producing,
    lead_sum, talks_sum, signed_sum, registered_sum, started_sum, producing_sum, paid, paid_last,
    dropped, drop_reason, spared, ends
) {_STANDING} AND credit > ''""",
}

TRIGGERS: Mapping[str, str] = {
    "event_no_update": """
CREATE TRIGGER event_no_update BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'event log is append-only'); END""",
    "event_no_delete": """
CREATE TRIGGER event_no_delete BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'event log is append-only'); END""",
    # INSERT OR REPLACE would go round the two above: the same row again is ignored (a merge that
    # runs twice), another row in its place or a gap is refused.
    "event_no_fork": """
CREATE TRIGGER event_no_fork BEFORE INSERT ON event
BEGIN
    SELECT CASE hash WHEN NEW.hash THEN RAISE(IGNORE) ELSE RAISE(ABORT, 'event log forked') END
    FROM event WHERE org = NEW.org AND seq = NEW.seq;
    SELECT RAISE(ABORT, 'event log has a gap')
    WHERE NEW.seq > 1 AND NOT EXISTS (
        SELECT 1 FROM event WHERE org = NEW.org AND seq = NEW.seq - 1 AND hash = NEW.prev);
END""",
}

PROJECTIONS = (
    *("chain", "project", "partner", "ruling", "entry", "passage", "plan", "target", "name"),
)
FORMER = ("milestone", "tally", "cohort", "wait", "ending")
"""Tables that versions before the fifth laid besides."""
_SINCE = {
    "partner": 2,
    "passage": 3,
    **dict.fromkeys(("ruling", "entry"), 5),
    **dict.fromkeys(("name", *VIEWS), 6),
}
"""The version that first laid a name, where it was not the first."""


def create(connection: sqlite3.Connection) -> None:
    """Lay out an empty ledger of the current version, inside the caller's transaction."""
    # Imported here: sqlite_utils costs more than a whole report, and only new files need it.
    from sqlite_utils import Database

    database = Database(connection, execute_plugins=False)
    for sql in (*TABLES.values(), *VIEWS.values(), *INDEXES.values(), *TRIGGERS.values()):
        database.execute(sql)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def migrate(connection: sqlite3.Connection) -> None:
    """Take a ledger of any older version to the current one, inside the caller's transaction.

    The log keeps its rows, whatever form its table had; all else is laid and folded from it anew.
    """
    # Imported here: most ledgers are of the current version.
    from qzinvest.ledger.fold import replay

    _lay_tables(connection)
    relay(connection)
    replay(connection)
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _lay_tables(connection: sqlite3.Connection) -> None:
    """Lay all tables of a ledger anew, with the rows of the log alone."""
    columns = [row[1] for row in connection.execute("PRAGMA table_info(event)")]
    if "step" not in columns:
        # Else a stranger's view of the log would follow the old table and go under with it.
        connection.execute("PRAGMA legacy_alter_table = ON")
        connection.execute("ALTER TABLE event RENAME TO event_before")
        connection.execute("PRAGMA legacy_alter_table = OFF")
        connection.execute(TABLES["event"])
        kept = ", ".join(columns)
        connection.execute(f"INSERT INTO event ({kept}) SELECT {kept} FROM event_before")
        connection.execute("DROP TABLE event_before")
        for table in FORMER:
            connection.execute(f"DROP TABLE IF EXISTS {table}")
    for table in PROJECTIONS:
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    for table in PROJECTIONS:
        connection.execute(TABLES[table])


def relay(connection: sqlite3.Connection) -> None:
    """Lay views, indexes and triggers anew, inside the caller's transaction; strangers' go."""
    drop_foreign(connection)
    for kind, objects in (("VIEW", VIEWS), ("INDEX", INDEXES), ("TRIGGER", TRIGGERS)):
        for name, sql in objects.items():
            connection.execute(f"DROP {kind} IF EXISTS {name}")
            connection.execute(sql)


def drop_foreign(connection: sqlite3.Connection) -> None:
    """Drop the triggers and indexes of somebody else's on what is ours, before they can do more."""
    for thing in shape(connection).foreign:
        kind, _, name = thing.partition(" ")
        quoted = name.replace('"', '""')
        connection.execute(f'DROP {kind} "{quoted}"')


class Shape(NamedTuple):
    """What a ledger's file holds besides what this version lays; each as ``trigger name``.

    Attributes:
        wrong: what this version lays and the file lacks, or has in another form.
        foreign: triggers and indexes of somebody else's on our tables and views.
        beside: tables and views of somebody else's, and SQLite's own statistics.
    """

    wrong: list[str]
    foreign: list[str]
    beside: list[str]


def shape(connection: sqlite3.Connection) -> Shape:
    """How a ledger's schema differs from what this version lays."""
    rows = connection.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"
    ).fetchall()
    found = {f"{kind} {name}": sql for kind, name, _, sql in rows}
    wrong = sorted(thing for thing, sql in _LAID.items() if found.get(thing) != sql)
    strange = sorted((f"{kind} {name}", table) for kind, name, table, _ in rows)
    strange = [(thing, table) for thing, table in strange if thing not in _LAID]
    foreign = [
        thing
        for thing, table in strange
        if table.lower() in TABLES or (table.lower() in VIEWS and thing.startswith("trigger "))
    ]
    return Shape(wrong, foreign, [thing for thing, _ in strange if thing not in foreign])


_LAID = {
    f"{kind} {name}": sql.strip()
    for kind, objects in (
        *(("table", TABLES), ("view", VIEWS), ("index", INDEXES), ("trigger", TRIGGERS)),
    )
    for name, sql in objects.items()
}


def changed_log(connection: sqlite3.Connection, version: int) -> list[str]:
    """What is not as an earlier ``version`` laid the log: compared before it is migrated."""
    rows = connection.execute("SELECT type || ' ' || name, sql FROM sqlite_master")
    found = dict(rows.fetchall())
    log = _LAID["table event"]
    laid = {
        "table event": log if version >= _STEPS_SINCE else log.replace(f"    {_STEP}\n", ""),
        **{f"trigger {name}": sql.strip() for name, sql in TRIGGERS.items()},
    }
    return sorted(thing for thing, sql in laid.items() if found.get(thing) != sql)


def taken(connection: sqlite3.Connection, version: int = VERSION) -> list[str]:
    """Tables and views of somebody else's under names that this version lays, as ``table name``.

    Args:
        version: the ledger's; what it laid itself is ours.
    """
    rows = connection.execute(
        "SELECT type, name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name"
    )
    ours = {name: f"{kind} {name}" for kind, of in _NAMED.items() for name in of}
    return [
        f"{kind} {name}"
        for kind, name in rows
        if (laid := ours.get(name.lower()))
        and (f"{kind} {name.lower()}" != laid or version < _SINCE.get(name.lower(), 1))
    ]


_NAMED = {"table": TABLES, "view": VIEWS}


def refuse_old(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> None:
    """Refuse an SQLite that knows no strict tables."""
    if version < LEAST:
        found, least = (".".join(map(str, numbers)) for numbers in (version, LEAST))
        raise OldSqlite(found=found, least=least)
