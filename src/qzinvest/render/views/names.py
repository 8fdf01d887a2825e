"""The names by which an import knows units, groups, stages and terms."""

from collections.abc import Iterable, Iterator, Sequence

from qzinvest.locale import Wording
from qzinvest.model.document import Data, Document
from qzinvest.model.normal import search_text
from qzinvest.model.plan import Term, Unit
from qzinvest.render.views import listing
from qzinvest.render.views.listing import Cells, Field
from qzinvest.tuples import NamedTuple

_READ = 28
"""Columns in which many names are still read; a narrow screen rather does without the English."""
_FIELDS = (
    Field("what"),
    Field("code", whole=True),
    Field("name"),
    Field("short"),
    Field("english", spare=2, least=_READ),
    Field("chinese", spare=2, least=_READ),
    Field("aliases", least=_READ),
    Field("pinyin", spare=1),
)
_KEYS = tuple(field.key for field in _FIELDS)
_NAME, _SHORT, _ALIASES = (_KEYS.index(key) for key in ("name", "short", "aliases"))


class Named(NamedTuple):
    """A thing of a kind, such as ``district``, and all that it may be called in a file."""

    what: str
    thing: Unit | Term
    spellings: tuple[str, ...]


def document(found: Iterable[Named], w: Wording) -> Document:
    """A table a kind, a row a thing; no two of its names differ by script or punctuation alone."""
    own = "english" if w.lang == "en" else "chinese"
    places = [place for place, field in enumerate(_FIELDS) if field.key not in (own, "what")]
    fields = [_FIELDS[place] for place in places]
    by_kind: dict[str, list[Cells]] = {}
    for each in found:
        row = _row(each, w)
        others = w("list.separator").join(_told_apart(each.spellings, row))
        short = "" if row[_SHORT] == row[_NAME] else row[_SHORT]
        row = (*row[:_SHORT], short, *row[_SHORT + 1 : _ALIASES], others, *row[_ALIASES + 1 :])
        by_kind.setdefault(each.what, []).append(tuple(row[place] for place in places))
    tables = tuple(
        listing.table("names", fields, rows, w, title=_title(kind, w))
        for kind, rows in by_kind.items()
    )
    if len(tables) == 1:
        return listing.document("names", tables[0]._replace(title=""))
    return Document("", "", tables, (), titled=False, name="names")


def data(found: Sequence[Named], w: Wording, *, labels: bool) -> Data:
    """A record a thing; ``aliases`` is all that it may be called besides, in JSON a list."""
    others = [[t for t in each.spellings if t not in _row(each, w)] for each in found]
    rows = [
        (*_row(each, w)[:_ALIASES], "; ".join(more), each.thing.pinyin)
        for each, more in zip(found, others, strict=True)
    ]
    records = (
        dict(zip(_KEYS, row, strict=True)) | {"aliases": more}
        for row, more in zip(rows, others, strict=True)
    )
    return listing.data(_FIELDS, rows, labels=labels)._replace(body=records)


def _title(kind: str, w: Wording) -> str:
    return w(f"kinds.{kind}").replace("_", " ").capitalize()


def _row(each: Named, w: Wording) -> tuple[str, ...]:
    """A thing's fields, without its aliases."""
    thing = each.thing
    short = thing.short.get(w.lang) if isinstance(thing, Unit) else ""
    chinese = thing.names.zh_Hant if w.lang == "zh_Hant" else thing.names.zh_Hans
    names = (thing.names.get(w.lang), short, thing.names.en, chinese)
    return (each.what, thing.code, *names, "", thing.pinyin)


def _told_apart(spellings: Iterable[str], row: Iterable[str]) -> Iterator[str]:
    """The spellings that are not in the row, nor each other's, in the other script."""
    seen = set(map(search_text, row))
    for text in spellings:
        if (key := search_text(text)) not in seen:
            seen.add(key)
            yield text
