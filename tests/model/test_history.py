"""Times of the log as people read them."""

from zoneinfo import ZoneInfo

import pytest

from qzinvest.model.history import time_told


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        (None, "2022-06-30T16:05:59Z"),
        ("Asia/Shanghai", "2022-07-01 00:05 +08:00"),
        ("UTC", "2022-06-30 16:05 +00:00"),
        ("America/New_York", "2022-06-30 12:05 -04:00"),
        ("Asia/Kathmandu", "2022-06-30 21:50 +05:45"),
    ],
)
def test_a_time_in_a_zone(zone: str | None, told: str) -> None:
    at = "2022-06-30T16:05:59Z"
    assert time_told(at, None if zone is None else ZoneInfo(zone)) == told
