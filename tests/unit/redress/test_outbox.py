"""Attempts come later each time, never all at once, and end."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from amends.redress.outbox import FIRST_DELAY, LONGEST_DELAY, MOST_ATTEMPTS, backoff


@given(st.integers(1, 500), st.floats(0, 1))
def test_a_delay_is_between_half_and_all_of_its_step(attempts: int, chance: float) -> None:
    full = backoff(attempts, 0.0)
    assert full / 2 <= backoff(attempts, chance) <= full <= LONGEST_DELAY


def test_delays_double_from_five_seconds() -> None:
    assert [backoff(attempts, 0.0) for attempts in (1, 2, 3)] == [
        FIRST_DELAY,
        FIRST_DELAY * 2,
        FIRST_DELAY * 4,
    ]


def test_we_try_for_a_day_at_least() -> None:
    whole = sum((backoff(attempts, 0.5) for attempts in range(1, MOST_ATTEMPTS)), timedelta(0))
    assert timedelta(days=1) < whole < timedelta(days=3)
