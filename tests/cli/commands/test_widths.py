"""Every screen stays within its width, and says which columns it went without."""

import pytest
from rich.cells import cell_len

from tests.cli.said import Run

pytestmark = pytest.mark.uncounted
"""They go through every command; each has tests of its own."""
AS_OF = ("--as-of", "2022-06-30")
SCREENS = (
    ("report", *AS_OF),
    ("report", "--by", "department", "--view", "assessment", *AS_OF),
    ("report", "--by", "group", *AS_OF),
    ("report", "--by", "district", "--by", "group", "--indicator", "signed_investment", *AS_OF),
    ("rank", "--indicator", "signed_investment", *AS_OF),
    ("rank", "--scorecard", *AS_OF),
    ("funnel", "--by", "group", "--days", *AS_OF),
    ("trend", "--indicator", "signed_investment", *AS_OF),
    ("trend", "--by", "department", "--every", "week", "--as-of", "2022-12-31"),
    ("forecast", "--by", "area", *AS_OF),
    ("explain", "--indicator", "paid_in", *AS_OF),
    ("explain", "--unit", "晋江", "--view", "assessment", *AS_OF),
    ("explain", "--unit", "晋江", "--indicator", "score", *AS_OF),
    ("changes", "2022-05", "--by", "department", *AS_OF),
    ("due", "--by", "department", *AS_OF),
    ("plan", "show"),
)
LISTS = (
    *(("list",), ("log",), ("imports",), ("edition", "list"), ("set",)),
    *(("duplicates",), ("show", "QZ-597")),
)
LOOKS = [
    *((line, wan) for line in SCREENS for wan in ((), ("--wan",))),
    *((line, ()) for line in LISTS),
]


def on_a_terminal(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    """Let stdout be a terminal of so many columns, without colour."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", str(width))


CLOSING, OPENING = "，。、；：？！）】》”’,;:!?)", "（【《“‘"


@pytest.mark.parametrize(
    ("lang", "width"),
    [
        *(("en", width) for width in (60, 80)),
        *(("zh_Hans", width) for width in (60, 80, 100, 120)),
        *(("zh_Hant", width) for width in (80, 100, 120)),
    ],
)
@pytest.mark.parametrize(("line", "wan"), LOOKS, ids=str)
def test_no_line_is_wider_than_the_screen(  # noqa: PLR0913, PLR0917 - four of them parameters
    demo: Run,
    monkeypatch: pytest.MonkeyPatch,
    line: tuple[str, ...],
    wan: tuple[str, ...],
    lang: str,
    width: int,
) -> None:
    on_a_terminal(monkeypatch, width)
    said = demo(*line, *wan, "--lang", lang)
    assert said.code == 0
    lines = said.out.splitlines()
    assert [text for text in lines if cell_len(text) > width] == []
    assert [text for text in lines if text.lstrip()[:1] in [*CLOSING]] == []
    assert [text for text in lines if text.rstrip()[-1:] in [*OPENING]] == []


@pytest.mark.parametrize("line", LISTS, ids=" ".join)
def test_lists_in_a_pipe_are_the_same_whatever_columns_says(
    demo: Run, monkeypatch: pytest.MonkeyPatch, line: tuple[str, ...]
) -> None:
    said = set()
    for width in ("20", "80", "400"):
        monkeypatch.setenv("COLUMNS", width)
        said.add(demo(*line).out)
    assert len(said) == 1


def test_in_a_pipe_a_project_is_one_line(demo: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    _, _, *lines, between, _ = demo("list").out.splitlines()
    assert [line.split()[0] for line in lines] == [f"QZ-{n}" for n in range(1, 51)]
    assert not between


def figures(text: str) -> set[str]:
    return {word for word in text.replace("|", " ").split() if word[0] in "+-0123456789▲▼"}


@pytest.mark.parametrize("line", SCREENS[:12], ids=" ".join)
def test_no_figure_is_lost_on_a_narrow_screen(
    demo: Run, monkeypatch: pytest.MonkeyPatch, line: tuple[str, ...]
) -> None:
    """What does not fit goes on below; what is left out for width is named."""
    monkeypatch.setenv("COLUMNS", "250")
    wide = demo(*line, "--wan").out
    monkeypatch.setenv("COLUMNS", "60")
    narrow = demo(*line, "--wan").out
    if "Left out for width" not in narrow:
        assert figures(wide) - figures(narrow) == set()


def test_the_funnel_in_wan_goes_on_below(demo: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = demo("funnel", *AS_OF, "--wan", "--lang", "zh_Hans").out
    assert "各阶段项目的合同额（万元） · 第 1 部分，共 2 部分" in text
    assert "各阶段项目的合同额（万元） · 第 2 部分，共 2 部分" in text


@pytest.mark.parametrize(
    ("line", "width", "spared"),
    [
        (("list",), 80, "Tier, Signing"),
        (("due", *AS_OF), 80, "Indicator, Department, Since"),
    ],
    ids=str,
)
def test_columns_that_are_left_out_are_named(
    demo: Run, monkeypatch: pytest.MonkeyPatch, line: tuple[str, ...], width: int, spared: str
) -> None:
    on_a_terminal(monkeypatch, width)
    assert f"no room: {spared}" in " ".join(demo(*line).out.split())
    note = " ".join(demo(*line, "--notes").out.split()).rpartition("Left out for width: ")[2]
    assert note.startswith(spared)
    assert note.endswith("A wider terminal or --format csv shows all.")
    monkeypatch.setenv("COLUMNS", "250")
    assert "no room" not in demo(*line).out
