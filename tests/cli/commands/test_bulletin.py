"""``bulletin`` composes the document that an office publishes."""

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from html import unescape
from pathlib import Path
from typing import cast

import pytest

from qzinvest.intake.plans.file import shipped_plan, write_plan
from tests.cli.said import Run

GOLDEN = Path(__file__).parents[2] / "golden"
JUNE = ("--as-of", "2022-06-30", "--number", "6", "--issued", "2022-07-05")
ISSUED = (*JUNE, "--issuer", "泉州市开放招商领导小组办公室")


def paragraphs(body: dict[str, object]) -> Iterator[str]:
    sections: list[dict[str, list[str]]] = body["sections"]  # type: ignore[assignment]  # JSON
    for section in sections:
        yield from section["paragraphs"]


@pytest.mark.parametrize("lang", ["zh_Hans", "zh_Hant", "en"])
def test_the_half_year_reads_as_the_worked_example_does(demo: Run, lang: str) -> None:
    said = demo("bulletin", *ISSUED, "--lang", lang, "--format", "markdown")
    text = re.sub(r"[0-9a-f]{8}…", "########…", said.out)
    path = GOLDEN / f"bulletin.{lang}.md"
    if os.environ.get("QZINVEST_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8", newline="")

    assert said.code == 0
    assert text == path.read_bytes().decode()


def test_the_fictional_year_is_named_once_and_no_name_carries_its_mark(demo: Run) -> None:
    body = json.loads(demo("bulletin", *JUNE, "--lang", "zh_Hans", "--format", "json").out)

    assert body["fictional"]
    assert not [text for text in paragraphs(body) if "虚构" in text]


def test_every_paragraph_of_a_page_stands_in_the_data(demo: Run, tmp_path: Path) -> None:
    page, data = tmp_path / "通报.html", tmp_path / "通报.json"
    said = demo("bulletin", *ISSUED, "--output", str(page), "--output", str(data))
    text = re.sub(r"<[^>]+>", "", page.read_text("utf-8")).replace("&amp;", "&")

    assert said.code == 0
    for paragraph in paragraphs(json.loads(data.read_bytes())):
        assert paragraph in text


@pytest.mark.uncounted
def test_one_call_writes_the_same_bytes_again_in_every_format(demo: Run, tmp_path: Path) -> None:
    written = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        names = [str(folder / f"通报.{kind}") for kind in ("docx", "xlsx", "html", "md", "csv")]
        said = demo("bulletin", *ISSUED, *(word for name in names for word in ("--output", name)))
        assert said.code == 0
        written.append([Path(name).read_bytes() for name in names])

    assert written[0] == written[1]


def test_for_publication_projects_are_counted_by_district(demo: Run) -> None:
    argv = ("bulletin", *JUNE, "--lang", "zh_Hans", "--format", "json")
    named = json.loads(demo(*argv).out)
    nameless = json.loads(demo(*argv, "--names", "none").out)

    assert any("惠安岚峤新材料增资扩产项目" in text for text in paragraphs(named))
    assert not any("惠安岚峤新材料增资扩产项目" in text for text in paragraphs(nameless))
    (landed,) = [text for text in paragraphs(nameless) if "累计落地" in text]
    assert landed.endswith("本期新增5个：泉州台商投资区、石狮市、惠安县、鲤城区、永春县各1个。")


def test_what_people_wrote_stands_in_the_last_section(demo: Run, tmp_path: Path) -> None:
    text = tmp_path / "notes.md"
    text.write_text(
        "# 要求\n请各单位于7月15日前\n报送整改情况。\n- 请惠安县加快 A\nB。\n", encoding="utf-8"
    )
    said = demo("bulletin", *ISSUED, "--lang", "zh_Hans", "--text", str(text), "--format", "json")
    last = json.loads(said.out)["sections"][-1]["paragraphs"]

    assert last[-3:] == ["要求", "请各单位于7月15日前报送整改情况。", "请惠安县加快 A B。"]
    assert said.err == ""


