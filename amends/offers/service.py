"""A person's offer reaches the customer with its buttons, and their answer is taken whoever speaks (M4, M6, R7)."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy.orm import Session

from amends.cases.errors import NotFound
from amends.cases.state import State
from amends.casework.handoff import NotYours, actor_of
from amends.casework.record import find_case
from amends.messages.transcript import Choice
from amends.redress.authority import (
    AuthorityNeeded,
    Gift,
    find_request,
    place_offer,
    settle_request,
)
from amends.redress.offers import accept_offer, decline_offer, find_offer
from amends.redress.policy import Policy
from amends.sending.send import Outgoing, send_as_system
from amends.sending.words import say, say_thing
from amends.store.tables import Agent, AuthorityRequest, Case, Offer, OfferState, Speaker

PRESSED = "/offer"
"""The payload of a button under a person's offer: `/offer{"id": 12, "take": true}`."""


class NoSuchOffer(NotFound):
    """The case has no such offer."""

    def __init__(self) -> None:
        super().__init__("offer_unknown")


def offer_by_person(
    session: Session, case: Case, agent: Agent, gift: Gift, *, policy: Policy, form_key: str, now: datetime
) -> Offer | AuthorityNeeded:
    """Offer something within one's authority: the customer reads it with two buttons, Yes and No.

    The same form again is the same offer and the same message. Raises NotYours where the conversation is not
    theirs, and Unfit.
    """
    if case.state is not State.AGENT or case.assignee_id != agent.id:
        raise NotYours(case)
    placed = place_offer(session, case, agent, gift, policy=policy, form_key=form_key, now=now)
    if isinstance(placed, Offer):
        _tell_offer(session, case, placed, agent, now=now)
    return placed


def decide_request(
    session: Session, request_id: int, lead: Agent, *, approve: bool, why: str, policy: Policy, now: datetime
) -> AuthorityRequest | AuthorityNeeded:
    """Approve or decline what a person asked for; approved, the customer reads the offer at once.

    Raises NoSuchRequest, NotALead, AlreadyDecided.
    """
    request = find_request(session, request_id)
    decided = settle_request(session, request, lead, approve=approve, why=why, policy=policy, now=now)
    if isinstance(decided, AuthorityRequest) and decided.offer is not None:
        _tell_offer(session, decided.case, decided.offer, decided.asked_by, now=now)
    return decided


def answer_for_customer(
    session: Session, case: Case, agent: Agent, offer_id: int, *, take: bool, now: datetime
) -> Offer:
    """Record what the customer answered in words; they read what it comes to. Raises NotYours, NoSuchOffer."""
    if case.state is not State.AGENT or case.assignee_id != agent.id:
        raise NotYours(case)
    return _answer(session, case, offer_id, take=take, actor=actor_of(agent), now=now)


def answer_press(session: Session, conversation_id: str, payload: str, *, now: datetime) -> bool:
    """Take a pressed button that answers an offer; return whether it was one that is ours to answer.

    Those under a person's offer always are; those under the bot's only where the bot has no say any more, so that a
    late "Yes" is not lost.
    """
    case = find_case(session, conversation_id)
    pressed = _read(payload)
    if case is None or pressed is None:
        return False
    offer_id, take = pressed
    if not payload.startswith(PRESSED) and case.state is State.BOT:
        return False
    _answer(session, case, offer_id, take=take, actor="customer", now=now)
    return True


def _answer(session: Session, case: Case, offer_id: int, *, take: bool, actor: str, now: datetime) -> Offer:
    offer = find_offer(session, case, offer_id)
    if offer is None:
        raise NoSuchOffer
    before = offer.state
    if take:
        accept_offer(session, case, offer, now=now, actor=actor)
    else:
        decline_offer(session, case, offer, now=now, actor=actor)
    late = before is not OfferState.MADE and (before is OfferState.ACCEPTED) is not take
    text = say("offer_gone") if late and before is not OfferState.ACCEPTED else _come_to(offer)
    outgoing = Outgoing(text, f"offer:{offer.id}:{offer.state.value}{':late' if late else ''}")
    send_as_system(session, case.conversation_id, outgoing, speaker=Speaker.SYSTEM, now=now)
    return offer


def _come_to(offer: Offer) -> str:
    if offer.state is not OfferState.ACCEPTED:
        return say("offer_declined")
    follows = f" {offer.follows}" if offer.follows else ""
    if offer.voucher_code:
        thing = say_thing(offer).removeprefix("a ")
        return say("offer_taken_voucher", thing=thing, code=offer.voucher_code, follows=follows)
    return say("offer_taken", thing=say_thing(offer), follows=follows)


def _tell_offer(session: Session, case: Case, offer: Offer, agent: Agent, *, now: datetime) -> None:
    choices = tuple(
        Choice(title, f"{PRESSED}{json.dumps({'id': offer.id, 'take': take})}")
        for title, take in (("Yes", True), ("No", False))
    )
    text = say("offered", name=agent.name, thing=say_thing(offer))
    outgoing = Outgoing(text, f"offered:{offer.id}", choices)
    send_as_system(session, case.conversation_id, outgoing, speaker=Speaker.SYSTEM, now=now)


def _read(payload: str) -> tuple[int, bool] | None:
    """Return which offer a payload answers, and how; None for any other button."""
    intent, brace, rest = payload.partition("{")
    try:
        told = json.loads(brace + rest) if brace else {}
    except ValueError:
        return None
    if intent == PRESSED:
        return int(told["id"]), bool(told["take"])
    choice = str(told.get("choice", ""))
    if choice.startswith("offer:") and choice.removeprefix("offer:").isdigit():
        return int(choice.removeprefix("offer:")), True
    return None
