"""Limits on what a stranger can do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.web.limits import WINDOW_SECONDS, Rate, Sockets, TooMany


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_so_many_a_minute_and_no_more() -> None:
    rate = Rate(3, monotonic=Seconds())
    for _ in range(3):
        rate.spend("a")
    with pytest.raises(TooMany) as limit:
        rate.spend("a")
    assert limit.value.retry_after == WINDOW_SECONDS


def test_others_are_not_held_up() -> None:
    rate = Rate(1, monotonic=Seconds())
    rate.spend("a")
    rate.spend("b")
    with pytest.raises(TooMany):
        rate.spend("b")


def test_after_the_time_that_was_told_it_goes_on() -> None:
    clock = Seconds()
    rate = Rate(2, monotonic=clock)
    rate.spend("a")
    clock.now = 20.0
    rate.spend("a")
    with pytest.raises(TooMany) as limit:
        rate.spend("a")
    clock.now += limit.value.retry_after
    rate.spend("a")


@given(st.lists(st.floats(0.1, 30), max_size=60), st.integers(1, 5))
def test_no_minute_ever_holds_more_than_its_share(pauses: list[float], share: int) -> None:
    clock, spent = Seconds(), []
    rate = Rate(share, monotonic=clock)
    for pause in pauses:
        clock.now += pause
        try:
            rate.spend("a")
        except TooMany:
            continue
        spent.append(clock.now)
    for moment in spent:
        assert sum(moment - WINDOW_SECONDS < other <= moment for other in spent) <= share


def test_sockets_are_counted_and_given_back() -> None:
    sockets = Sockets(altogether=3, each=2)
    with sockets.hold("a"), sockets.hold("a"):
        with pytest.raises(TooMany), sockets.hold("a"):
            pass
        with sockets.hold("b"), pytest.raises(TooMany), sockets.hold("c"):
            pass
    with sockets.hold("a"):
        pass
