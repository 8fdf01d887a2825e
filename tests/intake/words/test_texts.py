"""Texts: any script, nothing hidden."""

from unicodedata import category, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.errors import BadText
from qzinvest.intake.words.texts import NAME_LIMIT, clean_text, is_plain_text


def reason_of(text: str, limit: int = 200) -> object:
    """The reason for which ``text`` is refused."""
    with pytest.raises(BadText) as caught:
        clean_text(text, "name", limit)
    assert caught.value.fields["field"] == "name"
    assert caught.value.fields["text"] == text
    return caught.value.fields["reason"]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  晋江\u3000华威 ", "晋江\u3000华威"),
        ("Cafe\u0301", "Café"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("=SUM(A1)", "=SUM(A1)"),
        ("'x", "'x"),
        ("葛󠄀城", "葛󠄀城"),
        ("項目🏭", "項目🏭"),
        ("क्\u200dष", "क्\u200dष"),
        ("র\u200d্য", "র\u200d্য"),
        ("o\u0302\u0323\u0301n", "\u1ed9\u0301n"),
        ("\U0002ebf0城", "\U0002ebf0城"),  # younger than Python 3.11's Unicode
        ("\ue000城", "\ue000城"),  # where old Chinese encodings keep rare ideographs
    ],
)
def test_what_can_be_seen_stays(text: str, clean: str) -> None:
    assert clean_text(text, "name") == clean


@pytest.mark.parametrize(
    "text",
    [
        *("", " \t\n", "\u3000", "\u200d", " \u200c ", "\u3164", "\u2800\u115f"),
        *("\u034f", "\u17b5", "\ufe0f\ufe00", "\u180b", "\U000e0100"),
    ],
)
def test_empty(text: str) -> None:
    assert reason_of(text) == "empty"


def test_the_limit_is_counted_after_composition() -> None:
    assert clean_text("e\u0301" * 200, "name") == "é" * 200
    assert reason_of("é" * 201) == "long"
    assert reason_of("abcd", limit=3) == "long"


@pytest.mark.parametrize(
    "hidden",
    list(
        "\x00\x07\t\n\r\x1b\x85\u00ad\u200b\u200e\u202e\u2028\u2029\u2066\ufeff\ud800\uffff\ufdd0\U000e0041\u3164\u2800\u115f\u1160\uffa0\u200d\u200c\u034f\u17b5"
    ),
    ids=ascii,
)
def test_hidden_characters(hidden: str) -> None:
    assert reason_of(f"晋江{hidden}华威") == "control"


@pytest.mark.parametrize("text", ["\u200dمی", "می\u200c", "a" + "\u0301" * 10, "晋" + "\u0323" * 5])
def test_what_looks_like_another_text_is_refused(text: str) -> None:
    assert reason_of(text) == "control"


@given(st.text(max_size=40))
def test_what_passes_is_clean_and_passes_again(text: str) -> None:
    try:
        clean = clean_text(text, "note", 40)
    except BadText:
        return
    assert clean == clean_text(clean, "note", 40) == normalize("NFC", clean).strip()
    assert not {category(c) for c in clean if c not in "\u200c\u200d"} & {
        "Cc",
        "Cf",
        "Cs",
        "Zl",
    }


PLAIN = "".join(filter(is_plain_text, map(chr, range(0x110000))))


def test_plain_texts_are_quickly_known() -> None:
    assert all(map(is_plain_text, ("（虚构）晋江·Hall 2“期”", "G351136", "电" * NAME_LIMIT)))
    assert not any(map(is_plain_text, ("", " 电", "电 ", "a\tb", "가", "か\u3099", "\u3000电")))
    assert not is_plain_text("电" * (NAME_LIMIT + 1))
    assert clean_text(PLAIN, "note", len(PLAIN)) == PLAIN


@given(st.text(st.sampled_from(PLAIN) | st.sampled_from(" \u0301\u3164\u3099é"), max_size=8))
def test_a_plain_text_is_clean_as_it_is(text: str) -> None:
    if is_plain_text(text):
        assert clean_text(text, "note") == text
