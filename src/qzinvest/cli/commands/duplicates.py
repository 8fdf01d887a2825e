"""``duplicates``: pairs of recorded projects that may be one, and what is decided of a pair."""

from typing import Annotated

from qzinvest.cli.commands.link import join
from qzinvest.cli.context import emit, look_of, row_limit, surroundings
from qzinvest.cli.declare import Amounts, Arg, Db, Lang, Looking, Opt, Wait
from qzinvest.cli.ruling import Ruling, deciding
from qzinvest.cli.writing import can_ask, chosen
from qzinvest.errors import ExitCode, MissingValues
from qzinvest.ledger.queries import plan_for, project, reading
from qzinvest.ledger.rulings import apart
from qzinvest.ledger.suspects import all_suspects
from qzinvest.locale import Wording
from qzinvest.model.document import Said
from qzinvest.model.likeness import Pair
from qzinvest.model.plan import Plan
from qzinvest.model.project import Project
from qzinvest.render.output import Look, written
from qzinvest.render.views import pairs as view

_SCREENFUL = 50
_KEYS = ("l", "n", "s", "q")
"""What a person can answer about a pair: link it, not the same, skip it, stop."""


def run(
    *,
    one: Annotated[str | None, Arg("PROJECT", "argument.pair")] = None,
    other: Annotated[str | None, Arg("OTHER", "argument.pair_other")] = None,
    not_same: Annotated[bool, Opt("--not-same", "option.not_same")] = False,
    limit: Annotated[int | None, Opt("--limit", "option.limit", "N")] = None,
    check: Annotated[bool, Opt("--check", "option.check_duplicates")] = False,
    looking: Looking,
    amounts: Amounts,
    wait: Wait = None,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print every suspected pair with its evidence; with ``--check`` say "no" if there is one."""
    here = surroundings(db, lang, looking.output, wait)
    w, ruling = here.w, Ruling(None, wait, db, lang)
    if not_same:
        if one is None or other is None:
            raise MissingValues(flags=["PROJECT" if one is None else "OTHER"])
        _tell_apart(ruling, one, other)
        return ExitCode.OK
    look = look_of(looking, here, amounts=amounts)
    rows = row_limit(limit, look, _SCREENFUL)
    with reading(here.ledger) as connection:
        plan = plan_for(connection, None, None, here.today)[0].plan
        named = {project(connection, text).id for text in (one, other) if text is not None}
        pairs = [pair for pair in all_suspects(connection) if named <= {pair.first, pair.second}]
        shown = pairs[:rows] if rows else pairs
        ids = {id_ for pair in shown for id_ in (pair.first, pair.second)}
        projects = {id_: project(connection, id_) for id_ in ids}
    if pairs and not (look.piped or check) and look.form == "table" and can_ask():
        _decide(ruling, shown, projects, plan, w, look)
        return ExitCode.OK
    said = _said(shown, len(pairs), projects, plan, w, look)
    emit(written(said, look, w, plan), looking.output, w)
    return ExitCode.NO if check and pairs else ExitCode.OK


def _said(  # noqa: PLR0917 - what a list of pairs is made of
    shown: list[Pair],
    total: int,
    projects: dict[str, Project],
    plan: Plan,
    w: Wording,
    look: Look,
    begin: int = 1,
) -> Said:
    document = view.document if look.piped else view.beside
    return Said(
        lambda: document(shown, total, projects, plan, w, look.money(w), begin),
        lambda: view.data(shown, projects, plan, w, labels=look.labels),
    )


def _tell_apart(ruling: Ruling, *pair: str) -> None:
    with deciding(ruling, *pair) as it:
        changes = apart(it.at.recorder, *it.known)
        ((before, after),) = changes
        (second,) = {*after.rulings.others} - {*before.rulings.others}
        it.record(changes)
        it.say("talk.told_apart", first=after.id, second=second)


def _decide(  # noqa: PLR0917 - as ``_said``
    ruling: Ruling,
    pairs: list[Pair],
    projects: dict[str, Project],
    plan: Plan,
    w: Wording,
    look: Look,
) -> None:
    """Show a person pair by pair, and record what is answered, each as a step of its own."""
    linked: set[str] = set()
    for place, pair in enumerate(pairs, 1):
        if linked & {pair.first, pair.second}:
            continue  # it is counted with another one now
        emit(written(_said([pair], 0, projects, plan, w, look, place), look, w, plan))
        key = chosen(w("ask.pair", place=place, total=len(pairs)), _KEYS, w)
        if key == "q":
            return
        if key == "l":
            _, later = join(ruling, pair.first, pair.second)
            linked.add(later.id)
        elif key == "n":
            _tell_apart(ruling, pair.first, pair.second)
