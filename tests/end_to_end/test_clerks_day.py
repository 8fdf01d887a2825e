"""A clerk's day, from the first project to the export, as golden transcripts."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.said import Run

Golden = Callable[[str, str], None]
NEWS = """\
code,name,investor,district,department,group,amount,signing,lead_on,talks_on,signed_on,\
registered_on,funded_on,started_on,producing_on,dropped_on,drop_reason
EXT-1,海上风电装备制造基地,华东风电集团,350521,,IG03,4500000000,agreement,2022-01-10,,2022-03-18,,,,,,
EXT-2,鞋服供应链总部,,350582,,IG05,800000000,contract,,,2022-05-06,,,,,,
"""
BAD = NEWS.replace("350582", "火星").replace("800000000", "8亿").replace("EXT-2", "EXT-3")
DAY = r"""
add-project 半导体材料产业园 --district 晋江 --group 新能源 --amount 5.6亿 --stage signed \
    --on 2022-03-15 --investor 三安集团
add-project 半导体材料产业园项目 --district 南安 --group 新能源 --amount 5亿
add-project 石墨烯中试基地 --group 新能源 --amount 30000000 --on 2022-02-01
add-project 火炬园
advance QZ-1 registered --on 2022-04-02 --evidence 营业执照
advance QZ-1 funded --on 2022-04-01
advance QZ-1 到资 --on 2022-05-20 --amount 3000万
advance QZ-2 signed --on 2022-06-01
advance QZ-2 signed --on 2022-06-01 --district 德化 --signing 意向
edit QZ-1 --amount 6亿 --note 扩大规模
undo
import news.csv --dry-run
import news.csv
import bad.csv
import news.csv
drop QZ-4 --on 2022-06-15 --reason 用地未落实
advance QZ-4 started --on 2022-07-01
list
list --district 晋江 --sort=-amount --format csv
list --text 風電
show QZ-1
log QZ-4
report --tier 1 --as-of 2022-06-30
report --by group --as-of 2022-06-30 --indicator signed_investment
report --by area --as-of 2022-06-30 --format markdown
export --out out --as-of 2022-06-30
export --out out --as-of 2022-06-30
backup copy.db
verify
list --tier 7
reprot
"""


def transcript(run: Run) -> str:
    parts = []
    for line in DAY.replace("\\\n   ", "").strip().splitlines():
        said = run(*shlex.split(line))
        code = f"[{said.code}]\n" if said.code else ""
        parts.append(f"$ qzinvest {line}\n{said.err}{said.out}{code}")
    text = "\n".join(parts)
    text = re.sub(r"(QZ:\d+) [0-9a-f]{8}…", r"\1 521fb0c1…", text)
    return re.sub(r"20\d\d-\d\d-\d\d \d\d:\d\d \+08:00", "2022-07-01 08:00 +08:00", text)


@pytest.mark.parametrize("lang", ["en", "zh_Hans", "zh_Hant"])
def test_day(
    run: Run, golden: Golden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QZINVEST_DB", "ledger.db")
    monkeypatch.setenv("QZINVEST_LANG", lang)
    Path("news.csv").write_text(NEWS, encoding="utf-8")
    Path("bad.csv").write_text(BAD, encoding="utf-8")
    golden(f"clerks-day.{lang}.txt", transcript(run))


def test_ids_survive_the_way_into_a_new_ledger(run: Run, tmp_path: Path) -> None:
    old, new = ("--db", str(tmp_path / "old.db")), ("--db", str(tmp_path / "new.db"))
    for name in ("甲", "乙", "丙"):
        run("add-project", name, "--group", "新能源", "--amount", "1亿", *old)
        if name == "乙":
            run("undo", *old)
    run("edit", "QZ-3", "--note", "第三", *old)
    assert run("export", "--out", str(tmp_path / "out"), *old).code == 0
    assert run("import", str(tmp_path / "out" / "projects.csv"), *new).code == 0
    line = ("list", "--format", "json")
    assert run(*line, *new).out == run(*line, *old).out
    assert '"QZ-2"' not in run(*line, *new).out
    assert '"QZ-3"' in run(*line, *new).out
