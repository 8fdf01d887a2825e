"""Cells as texts: investors whose names are broken, codes."""

import pytest

from qzinvest.errors import BadText
from qzinvest.intake.offices.texts import check_code, cleaned


@pytest.mark.parametrize(
    ("cell", "investors"),
    [
        ("甲装备\n有限公司", "甲装备有限公司"),
        ("（香港）乙纺织\n集团有限公司", "（香港）乙纺织集团有限公司"),
        ("福建省晋江市华威\n某某电源有限公司", "福建省晋江市华威某某电源有限公司"),
        ("福建华威\r\n科技有限公司", "福建华威科技有限公司"),
        ("甲有限公司\n（香港）", "甲有限公司（香港）"),
        ("甲集团\n有限公司", "甲集团有限公司"),
        ("Alpha Widget\nCo., Ltd.", "Alpha Widget Co., Ltd."),
        ("丙公司\n丁公司", "丙公司、丁公司"),
        ("三峡集团\n中广核", "三峡集团、中广核"),
        ("中广核\n三峡集团", "中广核、三峡集团"),
        ("王某\n乙有限公司", "王某、乙有限公司"),
        ("Siemens\nBosch GmbH", "Siemens、Bosch GmbH"),
        ("甲公司、\n乙公司", "甲公司、乙公司"),
        ("晋江甲股份\n有限公司\n乙有限公司", "晋江甲股份有限公司、乙有限公司"),
    ],
)
def test_a_break_parts_two_whole_names_alone(cell: str, investors: str) -> None:
    assert cleaned("investor", cell) == investors


@pytest.mark.parametrize(
    "code", ["3.50582E+17", "3,50582e+17", "3E+17", "3.5E17", "3505820000000000000.0"]
)
def test_codes_that_lost_their_digits(code: str) -> None:
    with pytest.raises(BadText, match="digits"):
        check_code(code, code)


@pytest.mark.parametrize(
    "code", ["350582001", "2E10", "E-17", "QZ-2022-03", "350582001.0", "350582200012345678"]
)
def test_codes_that_look_a_little_like_it(code: str) -> None:
    check_code(code, code)
