"""What the tests of all rooms share: reproducible Hypothesis, a ledger, and real processes."""

import gc
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from hypothesis import settings

import qzinvest
from qzinvest.cli.main import main
from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger.record import found
from qzinvest.reports.forecasting import cells
from qzinvest.reports.forecasting.shares import Ends

# The same examples on every machine and run, 25 times as many with QZINVEST_FULL=1;
# HYPOTHESIS_PROFILE=explore looks for new ones. What makes a ledger for each example takes a part
# of these numbers: `A_FEW` in tests/ledger/samples.py.
CI = settings(derandomize=True, deadline=None, database=None, max_examples=40)
settings.register_profile("ci", CI)
settings.register_profile("full", CI, max_examples=1000)
settings.register_profile("explore", deadline=None, max_examples=2000, print_blob=True)
usual = "full" if os.environ.get("QZINVEST_FULL") == "1" else "ci"
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", usual))

UNTRACED = ("browser", "end_to_end", "process", "workshop")
"""Rooms whose tests go through all others': what they run need not be counted for coverage once
more, and counting makes them three times as slow."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let coverage count what each room's own plain tests reach, once: examples repeat it."""
    for item in items:
        room = item.path.relative_to(Path(__file__).parent).parts[0]
        has_examples = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        if room in UNTRACED or has_examples:
            item.add_marker("uncounted")


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """Count once what importing the program runs, and never what compiling the tests does."""
    if not hasattr(session.config, "workerinput"):
        for module in walk_packages(qzinvest.__path__, "qzinvest."):
            if not module.name.endswith("__main__"):
                import_module(module.name)
    with paused(session.config):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Where a test is not counted, neither are the ledgers that its fixtures make."""
    if not item.get_closest_marker("uncounted"):
        return (yield)
    with paused(item.config):
        return (yield)


@contextmanager
def paused(config: pytest.Config) -> Iterator[None]:
    """Count no coverage meanwhile, if any is counted."""
    plugin = config.pluginmanager.getplugin("_cov")
    counting = plugin and plugin.cov_controller and plugin.cov_controller.started
    if counting:
        plugin.cov_controller.pause()
    try:
        yield
    finally:
        if counting:
            plugin.cov_controller.resume()


def pytest_collection_finish() -> None:
    """What collecting has made stays to the end: nobody looks through it for garbage again."""
    gc.collect()
    gc.freeze()


# Where counting pauses for a test in a worker, nothing else may go on counting: neither coverage in
# each process from its first line on, nor what pytest-cov began before it knew of the worker.
@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Begin workers without coverage's own start: pytest-cov begins it there for processes."""
    os.environ.pop("COVERAGE_PROCESS_CONFIG", None)


def pytest_configure(config: pytest.Config) -> None:
    """Stop the early one: pytest-cov begins another as the session starts."""
    early = config.pluginmanager.getplugin("_cov")
    if early and hasattr(config, "workerinput"):
        early.cov_controller.cov.stop()


@pytest.fixture(autouse=True)
def _untraced(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor count what their processes run: a report takes four times as long so."""
    if request.node.get_closest_marker("uncounted"):
        monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)


_DRAWN: dict[bytes, Mapping[str | None, Ends] | None] = {}


@pytest.fixture(autouse=True)
def _drawn_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A forecast's draws are the slowest of all, and the same for the same facts and seed.

    That they are, and what they are, the tests of reports hold; those of formats and commands,
    which ask for one forecast in fifty ways, may have it drawn once, if not marked ``drawn_anew``.
    """
    room = request.path.relative_to(Path(__file__).parent).parts[0]
    if room not in ("cli", "end_to_end") or request.node.get_closest_marker("drawn_anew"):
        return
    draw = cells.changes_of

    def kept(process: cells.Process) -> Mapping[str | None, Ends] | None:
        key = pickle.dumps(process)
        if key not in _DRAWN:
            _DRAWN[key] = draw(process)
        return _DRAWN[key]

    monkeypatch.setattr(cells, "changes_of", kept)


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger that holds the office QZ and the shipped plan; copy it, never write to it."""
    path = tmp_path_factory.mktemp("template") / "ledger.db"
    plan = shipped_plan()
    found(path, "QZ", plan)
    return path


@pytest.fixture(scope="session")
def demo_ledger(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Path:
    """The demo's ledger: read it, or copy it; never write to it."""
    path = tmp_path_factory.mktemp("demo") / "ledger.db"
    with paused(pytestconfig):
        assert main(["demo", "--db", str(path)]) == 0
    return path


@pytest.fixture
def ledger(template: Path, tmp_path: Path) -> Path:
    """A ledger of this test's own, with the shipped plan."""
    return Path(shutil.copy(template, tmp_path / "ledger.db"))


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the program in a process of its own, in English, without a terminal, away from home."""
    program = Path(sys.executable).with_name("qzinvest")

    def start(*arguments: str | Path, **more: str) -> "subprocess.CompletedProcess[str]":
        environ = os.environ | {"HOME": str(tmp_path), "QZINVEST_LANG": "en"} | more
        return subprocess.run(
            [program, *map(str, arguments)],
            env=environ,
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    return start
