"""Fields in sentences; what stands within `…` can be typed as it is shown."""

import re
import shlex
from gettext import GNUTranslations
from io import BytesIO
from struct import pack

import pytest

from qzinvest.cli import quick, registry
from qzinvest.locale import Catalogue, language_of_windows, wording
from qzinvest.model.plan import LANGUAGES
from tools import messages


@pytest.mark.parametrize(
    "name",
    ["2022-06", "2022年第5期", "五月 通报", "a & b", "$5m", "it's", '"5"', "五月　通报", "(5)"],
)
@pytest.mark.parametrize("lang", ["en", "zh_Hans", "zh_Hant"])
def test_commands_hold_what_a_shell_takes(lang: str, name: str) -> None:
    fields = {"edition": name, "as_of": "2022-05-31", "plan": "quanzhou-2022", "event": "QZ:12"}
    text = wording(lang)("talk.frozen", **fields)
    assert shlex.split(text.split("`")[1]) == ["qzinvest", "report", "--edition", name]
    assert name in text.split("`")[0]


@pytest.mark.parametrize("name", ["2022-06", "2022年第5期", "data/june.csv"])
def test_plain_names_stay_without_quotes(name: str) -> None:
    assert f"`qzinvest undo {name}`" in wording("zh_Hans")("talk.import_name", name=name)


def test_a_field_may_be_the_whole_command() -> None:
    text = wording("en")("error.NotUnderstood.remedy", command="qzinvest edition list")
    assert "`qzinvest edition list --help`" in text


MENTIONS = {"qzinvest import --save-map"}
"""What a file says of how it came about; nothing to type."""


@pytest.mark.parametrize("lang", ["en", "zh_Hans", "zh_Hant"])
def test_commands_in_sentences_are_whole(lang: str) -> None:
    known = messages.catalogue((messages.LOCALE / f"{lang}.po").read_bytes(), lang)
    typed = {part for text in known.values() for part in text.split("`")[1::2]}
    commands = {re.sub(r"\{\w+\}", "X1", part) for part in typed if part.startswith("qzinvest ")}
    assert len(commands) > 40
    for line in sorted(commands - MENTIONS):
        found = registry.find(shlex.split(line)[1:])
        assert found is not None, line
        command, rest = found
        # Without anything behind it, a command is only named.
        assert not rest or quick.read(command.load(), rest) is not None, line


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_catalogue_says_what_gettext_reads_in_it(lang: str) -> None:
    compiled = (messages.LOCALE / f"{lang}.mo").read_bytes()
    told = messages.catalogue((messages.LOCALE / f"{lang}.po").read_bytes(), lang)
    said, read = Catalogue(compiled), GNUTranslations(BytesIO(compiled))
    assert {key: said(key) for key in told} == {key: read.gettext(key) for key in told} == told
    assert said("no.such") == read.gettext("no.such") == "no.such"


@pytest.mark.parametrize("order", "<>")
def test_a_catalogue_in_either_order_of_bytes(order: str) -> None:
    # The file's head; length and place of each key, then of each sentence.
    numbers = (0x950412DE, 0, 2, 28, 44, 0, 0, *(3, 60, 4, 64), *(6, 69, 1, 76))
    compiled = pack(f"{order}15I", *numbers) + b"a.b\0c.de\0" + "项目".encode() + b"\0x\0"
    said = Catalogue(compiled)
    assert [said("a.b"), said("c.de"), said("a.c")] == ["项目", "x", "a.c"]


@pytest.mark.parametrize(
    ("number", "lang"),
    [
        (0x0804, "zh_Hans"),  # the mainland
        (0x1004, "zh_Hans"),  # Singapore
        (0x0404, "zh_Hant"),  # Taiwan
        (0x0C04, "zh_Hant"),  # Hong Kong
        (0x1404, "zh_Hant"),  # Macau
        (0x7C04, "zh_Hant"),  # anywhere
        (0x0409, "en"),
        (0x0411, "en"),  # Japanese
    ],
)
def test_windows_numbers_of_languages(number: int, lang: str) -> None:
    assert language_of_windows(number) == lang
