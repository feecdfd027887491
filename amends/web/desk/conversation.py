"""A conversation's page, and what has changed on it since."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Query, Request
from starlette.responses import Response

from amends.apology import Check, Verdict
from amends.conversation.people import NoSuchCase
from amends.desk.case_file import CaseFile, read_case_file
from amends.desk.queue import count_waiting
from amends.desk.replying import new_form_id
from amends.store.tables import Speaker
from amends.web.desk.guard import signed_in_of
from amends.web.desk.pages import Pages
from amends.web.front_desk import FrontDesk


@dataclass(frozen=True, slots=True)
class Draft:
    """What the agent had written when something came in between; nothing of it is lost.

    `form`: `reply` or `resolve`. `stopped` is what the gate says of `text`. `mine` is what they had written
    before they took the gate's rewrite.
    """

    form: str = ""
    text: str = ""
    outcome: str = ""
    form_id: str = ""
    notice: str = ""
    stopped: Check | None = None
    mine: str = ""

    @property
    def may_insist(self) -> bool:
        """Whether a lead may send it all the same: a qualified apology nobody may."""
        return self.stopped is not None and self.stopped.verdict is not Verdict.QUALIFIED


class ConversationPage:
    """Shows a conversation and its case; reads only."""

    def __init__(self, front_desk: FrontDesk, pages: Pages) -> None:
        self.library = front_desk.library
        self.pages = pages

    async def show(self, request: Request, conversation_id: str) -> Response:
        """Show the whole page. Raises NoSuchCase."""
        return await self.page(request, conversation_id, Draft())

    async def page(
        self, request: Request, conversation_id: str, draft: Draft, *, status: int = 200
    ) -> Response:
        """Return the page with what the agent had written still in its place."""
        file, waiting = await asyncio.to_thread(self._read, conversation_id)
        context = self._context(request, file, draft)
        return self.pages.render(request, "conversation.html", status=status, waiting=waiting, **context)

    async def actions(
        self,
        request: Request,
        conversation_id: str,
        draft: Draft,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Return only what the agent can do now."""
        file, _ = await asyncio.to_thread(self._read, conversation_id)
        context = self._context(request, file, draft)
        return self.pages.render(request, "_actions.html", status=status, headers=headers, **context)

    async def changes(
        self,
        request: Request,
        conversation_id: str,
        after: int = 0,
        unread: Annotated[str, Query(max_length=2000)] = "",
        stance: Annotated[str, Query(max_length=64)] = "",
    ) -> Response:
        """Return what is new since message `after`: messages, readings of those in `unread` (ids), the record.

        What the agent can do is returned only where it differs from `stance`: their text stays untouched.
        """
        file, waiting = await asyncio.to_thread(self._read, conversation_id)
        wanted = {int(part) for part in unread.split(",") if part.isdecimal()}
        new = [line for line in file.lines if line.id > after]
        return self.pages.render(
            request,
            "_changes.html",
            new=new,
            heard=[line for line in new if line.speaker is Speaker.CUSTOMER],
            read=[line for line in file.lines if line.id in wanted and line.id <= after and not line.unread],
            moved=file.stance != stance,
            waiting=waiting,
            **self._context(request, file, Draft()),
        )

    def _context(self, request: Request, file: CaseFile, draft: Draft) -> dict[str, Any]:
        mine = file.owner_id == signed_in_of(request).agent_id
        return {"case": file, "mine": mine, "draft": draft, "form_id": draft.form_id or new_form_id()}

    def _read(self, conversation_id: str) -> tuple[CaseFile, int]:
        with self.library.store.read() as session:
            file = read_case_file(session, conversation_id, now=self.library.clock(), zone=self.pages.zone)
            if file is None:
                raise NoSuchCase
            return file, count_waiting(session)
