"""``spare`` and ``unspare``: a project of which nobody is chased or marked down (容错)."""

from typing import Annotated

from qzinvest.cli.context import emit
from qzinvest.cli.declare import Arg, Opt
from qzinvest.cli.ruling import Ruling, deciding
from qzinvest.errors import ExitCode


def run(
    *,
    project: Annotated[str, Arg("PROJECT", "argument.project")],
    reason: Annotated[str, Opt("--reason", "option.spare_reason", "TEXT")],
    ruling: Ruling,
) -> ExitCode:
    """Record that a project is out of what is due and of deductions, and print its id."""
    with deciding(ruling, project) as it:
        after = it.because("spared", reason)
        it.say("talk.spared", id=after.id, days=it.days(after.rulings.spared))
    emit(f"{after.id}\n")
    return ExitCode.OK


def unspare(
    *, project: Annotated[str, Arg("PROJECT", "argument.project")], ruling: Ruling
) -> ExitCode:
    """Record that a project is chased like all others again, and print its id."""
    with deciding(ruling, project) as it:
        after = it.end("spared")
        it.say("talk.unspared", days=it.days(after.rulings.spared))
    emit(f"{after.id}\n")
    return ExitCode.OK
