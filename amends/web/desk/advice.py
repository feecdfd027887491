"""What the gate says of a reply while the agent still writes it (METHOD M22)."""

from __future__ import annotations

import asyncio

from fastapi import Request
from starlette.responses import Response

from amends.apology import Check, Verdict
from amends.desk.error_texts import error_text
from amends.desk.replying import advise
from amends.follow_through.letters import NoApology
from amends.store.tables import Agent
from amends.web.desk.forms import Text
from amends.web.desk.guard import signed_in_of
from amends.web.desk.pages import Pages
from amends.web.front_desk import FrontDesk
from amends.web.limits import TooMany


class Advice:
    """Reads a text and changes nothing: what is sent is read again by the gate."""

    def __init__(self, front_desk: FrontDesk, pages: Pages) -> None:
        self.front_desk = front_desk
        self.services = front_desk.services
        self.pages = pages

    async def read(
        self, request: Request, conversation_id: str, text: Text = "", letter: bool = False
    ) -> Response:
        """Return what the gate says of `text`, as a fragment; an empty one where nothing is to be said.

        Of a `letter` it also says where the apology is missing.

        413 for a text longer than a message may be, 429 where the agent had their share of this minute.
        """
        agent = signed_in_of(request)
        if len(text) > self.services.settings.message_length:
            return Response(status_code=413)
        try:
            self.front_desk.checks.spend(f"agent:{agent.agent_id}")
        except TooMany as error:
            return Response(status_code=429, headers={"Retry-After": str(error.retry_after)})
        check = await asyncio.to_thread(self._advise, conversation_id, agent.agent_id, text, letter)
        missing = error_text(NoApology()) if letter and not check.has_apology else ""
        said = headline(check, lead=agent.is_lead)
        return self.pages.render(request, "_advice.html", check=check, headline=said, missing=missing)

    def _advise(self, conversation_id: str, agent_id: int, text: str, letter: bool) -> Check:
        now = self.services.clock()
        with self.services.store.read() as session:
            agent = session.get_one(Agent, agent_id)
            return advise(
                session,
                conversation_id,
                agent,
                text,
                languages=self.services.languages,
                now=now,
                letter=letter,
            )


def headline(check: Check, *, lead: bool) -> str:
    """Return in a few words whether a text with breaches can be sent, and by whom."""
    if check.verdict is Verdict.QUALIFIED:
        return "This can't be sent."
    return (
        "Better not. You may send it; that is recorded." if lead else "This can't be sent. A lead may decide."
    )
