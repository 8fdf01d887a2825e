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


def _name(kind: str, row: str) -> str:
    """The join that brings the name, as the plan gives it, of a code that a row has."""
    return (
        f"LEFT JOIN name AS {kind}_name ON {kind}_name.kind = '{kind}' "
        f"AND {kind}_name.code = {row}.{FILTERS[kind]} AND {kind}_name.org = "
        "(SELECT value FROM meta WHERE key = 'office')"
    )


def _coded(kinds: Iterable[str], row: str) -> str:
    """The columns of codes and names of some kinds."""
    return ", ".join(
        f"{row}.{FILTERS[kind]} AS {kind}_code, {kind}_name.name AS {kind}_name" for kind in kinds
    )


_COUNTED = f"""EXISTS (SELECT 1 FROM passage AS c
        WHERE c.org = p.org AND c.n = p.n AND c.until = {LAST} AND c.valid_to = {NEVER})"""
_UNITS = ("district", "department", "group", "channel")
_STAGE = " ".join(f"WHEN {stage:d} THEN '{stage.code}'" for stage in STAGES)
_NEWLINE = "\n"


def _reached(stage: Stage) -> str:
    amount = "paid" if stage == Stage.FUNDED else f"COALESCE({stage.code}_sum, amount)"
    return f"""
    SELECT org, n, district, department, grp, channel, signing, dropped, '{stage.code}' AS stage,
        {stage.code}_on AS happened, {stage.code} AS day, {amount} AS amount
    FROM passage WHERE until = {LAST} AND valid_to = {NEVER} AND {stage.code} IS NOT NULL"""


VIEWS: Mapping[str, str] = {
    "projects": f"""
CREATE VIEW projects AS
SELECT p.org || '-' || CAST(p.n AS TEXT) AS id, p.org AS office, p.n AS number, p.code, p.name,
    p.investor, p.amount, p.signing,
    {_coded(FILTERS, "p")},
    CASE p.stage {_STAGE} END AS stage, p.stage_on, p.dropped_on,
    CASE WHEN {_COUNTED} THEN 1 ELSE 0 END AS counted,
    (SELECT r.value FROM ruling AS r WHERE r.org = p.org AND r.n = p.n AND r.what = 'excluded'
        ORDER BY r.since DESC LIMIT 1) AS excluded, p.same_as
FROM project AS p
{_NEWLINE.join(_name(kind, "p") for kind in FILTERS)}""",
    "milestones": f"""
CREATE VIEW milestones AS
SELECT m.org || '-' || CAST(m.n AS TEXT) AS project, m.org AS office, m.n AS number, p.name,
    {_coded(_UNITS, "m")},
    m.signing, m.stage, {iso("m.happened")} AS happened_on,
    {iso("m.day")} AS counted_on, m.amount,
    {iso("m.dropped")} AS dropped_on
FROM ({" UNION ALL".join(map(_reached, STAGES))}) AS m
LEFT JOIN project AS p ON p.org = m.org AND p.n = m.n
{_NEWLINE.join(_name(kind, "m") for kind in _UNITS)}""",
    "entries": f"""
CREATE VIEW entries AS
SELECT e.org AS recorded_by, e.subject, p.org AS office, p.n AS number,
    COALESCE(p.name, u.name) AS name, e.topic, {iso("e.happened")} AS happened_on,
    {iso("e.day")} AS counted_on, e.amount,
    e.number AS hundredths, e.evidence,
    CASE WHEN o.org IS NULL OR {_COUNTED} THEN 1 ELSE 0 END AS counted
FROM entry AS e
LEFT JOIN chain AS o ON SUBSTR(e.subject, 1, LENGTH(o.org) + 1) = o.org || '-'
LEFT JOIN project AS p ON p.org = o.org
    AND p.n = CAST(SUBSTR(e.subject, LENGTH(o.org) + 2) AS INTEGER)
LEFT JOIN name AS u ON u.kind || ':' || u.code = e.subject
    AND u.org = (SELECT value FROM meta WHERE key = 'office')
WHERE e.until = {LAST}""",
}
"""What a ledger is laid with, by name."""
