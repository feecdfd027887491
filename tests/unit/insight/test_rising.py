"""The rise statistic: exact on what can be counted by hand, rarely wrong, and awake to a real rise."""

from __future__ import annotations

from itertools import product
from math import comb
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.insight.rising import FEWEST, WEEKS_BEFORE, chance_of, find_rises
from amends.tools.demo.plan import _poisson

WEEKS = 2000


def _flagged(now: int, before: int) -> bool:
    return find_rises({"refund": now}, {"refund": before})[0].is_flagged


@pytest.mark.parametrize(("now", "before", "weeks"), [(2, 3, 1), (3, 4, 8), (0, 7, 8), (5, 0, 8)])
def test_the_chance_is_the_counted_one(now: int, before: int, weeks: int) -> None:
    total = now + before
    counted = sum(comb(total, k) * weeks ** (total - k) for k in range(now, total + 1)) / (1 + weeks) ** total
    assert chance_of(now, before, weeks) == pytest.approx(counted)


@given(st.integers(0, 60), st.integers(0, 300))
def test_more_now_is_less_likely_and_more_before_is_likelier(now: int, before: int) -> None:
    assert 0 <= chance_of(now + 1, before) <= chance_of(now, before) + 1e-9 <= 1 + 1e-9
    assert chance_of(now, before + 1) >= chance_of(now, before) - 1e-9


@pytest.mark.parametrize("rate", [0.5, 2, 6, 20])
def test_chance_alone_is_flagged_in_fewer_than_two_of_a_thousand_weeks(rate: float) -> None:
    dice = Random(int(rate * 10))
    alarms = sum(_flagged(_poisson(rate, dice), _poisson(rate * WEEKS_BEFORE, dice)) for _ in range(WEEKS))
    assert alarms / WEEKS <= 0.004, "twice what is stated, for what the dice may do"


@pytest.mark.parametrize(("rate", "factor", "found"), [(2, 4, 0.4), (6, 2.5, 0.37), (20, 2, 0.65)])
def test_a_real_rise_is_seen_in_its_first_week(rate: float, factor: float, found: float) -> None:
    dice = Random(7)
    seen = sum(
        _flagged(_poisson(rate * factor, dice), _poisson(rate * WEEKS_BEFORE, dice)) for _ in range(400)
    )
    assert seen / 400 >= found


def test_a_handful_is_no_trend() -> None:
    for now, before in product(range(FEWEST), range(3)):
        assert not _flagged(now, before)
