"""Patterns that are compiled at their first use.

Those of the intake are some 170, and a command needs a few of them: compiling all took a quarter of
the time of a small import, and two fifths of that of ``add-project``.
"""

import re
from typing import AnyStr, Generic, cast


def pattern(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As ``re.compile``, for a module's constants; what it gives is no argument for ``re.sub``."""
    return cast("re.Pattern[AnyStr]", _Late(text, flags))


class _Late(Generic[AnyStr]):
    """A pattern that is none before something of it is asked for."""

    def __init__(self, text: AnyStr, flags: int) -> None:
        self._text: AnyStr = text
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        """What is found once is found here ever after."""
        compiled = re.compile(self._text, self._flags)  # noqa: TID251 - what all others ask ``pattern`` for
        found: object = getattr(compiled, name)
        setattr(self, name, found)
        return found
