"""Answers to what may tell of danger: nobody is in danger, this is danger, and taking the first back."""

from __future__ import annotations

from functools import partial

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from amends.desk.danger_review import find_nobody_in_danger, take_over_danger, undo_danger_review
from amends.web.desk.acting import Acting, Deed, as_agent
from amends.web.desk.guard import DESK
from amends.web.front_desk import FrontDesk

LIST = f"{DESK}/alerts?answered=1"
"""The list after an answer: the keyboard goes on at its top."""


class DangerReviews:
    """Each answer is one transaction; then every desk is told, so that the message leaves everybody's list."""

    def __init__(self, front_desk: FrontDesk, acting: Acting) -> None:
        self.services = front_desk.services
        self.acting = acting

    async def nobody(self, request: Request, review_id: int) -> Response:
        """Note that nobody is in danger, and go on with the list."""
        now = self.services.clock()
        return await self._answer(
            request, lambda session, me: find_nobody_in_danger(session, review_id, me, now=now), LIST
        )

    async def undo(self, request: Request, review_id: int) -> Response:
        """Take back that nobody is in danger, and go on with the list."""
        now = self.services.clock()
        return await self._answer(
            request, lambda session, me: undo_danger_review(session, review_id, me, now=now), LIST
        )

    async def danger(self, request: Request, review_id: int) -> Response:
        """Take the conversation over as danger, and go there."""
        act = partial(
            take_over_danger, levels=self.services.levels, languages=self.services.languages,
            now=self.services.clock(),
        )  # fmt: skip
        return await self._answer(request, lambda session, me: act(session, review_id, me))

    async def _answer(self, request: Request, deed: Deed[str], onward: str = "") -> Response:
        conversation_id = await as_agent(self.services, request, deed)
        self.acting.tell(conversation_id)
        return RedirectResponse(onward or f"{DESK}/conversations/{conversation_id}", 303)
