"""Charts of plain characters."""

from qzinvest.render.bars import HEIGHT, bars


def test_bars_stand_under_their_marks() -> None:
    drawn = bars([0, 5, 10], [None, 10, 5], [0, 0, 2], 6)
    assert len(drawn) == HEIGHT
    assert drawn[0] == "  ━ █"
    assert [row[2:3].strip() for row in drawn] == ["━", "", "", "", "", *"█████"]
    assert drawn[-3] == "  █ ○"
    assert bars([0, 0], [None, None], [0, 0], 10) == []
    assert bars([], [], [], 10) == []


def test_bars_that_do_not_fit_are_left_out_at_the_beginning() -> None:
    assert {len(row) for row in bars([9] * 30, [None] * 30, [0] * 30, 20)} == {20}
