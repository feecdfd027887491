"""The heat of a conversation is told as it went, and a wobble is no course."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.understanding.reading import Level
from amends.understanding.trajectory import Course, Point, course, trajectory

NINE = datetime(2026, 11, 22, 9, tzinfo=UTC)
HEAT = st.lists(st.floats(0, 1), min_size=1, max_size=12)


def points(*heat: float) -> list[Point]:
    def level(intensity: float) -> Level:
        return Level.ANGRY if intensity >= 0.5 else Level.CALM

    return [Point(NINE + timedelta(minutes=n), value, level(value)) for n, value in enumerate(heat)]


def test_it_keeps_start_peak_and_now() -> None:
    went = trajectory(points(0.3, 0.9, 0.6, 0.2))
    assert went is not None
    assert (went.start.intensity, went.peak.intensity, went.now.intensity) == (0.3, 0.9, 0.2)
    assert went.course is Course.FALLING
    assert went.cooled


def test_who_is_still_angry_has_not_cooled_and_who_never_was_has_nothing_to_cool() -> None:
    for heat in ((0.9, 0.8, 0.7), (0.1, 0.3, 0.2)):
        went = trajectory(points(*heat))
        assert went is not None
        assert not went.cooled


def test_nothing_said_has_no_trajectory() -> None:
    assert trajectory([]) is None


@pytest.mark.parametrize(
    ("heat", "goes"),
    [
        ([0.2, 0.4, 0.6], Course.RISING),
        ([0.9, 0.9, 0.2, 0.4, 0.6], Course.RISING),
        ([0.2, 0.2, 0.6], Course.RISING),
        ([0.6, 0.4, 0.2], Course.FALLING),
        ([0.2, 0.7, 0.3], Course.STEADY),
        ([0.50, 0.52, 0.55], Course.STEADY),
        ([0.2, 0.9], Course.STEADY),
        ([], Course.STEADY),
    ],
)
def test_where_the_last_three_messages_go(heat: list[float], goes: Course) -> None:
    assert course(heat) is goes


@given(HEAT, st.integers(2, 5))
def test_told_backwards_a_rise_is_a_fall(heat: list[float], within: int) -> None:
    last = heat[-within:]
    opposite = {Course.RISING: Course.FALLING, Course.FALLING: Course.RISING, Course.STEADY: Course.STEADY}
    assert course(last[::-1], within=within) is opposite[course(last, within=within)]


@given(HEAT)
def test_the_peak_is_never_cooler_than_any_message(heat: list[float]) -> None:
    went = trajectory(points(*heat))
    assert went is not None
    assert all(went.peak.intensity >= value for value in heat)
