"""The page on which an agent writes a letter of apology in their own name (METHOD M7)."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Annotated

from fastapi import Form, Request
from starlette.responses import Response

from amends.desk.letters import LetterFile, open_letter, post_letter
from amends.store.tables import Agent
from amends.web.desk.acting import Acting
from amends.web.desk.forms import Draft, LetterForm
from amends.web.desk.guard import signed_in_of
from amends.web.desk.pages import Pages
from amends.web.front_desk import FrontDesk


class Letters:
    """Opens a draft, and sends it: once, into the chat and by e-mail."""

    def __init__(self, front_desk: FrontDesk, pages: Pages, acting: Acting) -> None:
        self.services = front_desk.services
        self.pages = pages
        self.acting = acting

    async def show(self, request: Request, conversation_id: str) -> Response:
        """Show the draft, or the letter that was sent. Raises NoSuchCase."""
        return await self._page(request, conversation_id, Draft())

    async def send(
        self, request: Request, conversation_id: str, form: Annotated[LetterForm, Form()]
    ) -> Response:
        """Send it; what the gate stops comes back with the reason and what to send instead."""
        if form.instead:
            return await self._page(request, conversation_id, form.draft)
        settings = self.services.settings
        act = partial(
            post_letter, text=form.text, insist=bool(form.insist), longest=settings.message_length,
            languages=self.services.languages, mail=settings.mail_is_on,
        )  # fmt: skip
        return await self.acting.act(request, conversation_id, act, form.draft, show=self._page)

    async def _page(
        self, request: Request, conversation_id: str, draft: Draft, status: int = 200
    ) -> Response:
        file = await asyncio.to_thread(self._read, conversation_id, signed_in_of(request).agent_id)
        return self.pages.render(request, "letter.html", status=status, letter=file, draft=draft)

    def _read(self, conversation_id: str, agent_id: int) -> LetterFile:
        settings = self.services.settings
        with self.services.store.read() as session:
            return open_letter(
                session, conversation_id, session.get_one(Agent, agent_id), languages=self.services.languages,
                company=settings.company, mail=settings.mail_is_on, now=self.services.clock(),
            )  # fmt: skip
