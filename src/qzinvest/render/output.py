"""Which format an answer is written in: each is imported where it is chosen, and serves all."""

from collections.abc import Iterator
from itertools import chain

from qzinvest.locale import Wording
from qzinvest.model.document import Document, MoneyUnit, Said
from qzinvest.model.plan import Plan
from qzinvest.render.figures import money_unit
from qzinvest.tuples import NamedTuple

BOM = "\ufeff"


class Look(NamedTuple):
    """How an answer is to look: its format, and on a screen its columns and whether in colour.

    ``still`` is what will be looked at elsewhere and later: a file, or an edition off the terminal.
    ``piped`` is what no terminal shows: a record of a list is one line there, however wide.
    ``unit`` is what people read money in, 亿元 or 万元. ``labels`` says that a CSV is for
    people, and ``bom`` that it begins with the mark by which Excel knows its encoding. ``bare``
    draws no signs.
    ``notes`` has all notes on a terminal too.
    """

    form: str
    width: int
    colour: bool
    still: bool
    unit: MoneyUnit = "yi"
    labels: bool = False
    piped: bool = False
    bare: bool = False
    bom: bool = False
    notes: bool = False

    def money(self, w: Wording) -> MoneyUnit:
        """What money is read in, by readers of this language."""
        return money_unit(w.lang, self.unit)

    @property
    def is_read(self) -> bool:
        """Whether people read it, and no program."""
        return self.form not in ("csv", "json")


def written(said: Said, look: Look, w: Wording, plan: Plan) -> str | bytes:
    """The answer in the format that is asked for; where that is text, with a trailing newline.

    Args:
        look: the format, and how a screen is.
        w: the reader's language; machine formats keep English keys and codes.
        plan: the plan in force, which machine formats name.
    """
    # CSV and JSON must not load what screens need, nor a pipe what a terminal does.
    if look.form == "json":
        from qzinvest.render.data import json_of

        return json_of(said.data(), plan, w)
    if look.form == "csv":
        from qzinvest.render.data import csv_of

        return (BOM if look.bom else "") + csv_of(said.data(), plan, w, labels=look.labels)
    return _read(said.document(), look, w, plan)


def pieces(said: Said, look: Look, w: Wording, plan: Plan) -> str | bytes | Iterator[str]:
    """The same, CSV and JSON piece by piece: a list may be longer than the memory is."""
    if look.is_read:
        return written(said, look, w, plan)
    from qzinvest.render.data import csv_pieces_of, json_pieces_of

    if look.form == "json":
        return json_pieces_of(said.data(), plan, w)
    rows = csv_pieces_of(said.data(), plan, w, labels=look.labels)
    return chain((BOM,), rows) if look.bom else rows


def _read(document: Document, look: Look, w: Wording, plan: Plan) -> str | bytes:
    """A document in a format for people."""
    if look.form == "markdown":
        from qzinvest.render.markdown import markdown

        return markdown(document)
    if look.form == "table":
        from qzinvest.render.screen import screen

        if plan.is_fictional and document.brief[0]:
            what, when = document.brief
            document = document._replace(brief=(w("demo.title", title=what), when))
        how = {"colour": look.colour, "bare": look.bare, "notes": look.notes}
        return screen(document, w, look.width, piped=look.piped, brief=not look.piped, **how)
    if not document.title:
        # A file stands without its command: it says of which plan it is, and if that is invented.
        document = document._replace(title=plan.titles.get(w.lang))
    if look.form == "html":
        from qzinvest.render.html import page

        return page(document, w)
    if look.form == "xlsx":
        from qzinvest.render.xlsx import workbook

        return workbook(document, w)
    from qzinvest.render.docx import word_file

    return word_file(document, w)
