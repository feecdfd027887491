"""What became of one thing that a customer demanded or asked, told on the case's page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from fastapi import Request
from starlette.responses import Response

from amends.desk.request_ends import RequestEnd, end_request
from amends.web.desk.acting import Acting
from amends.web.desk.forms import Draft, Text
from amends.web.desk.guard import DESK
from amends.web.desk.pages import is_htmx


class AskedFor:
    """Takes what an agent says of one request; every open desk is told."""

    def __init__(self, acting: Acting) -> None:
        self.acting = acting

    async def end(
        self, request: Request, conversation_id: str, request_id: int, state: Text = "", sentence: Text = ""
    ) -> Response:
        """Record what became of it, or take that back. Raises NoSuchCase, RequestUnknown."""
        page, end = self.acting.page, RequestEnd(state, sentence)

        async def again(request: Request, conversation_id: str, draft: Draft, status: int) -> Response:
            show = page.asked_for if is_htmx(request) else page.page
            return await show(request, conversation_id, draft, status=status)

        async def done(request: Request, conversation_id: str, headers: Mapping[str, str]) -> Response:
            return await page.asked_for(request, conversation_id, Draft(), headers=headers, ended=request_id)

        return await self.acting.act(
            request, conversation_id, partial(end_request, request_id=request_id, end=end),
            Draft("request", ends={request_id: end}), show=again, done=done,
            onward=f"{DESK}/conversations/{conversation_id}#request-{request_id}",
        )  # fmt: skip
