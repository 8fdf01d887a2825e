"""``edition freeze|list``: bulletins that can be had again to the byte."""

from typing import Annotated

from qzinvest.cli.context import emit, look_of, surroundings, talk
from qzinvest.cli.days import day_asked
from qzinvest.cli.declare import Arg, Db, Lang, Looking, Opt, Wait
from qzinvest.cli.printing import Printing, printed_of
from qzinvest.cli.writing import desk
from qzinvest.errors import ExitCode
from qzinvest.intake.words.editions import clean_edition, edition_day
from qzinvest.ledger.editions import editions, refuse_departed_editions
from qzinvest.ledger.queries import plan_for, reading
from qzinvest.ledger.rulings import freeze as freeze_edition
from qzinvest.ledger.verify import refuse_unsound
from qzinvest.model.document import Said
from qzinvest.model.edition import heads_text
from qzinvest.render.output import written
from qzinvest.render.views import history as view


def freeze(
    *,
    code: Annotated[str, Arg("EDITION", "argument.edition")],
    as_of: Annotated[str | None, Opt("--as-of", "option.edition_day", "DATE")] = None,
    plan: Annotated[str | None, Opt("--plan", "option.plan", "CODE")] = None,
    printing: Printing,
    wait: Wait = None,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Freeze what is recorded now under a name, and say which day and plan were taken."""
    here = surroundings(db, lang, wait=wait)
    w = here.w
    name = clean_edition(code)
    now = here.today
    printed = printed_of(printing, here)
    day = edition_day(name, now) if as_of is None else day_asked(as_of, now)
    refuse_unsound(here.path)
    with desk(here) as at:
        refuse_departed_editions(at.recorder.connection, here.path)
        edition = freeze_edition(at.recorder, name, plan, day, now, lang=w.lang, printed=printed)
    fields = {"edition": name, "as_of": edition.as_of, "plan": edition.plan, "event": edition.event}
    talk(w("talk.frozen", **fields))
    if edition.as_of > now:
        talk(w("talk.frozen_early", as_of=edition.as_of))
    talk(w("talk.head", heads=heads_text(edition.sealed)))
    return ExitCode.OK


def list_(
    *,
    looking: Looking,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print the editions that stand, by name."""
    here = surroundings(db, lang, looking.output)
    w = here.w
    look = look_of(looking)
    with reading(here.ledger) as connection:
        plan = plan_for(connection, None, None, here.today)[0].plan
        found = list(editions(connection))
    said = Said(
        lambda: view.editions(found, w, here.zone),
        lambda: view.editions_data(found, labels=look.labels),
    )
    emit(written(said, look, w, plan), looking.output, w)
    return ExitCode.OK
