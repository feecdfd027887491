"""The page of what may tell of danger and of what we owe, and the counts that every page shows (METHOD M9)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from fastapi import Request
from starlette.responses import Response

from amends.desk.alerts import Late, count_for, read_alerts
from amends.desk.danger_review_list import Noticed, count_waiting, read_lately, read_waiting
from amends.desk.outbox import count_given_up
from amends.desk.sign_in import SignedIn
from amends.follow_through.praise import count_new
from amends.store.tables import Agent
from amends.web.desk.guard import signed_in_of
from amends.web.desk.pages import Pages
from amends.web.front_desk import FrontDesk


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page shows; `to_read_count` counts also what does not stand on it yet."""

    to_read: tuple[Noticed, ...]
    to_read_count: int
    read_lately: tuple[Noticed, ...]
    late: Late


class Alerts:
    """Shows open alerts, and counts what is new for whoever looks."""

    def __init__(self, front_desk: FrontDesk, pages: Pages) -> None:
        self.services = front_desk.services
        self.pages = pages

    async def show(self, request: Request, answered: bool = False, page: int = 1) -> Response:
        """Show what may tell of danger, then every open case in which something was missed.

        `answered`: the agent has just answered one of the first, and goes on there. `page`: of the second, from 1.
        """
        seen = await asyncio.to_thread(self._read, signed_in_of(request).agent_id, page)
        return self.pages.render(
            request, "alerts.html", answered=answered, to_read=seen.to_read, to_read_count=seen.to_read_count,
            read_lately=seen.read_lately, late=seen.late,
        )  # fmt: skip

    async def counts(self, request: Request) -> Response:
        """Return how many alerts, given-up things and new praises there are, each for its own place on the page."""
        counts = await asyncio.to_thread(self._count, signed_in_of(request))
        return self.pages.render(request, "_counts.html", counts=counts)

    def _read(self, agent_id: int, page: int) -> Seen:
        with self.services.store.read() as session:
            return Seen(
                to_read=read_waiting(session),
                to_read_count=count_waiting(session),
                read_lately=read_lately(session, now=self.services.clock()),
                late=read_alerts(session, agent_id, page),
            )

    def _count(self, me: SignedIn) -> dict[str, int]:
        with self.services.store.read() as session:
            agent = session.get_one(Agent, me.agent_id)
            return {
                "to_read": count_waiting(session),
                "late": count_for(session, agent),
                "given_up": count_given_up(session) if me.is_lead else 0,
                "praised": count_new(session, agent.id),
            }
