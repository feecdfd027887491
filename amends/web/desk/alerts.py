"""The page of what we owe and did not give in time, and the counts that every page shows (METHOD M9)."""

from __future__ import annotations

import asyncio

from fastapi import Request
from starlette.responses import Response

from amends.desk.alerts import Alert, count_for, read_alerts
from amends.desk.outbox import count_given_up
from amends.desk.sign_in import SignedIn
from amends.follow_through.praise import count_new
from amends.store.tables import Agent
from amends.web.desk.guard import signed_in_of
from amends.web.desk.pages import Pages
from amends.web.front_desk import FrontDesk


class Alerts:
    """Shows open alerts, and counts what is new for whoever looks."""

    def __init__(self, front_desk: FrontDesk, pages: Pages) -> None:
        self.library = front_desk.library
        self.pages = pages

    async def show(self, request: Request) -> Response:
        """Show every open case in which something was missed."""
        alerts = await asyncio.to_thread(self._read, signed_in_of(request).agent_id)
        return self.pages.render(
            request, "alerts.html", owed=[one for one in alerts if one.owed],
            made_good=[one for one in alerts if not one.owed],
        )  # fmt: skip

    async def counts(self, request: Request) -> Response:
        """Return how many alerts, given-up things and new praises there are, each for its own place on the page."""
        counts = await asyncio.to_thread(self._count, signed_in_of(request))
        return self.pages.render(request, "_counts.html", counts=counts)

    def _read(self, agent_id: int) -> tuple[Alert, ...]:
        with self.library.store.read() as session:
            return read_alerts(session, agent_id)

    def _count(self, me: SignedIn) -> dict[str, int]:
        with self.library.store.read() as session:
            agent = session.get_one(Agent, me.agent_id)
            return {
                "alerts": count_for(session, agent),
                "given_up": count_given_up(session) if me.is_lead else 0,
                "praised": count_new(session, agent.id),
            }
