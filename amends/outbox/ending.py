"""How an attempt ended, on record: done, put off or dead, with what its handler says that follows from it."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from functools import partial

import structlog
from sqlalchemy.orm import Session

from amends.clock import Clock
from amends.outbox.handler import AfterCommit, Delivery, Failure, Handler
from amends.outbox.leasing import note_done, note_failure
from amends.store.store import Store, StoreUnavailable, TransactionConflict
from amends.store.tables import EntryState, OutboxEntry

log = structlog.get_logger(__name__)

NOTE_AGAIN_SECONDS = (0.5, 2.0, 5.0)
"""Pauses before an end that the database did not take is noted again: unnoted, what was taken is sent again."""


@dataclass(frozen=True, slots=True)
class Ending:
    """Notes the ends of the attempts that `owner` made."""

    store: Store
    clock: Clock
    owner: str

    async def note(self, handler: Handler, delivery: Delivery, failure: Failure | None) -> AfterCommit:
        """Note how an attempt ended; return what its handler wants called now that it is on record.

        Raises StoreUnavailable where the database takes nothing for several tries: its lease runs out then.
        """
        for pause in NOTE_AGAIN_SECONDS:
            try:
                return await asyncio.to_thread(self._note, handler, delivery, failure)
            except (StoreUnavailable, TransactionConflict):
                await asyncio.sleep(pause)
        return await asyncio.to_thread(self._note, handler, delivery, failure)

    def _note(self, handler: Handler, delivery: Delivery, failure: Failure | None) -> AfterCommit:
        """Note an end with what follows from it; without, where that fails: what has ended is not tried again."""
        try:
            return self.store.transact(partial(self._end_and_follow, handler, delivery, failure))
        except (StoreUnavailable, TransactionConflict):
            raise
        except Exception:
            log.exception("outbox_follow_up_failed", kind=delivery.kind, key=delivery.key)
        self.store.transact(lambda session: self._end(session, handler, delivery, failure))
        return None

    def _end_and_follow(
        self, handler: Handler, delivery: Delivery, failure: Failure | None, session: Session
    ) -> AfterCommit:
        entry = self._end(session, handler, delivery, failure)
        return self._follow(session, handler, entry) if entry is not None else None

    def _end(
        self, session: Session, handler: Handler, delivery: Delivery, failure: Failure | None
    ) -> OutboxEntry | None:
        now = self.clock()
        if failure is None:
            return note_done(session, delivery, now=now)
        chance = random.random()  # noqa: S311 jitter is no secret
        return note_failure(
            session, delivery, failure, handler.kind, owner=self.owner, chance=chance, now=now
        )

    def _follow(self, session: Session, handler: Handler, entry: OutboxEntry) -> AfterCommit:
        told = {"kind": entry.kind, "key": entry.key, "attempt": entry.attempts, "why": entry.last_error}
        if entry.state is EntryState.DONE:
            return handler.delivered(session, entry, now=self.clock())
        if entry.state is EntryState.DEAD:
            log.error("outbox_given_up", **told)
            return handler.given_up(session, entry, now=self.clock())
        log.warning("outbox_put_off", **told)
        return None
