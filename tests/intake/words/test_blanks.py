"""Words and signs for an empty cell."""

import pytest

from qzinvest.intake.words.texts import says_not_yet, says_nothing


@pytest.mark.parametrize("text", ["", "-", "—", "/", "无", "暂无", "N/A", "None"])
def test_nothing(text: str) -> None:
    assert says_nothing(text)
    assert says_not_yet(text)


@pytest.mark.parametrize("text", ["未开工", "尚未签约", "暂未投产", "否", "Not yet"])
def test_not_yet(text: str) -> None:
    assert says_not_yet(text)
    assert not says_nothing(text)


@pytest.mark.parametrize("text", ["0", "是", "已开工", "无锡", "未来科技", "未来科技城产业园"])
def test_something(text: str) -> None:
    assert not says_nothing(text)
    assert says_not_yet(text) == (text == "未来科技")


def test_a_word_that_only_looks_like_not_yet_matters_nowhere_but_in_dates() -> None:
    assert says_not_yet("未来科技")
    assert not says_nothing("未来科技")
