"""What an index of packages shows of README.md; hatchling asks for it at every build.

There, links to files of this folder lead nowhere. ``QZINVEST_SOURCE=https://HOST/OWNER/NAME`` says
while building where the source is to be seen (as GitHub and Gitee lay it out): links and pictures
get their whole address. Where nothing says it, a link is its text, and pictures are left out.
"""

import os
import re
from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = r"(!?)\[([^\]]*)\]\((?!https?:|#)([^)]*)\)"
"""A picture or a link to a file of ours."""


def page(text: str, source: str) -> str:
    """The text of a README as an index shows it."""

    def whole(link: re.Match[str]) -> str:
        picture, said, path = link.groups()
        if source:
            return f"{picture}[{said}]({source}/{'raw' if picture else 'blob'}/main/{path})"
        return "" if picture else said

    return re.sub(_LINK, whole, text)


class IndexPage(MetadataHookInterface):
    """Gives hatchling the page."""

    def update(self, metadata: dict[str, object]) -> None:
        """Put the page into the metadata."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        source = os.environ.get("QZINVEST_SOURCE", "").rstrip("/")
        metadata["readme"] = {"content-type": "text/markdown", "text": page(text, source)}
