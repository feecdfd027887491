"""Offers: made by the bot, an agent or with a lead's approval, and answered whoever speaks (METHOD M4, M6, R7).

`amends.redress` decides what may be given; here it is put on record, and what a person offers or answers is announced
to the customer. The bot says its own offers in its answers.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from amends.cases.state import State
from amends.casework.handoff import actor_of, require_assignee
from amends.languages.loading import Languages
from amends.offers.announcing import PRESSED, announce_answer, announce_offer, read_press
from amends.offers.history import read_offer_history
from amends.offers.record import (
    accept_offer,
    count_replaced,
    decline_offer,
    find_offer,
    make_offer,
    offer_of_form,
    replace_offer,
    standing_offer,
    unanswered_offers,
)
from amends.offers.requests import find_request, is_decided, record_decision, record_request
from amends.redress.authority import (
    Allowance,
    Gift,
    OverAuthority,
    OverLeadAuthority,
    allowance_of,
    check_gift,
    giver_of,
    grant_within_authority,
)
from amends.redress.decision import Ask, Decision, Granted, OfferHistory, decide
from amends.redress.policy import Giver, OfferKind, Policy
from amends.store.locks import lock_case
from amends.store.tables import Agent, AuthorityRequest, Case, Offer, OfferState, RequestState

MOST_CHANGES = 1
"""A customer may change their mind once about the bot's offers; then a person talks with them (M6: no haggling)."""


def decide_for_bot(session: Session, case: Case, ask: Ask, *, policy: Policy, now: datetime) -> Decision:
    """Decide what the bot may give for what they ask; an offer of the bot that stands would be replaced by it."""
    standing = standing_offer(session, case)
    without = [] if standing is None else [standing]
    history = read_offer_history(session, case, currency=policy.currency, now=now, without=without)
    return decide(ask, history, policy)


def offer_by_bot(session: Session, case: Case, granted: Granted, *, now: datetime) -> Offer | None:
    """Offer what the policy grants, instead of the bot's offer that stands; the same again is the same offer.

    None where the customer has changed their mind MOST_CHANGES times: the offer that stands is left as it is.
    """
    standing = standing_offer(session, case)
    if standing is None:
        return make_offer(session, case, granted, now=now)
    if (standing.kind, standing.amount) == (granted.kind, granted.amount):
        return standing
    if count_replaced(session, case) >= MOST_CHANGES:
        return None
    replace_offer(session, case, standing, now=now)
    return make_offer(session, case, granted, now=now, instead_of=standing)


def allowance_for(session: Session, case: Case, agent: Agent, *, policy: Policy, now: datetime) -> Allowance:
    """Return what `agent` may still give on the case."""
    return allowance_of(giver_of(agent.role), _history_for_person(session, case, policy, now), policy)


def offer_by_agent(
    session: Session,
    case: Case,
    agent: Agent,
    gift: Gift,
    *,
    policy: Policy,
    languages: Languages,
    form_key: str,
    now: datetime,
) -> Offer:
    """Offer something within one's authority: the customer reads it with two buttons, Yes and No.

    An unanswered offer before it gives way. The same form (`form_key`) again is the same offer and the same message.
    Raises NotYours where the conversation is not theirs, InvalidGift, and OverAuthority where their role may not give
    it.
    """
    require_assignee(case, agent)
    offer = offer_of_form(session, form_key)
    if offer is None:
        check_gift(gift, policy)
        history = _history_for_person(session, case, policy, now)
        granted = grant_within_authority(gift, giver_of(agent.role), history, policy)
        offer = _make_for_person(session, case, granted, agent, form_key=form_key, now=now)
    announce_offer(session, case, offer, agent, languages=languages, now=now)
    return offer


def ask_lead(
    session: Session, case: Case, agent: Agent, gift: Gift, *, policy: Policy, form_key: str, now: datetime
) -> AuthorityRequest:
    """Ask the leads for what is beyond one's authority. The same form, or the same wish again, is one request.

    Raises InvalidGift, and AlreadyAsked where another wish waits for an answer.
    """
    check_gift(gift, policy)
    return record_request(session, case, agent, gift, currency=policy.currency, form_key=form_key, now=now)


