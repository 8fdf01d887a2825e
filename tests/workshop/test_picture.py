"""The READMEs' pictures show what the program prints now, and each README shows its own."""

from pathlib import Path

import pytest

from tools.picture import FOLDER, LANGS, main

READMES = {"en": "README.md", "zh": "README.zh.md"}


def test_pictures_are_fresh(tmp_path: Path) -> None:
    main(tmp_path)
    for name in LANGS:
        file = f"screen.{name}.svg"
        drawn, kept = ((folder / file).read_text("utf-8") for folder in (tmp_path, FOLDER))
        assert drawn == kept, f"docs/{file} is stale: run .venv/bin/python -m tools.picture"


@pytest.mark.parametrize("name", LANGS)
def test_readme_shows_its_picture(name: str) -> None:
    text = (FOLDER.parent / READMES[name]).read_text("utf-8")
    assert f"(docs/screen.{name}.svg)" in text
