"""Pictures show what the numbers say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amends.insight.chart import bars, path, points, scale


@given(st.lists(st.floats(0, 1e6), max_size=40))
def test_every_bar_is_within_the_drawing_and_as_high_as_its_value_says(values: list[float]) -> None:
    drawn = bars(values, [""] * len(values), width=720, height=180)
    assert len(drawn) == len(values)
    assert all(bar.x >= 0 and bar.x + bar.width <= 720.1 and 0 <= bar.y <= 180 for bar in drawn)
    heights = [bar.height for bar in drawn]
    assert all((height > 0) == (value > 0) for height, value in zip(heights, values, strict=True))
    assert all(
        a.height <= b.height
        for a, x in zip(drawn, values, strict=True)
        for b, y in zip(drawn, values, strict=True)
        if x <= y
    )


def test_a_gap_stays_a_gap() -> None:
    placed = points([0.0, None, 1.0, 0.5], width=40, height=10)
    assert placed == [(5.0, 10.0), None, (25.0, 0.0), (35.0, 5.0)]
    assert path(placed) == "M5.0 10.0 M25.0 0.0 L35.0 5.0"


@given(st.integers(0, 10**7))
def test_a_scale_is_round_short_and_reaches_the_highest(highest: int) -> None:
    marks = scale(highest)
    assert marks[0] == 0
    assert marks[-1] >= highest
    assert 2 <= len(marks) <= 6
