"""Offering something to a customer, asking a lead for more, and a lead's yes or no (METHOD M4, M6)."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from amends.casework.record import lock_known_case
from amends.desk.giving import read_gift
from amends.languages.loading import Languages
from amends.offers.service import answer_for_customer, ask_lead, decide_request, offer_by_agent
from amends.redress.loading import Policies
from amends.store.tables import Agent
from amends.web.desk.acting import Acting, as_agent
from amends.web.desk.forms import Draft, OfferForm, Text
from amends.web.desk.guard import HOME
from amends.web.front_desk import FrontDesk

LONGEST_KEY = 80


class Offers:
    """Each is one transaction; every window and desk is told."""

    def __init__(self, front_desk: FrontDesk, acting: Acting) -> None:
        self.services = front_desk.services
        self.acting = acting

    async def offer(
        self, request: Request, conversation_id: str, form: Annotated[OfferForm, Form()]
    ) -> Response:
        """Offer it, or with `ask` ask a lead for it. What may not be given comes back with the way to ask."""
        act = partial(_offer, form=form, policies=self.services.policies, languages=self.services.languages)
        return await self.acting.act(request, conversation_id, act, form.draft)

    async def answer(
        self, request: Request, conversation_id: str, offer_id: int, take: Text = ""
    ) -> Response:
        """Record what the customer said of an offer in words. 404 for an offer that is not the case's."""
        act = partial(_answer, offer_id=offer_id, take=bool(take), languages=self.services.languages)
        return await self.acting.act(request, conversation_id, act, Draft())

    async def decide(
        self, request: Request, request_id: int, decision: Text = "", why: Text = ""
    ) -> Response:
        """Approve or decline; approved, the customer reads the offer at once. For leads. 404 without such a request."""
        now = self.services.clock()
        policy = self.services.policies.at(now)

        def deed(session: Session, lead: Agent) -> str:
            approve = decision == "approve"
            decided = decide_request(
                session, request_id, lead, approve=approve, why=why, policy=policy,
                languages=self.services.languages, now=now,
            )  # fmt: skip
            return decided.case.conversation_id

        self.acting.tell(await as_agent(self.services, request, deed))
        return RedirectResponse(HOME, 303)


def _offer(
    session: Session,
    conversation_id: str,
    agent: Agent,
    *,
    form: OfferForm,
    policies: Policies,
    languages: Languages,
    now: datetime,
) -> None:
    """Offer what the form says, or with `ask` ask a lead for it; the same form again is the same one."""
    gift = read_gift(form.kind, form.amount, why=form.why, what=form.what)
    key = f"desk:{agent.id}:{form.client_id}"[:LONGEST_KEY]
    case, policy = lock_known_case(session, conversation_id), policies.at(now)
    if form.ask:
        ask_lead(session, case, agent, gift, policy=policy, form_key=key, now=now)
    else:
        offer_by_agent(session, case, agent, gift, policy=policy, languages=languages, form_key=key, now=now)


def _answer(
    session: Session,
    conversation_id: str,
    agent: Agent,
    *,
    offer_id: int,
    take: bool,
    languages: Languages,
    now: datetime,
) -> None:
    case = lock_known_case(session, conversation_id)
    answer_for_customer(session, case, agent, offer_id, take=take, languages=languages, now=now)
