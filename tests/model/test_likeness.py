"""Which recorded projects a new one may repeat."""

from datetime import date

import pytest

from qzinvest.model.likeness import likely_duplicates
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import Stage

LEAD = Milestone(Stage.LEAD, date(2022, 1, 1), date(2022, 1, 1))


def project(name: str, investor: str | None, district: str = "350582") -> Project:
    return Project("QZ", 1, name, 1, (LEAD,), investor=investor, district=district)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (("半导体材料产业园项目", None), ("半导体材料产业园", "三安集团"), True),
        (("半导体材料产业园", None), ("半導體材料產業園（項目）", None), True),
        (("半导体材料产业园", "三安集团"), ("半导体新材料产业园", "三安有限公司"), True),
        (("半导体材料产业园", "三安集团"), ("半导体新材料产业园", "华为"), False),
        (("半导体材料产业园", None), ("半导体新材料产业园", None), False),
        (("半导体材料产业园", "三安集团"), ("海上风电", "三安集团"), False),
        (("产业园一期", "三安集团"), ("产业园", None), False),
    ],
)
def test_alike(one: tuple[str, str | None], other: tuple[str, str | None], *, alike: bool) -> None:
    new, known = project(*one), project(*other)
    assert likely_duplicates(new, [known]) == ([known] if alike else [])
    assert likely_duplicates(known, [new]) == ([new] if alike else [])


def test_district_plays_no_part() -> None:
    known = project("半导体材料产业园", None, "350583")
    assert likely_duplicates(project("半导体材料产业园", None), [known]) == [known]
