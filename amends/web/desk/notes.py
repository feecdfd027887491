"""Internal notes on a case, and the badge that says where a colleague named you."""

from __future__ import annotations

import asyncio

from fastapi import Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from amends.casework.record import lock_known_case
from amends.desk.error_texts import error_text
from amends.desk.notes import NoteError, count_mentions, write_note
from amends.realtime.hub import Call
from amends.store.tables import Agent
from amends.web.desk.acting import SENT, as_agent
from amends.web.desk.conversation import ConversationPage
from amends.web.desk.forms import Draft, Text
from amends.web.desk.guard import DESK, signed_in_of
from amends.web.desk.pages import Pages, is_htmx
from amends.web.front_desk import FrontDesk


class Notes:
    """Keeps notes; every open desk is told."""

    def __init__(self, front_desk: FrontDesk, pages: Pages, page: ConversationPage) -> None:
        self.front_desk = front_desk
        self.services = front_desk.services
        self.pages = pages
        self.page = page

    async def write(self, request: Request, conversation_id: str, text: Text = "") -> Response:
        """Keep a note. Raises NoSuchCase."""
        try:
            await as_agent(
                self.services, request, lambda session, me: self._write(session, me, conversation_id, text)
            )
        except NoteError as error:
            draft = Draft("note", text, notice=error_text(error))
            if is_htmx(request):
                return await self.page.note_form(request, conversation_id, draft, status=422)
            return await self.page.page(request, conversation_id, draft, status=422)
        self.front_desk.hub.tell(Call("status", conversation_id))
        if is_htmx(request):
            headers = {"HX-Trigger-After-Swap": SENT}
            return await self.page.note_form(request, conversation_id, Draft(), headers=headers)
        return RedirectResponse(f"{DESK}/conversations/{conversation_id}#notes", 303)

    async def badge(self, request: Request) -> Response:
        """Return how many notes name the agent, for the badge on every page."""
        named = await asyncio.to_thread(self._count, signed_in_of(request).agent_id)
        return self.pages.render(request, "_named.html", named=named)

    def _write(self, session: Session, agent: Agent, conversation_id: str, text: str) -> None:
        case = lock_known_case(session, conversation_id)
        write_note(session, case, agent, text, now=self.services.clock())

    def _count(self, agent_id: int) -> int:
        with self.services.store.read() as session:
            return count_mentions(session, agent_id)
