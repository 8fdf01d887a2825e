"""The plan file: everything that is wrong with it is said at once, each with its line."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from qzinvest.errors import BadPlan, Fault, FileUnreadable
from qzinvest.intake.files.toml_file import lines_of
from qzinvest.intake.plans.file import (
    check_file,
    check_plan,
    data_folder,
    read_plan,
    shipped_plan,
    shipped_plan_path,
    write_plan,
)
from qzinvest.intake.words.names import Resolver
from qzinvest.model.fact_json import plan_from_json, plan_to_json
from qzinvest.model.plan import Letterhead, Names
from qzinvest.model.stage import Stage

SMALL = """\
code = "p"
issuer = "QZ"
start = 2022-01-01
end = 2022-12-31
title = { en = "t", zh_Hans = "t", zh_Hant = "t" }
source = { en = "s", zh_Hans = "s", zh_Hant = "s" }

[[indicator]]
code = "signed"
name = { en = "i", zh_Hans = "i", zh_Hant = "i" }
measure = "count"
stage = "signed"
minimum = 0
target = 100

[rules]
signings = ["contract"]
minimum = { value = 0, basis = "assumed", note = { en = "n", zh_Hans = "n", zh_Hant = "n" } }
expansions = true
expansion_channel = "expansion"

[weights]
district = { 1 = 2, 2 = 1 }
department.value = { 1 = 1 }
department.basis = "office"

[[district]]
code = "A"
tier = 1
name = { en = "Aa", zh_Hans = "甲区", zh_Hant = "甲區" }
short = { en = "Aa", zh_Hans = "甲", zh_Hant = "甲" }

[[district]]
code = "B"
tier = 2
name = { en = "Bb", zh_Hans = "乙区", zh_Hant = "乙區" }
short = { en = "Bb", zh_Hans = "乙", zh_Hant = "乙" }
aliases = [
    "Bee",
    "Bea",
]

[[department]]
code = "C"
tier = 1
name = { en = "Cc", zh_Hans = "丙局", zh_Hant = "丙局" }
short = { en = "Cc", zh_Hans = "丙", zh_Hant = "丙" }

[[area]]
code = "urban"
name = { en = "u", zh_Hans = "u", zh_Hant = "u" }
units = ["A", "B"]

[[group]]
code = "G1"
name = { en = "g", zh_Hans = "g", zh_Hant = "g" }

