"""What the gate says of a reply while the agent still writes it (METHOD M22)."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import Form, Request
from starlette.responses import Response

from amends.apology import Check, Verdict
from amends.desk.replying import advise
from amends.store.tables import Agent
from amends.web.desk.guard import signed_in_of
from amends.web.desk.pages import Pages
from amends.web.front_desk import FrontDesk
from amends.web.limits import TooMany


class Advice:
    """Reads a text and changes nothing: what is sent is read again by the door."""

    def __init__(self, front_desk: FrontDesk, pages: Pages) -> None:
        self.front_desk = front_desk
        self.library = front_desk.library
        self.pages = pages

    async def read(
        self, request: Request, conversation_id: str, text: Annotated[str, Form()] = ""
    ) -> Response:
        """Return what the gate says of `text`, as a fragment; an empty one where nothing is to be said.

        413 for a text longer than a message may be, 429 where the agent had their share of this minute.
        """
        agent = signed_in_of(request)
        if len(text) > self.library.settings.message_length:
            return Response(status_code=413)
        try:
            self.front_desk.checks.spend(f"agent:{agent.agent_id}")
        except TooMany as error:
            return Response(status_code=429, headers={"Retry-After": str(error.retry_after)})
        check = await asyncio.to_thread(self._advise, conversation_id, agent.agent_id, text)
        return self.pages.render(
            request, "_advice.html", check=check, headline=headline(check, lead=agent.is_lead)
        )

    def _advise(self, conversation_id: str, agent_id: int, text: str) -> Check:
        with self.library.store.read() as session:
            return advise(
                session, conversation_id, session.get_one(Agent, agent_id), text, now=self.library.clock()
            )


def headline(check: Check, *, lead: bool) -> str:
    """Return in a few words whether a text with breaches can be sent, and by whom."""
    if check.verdict is Verdict.QUALIFIED:
        return "This can't be sent."
    return (
        "Better not. You may send it; that is recorded." if lead else "This can't be sent. A lead may decide."
    )
