"""An Office package: parts in a zip archive, and the two lists that tie them together.

ECMA-376, part 2. Parts that nobody changes keep their bytes.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from posixpath import dirname, join, normpath, relpath
from typing import Self
from urllib.parse import unquote
from zipfile import ZipFile, ZipInfo

from qzinvest.render.files.marked.splice import Edits, Element, OddPackage, parsed
from qzinvest.tuples import NamedTuple

TYPES = "[Content_Types].xml"
_TIES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
)


class Relation(NamedTuple):
    """What ties a part to another one: its ``kind`` is the last word of its type."""

    id: str
    kind: str
    target: str


class Package:
    """The parts of an archive by name, without regard to case.

    Raises:
        OddPackage: it lacks what every package has.
    """

    def __init__(self, file: Path | BytesIO) -> None:
        self._archive = ZipFile(file)
        self._infos = {_key(info.filename): info for info in self._archive.infolist()}
        self._changed: dict[str, bytes] = {}
        main = next((r for r in self.relations("") if r.kind == "officeDocument"), None)
        if main is None or TYPES not in self:
            raise OddPackage("no package")
        self.book = main.target

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._infos

    def __iter__(self) -> Iterator[str]:
        """The names of all parts."""
        return iter(info.filename for info in self._infos.values())

    def read(self, name: str) -> bytes:
        """A part's bytes."""
        if name not in self:
            raise OddPackage(name)
        key = _key(name)
        return self._changed[key] if key in self._changed else self._archive.read(self._infos[key])

    def write(self, name: str, data: bytes) -> None:
        """Give a part these bytes, a new one at the end of the archive."""
        self._changed[_key(name)] = data
        if _key(name) not in self._infos:
            like = self._infos[_key(TYPES)]
            info = ZipInfo(name, like.date_time)
            info.compress_type, info.external_attr = like.compress_type, like.external_attr
            self._infos[_key(name)] = info

    def drop(self, name: str) -> None:
        """Take a part out, its mention in the list of types too."""
        self._changed.pop(_key(name), None)
        self._infos.pop(_key(name), None)
        edits = Edits(self.read(TYPES))
        for entry in _overrides(parsed(self.read(TYPES)), name):
            edits.remove(entry)
        self.write(TYPES, edits.done())

    def relations(self, name: str) -> list[Relation]:
        """What a part is tied to inside the package; of the package itself, where it is empty."""
        place = _ties(name)
        if place not in self:
            return []
        found = []
        for tie in parsed(self.read(place)).named("Relationship"):
            if tie.attributes.get("TargetMode") != "External":
                target = self._resolved(name, tie.attributes.get("Target", ""))
                kind = tie.attributes.get("Type", "").rpartition("/")[2]
                found.append(Relation(tie.attributes.get("Id", ""), kind, target))
        return found

    def related(self, name: str, kind: str) -> str | None:
        """The part of a kind that a part is tied to."""
        return next((r.target for r in self.relations(name) if r.kind == kind), None)

    def tie(self, name: str, kind: str, target: str) -> str:
        """Tie a part to another one of a kind; gives the tie's id."""
        place = _ties(name)
        data = self.read(place) if place in self else _TIES.encode()
        root = parsed(data)
        taken = {tie.attributes.get("Id") for tie in root.children}
        chosen = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
        edits = Edits(data)
        way = relpath(target, dirname(name) or ".")
        edits.append(
            root,
            f'<{root.prefix}Relationship Id="{chosen}" Type="{self.kinds}/{kind}" Target="{way}"/>',
        )
        self.write(place, edits.done())
        return chosen

    def untie(self, name: str, kind: str) -> None:
        """Take all ties of a kind from a part."""
        data = self.read(_ties(name))
        edits = Edits(data)
        for tie in parsed(data).named("Relationship"):
            if tie.attributes.get("Type", "").rpartition("/")[2] == kind:
                edits.remove(tie)
        self.write(_ties(name), edits.done())

    @property
    def kinds(self) -> str:
        """What the types of ties begin with: strict packages have names of their own."""
        for tie in parsed(self.read(_ties(""))).named("Relationship"):
            head, _, kind = tie.attributes.get("Type", "").rpartition("/")
            if kind == "officeDocument":
                return head
        raise OddPackage("no package")

    def type_of(self, name: str) -> str:
        """The type that the list gives a part by its own name."""
        found = _overrides(parsed(self.read(TYPES)), name)
        return found[0].attributes.get("ContentType", "") if found else ""

    def set_type(self, name: str, kind: str) -> None:
        """Note the type of a part."""
        data = self.read(TYPES)
        root = parsed(data)
        edits = Edits(data)
        if found := _overrides(root, name):
            edits.attribute(found[0], "ContentType", kind)
        else:
            part = f'PartName="/{name}" ContentType="{kind}"'
            edits.append(root, f"<{root.prefix}Override {part}/>")
        self.write(TYPES, edits.done())

    def add(
        self, holder: str, pattern: str, data: bytes, types: tuple[str, str]
    ) -> tuple[str, str]:
        """Put a new part in, beside the workbook's own, under a name such as ``comments{}.xml``.

        ``types`` are those of the tie that its holder gets and of the part. Gives its name and the
        tie's id.
        """
        folder = dirname(self.book)
        names = (join(folder, pattern.format(n)) for n in range(1, len(self._infos) + 2))
        place = next(name for name in names if name not in self)
        self.write(place, data)
        self.set_type(place, types[1])
        return place, self.tie(holder, types[0], place)

    def done(self) -> bytes:
        """The archive with all changes: the parts in their order, new ones behind."""
        out = BytesIO()
        with ZipFile(out, "w") as archive:
            archive.comment = self._archive.comment
            for old in self._infos.values():
                info = ZipInfo(old.filename, old.date_time)
                info.compress_type, info.external_attr = old.compress_type, old.external_attr
                info.create_system = old.create_system
                archive.writestr(info, self.read(old.filename))
        return out.getvalue()

    def _resolved(self, name: str, target: str) -> str:
        """The part's name that a tie leads to, from the folder of the part that has it."""
        way = normpath(join("/", dirname(name), target)).lstrip("/")
        return way if way in self else unquote(way)


def _overrides(types: Element, name: str) -> list[Element]:
    """What the list of types says of a part by its own name."""
    entries = types.named("Override")
    return [each for each in entries if _key(each.attributes.get("PartName", "")) == _key(name)]


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _ties(name: str) -> str:
    folder, _, last = name.rpartition("/")
    return join(folder, "_rels", f"{last}.rels")
