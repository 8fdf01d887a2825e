"""Heads: where the chains of a log end. Whoever holds one can tell whether a log continues it."""

from collections.abc import Mapping

Heads = Mapping[str, str]
"""The end of each office's chain, ``{"QZ": "306:521fb0c1…"}``: the last event's number and hash.

The hash is in hex; of one that a person read off a page, at least its first ``LEAST`` digits.
"""
LEAST = 8
"""Digits of a hash that are shown, and that are enough to tell it from any other."""


def heads_text(heads: Heads) -> str:
    """Heads as they are printed: ``QZ:306 521fb0c1…, JJ:12 9a0b1c2d…``."""
    return ", ".join(_head_text(org, *head.split(":")) for org, head in sorted(heads.items()))


def _head_text(org: str, number: str, digest: str) -> str:
    return f"{org}:{number} {digest[:LEAST]}…"
