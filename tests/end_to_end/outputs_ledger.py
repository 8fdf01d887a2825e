"""The ledger whose every output is held to the byte: half a year, told in the program's commands.

It has something for every branch that an answer can take: units of all tiers, departments, projects
without a unit, dropped, excluded and linked ones, second reports that lend a unit, credit, marks, a
plan revised in between, two editions that later records move, an import that left rows out, steps
taken back, and names that a format could take for its own signs. The same on any day and machine.
"""

import csv
import re
import shlex
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from qzinvest.model.plain_layout import BASE_COLUMNS

Say = Callable[[list[str]], None]

PLACES = (
    "晋江",
    "石狮",
    "南安",
    "惠安",
    "安溪",
    "永春",
    "德化",
    "洛江",
    "泉港",
    "丰泽",
    "鲤城",
    "台商",
    "湖头",
)
GOODS = (
    "光伏组件",
    "乙烯",
    "鞋服",
    "石材",
    "乌龙茶",
    "陶瓷",
    "精密铸造",
    "无人机",
    "储能电池",
    "芯片封装",
    "海产冷链",
)
KINDS = ("产业园", "生产基地", "研发中心", "总部", "二期")
DISTRICTS = (
    *("350582", "350583", "350581", "350505", "350521", "350524", "350525", "350526"),
    *("350504", "350503", "350502"),
)
DEPARTMENTS = ("COM", "IIT", "", "DRC", "")
TERMS = {
    "channel": ("fill", "strengthen", "expansion", ""),
    "origin": ("jjj", "yrd", "gba", "", ""),
    "investor_class": ("world500", "central-soe", ""),
    "event": ("soe", "", "foreign", "out-gba"),
}
STAGES = ("lead", "talks", "signed", "registered", "funded", "started", "producing")
LAST_DAYS = (date(2022, 1, 4), date(2022, 4, 1), date(2022, 6, 1))
"""The last day of each file: what comes later is not known yet."""
AMOUNTS = (30_000_000, 560_000_000, 2_000_000_000, 85_000_000, 12_345_678_901, 1_999_999_999)
HEADER = (*BASE_COLUMNS, *TERMS, "funded_amount", "note")

