"""What setting completion up writes, and when."""

from pathlib import Path

import pytest
from typer import _completion_shared

from qzinvest.cli import completing
from qzinvest.locale import Wording
from tests.cli.said import Run


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a file of Bash's, which has no line end."""
    (tmp_path / ".bashrc").write_text("alias ll='ls -l'")
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def at(monkeypatch: pytest.MonkeyPatch, shell: str | None, *, agrees: bool | None) -> None:
    """Stand in for the shell around, and for the person at it, ``None`` for nobody."""

    def agreed(question: str, _w: Wording) -> None:
        assert question == "Write this?"
        if not agrees:
            raise KeyboardInterrupt

    monkeypatch.setattr(_completion_shared, "_get_shell_name", lambda: shell)
    monkeypatch.setattr(completing, "can_ask", lambda: agrees is not None)
    monkeypatch.setattr(completing, "agreed", agreed)


def test_completion_is_set_up_once_the_person_agrees(
    bare: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, "bash", agrees=True)
    line = "source ~/.bash_completions/qzinvest.sh"
    said = bare("--install-completion")
    assert (said.code, said.out) == (0, "")
    assert said.err.splitlines() == [
        "Completion needs the file ~/.bash_completions/qzinvest.sh.",
        f"~/.bashrc gets one more line: {line}",
        "Completion for bash is set up. It works in a new terminal.",
    ]
    assert (home / ".bashrc").read_text() == f"alias ll='ls -l'\n{line}\n"
    assert "complete_bash" in (home / ".bash_completions" / "qzinvest.sh").read_text()

    assert "one more line" not in bare("--install-completion").err
    assert (home / ".bashrc").read_text().count(line) == 1


@pytest.mark.parametrize(
    "case",
    [
        ("bash", False, 130, "Nothing incomplete was saved"),
        ("bash", None, 2, "files of bash are changed only where a person can be asked"),
        ("powershell", True, 2, "Out-File -Append -Encoding utf8 $PROFILE"),
        (None, True, 2, "this shell (?) is not one of bash, zsh and fish"),
    ],
)
def test_nothing_is_written_unasked(
    bare: Run,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    case: tuple[str | None, bool | None, int, str],
) -> None:
    shell, agrees, code, told = case
    at(monkeypatch, shell, agrees=agrees)
    said = bare("--install-completion")
    assert said.code == code
    assert told in said.err
    assert [path.name for path in home.iterdir()] == [".bashrc"]
    assert (home / ".bashrc").read_text() == "alias ll='ls -l'"


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_have_their_own_places(
    bare: Run, home: Path, monkeypatch: pytest.MonkeyPatch, shell: str
) -> None:
    at(monkeypatch, shell, agrees=True)
    assert bare("--install-completion").code == 0
    assert f"complete_{shell}" in (home / completing.PLACES[shell].script).read_text()
    assert (home / ".zshrc").exists() == (shell == "zsh")
