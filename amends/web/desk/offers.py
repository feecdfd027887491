"""Offering something to a customer, asking a lead for more, and a lead's yes or no (METHOD M4, M6)."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import Form, Request
from starlette.responses import RedirectResponse, Response

from amends.desk.offering import decide, make_offer, note_answer
from amends.web.desk.acting import Acting, as_agent
from amends.web.desk.forms import Draft, OfferForm, Text
from amends.web.desk.guard import HOME
from amends.web.front_desk import FrontDesk


class Offers:
    """Each is one transaction; every window and desk is told."""

    def __init__(self, front_desk: FrontDesk, acting: Acting) -> None:
        self.services = front_desk.services
        self.acting = acting

    async def offer(
        self, request: Request, conversation_id: str, form: Annotated[OfferForm, Form()]
    ) -> Response:
        """Offer it, or with `ask` ask a lead for it. What may not be given comes back with the way to ask."""
        act = partial(
            make_offer, kind=form.kind, amount=form.amount, why=form.why, what=form.what, form_id=form.client_id,
            ask=bool(form.ask), policies=self.services.policies,
        )  # fmt: skip
        return await self.acting.act(request, conversation_id, act, form.draft)

    async def answer(
        self, request: Request, conversation_id: str, offer_id: int, take: Text = ""
    ) -> Response:
        """Record what the customer said of an offer in words. 404 for an offer that is not the case's."""
        act = partial(note_answer, offer_id=offer_id, take=bool(take))
        return await self.acting.act(request, conversation_id, act, Draft())

    async def decide(
        self, request: Request, request_id: int, decision: Text = "", why: Text = ""
    ) -> Response:
        """Approve or decline; approved, the customer reads the offer at once. For leads."""
        now, policies = self.services.clock(), self.services.policies
        conversation_id = await as_agent(
            self.services,
            request,
            lambda session, lead: decide(
                session, lead, request_id, approve=decision == "approve", why=why, policies=policies, now=now
            ),
        )  # fmt: skip
        self.acting.tell(conversation_id)
        return RedirectResponse(HOME, 303)
