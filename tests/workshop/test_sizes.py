"""No function and no module is longer than a reader holds at once."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
MOST_OF_A_FUNCTION, MOST_OF_A_MODULE = 45, 400
LONG_BY_DESIGN = {"src/qzinvest/errors.py"}
"""The error tree, drawn in its docstring: a list of small classes that is looked up, not read."""


def long_functions(text: str) -> Iterator[tuple[str, int]]:
    """The functions of a module that are too long, with their lines; decorators are none."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            if lines > MOST_OF_A_FUNCTION:
                yield node.name, lines


def modules() -> dict[str, str]:
    found = (path for room in ("src", "tools") for path in (ROOT / room).rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in found}


def test_no_function_is_longer_than_a_screen() -> None:
    texts = modules()
    assert len(texts) > 100
    assert [(path, *each) for path, text in texts.items() for each in long_functions(text)] == []


def test_no_module_is_longer_than_ten() -> None:
    sizes = {path: len(text.splitlines()) for path, text in modules().items()}
    assert {path for path, size in sizes.items() if size > MOST_OF_A_MODULE} == LONG_BY_DESIGN


def test_a_long_function_is_found() -> None:
    body = "".join(f"        {n}\n" for n in range(45))
    assert list(long_functions(f"class A:\n    @a\n    def f():\n{body}")) == [("f", 46)]
    assert list(long_functions(f"async def g():\n{body[10:]}")) == []
