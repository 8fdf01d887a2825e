"""Elements are found where their bytes are, and an edit changes nothing beside them."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.render.files.marked.splice import (
    Edits,
    Element,
    OddPackage,
    parsed,
    with_attributes,
    written,
)

TEXTS = st.text(alphabet="a<>&'\"/= \n项", max_size=6)
NAMES = st.sampled_from(["s", "r", "x-s", "ss"])


@st.composite
def trees(draw: st.DrawFn, depth: int = 2) -> ET.Element:
    element = ET.Element(draw(NAMES), draw(st.dictionaries(NAMES, TEXTS, max_size=3)))
    element.text = draw(TEXTS)
    for _ in range(draw(st.integers(0, depth))):
        element.append(draw(trees(depth=depth - 1)))
    return element


def seen(element: Element) -> list[Element]:
    return [element, *(inner for child in element.children for inner in seen(child))]


@given(trees())
def test_an_element_stands_where_it_is_said_to_stand(tree: ET.Element) -> None:
    data = ET.tostring(tree, encoding="utf-8")
    for element, known in zip(seen(parsed(data)), tree.iter(), strict=True):
        same = ET.fromstring(data[element.start : element.stop])  # noqa: S314 - our own
        assert (same.tag, same.attrib) == (known.tag, known.attrib)
        assert data[element.start :].startswith(b"<" + known.tag.encode())
        assert data[: element.stop].endswith(b">")


@given(trees(), NAMES, TEXTS)
def test_an_attribute_is_set_and_all_else_stays(tree: ET.Element, name: str, value: str) -> None:
    data = ET.tostring(tree, encoding="utf-8")
    root = parsed(data)
    edits = Edits(data)
    edits.attribute(root, name, value)
    edits.append(root, "<end/>")
    tree.set(name, value)
    ET.SubElement(tree, "end")
    found = ET.fromstring(edits.done())  # noqa: S314 - our own
    assert ET.canonicalize(ET.tostring(found)) == ET.canonicalize(ET.tostring(tree))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<c r='A1' s = '3' />", "<c r='A1' s = \"9\" />"),
        ("<c r=\"s='1'\"/>", '<c s="9" r="s=\'1\'"/>'),
        ('<x:c x:s="1">', '<x:c s="9" x:s="1">'),
        ('<c ss="1"\n\ts="2">s="3"</c>', '<c ss="1"\n\ts="9">s="3"</c>'),
    ],
)
def test_only_the_attribute_of_that_name_is_meant(before: str, after: str) -> None:
    assert with_attributes(before.encode(), s="9").decode() == after


@pytest.mark.parametrize(
    "data", [b"", b"<a>", "<a/>".encode("utf-16"), b'<?xml version="1.0" encoding="gbk"?><a/>']
)
def test_what_is_no_xml_in_utf_8_is_refused(data: bytes) -> None:
    with pytest.raises(OddPackage):
        parsed(data)


def test_what_a_spreadsheet_takes_for_a_sign_is_written_so_that_it_is_none() -> None:
    assert written("_x0041_ <a> & _x41_") == "_x005F_x0041_ &lt;a&gt; &amp; _x41_"
