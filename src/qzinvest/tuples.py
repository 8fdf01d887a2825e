"""``NamedTuple`` as in ``typing``, whose classes are made in a fifth of the time.

A command makes a hundred of them before it begins, and the standard library compiles a constructor
for each: a seventh of a report. Here classes of equally many fields share the code of one.
"""

import sys
from typing import TYPE_CHECKING

# Python 3.14 keeps annotations in another way.
if TYPE_CHECKING or sys.version_info >= (3, 14):
    from typing import NamedTuple as NamedTuple  # noqa: PLC0414, TID251 - for others
else:
    from collections import _tuplegetter, namedtuple
    from collections.abc import Iterable
    from functools import cache
    from types import FunctionType

    @cache
    def _constructor(fields: int) -> FunctionType:
        """That of a class with so many fields."""
        return namedtuple("_", range(fields), rename=True).__new__  # noqa: PYI024 - for its code

    class _Named(tuple):
        """What all of them can do."""

        __slots__ = ()

        @classmethod
        def _make(cls, values: Iterable[object]) -> "_Named":
            made = tuple.__new__(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(made)
            return made

        def _replace(self, /, **values: object) -> "_Named":
            made = self._make(map(values.pop, self._fields, self))
            if values:
                raise TypeError(*values)
            return made

        def _asdict(self) -> dict[str, object]:
            return dict(zip(self._fields, self, strict=True))

        def __getnewargs__(self) -> tuple[object, ...]:
            return tuple(self)

        def __repr__(self) -> str:
            values = map("{}={!r}".format, self._fields, self)
            return f"{self.__class__.__name__}({', '.join(values)})"

    class _Maker(type):
        """Makes tuples of the classes below ``NamedTuple``."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, object]) -> type:
            if not bases:
                return type.__new__(cls, name, bases, body)
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body[field] for field in fields if field in body}
            alike = _constructor(len(fields))
            code = alike.__code__.replace(co_varnames=("_cls", *fields))
            made = FunctionType(code, alike.__globals__, "__new__", (*defaults.values(),))
            body |= {field: _tuplegetter(place, "") for place, field in enumerate(fields)}
            body |= {"_fields": fields, "_field_defaults": defaults, "__match_args__": fields}
            return type(name, (_Named,), {**body, "__slots__": (), "__new__": made})

    class NamedTuple(metaclass=_Maker):
        """As in ``typing``."""
