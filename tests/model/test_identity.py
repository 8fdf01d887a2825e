"""When two reports say the same project, and when that is only likely."""

from datetime import date

import pytest

from qzinvest.model.likeness import identity_of, same
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import Stage

LEAD = Milestone(Stage.LEAD, date(2022, 1, 1), date(2022, 1, 1))


def project(district: str | None, investor: str | None, code: str | None, name: str) -> Project:
    return Project("QZ", 1, name, 1, (LEAD,), investor=investor, district=district, code=code)


JJ, NA = "350582", "350583"


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ((JJ, "三安集团", None), (JJ, "三安有限公司", None), True),
        ((JJ, "三安集团", None), (JJ, None, None), True),
        ((JJ, "三安集团", None), (JJ, "华为", None), False),
        ((JJ, "三安集团", None), (NA, "三安集团", None), False),
        ((JJ, "三安集团", None), (None, "三安集团", None), True),
        ((JJ, "三安集团", None), (None, None, None), False),
        ((JJ, None, None), (None, None, None), False),
        ((None, None, None), (None, None, None), True),
        ((None, "三安集团", None), (None, "三安、华为", None), True),
        ((None, "三安集团", None), (None, None, None), False),
        ((JJ, None, "A-1"), (JJ, None, "A-2"), False),
        ((JJ, None, "A-1"), (JJ, None, None), True),
    ],
)
def test_same_name(
    one: tuple[str | None, str | None, str | None],
    other: tuple[str | None, str | None, str | None],
    *,
    is_same: bool,
) -> None:
    first = identity_of(project(*one, "光电产业园项目"))
    second = identity_of(project(*other, "光電產業園"))
    assert same(first, second) == is_same
    assert same(second, first) == is_same


def test_another_name_is_never_the_same() -> None:
    first = identity_of(project(JJ, "三安集团", None, "光电产业园一期"))
    assert not same(first, identity_of(project(JJ, "三安集团", None, "光电产业园二期")))
