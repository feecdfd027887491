"""Times: how far off, and when."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from amends.desk.times import say_clock, say_due, say_how_far, when
from tests.unit.desk.conftest import NOW

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("off", "far", "due"),
    [
        ({"seconds": 0}, "just now", "now"),
        ({"seconds": 59}, "now", "now"),
        ({"seconds": -59}, "just now", "now"),
        ({"minutes": 4, "seconds": 59}, "in 4 min", "in 4 min"),
        ({"minutes": -89}, "89 min ago", "89 min late"),
        ({"minutes": 90}, "in 2 h", "in 2 h"),
        ({"hours": -35}, "35 h ago", "35 h late"),
        ({"hours": 36}, "in 2 days", "in 2 days"),
        ({"days": 10}, "in 10 days", "in 10 days"),
    ],
)
def test_how_far_off_is_said_in_one_unit(off: dict[str, float], far: str, due: str) -> None:
    moment = NOW + timedelta(**off)
    assert say_how_far(moment, now=NOW) == far
    assert say_due(moment, now=NOW) == due


@pytest.mark.parametrize(
    ("moment", "clock"),
    [
        (NOW, "10:00"),
        (NOW + timedelta(hours=13, minutes=59), "23:59"),
        (NOW + timedelta(hours=14), "Tue 24 Nov, 00:00"),
        (NOW - timedelta(hours=10, minutes=1), "Sun 22 Nov, 23:59"),
        (NOW + timedelta(days=60), "Fri 22 Jan 2027, 10:00"),
    ],
)
def test_the_clock_is_the_companys(moment: datetime, clock: str) -> None:
    assert say_clock(moment, now=NOW, zone=BERLIN) == clock


def test_a_moment_is_given_to_the_browser_in_utc() -> None:
    said = when((NOW - timedelta(minutes=5)).astimezone(BERLIN), now=NOW, zone=BERLIN)
    assert (said.iso, said.past) == ("2026-11-23T08:55:00Z", True)
