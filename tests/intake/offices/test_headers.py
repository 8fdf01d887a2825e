"""What headers mean."""

import pytest

from qzinvest.intake.offices.headers import (
    field_of,
    is_dates,
    is_neutral,
    is_total,
    meanings_of,
    title,
)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        *(("项目名称", "name"), ("項目名稱", "name"), ("Project", "name")),
        *(("项 目\n名 称", "name"), ("一、项目名称", "name"), ("2.项目名称", "name")),
        *(("项目名称（全称）", "name"), ("天气", None), ("", None)),
        *(("总投资（亿元）", "amount"), ("投资额(万元)", "amount"), ("總投資", "amount")),
        *(("总投资亿元", "amount"), ("投资额/万元", "amount"), ("属地/万元", None)),
        *(("属地", "district"), ("落户地", "district"), ("所在县市区", "district")),
        *(("投资方", "investor"), ("投资主体", "investor"), ("建设单位", "investor")),
        *(("签约时间", "signed_on"), ("注册时间", "registered_on"), ("开工时间", "started_on")),
        *(("引荐单位", "department"), ("产业", "group"), ("行业", "group")),
        *(("序号", "serial"), ("#", "serial"), ("—", None)),
        *(
            ("联系电话", "phone"),
            ("联系人", "owner"),
            ("分管领导", "ignored"),
            ("计划开工时间", "ignored"),
        ),
        *(("总投资（其中外资）", None), ("开工（是/否）", None)),
    ],
)
def test_the_field_of_a_header(header: str, field: str | None) -> None:
    assert field_of(header) == field


def test_a_bare_stage_is_a_date_only_if_its_cells_say_so() -> None:
    assert field_of("开工") is None
    assert [(m.field, m.how) for m in meanings_of("开工")] == [("started_on", "bare")]


def test_what_a_header_of_headers_says() -> None:
    assert (is_neutral("项目基本情况"), is_neutral("外资")) == (True, False)
    assert (is_dates("时间节点"), is_dates("项目进度"), is_dates("金额")) == (True, True, False)
    assert (is_total("合计"), is_total("外资")) == (True, False)


@pytest.mark.parametrize("lang", ["en", "zh_Hans", "zh_Hant"])
@pytest.mark.parametrize("field", ["name", "amount", "district", "signed_on", "stage", "on"])
def test_our_own_titles_are_understood(field: str, lang: str) -> None:
    assert field_of(title(field, lang)) == field
