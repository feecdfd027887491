"""Offering something to a customer, asking a lead for more, and a lead's yes or no (METHOD M4, M6)."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import Form, Request
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from amends.cases.record import find_case
from amends.conversation.hub import Call
from amends.conversation.offering import answer_for_customer, decide_request, offer_by_person
from amends.conversation.people import NoSuchCase
from amends.desk.giving import NotDecided, read_gift
from amends.redress.authority import (
    AlreadyAsked,
    AuthorityNeeded,
    Gift,
    Unfit,
    ask_lead,
)
from amends.store.tables import Agent, Case
from amends.web.desk.conversation import ConversationPage, Draft
from amends.web.desk.guard import DESK, HOME, signed_in_of
from amends.web.desk.pages import is_htmx
from amends.web.front_desk import FrontDesk

Text = Annotated[str, Form()]


class Refused(Exception):
    """An offer that this person may not make; the message says why, and who may."""


class Offers:
    """Each is one transaction; every window and desk is told."""

    def __init__(self, front_desk: FrontDesk, page: ConversationPage) -> None:
        self.front_desk = front_desk
        self.library = front_desk.library
        self.page = page

    async def offer(
        self,
        request: Request,
        conversation_id: str,
        kind: Text = "",
        amount: Text = "",
        why: Text = "",
        what: Text = "",
        client_id: Text = "",
        ask: Text = "",
    ) -> Response:
        """Offer it, or with `ask` ask a lead for it. What may not be given comes back with the way to ask."""
        me = signed_in_of(request).agent_id
        form = {"kind": kind, "amount": amount, "why": why, "what": what}
        draft = Draft("offer", form_id=client_id, offer=form)
        try:
            gift = read_gift(kind, amount, why=why, what=what)
            await asyncio.to_thread(self._offer, conversation_id, me, gift, client_id, bool(ask))
        except (Unfit, AlreadyAsked, Refused) as error:
            draft = Draft("offer", form_id=client_id, notice=str(error), offer=form)
            show = self.page.actions if is_htmx(request) else self.page.page
            return await show(request, conversation_id, draft, status=422)
        self._tell(conversation_id)
        if not is_htmx(request):
            return RedirectResponse(f"{DESK}/conversations/{conversation_id}", 303)
        headers = {"HX-Trigger-After-Swap": "amends:sent"}
        return await self.page.actions(request, conversation_id, Draft(), headers=headers)

    async def answer(
        self, request: Request, conversation_id: str, offer_id: int, take: Text = ""
    ) -> Response:
        """Record what the customer said of an offer in words. 404 for an offer that is not the case's."""
        me = signed_in_of(request).agent_id
        try:
            await asyncio.to_thread(self._answer, conversation_id, me, offer_id, bool(take))
        except LookupError:
            raise HTTPException(404) from None
        self._tell(conversation_id)
        return RedirectResponse(f"{DESK}/conversations/{conversation_id}", 303)

    async def decide(
        self, request: Request, request_id: int, decision: Text = "", why: Text = ""
    ) -> Response:
        """Approve or decline; approved, the customer reads the offer at once. For leads."""
        me = signed_in_of(request).agent_id
        try:
            conversation_id = await asyncio.to_thread(
                self._decide, request_id, me, decision == "approve", why
            )
        except LookupError:
            raise HTTPException(404) from None
        self._tell(conversation_id)
        return RedirectResponse(HOME, 303)

    def _offer(self, conversation_id: str, agent_id: int, gift: Gift, form_id: str, ask: bool) -> None:
        now = self.library.clock()
        policy = self.library.policies.at(now)
        with self.library.store.write() as session:
            case, agent = _case(session, conversation_id), session.get_one(Agent, agent_id)
            key = f"desk:{agent_id}:{form_id}"[:80]
            if ask:
                ask_lead(session, case, agent, gift, policy=policy, form_key=key, now=now)
                return
            placed = offer_by_person(session, case, agent, gift, policy=policy, form_key=key, now=now)
            if isinstance(placed, AuthorityNeeded):
                may = (
                    f" A {placed.giver.value} may: ask one." if placed.giver else " Nobody may by the policy."
                )
                raise Refused(f"{placed.why}{may}")

    def _answer(self, conversation_id: str, agent_id: int, offer_id: int, take: bool) -> None:
        with self.library.store.write() as session:
            case, agent = _case(session, conversation_id), session.get_one(Agent, agent_id)
            answer_for_customer(session, case, agent, offer_id, take=take, now=self.library.clock())

    def _decide(self, request_id: int, agent_id: int, approve: bool, why: str) -> str:
        now = self.library.clock()
        policy = self.library.policies.at(now)
        with self.library.store.write() as session:
            lead = session.get_one(Agent, agent_id)
            decided = decide_request(
                session, request_id, lead, approve=approve, why=why, policy=policy, now=now
            )
            if isinstance(decided, AuthorityNeeded):
                raise NotDecided(decided.why)
            return decided.case.conversation_id

    def _tell(self, conversation_id: str) -> None:
        self.front_desk.hub.tell(Call("said", conversation_id, who="person"))
        self.front_desk.hub.tell(Call("status", conversation_id))


def _case(session: Session, conversation_id: str) -> Case:
    case = find_case(session, conversation_id)
    if case is None:
        raise NoSuchCase
    return case
