"""An act of an agent: one transaction, then every window and desk is told, then the page shows how it stands."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Final, TypeVar

from fastapi import Request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from amends.bootstrap import Services
from amends.cases.errors import Conflict, Invalid
from amends.desk.error_texts import error_text
from amends.realtime.hub import Call
from amends.sending.send import Stopped
from amends.store.tables import Agent
from amends.web.desk.conversation import ConversationPage
from amends.web.desk.forms import Draft
from amends.web.desk.guard import DESK, signed_in_of
from amends.web.desk.pages import is_htmx
from amends.web.front_desk import FrontDesk

T = TypeVar("T")
Deed = Callable[[Session, Agent], T]
"""What an agent does to the record."""
Act = Callable[..., object]
"""What an agent does with a conversation: called with session, conversation id, agent and `now`."""
Show = Callable[[Request, str, Draft, int], Awaitable[Response]]
"""Shows a conversation's form again: the draft in it, under a status."""

Done = Callable[[Request, str, Mapping[str, str]], Awaitable[Response]]
"""Shows a piece of a conversation's page as it stands after the act, under headers."""

SENT: Final = "amends:sent"
"""The event by which the page forgets its draft and fetches what is new."""


class Acting:
    """Acts on conversations, and answers with the page as it stands then."""

    def __init__(self, front_desk: FrontDesk, page: ConversationPage) -> None:
        self.front_desk = front_desk
        self.services = front_desk.services
        self.page = page

    async def act(
        self,
        request: Request,
        conversation_id: str,
        act: Act,
        draft: Draft,
        *,
        onward: str | None = None,
        show: Show | None = None,
        done: Done | None = None,
    ) -> Response:
        """Act; go `onward` (to the conversation, if not said) or `show` the draft again with what stood against it.

        `done` is what htmx is given instead, where it asked for another piece of the page than what can be done.
        """

        def deed(session: Session, agent: Agent) -> None:
            act(session, conversation_id, agent, now=self.services.clock())

        try:
            await as_agent(self.services, request, deed)
        except (Stopped, Conflict, Invalid) as error:
            again, status = _held_up(draft, error)
            return await (show or self.show)(request, conversation_id, again, status)
        self.tell(conversation_id)
        if not is_htmx(request):
            return RedirectResponse(onward or f"{DESK}/conversations/{conversation_id}", 303)
        if done:
            return await done(request, conversation_id, {"HX-Trigger-After-Swap": SENT})
        if onward:
            return Response(status_code=200, headers={"HX-Redirect": onward, "HX-Trigger-After-Swap": SENT})
        headers = {"HX-Trigger-After-Swap": SENT}
        return await self.page.actions(request, conversation_id, Draft(), headers=headers)

    async def show(self, request: Request, conversation_id: str, draft: Draft, status: int = 200) -> Response:
        """Show the conversation's page, or for htmx what can be done, with the draft in its place."""
        show = self.page.actions if is_htmx(request) else self.page.page
        return await show(request, conversation_id, draft, status=status)

    def tell(self, conversation_id: str) -> None:
        """Tell every window and desk that something was said and done."""
        for call in (
            Call("typing", conversation_id, who="person", on=False),
            Call("said", conversation_id, who="person"),
            Call("status", conversation_id),
        ):
            self.front_desk.hub.tell(call)


async def as_agent(services: Services, request: Request, deed: Deed[T]) -> T:
    """Do something to the record as whoever is signed in, in one transaction; return what it returns.

    Where the same form was sent twice at the same moment, the other one was first: it is done again, on top of that.
    """
    agent_id = signed_in_of(request).agent_id

    def as_them(session: Session) -> T:
        return deed(session, session.get_one(Agent, agent_id))

    def twice() -> T:
        try:
            return services.store.transact(as_them)
        except IntegrityError:
            return services.store.transact(as_them)

    return await asyncio.to_thread(twice)


def _held_up(draft: Draft, error: Stopped | Conflict | Invalid) -> tuple[Draft, int]:
    """Return the draft with what stood against it, and the answer's status."""
    if isinstance(error, Stopped):
        return replace(draft, stopped=error.check), 422
    return replace(draft, notice=error_text(error)), 409 if isinstance(error, Conflict) else 422
