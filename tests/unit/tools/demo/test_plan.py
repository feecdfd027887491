"""The demo's plan: the same for the same seed, with a season and a topic that rises."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from amends.tools.demo.plan import LATELY, Customer, plan_customers
from amends.tools.demo.stories import load_stories
from tests.conftest import MONDAY_NOON

STORIES = load_stories()


def _plan(seed: int, months: int = 6) -> list[Customer]:
    return plan_customers(STORIES, months=months, now=MONDAY_NOON, zone=ZoneInfo("Europe/Berlin"), seed=seed)


def test_the_same_seed_gives_the_same_people() -> None:
    assert _plan(1) == _plan(1)
    assert _plan(1) != _plan(2)


def test_everybody_came_in_these_months_and_in_order() -> None:
    people = _plan(3)
    assert [one.number for one in people] == list(range(1, len(people) + 1))
    assert people == sorted(people, key=lambda one: one.arrives)
    assert all(MONDAY_NOON - timedelta(days=185) < one.arrives < MONDAY_NOON for one in people)
    assert all(0 < one.heat < 1 for one in people)


@pytest.mark.parametrize("seed", range(5))
def test_the_rising_topic_rises(seed: int) -> None:
    refunds = [one.arrives for one in _plan(seed) if one.topic == "refund"]
    lately = sum(moment > MONDAY_NOON - timedelta(weeks=2) for moment in refunds)
    before = sum(moment < MONDAY_NOON - timedelta(weeks=6) for moment in refunds)
    weeks_before = (6 * 30.44 - 42) / 7
    assert lately / 2 > 2 * before / weeks_before


def test_every_topic_comes_up_and_nobody_has_more_than_they_should() -> None:
    counts = Counter(one.topic for one in _plan(5, months=12))
    assert set(counts) == set(STORIES.topics)
    assert counts.most_common(1)[0][0] == "late_delivery"


def test_somebody_wrote_within_the_last_minutes() -> None:
    lately = [one for one in _plan(1, months=1) if one.arrives > MONDAY_NOON - timedelta(minutes=200)]
    assert len(lately) >= sum(minutes < 200 for minutes, _, _ in LATELY)
