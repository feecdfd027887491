"""Rounds go on whatever happens in one of them; only a cancellation ends them."""

from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs

from amends.periodic import repeat
from amends.store.store import StoreUnavailable

LOST = "AM-20418 belongs to nobody"


@pytest.mark.parametrize("failure", [StoreUnavailable("The record does not answer."), ValueError(LOST)])
def test_a_round_that_fails_is_logged_and_the_next_one_comes(failure: Exception) -> None:
    made: list[int] = []

    async def make() -> None:
        made.append(len(made))
        if len(made) == 1:
            raise failure
        if len(made) == 3:
            raise asyncio.CancelledError

    with capture_logs() as events, pytest.raises(asyncio.CancelledError):
        asyncio.run(repeat(make, name="watchdog", every=0.0))
    assert made == [0, 1, 2]
    assert [(event["event"], event["round"], event["log_level"]) for event in events] == [
        ("round_failed", "watchdog", "error")
    ]


def test_a_round_says_when_the_next_one_comes() -> None:
    made: list[int] = []

    async def make() -> float | None:
        made.append(len(made))
        return 0.0 if len(made) < 3 else None

    async def main() -> None:
        rounds = asyncio.create_task(repeat(make, name="outbox", every=3600.0))
        while len(made) < 3:
            await asyncio.sleep(0)
        for _ in range(5):
            await asyncio.sleep(0)
        rounds.cancel()
        await asyncio.gather(rounds, return_exceptions=True)

    asyncio.run(main())
    assert made == [0, 1, 2]
