"""What an operator sees of the outbox, and what they may decide."""

from __future__ import annotations

import pytest

from amends.cases.errors import Conflict, NotFound
from amends.outbox.leasing import lease_due
from amends.outbox.operating import (
    Backlog,
    drop_entry,
    find_entry,
    read_backlogs,
    read_entries,
    read_waiting,
    retry_entry,
)
from amends.store.tables import EntryState
from tests.integration.outbox.conftest import CARD, MINUTE, PARCEL, FakeHandler, Outbox
from tests.integration.outbox.test_runner import run


def retry(outbox: Outbox, key: str) -> bool:
    with outbox.store.write() as session:
        return retry_entry(find_entry(session, key), now=outbox.clock())


def drop(outbox: Outbox, key: str) -> None:
    with outbox.store.write() as session:
        drop_entry(find_entry(session, key), now=outbox.clock())


def test_a_dead_letter_is_tried_again_at_once_and_as_often_as_a_new_one(outbox: Outbox) -> None:
    outbox.put("a")
    run(outbox, FakeHandler(acts={"a": "turn down"}))
    assert retry(outbox, "a")
    assert not retry(outbox, "a")
    entry = outbox.entry("a")
    assert (entry.state, entry.attempts, entry.given_up_at) == (EntryState.WAITING, 0, None)
    assert run(outbox, FakeHandler()) == (1, 1)


def test_what_was_put_off_need_not_wait(outbox: Outbox) -> None:
    outbox.put("a")
    run(outbox, FakeHandler(acts={"a": "put off"}))
    assert retry(outbox, "a")
    assert run(outbox, FakeHandler()) == (1, 1)


def test_what_is_under_way_is_not_sent_a_second_time_by_trying_it_again(outbox: Outbox) -> None:
    outbox.put("a")
    with outbox.store.write() as session:
        assert lease_due(session, PARCEL, owner="one", limit=1, now=outbox.clock())
    assert not retry(outbox, "a")
    assert run(outbox, FakeHandler()) == (0, 0)


def test_what_arrived_or_was_dropped_is_decided(outbox: Outbox) -> None:
    for key in ("arrived", "dropped"):
        outbox.put(key)
    drop(outbox, "dropped")
    run(outbox, FakeHandler())
    for key, state in (("arrived", EntryState.DONE), ("dropped", EntryState.DROPPED)):
        for decide in (retry, drop):
            with pytest.raises(Conflict) as stopped:
                decide(outbox, key)
            assert stopped.value.fields == {"key": key, "state": state}
    assert outbox.entry("dropped").given_up_at == outbox.clock()


@pytest.mark.parametrize("asked_for", ["none", 99])
def test_what_is_not_there_cannot_be_found(outbox: Outbox, asked_for: str | int) -> None:
    number = outbox.put("a")
    with outbox.store.write() as session:
        assert find_entry(session, number).key == find_entry(session, "a").key
        with pytest.raises(NotFound) as stopped:
            find_entry(session, asked_for)
    assert stopped.value.fields == {"asked_for": asked_for}


def test_backlogs_are_counted_by_kind_with_what_is_due_longest(outbox: Outbox) -> None:
    since = outbox.clock()
    outbox.put("late")
    outbox.put("put off")
    outbox.put("dead")
    outbox.put("done")
    acts = {"late": "break", "put off": "put off", "dead": "turn down"}
    run(outbox, FakeHandler(acts=acts))
    with outbox.store.read() as session:
        assert read_backlogs(session, now=since) == {"parcel": Backlog(waiting=2, dead=1)}
    outbox.clock.now += 3 * MINUTE
    outbox.put("card", CARD)
    with outbox.store.read() as session:
        assert read_backlogs(session, now=outbox.clock()) == {
            "parcel": Backlog(waiting=2, dead=1, oldest_due_at=since + MINUTE),
            "card": Backlog(waiting=1, oldest_due_at=outbox.clock()),
        }


def test_entries_are_read_newest_first_and_those_that_wait_by_when_they_come(outbox: Outbox) -> None:
    for key in ("a", "b"):
        outbox.put(key)
    run(outbox, FakeHandler(acts={"a": "put off"}))
    outbox.put("c")
    outbox.put("card", CARD)
    with outbox.store.read() as session:
        assert [entry.key for entry in read_entries(session)] == ["card", "c", "a"]
        assert [entry.key for entry in read_entries(session, kind="parcel", limit=1)] == ["c"]
        assert [entry.key for entry in read_entries(session, states=(EntryState.DONE,))] == ["b"]
        assert [entry.key for entry in read_waiting(session, kind="parcel")] == ["c", "a"]
        assert [entry.case.reference for entry in read_waiting(session, limit=1)] == ["AM-20001"]
