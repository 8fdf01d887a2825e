"""A project as the canonical mapping that the event log keeps: no nulls, dates as text."""

from collections.abc import Mapping
from datetime import date
from operator import attrgetter
from typing import cast

from qzinvest.model.project import Milestone, Project, Stated
from qzinvest.model.stage import STAGE_BY_CODE

TEXT_FIELDS = (
    "code",
    "investor",
    "district",
    "department",
    "group",
    "signing",
    "channel",
    "origin",
    "investor_class",
    "event",
    "site",
    "source",
    "note",
    "drop_reason",
    "same_as",
    "excluded",
)
"""The optional text fields of a project, by their names in the model, the log and files."""

_texts = attrgetter(*TEXT_FIELDS)


def project_to_json(project: Project) -> dict[str, object]:
    """The mapping of a project's whole state, without its id (the event's key holds that)."""
    body: dict[str, object] = {
        "name": project.name,
        "amount": project.amount,
        "milestones": {m.stage.code: _milestone_to_json(m) for m in project.milestones},
    }
    texts = zip(TEXT_FIELDS, _texts(project), strict=True)
    body |= {field: value for field, value in texts if value is not None}
    if project.dropped_on is not None:
        body["dropped_on"] = project.dropped_on.isoformat()
    if project.stated is not None:
        stated = project.stated._asdict()
        body["stated"] = {name: value for name, value in stated.items() if value is not None}
    if project.lent:
        body["lent"] = list(project.lent)
    if project.credit:
        body["credit"] = [list(part) for part in project.credit]
    return body


def _milestone_to_json(milestone: Milestone) -> dict[str, object]:
    body: dict[str, object] = {"on": milestone.on.isoformat()}
    if milestone.counted_on != milestone.on:
        body["counted_on"] = milestone.counted_on.isoformat()
    if milestone.amount is not None:
        body["amount"] = milestone.amount
    if milestone.evidence is not None:
        body["evidence"] = milestone.evidence
    if milestone.precision != "day":
        body["precision"] = milestone.precision
    return body


def project_from_json(org: str, number: int, body: Mapping[str, object]) -> Project:
    """The project of a mapping that ``project_to_json`` made."""
    milestones = cast("Mapping[str, Mapping[str, object]]", body["milestones"])
    dropped_on = cast("str | None", body.get("dropped_on"))
    stated = cast("dict[str, str] | None", body.get("stated"))
    texts = {field: cast("str | None", body.get(field)) for field in TEXT_FIELDS}
    return Project(
        org=org,
        number=number,
        name=cast("str", body["name"]),
        amount=cast("int", body["amount"]),
        milestones=tuple(
            sorted(_milestone_from_json(code, value) for code, value in milestones.items())
        ),
        dropped_on=None if dropped_on is None else date.fromisoformat(dropped_on),
        stated=None if stated is None else Stated(**stated),
        lent=tuple(cast("list[str]", body.get("lent", ()))),
        credit=tuple(
            (kind, unit, points)
            for kind, unit, points in cast("list[tuple[str, str, int]]", body.get("credit", ()))
        ),
        **texts,
    )


def _milestone_from_json(code: str, body: Mapping[str, object]) -> Milestone:
    on = date.fromisoformat(cast("str", body["on"]))
    counted_on = cast("str | None", body.get("counted_on"))
    return Milestone(
        stage=STAGE_BY_CODE[code],
        on=on,
        counted_on=on if counted_on is None else date.fromisoformat(counted_on),
        amount=cast("int | None", body.get("amount")),
        evidence=cast("str | None", body.get("evidence")),
        precision=cast("str", body.get("precision", "day")),
    )
