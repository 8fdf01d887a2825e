"""Reading heads: as a person read them off a page, or from the manifest of an export."""

import re
from collections.abc import Mapping
from json import loads
from pathlib import Path

from qzinvest.errors import BadOption, unreadable
from qzinvest.model.edition import LEAST, Heads
from qzinvest.patterns import pattern

_PRINTED = pattern(
    rf"([^\s:,、]+):(\d{{1,18}})[\s:]+([0-9a-f]{{{LEAST},64}})(?:…|\.\.\.)?", re.IGNORECASE
)
_KEPT = pattern(rf"\d{{1,18}}:[0-9a-f]{{{LEAST},64}}")
_BETWEEN = pattern(r"\s*[,，、;；\n]\s*")
_MANIFEST = "manifest.json"
_MOST = 4 << 20
"""Bytes that a manifest can have."""


def heads_asked(text: str) -> Heads:
    """The heads of ``QZ:306 521fb0c1…`` (several with commas), of a manifest, or of its folder.

    Raises:
        BadOption: it is none of these, or a manifest without heads.
        FileUnreadable: the manifest cannot be read.
    """
    parts = [_PRINTED.fullmatch(part) for part in _BETWEEN.split(text.strip())]
    heads = {found[1]: f"{int(found[2])}:{found[3].lower()}" for found in parts if found}
    if len(heads) == len(parts):
        return heads
    path = Path(text)
    try:
        with (path / _MANIFEST if path.is_dir() else path).open("rb") as file:
            heads = dict(heads_in(loads(file.read(_MOST))))
    except FileNotFoundError:
        heads = {}
    except OSError as error:
        raise unreadable(error, text) from error
    except (ValueError, RecursionError):
        heads = {}
    if not heads:
        allowed = ("QZ:306 521fb0c1", _MANIFEST)
        raise BadOption(option="--against", value=text, allowed=allowed)
    return heads


def heads_in(manifest: object) -> Heads:
    """The heads that a manifest says it was made from; empty where it says none."""
    said = manifest.get("ledger") if isinstance(manifest, Mapping) else None
    pairs = said.items() if isinstance(said, Mapping) else ()
    return {str(org): head for org, head in pairs if _KEPT.fullmatch(str(head))}
