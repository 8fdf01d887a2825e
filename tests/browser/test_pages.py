"""Every report and list as a page in a browser: sound, read by all, asking for nothing, printed.

Needs a Chromium and ``npm ci`` in this folder; ``make check`` says so where they are missing.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qzinvest.cli.declare import parameters
from qzinvest.cli.main import main
from qzinvest.cli.registry import COMMANDS
from qzinvest.intake.plans.file import shipped_plan, write_plan
from qzinvest.model.plan import Names
from tests.end_to_end.test_outputs import world  # noqa: F401 - a fixture
from tools.chromium import FOUND, Chromium

HERE = Path(__file__).parent
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
VALIDATE = HERE / "node_modules" / ".bin" / "html-validate"
pytestmark = pytest.mark.skipif(
    not (FOUND and AXE.exists() and shutil.which("node")),
    reason="wants Chromium, Node.js and `npm ci` in tests/browser",
)
LINES = """
report
report --by group
report --by district --by group
report --unit 晋江 --lang zh_Hans
rank
rank --scorecard
funnel --days
trend
trend --every quarter --by district --lang zh_Hant
forecast
changes 2022-03 2022-05
due --limit 8 --lang zh_Hans
explain --unit 晋江
explain --indicator paid_in --by department --unit COM
list --limit 40
list --text 没有这个
show QZ-172
log --limit 40
import list
duplicates
edition list
plan show
plan names
set
quality
today
unit 晋江
bulletin --as-of 2022-05-31
bulletin 2022-05 --lang zh_Hans --number 5 --issuer 领导小组
"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESK, PAPER = 375, 1280, 710


@pytest.fixture(scope="module")
def pages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Each line's page."""
    request.getfixturevalue("world")
    folder = tmp_path_factory.mktemp("pages")
    lines = LINES.strip().splitlines()
    found = [folder / (re.sub(r"\W+", "-", line) + ".html") for line in lines]
    for line, page in zip(lines, found, strict=True):
        assert main([*line.split(), "--output", str(page)]) == 0, line
    return found


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    found = Chromium(tmp_path_factory.mktemp("profile"))
    yield found
    found.close()


