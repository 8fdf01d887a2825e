"""One word for one thing: what the catalogues may not say, and what to say instead."""

import re

import pytest

from qzinvest.locale import wording
from tools.messages import LOCALE, catalogue


def read(lang: str) -> dict[str, str]:
    return catalogue((LOCALE / f"{lang}.po").read_bytes(), lang)


HANS = {
    "环节": "阶段, where a project is; 节点, its dated passing",
    "录入(?!单位)": "登记; 录入单位 is an office",
    "把握|本值|各率|周需|缺省|撤销|施行": "完成概率, 实际值, 转化率, 周均需完成, 默认, 撤回, 启用",
    "列为不计入|签约方式|签约金额|方案期": "设为不计入, 签约类型, 合同额, 计划期",
    "(?<!低于)超期(?!未推进)|欠序时": "逾期, 低于序时",
    "到资率": "进资率, one of the four rates",
    "登记人|映射文件|发现问题数": "经办人, 对照文件, 共 n 处问题",
    "原样再出|一条不导|各部门": "按原样重新输出, 一条也不导入",
    "第 ?\\{tiers?\\} 梯队": "第一梯队, without blanks",
    "以 1 退出|退出码为 1": "退出码为1",
}
HANT = {
    "臺(?!灣)|賬|計畫|登錄|合約|占(?!用)|注明": "台帳, 計劃, 登記, 合同, 佔, 註明",
    "當前|運行|隨附|自帶|演示": "目前, 執行, 內建, 示範",
    "退出碼|結束碼|環節|把握": "結束代碼, 階段, 完成概率",
    "[“”]|裏|啓|對照檔(?!案)|計劃檔案": "「」, 裡, 啟, 對照檔案, 方案檔案",
    "(?<!未)記錄": "紀錄 as a noun",
    "默認|單元格|導入|導出": "預設, 儲存格, 匯入, 匯出",
    "屏幕|設置|程序|網絡|哈希": "螢幕, 設定, 程式, 網路, 雜湊",
    "周(?!期|邊|知|圍)|終端(?!機)|專案|數位": "週, 終端機, 項目, 數字",
}
EN = {
    r"\b[Ss]hares? of the target|\bShare\b|reaching the shares?": "target",
    r"\d %": "100%, without a blank",
    "The ledger holds|takes it in again|to the byte|^Say (that|how|why)": "plain English",
    r"a week\b|Open ones|First to win|of the own office": "per week, Open projects, Top projects",
}
"""Patterns, and what to say instead."""


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh_Hans", HANS), ("zh_Hant", HANT), ("en", EN)],
    ids=lambda each: str(each)[:7],
)
def test_forbidden_words_are_nowhere(lang: str, words: dict[str, str]) -> None:
    found = [
        f"{key}: {text!r} has {hit[0]!r}; say {instead}"
        for key, text in read(lang).items()
        for pattern, instead in words.items()
        if not key.startswith(("choice.", "example.")) and (hit := re.search(pattern, text))
    ]
    assert not found, "\n".join(found)


def test_signs_are_those_of_the_language() -> None:
    """No half-width comma or colon stands beside a Chinese character outside of commands."""
    found = [
        f"{key}: {text}"
        for lang in ("zh_Hans", "zh_Hant")
        for key, text in read(lang).items()
        if re.search("[\u4e00-\u9fff][,;:?!]|[,;?!][\u4e00-\u9fff]", re.sub("`[^`]*`", "", text))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("field", ["tier", "tiers"])
def test_no_name_of_a_field_changes_a_sentence(field: str) -> None:
    sentence = {"tier": "row.tier", "tiers": "rule.weights"}[field]
    text = wording("zh_Hans")(sentence, **{"weights": "", field: "1、2"})
    assert "第1、2梯队" in text


def test_help_of_options_begins_in_lower_case() -> None:
    said = {k: t for k, t in read("en").items() if k.startswith(("option.", "argument."))}
    assert [key for key, text in said.items() if text[0].isupper() and text[1].islower()] == []