def decide_request(
    session: Session,
    request_id: int,
    lead: Agent,
    *,
    approve: bool,
    why: str,
    policy: Policy,
    languages: Languages,
    now: datetime,
) -> AuthorityRequest:
    """Approve or decline what an agent asked for. Approved, the customer reads it as that agent's offer at once.

    Deciding again the same way does nothing. Raises NoSuchRequest, NotALead, AlreadyDecided, and OverLeadAuthority
    where not even a lead may give so much.
    """
    request = find_request(session, request_id)
    state = RequestState.APPROVED if approve else RequestState.DECLINED
    if is_decided(request, lead, state):
        return request
    if approve:
        request.offer = _make_approved(session, request, lead, policy=policy, now=now)
    record_decision(session, request, lead, state=state, why=why, now=now)
    if request.offer is not None:
        announce_offer(session, request.case, request.offer, request.asked_by, languages=languages, now=now)
    return request


def answer_for_customer(
    session: Session,
    case: Case,
    agent: Agent,
    offer_id: int,
    *,
    take: bool,
    languages: Languages,
    now: datetime,
) -> Offer:
    """Record what the customer answered in words; they read what it comes to. Raises NotYours, NoSuchOffer."""
    require_assignee(case, agent)
    return _answer(session, case, offer_id, take=take, actor=actor_of(agent), languages=languages, now=now)


def answer_press(
    session: Session, conversation_id: str, payload: str, *, languages: Languages, now: datetime
) -> bool:
    """Take a pressed button that answers an offer; return whether it was one to be answered here.

    Those under a person's offer always are; those under the bot's only where the bot does not have the conversation,
    so that a late "Yes" is not lost. Raises NoSuchOffer.
    """
    case = lock_case(session, conversation_id)
    pressed = read_press(payload)
    if case is None or pressed is None:
        return False
    offer_id, take = pressed
    if not payload.startswith(PRESSED) and case.state is State.BOT:
        return False
    _answer(session, case, offer_id, take=take, actor="customer", languages=languages, now=now)
    return True


def _answer(
    session: Session,
    case: Case,
    offer_id: int,
    *,
    take: bool,
    actor: str,
    languages: Languages,
    now: datetime,
) -> Offer:
    offer = find_offer(session, case, offer_id)
    before = offer.state
    if take:
        accept_offer(session, case, offer, now=now, actor=actor)
    else:
        decline_offer(session, case, offer, now=now, actor=actor)
    late = before is not OfferState.MADE and (before is OfferState.ACCEPTED) is not take
    announce_answer(session, case, offer, late=late, languages=languages, now=now)
    return offer


def _make_approved(
    session: Session, request: AuthorityRequest, lead: Agent, *, policy: Policy, now: datetime
) -> Offer:
    case = request.case
    gift = Gift(OfferKind(request.kind), request.amount, request.why, request.what)
    history = _history_for_person(session, case, policy, now)
    try:
        granted = grant_within_authority(gift, Giver.LEAD, history, policy)
    except OverAuthority as error:
        raise OverLeadAuthority(error.cap) from error
    return _make_for_person(
        session, case, granted, request.asked_by, form_key=f"request:{request.id}", now=now, approved_by=lead
    )


def _make_for_person(
    session: Session,
    case: Case,
    granted: Granted,
    agent: Agent,
    *,
    form_key: str,
    now: datetime,
    approved_by: Agent | None = None,
) -> Offer:
    for earlier in unanswered_offers(session, case):
        replace_offer(session, case, earlier, now=now, actor=actor_of(agent))
    return make_offer(
        session, case, granted, now=now, made_by=actor_of(agent), form_key=form_key,
        approved_by=actor_of(approved_by) if approved_by else None,
    )  # fmt: skip


def _history_for_person(session: Session, case: Case, policy: Policy, now: datetime) -> OfferHistory:
    """What counts against a person's offer: an unanswered one gives way to it, and does not."""
    without = unanswered_offers(session, case)
    return read_offer_history(session, case, currency=policy.currency, now=now, without=without)
