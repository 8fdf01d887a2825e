"""The wording is whole, and the check that says so finds what is wrong."""

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from tools import messages


@pytest.mark.uncounted
def test_shipped_wording_has_no_fault() -> None:
    assert messages.faults() == []


@pytest.mark.parametrize(
    ("zh", "fault"),
    [
        ({}, "note.rank: missing in zh_Hans"),
        ({"note.rank": " "}, "note.rank: empty in zh_Hans"),
        (
            {"note.rank": "{rank} 名"},
            "note.rank: the fields differ: {'en': ['place'], 'zh_Hans': ['rank']}",
        ),
    ],
)
def test_languages_that_disagree(zh: dict[str, str], fault: str) -> None:
    catalogues = {"en": {"note.rank": "rank {place}"}, "zh_Hans": zh}
    assert fault in list(messages.disagreements(catalogues))


def test_languages_that_agree_word_the_same_fields_in_their_own_order() -> None:
    catalogues = {"en": {"a.b": "{x} of {y:>3}"}, "zh_Hans": {"a.b": "{y} 之 {x[0]}"}}
    assert list(messages.disagreements(catalogues)) == []


def code(folder: Path, text: str) -> messages.Spoken:
    (folder / "module.py").write_text(text, encoding="utf-8")
    return messages.spoken_in(folder)


def test_key_that_no_catalogue_holds(tmp_path: Path) -> None:
    spoken = code(tmp_path, 'w("note.new")\nhelp = "note.other"\nname = "note.csv"\n')
    found = list(messages.missing(spoken._replace(required={}), {"note.old": "…"}))
    assert found == [
        "note.new: said in module.py:1, missing in the catalogues",
        "note.other: said in module.py:2, missing in the catalogues",
    ]


def test_keys_that_names_ask_for(tmp_path: Path) -> None:
    spoken = code(tmp_path, 'BadAmount(text=t, reason="zero")\nColumn("stage")\n')
    found = "\n".join(messages.missing(spoken, {}))
    assert "error.BadAmount.zero: said in module.py:1" in found
    assert "column.stage: said in module.py:2" in found
    assert "error.BadAmount.remedy: said in errors.py" in found
    assert "command.add_project: said in cli/registry.py" in found


def test_key_that_nothing_says(tmp_path: Path) -> None:
    spoken = code(tmp_path, 'w(f"stage.{code}")\nw("panel." + name)\nw("note.old")\nx = "zero"\n')
    known = dict.fromkeys(
        ["stage.lead", "panel.see", "note.old", "note.lost", "error.BadAmount.zero"], "…"
    )
    assert list(messages.unused(spoken, known)) == ["note.lost: nothing in the code says it"]


def test_field_that_a_call_does_not_give(tmp_path: Path) -> None:
    spoken = code(tmp_path, 'w("note.a", x=1)\nw("note.a", x=1, y=2)\nw("note.a", **more)\n')
    found = list(messages.unfilled(spoken, {"note.a": "{x} {y}"}))
    assert found == ["note.a: module.py:1 does not give y"]


def test_field_that_an_error_does_not_have(tmp_path: Path) -> None:
    found = list(messages.unfilled(code(tmp_path, ""), {"error.BadDate": "{text} {day}"}))
    assert found == ["error.BadDate: BadDate has no day"]


def test_compiling_twice_gives_the_same_bytes() -> None:
    po = (messages.LOCALE / "zh_Hans.po").read_bytes()
    assert messages.compiled(po, "zh_Hans") == messages.compiled(po, "zh_Hans")


def test_a_catalogue_is_stale_by_what_it_says_and_not_by_its_bytes() -> None:
    po = (messages.LOCALE / "zh_Hans.po").read_bytes()
    told = messages.catalogue(po, "zh_Hans")
    # Babel 2.19 lays the messages out in another order.
    compiled = BytesIO()
    reordered = Catalog(locale="zh_Hans")
    for key in reversed(told):
        reordered.add(key, told[key])
    write_mo(compiled, reordered)

    assert messages.compiled_catalogue(compiled.getvalue()) == told
    reworded = po.replace("项目".encode(), "專案".encode())
    assert messages.compiled_catalogue(messages.compiled(reworded, "zh_Hans")) != told
