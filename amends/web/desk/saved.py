"""The page of saved replies: written once, read by the gate, used by everybody (METHOD M24)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Annotated

from fastapi import Form, Request
from starlette.responses import RedirectResponse, Response

from amends.apology import Check
from amends.desk.error_texts import error_text
from amends.desk.saved import LONGEST_TITLE, VARIABLES, SavedReplyError, Shared, read_replies, save_reply
from amends.store.tables import Agent, SavedReply
from amends.web.desk.guard import DESK, signed_in_of
from amends.web.desk.pages import Pages
from amends.web.front_desk import FrontDesk

HERE = f"{DESK}/replies"
Text = Annotated[str, Form()]


@dataclass(frozen=True, slots=True)
class Sketch:
    """What stands in the form: a new reply, one to change, or one that the gate has just stopped."""

    id: int | None = None
    title: str = ""
    text: str = ""
    notice: str = ""
    check: Check | None = None


class SavedReplies:
    """Shows, saves and retires replies."""

    def __init__(self, front_desk: FrontDesk, pages: Pages) -> None:
        self.services = front_desk.services
        self.pages = pages

    async def show(self, request: Request, change: int | None = None) -> Response:
        """Show all of them; `change` is the one that stands in the form."""
        return await self._page(request, Sketch(change))

    async def save(
        self, request: Request, title: Text = "", text: Text = "", reply_id: Text = ""
    ) -> Response:
        """Save a new reply, or a changed one; one that the gate stops comes back with what it says."""
        known = int(reply_id) if reply_id.isdecimal() else None
        try:
            await asyncio.to_thread(self._save, signed_in_of(request).agent_id, title, text, known)
        except SavedReplyError as error:
            sketch = Sketch(known, title, text, error_text(error), error.check)
            return await self._page(request, sketch, status=422)
        return RedirectResponse(HERE, 303)

    async def retire(self, request: Request, reply_id: int) -> Response:
        """Take a reply out of use; where it was used stays on record."""
        await asyncio.to_thread(self._retire, reply_id)
        return RedirectResponse(HERE, 303)

    async def _page(self, request: Request, sketch: Sketch, *, status: int = 200) -> Response:
        replies, filled = await asyncio.to_thread(self._read, sketch)
        return self.pages.render(
            request, "replies.html", status=status, replies=replies, sketch=filled, variables=VARIABLES,
            longest_title=LONGEST_TITLE,
        )  # fmt: skip

    def _read(self, sketch: Sketch) -> tuple[tuple[Shared, ...], Sketch]:
        with self.services.store.read() as session:
            known = session.get(SavedReply, sketch.id) if sketch.id is not None else None
            if known is not None and not sketch.notice:
                sketch = Sketch(known.id, known.title, known.text)
            return read_replies(session), sketch

    def _save(self, agent_id: int, title: str, text: str, reply_id: int | None) -> None:
        with self.services.store.write() as session:
            agent = session.get_one(Agent, agent_id)
            save_reply(session, agent, title=title, text=text, reply_id=reply_id, now=self.services.clock())

    def _retire(self, reply_id: int) -> None:
        with self.services.store.write() as session:
            known = session.get(SavedReply, reply_id)
            if known is not None:
                known.retired = True
