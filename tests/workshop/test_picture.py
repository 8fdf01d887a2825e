"""The READMEs' pictures show what the program prints now, and each README shows its own."""

from pathlib import Path

import pytest

from tools.picture import FOLDER, LANGS, drawn

READMES = {"en": "README.md", "zh": "README.zh.md"}


def test_pictures_are_fresh(demo_ledger: Path) -> None:
    for name, text in drawn(demo_ledger).items():
        kept = (FOLDER / name).read_text("utf-8")
        assert text == kept, f"docs/{name} is stale: run .venv/bin/python -m tools.picture"


@pytest.mark.parametrize("name", LANGS)
def test_readme_shows_its_picture(name: str) -> None:
    text = (FOLDER.parent / READMES[name]).read_text("utf-8")
    assert f"(docs/screen.{name}.svg)" in text
