"""No two modules need each other, not even by imports inside functions or for types alone."""

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src"


def modules() -> dict[str, Path]:
    paths = (SRC / "qzinvest").rglob("*.py")
    return {".".join(p.relative_to(SRC).with_suffix("").parts): p for p in paths}


def imported(text: str, known: Mapping[str, object]) -> Iterator[str]:
    """The modules of ours that a module's text imports anywhere."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            # ``from package import module`` needs the module.
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name for name in inside if name in known] or [str(node.module)]
        else:
            continue
        yield from (name for name in names if name in known)


def test_no_two_modules_need_each_other() -> None:
    paths = modules()
    assert len(paths) > 100
    graph = {name: set(imported(path.read_text(), paths)) for name, path in paths.items()}
    TopologicalSorter(graph).prepare()


def test_a_circle_inside_functions_is_found() -> None:
    texts = {
        "qzinvest.a": "def f():\n    from qzinvest import b\n",
        "qzinvest.b": "from qzinvest.a import f\n",
    }
    graph = {name: set(imported(text, texts)) for name, text in texts.items()}
    with pytest.raises(CycleError):
        TopologicalSorter(graph).prepare()
