"""Which recorded projects a new one may repeat."""

import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from qzinvest.model.likeness import (
    in_python,
    likely_duplicates,
    near_amounts,
    near_limits,
    rapidfuzz,
    ratio,
    unnumbered,
    very_similar,
)
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import Stage

LEAD = Milestone(Stage.LEAD, date(2022, 1, 1), date(2022, 1, 1))


def project(name: str, investor: str | None, amount: int = 1) -> Project:
    return Project("QZ", 1, name, amount, (LEAD,), investor=investor, district="350582")


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (("半导体材料产业园项目", None), ("半导体材料产业园", "三安集团"), True),
        (("半导体材料产业园", None), ("半導體材料產業園（項目）", None), True),
        (("半导体材料产业园", "三安集团"), ("半导体新材料产业园", "三安有限公司", 2), True),
        (("半导体材料产业园", "三安集团"), ("半导体新材料产业园", "华为", 2), False),
        (("半导体材料产业园", None), ("半导体新材料产业园", None, 2), False),
        # near amounts: an investor in common is enough, and so are long names that hardly differ
        (("半导体材料产业园", "三安集团", 100), ("海上风电", "三安集团", 95), True),
        (("半导体材料产业园", "三安集团", 100), ("海上风电", "三安集团", 94), False),
        (("半导体材料产业园", "三安集团"), ("半导体新材料产业园", "华为"), True),
        (("半导体材料", "三安集团"), ("半导体新材料", "华为"), False),
        # phases, numbers and letters tell projects apart, unless one office leaves the phase out
        (("产业园一期", "三安集团"), ("产业园二期", "三安集团"), False),
        (("产业园1期", "三安集团"), ("产业园", "三安集团"), True),
        (("产业园（一期）", "三安集团"), ("产业园", "三安集团"), True),
        (("产业园2号楼", "三安集团"), ("产业园", "三安集团"), False),
        (("产业园A区", "三安集团"), ("产业园B区", "三安集团"), False),
        # but a number before one that is the other else may be a list's
        (("01 产业园", "三安集团"), ("产业园", "三安集团"), True),
        (("01 产业园", "三安集团"), ("02 产业园", "三安集团"), False),
        (("产业园一期", "三安集团"), ("产业园", None), False),
        # several investors: one in common is enough
        (("半导体材料产业园", "三安集团、晶安"), ("海上风电", "华为；三安集团"), True),
    ],
)
def test_alike(one: tuple[str, str | None], other: tuple[str, str | None], *, alike: bool) -> None:
    new, known = project(*one), project(*other)
    assert likely_duplicates(new, [known]) == ([known] if alike else [])
    assert likely_duplicates(known, [new]) == ([new] if alike else [])


def test_district_plays_no_part() -> None:
    known = project("半导体材料产业园", None)._replace(district="350583")
    assert likely_duplicates(project("半导体材料产业园", None), [known]) == [known]


@given(st.integers(1, 10**15))
def test_limits_of_near_amounts(amount: int) -> None:
    lowest, highest = near_limits(amount)
    assert near_amounts(amount, lowest)
    assert near_amounts(amount, highest)
    assert not near_amounts(amount, lowest - 1)
    assert not near_amounts(amount, highest + 1)


@pytest.mark.parametrize(
    "number",
    [
        "1.",
        "1、",
        "12．",
        "（1）",
        "(1)",
        "①",
        "⑴",
        "⒈",
        "一、",
        "（一）",
        "【2】",
        "1) ",
        "㈠",
        "3. ",
        "第1项 ",
        "第一项：",
        "〔1〕",
    ],
)
def test_the_number_of_a_list_is_no_part_of_a_name(number: str) -> None:
    assert unnumbered(f"{number}风电") == "风电"


@pytest.mark.parametrize(
    "name",
    [
        *(
            "3D打印园",
            "1号地块",
            "5G基站",
            "2022年园区",
            "1.5万吨锂电",
            "1、2号楼",
            "一、二期",
            "1.",
        ),
        *("10.5代面板", "（一）期厂房", "（2022）年项目", "一带一路馆", "3.0版", "①", "2022.风电"),
        *("第1项目", "第三项工程"),
    ],
)
def test_names_that_begin_with_a_number_of_their_own(name: str) -> None:
    assert unnumbered(name) == name


KEYS = st.text("一二三四五园区ab", max_size=40)


@given(KEYS, KEYS)
def test_likeness_is_the_same_without_rapidfuzz(one: str, other: str) -> None:
    assert in_python(one, other) == Indel.normalized_similarity(one, other)


@pytest.mark.parametrize("lacking", [(), ("rapidfuzz", "rapidfuzz.distance", "rapidfuzz.process")])
def test_what_is_alike_is_so_where_a_machine_lacks_rapidfuzz(
    monkeypatch: pytest.MonkeyPatch, lacking: tuple[str, ...]
) -> None:
    rapidfuzz.cache_clear()
    for name in lacking:
        monkeypatch.setitem(sys.modules, name, None)
    assert (rapidfuzz() is None) == bool(lacking)
    others = ["海峡智能装备产业园一期", "海峡智能装备产业园", "半导体材料产业园"]
    assert very_similar("海峡智能装备产业园", others) == [1, 0]
    assert ratio("海峡智能装备产业园", others[0]) == 900
    rapidfuzz.cache_clear()
