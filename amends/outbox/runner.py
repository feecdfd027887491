"""The runner: takes what is due to the handler of its kind, a few at a time, for as long as the process lives."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import structlog

from amends.clock import Clock
from amends.outbox.ending import Ending
from amends.outbox.handler import Delivery, Failure, Handler, PutOff, TurnedDown
from amends.outbox.leasing import is_due, lease_due
from amends.periodic import repeat
from amends.store.store import Store

log = structlog.get_logger(__name__)

EVERY_SECONDS = 2.0
GRACE_SECONDS = 5.0
"""What is under way when the runner ends has so long to arrive; then its lease runs out and another takes it over."""


class Drained(NamedTuple):
    """What `Runner.drain` did: how many attempts were made, and how many of them arrived."""

    tried: int
    delivered: int


class Runner:
    """Delivers the entries of its handlers' kinds. Several may run, in one process or many.

    Each kind has its own few places (`EntryKind.at_once`), and an entry is leased only where one is free: one that
    hangs keeps its own place and nobody else's.
    """

    def __init__(self, store: Store, handlers: Iterable[Handler], clock: Clock) -> None:
        self.store, self.clock = store, clock
        self.owner = uuid.uuid4().hex
        self._ending = Ending(store, clock, self.owner)
        self._handlers = {handler.kind.name: handler for handler in handlers}
        self._under_way: dict[asyncio.Task[bool], str] = {}
        self._taking: asyncio.Task[list[asyncio.Task[bool]]] | None = None

    async def run(self) -> None:
        """Deliver until cancelled; then take nothing more, and let what is under way arrive."""
        try:
            await repeat(self._make_a_round, name="outbox", every=EVERY_SECONDS)
        finally:
            await self._finish()

    async def drain(self) -> Drained:
        """Deliver all that is due now, and wait for its end."""
        tried = delivered = 0
        while begun := await self._take():
            arrived = await asyncio.gather(*begun)
            tried, delivered = tried + len(arrived), delivered + sum(arrived)
        return Drained(tried, delivered)

    async def _make_a_round(self) -> float | None:
        """Begin what is due; return no pause while something is under way, since its place may be free by now."""
        self._taking = asyncio.create_task(self._take())
        await asyncio.shield(self._taking)  # what is leased is begun, also where we are cancelled here
        if not self._under_way:
            return None
        await asyncio.wait(self._under_way, timeout=EVERY_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        return 0.0

    async def _finish(self) -> None:
        if self._taking is not None:
            await asyncio.wait({self._taking})
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=GRACE_SECONDS)
            for task in late:
                log.warning("outbox_left_under_way", kind=self._under_way[task])
                task.cancel()

    async def _take(self) -> list[asyncio.Task[bool]]:
        """Lease as many entries as there are free places, and begin with them."""
        busy = Counter(self._under_way.values())
        free = {name: handler.kind.at_once - busy[name] for name, handler in self._handlers.items()}
        begun = []
        for delivery in await asyncio.to_thread(self._lease, free):
            task = asyncio.create_task(self._attempt(self._handlers[delivery.kind], delivery))
            self._under_way[task] = delivery.kind
            task.add_done_callback(self._under_way.pop)
            begun.append(task)
        return begun

    def _lease(self, free: dict[str, int]) -> list[Delivery]:
        """Lease what is due; where nothing is, no lock is taken."""
        now = self.clock()
        kinds = [self._handlers[name].kind for name, places in free.items() if places]
        with self.store.read() as session:
            due = [kind for kind in kinds if is_due(session, kind, now=now)]
        if not due:
            return []
        leased: list[Delivery] = []
        with self.store.write() as session:
            for kind in due:
                leased += lease_due(session, kind, owner=self.owner, limit=free[kind.name], now=now)
        return leased

    async def _attempt(self, handler: Handler, delivery: Delivery) -> bool:
        """Deliver an entry and note how it ended; return whether it arrived."""
        failure = await _deliver(handler, delivery)
        try:
            after = await self._ending.note(handler, delivery, failure)
            if after is not None:
                after()
        except Exception:
            log.exception("outbox_end_not_noted", kind=delivery.kind, key=delivery.key)
        return failure is None


async def _deliver(handler: Handler, delivery: Delivery) -> Failure | None:
    """Deliver an entry; return what stood against it. A handler's own fault is no reason to forget what is owed."""
    kind = handler.kind
    if delivery.attempt > kind.retries.most_attempts:
        return TurnedDown("no attempt came back: each ended with its process")
    try:
        async with asyncio.timeout(kind.patience.total_seconds()):
            await handler.deliver(delivery)
    except (PutOff, TurnedDown) as failure:
        return failure
    except TimeoutError:
        return PutOff(f"no end within {kind.patience.total_seconds():g} s")
    except Exception as error:
        log.exception("outbox_handler_failed", kind=delivery.kind, key=delivery.key)
        return PutOff(type(error).__name__)
    return None
