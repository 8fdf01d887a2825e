"""Heads as people read them off a page, and as manifests keep them."""

import json
from pathlib import Path

import pytest

from qzinvest.errors import BadOption
from qzinvest.intake.words.heads import heads_asked, heads_in
from qzinvest.model.edition import heads_text

WHOLE = "521fb0c1" + "a" * 56


@pytest.mark.parametrize(
    "text",
    ["QZ:306 521fb0c1…", " QZ:306 521FB0C1", "QZ:306:521fb0c1", "QZ:306 521fb0c1..."],
)
def test_a_head_is_read_as_it_is_printed(text: str) -> None:
    assert heads_asked(text) == {"QZ": "306:521fb0c1"}


def test_several_are_read_as_they_are_printed() -> None:
    heads = {"QZ": f"306:{WHOLE}", "JJ": f"12:{WHOLE}"}
    assert heads_text(heads) == "JJ:12 521fb0c1…, QZ:306 521fb0c1…"
    short = {"JJ": "12:521fb0c1", "QZ": "306:521fb0c1"}
    assert (
        heads_asked(heads_text(heads)) == heads_asked("JJ:12 521fb0c1…、QZ:306 521fb0c1") == short
    )


def test_a_manifest_and_its_folder_say_the_same(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"ledger": {"QZ": f"306:{WHOLE}"}}), encoding="utf-8")

    assert heads_asked(str(manifest)) == heads_asked(str(tmp_path)) == {"QZ": f"306:{WHOLE}"}


@pytest.mark.parametrize(
    "text", ["", "QZ:306", "QZ:306 521fb0c", "306 521fb0c1", "QZ:306 521fb0c1, JJ", "none.json"]
)
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(BadOption):
        heads_asked(text)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"ledger":{}}', '{"ledger":{"QZ":"306"}}', "[" * 100_000]
)
def test_a_manifest_without_heads_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(BadOption):
        heads_asked(str(tmp_path))


def test_of_a_manifest_only_heads_are_taken() -> None:
    assert heads_in({"ledger": {"QZ": "306", "JJ": 7, "NA": f"1:{WHOLE}"}}) == {"NA": f"1:{WHOLE}"}
    assert heads_in({"ledger": "QZ"}) == heads_in([]) == {}
