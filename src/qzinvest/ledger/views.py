"""Views for people with other tools: the ledger as Datasette, DBeaver or plain SQL should see it.

They show what holds last, with names, dates as ``YYYY-MM-DD`` and whole yuan, and restate no rule:
what counts is what has rows in ``passage``. ``docs/sql.md`` says what each column is.
"""

from collections.abc import Iterable, Mapping

from qzinvest.ledger.log import LAST
from qzinvest.ledger.passages import FILTERS
from qzinvest.model.passage import NEVER
from qzinvest.model.stage import STAGES, Stage


def iso(day: str) -> str:
    """SQL: an ordinal of ``date.toordinal`` as ``YYYY-MM-DD``, by whole numbers alone.

    Years begin in March, so that leap days end them; 306 days of such a year were before the first
    day. In quarters of days a year has 1461 and a century 146097, in fifths five months have 153.
    Source: C. Neri, L. Schneider, Euclidean affine functions and their application to calendar
    algorithms, 2022, https://doi.org/10.1002/spe.3172.

    Args:
        day: the ordinal, in SQL.
    """
    quarters = f"(4 * ({day}) + 1223)"
    left = f"({quarters} % 146097 / 4 * 4 + 3)"
    fifths = f"({left} % 1461 / 4 * 5 + 2)"
    month = f"({fifths} / 153 + 2)"
    year = f"({quarters} / 146097 * 100 + {left} / 1461 + {month} / 12)"
    parts = ((10_000, year), (100, f"{month} % 12 + 1"), (100, f"{fifths} % 153 / 5 + 1"))
    # Zeros in front: the sum has a digit more.
    return " || '-' || ".join(f"SUBSTR(CAST({room} + {part} AS TEXT), 2)" for room, part in parts)


_OWN = "(SELECT value FROM meta WHERE key = 'office')"
_LASTS = f"until >= {LAST} AND valid_to = {NEVER}"
"""Of ``passage``: as it stands, on the last of all days. Not in the words of its indexes, that lack
most columns: looking every row up takes eight times a scan."""


def _coded(kinds: Iterable[str], row: str) -> str:
    """The columns of the codes of some kinds, each with its name as the plan gives it.

    No joins: these would be made for every row that is counted, whether a name is wanted or not.
    """
    return ",\n    ".join(
        f"{row}.{FILTERS[kind]} AS {kind}_code, (SELECT d.name FROM name AS d WHERE d.org = {_OWN} "
        f"AND d.kind = '{kind}' AND d.code = {row}.{FILTERS[kind]}) AS {kind}_name"
        for kind in kinds
    )


def _counted(org: str, number: str) -> str:
    """1 where a project counts, else 0; office and number are SQL."""
    return (
        f"CASE WHEN EXISTS (SELECT 1 FROM passage AS c WHERE c.org = {org} AND c.n = {number} "
        f"AND {_LASTS}) THEN 1 ELSE 0 END"
    )


def _reached(stage: Stage) -> str:
    amount = "paid" if stage == Stage.FUNDED else f"COALESCE({stage.code}_sum, amount)"
    return f"""
    SELECT org, n, district, department, grp, channel, signing, dropped, '{stage.code}' AS stage,
        {stage.code}_on AS happened, {stage.code} AS day, {amount} AS amount
    FROM passage WHERE {_LASTS} AND {stage.code} IS NOT NULL"""


_STAGE = " ".join(f"WHEN {stage:d} THEN '{stage.code}'" for stage in STAGES)
_UNITS = ("district", "department", "group", "channel")

VIEWS: Mapping[str, str] = {
    "projects": f"""
CREATE VIEW projects AS
SELECT p.org || '-' || CAST(p.n AS TEXT) AS id, p.org AS office, p.n AS number, p.code, p.name,
    p.investor, NULLIF(p.amount, 0) AS amount, p.signing,
    {_coded(FILTERS, "p")},
    CASE p.stage {_STAGE} END AS stage, p.stage_on, p.dropped_on,
    {_counted("p.org", "p.n")} AS counted,
    (SELECT r.value FROM ruling AS r WHERE r.org = p.org AND r.n = p.n AND r.what = 'excluded'
        ORDER BY r.since DESC LIMIT 1) AS excluded,
    p.same_as, p.owner, p.phone
FROM project AS p""",
    "milestones": f"""
CREATE VIEW milestones AS
SELECT m.org || '-' || CAST(m.n AS TEXT) AS project, m.org AS office, m.n AS number,
    (SELECT p.name FROM project AS p WHERE p.org = m.org AND p.n = m.n) AS name,
    {_coded(_UNITS, "m")},
    m.signing, m.stage,
    {iso("m.happened")} AS happened_on,
    {iso("m.day")} AS counted_on,
    NULLIF(m.amount, 0) AS amount,
    {iso("m.dropped")} AS dropped_on
FROM ({" UNION ALL".join(map(_reached, STAGES))}) AS m""",
    "entries": f"""
CREATE VIEW entries AS
SELECT e.org AS recorded_by, e.subject,
    CASE WHEN e.office IS NULL
        THEN (SELECT u.name FROM name AS u
            WHERE u.org = {_OWN} AND u.kind || ':' || u.code = e.subject)
        ELSE (SELECT p.name FROM project AS p WHERE p.org = e.office AND p.n = e.number)
    END AS name,
    e.topic,
    {iso("e.happened")} AS happened_on,
    {iso("e.day")} AS counted_on,
    e.amount, e.hundredths, e.evidence,
    CASE WHEN e.office IS NULL THEN 1 ELSE {_counted("e.office", "e.number")} END AS counted
FROM (
    SELECT n.org, n.subject, n.topic, n.happened, n.day, n.amount, n.number AS hundredths,
        n.evidence, o.org AS office,
        CAST(SUBSTR(n.subject, LENGTH(o.org) + 2) AS INTEGER) AS number
    FROM entry AS n
    LEFT JOIN chain AS o ON SUBSTR(n.subject, 1, LENGTH(o.org) + 1) = o.org || '-'
    WHERE n.until = {LAST}) AS e""",
}
"""What a ledger is laid with, by name."""
