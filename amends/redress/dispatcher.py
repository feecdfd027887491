"""The dispatcher: takes what is due out of the outbox to whoever issues it, a few at a time, for as long as we run."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import structlog

from amends.clock import Clock
from amends.periodic import repeat
from amends.redress.issuing import Issuer, NotTaken
from amends.redress.outbox import Delivery, note_failure, note_issued, take_due
from amends.store.store import Store, StoreUnavailable

log = structlog.get_logger(__name__)

EVERY_SECONDS = 2.0
BATCH = 20
AT_ONCE = 4
"""A round takes at most 20 parcels, four at once: with ten seconds for each it ends well before their lease."""


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """Empties the outbox. Rows are the truth: it may die at any moment, and several may run."""

    store: Store
    issuer: Issuer
    clock: Clock

    async def repeat(self) -> None:
        """Make rounds until cancelled, without a pause while batches are full."""

        async def make() -> float | None:
            return 0.0 if await self.make_a_round() == BATCH else None

        await repeat(make, name="outbox", every=EVERY_SECONDS)

    async def make_a_round(self) -> int:
        """Issue what is due, at most one batch; return how many were tried."""
        parcels = await asyncio.to_thread(self._take)
        turn = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self._issue(parcel, turn) for parcel in parcels))
        return len(parcels)

    async def _issue(self, parcel: Delivery, turn: asyncio.Semaphore) -> None:
        async with turn:
            failure: NotTaken | None = None
            try:
                await self.issuer.issue(parcel)
            except NotTaken as error:
                failure = error
            except StoreUnavailable:
                raise
            except Exception as error:  # an adapter's own fault is no reason to forget what is owed
                log.exception("issuer_failed", key=parcel.key)
                failure = NotTaken(f"{type(error).__name__}: {error}")
            await asyncio.to_thread(self._note, parcel, failure)

    def _take(self) -> list[Delivery]:
        with self.store.write() as session:
            return take_due(session, now=self.clock(), limit=BATCH)

    def _note(self, parcel: Delivery, failure: NotTaken | None) -> None:
        with self.store.write() as session:
            if failure is None:
                note_issued(session, parcel.key, now=self.clock())
            else:
                note_failure(session, parcel.key, str(failure), now=self.clock(), wait=failure.wait)
