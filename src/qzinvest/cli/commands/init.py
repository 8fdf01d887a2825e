"""``init``: make a ledger."""

from pathlib import Path
from typing import Annotated

from qzinvest.cli.context import surroundings, talk
from qzinvest.cli.declare import Db, Lang, Opt
from qzinvest.errors import ExitCode, OfficeDiffers, RealAndInvented
from qzinvest.intake.plans.file import read_plan, shipped_plan_path
from qzinvest.intake.words.texts import clean_office
from qzinvest.ledger.place import share_files, share_folder
from qzinvest.ledger.queries import office as office_of
from qzinvest.ledger.queries import reading
from qzinvest.ledger.record import DEFAULT_OFFICE, found


def run(
    *,
    office: Annotated[str, Opt("--office", "option.office", "CODE")] = DEFAULT_OFFICE,
    plan: Annotated[str | None, Opt("--plan", "option.plan_file", "FILE")] = None,
    shared: Annotated[bool, Opt("--shared", "option.shared")] = False,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Make a ledger with its office and its first plan; an existing one keeps what it holds."""
    here = surroundings(db, lang)
    w = here.w
    path = here.path
    asked = clean_office(office)
    adopted = read_plan(shipped_plan_path() if plan is None else Path(plan))
    if adopted.is_fictional:
        raise RealAndInvented(project=adopted.code, invented=True)
    if shared:
        share_folder(path)
    if found(path, asked, adopted, w.lang):
        talk(w("talk.founded", path=path, office=asked, plan=adopted.code))
    else:
        with reading(path) as connection:
            present = office_of(connection)
        if present != asked:
            raise OfficeDiffers(path=str(path), office=present, asked=asked)
        if not shared:
            talk(w("talk.present", path=path, office=present))
    if shared:
        talk(w("talk.shared", path=path, group=share_files(path)))
    return ExitCode.OK