OFFICE = """\
洛江区2022年6月招商项目汇总表,,,,,,,,
填报单位：洛江区招商办,,,,,,,,单位：亿元
序号,项目名称,投资方,属地,总投资,产业,签约情况,,备注
,,,,,,签约时间,签约类型,
（一）新签约项目,,,,,,,,
1,万安精密铸造基地,泉州万安精铸有限公司,洛江区（万安街道）,12.5,装备制造,2022.6.8,合同,
2,河市智能家居产业园,河市家居有限公司、闽南木业集团,洛江,6.8,,2022年6月,协议,占地约200亩
（二）增资扩产项目,,,,,,,,
3,双阳新能源电池配套项目,双阳电池股份有限公司,洛江区,"8,500万元",新能源,2022/6/21,合同,
合计,,,,20.15,,,,
"""
MESSY = """\
2022年7月招商项目表,,,,,,
,,,,,,单位：万元
项目名称,投资方,属地,总投资,产业,签约时间,签约类型
=HYPERLINK("x")|坏*名,甲公司,火星,12000,装备制造,2022-13-45,合同
万安精密铸造基地,泉州万安精铸有限公司,洛江区,约十二亿,装备制造,2022.6.8,口头
新桥纸业扩建,新桥纸业,永春,约3亿元,,2022.7.1,合同
万安精密铸造厂,泉州万安精铸,洛江区,125000,装备制造,2022.6.8,合同
合计,,,13000,,,
"""
LATE = """\
洛江区补报,,,,,,,
,,,,,,,单位：亿元
项目名称,投资方,属地,总投资,产业,签约时间,签约类型,备注
万安精密铸造基地,泉州万安精铸有限公司,洛江区,13.5,装备制造,2022.6.8,合同,追加|投资
河市智能家居产业园,河市家居有限公司、闽南木业集团,洛江,6.8,,2022年6月,协议,占地约200亩
双阳新能源电池配套二期,双阳电池股份有限公司,洛江区,0.85,新能源,2022/6/21,合同,
虹山旅游度假区,=虹山文旅,洛江区,3.2,文旅,2022.7.1,意向,
"""
HOSTILE = (
    "=cmd|'/C calc'!A0",
    "<script>alert(1)</script> & <b>粗</b>",
    "管|道 *星号* _下划线_ `code` [链接](http://x) # 标题",
    "右到左 \u05d0\u05d1\u05d2 مرحبا 项目",
    "]]> \"引号\" 'single', comma; \\反斜杠\\",
    "非常长的项目名称" * 8 + "-end",
    "@SUM(1+1)",
)
STORY = """\
@2022-01-05 init --lang en
import past.csv --accept-good
@2022-04-02 import first.csv --accept-good
evaluate 晋江 three_looks 92.5 --on 2022-03-20
evaluate 南安 three_looks 81 --on 2022-03-21 --note 复核|后
evaluate 惠安 three_looks 0.5 --on 2022-03-21
edition freeze 2022-03
@2022-05-10 plan adopt revised.toml --effective 2022-05-01
@2022-06-02 import second.csv --accept-good
advance QZ-67 registered --on 2022-05-20 --evidence 营业执照
advance QZ-67 funded --on 2022-05-25 --amount 3000万
advance QZ-68 signed --on 2022-05-28 --signing contract --round
drop QZ-80 --on 2022-06-01 --reason "<i>资金</i>|断裂"
exclude QZ-75 --reason 重复上报=待核
credit QZ-67 --unit 安溪=60 --unit 南安=40
credit QZ-71 --unit COM=33.33 --unit IIT=66.67
add-project 万安精密铸造 --group IG01 --amount 12.4亿 --stage talks --on 2022-05
add-project 洛江铸造 --amount 12亿 --stage signed --on 2022-05-30 --district 洛江 \
    --signing contract --department COM --group IG01
link QZ-76 QZ-77
link QZ-164 QZ-165
edition freeze 2022-05 --lang zh_Hans
@2022-07-01 import june.csv
edit QZ-67 --amount 126.5亿 --note 扩大规模
edit QZ-74 --district 石狮
edit QZ-79 --name 改名后的项目 --clear note
edit QZ-87 --clear department
credit QZ-71 --clear department
advance QZ-78 registered --on 2022-04-30
advance QZ-154 registered --on 2022-06-20
advance QZ-159 signed --on 2022-05-30 --counted-on 2022-06-10
drop QZ-81 --on 2022-04-30 --reason 撤资
undo
drop QZ-71 --on 2022-06-30 --reason 用地未落实
advance QZ-82 signed --on 2022-06-20 --signing intent
undo
add-project 约定外币项目 --amount 10.2亿元 --stage signed --on 2022-06-12 --district 泉港 \
    --signing contract --group IG02 --channel expansion --origin gba --event soe --site 园区一
add-project 没有单位的线索 --group IG03 --amount 3亿 --on 2022-06-28
add-project 去年的项目 --group IG03 --amount 3亿 --stage signed --on 2021-06 --signing contract \
    --district 晋江
include QZ-75
exclude QZ-83 --reason 不属本市
"""


class Clock(datetime):
    """A clock that stands where the story has come to."""

    instant = datetime.fromisoformat("2022-01-05T09:30:00+08:00")

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return cls.instant.astimezone(tz)


def stop_clocks(patch: pytest.MonkeyPatch) -> None:
    """Put the standing clock where the program reads one."""
    for module in (
        "cli.context",
        "cli.last_resort",
        "ledger.turns",
        "ledger.verify",
    ):
        patch.setattr(f"qzinvest.{module}.datetime", Clock)


def at(day: str) -> None:
    """Let it be half past nine of a day in Quanzhou."""
    Clock.instant = datetime.fromisoformat(f"{day}T09:30:00+08:00")


