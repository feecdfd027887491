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


def test_many_days_of_open_time_go_by_one_after_the_other() -> None:
    assert WEEKDAYS.after(berlin("2026-03-02 08:00"), 10 * 60 * 15 + 1) == berlin("2026-03-23 08:01")


def test_hours_that_overlap_count_once() -> None:
    twice = parse_opening_hours("Mon-Fri 08:00-12:00, Mon-Fri 10:00-14:00", "Europe/Berlin")
    assert twice.after(berlin("2026-03-02 08:00"), 6 * 60) == berlin("2026-03-02 14:00")


@pytest.mark.parametrize(
    ("moment", "last"),
    [
        ("2026-03-02 09:30", "2026-03-02 09:30"),
        ("2026-03-02 07:59", "2026-02-27 18:00"),
        ("2026-03-08 12:00", "2026-03-06 18:00"),
        ("2026-03-30 07:00", "2026-03-27 18:00"),
    ],
    ids=["at work", "before opening", "on a Sunday", "over the change of clocks"],
)
def test_the_last_moment_of_work(moment: str, last: str) -> None:
    assert WEEKDAYS.last_open(berlin(moment)) == berlin(last)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))  # noqa: DTZ001 - made aware below
def test_the_last_moment_of_work_is_never_ahead_and_nobody_worked_since(moment: datetime) -> None:
    now = moment.replace(tzinfo=UTC)
    last = WEEKDAYS.last_open(now)
    assert last <= now
    assert last == now or WEEKDAYS.next_open(last + timedelta(seconds=1)) > now or WEEKDAYS.is_open(now)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001 - made aware below
    st.integers(1, 3000),
)
def test_what_began_later_has_not_had_so_much_open_time(moment: datetime, minutes: int) -> None:
    lunch = parse_opening_hours("Mon-Fri 08:00-12:00, Mon-Fri 10:00-13:00, Tue 14:00-18:00", "Europe/Berlin")
    for hours in (WEEKDAYS, lunch):
        now = moment.replace(tzinfo=UTC)
        since = hours.before(now, minutes)
        assert hours.after(since, minutes) <= now
        assert hours.after(since + timedelta(seconds=1), minutes) > now


def test_on_the_day_the_clocks_change_an_hour_is_missing_and_in_autumn_one_more() -> None:
    always = parse_opening_hours("Mon-Sun 00:00-24:00", "Europe/Berlin")
    assert always.after(berlin("2026-03-28 23:00"), 4 * 60) == berlin("2026-03-29 04:00")
    assert always.after(berlin("2026-10-24 23:00"), 5 * 60) == berlin("2026-10-25 03:00")


def test_midnight_as_the_end_of_the_day() -> None:
    always = parse_opening_hours("Mon-Sun 00:00-24:00", "UTC")
    assert always.is_open(datetime(2026, 3, 2, 23, 59, 59, tzinfo=UTC))


@pytest.mark.parametrize(
    "text", ["", "Mon", "Mon-Fri", "Mon 8-18", "Xyz 08:00-18:00", "Mon 18:00-08:00", "Mon 25:00-26:00"]
)
def test_hours_that_cannot_be_read_say_what_to_write(text: str) -> None:
    with pytest.raises(UnreadableHours):
        parse_opening_hours(text, "UTC")
