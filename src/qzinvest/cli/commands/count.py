"""``count``: whether a project that passed is counted."""

from typing import Annotated

from qzinvest.cli.context import emit
from qzinvest.cli.declare import Arg, Opt
from qzinvest.cli.ruling import Ruling, deciding
from qzinvest.errors import ExitCode
from qzinvest.intake.words.texts import NOTE_LIMIT, clean_text
from qzinvest.model.deciding import decided, ended


def no(
    *,
    project: Annotated[str, Arg("PROJECT", "argument.project")],
    reason: Annotated[str, Opt("--reason", "option.exclude_reason", "TEXT")],
    ruling: Ruling,
) -> ExitCode:
    """Record that a project is left out of every figure, and print its id."""
    with deciding(ruling, project) as it:
        why = clean_text(reason, "excluded", NOTE_LIMIT)
        after = it.decide(decided(it.known[0], "excluded", why, it.day))
        it.say("talk.excluded", id=after.id, days=it.days(after.rulings.excluded))
    emit(f"{after.id}\n")
    return ExitCode.OK


def yes(*, project: Annotated[str, Arg("PROJECT", "argument.project")], ruling: Ruling) -> ExitCode:
    """Record that a project is counted again, and print its id."""
    with deciding(ruling, project) as it:
        after = it.decide(ended(it.known[0], "excluded", it.day))
        it.say("talk.included", days=it.days(after.rulings.excluded))
        if after.same_as is not None:
            it.say("talk.included_second", first=after.same_as)
    emit(f"{after.id}\n")
    return ExitCode.OK