[[channel]]
code = "expansion"
name = { en = "x", zh_Hans = "x", zh_Hant = "x" }
"""
SECOND_GROUP = """\
[[group]]
code = "g1"
name = { en = "h", zh_Hans = "h", zh_Hant = "h" }
"""


def faults_of(text: str) -> list[tuple[int, str, str, str]]:
    """Line, column, problem and detail of every fault."""
    _, faults = check_plan(text, "p.toml")
    return [
        (f.row, f.column, str(f.error.fields["problem"]), str(f.error.fields["detail"]))
        for f in faults
    ]


def test_small_plan_is_read() -> None:
    plan, faults = check_plan(SMALL, "p.toml")
    assert faults == ()
    assert plan is not None
    assert (plan.start, plan.end) == (date(2022, 1, 1), date(2022, 12, 31))
    assert plan.weights == {"district": {1: 2, 2: 1}, "department": {1: 1}}
    assert [(a.path, a.text.en) for a in plan.assumptions] == [("rules.minimum", "n")]
    assert [unit.kind for unit in plan.units] == ["district", "district", "department"]


def test_a_campaign_leaves_out_what_it_has_not() -> None:
    """Districts alone: no departments, groups, channels, short names."""
    text = SMALL[: SMALL.index("[[department]]")]
    for line in ("expansions = true", 'expansion_channel = "expansion"'):
        text = text.replace(f"{line}\n", "")
    text = re.sub("(?m)^(short|department).*\n", "", text)
    plan, faults = check_plan(text, "p.toml")
    assert faults == ()
    assert plan is not None
    assert [unit.short.zh_Hans for unit in plan.units] == ["甲区", "乙区"]
    assert (plan.groups, plan.vocabularies["channel"], plan.rules.expansions) == ((), (), True)
    assert check_plan(write_plan(plan), "q.toml")[0] == plan


LETTERS = """
[bulletin]
issuer = "商务局"
to = { en = "all", zh_Hans = "各镇", zh_Hant = "各鎮" }
number = "edition"
"""


def test_what_stands_in_each_bulletin_in_one_language_or_three() -> None:
    plan, faults = check_plan(SMALL + LETTERS, "p.toml")
    assert faults == ()
    assert plan is not None
    assert plan.bulletin == Letterhead(
        issuer=Names("商务局", "商务局", "商务局"),
        to=Names("all", "各镇", "各鎮"),
        number="edition",
    )
    assert check_plan(write_plan(plan), "q.toml")[0] == plan
    assert plan_from_json(plan_to_json(plan)) == plan


@pytest.mark.parametrize(
    ("old", "new", "column", "problem", "detail"),
    [
        ('"商务局"', '" "', "bulletin.issuer", "empty_text", ""),
        ('"商务局"', "7", "bulletin.issuer", "not_table", ""),
        ('"商务局"', '{ en = "x", zh_Hans = "x" }', "bulletin.issuer.zh_Hant",
         "missing_language", "zh_Hant"),
        ('"edition"', '"weekly"', "bulletin.number", "not_one_of", "month, edition"),
        ("issuer =", "isuer =", "bulletin.isuer", "unknown_key_near", "issuer"),
    ],
)  # fmt: skip
def test_a_fault_in_it(old: str, new: str, column: str, problem: str, detail: str) -> None:
    ((_, *fault),) = faults_of(SMALL + LETTERS.replace(old, new))
    assert fault == [column, problem, detail]


SECOND_AREA = """units = ["A"]
[[area]]
code = "s"
name = { en = "s", zh_Hans = "s", zh_Hant = "s" }
units = ["B", "A"]"""


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "problem", "detail"),
    [
        # what has the wrong shape
        ('issuer = "QZ"\n', "", 1, "issuer", "missing", "issuer"),
        ('issuer = "QZ"', "issuer = 7", 2, "issuer", "not_text", ""),
        ("start = 2022-01-01", 'start = "2022-01-01"', 3, "start", "not_date", ""),
        ("start = 2022-01-01", "start = 2022-01-01T08:00:00", 3, "start", "not_date", ""),
        ("start = 2022-01-01", "start = 2022-01-01T00:00:00", 3, "start", "not_date", ""),
        ('en = "t", ', "", 5, "title.en", "missing_language", "en"),
        ('en = "t"', 'en = " "', 5, "title.en", "empty_text", ""),
        ('en = "t"', 'en = "t\\u0007"', 5, "title.en", "bad_text", ""),
        ('measure = "count"', 'measure = "average"', 11, "indicator[1].measure", "not_one_of",
         "count, sum"),
        ('stage = "signed"', 'stage = "landed"', 12, "indicator[1].stage", "not_one_of",
         "lead, talks, signed, registered, funded, started, producing"),
        ("target = 100", "target = -5", 14, "indicator[1].target", "too_small", "1"),
        ("target = 100", "target = 2_000_000", 14, "indicator[1].target", "too_large",
         "1,000,000"),
        ("target = 100", "target = 100.5", 14, "indicator[1].target", "not_whole", ""),
        ('["contract"]', '["contract", "promise"]', 17, "rules.signings[2]", "not_one_of",
         "contract, agreement, intent"),
        ('["contract"]', "[]", 17, "rules.signings", "empty_list", ""),
        ("expansions = true", "expansions = 1", 19, "rules.expansions", "not_yes_no", ""),
        ('basis = "assumed"', 'basis = "guessed"', 18, "rules.minimum.basis", "not_one_of",
         "text, office, assumed"),
        (', note = { en = "n", zh_Hans = "n", zh_Hant = "n" }', "", 18, "rules.minimum.note",
         "missing_note", ""),
        ("value = 0, basis", "value = -1, basis", 18, "rules.minimum", "too_small", "0"),
        ("{ 1 = 2, 2 = 1 }", "{ 1 = 2, 2 = 1, x = 3 }", 23, "weights.district.x", "bad_tier", ""),
        ("value = { 1 = 1 }", "value = { 1 = -1 }", 24, "weights.department.1", "too_small", "0"),
        ('code = "C"', 'code = "C D"', 44, "department[1].code", "bad_code", ""),
        ("tier = 2", "teir = 2\ntier = 2", 35, "district[2].teir", "unknown_key_near", "tier"),
        ("tier = 2", "zzz = 2\ntier = 2", 35, "district[2].zzz", "unknown_key", ""),
        ("tier = 2", 'tier = 2\npinyin = "Yi1"', 36, "district[2].pinyin", "bad_pinyin", ""),
        ("tier = 2", "tier = true", 35, "district[2].tier", "not_whole", ""),
        ('short = { en = "Bb", zh_Hans = "乙", zh_Hant = "乙" }', 'short = "Bb"', 37,
         "district[2].short", "not_table", ""),
        ('code = "C"', "code = 7", 44, "department[1].code", "not_text", ""),
        ('"Bee"', "7", 39, "district[2].aliases[1]", "not_text", ""),
        ('zh_Hant = "乙區"', "zh_Hant = 7", 36, "district[2].name.zh_Hant", "not_text", ""),
        ('expansions = true\nexpansion_channel = "expansion"', "expansions = false", 16,
         "rules.expansion_channel", "missing", "expansion_channel"),
        ('department.value = { 1 = 1 }\ndepartment.basis = "office"', "", 22,
         "weights.department", "missing", "department"),
        # what does not fit together
        ("start = 2022-01-01", "start = 2022-01-02", 3, "start", "start_not_first", ""),
        ("end = 2022-12-31", "end = 2022-12-30", 4, "end", "end_not_last", ""),
        ("end = 2022-12-31", "end = 2021-12-31", 4, "end", "end_before_start", "2022-01-01"),
        ('expansion_channel = "expansion"', 'expansion_channel = "expansoin"', 20,
         "rules.expansion_channel", "unknown_channel_near", "expansion"),
        ('expansion_channel = "expansion"', 'expansion_channel = "zzz"', 20,
         "rules.expansion_channel", "unknown_channel", ""),
        ("{ 1 = 2, 2 = 1 }", "{ 1 = 2 }", 35, "district[2].tier", "tier_without_weight",
         "district"),
        ("{ 1 = 2, 2 = 1 }", "{ 1 = 0, 2 = 0 }", 23, "weights.district", "weights_zero", "signed"),
        ("[[group]]", SECOND_GROUP + "[[group]]", 58, "group[2].code", "repeated_code", "group[1]"),
        ('"Bee"', '"ａａ"', 39, "district[2].aliases[1]", "shared_name", "A"),
        ('"Bea"', '"a"', 40, "district[2].aliases[2]", "shared_name", "A"),
        ('units = ["A", "B"]', 'units = ["A",\n "Z"]', 53, "area[1].units[2]", "unknown_unit", ""),
        ('units = ["A", "B"]', 'units = ["A", "A"]', 52, "area[1].units[2]", "repeated_code",
         "area[1]"),
        ('units = ["A", "B"]', SECOND_AREA, 56, "area[2].units[2]", "repeated_code", "area[1]"),
        ("tier = 2", 'tier = 2\ntakes = ["O", "A"]', 36, "district[2].takes[2]", "taken_code",
         "district[1]"),
        ("tier = 2", 'tier = 2\ntakes = ["B"]', 36, "district[2].takes[1]", "taken_code",
         "district[2]"),
        ("tier = 2", 'tier = 2\ntakes = ["Bee"]', 36, "district[2].takes[1]", "taken_code",
         "district[2]"),
        ("tier = 2", 'tier = 2\ntakes = ["O", "P", "o"]', 36, "district[2].takes[3]",
         "taken_code", "district[2].takes[1]"),
        ("tier = 2", "tier = 2\ntile = [3]", 36, "district[2].tile", "bad_tile", ""),
        ("tier = 2", "tier = 2\ntile = [0, 1]", 36, "district[2].tile[1]", "too_small", "1"),
        ('甲" }\n\n[[district]]\ncode = "B"\n',
         '甲" }\ntile = [1, 1]\n\n[[district]]\ncode = "B"\ntile = [1, 1]\n',
         36, "district[2].tile", "repeated_tile", "district[1].tile"),
        ("tier = 2", 'tier = 2\ntakes = ["鲤城"]', 36, "district[2].takes[1]", "bad_code", ""),
        ("tier = 2", "tier = 2\nshare = { sined = 3 }", 36, "district[2].share.sined",
         "unknown_indicator_near", "signed"),
        ("tier = 2", "tier = 2\nshare = { signed = 101 }", 36, "district[2].share.signed",
         "shares_above", "101 > 100"),
        ('tier = 1\nname = { en = "Cc"', 'tier = 1\nshare.signed = 99\nname = { en = "Cc"', 46,
         "department[1].share.signed", "shares_below", "99 < 100"),
        ('issuer = "QZ"', 'issuer = "QZ"\ngroups_declared = 12', 3, "groups_declared",
         "groups_declared", "1"),
    ],
)  # fmt: skip
def test_one_fault(  # noqa: PLR0913, PLR0917 - a case and all that it must give stand together
    old: str, new: str, line: int, column: str, problem: str, detail: str
) -> None:
    assert SMALL.count(old) >= 1
    assert faults_of(SMALL.replace(old, new, 1)) == [(line, column, problem, detail)]


def test_all_faults_come_at_once_in_the_order_of_lines() -> None:
    text = (
        SMALL.replace('zh_Hant = "t"', "")
        .replace("target = 100", "target = 0")
        .replace("tier = 2", "tier = 3\nteir = 2")
        .replace('units = ["A", "B"]', 'units = ["C"]')
        .replace('zh_Hans = "s", ', "zh_Hans = 5, ")
    )
    text = text.replace('{ en = "t", zh_Hans = "t",  }', '{ en = "t", zh_Hans = "t" }')
    assert faults_of(text) == [
        (5, "title.zh_Hant", "missing_language", "zh_Hant"),
        (6, "source.zh_Hans", "not_text", ""),
        (14, "indicator[1].target", "too_small", "1"),
        (35, "district[2].tier", "tier_without_weight", "district"),
        (36, "district[2].teir", "unknown_key_near", "tier"),
        (53, "area[1].units[1]", "unknown_unit", ""),
    ]


ODD = (
    "[]",
    "{}",
    "[[1]]",
    '[{ a = "b" }]',
    "{ value = [] }",
    '""',
    '"x"',
    "0",
    "-1.5",
    "nan",
    "true",
)
VALUES = [number for number, line in enumerate(SMALL.splitlines()) if " = " in line]


@pytest.mark.parametrize("odd", [*ODD, "07:32:00", "1979-05-27T07:32:00Z", "1979-05-27", "[nan]"])
def test_a_value_of_any_kind_in_any_place_is_taken_or_named(odd: str) -> None:
    for number in VALUES:
        lines = SMALL.splitlines()
        lines[number] = lines[number].partition(" = ")[0] + f" = {odd}"
        plan, faults = check_plan("\n".join(lines), "p.toml")
        assert (plan is None) == bool(faults), lines[number]


def test_fault_carries_the_file_and_the_value() -> None:
    _, (fault,) = check_plan(SMALL.replace("target = 100", "target = -5"), "p.toml")
    assert (fault.file, fault.value) == ("p.toml", "-5")


def test_a_remark_explains_another_number_of_groups() -> None:
    text = SMALL.replace('issuer = "QZ"', 'issuer = "QZ"\ngroups_declared = 12')
    remark = '\n[[remark]]\nen = "r"\nzh_Hans = "r"\nzh_Hant = "r"\n'
    plan, faults = check_plan(text + remark, "p.toml")
    assert faults == ()
    assert plan is not None
    assert [r.en for r in plan.remarks] == ["r"]


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = 1\nb = \n", 2), ("a = 1\na = 2\n", 2), ('a = 1\nb = "open', 2), ("a = 1\n\nb = [1,", 3)],
)
def test_text_that_is_not_toml_has_one_fault_with_its_line(text: str, line: int) -> None:
    ((row, column, problem, detail),) = faults_of(text)
    assert (row, column, problem) == (line, "", "syntax")
    assert detail
    assert "(at" not in detail


def test_empty_text_lacks_everything() -> None:
    problems = {(column, problem) for _, column, problem, _ in faults_of("")}
    assert {("code", "missing"), ("district", "missing"), ("rules", "missing")} <= problems


def test_own_shares_are_read() -> None:
    plan, _ = check_plan(SMALL.replace("tier = 2", "tier = 2\nshare = { signed = 40 }"), "p.toml")
    assert plan is not None
    assert [unit.shares for unit in plan.units] == [{}, {"signed": 40}, {}]


def test_what_is_written_reads_back_the_same() -> None:
    changed = SMALL.replace("tier = 2", "tier = 2\nshare = { signed = 40 }").replace(
        'en = "s"', 'en = "quoted \\"s\\" \\\\ 甲 and so on, until the line is too long for one"'
    )
    for plan in (shipped_plan(), check_plan(changed, "p.toml")[0]):
        assert plan is not None
        assert check_plan(write_plan(plan), "written.toml") == (plan, ())


def test_files(tmp_path: Path) -> None:
    good, bad, latin = tmp_path / "good.toml", tmp_path / "bad.toml", tmp_path / "latin.toml"
    good.write_text(SMALL, encoding="utf-8-sig")
    bad.write_text("code = 1", encoding="utf-8")
    latin.write_bytes(b"a = 1\nb = '\xe9'\n")
    assert read_plan(good).code == "p"
    with pytest.raises(BadPlan) as refused:
        read_plan(bad)
    assert len(refused.value.faults) > 1
    (fault,) = check_file(latin)[1]
    assert (fault.row, fault.error.fields["problem"]) == (2, "not_utf8")
    with pytest.raises(FileUnreadable):
        read_plan(tmp_path / "none.toml")


def test_windows_line_ends_do_not_move_the_lines() -> None:
    text = SMALL.replace("target = 100", "target = -5").replace("\n", "\r\n")
    assert [fault[:2] for fault in faults_of(text)] == [(14, "indicator[1].target")]


# The shipped plan


def test_shipped_plan_holds_what_the_campaign_text_gives() -> None:
    plan = shipped_plan()
    tiers = {
        kind: [[u.tier for u in plan.units_of(kind)].count(tier) for tier in (1, 2, 3)]
        for kind in ("district", "department")
    }
    assert tiers == {"district": [3, 4, 6], "department": [8, 12, 13]}
    assert [(i.code, i.measure, i.stage, i.minimum, i.target) for i in plan.indicators] == [
        ("signed_projects", "count", Stage.SIGNED, 0, 2000),
        ("signed_investment", "sum", Stage.SIGNED, 0, 10**12),
        ("landed_projects", "count", Stage.REGISTERED, 2 * 10**9, 100),
    ]
    assert len(plan.groups) == 13
    assert len(plan.remarks) == 1
    (urban,) = plan.areas
    named = [u.names.zh_Hans for u in plan.units_of("district") if u.code in urban.units]
    assert named == ["泉州台商投资区", "鲤城区", "丰泽区", "洛江区"]
    assert [term.names.zh_Hans for term in plan.vocabularies["origin"]] == [
        "京津冀（含东北区域）", "长三角", "粤港澳", "中西部", "本市", "台湾", "港澳", "境外",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("vocabulary", "code", "texts"),
    [
        ("origin", "local", "本市 泉州 泉州市 Quanzhou-itself"),
        ("origin", "taiwan", "台湾 臺灣 台灣 Taiwan taiwan"),
        ("origin", "hk-macao", "港澳 香港 澳門 Hong-Kong-and-Macao gangao"),
        ("origin", "abroad", "境外 海外 国外 國外 Abroad"),
        ("origin", "gba", "粤港澳 粵港澳大灣區"),
        ("investor_class", "foreign", "外资 外資 外商 外商投资企业 Foreign-investor waizi"),
        ("investor_class", "hmt", "台港澳 港澳台 臺港澳"),
        ("event", "foreign", "外资外商专场"),
    ],
)
def test_shipped_terms_are_found_by_what_people_call_them(
    vocabulary: str, code: str, texts: str
) -> None:
    resolver = Resolver(shipped_plan())
    for text in texts.split():
        assert resolver.term(vocabulary, text.replace("-", " ")).code == code


def test_no_two_shipped_terms_answer_to_one_name() -> None:
    plan = shipped_plan()
    resolver = Resolver(plan)
    for vocabulary, terms in plan.vocabularies.items():
        for term in terms:
            for text in (term.code, *term.names, *term.aliases, term.pinyin):
                assert resolver.term(vocabulary, text) == term


def test_shipped_plan_says_what_is_assumed_in_short() -> None:
    assumptions = shipped_plan().assumptions
    assert [assumption.path for assumption in assumptions] == [
        "indicator.landed_projects.stage",
        "rules.signings",
        "rules.minimum",
        "weights.district",
        "weights.department",
        "score",
        "light",
        "due",
    ]
    assert all(len(assumption.text.zh_Hans) <= 60 for assumption in assumptions)


def test_shipped_short_names_fit_narrow_tables() -> None:
    for unit in shipped_plan().units:
        assert len(unit.short.en) <= 24
        assert len(unit.short.zh_Hans) <= 8
        assert len(unit.short.zh_Hant) <= 8


def test_shipped_plan_stands_in_the_data_folder() -> None:
    assert shipped_plan_path().parent == data_folder()
    assert (data_folder() / "reported-projects.csv").is_file()


# Lines


def paths_of(value: object, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    """Every path in a parsed TOML document."""
    found = {path} if path else set()
    if isinstance(value, dict):
        return found.union(*(paths_of(inner, (*path, key)) for key, inner in value.items()))
    if isinstance(value, list):
        return found.union(*(paths_of(inner, (*path, i)) for i, inner in enumerate(value)))
    return found


TRICKY = '''\
a = "x # [no] \\" = { y" # [comment]
'b.c'."d e" = 'it\\'
f = """
one \\""" # [two]
three"""" # four quotes: one belongs to the text
g = [ # comment
  [1, 2],
  { h = 1, i.j = [ "]" ] }, # }
]
k = 1979-05-27 07:32:00Z
[ l . m ]
n = true
[[o]]
[[o.p]]
q = 1
[[o.p]]
[o.p.r]
s = -1e5
[[o]]
'''


@pytest.mark.parametrize("text", [SMALL, TRICKY, shipped_plan_path().read_text(encoding="utf-8")])
def test_every_value_has_a_line(text: str) -> None:
    paths = paths_of(tomllib.loads(text))
    assert lines_of(text).keys() == paths


def test_lines_of_tricky_values() -> None:
    lines = lines_of(TRICKY)
    assert lines["b.c", "d e"] == 2
    assert lines["g", 1, "i", "j", 0] == 8
    assert lines["o", 0, "p", 1, "r", "s"] == 18
    assert lines["o", 1] == 19


def test_faults_are_named_tuples_of_the_error_tree() -> None:
    assert all(isinstance(fault, Fault) for fault in check_plan("", "p.toml")[1])


def test_a_note_on_weights_is_written_from_them() -> None:
    text = (
        shipped_plan_path()
        .read_text()
        .replace("{ 1 = 3, 2 = 2, 3 = 1 }", "{ 1 = 0, 2 = 2, 3 = 1 }")
    )
    plan, faults = check_plan(text, "plan.toml")
    assert plan is not None, faults
    (note,) = (each.text for each in plan.assumptions if each.path == "weights.district")
    assert note.en.endswith("divided by tier weights 0 : 2 : 1.")
    assert note.zh_Hans.endswith("暂按梯队权重0∶2∶1分解。")
    # What is exported can be changed at one place again.
    assert write_plan(plan).count("{ratio}") == 6
    assert check_plan(write_plan(plan), "plan.toml") == (plan, ())


def test_a_note_that_names_other_weights_is_refused() -> None:
    mark = 'district = { value = { 1 = 2, 2 = 1 }, basis = "assumed", note = NOTE }'
    note = '{ en = "by 3 : 1", zh_Hans = "按2∶1", zh_Hant = "按2:1" }'
    text = SMALL.replace("district = { 1 = 2, 2 = 1 }", mark.replace("NOTE", note))
    plan, faults = check_plan(text, "plan.toml")
    assert plan is None
    assert [(f.row, f.column, f.value, f.error.fields["problem"]) for f in faults] == [
        (23, "weights.district.note.en", "3 : 1", "note_differs")
    ]
