"""The runner: a few at a time, nobody kept waiting by an odd one, nothing lost when it stops or dies."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from amends.outbox import ending, runner
from amends.outbox.leasing import lease_due
from amends.outbox.runner import Drained, Runner
from amends.store.store import StoreUnavailable
from amends.store.tables import EntryState
from tests.integration.outbox.conftest import CARD, MINUTE, PARCEL, FakeHandler, Outbox

SOON = 0.02


def run(outbox: Outbox, *handlers: FakeHandler) -> Drained:
    """Deliver all that is due."""
    return asyncio.run(Runner(outbox.store, handlers, outbox.clock).drain())


async def until_taken(handler: FakeHandler, number: int) -> None:
    async with asyncio.timeout(20):
        while sum(handler.taken.values()) < number:
            await asyncio.sleep(SOON)


def test_what_is_due_arrives_once_and_its_end_is_followed_up(outbox: Outbox) -> None:
    handler = FakeHandler()
    for key in ("a", "b", "c"):
        outbox.put(key)
    assert run(outbox, handler) == (3, 3)
    assert run(outbox, handler) == (0, 0)
    assert handler.taken == {"a": 1, "b": 1, "c": 1}
    assert sorted(handler.followed) == [(key, "delivered") for key in ("a", "b", "c")]
    entry = outbox.entry("a")
    assert (entry.state, entry.attempts, entry.done_at) == (EntryState.DONE, 1, outbox.clock())


def test_what_is_put_off_comes_again_later_each_time_and_dies_after_the_last_try(outbox: Outbox) -> None:
    handler = FakeHandler(acts={"a": "put off"})
    outbox.put("a")
    for wait in (MINUTE, 5 * MINUTE):
        assert run(outbox, handler) == (1, 0)
        outbox.clock.now += wait - timedelta(seconds=1)
        assert run(outbox, handler) == (0, 0)
        outbox.clock.forward(seconds=1)
    with capture_logs() as logs:
        assert run(outbox, handler) == (1, 0)
    entry = outbox.entry("a")
    assert (entry.state, entry.last_error, entry.given_up_at) == (EntryState.DEAD, "not now", outbox.clock())
    assert handler.followed == [("a", "given up")]
    assert [(event["event"], event["kind"], event["attempt"]) for event in logs] == [
        ("outbox_given_up", "parcel", 3)
    ]


def test_what_is_turned_down_is_dead_at_once(outbox: Outbox) -> None:
    handler = FakeHandler(acts={"a": "turn down"})
    outbox.put("a")
    run(outbox, handler)
    assert (outbox.entry("a").state, outbox.entry("a").last_error) == (EntryState.DEAD, "never")


def test_a_handlers_own_fault_counts_as_a_failed_try_and_names_nobody(outbox: Outbox) -> None:
    handler = FakeHandler(acts={"a": "break"})
    for key in ("a", "b", "c"):
        outbox.put(key)
    assert run(outbox, handler) == (3, 2)
    assert (outbox.entry("a").state, outbox.entry("a").last_error) == (EntryState.WAITING, "RuntimeError")


def test_what_has_arrived_is_done_also_where_what_follows_from_it_fails(outbox: Outbox) -> None:
    handler = FakeHandler(acts={"a": "break after"})
    outbox.put("a")
    with capture_logs() as logs:
        assert run(outbox, handler) == (1, 1)
    outbox.clock.now += PARCEL.lease
    assert run(outbox, handler) == (0, 0)
    assert outbox.states() == {"a": EntryState.DONE}
    assert [event["event"] for event in logs] == ["outbox_follow_up_failed"]


async def test_no_more_are_under_way_than_the_kind_has_places(outbox: Outbox) -> None:
    handler = FakeHandler(acts={"odd": "hang"}, takes=SOON)
    outbox.put("odd")
    for number in range(7):
        outbox.put(f"k{number}")
    working = asyncio.create_task(Runner(outbox.store, [handler], outbox.clock).run())
    await until_taken(handler, 7)
    assert handler.most_at_once == PARCEL.at_once
    await stop(working, grace=0.0)


async def test_one_that_hangs_keeps_no_other_of_its_kind_or_another_waiting(outbox: Outbox) -> None:
    parcels, cards = FakeHandler(acts={"odd": "hang"}), FakeHandler(kind=CARD)
    outbox.put("odd")
    for number in range(5):
        outbox.put(f"p{number}")
        outbox.put(f"c{number}", CARD)
    working = asyncio.create_task(Runner(outbox.store, [parcels, cards], outbox.clock).run())
    await asyncio.gather(until_taken(parcels, 5), until_taken(cards, 5))
    assert parcels.taken["odd"] == 0
    await stop(working, grace=0.0)


async def test_what_takes_longer_than_its_lease_allows_is_put_off(outbox: Outbox) -> None:
    hasty = replace(PARCEL, lease=timedelta(seconds=0.1))
    handler = FakeHandler(kind=hasty, acts={"a": "hang"})
    outbox.put("a")
    await Runner(outbox.store, [handler], outbox.clock).drain()
    assert outbox.entry("a").last_error == "no end within 0.08 s"


async def test_two_runners_on_one_database_deliver_each_entry_once(outbox: Outbox) -> None:
    keys = {f"k{number}" for number in range(60)}
    for key in keys:
        outbox.put(key)
    handler = FakeHandler(takes=0.001)
    await asyncio.gather(*(Runner(outbox.store, [handler], outbox.clock).drain() for _ in range(2)))
    assert handler.tried == dict.fromkeys(keys, 1)


async def test_when_it_stops_what_is_under_way_arrives_and_nothing_more_is_begun(outbox: Outbox) -> None:
    handler = FakeHandler(takes=0.2)
    for number in range(5):
        outbox.put(f"k{number}")
    working = asyncio.create_task(Runner(outbox.store, [handler], outbox.clock).run())
    await handler.begun.wait()
    await stop(working, grace=20.0)
    assert sum(handler.taken.values()) == PARCEL.at_once
    done = [key for key, state in outbox.states().items() if state is EntryState.DONE]
    assert done == list(handler.taken)
    assert all(outbox.entry(key).lease_owner is None for key in outbox.states())


async def test_what_does_not_arrive_in_time_is_taken_over_when_its_lease_has_run_out(outbox: Outbox) -> None:
    handler = FakeHandler(acts={"a": "hang"})
    outbox.put("a")
    working = asyncio.create_task(Runner(outbox.store, [handler], outbox.clock).run())
    await handler.begun.wait()
    await stop(working, grace=0.0)
    handler.acts.clear()
    assert await Runner(outbox.store, [handler], outbox.clock).drain() == (0, 0)
    outbox.clock.now += PARCEL.lease
    assert await Runner(outbox.store, [handler], outbox.clock).drain() == (1, 1)
    assert outbox.entry("a").attempts == 2


def test_an_entry_that_takes_its_process_with_it_every_time_is_given_up(outbox: Outbox) -> None:
    handler = FakeHandler()
    outbox.put("a")
    for _ in range(PARCEL.retries.most_attempts):
        with outbox.store.write() as session:
            assert lease_due(session, PARCEL, owner="dies", limit=1, now=outbox.clock())
        outbox.clock.now += PARCEL.lease
    run(outbox, handler)
    entry = outbox.entry("a")
    assert (entry.state, entry.last_error) == (
        EntryState.DEAD,
        "no attempt came back: each ended with its process",
    )
    assert handler.tried == {}


def test_an_end_that_the_database_does_not_take_at_first_is_noted_again(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending, "NOTE_AGAIN_SECONDS", (0.0, 0.0))
    handler = FakeHandler()
    outbox.put("a")
    away = iter((False, True, True))  # it takes the lease, and then nothing twice
    write = outbox.store.write

    @contextmanager
    def sometimes() -> Iterator[Session]:
        if next(away, False):
            raise StoreUnavailable("the disk is full")
        with write() as session:
            yield session

    monkeypatch.setattr(outbox.store, "write", sometimes)
    assert run(outbox, handler) == (1, 1)
    assert outbox.states() == {"a": EntryState.DONE}
    assert handler.tried == {"a": 1}


def test_a_kind_that_nobody_delivers_here_waits(outbox: Outbox) -> None:
    outbox.put("card", CARD)
    assert run(outbox, FakeHandler()) == (0, 0)
    assert outbox.states() == {"card": EntryState.WAITING}


async def stop(working: asyncio.Task[None], *, grace: float) -> None:
    """Stop a runner as the front desk does, which gives it so many seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner, "GRACE_SECONDS", grace)
        working.cancel()
        with pytest.raises(asyncio.CancelledError):
            await working
