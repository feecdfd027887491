"""What a waiting customer is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amends.cases.hours import OpeningHours, parse_opening_hours
from amends.cases.wait import Wait, promise_wait
from amends.sending.words import say_time, say_wait
from tests.conftest import MONDAY_NOON
from tests.languages import ENGLISH

HOURS = parse_opening_hours("Mon-Fri 08:00-18:00", "UTC")
NIGHT = datetime(2026, 3, 2, 22, 0, tzinfo=UTC)


def wait(ahead: int, people: int, now: datetime = MONDAY_NOON) -> Wait:
    return promise_wait(
        ahead=ahead, people_there=people, hours=HOURS, now=now, minutes_each=4, first_answer_minutes=30
    )


def wait_with(hours: OpeningHours, now: datetime) -> Wait:
    """Nobody is ahead, and nobody is there."""
    return promise_wait(
        ahead=0, people_there=0, hours=hours, now=now, minutes_each=4, first_answer_minutes=30
    )


@pytest.mark.parametrize(("ahead", "people", "minutes"), [(0, 1, 4), (2, 1, 12), (2, 3, 4), (6, 3, 12)])
def test_the_line_is_shared_by_the_people_there(ahead: int, people: int, minutes: int) -> None:
    assert wait(ahead, people).minutes == minutes


def test_nobody_there_means_a_time_and_no_minutes() -> None:
    promised = wait(0, 0)
    assert promised.minutes is None
    assert promised.promised_by == MONDAY_NOON + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (wait(0, 1), "Your case is AM-1. You're next in line. Someone is usually here within 4 minutes."),
        (
            wait(1, 1),
            "Your case is AM-1. There is 1 person ahead of you. Someone is usually here within 8 minutes.",
        ),
        (
            wait(2, 1),
            "Your case is AM-1. There are 2 people ahead of you. Someone is usually here within 12 minutes.",
        ),
        (
            wait(0, 0),
            "Your case is AM-1. Nobody is at the desk this minute. "
            "Someone will reply here by 12:30 (UTC time).",
        ),
    ],
)
def test_a_wait_is_said_plainly(told: Wait, said: str) -> None:
    assert say_wait("AM-1", told, hours=HOURS, now=MONDAY_NOON, language=ENGLISH) == said


def test_at_night_the_next_opening_is_said() -> None:
    assert say_wait("AM-1", wait(0, 0, NIGHT), hours=HOURS, now=NIGHT, language=ENGLISH) == (
        "Your case is AM-1. The team is back at 8:00 tomorrow. "
        "Someone will reply here by 8:30 tomorrow (UTC time)."
    )


def test_a_day_further_off_is_named() -> None:
    friday = datetime(2026, 3, 6, 20, 0, tzinfo=UTC)
    assert (
        say_time(HOURS.next_open(friday), hours=HOURS, now=friday, language=ENGLISH)
        == "8:00 on Monday, 9 March (UTC time)"
    )
