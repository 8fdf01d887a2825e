"""Errors in words, with what would be right."""

import errno
import os
from datetime import date

import pytest

from qzinvest import errors
from qzinvest.errors import Fault
from qzinvest.intake.words.names import stage_of
from qzinvest.locale import wording
from qzinvest.render.causes import error_text, fault_lines
from qzinvest.render.refusals import mending_text

W = wording("en")
ZH = wording("zh_Hans")
WRONG = errors.BadAmount(text="abc", reason="form")


def test_sentence_and_remedy() -> None:
    assert error_text(errors.UnknownProject(project="QZ-9"), ZH) == (
        "错误：没有项目“QZ-9”。\n  请用 `qzinvest list --text 名称` 查它的编号。"
    )


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (errno.ENOENT, "没有此文件或文件夹"),
        (errno.ENOTDIR, "这是文件，不是文件夹"),
        (errno.EACCES, "没有权限"),
        (errno.EBADMSG, os.strerror(errno.EBADMSG)),  # not among the usual: as the system says it
    ],
)
def test_what_the_system_says_is_worded(code: int, said: str) -> None:
    error = errors.FileUnreadable(path="表.csv", reason=os.strerror(code))
    assert error_text(error, ZH).splitlines()[0] == f"错误：无法读取 表.csv：{said}。"


def test_names_that_no_plan_holds_are_all_named() -> None:
    with pytest.raises(errors.UnknownName) as caught:
        stage_of("签了", "zh_Hans")
    assert error_text(caught.value, ZH) == (
        "错误：没有名为“签了”的阶段。\n"
        "  请写以下之一：lead 线索、talks 在谈、signed 签约、registered 注册、funded 到资、"
        "started 开工、producing 投产。"
    )


def test_reason_becomes_a_sentence() -> None:
    assert W("error.BadAmount.form") in error_text(WRONG, W)


def test_reason_of_the_system_stays() -> None:
    text = error_text(errors.FileUnreadable(path="a{b}", reason="No such {file}"), W)
    assert text.startswith("error: a{b} cannot be read: No such {file}.")


def test_codes_dates_and_lists_are_worded() -> None:
    day = date(2022, 3, 1)
    text = error_text(errors.BackwardsDrop(on=day, stage="signed", stage_on="2022-04"), ZH)
    assert "签约" in text
    assert "2022-03-01" in text
    text = error_text(errors.AmbiguousName(what="district", text="泉", candidates=["a", "b"]), ZH)
    assert "县市区" in text
    assert "a、b" in text


def test_control_characters_show() -> None:
    text = error_text(errors.BadDate(text="1\x1b[31m\u202e　"), W)
    assert "“1\\x1b[31m\\u202e　”" in text


def test_a_sender_is_told_nothing_of_commands() -> None:
    bound = Fault(
        "a.xlsx", 3, "总投资", "约5亿", errors.BadAmount(text="约5亿", reason="bound_rule")
    )
    assert "--ranges" in fault_lines([bound], W)[2]
    assert mending_text(bound, ZH) == (
        "“约5亿”不能作为金额登记：这是约数或上下限，不是确切金额。\n"
        "→ 请写一个确切的人民币金额并带单位，如 5.6亿元 或 35000万元。"
    )
    missing = Fault("a.xlsx", 3, "签约日期", "", errors.BadDate(text="x"))
    assert mending_text(missing, W).endswith("\n→ " + W("error.BadDate.remedy"))
