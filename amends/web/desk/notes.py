"""Internal notes on a case, and the badge that says where a colleague named you."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import Form, Request
from starlette.responses import RedirectResponse, Response

from amends.cases.record import find_case
from amends.conversation.hub import Call
from amends.conversation.people import NoSuchCase
from amends.desk.notes import NoteError, count_mentions, write_note
from amends.store.tables import Agent
from amends.web.desk.conversation import ConversationPage, Draft
from amends.web.desk.guard import DESK, signed_in_of
from amends.web.desk.pages import Pages, is_htmx
from amends.web.front_desk import FrontDesk


class Notes:
    """Keeps notes; every open desk is told."""

    def __init__(self, front_desk: FrontDesk, pages: Pages, page: ConversationPage) -> None:
        self.front_desk = front_desk
        self.library = front_desk.library
        self.pages = pages
        self.page = page

    async def write(
        self, request: Request, conversation_id: str, text: Annotated[str, Form()] = ""
    ) -> Response:
        """Keep a note. Raises NoSuchCase."""
        try:
            await asyncio.to_thread(self._write, conversation_id, signed_in_of(request).agent_id, text)
        except NoteError as error:
            draft = Draft("note", text, notice=str(error))
            if is_htmx(request):
                return await self.page.note_form(request, conversation_id, draft, status=422)
            return await self.page.page(request, conversation_id, draft, status=422)
        self.front_desk.hub.tell(Call("status", conversation_id))
        if is_htmx(request):
            headers = {"HX-Trigger-After-Swap": "amends:sent"}
            return await self.page.note_form(request, conversation_id, Draft(), headers=headers)
        return RedirectResponse(f"{DESK}/conversations/{conversation_id}#notes", 303)

    async def badge(self, request: Request) -> Response:
        """Return how many notes name the agent, for the badge on every page."""
        named = await asyncio.to_thread(self._count, signed_in_of(request).agent_id)
        return self.pages.render(request, "_named.html", named=named)

    def _write(self, conversation_id: str, agent_id: int, text: str) -> None:
        with self.library.store.write() as session:
            case = find_case(session, conversation_id)
            if case is None:
                raise NoSuchCase
            write_note(session, case, session.get_one(Agent, agent_id), text, now=self.library.clock())

    def _count(self, agent_id: int) -> int:
        with self.library.store.read() as session:
            return count_mentions(session, agent_id)
