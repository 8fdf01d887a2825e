"""``set``: what nobody has to type twice, kept by the ledger or for the user."""

from collections.abc import Callable
from typing import Annotated

from qzinvest.cli.context import (
    AMOUNTS,
    Surroundings,
    choice,
    emit,
    look_of,
    surroundings,
    talk,
    zone_of,
)
from qzinvest.cli.declare import LANGS, Arg, Db, Lang, Looking, Opt, Wait
from qzinvest.cli.preferences import PERSONAL, keep_own
from qzinvest.cli.rows import unit_named
from qzinvest.cli.writing import first_recording
from qzinvest.errors import BadOption, Conflict, ExitCode, MissingValues
from qzinvest.ledger.connection import Connection
from qzinvest.ledger.queries import plan_for, reading
from qzinvest.ledger.settings import SETTINGS, forget, keep
from qzinvest.model.document import Said
from qzinvest.model.plan import Plan
from qzinvest.render.output import Look, written
from qzinvest.render.views import history as view


def run(
    *,
    name: Annotated[str | None, Arg("NAME", "argument.setting", SETTINGS)] = None,
    value: Annotated[str | None, Arg("TEXT", "argument.setting_value")] = None,
    mine: Annotated[bool, Opt("--mine", "option.mine")] = False,
    unset: Annotated[bool, Opt("--unset", "option.unset")] = False,
    looking: Looking,
    wait: Wait = None,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Keep a setting for the ledger or for the user, or take it away; without one, print all."""
    here = surroundings(db, lang, looking.output, wait)
    look = look_of(looking)
    if name is None:
        if mine or unset:
            raise MissingValues(flags=["NAME"])
        emit(_printed(here, look), looking.output, here.w)
        return ExitCode.OK
    choice("NAME", name, PERSONAL if mine else SETTINGS)
    if unset and value is not None:
        raise Conflict(option="--unset", other=value)
    if not unset and value is None:
        raise MissingValues(flags=["TEXT"])
    kept = _kept_own(here, name, value) if mine else _kept(here, name, value)
    key = "talk.kept" if value is not None else "talk.forgotten"
    plan = _plan(here) if name == "unit" and kept else None
    label, said = view.setting_said(name, kept, here.w, plan)
    talk(here.w(f"{key}_own" if mine else key, setting=label, value=said))
    return ExitCode.OK


def _kept(here: Surroundings, name: str, value: str | None) -> str:
    with first_recording(here) as recorder:
        if value is None:
            forget(recorder.connection, name)
            return ""
        connection = recorder.connection
        kept = _checked(here, lambda: _plan_in(connection, here), name, value)
        keep(recorder.connection, name, kept)
    return kept


def _kept_own(here: Surroundings, name: str, value: str | None) -> str:
    kept = value and _checked(here, lambda: _plan(here), name, value)
    keep_own(name, kept)
    return kept or ""


def _plan(here: Surroundings) -> Plan:
    with reading(here.ledger) as connection:
        return _plan_in(connection, here)


def _plan_in(connection: Connection, here: Surroundings) -> Plan:
    return plan_for(connection, None, None, here.today)[0].plan


def _checked(here: Surroundings, plan: Callable[[], Plan], name: str, value: str) -> str:
    """The value as it is kept; a unit by its code. Only units and tiers ask for the plan.

    Raises:
        BadOption, UnknownZone, UnknownName, AmbiguousName: it is none.
    """
    if name == "lang":
        return choice("lang", value, LANGS)
    if name == "amounts":
        return choice("amounts", value, AMOUNTS)
    if name == "timezone":
        zone_of(value)
        return value
    if name == "tier":
        tiers = [str(tier) for tier in sorted({unit.tier for unit in plan().units})]
        if value not in tiers:
            raise BadOption(option="tier", value=value, allowed=tiers)
        return value
    return unit_named(plan(), value, here.w).code


def _printed(here: Surroundings, look: Look) -> str | bytes:
    plan = _plan(here)
    rows = [view.Setting(name, *here.settings.of(name)) for name in SETTINGS]
    if here.lang is not None:
        rows[0] = view.Setting("lang", here.lang, "option")
    said = Said(lambda: view.settings(rows, plan, here.w), lambda: view.settings_data(rows))
    return written(said, look, here.w, plan)
