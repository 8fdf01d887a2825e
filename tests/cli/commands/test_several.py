"""One change of several projects is one step."""

import pytest

from tests.cli.said import Run

ADDED = ("--district", "晋江", "--group", "新能源", "--amount", "5亿", "--stage", "signed")


@pytest.fixture
def two(run: Run) -> Run:
    for name in ("甲", "乙"):
        argv = ("add-project", name, *ADDED, "--on", "2022-03-15", "--allow-duplicate")
        assert run(*argv).code == 0
    return run


def departments(run: Run) -> list[str]:
    rows = run("list", "--format", "csv").out.splitlines()[1:]
    return [row.split(",")[5] for row in rows]


def test_a_department_for_two_is_taken_back_by_one_undo(two: Run) -> None:
    said = two("edit", "QZ-1", "QZ-2", "--department", "商务局")
    assert (said.code, said.out) == (0, "QZ-1\nQZ-2\n")
    assert departments(two) == ["COM", "COM"]

    assert two("undo").code == 0
    assert departments(two) == ["", ""]


def test_what_is_so_already_is_left_alone_and_said(two: Run) -> None:
    assert two("edit", "QZ-1", "--department", "商务局").code == 0
    said = two("edit", "QZ-2", "QZ-1", "QZ-2", "--department", "商务局", "--lang", "zh_Hans")

    assert (said.code, said.out) == (0, "QZ-2\n")
    assert "QZ-1 原已如此，未变动" in said.err
    assert two("edit", "QZ-1", "QZ-2", "--department", "商务局").code == 3


def test_one_that_is_refused_leaves_all_as_they_were(two: Run) -> None:
    assert two("edit", "QZ-1", "QZ-9", "--department", "商务局").code == 3
    assert departments(two) == ["", ""]


def test_two_reach_a_stage_in_one_step(two: Run) -> None:
    said = two("advance", "QZ-1", "QZ-2", "注册", "--on", "2022-04-01")

    assert (said.code, said.out) == (0, "QZ-1\nQZ-2\n")
    assert two("list", "--stage", "registered", "--format", "csv").out.count("\nQZ-") == 2
    assert two("undo").code == 0
    assert two("list", "--stage", "registered", "--format", "csv").out.count("\nQZ-") == 0


def test_a_stage_without_a_project_is_said(two: Run) -> None:
    assert two("advance", "注册", "--on", "2022-04-01").code == 2
