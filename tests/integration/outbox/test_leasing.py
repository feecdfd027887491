"""An entry is delivered by one runner at a time, and by the next one where that runner is gone."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from amends.outbox.entries import is_written, put_entry
from amends.outbox.handler import Delivery, PutOff
from amends.outbox.leasing import is_due, lease_due, note_done, note_failure
from amends.outbox.operating import drop_entry, find_entry
from amends.store.tables import Case, EntryState, OutboxEntry
from tests.integration.outbox.conftest import CARD, MINUTE, PARCEL, Outbox


def lease(outbox: Outbox, owner: str, limit: int = 9) -> list[Delivery]:
    with outbox.store.write() as session:
        return lease_due(session, PARCEL, owner=owner, limit=limit, now=outbox.clock())


def fail(outbox: Outbox, delivery: Delivery, owner: str) -> bool:
    """Note a failure; say whether it counts."""
    with outbox.store.write() as session:
        failure = PutOff("not now")
        noted = note_failure(session, delivery, failure, PARCEL, owner=owner, chance=0, now=outbox.clock())
        return noted is not None


def finish(outbox: Outbox, delivery: Delivery) -> bool:
    """Note a delivery; say whether it is news."""
    with outbox.store.write() as session:
        return note_done(session, delivery, now=outbox.clock()) is not None


def test_what_is_leased_is_nobody_elses_until_the_lease_runs_out(outbox: Outbox) -> None:
    outbox.put("a")
    (first,) = lease(outbox, "one")
    outbox.clock.now += PARCEL.lease - MINUTE
    assert lease(outbox, "other") == []
    outbox.clock.now += MINUTE
    (second,) = lease(outbox, "other")
    assert (first.attempt, second.attempt) == (1, 2)
    assert (first.key, first.payload) == (second.key, second.payload)


def test_each_kind_is_leased_for_itself_what_is_due_longest_first(outbox: Outbox) -> None:
    for key in ("a", "b", "c"):
        outbox.put(key)
        outbox.clock.now += MINUTE
    outbox.put("card", CARD)
    assert [delivery.key for delivery in lease(outbox, "one", limit=2)] == ["a", "b"]
    assert [delivery.key for delivery in lease(outbox, "one")] == ["c"]
    with outbox.store.read() as session:
        assert not is_due(session, PARCEL, now=outbox.clock())
        assert is_due(session, CARD, now=outbox.clock())


def test_processes_that_lease_at_the_same_moment_share_and_never_take_the_same(outbox: Outbox) -> None:
    keys = [f"k{number}" for number in range(40)]
    for key in keys:
        outbox.put(key)
    start = threading.Barrier(4)

    def take_all(owner: str) -> list[str]:
        start.wait()
        taken: list[str] = []
        while some := lease(outbox, owner, limit=3):
            taken += [delivery.key for delivery in some]
        return taken

    with ThreadPoolExecutor(4) as pool:
        shares = list(pool.map(take_all, "abcd"))
    assert Counter(key for share in shares for key in share) == Counter(keys)


def test_on_postgresql_nobody_waits_for_whoever_is_leasing(outbox: Outbox) -> None:
    if outbox.store.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    for key in ("a", "b"):
        outbox.put(key)
    with outbox.store.write() as session:
        leased = lease_due(session, PARCEL, owner="one", limit=1, now=outbox.clock())
        assert [delivery.key for delivery in leased] == ["a"]
        assert [delivery.key for delivery in lease(outbox, "other")] == ["b"]


def test_who_has_lost_the_lease_cannot_put_it_off(outbox: Outbox) -> None:
    outbox.put("a")
    (lost,) = lease(outbox, "one")
    outbox.clock.now += PARCEL.lease
    (mine,) = lease(outbox, "other")
    assert not fail(outbox, lost, "one")
    assert outbox.entry("a").lease_owner == "other"
    assert fail(outbox, mine, "other")
    assert outbox.entry("a").next_try_at == outbox.clock() + 5 * MINUTE


def test_that_it_arrived_counts_also_without_the_lease_and_once(outbox: Outbox) -> None:
    outbox.put("a")
    (lost,) = lease(outbox, "one")
    outbox.clock.now += PARCEL.lease
    (mine,) = lease(outbox, "other")
    assert finish(outbox, lost)
    assert not finish(outbox, mine)
    assert not fail(outbox, mine, "other")
    entry = outbox.entry("a")
    assert (entry.state, entry.done_at, entry.lease_owner) == (EntryState.DONE, outbox.clock(), None)


@pytest.mark.parametrize(("arrives", "state"), [(True, EntryState.DONE), (False, EntryState.DROPPED)])
def test_what_is_dropped_while_it_is_under_way_is_done_only_where_it_arrives(
    outbox: Outbox, arrives: bool, state: EntryState
) -> None:
    outbox.put("a")
    (delivery,) = lease(outbox, "one")
    with outbox.store.write() as session:
        drop_entry(find_entry(session, "a"), now=outbox.clock())
    if arrives:
        assert finish(outbox, delivery)
    else:
        assert not fail(outbox, delivery, "one")
    assert outbox.states() == {"a": state}
    outbox.clock.now += PARCEL.lease
    assert lease(outbox, "other") == []


def test_what_was_erased_while_it_was_under_way_is_nobodys_fault(outbox: Outbox) -> None:
    outbox.put("a")
    (delivery,) = lease(outbox, "one")
    with outbox.store.write() as session:
        session.delete(session.get_one(OutboxEntry, delivery.entry_id))
    assert not finish(outbox, delivery)
    assert not fail(outbox, delivery, "one")


def test_a_key_is_written_once_also_by_two_at_the_same_moment(outbox: Outbox) -> None:
    start = threading.Barrier(2)

    def write(_: int) -> bool:
        start.wait()
        with outbox.store.write() as session:
            case = session.get_one(Case, outbox.case_id)
            written = put_entry(session, PARCEL, "a", about="x", case=case, payload={}, now=outbox.clock())
            case.deadlines_missed += 1  # what goes with it is kept whether or not the entry was new
            return written is not None

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(write, range(2))) == [False, True]
    with outbox.store.read() as session:
        assert is_written(session, "a")
        assert not is_written(session, "b")
        assert session.get_one(Case, outbox.case_id).deadlines_missed >= 1
