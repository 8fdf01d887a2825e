"""Keeping Typer's help light: plain parameters need no pydantic.

Typer 0.29 builds a pydantic TypeAdapter for every parameter of the command that runs, even for the
implicit ``--help``, and importing pydantic costs as much as two reports. For ``str``, ``int``,
``bool`` and lists of ``str`` without bounds or choices this module puts a converter of its own in
that place; every other parameter, and a Typer whose inside has changed, is handled by Typer itself.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def install() -> bool:
    """Put the light converters in; tells whether this Typer has the place for them."""
    try:
        from typer import core
        from typer._coercion import RuntimeParam, build_runtime_param
    except ImportError:
        return False
    if getattr(core, "build_runtime_param", None) is not build_runtime_param:
        return False
    core.build_runtime_param = _builder(RuntimeParam, build_runtime_param)  # type: ignore[assignment,attr-defined]  # Typer's own name
    return True


def _builder(base: type, stock: "Callable[..., object]") -> "Callable[..., object]":
    class PlainParam(base):  # type: ignore[misc]  # the base is known at run time only
        """A parameter whose text is its value, or a whole number."""

        def _coerce_value(self, value: object, **where: object) -> object:
            if self.annotation is int and not isinstance(value, int):
                return _whole(value, **where)
            if self.annotation == list[str] and isinstance(value, tuple):
                return list(value)
            return value

    def build(descriptor: object) -> object:
        annotation = descriptor.annotation  # type: ignore[attr-defined]  # Typer's TypeDescriptor
        info = descriptor.parameter_info  # type: ignore[attr-defined]  # the same
        bounded = info.min is not None or info.max is not None or info.parser is not None
        if annotation in (str, int, bool, list[str]) and not bounded:
            return PlainParam(annotation=annotation, parameter_info=info)
        return stock(descriptor)

    return build


def _whole(value: object, **where: object) -> int:
    from typer import BadParameter

    try:
        return int(str(value))
    except ValueError:
        raise BadParameter(f"{value!r} is not a valid integer.", **where) from None  # type: ignore[arg-type]  # ctx and param
