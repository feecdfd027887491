"""The page of what may tell of danger and of what we owe, and the counts that every page shows (METHOD M9)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from fastapi import Request
from starlette.responses import Response

from amends.desk.alerts import Late, count_for, read_alerts
from amends.desk.danger_review import (
    ReviewItem,
    count_danger_reviews,
    open_danger_reviews,
    undoable_danger_reviews,
)
from amends.desk.outbox import count_given_up
from amends.desk.sign_in import SignedIn
from amends.follow_through.praise import count_new
from amends.store.tables import Agent
from amends.web.desk.guard import signed_in_of
from amends.web.desk.pages import Pages
from amends.web.front_desk import FrontDesk


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page shows; `open_count` counts also the reviews that do not stand on it yet."""

    open_reviews: tuple[ReviewItem, ...]
    open_count: int
    undoable_reviews: tuple[ReviewItem, ...]
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
            request, "alerts.html", answered=answered, open_reviews=seen.open_reviews, open_count=seen.open_count,
            undoable_reviews=seen.undoable_reviews, late=seen.late,
        )  # fmt: skip

    async def counts(self, request: Request) -> Response:
        """Return how many alerts, given-up things and new praises there are, each for its own place on the page."""
        counts = await asyncio.to_thread(self._count, signed_in_of(request))
        return self.pages.render(request, "_counts.html", counts=counts)

    def _read(self, agent_id: int, page: int) -> Seen:
        with self.services.store.read() as session:
            return Seen(
                open_reviews=open_danger_reviews(session),
                open_count=count_danger_reviews(session),
                undoable_reviews=undoable_danger_reviews(session, now=self.services.clock()),
                late=read_alerts(session, agent_id, page),
            )

    def _count(self, me: SignedIn) -> dict[str, int]:
        with self.services.store.read() as session:
            agent = session.get_one(Agent, me.agent_id)
            return {
                "to_read": count_danger_reviews(session),
                "late": count_for(session, agent),
                "given_up": count_given_up(session) if me.is_lead else 0,
                "praised": count_new(session, agent.id),
            }
