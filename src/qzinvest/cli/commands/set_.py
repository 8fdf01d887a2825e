"""``set``: what the ledger keeps for its readers, its language and its time zone."""

from typing import Annotated

from qzinvest.cli.context import (
    ZONE,
    Surroundings,
    choice,
    emit,
    look_of,
    surroundings,
    talk,
    zone_of,
)
from qzinvest.cli.declare import LANGS, Arg, Db, Lang, Looking, Wait
from qzinvest.cli.rows import unit_named
from qzinvest.cli.writing import first_recording
from qzinvest.errors import ExitCode, MissingValues
from qzinvest.ledger.queries import plan_for, reading
from qzinvest.ledger.record import Recorder
from qzinvest.ledger.settings import SETTINGS, keep
from qzinvest.model.document import Said
from qzinvest.render.output import Look, written
from qzinvest.render.views import history as view


def run(
    *,
    name: Annotated[str | None, Arg("NAME", "argument.setting")] = None,
    value: Annotated[str | None, Arg("TEXT", "argument.setting_value")] = None,
    looking: Looking,
    wait: Wait = None,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Let the ledger keep a setting; without one, print all."""
    here = surroundings(db, lang, looking.output, wait)
    look = look_of(looking)
    if name is None:
        emit(_printed(here, look), looking.output, here.w)
        return ExitCode.OK
    choice("NAME", name, SETTINGS)
    if value is None:
        raise MissingValues(flags=["TEXT"])
    with first_recording(here) as recorder:
        kept = _checked(here, recorder, name, value)
        keep(recorder.connection, name, kept)
    talk(here.w("talk.kept", setting=name, value=kept))
    return ExitCode.OK


def _checked(here: Surroundings, recorder: Recorder, name: str, value: str) -> str:
    """The value as it is kept; a unit by its code.

    Raises:
        BadOption, UnknownZone, UnknownName, AmbiguousName: it is none.
    """
    if name == "lang":
        return choice("lang", value, LANGS)
    if name == "timezone":
        zone_of(value)
        return value
    plan = plan_for(recorder.connection, None, None, here.today)[0].plan
    return unit_named(plan, value, here.w).code


def _printed(here: Surroundings, look: Look) -> str | bytes:
    in_force = {"lang": here.w.lang, "timezone": ZONE, "unit": "", **here.kept}
    with reading(here.ledger) as connection:
        plan = plan_for(connection, None, None, here.today)[0].plan
    kept = {name: in_force[name] for name in SETTINGS}
    said = Said(lambda: view.settings(kept, here.w), lambda: view.settings_data(kept))
    return written(said, look, here.w, plan)
