"""Transactions that others are in the way of, on a real PostgreSQL: run again, counted, and told as no outage."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from amends.messages.transcript import start_conversation
from amends.store.store import TRIES, Store, StoreUnavailable, TransactionConflict
from amends.store.tables import Conversation
from tests.conftest import MONDAY_NOON

pytestmark = pytest.mark.parametrize(
    "backend", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)

RAISE = text("DO $$ BEGIN RAISE EXCEPTION 'not now' USING ERRCODE = 'serialization_failure'; END $$")


def start(store: Store) -> str:
    with store.write() as session:
        return start_conversation(session, now=MONDAY_NOON).id


def count_failures(session: Session, conversation_id: str) -> None:
    session.get_one(Conversation, conversation_id, with_for_update=True).failures += 1
    session.flush()


def cross(store: Store, run: Callable[[Callable[[Session], None]], None], ids: tuple[str, str]) -> None:
    """Run two transactions that lock two conversations in opposite orders, each with its first lock held."""
    both = threading.Barrier(2)
    met: set[str] = set()

    def add(first: str, second: str) -> Callable[[Session], None]:
        def work(session: Session) -> None:
            count_failures(session, first)
            if first not in met:
                met.add(first)
                both.wait(10)
            count_failures(session, second)

        return work

    threads = [threading.Thread(target=run, args=(add(*order),)) for order in (ids, ids[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


def test_of_two_that_wait_for_each_other_one_is_run_again_and_nothing_is_lost(store: Store) -> None:
    ids = start(store), start(store)
    failed: list[Exception] = []

    def run(work: Callable[[Session], None]) -> None:
        try:
            store.transact(work)
        except Exception as error:
            failed.append(error)

    cross(store, run, ids)
    assert failed == []
    assert (store.conflicts.retried, store.conflicts.given_up) == (1, 0)
    with store.read() as session:
        assert [session.get_one(Conversation, one).failures for one in ids] == [3, 3]


def test_a_deadlock_that_is_not_run_again_is_no_outage(store: Store) -> None:
    ids = start(store), start(store)
    failed: list[Exception] = []

    def run(work: Callable[[Session], None]) -> None:
        try:
            with store.write() as session:
                work(session)
        except Exception as error:
            failed.append(error)

    cross(store, run, ids)
    assert [type(error) for error in failed] == [TransactionConflict]


def test_what_can_never_be_serialized_is_given_up_after_some_tries(store: Store) -> None:
    tried: list[int] = []

    def work(session: Session) -> None:
        tried.append(1)
        start_conversation(session, now=MONDAY_NOON)
        session.execute(RAISE)

    with pytest.raises(TransactionConflict):
        store.transact(work)
    assert len(tried) == TRIES
    assert (store.conflicts.retried, store.conflicts.given_up) == (TRIES - 1, 1)
    with store.read() as session:
        assert session.query(Conversation).count() == 0


def test_an_outage_is_not_tried_again(store: Store) -> None:
    tried: list[int] = []

    def work(session: Session) -> None:
        tried.append(1)
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(StoreUnavailable):
        store.transact(work)
    assert len(tried) == 1
    assert store.conflicts.retried == 0
