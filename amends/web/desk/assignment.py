"""Asks agents to take what waits, for as long as the front desk runs; every desk sees it at once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from amends.desk.assignment import invite
from amends.periodic import repeat
from amends.realtime.hub import DESK, Call
from amends.web.front_desk import FrontDesk

EVERY_SECONDS = 10.0
GATHER_SECONDS = 0.3


async def keep_asking(front_desk: FrontDesk) -> None:
    """Make a round whenever something happened to a case, and every ten seconds, until cancelled."""
    with front_desk.hub.listen(DESK) as calls:

        async def make() -> float:
            for conversation_id in await asyncio.to_thread(invite_agents, front_desk):
                front_desk.hub.tell(Call("status", conversation_id))
            while not calls.empty():
                calls.get_nowait()
            await wait_for_news(calls, seconds=EVERY_SECONDS)
            return 0.0

        await repeat(make, name="rota", every=EVERY_SECONDS)


async def wait_for_news(calls: asyncio.Queue[Call], *, seconds: float) -> None:
    """Wait up to `seconds` for the status of a case to change; messages and typing change nothing here."""
    try:
        async with asyncio.timeout(seconds):
            while (await calls.get()).kind != "status":
                pass
            await asyncio.sleep(GATHER_SECONDS)
    except TimeoutError:
        return


def invite_agents(front_desk: FrontDesk) -> list[str]:
    """Ask once; return the conversations in which something changed."""
    services = front_desk.services
    patience = timedelta(minutes=services.settings.claim_minutes)
    return services.store.transact(lambda session: invite(session, patience=patience, now=services.clock()))