def test_what_is_left_for_the_office_is_said(demo: Run) -> None:
    argv = ("--as-of", "2022-06-30", "--lang", "zh_Hans", "--format", "json", "--issuer", "")
    said = demo("bulletin", *argv)

    assert said.err == (
        "尚待单位填写：下一步工作要求（`--text`）、发文单位（`--issuer`）、发文日期（`--issued`）。\n"
    )


def test_the_head_is_the_plans_where_no_option_says_it(demo: Run) -> None:
    argv = ("bulletin", "--as-of", "2022-05-31", "--lang", "zh_Hans", "--format", "json")
    printed = ("heading", "head", "number", "issuer", "issued", "to", "copies", "contact")
    own = json.loads(demo(*argv).out)
    other = json.loads(
        demo(
            *argv,
            *("--issuer", "晋江市商务局", "--head", "", "--number", "12", "--issued", "6月2日"),
            *("--addressees", "各镇：", "--copies", "市委办", "--contact", "张三，2222"),
        ).out
    )

    assert [own[key] for key in printed] == [
        "关于2022年1—5月全市招商项目进展情况的通报",
        "泉州市开放招商工作通报",
        "5",
        "泉州市开放招商领导小组办公室",
        None,
        "各县（市、区）、开发区，市直各有关单位",
        None,
        None,
    ]
    assert [other[key] for key in printed[1:]] == [
        *(None, "12", "晋江市商务局"),
        *(other["issued"], "各镇", "市委办", "张三，2222"),
    ]


def test_head_addressees_signature_contact_and_copies_stand_in_the_text(demo: Run) -> None:
    more = ("--copies", "市委办、市政府办", "--contact", "张三，2222")
    said = demo("bulletin", *JUNE, *more, "--lang", "zh_Hans", "--format", "markdown")
    lines = [line for line in said.out.splitlines() if line]

    assert lines[0] == "# 关于2022年上半年全市招商项目进展情况的通报"
    assert lines[1].split(" · ") == [
        *("泉州市开放招商工作通报", "2022年第6期"),
        *("泉州市开放招商领导小组办公室", "2022年7月5日"),
    ]
    places = [
        lines.index(line)
        for line in (
            "各县（市、区）、开发区，市直各有关单位：",
            "泉州市开放招商领导小组办公室",
            "（联系人：张三，2222）",
            "抄送：市委办、市政府办。",
        )
    ]
    assert places == sorted(places)


def test_a_first_bulletin_compares_with_nothing(run: Run, signed: str) -> None:
    argv = ("bulletin", "--as-of", "2022-03-31", "--lang", "zh_Hans", "--format", "json")
    body = json.loads(run(*argv).out)

    assert signed == "QZ-1"
    assert body["since"] is None
    assert "本期为首期，未与上期比较" in body["basis"]
    assert not [text for text in paragraphs(body) if "本期" in text or "上期" in text]


def test_where_nothing_is_recorded_nobody_is_said_to_be_near_the_pace(run: Run) -> None:
    argv = ("bulletin", "--as-of", "2022-06-30", "--format", "json")
    for lang, near in (("zh_Hans", "均未超过10个百分点"), ("en", "No unit is more than 10")):
        body = json.loads(run(*argv, "--lang", lang).out)
        assert not [text for text in paragraphs(body) if near in text]
    first = json.loads(run("bulletin", "--as-of", "2022-01-01", "--format", "json").out)
    assert [text for text in paragraphs(first) if "No unit is more than 10 points" in text]


