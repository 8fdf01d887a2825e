"""The wheel works by itself: built, put into an empty environment, run from another folder."""

import os
import subprocess
import sys
import tarfile
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

from tools.index_page import page

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    # By way of the source archive, so that this is complete too.
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("venv")
    venv.create(home)
    pip = (sys.executable, "-m", "pip", "--python", home / "bin" / "python")
    locked = ("--require-hashes", "--only-binary", ":all:", "-r", ROOT / "requirements.txt")
    # The last finds out if the lock lacks what the wheel asks for.
    install = ("install", "--quiet", "--no-compile")
    for words in ((*install, *locked), (*install, "--no-deps", wheel), ("check",)):
        subprocess.run([*pip, *words], check=True, capture_output=True)
    return home / "bin" / "qzinvest"


def run(program: Path, home: Path, *argv: str) -> str:
    """Run the program in an empty home folder, with nothing of the checkout within reach."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("COV", "PYTHON", "QZ"))}
    done = subprocess.run(
        [program, *argv],
        cwd=home,
        env=plain | {"HOME": str(home), "XDG_DATA_HOME": str(home), "QZINVEST_LANG": "en"},
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    return done.stdout


def test_wheel_holds_data_and_wording(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())
    assert any(name.endswith("licenses/LICENSE") for name in names)
    data = {f"qzinvest/_data/{path.name}" for path in (ROOT / "data").iterdir()}
    wording = {
        f"qzinvest/locale/{lang}.{end}"
        for lang in ("en", "zh_Hans", "zh_Hant")
        for end in ("po", "mo")
    }
    assert data | wording <= names


def test_source_archive_holds_what_its_checks_need(wheel: Path) -> None:
    (archive,) = wheel.parent.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        held = {Path(name).relative_to(Path(name).parts[0]).as_posix() for name in tar.getnames()}
    assert {"CITATION.cff", "LICENSE", "Makefile", "README.md", "SECURITY.md"} <= held
    folders = (".ci", "bench", "data", "docs", "examples", "src", "tests", "tools")
    files = {path for name in folders for path in (ROOT / name).rglob("*") if path.is_file()}
    made = {"__pycache__", "node_modules", ".hypothesis"}
    needed = {path.relative_to(ROOT) for path in files if not made & set(path.parts)}
    assert {path.as_posix() for path in needed} <= held


def test_an_index_shows_no_dead_link(wheel: Path) -> None:
    with ZipFile(wheel) as package:
        (name,) = (name for name in package.namelist() if name.endswith("METADATA"))
        shown = package.read(name).decode()
    assert "make try" in shown
    assert "](docs/" not in shown


def test_an_index_shows_whole_links_where_the_source_is_known() -> None:
    text = "![A screen](docs/screen.en.svg) [Guide](docs/guide.md) [Kept](https://a.example/b)"
    assert page(text, "https://gitee.com/qz/invest") == (
        "![A screen](https://gitee.com/qz/invest/raw/main/docs/screen.en.svg) "
        "[Guide](https://gitee.com/qz/invest/blob/main/docs/guide.md) [Kept](https://a.example/b)"
    )
    assert page(text, "") == " Guide [Kept](https://a.example/b)"


def test_installed_program_reports_the_demo(program: Path, tmp_path: Path) -> None:
    run(program, tmp_path, "demo", "--db", "demo.db")
    text = run(program, tmp_path, "report", "--tier", "1", "--db", "demo.db")
    assert "Jinjiang" in text
    assert run(program, tmp_path, "--version").startswith("qzinvest ")


def test_installed_program_begins_a_ledger_of_its_own(program: Path, tmp_path: Path) -> None:
    run(program, tmp_path, "init")
    text = run(program, tmp_path, "report", "--format", "csv")
    assert text.startswith("unit,name,tier,indicator,actual,target,")
