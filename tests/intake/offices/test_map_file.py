"""Map files: read with all their faults, and written so that they read back the same."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.errors import BadMap, FileUnreadable
from qzinvest.intake.offices.map import RANGES, Map, map_text
from qzinvest.intake.offices.map_file import check_map, read_map
from qzinvest.intake.words.written_amounts import Rate

TODAY = date(2022, 12, 31)
FULL = """\
[file]
sheets = ["6月"]
encoding = "gb18030"
delimiter = ";"
epoch = 1904

[columns]
name = "项目"
investor = ["甲方", "乙方"]
note = { headers = ["备注", "说明"], joint = "；" }

[split]
investor = "/"

[units]
amount = "万元"

[constants]
district = "晋江"

[values.stage]
"在建" = "started"

[places]
"万安街道" = "洛江"

[amounts]
ranges = "low"

[rates]
USD = "6.9@2022-06-30"

[dates]
year = 2022
counted = "first"

[skip]
"状态" = ["终止", ""]

[rows]
repeats = "number"
"""


def test_everything_that_a_map_can_say() -> None:
    assert check_map(FULL, "map.toml", TODAY) == (
        Map(
            sheets=("6月",),
            encoding="gb18030",
            delimiter=";",
            columns={"name": ("项目",), "investor": ("甲方", "乙方"), "note": ("备注", "说明")},
            joints={"note": "；"},
            split={"investor": "/"},
            units={"amount": "万元"},
            constants={"district": "晋江"},
            values={"stage": {"在建": "started"}},
            places={"万安街道": "洛江"},
            ranges="low",
            rates={"USD": Rate(Fraction("6.9"), date(2022, 6, 30))},
            year=2022,
            epoch=1904,
            counted="first",
            skip={"状态": ("终止", "")},
            repeats="number",
        ),
        [],
    )


def test_it_is_written_as_it_is_read() -> None:
    found, _ = check_map(FULL, "map.toml", TODAY)
    assert found is not None
    written = map_text(found, "甲\n乙")
    assert written.startswith("# 甲\n# 乙\n\n[file]\n")
    assert check_map(written, "map.toml", TODAY) == (found, [])


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
MAPS = st.builds(
    Map,
    sheets=st.lists(TEXTS, max_size=2).map(tuple),
    columns=st.dictionaries(
        st.sampled_from(["name", "amount", "note"]), st.lists(TEXTS, min_size=1).map(tuple)
    ),
    constants=st.dictionaries(st.sampled_from(["district", "group"]), TEXTS),
    values=st.dictionaries(
        st.sampled_from(["stage", "group"]), st.dictionaries(TEXTS, TEXTS, min_size=1)
    ),
    ranges=st.sampled_from(RANGES),
    rates=st.dictionaries(
        st.sampled_from(["USD", "HKD"]),
        st.builds(Rate, st.integers(1, 10**9).map(lambda n: Fraction(n, 10**5)), st.just(TODAY)),
    ),
    skip=st.dictionaries(TEXTS, st.lists(TEXTS, min_size=1).map(tuple)),
)


@given(MAPS)
def test_any_map_reads_back_the_same(found: Map) -> None:
    assert check_map(map_text(found, "x"), "map.toml", TODAY) == (found, [])


@pytest.mark.parametrize(
    ("text", "line", "column", "problem"),
    [
        ("[columns\n", 1, "", "syntax"),
        ("\n[columns]\nprice = '金额'", 3, "columns.price", "unknown_field"),
        ("[spalten]\n", 1, "spalten", "unknown_key"),
        ("[units]\nname = '万元'", 2, "units.name", "unknown_field"),
        ("[units]\namount = '公斤'", 2, "units.amount", "bad_unit"),
        ("[rates]\nUSD = 'viel'", 2, "rates.USD", "bad_rate"),
        ("[dates]\nyear = 1022", 2, "dates.year", "shape"),
        ("[amounts]\nranges = 'middle'", 2, "amounts.ranges", "shape"),
        ("[columns]\nname = []", 2, "columns.name", "shape"),
        ("[skip]\n'状态' = [1]", 2, "skip.状态[1]", "shape"),
    ],
)
def test_faults_have_their_place(text: str, line: int, column: str, problem: str) -> None:
    found, faults = check_map(text, "map.toml", TODAY)
    assert found is None
    assert (faults[0].row, faults[0].column, faults[0].error.fields["problem"]) == (
        line,
        column,
        problem,
    )


def test_all_faults_are_told_at_once_in_the_order_of_their_lines() -> None:
    text = "[units]\namount = '公斤'\n[rates]\nUSD = 'viel'\n[columns]\nprice = 'x'"
    _, faults = check_map(text, "map.toml", TODAY)
    assert [fault.row for fault in faults] == [2, 4, 6]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable):
        read_map(tmp_path / "none.toml", TODAY)
    path = tmp_path / "map.toml"
    path.write_bytes("# 惠安".encode("gb18030"))
    with pytest.raises(BadMap) as refusal:
        read_map(path, TODAY)
    assert [fault.error.fields["problem"] for fault in refusal.value.faults] == ["not_utf8"]
    path.write_text("[nix]")
    with pytest.raises(BadMap):
        read_map(path, TODAY)
    path.write_text("\ufeff" + FULL, encoding="utf-8")
    assert read_map(path, TODAY).year == 2022
