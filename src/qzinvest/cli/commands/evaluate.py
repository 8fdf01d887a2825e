"""``evaluate``: a mark that people give a unit for an item of the scorecard."""

from typing import Annotated

from qzinvest.cli.context import emit, surroundings, talk
from qzinvest.cli.declare import Arg, Db, Lang, Opt, Wait
from qzinvest.cli.remarks import say_of_marks
from qzinvest.cli.writing import desk
from qzinvest.errors import ExitCode
from qzinvest.intake.words.dates import past_day
from qzinvest.intake.words.names import Resolver
from qzinvest.intake.words.texts import NOTE_LIMIT, clean_text
from qzinvest.ledger.rulings import evaluate
from qzinvest.model.evaluation import Evaluation
from qzinvest.render.messages import evaluation_text
from qzinvest.tasks.marking import judging, score_of


def run(
    *,
    unit: Annotated[str, Arg("UNIT", "argument.unit")],
    item: Annotated[str, Arg("ITEM", "argument.item")],
    score: Annotated[str, Arg("SCORE", "argument.score")],
    on: Annotated[str, Opt("--on", "option.evaluated_on", "DATE")],
    note: Annotated[str | None, Opt("--note", "option.note", "TEXT")] = None,
    plan: Annotated[str | None, Opt("--plan", "option.plan", "CODE")] = None,
    wait: Wait = None,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Record the mark, and print its event's id."""
    here = surroundings(db, lang, wait=wait)
    w = here.w
    day = past_day(on, here.today)
    with desk(here) as at:
        judged = judging(at.recorder.connection, day, here.today, plan)
        resolver = Resolver(judged, w.lang)
        found, code = resolver.either(unit), resolver.item(item)
        given = Evaluation(
            found.kind,
            found.code,
            code,
            day,
            score_of(judged, code, score),
            "" if note is None else clean_text(note, "note", NOTE_LIMIT),
        )
        (event,) = evaluate(at.recorder, [given])
        say_of_marks(at.recorder, day, w)
    talk(w("talk.evaluated", event=event, text=evaluation_text(given, judged, w)))
    emit(f"{event}\n")
    return ExitCode.OK
