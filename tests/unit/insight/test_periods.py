"""Periods follow the operator's calendar: ISO weeks, months of any length, days of 23 and 25 hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.insight.periods import Unit, month_of, periods, span, span_before, start_of

BERLIN = ZoneInfo("Europe/Berlin")


@given(
    st.integers(946_684_800, 3_786_912_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    st.sampled_from(list(Unit)),
    st.sampled_from(["Europe/Berlin", "America/St_Johns", "Asia/Ho_Chi_Minh", "Pacific/Apia"]),
)
def test_periods_follow_each_other_without_a_gap_and_the_last_holds_now(
    now: datetime, unit: Unit, zone: str
) -> None:
    found = periods(unit, now=now, zone=ZoneInfo(zone), count=14)
    assert all(a.ends == b.starts and a.last + timedelta(days=1) == b.first for a, b in pairwise(found))
    assert found[-1].starts <= now < found[-1].ends


def test_a_week_begins_on_monday_across_the_year() -> None:
    assert start_of(Unit.WEEK, date(2027, 1, 1)) == date(2026, 12, 28)
    newest = periods(Unit.WEEK, now=datetime(2027, 1, 1, tzinfo=UTC), zone=BERLIN)[-1]
    assert (newest.label, newest.days) == ("W53", 7)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_a_day_is_as_long_as_the_clocks_make_it(day: date, hours: int) -> None:
    found = span(day, day, BERLIN)
    assert found.ends - found.starts == timedelta(hours=hours)


def test_an_evening_before_midnight_utc_is_tomorrow_in_berlin() -> None:
    now = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    assert periods(Unit.MONTH, now=now, zone=BERLIN)[-1].label == "Jul 2026"
    assert month_of(2026, 2, BERLIN).days == 28


def test_the_span_before_has_as_many_days_and_ends_where_the_other_begins() -> None:
    april = month_of(2026, 4, BERLIN)
    before = span_before(april, BERLIN)
    assert (before.first, before.last, before.ends) == (date(2026, 3, 2), date(2026, 3, 31), april.starts)
    assert before.ends - before.starts == timedelta(days=30) - timedelta(hours=1)
