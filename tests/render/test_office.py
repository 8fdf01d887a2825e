"""Files in one: every reader opens them, and they are the same everywhere."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from hypothesis import given, settings
from hypothesis import strategies as st

from qzinvest.render.office import attribute, escaped, zipped

NAMES = st.text("abcXYZ/._[]", min_size=1, max_size=40)


@given(st.dictionaries(NAMES, st.binary(max_size=3_000), max_size=5))
@settings(max_examples=60)
def test_what_is_packed_is_unpacked(files: dict[str, bytes]) -> None:
    with ZipFile(BytesIO(zipped(files.items()))) as package:
        assert package.testzip() is None
        assert {each.filename: package.read(each) for each in package.infolist()} == files


def test_a_package_knows_no_time_and_no_system() -> None:
    with ZipFile(BytesIO(zipped([("a/b.xml", b"<x/>" * 99)]))) as package:
        (entry,) = package.infolist()

    assert entry.date_time == (1980, 1, 1, 0, 0, 0)
    assert (entry.create_system, entry.compress_type) == (0, ZIP_DEFLATED)
    assert entry.external_attr >> 16 == 0o600


def test_a_text_becomes_no_tag() -> None:
    assert escaped('<b a="R&D">') == '&lt;b a="R&amp;D"&gt;'
    assert attribute('<b a="R&D">') == "&lt;b a=&quot;R&amp;D&quot;&gt;"
