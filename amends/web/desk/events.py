"""What an open page of the desk is told as it happens; it fetches what is new by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import structlog
from fastapi import Request
from sse_starlette.event import ServerSentEvent
from sse_starlette.sse import EventSourceResponse
from starlette.responses import Response

from amends.desk.presence import TOUCH_EVERY
from amends.desk.sign_in import SignedIn, who_is
from amends.realtime.hub import BACKLOG, DESK, Call
from amends.store.store import StoreUnavailable
from amends.web.desk.guard import Guard, token_of

log = structlog.get_logger(__name__)

GATHER_SECONDS = 0.2
WRITING = "The customer is writing…"
NOT_WRITING = "<span></span>"


@dataclass
class DeskNews:
    """What happened since the page was last told."""

    queue: bool = False
    conversation: bool = False
    typing: bool | None = None

    def hear(self, call: Call, watched: str | None) -> None:
        """Take in a call; `watched` is the conversation that the page shows."""
        ours = call.conversation_id == watched
        if call.kind == "typing":
            self.typing = call.on if ours and call.who == "customer" else self.typing
            return
        self.queue = True
        self.conversation = self.conversation or ours
        if ours and call.who == "customer":
            self.typing = False

    def events(self) -> list[ServerSentEvent]:
        """Return the events to send; the content is for the page to fetch."""
        events = []
        if self.typing is not None:
            events.append(ServerSentEvent(WRITING if self.typing else NOT_WRITING, event="typing"))
        if self.conversation:
            events.append(ServerSentEvent("changed", event="conversation"))
        if self.queue:
            events.append(ServerSentEvent("changed", event="queue"))
        return events


class Events:
    """The desk's event stream. An open stream is an open desk: presence is noted by it."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard
        self.hub = guard.front_desk.hub
        self.services = guard.services

    async def stream(self, request: Request, conversation: str | None = None) -> Response:
        """Open the stream; `conversation` is the one that the page shows."""
        token = token_of(request, self.services.settings)
        return EventSourceResponse(self.news(token, conversation), ping=15)

    async def news(self, token: str | None, watched: str | None) -> AsyncIterator[ServerSentEvent]:
        """Yield events for as long as somebody is signed in; the first ones make up for what was missed."""
        with self.hub.listen(DESK) as calls:
            news = DeskNews(queue=True, conversation=watched is not None)
            while await self._is_there(token):
                for event in news.events():
                    yield event
                news = await gather(calls, watched, seconds=TOUCH_EVERY.total_seconds())
        yield ServerSentEvent("over", event="sign-in")

    async def _is_there(self, token: str | None) -> bool:
        try:
            signed_in = await asyncio.to_thread(self._who, token)
            if signed_in is not None:
                await self.guard.note_presence(signed_in)
        except StoreUnavailable as error:
            log.error("desk_events_ended", why=str(error))
            return False
        return signed_in is not None

    def _who(self, token: str | None) -> SignedIn | None:
        with self.services.store.read() as session:
            return who_is(session, token, now=self.services.clock())


async def gather(calls: asyncio.Queue[Call], watched: str | None, *, seconds: float) -> DeskNews:
    """Wait up to `seconds` for a call, then take in all that come shortly after: many at once are one event."""
    news = DeskNews()
    try:
        news.hear(await asyncio.wait_for(calls.get(), seconds), watched)
    except TimeoutError:
        return news
    await asyncio.sleep(GATHER_SECONDS)
    if calls.qsize() >= BACKLOG:
        news.queue, news.conversation = True, watched is not None
    while not calls.empty():
        news.hear(calls.get_nowait(), watched)
    return news
