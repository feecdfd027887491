"""Attempts come later each time, never all at once, and end; a lease outlasts what it is for."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.mail.keeping import MAIL
from amends.outbox.handler import EntryKind
from amends.outbox.retries import Retries, doubling
from amends.redress.payouts import FIRST_DELAY, LONGEST_DELAY, PAYOUT

KINDS = (PAYOUT, MAIL)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_kind_is_tried_for_about_two_days_and_ever_more_rarely(kind: EntryKind) -> None:
    delays = kind.retries.delays
    assert list(delays) == sorted(delays)
    whole = sum((delay * (1 - kind.retries.jitter / 2) for delay in delays), timedelta(0))
    assert timedelta(days=1) < whole < timedelta(days=3)


@given(st.integers(1, 17), st.floats(0, 1))
def test_chance_takes_up_to_half_off_a_payouts_delay(attempts: int, chance: float) -> None:
    full = PAYOUT.retries.delay_after(attempts, chance=0.0)
    some = PAYOUT.retries.delay_after(attempts, chance=chance)
    assert full is not None
    assert some is not None
    assert full / 2 <= some <= full <= LONGEST_DELAY


def test_payouts_are_tried_eighteen_times_from_five_seconds_doubling() -> None:
    assert PAYOUT.retries.most_attempts == 18
    assert PAYOUT.retries.delays[:3] == (FIRST_DELAY, FIRST_DELAY * 2, FIRST_DELAY * 4)
    assert PAYOUT.retries.delays[-1] == LONGEST_DELAY


@given(st.integers(2, 30), st.integers(1, 100))
def test_doubling_gives_one_delay_less_than_attempts(attempts: int, longest: int) -> None:
    delays = doubling(SECOND, SECOND * longest, attempts)
    assert len(delays) == attempts - 1
    assert all(later == min(delay * 2, SECOND * longest) for delay, later in pairwise(delays))


def test_after_the_last_attempt_nothing_follows() -> None:
    retries = Retries((SECOND, 2 * SECOND))
    assert [retries.delay_after(attempts, chance=0.5) for attempts in (1, 2, 3, 4)] == [
        SECOND, 2 * SECOND, None, None,
    ]  # fmt: skip


def test_who_asks_to_be_left_alone_is_but_for_no_longer_than_the_longest_delay() -> None:
    retries = Retries((SECOND, 60 * SECOND))
    assert retries.delay_after(1, chance=0.0, wait=30 * SECOND) == 30 * SECOND
    assert retries.delay_after(1, chance=0.0, wait=timedelta(days=9)) == 60 * SECOND
    assert retries.delay_after(2, chance=0.0, wait=30 * SECOND) == 60 * SECOND


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_delivery_ends_well_before_its_lease(kind: EntryKind) -> None:
    assert timedelta(minutes=1) < kind.patience < kind.lease - timedelta(seconds=20) < timedelta(hours=1)
