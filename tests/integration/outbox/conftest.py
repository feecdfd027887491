"""A case with things to deliver, and a handler that does as it is told, on each database that we support."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.casework.record import open_case
from amends.messages.transcript import start_conversation
from amends.outbox.entries import put_entry
from amends.outbox.handler import AfterCommit, Delivery, EntryKind, PutOff, TurnedDown
from amends.outbox.retries import Retries
from amends.store.store import Store
from amends.store.tables import Case, EntryState, OutboxEntry
from tests.conftest import StillClock

MINUTE = timedelta(minutes=1)
PARCEL = EntryKind("parcel", Retries((MINUTE, 5 * MINUTE)), lease=10 * MINUTE, at_once=2)
CARD = EntryKind("card", Retries((MINUTE,)), lease=10 * MINUTE, at_once=2)


@dataclass
class Outbox:
    """Writes entries of one case, and reads how they stand."""

    store: Store
    clock: StillClock
    case_id: int

    def put(self, key: str, kind: EntryKind = PARCEL) -> int:
        """Write an entry; return its number."""
        with self.store.write() as session:
            case = session.get_one(Case, self.case_id)
            payload = {"to": "anna", "key": key}
            entry = put_entry(session, kind, key, about="test", case=case, payload=payload, now=self.clock())
            assert entry is not None
            return entry.id

    def entry(self, key: str) -> OutboxEntry:
        """Return an entry as it stands."""
        with self.store.read() as session:
            return session.scalars(select(OutboxEntry).where(OutboxEntry.key == key)).one()

    def states(self) -> dict[str, EntryState]:
        """Return how each entry stands, by key."""
        with self.store.read() as session:
            query = select(OutboxEntry.key, OutboxEntry.state).order_by(OutboxEntry.id)
            return dict(session.execute(query).tuples().all())


@dataclass
class FakeHandler:
    """Delivers as told by key: takes it (by default), puts it off, turns it down, hangs, or breaks.

    `takes`: seconds that a delivery takes; `most_at_once`: how many were ever under way together.
    """

    kind: EntryKind = PARCEL
    acts: dict[str, str] = field(default_factory=dict)
    takes: float = 0.0
    tried: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    followed: list[tuple[str, str]] = field(default_factory=list)
    under_way: int = 0
    most_at_once: int = 0
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def deliver(self, delivery: Delivery) -> None:
        """Do as told."""
        self.tried[delivery.key] += 1
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        self.begun.set()
        try:
            await self._act(self.acts.get(delivery.key, "take"), delivery)
        finally:
            self.under_way -= 1

    async def _act(self, act: str, delivery: Delivery) -> None:
        if act == "hang":
            await asyncio.Event().wait()
        await asyncio.sleep(self.takes)
        if act == "put off":
            raise PutOff("not now")
        if act == "turn down":
            raise TurnedDown("never")
        if act == "break":
            raise RuntimeError("a bug that names anna@example.com")
        self.taken[delivery.key] += 1

    def delivered(self, session: Session, entry: OutboxEntry, *, now: datetime) -> AfterCommit:
        """Remember it, or break."""
        if self.acts.get(entry.key) == "break after":
            raise RuntimeError("the case has gone on meanwhile")
        return lambda: self.followed.append((entry.key, "delivered"))

    def given_up(self, session: Session, entry: OutboxEntry, *, now: datetime) -> AfterCommit:
        """Remember it."""
        return lambda: self.followed.append((entry.key, "given up"))


@pytest.fixture
def outbox(store: Store, clock: StillClock) -> Outbox:
    """An outbox on each database that we support."""
    with store.write() as session:
        conversation = start_conversation(session, now=clock())
        case_id = open_case(
            session, conversation.id, concern="It came too late.", resolve_days=10, now=clock()
        ).id
    return Outbox(store, clock, case_id)
