"""``plan names``: the names by which an import knows things."""

import csv
import io
import json
from pathlib import Path

import pytest

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.intake.words.names import Resolver
from qzinvest.intake.words.terms import NAMED
from tests.cli.said import Run


def records(run: Run, *argv: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run("plan", "names", *argv, "--format", "csv").out)))


def test_every_name_that_is_listed_is_one_that_an_import_accepts(run: Run) -> None:
    resolver = Resolver(shipped_plan())
    known = {
        "district": lambda text: resolver.place("district", text).code,
        "department": lambda text: resolver.place("department", text).code,
        "group": lambda text: resolver.group(text).code,
        "stage": lambda text: resolver.stage(text).code,
        "signing": resolver.signing,
    }
    listed = records(run)
    assert {each["what"] for each in listed} == set(NAMED)
    for each in listed:
        names = [each["code"], each["name"], each["short"], each["english"], each["chinese"]]
        for name in filter(None, (*names, *each["aliases"].split("; "), each["pinyin"])):
            find = known.get(
                each["what"], lambda text, of=each["what"]: resolver.term(of, text).code
            )
            assert find(name) == each["code"]


@pytest.mark.parametrize(
    ("word", "what"),
    [
        ("县市区", "district"),
        ("縣市區", "district"),
        ("属地", "district"),
        ("districts", "district"),
        ("District", "district"),
        ("部门", "department"),
        ("产业组", "group"),
        ("groups", "group"),
        ("阶段", "stage"),
        ("签约类型", "signing"),
        ("investor-classes", "investor_class"),
        ("招商方式", "channel"),
    ],
)
def test_a_kind_is_asked_for_by_any_of_its_words(run: Run, word: str, what: str) -> None:
    assert {each["what"] for each in records(run, word)} == {what}


def test_a_word_that_is_no_kind_is_answered_with_all_kinds(run: Run) -> None:
    said = run("plan", "names", "市")
    assert (said.code, said.out) == (2, "")
    assert "plan names cannot be “市”" in said.err
    assert "districts, departments, groups, stages, signings" in said.err


def test_people_see_no_name_twice_in_two_scripts(run: Run) -> None:
    said = run("plan", "names", "stages", "--lang", "zh_Hans").out
    assert [line.split() for line in said.splitlines()[2:5]] == [
        ["lead", "线索", "Lead", "xian", "suo"],
        ["talks", "在谈", "In", "talks", "洽谈", "zai", "tan"],
        ["signed", "签约", "Signed", "已签约", "qian", "yue"],
    ]


def test_programs_get_aliases_as_a_list(run: Run) -> None:
    found = json.loads(run("plan", "names", "stages", "--format", "json").out)
    assert found[1] == {
        "what": "stage",
        "code": "talks",
        "name": "In talks",
        "short": "",
        "english": "In talks",
        "chinese": "在谈",
        "aliases": ["在談", "洽谈", "洽談"],
        "pinyin": "zai tan",
        "fictional": False,
    }


def test_without_a_ledger_the_names_are_those_of_the_own_plan(bare: Run, tmp_path: Path) -> None:
    db = tmp_path / "none.db"
    said = bare("plan", "names", "groups", "--db", str(db))
    assert said.code == 0
    assert "IG05" in said.out
    assert not db.exists()


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_all_kinds_stand_in_tables_of_their_own(run: Run, form: str) -> None:
    text = run("plan", "names", "--format", form, "--lang", "zh_Hans").out
    assert all(title in text for title in ("县市区", "产业组", "阶段", "招商活动"))
