"""Repeated codes in little memory."""

from qzinvest.intake.plain_csv.cells import Seen


def test_what_was_there_is_always_known() -> None:
    seen = Seen()
    codes = [f"EXT-{number}" for number in range(10_000)]
    for code in codes:
        seen.add(code)
    assert all(seen.add(code) for code in codes)


def test_what_is_new_is_hardly_ever_suspected() -> None:
    seen = Seen()
    suspected = sum(seen.add(f"EXT-{number}") for number in range(50_000))
    assert suspected <= 3  # expected: 0.002
