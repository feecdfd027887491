"""The queue page, and the fragments by which it stays current."""

from __future__ import annotations

import asyncio

from fastapi import Request
from starlette.responses import Response

from amends.cases.topics import TOPICS
from amends.desk.filters import Filters, read_filters
from amends.desk.line import count_waiting
from amends.desk.names import LANGUAGES, WANTS, say_code
from amends.desk.queue import Queue, count_invitations, read_queue
from amends.web.desk.guard import signed_in_of
from amends.web.desk.pages import Pages
from amends.web.front_desk import FrontDesk


class QueuePage:
    """Who waits, and why in this order."""

    def __init__(self, front_desk: FrontDesk, pages: Pages) -> None:
        self.services = front_desk.services
        self.pages = pages

    async def show(self, request: Request) -> Response:
        """Show the whole page."""
        return self.pages.render(request, "queue.html", queue=await self._queue(request), choices=_choices())

    async def lists(self, request: Request) -> Response:
        """Return the lists alone, filtered as the page is."""
        return self.pages.render(request, "_queue.html", queue=await self._queue(request))

    async def waiting(self, request: Request) -> Response:
        """Return how many wait, and how many of them the agent is asked to take, for the badge on every page."""
        waiting, for_me = await asyncio.to_thread(self._count, signed_in_of(request).agent_id)
        return self.pages.render(request, "_waiting.html", waiting=waiting, for_me=for_me)

    async def _queue(self, request: Request) -> Queue:
        filters = read_filters(request.query_params)
        return await asyncio.to_thread(self._read, signed_in_of(request).agent_id, filters)

    def _read(self, agent_id: int, filters: Filters) -> Queue:
        with self.services.store.read() as session:
            return read_queue(
                session, agent_id, language=self.services.languages.default, now=self.services.clock(),
                filters=filters,
            )  # fmt: skip

    def _count(self, agent_id: int) -> tuple[int, int]:
        with self.services.store.read() as session:
            return count_waiting(session), count_invitations(session, agent_id)


def _choices() -> dict[str, list[tuple[str, str]]]:
    """What each filter lets choose: values with their words."""
    return {
        "topic": [(topic, say_code(topic)) for topic in TOPICS],
        "want": [(want.value, words) for want, words in WANTS.items()],
        "language": list(LANGUAGES.items()),
    }
