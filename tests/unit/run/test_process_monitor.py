"""How patient the supervisor is, and how it words an end."""

from __future__ import annotations

import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.run.process_monitor import Timing, describe


def test_pauses_double_from_one_second_to_thirty() -> None:
    assert [Timing().pause(deaths) for deaths in range(1, 8)] == [1, 2, 4, 8, 16, 30, 30]


@given(deaths=st.integers(min_value=1, max_value=10**9))
def test_no_pause_is_longer_than_the_longest(deaths: int) -> None:
    assert Timing().first_pause <= Timing().pause(deaths) <= Timing().longest_pause


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (0, "stopped (exit code 0)"),
        (3, "stopped (exit code 3)"),
        (-signal.SIGSEGV, "was ended by SIGSEGV"),
        (-signal.SIGKILL, "was ended by SIGKILL, perhaps for lack of memory"),
        (-99, "was ended by 99"),
    ],
)
def test_an_end_is_said_in_words(code: int, words: str) -> None:
    assert describe(code) == words
