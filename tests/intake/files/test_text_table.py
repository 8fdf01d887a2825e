"""CSV and its kin: encodings, delimiters, records."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.errors import BadOption, FileUnreadable, NotATable
from qzinvest.intake.files.tables import Opened, open_tables
from tests.intake import books

HANS = "项目名称,总投资（亿元）,属地\n钢铁项目,5.6,晋江\n"
HANT = "項目名稱,總投資（億元）,屬地\n鋼鐵項目,5.6,晉江\n"


def opened(folder: Path, content: bytes | str, **asked: str) -> Opened:
    return open_tables(books.write(folder, "a.csv", content), **asked)


def values(found: Opened) -> list[list[object]]:
    return [list(row.values) for row in found.sheets[0].rows()]


@pytest.mark.parametrize(
    ("text", "codec", "said"),
    [
        (HANS, "utf-8", "utf-8"),
        (HANS, "utf-8-sig", "utf-8-sig"),
        (HANS, "gbk", "gb18030"),
        (HANT, "gbk", "gb18030"),
        (HANT, "big5", "big5hkscs"),
        (HANS, "utf-16", "utf-16"),
        (HANS, "utf-16-le", "utf-16"),
        (HANS, "utf-16-be", "utf-16"),
        ("\ufeff" + HANT, "utf-16-be", "utf-16"),
        ("code,name\nA-1,steel\n", "ascii", "utf-8"),
        ("甲,乙\n", "gbk", "gb18030"),
        ("地點,说明\n", "gbk", "gb18030"),
        ("鄭州,說明\n晉江,鞋業\n", "big5", "big5hkscs"),
        ("镕\U00020000,㐀\n", "gb18030", "gb18030"),
        ("code,name\n" * 20_000 + "A-1,钢铁\n", "gbk", "gb18030"),
    ],
)
def test_the_encoding_is_found(tmp_path: Path, text: str, codec: str, said: str) -> None:
    found = opened(tmp_path, text.encode(codec))
    rows = text.removeprefix("\ufeff").splitlines()
    assert (found.kind, found.encoding) == ("csv", said)
    assert values(found) == [row.split(",") for row in rows]


@given(st.lists(st.sampled_from(["项目", "投资", "泉州", "晋江", "钢铁", "公司"]), min_size=2))
def test_common_words_are_told_apart(
    tmp_path_factory: pytest.TempPathFactory, words: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("words")
    for codec, said in (("gbk", "gb18030"), ("utf-8", "utf-8"), ("utf-16-le", "utf-16")):
        found = opened(folder, (",".join(words) + "\r\n1,2\r\n").encode(codec))
        assert (found.encoding, values(found)[0]) == (said, words)


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        (b"a,b\n\xff\xff,1\n", "2: 0xFF, 4"),
        (HANS.encode() * 2 + b"\xb0\xa1,1\n", f"5: 0xB0, {2 * len(HANS.encode())}"),
        (b"\xef\xbb\xbfa,\xff\n", "1: 0xFF, 5"),
        (b"a\n" * 1_000_000 + "项".encode("gbk") + b"\n\xff", "1000002: 0xFF, 2000003"),
        (HANS.encode() + "项".encode()[:2], f"3: 0xE9, {len(HANS.encode())}"),
        ("a,b\n".encode("utf-16") + b"\0", "2: 0x00, 10"),
    ],
)
def test_bytes_that_are_no_text_are_named(tmp_path: Path, content: bytes, detail: str) -> None:
    with pytest.raises(NotATable) as refusal:
        opened(tmp_path, content)
    assert refusal.value.fields["reason"] == "encoding"
    assert refusal.value.fields["detail"] == detail


@pytest.mark.parametrize(
    "content",
    [b"code,name\0\nA-1,steel\nA-2,iron\n", b"\0" * 100, b"a,b\n" * 20_000 + b"\0"],
)
def test_zeros_are_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(NotATable, match="other"):
        opened(tmp_path, content)


@pytest.mark.parametrize(
    ("asked", "codec"),
    [("utf-8", "utf-8"), ("utf-8", "utf-8-sig"), ("GBK", "gbk"), ("utf-16", "utf-16")],
)
def test_an_encoding_that_is_given_is_used(tmp_path: Path, asked: str, codec: str) -> None:
    assert values(opened(tmp_path, HANS.encode(codec), encoding=asked))[0][0] == "项目名称"


def test_an_encoding_that_is_given_and_wrong(tmp_path: Path) -> None:
    with pytest.raises(NotATable, match="encoding"):
        opened(tmp_path, HANS.encode("gbk"), encoding="utf-8")
    with pytest.raises(BadOption, match="latin-3"):
        opened(tmp_path, HANS, encoding="latin-3")


@pytest.mark.parametrize(
    ("text", "delimiter", "first"),
    [
        ("项目,金额,属地\n钢、铁；煤，炭,5,晋江\n", ",", ["项目", "金额", "属地"]),
        ("项目\t金额\n钢,铁\t95,592.04\n", "\t", ["项目", "金额"]),
        ("项目;金额\n钢;5,6\n铁;7,8\n", ";", ["项目", "金额"]),
        ("项目|金额\n钢|5\n", "|", ["项目", "金额"]),
        ("项目名称\n钢铁\n煤炭\n", ",", ["项目名称"]),
        ('"甲;乙;丙",2\n"丁;戊;己",3\n', ",", ["甲;乙;丙", "2"]),
        ("2022年招商项目表\n项目\t金额\t属地\n钢\t5\t晋江\n", "\t", ["2022年招商项目表"]),
        ("a,b|c\nd,e|f\n", ",", ["a", "b|c"]),
        ("甲\t乙\n" * 60 + "a,b,c,d\n" * 100, "\t", ["甲", "乙"]),
        ("x" * 140_000 + ",1\n", ",", None),
    ],
)
def test_the_delimiter_is_found(
    tmp_path: Path, text: str, delimiter: str, first: list[str] | None
) -> None:
    found = opened(tmp_path, text)
    assert found.delimiter == delimiter
    if first:
        assert values(found)[0] == first


def test_a_delimiter_that_is_given_is_used(tmp_path: Path) -> None:
    assert values(opened(tmp_path, "a,b;c\n", delimiter=";")) == [["a,b", "c"]]


def test_records_keep_their_numbers_and_inner_line_breaks(tmp_path: Path) -> None:
    found = opened(tmp_path, '项目,备注,\r\n,,,\r\n"钢\n铁",,　,\r\n\r\n,"a""b"\r\n')
    assert found.sheets[0].name == ""
    assert found.sheets[0].merges == ()
    assert found.sheets[0].size == 7
    for _ in range(2):
        rows = [(row.number, row.values) for row in found.sheets[0].rows()]
        assert rows == [(1, ["项目", "备注"]), (3, ["钢\n铁"]), (5, [None, 'a"b'])]


def test_old_line_ends(tmp_path: Path) -> None:
    found = opened(tmp_path, "a,b\rc,d\r")
    assert (values(found), found.sheets[0].size) == ([["a", "b"], ["c", "d"]], 3)


@pytest.mark.parametrize(("text", "row"), [('a,b\n"c"d,e\n', "2:"), ('a,b\nc,"d\ne,f\n', "2:")])
def test_quotes_that_do_not_match(tmp_path: Path, text: str, row: str) -> None:
    rows = opened(tmp_path, text).sheets[0].rows()
    assert next(rows).values == ["a", "b"]
    with pytest.raises(NotATable) as refusal:
        next(rows)
    assert refusal.value.fields["reason"] == "quotes"
    assert str(refusal.value.fields["detail"]).startswith(row)


def test_a_file_that_changes_or_goes_after_it_was_opened(tmp_path: Path) -> None:
    found = opened(tmp_path, HANS)
    books.write(tmp_path, "a.csv", b"a\xff\n")
    with pytest.raises(FileUnreadable):
        values(found)
    (tmp_path / "a.csv").unlink()
    with pytest.raises(FileUnreadable):
        values(found)


def test_a_mark_and_guards_inside_a_file(tmp_path: Path) -> None:
    joined = '项目,代码\n钢,="007"\n\ufeff"项目",代码\n铁,\'008\n'
    [sheet] = opened(tmp_path, joined).sheets
    values = [row.values for row in sheet.rows()]
    assert values == [["项目", "代码"], ["钢", "007"], ["项目", "代码"], ["铁", "008"]]


WESTERN = "name,investor\nWidget \u2013 Park,Caf\xe9 Ltd\nM\xfcller Werke,Citro\xebn\n"


def test_a_western_code_page_is_offered_and_read_where_it_is_named(tmp_path: Path) -> None:
    content = WESTERN.encode("cp1252")
    with pytest.raises(NotATable, match="code_page"):
        opened(tmp_path, content)
    named = opened(tmp_path, content, encoding="cp1252")
    rows = [row.values for row in named.sheets[0].rows()]
    assert rows[1:] == [["Widget \u2013 Park", "Caf\xe9 Ltd"], ["M\xfcller Werke", "Citro\xebn"]]


@pytest.mark.parametrize(
    "text", ["name,investor\nM\xfcller Werke,A\n", "a,b\nNa\xefve,\xc5ngstr\xf6m\n"]
)
def test_letters_that_would_make_chinese_characters(tmp_path: Path, text: str) -> None:
    with pytest.raises(NotATable, match="code_page"):
        opened(tmp_path, text.encode("latin-1"))
