"""Opening hours, across nights, weekends and the change of clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.cases.hours import UnreadableHours, parse_opening_hours

WEEKDAYS = parse_opening_hours("Mon-Fri 08:00-18:00", "Europe/Berlin")


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WEEKDAYS.zone)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-03-02 09:30", "2026-03-02 09:30"),
        ("2026-03-02 07:59", "2026-03-02 08:00"),
        ("2026-03-02 18:00", "2026-03-03 08:00"),
        ("2026-03-06 20:00", "2026-03-09 08:00"),
        ("2026-03-28 12:00", "2026-03-30 08:00"),
    ],
    ids=["at work", "before", "at closing time", "over the weekend", "over the change of clocks"],
)
def test_the_next_opening(moment: str, opens: str) -> None:
    assert WEEKDAYS.next_open(berlin(moment)) == berlin(opens)


@pytest.mark.parametrize(
    ("moment", "minutes", "then"),
    [
        ("2026-03-02 09:00", 30, "2026-03-02 09:30"),
        ("2026-03-02 17:50", 30, "2026-03-03 08:20"),
        ("2026-03-06 17:50", 30, "2026-03-09 08:20"),
        ("2026-03-02 22:00", 30, "2026-03-03 08:30"),
    ],
)
def test_minutes_pass_only_while_people_are_at_work(moment: str, minutes: int, then: str) -> None:
    assert WEEKDAYS.after(berlin(moment), minutes) == berlin(then)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001 - made aware below
    st.integers(1, 300),
)
def test_a_promise_is_always_ahead_and_while_people_are_at_work(moment: datetime, minutes: int) -> None:
    now = moment.replace(tzinfo=UTC)
    promised = WEEKDAYS.after(now, minutes)
    assert promised >= now + timedelta(minutes=minutes)
    assert WEEKDAYS.is_open(promised - timedelta(seconds=1))


def test_midnight_as_the_end_of_the_day() -> None:
    always = parse_opening_hours("Mon-Sun 00:00-24:00", "UTC")
    assert always.is_open(datetime(2026, 3, 2, 23, 59, 59, tzinfo=UTC))


@pytest.mark.parametrize(
    "text", ["", "Mon", "Mon-Fri", "Mon 8-18", "Xyz 08:00-18:00", "Mon 18:00-08:00", "Mon 25:00-26:00"]
)
def test_hours_that_cannot_be_read_say_what_to_write(text: str) -> None:
    with pytest.raises(UnreadableHours):
        parse_opening_hours(text, "UTC")