def test_after_its_year_it_is_still_of_that_year(demo: Run) -> None:
    argv = ("bulletin", "--as-of", "2023-03-01", "--lang", "zh_Hans", "--format", "markdown")
    lines = demo(*argv).out.splitlines()

    assert lines[0] == "# 关于2022年度全市招商项目进展情况的通报"
    assert lines[2].startswith("泉州市开放招商工作通报 · 2022年第15期")
    assert "县（市、区）、开发区完成情况（截至2023年3月1日，序时进度100%）" in lines


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("zh_Hans", "关于2021年7月1日至2022年3月31日全市招商项目进展情况的通报"),
        ("en", "Bulletin on investment projects: 1 July 2021 to 31 March 2022"),
    ],
)
def test_a_plan_that_begins_within_a_year_is_told_from_its_first_day(
    bare: Run, tmp_path: Path, lang: str, title: str
) -> None:
    plan = shipped_plan()._replace(start=date(2021, 7, 1), end=date(2022, 6, 30))
    file, db = tmp_path / "plan.toml", str(tmp_path / "ledger.db")
    file.write_text(write_plan(plan), encoding="utf-8")
    assert bare("init", "--plan", str(file), "--db", db).code == 0
    argv = ("bulletin", "--as-of", "2022-03-31", "--lang", lang, "--db", db)

    assert json.loads(bare(*argv, "--format", "json").out)["heading"] == title


def test_last_year_gives_growth_where_the_ledger_has_it(run: Run, signed: str) -> None:
    for name in ("去年甲", "去年乙"):
        added = ("--district", "晋江", "--group", "新能源", "--amount", "1亿", "--stage", "signed")
        assert run("add-project", name, *added, "--on", "2021-03-01", "--allow-duplicate").code == 0
    argv = ("bulletin", "--as-of", "2022-03-31", "--lang", "zh_Hans", "--format", "json")
    body = json.loads(run(*argv).out)

    assert signed == "QZ-1"
    assert [each["last_year"] for each in body["overall"]] == [2, 200_000_000, 0]
    first, second, *_ = paragraphs(body)
    assert "完成年度任务（2000个）的0.1%，同比下降50.0%，低于序时进度" in first
    assert "同比增长180.0%" in second


PAID_IN = """
[[indicator]]
code = "money_paid_in"
name = { en = "Money paid in", zh_Hans = "实际到资", zh_Hant = "實際到資" }
measure = "sum"
stage = "funded"
minimum = 100_000_000
target = 1_000_000_000
"""


def test_an_indicator_that_a_revision_adds_is_compared_with_nothing(
    run: Run, signed: str, tmp_path: Path
) -> None:
    run("advance", signed, "funded", "--on", "2022-07-05", "--amount", "3亿")
    assert run("edition", "freeze", "2022-06").code == 0
    plan = tmp_path / "plan.toml"
    assert run("plan", "export", "--output", str(plan)).code == 0
    plan.write_text(plan.read_text("utf-8") + PAID_IN, "utf-8")
    assert run("plan", "adopt", str(plan), "--effective", "2022-07-01").code == 0
    july = ("--as-of", "2022-07-31", "--format", "json")

    body = json.loads(run("bulletin", *july).out)
    assert [(each["indicator"], each["since"] is None) for each in body["overall"]] == [
        ("signed_projects", False),
        ("signed_investment", False),
        ("landed_projects", False),
        ("money_paid_in", True),
    ]
    assert not [text for text in paragraphs(body) if "paid in" in text and "the last" in text]
    for page in (("today",), ("unit", "晋江")):
        rows = json.loads(run(*page, *july).out)["rows"]
        assert [row["change"] for row in rows] == [0, 0, 0, None]
    places = json.loads(run("rank", "--indicator", "money_paid_in", *july).out)["rows"]
    assert [(p["rank"], p["moved"]) for p in places if p["unit"] == "350582"] == [(1, None)]


