"""A project's fields as a person writes them, to the codes and values that are recorded."""

from collections.abc import Mapping
from typing import cast

from qzinvest.intake.words.amounts import parse_amount, rounded_from
from qzinvest.intake.words.names import Resolver
from qzinvest.intake.words.texts import NAME_LIMIT, NOTE_LIMIT, clean_text
from qzinvest.model.plan import UNIT_KINDS, VOCABULARIES
from qzinvest.model.project import ProjectFields

_LONG = ("source", "note")


def project_fields(
    texts: Mapping[str, str | None], resolver: Resolver, *, rounding: bool = False
) -> ProjectFields:
    """The given fields, checked: units, group and terms as codes, the amount in yuan.

    Args:
        texts: what was written, by field; ``None`` where nothing was.
        rounding: whether an amount with parts of a yuan is rounded; what was written is kept then.

    Raises:
        Refused: of the first field that is wrong.
    """
    given = {field: text for field, text in texts.items() if text is not None}
    values = {f: _value(f, text, resolver) for f, text in given.items() if f != "amount"}
    if "amount" in given:
        values["amount"] = parse_amount(given["amount"], rounding=rounding)
        values |= {"stated": stated} if (stated := rounded_from(given["amount"])) else {}
    return cast("ProjectFields", values)


def _value(field: str, text: str, resolver: Resolver) -> object:
    if field in UNIT_KINDS:
        return resolver.recorded(field, text).code
    if field in VOCABULARIES:
        return resolver.term(field, text).code
    if field == "group":
        return resolver.group(text).code
    if field == "signing":
        return resolver.signing(text)
    return clean_text(text, field, NOTE_LIMIT if field in _LONG else NAME_LIMIT)
