"""``count``: whether a project that passed is counted."""

from typing import Annotated

from qzinvest.cli.context import emit
from qzinvest.cli.declare import Arg, Opt
from qzinvest.cli.ruling import Ruling, deciding
from qzinvest.errors import ExitCode


def no(
    *,
    project: Annotated[str, Arg("PROJECT", "argument.project")],
    reason: Annotated[str, Opt("--reason", "option.exclude_reason", "TEXT")],
    ruling: Ruling,
) -> ExitCode:
    """Record that a project is left out of every figure, and print its id."""
    with deciding(ruling, project) as it:
        after = it.because("excluded", reason)
        it.say("talk.excluded", id=after.id, days=it.days(after.rulings.excluded))
    emit(f"{after.id}\n")
    return ExitCode.OK


def yes(*, project: Annotated[str, Arg("PROJECT", "argument.project")], ruling: Ruling) -> ExitCode:
    """Record that a project is counted again, and print its id."""
    with deciding(ruling, project) as it:
        after = it.end("excluded")
        it.say("talk.included", days=it.days(after.rulings.excluded))
        if after.same_as is not None:
            it.say("talk.included_second", first=after.same_as)
    emit(f"{after.id}\n")
    return ExitCode.OK
