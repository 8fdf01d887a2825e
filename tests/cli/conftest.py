"""Command lines run in this process, on ledgers of their own."""

import shutil
from pathlib import Path

import pytest

from qzinvest.cli.main import main
from tests.cli.said import Run, Said, runner, set_surroundings


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    set_surroundings(monkeypatch)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def bare(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command line exactly as given."""
    return runner(capsys)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh ledger with the shipped plan, made once."""
    path = tmp_path_factory.mktemp("template") / "ledger.db"
    assert main(["init", "--db", str(path)]) == 0
    return path


@pytest.fixture
def db(tmp_path: Path, template: Path) -> Path:
    """A ledger with the shipped plan and nothing else."""
    return Path(shutil.copy(template, tmp_path / "ledger.db"))


@pytest.fixture
def run(bare: Run, db: Path) -> Run:
    """Run a command line on the test's own ledger."""

    def with_db(*argv: str) -> Said:
        return bare(*argv, "--db", str(db))

    return with_db


@pytest.fixture
def signed(run: Run) -> str:
    """A signed project of 5.6亿 in 晋江; its id."""
    said = run(
        *("add-project", "半导体材料产业园", "--district", "晋江", "--group", "新能源"),
        *("--amount", "5.6亿", "--stage", "signed", "--on", "2022-03-15", "--investor", "三安集团"),
    )
    assert said.code == 0
    return said.out.strip()


@pytest.fixture(scope="session")
def published(demo_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The demo's ledger with an edition, made once and only read."""
    path = str(shutil.copy(demo_ledger, tmp_path_factory.mktemp("published")))
    assert main(["edition", "freeze", "2022-05", "--db", path]) == 0
    return path


@pytest.fixture
def demo(bare: Run, published: str) -> Run:
    """Run a command line on that ledger."""

    def selection(*argv: str) -> Said:
        return bare(*argv, "--db", published)

    return selection
