"""What an agent says of themselves: here, busy or away; and how they want to be told of what is new."""

from __future__ import annotations

import asyncio
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Form, Request
from starlette.responses import RedirectResponse, Response

from amends.realtime.hub import Call
from amends.store.tables import Agent, Presence
from amends.web.desk.guard import HOME, safe_next, signed_in_of
from amends.web.desk.pages import Pages
from amends.web.front_desk import FrontDesk

Text = Annotated[str, Form()]


class Me:
    """Presence and wishes, kept with the account."""

    def __init__(self, front_desk: FrontDesk, pages: Pages) -> None:
        self.front_desk = front_desk
        self.services = front_desk.services
        self.pages = pages

    async def be(
        self, request: Request, presence: Text = "", after: Annotated[str, Form(alias="next")] = ""
    ) -> Response:
        """Be here, busy or away; the queue asks who is here."""
        if presence in set(Presence):
            await asyncio.to_thread(self._be, signed_in_of(request).agent_id, Presence(presence))
            self.front_desk.hub.tell(Call("status", ""))
        shown = urlsplit(request.headers.get("referer") or HOME)
        return RedirectResponse(safe_next(shown.path), 303)

    async def show(self, request: Request) -> Response:
        """Show how the agent is told of what is new."""
        return self.pages.render(request, "me.html")

    async def wish(self, request: Request, sound: Text = "", notice: Text = "") -> Response:
        """Keep how the agent wants to be told."""
        await asyncio.to_thread(self._wish, signed_in_of(request).agent_id, bool(sound), bool(notice))
        return RedirectResponse(f"{HOME}me", 303)

    def _be(self, agent_id: int, presence: Presence) -> None:
        with self.services.store.write() as session:
            session.get_one(Agent, agent_id).presence = presence

    def _wish(self, agent_id: int, sound: bool, notice: bool) -> None:
        with self.services.store.write() as session:
            agent = session.get_one(Agent, agent_id)
            agent.wants_sound, agent.wants_notice = sound, notice
