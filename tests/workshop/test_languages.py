"""A report is the same in every language: no way leads a language or its wording into one."""

import ast
from collections.abc import Iterator
from pathlib import Path

REPORTS = Path(__file__).parents[2] / "src" / "qzinvest" / "reports"


def given(tree: ast.AST) -> Iterator[str]:
    """The names of what functions take and of what records hold."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def test_no_report_takes_a_language_or_wording() -> None:
    modules = {path.stem: set(given(ast.parse(path.read_text()))) for path in REPORTS.rglob("*.py")}
    assert {"plan", "question"} <= modules["progress"]
    found = {name: names & {"lang", "say", "w", "wording"} for name, names in modules.items()}
    assert {name: names for name, names in found.items() if names} == {}
