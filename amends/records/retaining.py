"""Emptying what was kept as long as it must be: by command, and daily beside the front desk."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

import structlog

from amends.clock import Clock
from amends.periodic import repeat
from amends.records.erasing import due_for_deletion, run_retention
from amends.records.tracker import forget_dialogues
from amends.store.store import Store

log = structlog.get_logger(__name__)

EVERY_SECONDS = 24 * 3600.0


async def retain_daily(store: Store, var: Path, clock: Clock) -> None:
    """Empty what is due, once a day until cancelled."""

    async def make() -> None:
        gone = await asyncio.to_thread(retain_all, store, var, now=clock())
        log.info("retention_run", cases=gone)

    await repeat(make, name="retention", every=EVERY_SECONDS)


def retain_all(store: Store, var: Path, *, now: datetime) -> int:
    """Empty everything that is due, some at a time; return how many cases."""
    gone = 0
    while True:
        with store.write() as session:
            ids = [case.conversation_id for case in due_for_deletion(session, now=now)]
            references = run_retention(session, now=now)
        forget_dialogues(var, ids)
        gone += len(references)
        if not references:
            return gone
