"""How well each unit's records are kept: missing fields, late records, corrections, look-alikes.

- Projects are those signed in the plan's period up to the day, however they were signed; one is
  incomplete that lacks any of the fields asked for.
- A stage reached in the period is late that was recorded more than so many days after it was
  reached; the median is that of all these days, 0 where it was recorded before.
- A project is corrected of which an edition's own day has other figures now than were published.
- A unit is silent since the last day on which anything was recorded about its projects.
"""

from collections.abc import Iterable, Mapping

from qzinvest.model.note import Note
from qzinvest.model.plan import Plan
from qzinvest.model.quality import Delay, Flawed, Line, Quality, Record, Records
from qzinvest.reports.subjects import UNASSIGNED, Question, Subject, subjects_of


def quality(plan: Plan, records: Records, question: Question, limit: int) -> Quality:
    """The report.

    Args:
        records: by the recorded codes of the question's kind of unit.
        limit: days after which a record is late.
    """
    subjects = subjects_of(plan, question.by)
    known = {
        *(*records.filled, *records.delays, *records.corrected, *records.alike, *records.spoken),
    }
    claimed = frozenset().union(*(subject.units or frozenset() for subject in subjects))
    every = frozenset(known)
    lines = []
    for subject in subjects:
        units = every - claimed if subject.units is None else subject.units
        shown = subject.code != UNASSIGNED or units
        if shown and question.selection.shows(question.by, subject.code):
            lines.append(_line(subject, records, records.of(units), question, limit))
    whole = Subject("total", Note("row.total"), None, None)
    return Quality(
        plan.code,
        plan.titles,
        question.by,
        question.as_of,
        limit,
        tuple(lines),
        _line(whole, records, records.of(every), question, limit),
        selection=question.selection,
    )


def _line(
    subject: Subject, records: Records, record: Record, question: Question, limit: int
) -> Line:
    spoken = record.spoken
    return Line(
        subject.code,
        subject.name,
        subject.tier,
        record.projects,
        record.incomplete,
        dict(zip(records.fields, record.missing, strict=True)),
        record.stages,
        record.late(limit),
        record.median,
        len(record.corrected),
        len(record.alike),
        None if spoken is None else max(0, (question.as_of - spoken).days),
    )


def flawed(
    missing: Iterable[tuple[str, str, tuple[str, ...]]],
    late: Iterable[tuple[str, str, Delay]],
    corrected: Mapping[str, tuple[str, str]],
    alike: Iterable[tuple[str, str, str]],
) -> list[Flawed]:
    """Each project of which something is wrong once, by office and number.

    Args:
        missing: id, unit, and the fields that it lacks.
        late: id, unit, and a stage that was recorded late.
        corrected: unit and edition by id.
        alike: id, unit, and the id of the other project.
    """
    found: dict[str, Flawed] = {}

    def of(id_: str, unit: str) -> Flawed:
        return found.get(id_, Flawed(id_, unit))

    for id_, unit, fields in missing:
        found[id_] = of(id_, unit)._replace(missing=fields)
    for id_, unit, delay in late:
        known = of(id_, unit)
        if known.late is None or known.late.days < delay.days:
            found[id_] = known._replace(late=delay)
    for id_, (unit, edition) in corrected.items():
        found[id_] = of(id_, unit)._replace(edition=edition)
    for id_, unit, other in alike:
        known = of(id_, unit)
        found[id_] = known._replace(alike=(*known.alike, other))
    return sorted(found.values(), key=_place)


def _place(each: Flawed) -> tuple[str, int]:
    org, _, number = each.id.rpartition("-")
    return org, int(number)
