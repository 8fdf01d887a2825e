"""What a bulletin says besides its reports, as options: where it is frozen, and where printed."""

from typing import Annotated

from qzinvest.cli.context import Surroundings
from qzinvest.cli.days import day_asked
from qzinvest.cli.declare import Opt
from qzinvest.model.edition import Printed
from qzinvest.tuples import NamedTuple


class Printing(NamedTuple):
    """Number, day of issue, and the file with what people write."""

    number: Annotated[str | None, Opt("--number", "option.number", "N")] = None
    issued: Annotated[str | None, Opt("--issued", "option.issued", "DATE")] = None
    text: Annotated[str | None, Opt("--text", "option.bulletin_text", "FILE")] = None


def printed_of(printing: Printing, here: Surroundings) -> Printed:
    """What these options say.

    Raises:
        BadDay: the day of issue is none.
        FileUnreadable: the file cannot be read.
    """
    texts: tuple[str, ...] = ()
    if printing.text is not None:
        # Imported here: most bulletins are printed without.
        from qzinvest.intake.files.notes import paragraphs

        texts = paragraphs(printing.text)
    return Printed(printing.number or "", day_asked(printing.issued, here.today), texts)
