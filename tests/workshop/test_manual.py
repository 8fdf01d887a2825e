"""The manual page has every command and option, and is sound troff."""

import re
import shutil
import subprocess

import pytest

from qzinvest.cli.declare import Opt, parameters
from qzinvest.cli.registry import COMMANDS
from tools.manual import page

REQUESTS = {"TH", "SH", "SS", "TP", "PP", "B", "RS", "RE", "br", "ad", "nh"}


@pytest.mark.parametrize("lang", ["en", "zh_Hans"])
def test_every_command_and_option_is_there(lang: str) -> None:
    text = page(lang)
    for command in COMMANDS:
        begin = text.index(f".B qzinvest {command.name}".replace("-", "\\-"))
        part = text[begin : text.index(".RE", begin)]
        flags = {p.info.flag for p in parameters(command.load()) if isinstance(p.info, Opt)}
        assert {flag for flag in flags if flag.replace("-", "\\-") in part} == flags
    used = {found[1] for found in re.finditer(r"^[.'](\w+)", text, re.MULTILINE)}
    assert used <= REQUESTS
    assert not re.search(r"^\.(?!\\\"|\w)|^'", text, re.MULTILINE)


@pytest.mark.skipif(shutil.which("groff") is None, reason="no groff here")
def test_groff_sets_it_without_a_warning() -> None:
    done = subprocess.run(
        ["groff", "-k", "-man", "-Tutf8", "-ww"],
        input=page("en"),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert not done.stderr
    assert "qzinvest quality" in re.sub("\x1b\\[[0-9;]*m", "", done.stdout)