@pytest.fixture(scope="module")
def half_year(demo_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The bulletin of June by language, with that of May to be compared with."""
    folder = tmp_path_factory.mktemp("half-year")
    db = shutil.copy(demo_ledger, folder / "demo.db")
    for edition in ("2022-05", "2022-06"):
        assert main(["edition", "freeze", edition, "--db", str(db)]) == 0
    found = {lang: folder / f"page.{lang}.html" for lang in ("zh_Hans", "en")}
    for lang, page in found.items():
        argv = ["bulletin", "2022-06", "--lang", lang, "--output", str(page), "--db", str(db)]
        assert main(argv) == 0
    return found


def test_every_command_that_writes_a_page_is_looked_at() -> None:
    forms = {c.name: {p.name for p in parameters(c.load())} for c in COMMANDS}
    tried = {
        max((name for name in forms if f"{line} ".startswith(f"{name} ")), key=len)
        for line in LINES.strip().splitlines()
    }
    writing = {name for name, names in forms.items() if {"form", "output"} <= names}
    # One has an account to give and no report; the other ends with 1 where it has anything to say.
    assert writing - tried == {"import", "watch"}


def test_every_page_is_sound_html(pages: list[Path]) -> None:
    said = subprocess.run(
        [VALIDATE, "--config", HERE / "htmlvalidate.json", "--formatter", "json", *pages],
        capture_output=True,
        check=False,
        text=True,
    )
    assert [
        (Path(page["filePath"]).name, found["ruleId"], found["message"], found["selector"])
        for page in json.loads(said.stdout)
        for found in page["messages"]
    ] == []
    assert said.returncode == 0, said.stderr


@pytest.mark.parametrize(
    ("width", "dark", "rules"),
    [(DESK, False, RULES), (DESK, True, ["color-contrast"]), (PHONE, False, RULES)],
    ids=["light", "dark", "phone"],
)
def test_every_page_can_be_read_by_all(
    pages: list[Path], browser: Chromium, *, width: int, dark: bool, rules: list[str]
) -> None:
    run = f"axe.run(document, {{runOnly: {rules}, resultTypes: ['violations']}})"
    found = []
    for page in pages:
        browser.open(page, dark=dark, width=width)
        browser.value(AXE.read_text(encoding="utf-8"))
        result = browser.value(f"{run}.then(found => found.violations)")
        found += [(page.stem, each["id"], each["nodes"][0]["html"]) for each in result]
    assert found == []


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_no_page_is_wider_than_the_screen_or_asks_for_anything(
    pages: list[Path], browser: Chromium, width: int
) -> None:
    for page in pages:
        browser.open(page, width=width)
        assert browser.value("document.documentElement.scrollWidth") <= width, page.stem
        asked = [
            event["params"]["request"]["url"]
            for event in browser.events
            if event["method"] == "Network.requestWillBeSent"
        ]
        assert asked == [page.as_uri()]
        assert [e for e in browser.events if e["method"] == "Log.entryAdded"] == []


def test_every_page_is_printed_on_a4_with_nothing_cut(pages: list[Path], browser: Chromium) -> None:
    for page in pages:
        browser.open(page)
        printed = browser.printed()
        assert printed.startswith(b"%PDF")
        boxes = set(re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed))
        sizes = {tuple(sorted(round(float(side)) for side in box)) for box in boxes}
        assert sizes == {(595, 842)}, page.stem


def test_the_keyboard_alone_reaches_every_proof(pages: list[Path], browser: Chromium) -> None:
    browser.open(next(page for page in pages if page.stem.startswith("bulletin")))
    key = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
    reached = set[str]()
    for _ in range(400):
        browser.ask("Input.dispatchKeyEvent", type="rawKeyDown", **key)
        found = browser.value("document.activeElement.getAttribute('href')")
        reached |= {found} if found else set()
    proofs = browser.value("[...document.querySelectorAll('.proofs details > div')].map(e => e.id)")

    assert len(proofs) == 42
    assert reached >= {f"#{name}" for name in proofs}


def test_a_link_opens_its_proof_and_one_in_it_leads_back(
    pages: list[Path], browser: Chromium
) -> None:
    browser.open(next(page for page in pages if page.stem.startswith("bulletin")))
    opened = "document.querySelector('#p2').closest('details').open"

    assert browser.value(opened) is False
    browser.value("document.querySelector('td a[href=\"#p2\"]').focus()")
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
    browser.ask("Input.dispatchKeyEvent", type="keyDown", **enter)
    assert browser.value(opened) is True
    browser.value("document.querySelector('#p2 > a').click()")
    assert browser.value("document.querySelector(':target').getAttribute('href')") == "#p2"


def test_a_distance_to_pace_has_the_colour_of_its_light_and_a_target_none(
    half_year: dict[str, Path], browser: Chromium
) -> None:
    browser.open(half_year["en"])
    looks = ("td.bad > i", "td.bad > i + span", "td > a + span", ".soft, .under")
    sign, lead, target, soft = (
        browser.value(f"getComputedStyle(document.querySelector('{look}')).color") for look in looks
    )

    assert sign == lead != target == soft


def test_a_phone_shows_the_indicator_that_is_chosen_and_paper_shows_all(
    pages: list[Path], browser: Chromium
) -> None:
    browser.open(next(page for page in pages if page.stem.startswith("bulletin")), width=PHONE)
    shown = "[1, 2, 3].map(n => document.querySelector(`td.g${n}`).offsetWidth > 0)"

    assert browser.value(shown) == [True, False, False]
    browser.value("document.querySelector('.k3').click()")
    assert browser.value(shown) == [False, False, True]
    browser.ask("Emulation.setEmulatedMedia", media="print")
    assert browser.value(shown) == [True, True, True]
    browser.ask("Emulation.setEmulatedMedia", media="")


@pytest.mark.parametrize("lang", ["zh_Hans", "en"])
def test_the_bulletin_of_a_half_year_is_printed_on_three_pages(
    half_year: dict[str, Path], browser: Chromium, lang: str
) -> None:
    page = half_year[lang]
    browser.open(page)

    assert len(re.findall(rb"/Type /Page\b(?!s)", browser.printed())) == 3
    assert page.stat().st_size <= 150_000


def test_long_names_leave_neither_the_phone_nor_the_paper(
    tmp_path: Path, browser: Chromium
) -> None:
    """A plan whose every name has 90 letters, some of them signs of the language of pages."""
    long = "&<\"'>]]>很长的名称" * 6
    plan = shipped_plan()
    named: dict[str, Any] = {
        name: tuple(each._replace(names=Names(*(f"{text}{long}" for text in each.names)))
                    for each in getattr(plan, name))
        for name in ("units", "indicators", "lights")
    }  # fmt: skip
    file, db, page = tmp_path / "plan.toml", str(tmp_path / "ledger.db"), tmp_path / "page.html"
    file.write_text(write_plan(plan._replace(**named)), encoding="utf-8")
    assert main(["init", "--plan", str(file), "--db", db]) == 0
    argv = ["bulletin", "--as-of", "2022-06-30", "--lang", "zh_Hans", "--issuer", long]
    assert main([*argv, "--output", str(page), "--db", db]) == 0
    browser.open(page, width=PHONE)
    assert browser.value("document.documentElement.scrollWidth") <= PHONE
    browser.open(page, width=PAPER)
    browser.ask("Emulation.setEmulatedMedia", media="print")
    assert browser.value("document.querySelector('.switched table').offsetWidth") <= PAPER
    browser.ask("Emulation.setEmulatedMedia", media="")


@pytest.mark.parametrize("lang", ["zh_Hans", "en"])
def test_no_table_of_a_half_year_is_moved_sideways_on_a_phone(
    half_year: dict[str, Path], browser: Chromium, lang: str
) -> None:
    browser.open(half_year[lang], width=PHONE)
    browser.value("document.querySelectorAll('details').forEach(e => { e.open = true })")
    wider = "[...document.querySelectorAll('.wide')].filter(e => e.scrollWidth > e.clientWidth)"

    assert browser.value(f"{wider}.map(e => e.getAttribute('aria-label'))") == []
    # Nor do the words of a drawing leave it.
    cut = """[...document.querySelectorAll('.course text')].filter(e => {
        const [word, all] = [e, e.ownerSVGElement].map(each => each.getBoundingClientRect())
        return word.left < all.left - 1 || word.right > all.right + 1
    }).map(e => e.textContent)"""
    assert browser.value(cut) == []