def make_world(say: Say) -> None:
    """Write the files that the story needs into this folder, and tell it into ``ledger.db``."""
    for number, (name, start, count) in enumerate(
        (("past", "2021-02-10", 44), ("first", "2022-01-03", 62), ("second", "2022-03-02", 60))
    ):
        rows = _rows(number, date.fromisoformat(start), count)
        _write(Path(f"{name}.csv"), list(rows))
    Path("june.csv").write_text(OFFICE, encoding="utf-8")
    Path("messy.csv").write_text(MESSY, encoding="utf-8")
    at("2022-01-05")
    say(["init", "--lang", "en", "--db", "empty.db"])
    for line in STORY.replace("\\\n   ", "").splitlines():
        _tell(line, say)
    for place, name in enumerate(HOSTILE):
        more = ("--district", DISTRICTS[place], "--signing", "contract", "--group", "IG05")
        when = ("--stage", "signed", "--on", f"2022-06-{place + 10}")
        note = ("--investor", f"{name[:20]}公司", "--note", name, "--amount", f"{place + 1}亿")
        say(["add-project", name, *more, *when, *note])
    Path("late.csv").write_text(LATE, encoding="utf-8")
    broken = (
        Path("shipped.toml").read_text(encoding="utf-8").replace("target = 2_000", "target = -1")
    )
    Path("broken.toml").write_text(broken.replace("tier = 2", "tier = 9", 1), encoding="utf-8")
    at("2022-07-05")


def _tell(line: str, say: Say) -> None:
    words = shlex.split(line)
    if words[0].startswith("@"):
        at(words.pop(0)[1:])
    if words[:2] == ["plan", "adopt"]:
        _revise(say)
    say(words)


def _revise(say: Say) -> None:
    """The plan with other targets, shares of their own, and a unit in another tier."""
    say(["plan", "export", "--output", "shipped.toml"])
    text = Path("shipped.toml").read_text(encoding="utf-8")
    text = re.sub(r"^target = 2_?000$", "target = 2_400", text, count=1, flags=re.MULTILINE)
    text = text.replace('code = "350524"\ntier = 2', 'code = "350524"\ntier = 1')
    text = text.replace(
        'code = "350582"\ntier = 1',
        'code = "350582"\ntier = 1\nshare = { signed_projects = 300 }',
    )
    Path("revised.toml").write_text(text, encoding="utf-8")


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _rows(number: int, start: date, count: int) -> Iterator[dict[str, str]]:
    """Projects whose fields go round at lengths of their own, so that most pairs occur."""
    for i in range(count):
        k = i + 17 * number
        come = (k * 5 + k // 7) % len(STAGES)
        name = f"{PLACES[k % 13]}{GOODS[(k * 3 + number) % 11]}{KINDS[(k + 2 * number) % 5]}"
        row = {
            "code": f"{'ABC'[number]}-{i + 1}",
            "name": f"{name}|=x" if i % 19 == 5 else name,
            "investor": f"{GOODS[k * 2 % 11]}{KINDS[k % 5][:2]}第{k // 11 * 7 + number}集团"
            if k % 6
            else "",
            "district": "" if come < 2 and k % 3 == 0 else DISTRICTS[k * k % 11],
            "department": DEPARTMENTS[k % 5],
            "group": "" if k % 8 == 0 else f"IG{k * 7 % 13 + 1:02}",
            "amount": str(AMOUNTS[k * k % 6] + k * 1_000_000),
            "signing": ("contract", "agreement", "contract", "intent")[k % 4] if come > 1 else "",
            **{key: terms[k % len(terms)] for key, terms in TERMS.items()},
        }
        day = start + timedelta(k * 11 % 85)
        for stage in STAGES[: come + 1]:
            is_told = stage == STAGES[0] or (k + len(stage)) % 4
            if is_told and day <= LAST_DAYS[number]:
                row[f"{stage}_on"] = day.isoformat()
            day += timedelta(2 + k % 5)
        if row.get("funded_on") and k % 2:
            row["funded_amount"] = str(10_000_000 + k * 10_000)
        if k % 9 == 0 and day <= LAST_DAYS[number]:
            row |= {"dropped_on": day.isoformat(), "drop_reason": "撤资"}
        if i == 30:
            row["district"] = "999999"  # a row that the import leaves out
        yield row