def test_an_edition_keeps_what_was_printed_with_it(run: Run, signed: str, tmp_path: Path) -> None:
    notes = tmp_path / "notes.md"
    notes.write_text("请各单位抓紧。", encoding="utf-8")
    assert signed == "QZ-1"
    kept = ("--number", "7", "--issued", "2022-07-05", "--text", str(notes))
    assert run("edition", "freeze", "2022-06", *kept, "--lang", "zh_Hans").code == 0
    notes.unlink()

    body = json.loads(run("bulletin", "2022-06", "--format", "json").out)
    (listed,) = json.loads(run("edition", "list", "--format", "json").out)
    other = json.loads(run("bulletin", "2022-06", "--number", "8", "--format", "json").out)

    assert (body["number"], body["issued"]) == ("7", "2022-07-05")
    assert (listed["number"], listed["issued"]) == ("7", "2022-07-05")
    assert body["sections"][-1]["paragraphs"][-1] == "请各单位抓紧。"
    assert other["number"] == "8"


def test_an_edition_is_compared_with_one_that_was_taken_back_since(run: Run, signed: str) -> None:
    assert signed == "QZ-1"
    for name in ("2022-04", "2022-05", "2022-06"):
        assert run("edition", "freeze", name, "--lang", "zh_Hans").code == 0
    argv = ("bulletin", "2022-06", "--format", "json")
    before = run(*argv).out
    (event,) = [
        each["entry"]
        for each in json.loads(run("log", "--format", "json").out)
        if each["key"] == "QZ/edition/2022-05"
    ]

    assert run("undo", event).code == 0
    assert json.loads(before)["since"] == "2022-05-31"
    assert run(*argv).out == before


def test_a_campaign_of_districts_alone_has_one_annex_and_its_own_words(
    bare: Run, tmp_path: Path
) -> None:
    """No departments, groups, lights, due rules or letterhead: none of them is spoken of."""
    plan = shipped_plan()
    least = plan._replace(
        units=plan.units_of("district"),
        weights={"district": plan.weights["district"], "department": {}},
        indicators=plan.indicators[:1],
        assumptions=(),
        groups=(),
        scorecard=(),
        lights=(),
        due=(),
        bulletin=None,
    )
    file, db = tmp_path / "plan.toml", str(tmp_path / "ledger.db")
    file.write_text(write_plan(least), encoding="utf-8")
    assert bare("init", "--plan", str(file), "--db", db).code == 0
    added = ("--district", "晋江", "--amount", "1亿", "--stage", "signed", "--on", "2022-03-01")
    assert bare("add-project", "甲项目", *added, "--db", db).code == 0
    argv = ("bulletin", "--as-of", "2022-03-31", "--lang", "zh_Hans", "--db", db)
    word = tmp_path / "通报.docx"
    assert bare(*argv, "--output", str(word)).code == 0
    said = bare(*argv, "--format", "markdown")

    assert said.code == 0
    assert "附件：各县（市、区）、开发区招商项目进展情况表" in said.out
    assert re.findall("^## (.*)$", said.out, re.MULTILINE)[-1] == "附件"
    assert "【发文单位】" in said.out
    for absent in ("市直部门完成情况", "注：● ", "印发", "None"):
        assert absent not in said.out
    assert word.stat().st_size > 1_000


def test_a_text_that_is_none_is_refused(demo: Run, tmp_path: Path) -> None:
    missing = demo("bulletin", *JUNE, "--text", str(tmp_path / "none.md"))
    broken = tmp_path / "gbk.md"
    broken.write_bytes("请于".encode("gb18030"))
    other = demo("bulletin", *JUNE, "--text", str(broken))

    assert (missing.code, missing.out) == (5, "")
    assert (other.code, other.out) == (5, "")


def test_every_figure_of_the_board_is_proven_by_the_projects_that_count(demo: Run) -> None:
    body = json.loads(demo("bulletin", *JUNE, "--lang", "zh_Hans", "--format", "json").out)
    proofs = {(each["unit"], each["indicator"]): each for each in body["proofs"]}
    rows = {(each["unit"], each["indicator"]): each for each in body["districts"]["rows"]}
    rows |= {("total", each["indicator"]): each for each in body["overall"]}

    assert {key: row["actual"] for key, row in rows.items()} == {
        key: proof["actual"] for key, proof in proofs.items()
    }
    jinjiang = proofs["350582", "signed_projects"]
    assert jinjiang["total"] == "102 ÷ 261 ＝ 39.1%；较序时 −10.9"
    assert jinjiang["projects"] == 102
    amounts = [each["amount"] for each in jinjiang["largest"]]
    assert amounts == sorted(amounts, reverse=True)


@pytest.mark.parametrize("names", ["all", "none"])
def test_every_link_of_the_page_opens_a_proof_and_leads_back(
    demo: Run, tmp_path: Path, names: str
) -> None:
    page, data = tmp_path / "通报.html", tmp_path / "通报.json"
    argv = ("bulletin", *JUNE, "--lang", "zh_Hans", "--names", names)
    demo(*argv, "--output", str(page), "--output", str(data))
    text = page.read_text("utf-8")
    proofs = json.loads(data.read_bytes())["proofs"]
    links = re.findall(r'href="#([^"]+)"', text)
    inside = set(re.findall(r"</summary><div id=\"([^\"]+)\"", text))

    assert len(inside) == len(proofs) == 42
    assert {each for each in links if not each.startswith("of-")} == inside | {"main"}
    for link in links:
        assert text.count(f'id="{link}"') == 1
    for proof in proofs:
        assert f"</b> {proof['total']}</summary>" in text
    assert ("QZ-" in text.partition("<details>")[2]) == (names == "all")
    assert len(text.encode()) <= 150_000


def written(number: float | Decimal) -> Iterator[str]:
    """A number, a ratio in percent, or yuan in 亿元 or billions, with up to three decimals."""
    scales = (1, 100, Decimal("1e-8"), Decimal("1e-9"))
    for scaled in (abs(Decimal(str(number))) * scale for scale in scales):
        for digits in range(4):
            shown = scaled.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
            yield from (f"{shown:,}", str(shown))


def printings(told: object) -> Iterator[str]:
    """Every way in which a page may write a number of the data, and whatever its texts have."""
    if isinstance(told, str):
        yield from re.findall(r"\d[\d,.]*\d|\d", told)
    elif isinstance(told, dict):
        for each in told.values():
            yield from printings(each)
        for name in {"low", "high"} & told.keys():  # bounds are rounded outwards
            tenths = (told[name] or 0) // 10**8 + (name == "high")
            yield from (f"{tenths:,}", f"{tenths / 10:,.1f}")
        if told.get("completion"):  # what lies ahead of pace is rounded once
            yield from written((Decimal(str(told["completion"])) - Decimal("0.5")) * 100)
    elif isinstance(told, list):
        yield str(len(told))
        for each in told:
            yield from printings(each)
    elif type(told) in (int, float):
        yield from written(cast("float", told))


@pytest.mark.parametrize("lang", ["zh_Hans", "en"])
def test_every_number_of_the_page_stands_in_the_data(demo: Run, tmp_path: Path, lang: str) -> None:
    page, data = tmp_path / "通报.html", tmp_path / "通报.json"
    demo("bulletin", *ISSUED, "--lang", lang, "--output", str(page), "--output", str(data))
    text = page.read_text("utf-8").partition("</style>")[2]
    text = re.sub(r'<text [^>]*text-anchor="end" class="soft">[^<]*', "", text)  # a scale
    body = json.loads(data.read_bytes())
    known = {*printings(body), *map(str, range(1, 13)), "80", "100", "2022"}
    tiers = Counter(row["tier"] for row in body["rankings"][3]["rows"])  # departments
    found = re.findall(r"\d[\d,.]*\d|\d", unescape(re.sub(r"<[^>]*>", " ", text)))

    assert len(found) > 1500
    assert set(found) - known - {str(n) for n in tiers.values()} == set()
